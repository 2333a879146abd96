"""A bot that ends again and again does not begin a session each time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import starts
from briefings.app import App
from tests.bot.delivering import until
from tests.bot.test_main import TOKEN, a_bot, ended
from tests.digests.newsroom import newsroom
from tests.discord_stand_in import StandIn

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    with newsroom(tmp_path) as app:
        yield app


def minutes(app: App, at: datetime) -> int:
    return int(starts.begin(app, at)[1].total_seconds() // 60)


def test_the_third_start_within_ten_minutes_waits_and_each_further_one_twice_as_long(app: App):
    at, waited = NOON, []
    for _ in range(11):
        waited.append(minutes(app, at))
        at += timedelta(minutes=waited[-1], seconds=5)  # it waits, begins, and ends by itself
    assert waited == [0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_fifty_crashes_in_a_row_begin_no_more_than_twenty_sessions_in_any_hour(app: App):
    at, begun = NOON, []
    for _ in range(50):
        at += timedelta(minutes=minutes(app, at))
        begun.append(at)
        at += timedelta(seconds=1)
    assert max(sum(one <= other < one + timedelta(hours=1) for other in begun) for one in begun) <= 20


def test_a_session_that_lived_long_and_one_that_was_ended_on_purpose_are_not_held_against_the_next(app: App):
    assert [minutes(app, NOON + n * starts.SOON) for n in range(5)] == [0] * 5
    for n in range(5):
        assert minutes(app, NOON + timedelta(hours=2, seconds=n)) == 0
        starts.end(app)


async def test_a_bot_that_is_killed_and_started_for_the_third_time_says_why_it_waits_and_ends_when_asked(
    tmp_path: Path,
):
    async with StandIn(token=TOKEN) as here:
        for begun in (1, 2):
            async with a_bot(tmp_path, here):
                await until(lambda begun=begun: here.identified == begun)  # type: ignore[misc]  # a default has no type
        async with a_bot(tmp_path, here) as process:
            assert process.stderr is not None
            assert "started 3 times" in (await process.stderr.readline()).decode()
            process.terminate()
            assert await ended(process, 50) == (0, "")
        assert here.identified == 2
        async with a_bot(tmp_path, here):  # somebody saw to it
            await until(lambda: here.identified == 3)


async def test_where_no_session_is_left_today_the_bot_waits_for_the_next(tmp_path: Path):
    async with StandIn(token=TOKEN) as here:
        here.sessions_left = 0
        async with a_bot(tmp_path, here) as process:
            assert process.stderr is not None
            assert "no more sessions today" in (await process.stderr.readline()).decode()
            assert here.identified == 0
            await until(lambda: here.identified == 1)


async def test_where_discord_does_not_say_how_many_sessions_are_left_the_bot_begins(tmp_path: Path):
    async with StandIn(token=TOKEN) as here:
        here.fail("404", method="GET", path="/gateway/bot", times=None)
        async with a_bot(tmp_path, here):
            await until(lambda: here.identified == 1)
