"""A bot that is killed and started again posts every digest, and none twice."""

import asyncio
import hashlib
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from briefings.app import App
from briefings.store.outbox import Outbox
from briefings.store.schema import edition
from tests.bot.delivering import NEVER, SHORT, bodies, freeze, now, part, sending, until, without_history
from tests.digests.newsroom import arrive, newsroom, schedule, story
from tests.discord_stand_in import CHANNEL, FaultKind, StandIn
from tests.payloads import check

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("posted", [True, False], ids=["posted", "not posted"])
@pytest.mark.parametrize("is_known", [True, False], ids=["within the nonce's time", "after it"])
async def test_a_bot_that_ended_in_the_middle_of_a_post_goes_on_where_it_was(
    tmp_path: Path, posted: bool, is_known: bool
):
    """A new process, a new store, a new client; the bytes are the old ones."""
    later = replace(SHORT, nonce=NEVER if is_known else timedelta(0))
    async with StandIn(nonce_seconds=NEVER.total_seconds() if is_known else 0) as here:
        here.fail("apply_then_hang" if posted else "hang")
        with newsroom(tmp_path) as app:
            edition = freeze(app, "Part one", "Part two")
            frozen = part(app, edition), part(app, edition, 1)
            async with sending(app, here):
                await until(lambda: here.posted() if posted else bodies(here))
            assert part(app, edition).state == "sending"
        with newsroom(tmp_path) as app:
            async with sending(app, here, later):
                await until(lambda: part(app, edition, 1).state == "sent")
            assert (without_history(part(app, edition)), without_history(part(app, edition, 1))) == frozen
        assert here.markers() == [each.marker for each in frozen]
        first = [body for body in bodies(here) if body["nonce"] == frozen[0].nonce]
        assert all(body == first[0] for body in first)
        assert len(first) == (1 if posted and not is_known else 2)


# --- killed at every step ------------------------------------------------------------------------------------------

FORUM, NEWS = 3002, 3003
STEPS = ["claim", "sent", "published", "unclear", "looked", "retry"]


class Killed(BaseException):
    """As a kill: nothing of ours catches it, and what was committed stays."""


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
async def test_a_bot_killed_before_or_after_any_step_loses_nothing_and_posts_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, when: str
):
    quick = replace(SHORT, nonce=timedelta(seconds=0.3), between_looks=timedelta(seconds=0.1))
    async with StandIn() as here:
        here.add_forum(FORUM)
        here.messages[NEWS] = {}
        for channel in (CHANNEL, NEWS):  # an empty history would prove nothing
            await here.say("Good morning", channel=channel)
        here.fail(
            "reject_503" if step in {"looked", "retry"} else "apply_then_reset", path=f"/channels/{FORUM}/threads"
        )
        here.fail("reject_503", path=f"/channels/{CHANNEL}/messages", times=2)
        with newsroom(tmp_path) as app:
            places = f"discord:{CHANNEL}", f"discord-forum:{FORUM}", f"discord-news:{NEWS}"
            editions = [freeze(app, "One", "Two", to=to, name=to) for to in places]
            killed = kill_at(monkeypatch, step, when)
            async with sending(app, here, quick):
                await until(lambda: killed)
            monkeypatch.undo()
        with newsroom(tmp_path) as app:
            async with sending(app, here, quick):
                await until(lambda: {part(app, e, n).state for e in editions for n in range(2)} == {"sent"})
            promised = sorted(part(app, e, n).marker for e in editions for n in range(2))
        assert sorted(marker for channel in list(here.messages) for marker in here.markers(channel)) == promised
        assert sorted(here.published) == sorted(int(message["id"]) for message in here.posted(NEWS)[1:])


def kill_at(monkeypatch: pytest.MonkeyPatch, step: str, when: str) -> list[str]:
    """The first `step` of the outbox kills the process, and nothing is done after. Filled when it has happened."""
    killed: list[str] = []

    def wrap(name: str) -> Any:
        real = getattr(Outbox, name)

        def wrapped(*args: Any, **options: Any) -> Any:
            if killed:
                raise Killed
            done = real(*args, **options) if name != step or when == "after" else None
            if name == step:
                killed.append(step)
                raise Killed
            return done

        return wrapped

    for name in STEPS:
        monkeypatch.setattr(Outbox, name, wrap(name))
    return killed


# --- killed again and again --------------------------------------------------------------------------------------

SHORTLY = replace(SHORT, nonce=timedelta(seconds=2), answer=timedelta(seconds=1), between_looks=timedelta(seconds=0.5))
NONCE_SECONDS = 6.0  # Discord's; ours counts on less

BOT = """
import asyncio, os, signal, sys
from datetime import timedelta
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from bot.client import BriefingBot
from bot.clock import ticking
from bot.places import Places
from bot.sender import Sender
from briefings.store.outbox import Outbox
from tests.bot.delivering import now
from tests.bot.test_delivery import SHORTLY
from tests.digests.newsroom import newsroom

address, token, Route.BASE, gateway, step, when = sys.argv[1:]
DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)

def dies(real):
    def die(*args, **options):
        if when == "after":
            real(*args, **options)
        os.kill(os.getpid(), signal.SIGKILL)
    return die

def stops(real):
    def stop(*args, **options):
        os.kill(os.getpid(), signal.SIGSTOP)
        return real(*args, **options)
    return stop

async def main():
    with newsroom(address) as app:
        client = BriefingBot(app)
        client._connection.guild_ready_timeout = 0.1
        async with client:
            running = asyncio.create_task(client.start(token))
            await client.wait_until_ready()
            if step == "post":
                Places.post = stops(Places.post)
            elif step:
                setattr(Outbox, step, dies(getattr(Outbox, step)))
            sender = Sender(client, app, now=now, patience=SHORTLY)
            async with sender.sending(), ticking(app, now=now, wake=sender.wake, every=timedelta(seconds=0.5)):
                print("ready", flush=True)
                await running

asyncio.run(main())
"""

STOPS = "post", ""


@asynccontextmanager
async def a_bot(address: str, here: StandIn, dies: tuple[str, str] = ("", "")) -> AsyncIterator[Process]:
    """A bot as a process of its own, ready; killed in the end.

    `dies`: at which step, before or after it; `STOPS`: it only stops, with a part that it has claimed.
    """
    process = await begin(address, here, dies)
    assert process.stdout is not None
    try:
        assert await process.stdout.readline() == b"ready\n"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def begin(address: str, here: StandIn, dies: tuple[str, str] = ("", ""), stderr: int | None = None) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-W", "ignore", "-c", BOT, address, here.token, here.api, here.gateway, *dies,
        cwd=ROOT, stdout=PIPE, stderr=stderr,
    )  # fmt: skip


def dice(n: int, what: str) -> float:
    """The same throw each time, in [0, 1)."""
    return int.from_bytes(hashlib.blake2b(f"{n} {what}".encode(), digest_size=4).digest()) / 2**32


FAULTS: list[FaultKind] = ["reject_500", "reject_503", "apply_then_500", "apply_then_reset", "apply_then_hang", "429"]
CHANNELS = [CHANNEL, *range(5001, 5006)]
PLACES = [*(f"discord:{channel}" for channel in CHANNELS), f"discord-forum:{FORUM}", f"discord-news:{NEWS}"]
A_ROUND = 10  # digests
POINTS = [(step, when) for step in STEPS for when in ("before", "after")]


@asynccontextmanager
async def a_bad_day() -> AsyncIterator[StandIn]:
    """Discord with places of every kind, where many an answer is wrong: three in a hundred, of each kind."""
    async with StandIn(nonce_seconds=NONCE_SECONDS) as here:
        here.add_forum(FORUM)
        for channel in [*CHANNELS, NEWS]:
            here.messages.setdefault(channel, {})
            await here.say("Good morning", channel=channel)
        for kind in FAULTS:
            for path in ("/channels/*/messages", "/channels/*/threads", "/channels/*/crosspost"):
                here.fail(kind, times=None, chance=0.03, seconds=0.2, path=path)
        yield here


def promise_more(app: App, round_: int) -> int:
    """Ten digests of one to three parts, some frozen and some only due. How many parts."""
    arrive(app, now().isoformat()[:19], story(round_))
    parts = 0
    for n in range(A_ROUND):
        to, name = PLACES[(round_ + n) % len(PLACES)], f"{round_}.{n}"
        if n % 2:
            texts = ["one", "two", "three"][: 1 + (round_ + n) // 2 % 3]
            freeze(app, *texts, to=to, name=name)
            parts += len(texts)
        else:
            promise_for_now(app, to, name)
            parts += 1
    return parts


async def all_arrive(address: str, here: StandIn, editions: int, parts: int) -> None:
    """Everything that was promised is posted in the end; nothing is lost, and nothing is there twice."""
    async with a_bot(address, here):
        await until(lambda: posted(here).total() >= parts, seconds=300)
        await asyncio.sleep(5)  # what was posted last may still have to be looked for, or published
    with newsroom(address) as app:
        with app.store._desk.read() as desk:
            numbers = desk.execute(select(edition.c.id)).scalars().all()
        found = [app.store.outbox.delivery(number, n) for number in numbers for n in range(3)]
        assert len(numbers) == editions
        promised = [each.marker for each in found if each]
        assert {each.state for each in found if each} == {"sent"}
    assert len(promised) == parts
    there = posted(here)
    assert [each for each in promised if there[each] == 0] == []
    assert {each: times for each, times in there.items() if times > 1} == {}
    assert check(here.requests) == []


@pytest.mark.soak(short=5, full=100)
@pytest.mark.timeout(0)
async def test_a_bot_killed_again_and_again_loses_no_digest_and_posts_none_twice(tmp_path: Path, rounds: int):
    """Half of the times somewhere, half of the times at a step; sometimes it stays away until no nonce is known."""
    address, parts = str(tmp_path / "news.db"), 0
    async with a_bad_day() as here:
        for round_ in range(rounds):
            with newsroom(address) as app:
                parts += promise_more(app, round_)
            point = POINTS[round_ // 2 % len(POINTS)] if round_ % 2 else ("", "")
            async with a_bot(address, here, point) as process:
                with suppress(TimeoutError):
                    seconds = 3 if round_ % 2 else 0.05 + 0.5 * dice(round_, "alive")
                    await asyncio.wait_for(process.wait(), seconds)
            if dice(round_, "down") < 0.3:
                await asyncio.sleep(NONCE_SECONDS)
        await all_arrive(address, here, rounds * A_ROUND, parts)


@pytest.mark.soak(short=1, full=30)
@pytest.mark.timeout(0)
async def test_of_two_processes_on_one_store_the_second_is_sent_away(tmp_path: Path, rounds: int):
    address, parts = str(tmp_path / "news.db"), 0
    async with a_bad_day() as here:
        for round_ in range(rounds):
            with newsroom(address) as app:
                parts += promise_more(app, round_)
            async with a_bot(address, here) as first:
                second = await begin(address, here, stderr=PIPE)
                _, complaints = await second.communicate()
                assert (second.returncode, "store_locked" in complaints.decode()) == (1, True)
                assert first.returncode is None
        await all_arrive(address, here, rounds * A_ROUND, parts)


def posted(here: StandIn) -> Counter[str]:
    """How often each part was posted: a long one has a second button beside the one with its marker."""
    markers = (marker for channel in list(here.messages) for marker in here.markers(channel))
    return Counter(each for each in markers if each.startswith("d1:") and each.count(":") == 2)


def promise_for_now(app: App, to: str, name: str) -> None:
    """A digest whose time came a minute ago and that nobody has opened yet."""
    due = now().replace(second=0, microsecond=0) - timedelta(minutes=1)
    made = schedule("UTC", f"{due:%H:%M}", name=name, destination=to, next_due=due, created=due)
    app.store.schedules.add(made)
