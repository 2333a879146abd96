"""Every question, and every button and list under its answer, where it can be asked: in a server, in a DM, carried along.

Whatever the bot sends is held against Discord's own rules when the simulation ends (tests/payloads.py).
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

from bot.client import BriefingBot
from briefings.app import App
from tests.bot.conftest import Simulate, answered
from tests.bot.newsroom import custom_ids, labels, parts, text
from tests.bot.test_further import fill_with_quotes

QUESTIONS: dict[str, dict[str, str]] = {
    "who": {"name": "mattis"},
    "quotes": {"person": "mattis", "about": "statement"},
    "timeline": {"topic": "pompeo"},
    "search": {"query": "town"},
    "brief": {},
    "links": {"person": "mattis"},
    "compare people": {"a": "mattis", "b": "pompeo", "topic": "statement"},
    "compare over-time": {"person": "mattis", "topic": "statement"},
    "help": {},
}

Asks = Callable[..., Awaitable[Any]]


@contextmanager
def asker(world: Any, where: str) -> Iterator[tuple[Any, Asks]]:
    """Somebody there, and how he asks."""
    if where == "server":
        room = world.server()
        channel, robin = room.create_text_channel("newsroom"), world.member(room, "Robin")
        yield robin, partial(robin.slash, channel)
    elif where == "dm":
        robin = world.person("Robin")
        yield robin, robin.slash
    else:
        robin = world.person("Robin", carries=True)
        with world.in_private(robin):
            yield robin, robin.slash


@pytest.mark.parametrize("where", ["server", "dm", "carried"])
async def test_every_question_and_every_press_under_its_answer_is_answered(
    app: App, simulate: Simulate, where: str
) -> None:
    fill_with_quotes(app)
    kinds: set[str] = set()
    async with simulate(BriefingBot(app)) as world:
        with asker(world, where) as (robin, asks):
            for name, options in QUESTIONS.items():
                asked = await asks(name, **options)
                assert "mistake" not in text(answered(asked)), name
                await world.env.advance_time(61)  # ten answers a minute
                for label, custom_id in zip(labels(answered(asked)), custom_ids(answered(asked)), strict=True):
                    if custom_id[:2] in kinds and custom_id[0] not in "qp":
                        continue
                    kinds.add(custom_id[:2])
                    pressed = await robin.click(answered(asked), custom_id=custom_id)
                    if custom_id[0] != "p":  # a page turns where it stands
                        assert text(answered(pressed)).strip(), (name, label)
                    await world.env.advance_time(10)
                for part in parts(answered(asked)):
                    if part["type"] == 3:
                        kinds.add("o1")
                        chosen = await robin.select(answered(asked), [part["options"][0]["value"]])
                        assert text(answered(chosen)).startswith("-# Newest source"), name
                        await world.env.advance_time(10)
    assert {"s1", "q1", "p1", "e1", "o1"} <= kinds
