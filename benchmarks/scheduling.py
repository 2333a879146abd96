"""What a due digest costs before it is built, beside APScheduler's memory store; and a tick when nothing is due.

Digests of 08:00 in four hundred zones, of which those of forty are due. APScheduler's side is its own loop over due
jobs, with a job that does nothing; ours is an edition for each in the database, on disk. What it costs us once for each
zone and instant, whoever waits for it, weighs less the more of them wait.
"""

import asyncio
import logging
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.schedulers.base import STATE_RUNNING
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import delete, insert, update

from briefings.digests.due import freeze_due, latest_slot, next_slot, open_due
from briefings.digests.plan import zones
from briefings.digests.rules import EVERY_DAY
from briefings.model import Schedule
from briefings.store import Store
from briefings.store.schedules import schedule_values
from briefings.store.schema import edition, schedule

FEW, SMALL, LARGE = 1_000, 10_000, 100_000
ZONES, DUE_ZONES = 400, 40
ROUNDS, TICKS = {FEW: 9, SMALL: 5, LARGE: 1}, 200
CREATED = datetime(2026, 11, 20, 12, tzinfo=UTC)
EIGHT = clock_time(8)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def scheduling() -> Iterator[str]:
    """Both ratios, each measured side by side in this run."""
    with ExitStack() as stack:
        stores = {count: _store(stack, count) for count in ROUNDS}
        for count, store in stores.items():
            pairs = [(_due(store, count), asyncio.run(_apscheduler(count))) for _ in range(ROUNDS[count])]
            mine, other = (statistics.median(column) for column in zip(*pairs, strict=True))
            yield (
                f"a due digest, of {_due_of(count):,} among {count:,}: {mine:.1f} µs, in APScheduler’s memory store "
                f"{other:.1f} µs; ratio {mine / other:.3f} (≤ 0.1)"
            )
        idle: dict[int, list[float]] = {SMALL: [], LARGE: []}
        for _ in range(TICKS):
            for count, ticks in idle.items():
                ticks.append(_tick(stores[count]))
        small, large = statistics.median(idle[SMALL]), statistics.median(idle[LARGE])
        yield f"a tick with nothing due: {large:.0f} µs at {LARGE:,}, {small:.0f} µs at {SMALL:,}; ratio {large / small:.2f} (≤ 1.5)"


def _store(stack: ExitStack, count: int) -> Store:
    """With so many digests, none of them due at `NOW`."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    store = stack.enter_context(Store.open(str(folder / "news.db"), writes="both", now=CREATED))
    rows = [schedule_values(_schedule(number)) | {"removed": False} for number in range(count)]
    with store._desk.write() as connection:
        connection.execute(insert(schedule), rows)
    return store


def _schedule(number: int) -> Schedule:
    made = Schedule(
        id=number + 1,
        collection="guild:1",
        destination="discord:1",
        name=f"Brief {number}",
        at=EIGHT,
        days=EVERY_DAY,
        zone=zones()[number % ZONES],
        template="daily",
        created=CREATED,
        next_due=CREATED,
    )
    return replace(made, next_due=next_slot(made, after=NOW).due)


def _due(store: Store, count: int) -> float:
    """Microseconds of work a due digest: until each has its edition, on disk, and its next time."""
    due = zones()[:DUE_ZONES]
    with store._desk.write() as connection:
        connection.execute(delete(edition))
        for number, zone in enumerate(due):
            at = latest_slot(_schedule(number), now=NOW).due
            connection.execute(update(schedule).where(schedule.c.zone == zone).values(next_due=at))
    started = time.process_time()
    open_due(store, NOW)
    taken = time.process_time() - started
    opened = len(store.digests.unfrozen())
    assert opened == _due_of(count), opened
    with store._desk.write() as connection:
        connection.execute(delete(edition))
    return taken / opened * 1e6


def _due_of(count: int) -> int:
    return sum(number % ZONES < DUE_ZONES for number in range(count))


def _tick(store: Store) -> float:
    started = time.process_time()
    freeze_due(store, NOW, lambda digest: ())
    store.schedules.next_due(NOW, NOW + timedelta(seconds=15))
    return (time.process_time() - started) * 1e6


async def _nothing() -> None:
    """The cheapest job there is."""


async def _apscheduler(count: int) -> float:
    """Microseconds of work a due job: its own loop over them, and the job."""
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler = AsyncIOScheduler(timezone=UTC)
    scheduler.start(paused=True)
    now, due = datetime.now(UTC), 0
    for number in range(count):
        is_due = number % ZONES < DUE_ZONES
        due += is_due
        scheduler.add_job(
            _nothing,
            CronTrigger(hour=8, timezone=ZoneInfo(zones()[number % ZONES])),
            coalesce=True,
            misfire_grace_time=None,
            next_run_time=now - timedelta(seconds=1) if is_due else now + timedelta(days=1),
        )
    started = time.process_time()
    scheduler.state = STATE_RUNNING
    scheduler._process_jobs()
    await asyncio.sleep(0)
    taken = time.process_time() - started
    scheduler.shutdown(wait=False)
    return taken / due * 1e6
