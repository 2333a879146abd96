"""An outbox with frozen digests, the real client, and the stand-in for Discord: what the sender is tried with."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest

from bot.client import BriefingBot
from bot.sender import Patience, Sender
from briefings.app import App
from briefings.model import Delivery, Part
from tests.digests.newsroom import schedule
from tests.discord_stand_in import CHANNEL, TOKEN, Elsewhere, StandIn

# No test waits for an answer that comes, however busy the machine is; those that never come are waited for briefly.
SHORT = Patience(
    answer=timedelta(seconds=60),
    nonce=timedelta(seconds=1),
    between_looks=timedelta(seconds=0.2),
    between_tries=timedelta(seconds=0.1),
    idle=timedelta(seconds=0.05),
    quiet=timedelta(seconds=0.3),
)
BRIEFLY = replace(SHORT, answer=timedelta(seconds=2))  # for an answer
NEVER = timedelta(hours=1)


def now() -> datetime:
    return datetime.now(UTC)


def freeze(
    app: App,
    *texts: str,
    channel: int = CHANNEL,
    name: str = "Morning brief",
    to: str | None = None,
    of: int | None = None,
    due: datetime | None = None,
    **changed: Any,
) -> int:
    """A digest with these messages is in the outbox, due for a minute. The edition's number.

    `of`: an edition of this schedule, the second on its day.
    """
    at = due or now() - timedelta(minutes=1)
    if of is None:
        made = schedule(destination=to or f"discord:{channel}", name=name, created=at, next_due=at, **changed)
        kept = app.store.schedules.add(made)
    else:
        kept = next(each for each in app.store.schedules.due(now() + timedelta(days=2)) if each.id == of)
    edition = app.store.digests.open_edition(
        kept, local_date=at.date(), slot="07:30" if of is None else "now", due=at, next_due=at + timedelta(days=1),
        now=at,
    )  # fmt: skip
    assert edition is not None
    app.store.digests.freeze(edition, [Part(text) for text in texts], [], now=at)
    return edition


def part(app: App, edition: int, n: int = 0) -> Delivery:
    found = app.store.outbox.delivery(edition, n)
    assert found is not None
    return found


def without_history(delivery: Delivery) -> Delivery:
    """What never changes of a part."""
    return replace(
        delivery, state="built", first_try=None, last_try=None, tries=0, looked=0, message=None, why=None, opened=None
    )


@asynccontextmanager
async def connected(app: App, here: StandIn | Elsewhere) -> AsyncIterator[BriefingBot]:
    """The real client, ready, talking to the stand-in."""
    with here.reached():
        client = BriefingBot(app)
        client._connection.guild_ready_timeout = 0.1  # two seconds, for servers that come late; there is one
        running = asyncio.create_task(client.start(TOKEN))
        await until(lambda: client.is_ready() or running.done())
        try:
            yield client
        finally:
            await client.close()
            with suppress(discord.DiscordException):
                await running


@asynccontextmanager
async def sending(app: App, here: StandIn, patience: Patience = SHORT) -> AsyncIterator[Sender]:
    async with connected(app, here) as client:
        sender = Sender(client, app, now=now, patience=patience, look_after=client.troubles.look_after)
        async with sender.sending():
            yield sender


async def until(happened: Callable[[], Any], seconds: float = 50) -> None:
    for _ in range(int(50 * seconds)):
        if happened():
            return
        await asyncio.sleep(0.02)
    for task in asyncio.all_tasks():  # where everybody was waiting then
        task.print_stack(limit=8)
    pytest.fail(f"not within {seconds} seconds")


def bodies(here: StandIn, channel: int = CHANNEL) -> list[Any]:
    """What was asked to be posted, each try."""
    return [
        sent.json for sent in here.requests if (sent.method, sent.path) == ("POST", f"/channels/{channel}/messages")
    ]
