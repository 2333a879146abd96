"""The clock: APScheduler beats, the database says what is due.

Its own schedules lose days where clocks change and its stores hold pickles, so it holds one job, in memory.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from briefings.app import App
from briefings.digests.due import behind_until, freeze_due, keep_rules
from briefings.digests.troubles import forget_gone, note_faults
from briefings.errors import BriefingsError

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=15)

Now = Callable[[], datetime]


def beat(app: App, now: datetime) -> None:
    """Everything that is due at `now` is in the outbox. What cannot be built is logged, and due at the next beat."""
    try:
        if not is_behind(app, now):
            freeze_due(app.store, now, app.render_digest)
    except Exception:
        log.exception("a beat of the clock left something undone")


def is_behind(app: App, now: datetime) -> bool:
    """Whether the clock proves nothing. Whoever runs us is to know it, once: the log says so, and cogs/troubles.py."""
    until = behind_until(app.store, now)
    faults = [app.renderer.error(BriefingsError("clock_behind", goes_on=until), markdown=False)] if until else []
    for fault in faults:
        log.error("%s", fault)
    note_faults(app.store, "clock_behind", faults)
    return bool(faults)


def proof(app: App, now: datetime) -> None:
    """Whoever runs us is to know which digest template is broken, and where: the log says so, and cogs/troubles.py."""
    faults = [app.renderer.error(fault, markdown=False) for fault in app.proof_templates(now)]
    for fault in faults:
        log.error("%s", fault)
    note_faults(app.store, "templates_broken", faults)


def due_soon(app: App, now: datetime, within: timedelta) -> datetime | None:
    """The next instant at which something is due, if it comes after `now` and `within` this time."""
    return app.store.schedules.next_due(now, now + within)


@asynccontextmanager
async def ticking(app: App, *, now: Now, wake: Callable[[], object], every: timedelta = EVERY) -> AsyncIterator[None]:
    """Within, the clock beats `every` so often and at the next due instant, and wakes the sender after each beat."""
    scheduler = AsyncIOScheduler(timezone=UTC)

    kept: date | None = None
    proofed: object = None

    def beat_and_look() -> timedelta | None:
        nonlocal kept, proofed
        instant = now()
        try:
            if proofed != (stamp := app.templates_stamp()):  # at the start, and when somebody changed one
                proof(app, instant)
                proofed = stamp
        except Exception:
            log.exception("the digest templates could not be tried")  # what is due is due all the same
        beat(app, instant)
        if kept != instant.date():  # at the start, and daily
            keep_rules(app.store, instant)
            forget_gone(app.store, instant)
            kept = instant.date()
        due = due_soon(app, instant, every)
        return None if due is None else due - now()

    beating = asyncio.Lock()

    async def tick() -> None:
        try:
            async with beating:
                wait = await asyncio.to_thread(beat_and_look)
        except Exception:
            log.exception("the clock could not look what is due next")
            return
        wake()
        if wait is not None:  # a job of its own: APScheduler leaves out one that is still under way
            scheduler.add_job(
                tick,
                "date",
                run_date=datetime.now(UTC) + wait,
                id="due",
                replace_existing=True,
                misfire_grace_time=None,
            )

    job = scheduler.add_job(
        tick,
        "interval",
        seconds=every.total_seconds(),
        next_run_time=datetime.now(UTC),
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )

    async def keep_up() -> None:
        # APScheduler waits for an instant: where the wall clock was set back an hour, it would not beat for an hour.
        while True:
            await asyncio.sleep(every.total_seconds())
            if job.next_run_time - datetime.now(UTC) > every:
                job.modify(next_run_time=datetime.now(UTC))

    scheduler.start()
    keeping_up = asyncio.create_task(keep_up(), name="clock keeps up")
    try:
        yield
    finally:
        keeping_up.cancel()
        scheduler.shutdown(wait=False)
