"""Plain words in a DM."""

from typing import Any

import pytest

from bot.client import BriefingBot
from tests.bot.conftest import Simulate
from tests.bot.newsroom import labels, text


async def say(world: Any, person: Any, words: str, **more: Any) -> list[Any]:
    """The bot's answers to these words."""
    before = len(person.dm_channel.history())
    await person.send_dm(words, **more)
    return [m for m in person.dm_channel.history()[before:] if m.author.id != person.id]


@pytest.mark.parametrize(
    "words,said",
    [
        ("who is mattis?", "## Jim Mattis"),
        ("Mattis", "## Jim Mattis"),
        ("what did pompeo say about india", "“India is a true partner,”"),
        ("what did angela merkel say", "No one called “angela merkel” in 2 articles"),
        ("hello", "You can ask"),
        ("why is the sky so blue over there", "nothing in 2 articles"),
    ],
)
async def test_plain_words_are_answered(bot: BriefingBot, simulate: Simulate, words: str, said: str) -> None:
    async with simulate(bot) as world:
        (answer,) = await say(world, world.person("Robin"), words)
        assert said in text(answer)


async def test_an_answer_has_its_sources(bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        robin = world.person("Robin")
        (answer,) = await say(world, robin, "who is mattis?")
        assert labels(answer)[0] == "Sources"
        pressed = await robin.click(answer, label="Sources")
        assert "> Defense Secretary Jim Mattis arrived" in text(pressed.response)


async def test_nothing_and_too_much_get_one_helpful_answer(bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        robin = world.person("Robin")
        photo = world.env.backend.store_attachments(robin.dm_channel.id, [("kabul.jpg", b"a photograph")])
        (empty,) = await say(world, robin, "", attachments=photo)
        (long,) = await say(world, robin, "what did mattis say " * 50)
        assert text(empty).startswith("I read text only")
        assert text(long).startswith("That is longer than a question I can read.")


async def test_he_is_whom_we_talked_about_for_half_an_hour(bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        robin, kim = world.person("Robin"), world.person("Kim")
        await say(world, robin, "who is pompeo?")
        (his,) = await say(world, robin, "what did he say?")
        (strangers,) = await say(world, kim, "what did he say?")
        await world.env.advance_time(31 * 60)
        (forgotten,) = await say(world, robin, "what did he say?")
        assert "“India is a true partner,”" in text(his)
        assert "“India" not in text(strangers)
        assert "“India" not in text(forgotten)


async def test_what_is_written_in_a_server_is_not_for_us(bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        await world.member(room, "Robin").send(channel, "who is mattis?")
        assert len(channel.history()) == 1


async def test_we_do_not_answer_ourselves(bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        robin = world.person("Robin")
        assert len(await say(world, robin, "hello")) == 1
