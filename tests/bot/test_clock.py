"""The clock beats so often, and at the very instant when something is due; a bad beat is not the last."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from bot.clock import beat, due_soon, ticking
from briefings.app import App
from briefings.digests.due import next_slot
from briefings.model import Digest, Part
from tests.bot.delivering import until
from tests.digests.newsroom import arrive, newsroom, promise, story, utc


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    with newsroom(tmp_path) as app:
        yield app


class Wall:
    """A wall clock that runs as ours does, from another instant on, and can be set."""

    def __init__(self, at: str) -> None:
        self.set(at)

    def set(self, at: str) -> None:
        self._ahead = utc(at) - datetime.now(UTC)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._ahead


def waiting(app: App) -> int:
    return len(app.store.outbox.open_deliveries(utc("2030-01-01")))


async def test_what_is_due_between_two_beats_is_frozen_when_it_is_due(app: App):
    promise(app)
    arrive(app, "2026-11-20T13:00", story(1))
    wall, woken = Wall("2026-11-21T07:29:59"), list[datetime]()
    async with ticking(app, now=wall, wake=lambda: woken.append(wall())):
        await until(lambda: waiting(app) == 1)
        await until(lambda: len(woken) == 2)
    assert timedelta(0) <= woken[1] - utc("2026-11-21T07:30") < timedelta(seconds=10)  # a beat comes every 15


async def test_what_is_due_is_frozen_though_the_templates_cannot_be_tried(
    app: App, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def unreadable(_self: App) -> object:
        raise PermissionError("templates")

    monkeypatch.setattr(App, "templates_stamp", unreadable)
    promise(app)
    arrive(app, "2026-11-20T13:00", story(1))
    async with ticking(app, now=Wall("2026-11-21T07:30:01"), wake=lambda: None):
        await until(lambda: waiting(app) == 1)
    assert "could not be tried" in caplog.text


async def test_a_clock_that_leaps_or_a_machine_that_slept_is_noticed_at_the_next_beat(app: App):
    promise(app)
    arrive(app, "2026-11-20T13:00", story(1))
    wall = Wall("2026-11-20T20:00")
    async with ticking(app, now=wall, wake=lambda: None, every=timedelta(seconds=0.2)):
        await asyncio.sleep(0.3)
        assert waiting(app) == 0
        wall.set("2026-11-21T08:00")
        await until(lambda: waiting(app) == 1)


async def test_a_loop_that_was_busy_when_a_digest_was_due_loses_nothing(app: App):
    promise(app)
    arrive(app, "2026-11-20T13:00", story(1))
    async with ticking(app, now=Wall("2026-11-21T07:29:59"), wake=lambda: None):
        await asyncio.sleep(0.5)
        _block(seconds=2)
        await until(lambda: waiting(app) == 1)


async def test_a_wall_clock_that_is_set_back_an_hour_does_not_stop_the_beats_for_an_hour(app: App):
    beats = 0

    def wake() -> None:
        nonlocal beats
        beats += 1

    async with ticking(app, now=Wall("2026-11-20T20:00"), wake=wake, every=timedelta(seconds=0.2)):
        await until(lambda: beats >= 2)
        with time_machine.travel(datetime.now(UTC) - timedelta(hours=1)):
            beats = 0
            await until(lambda: beats >= 3)


def _block(seconds: float) -> None:
    until_then = datetime.now(UTC) + timedelta(seconds=seconds)
    while datetime.now(UTC) < until_then:
        pass


async def test_a_beat_that_fails_is_logged_and_the_next_one_comes(
    app: App, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    beats = []

    def failing(*_: object) -> None:
        beats.append(1)
        raise OSError("disk full")

    monkeypatch.setattr("bot.clock.freeze_due", failing)
    with caplog.at_level(logging.ERROR):
        async with ticking(app, now=Wall("2026-11-21T07:29"), wake=lambda: None, every=timedelta(seconds=0.1)):
            await until(lambda: len(beats) >= 3)
    assert "disk full" in caplog.text


def test_a_digest_that_cannot_be_built_is_logged_with_its_name(
    app: App, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    render = App.render_digest

    def failing(app: App, digest: Digest) -> tuple[Part, ...]:
        if digest.name == "Broken":
            raise MemoryError
        return render(app, digest)

    monkeypatch.setattr(App, "render_digest", failing)
    promise(app, name="Broken")
    promise(app)
    arrive(app, "2026-11-20T13:00", story(1))
    with caplog.at_level(logging.ERROR):
        beat(app, utc("2026-11-21T07:30"))
    assert "“Broken”" in caplog.text
    assert waiting(app) == 1


def test_only_what_is_due_before_the_next_beat_is_waited_for(app: App):
    made = promise(app)
    due = next_slot(made, after=made.created).due
    assert due_soon(app, due - timedelta(seconds=10), timedelta(seconds=15)) == due
    assert due_soon(app, due - timedelta(seconds=20), timedelta(seconds=15)) is None
    assert due_soon(app, due, timedelta(seconds=15)) is None
