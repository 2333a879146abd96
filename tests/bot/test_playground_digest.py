"""The whole way in the playground: a digest made in the page is posted there when it is due, and found again."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest

from bot.client import BriefingBot
from bot.clock import ticking
from bot.sender import Patience, Sender
from briefings.app import App
from tests.bot.delivering import SHORT, now, part
from tests.bot.test_playground import Page, soon
from tests.digests.newsroom import arrive, newsroom, story

pytest.importorskip("simcord", reason="SimCord is not installed: it is in the extra `playground`")

from bot.playground import Now, WallClock, run_playground


class Wall:
    """The wall clock, which a test may put forward."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    with newsroom(tmp_path) as app:
        arrive(app, (now() - timedelta(hours=1)).isoformat()[:19], story(1))
        yield app


@asynccontextmanager
async def playing(app: App, wall: Wall, patience: Patience = SHORT) -> AsyncIterator[tuple[Page, Now]]:
    """The real bot in an open page, with the real clock and sender around it, as `python -m bot` puts them there."""
    stop, lines, given = asyncio.Event(), asyncio.Queue[str](), list[Now]()
    bot = BriefingBot(app)

    async def greet(place: discord.PartialMessageable) -> None:
        await place.send("Good day", nonce="greeting")

    @asynccontextmanager
    async def around(now: Now) -> AsyncIterator[None]:
        given.append(now)
        sender = Sender(bot, app, now=now, patience=patience)
        async with sender.sending(), ticking(app, now=now, wake=sender.wake, every=timedelta(seconds=0.5)):
            yield

    running = asyncio.create_task(
        run_playground(
            bot, greet=greet, around=around, announce=lines.put_nowait, stop=stop, clock=WallClock(wall)
        )
    )  # fmt: skip
    line = await asyncio.wait_for(lines.get(), 30)
    address, capability = line.removeprefix("playground: ").split("/#")
    async with aiohttp.ClientSession(headers={"X-Simcord-Capability": capability}) as http:
        page = Page(http, address)
        await page.open()
        yield page, given[0]
    stop.set()
    await asyncio.wait_for(running, 10)


async def create(page: Page, at: Now) -> None:
    """Somebody makes a digest that is due in two minutes."""
    due = at() + timedelta(minutes=2)
    made = await page.slash("digest create", name="Soon", time=f"{due:%H:%M}", zone="UTC")
    assert made["settlement"] == "settled"
    assert await page.shows("“Soon”")


async def test_a_digest_due_in_two_minutes_is_posted_in_the_open_page(app: App):
    wall = Wall()

    async def sent() -> bool:
        return part(app, 1).state == "sent"  # which is written after the message stands there

    async with playing(app, wall) as (page, at):
        await create(page, at)
        await asyncio.sleep(1.2)
        assert not await page.shows("Meeting 1")  # not before its time
        wall.ahead += 120
        await soon(lambda: page.shows("Meeting 1"), seconds=5)
        assert await page.shows(" on Friday.")  # a sentence of it
        await soon(sent, seconds=10)
        assert (await page.slash("help"))["settlement"] == "settled"  # and the page goes on


async def test_a_digest_whose_answer_got_lost_is_found_again_by_its_marker(app: App, monkeypatch: pytest.MonkeyPatch):
    from bot.replies import post

    posted: list[discord.Message] = []

    async def posted_and_lost(*what: Any, **how: Any) -> discord.Message:
        posted.append(await post(*what, **how))
        raise ConnectionResetError

    monkeypatch.setattr("bot.places.post", posted_and_lost)
    wall = Wall()
    forgetful = Patience(nonce=timedelta(0), between_tries=timedelta(seconds=0.5), idle=timedelta(seconds=0.1))
    async with playing(app, wall, forgetful) as (page, at):
        await create(page, at)
        wall.ahead += 120
        await soon(lambda: page.shows("Meeting 1"), seconds=5)

        async def found() -> bool:
            return part(app, 1).state == "sent"

        await soon(found, seconds=5)
    assert [str(message.id) for message in posted] == [part(app, 1).message]
