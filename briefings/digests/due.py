"""When a digest is due, and what is put into the outbox then. The database says what is due; a clock only beats."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from briefings.digests.compose import compose
from briefings.model import Digest, Edition, Part, Schedule
from briefings.store import Store

GRACE = timedelta(hours=6)  # a slot missed by more is not posted late
LATE = timedelta(minutes=5)  # from here on a digest says that it is late
FIRST_WINDOW = timedelta(hours=24)  # what the first digest of a schedule looks back on
OVERLAP = timedelta(minutes=10)  # a story is stamped when it is read and seen when it is stored: a window looks behind

Render = Callable[[Digest], tuple[Part, ...]]


# --- on which instant ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Slot:
    """One date on which a schedule is due: the local date names the edition, `due` is its instant in UTC."""

    local_date: date
    due: datetime


def next_slot(schedule: Schedule, *, after: datetime) -> Slot:
    """The first slot later than `after`."""
    today = after.astimezone(ZoneInfo(schedule.zone)).date()
    return next(slot for slot in _slots(schedule, today - timedelta(days=1), 1) if slot.due > after)


def latest_slot(schedule: Schedule, *, now: datetime) -> Slot:
    """The last slot that is not later than `now`."""
    today = now.astimezone(ZoneInfo(schedule.zone)).date()
    return next(slot for slot in _slots(schedule, today + timedelta(days=1), -1) if slot.due <= now)


def _slots(schedule: Schedule, start: date, step: int) -> Iterator[Slot]:
    """The schedule's slots from `start` on, forwards or backwards; none for a date that the zone left out."""
    on = start
    for _ in range(15):
        slot = _slot(schedule, on)
        # Apia has no 30 December 2011: an instant computed for it shows another date on its wall clocks.
        exists = slot.due.astimezone(ZoneInfo(schedule.zone)).date() == on
        if on.isoweekday() in schedule.days and exists:
            yield slot
        on += timedelta(days=step)


def _slot(schedule: Schedule, on: date) -> Slot:
    """`fold=0` (PEP 495): a time that the spring gap leaves out moves after it; of two in autumn, the first."""
    wall = datetime.combine(on, schedule.at, tzinfo=ZoneInfo(schedule.zone))
    return Slot(on, wall.astimezone(UTC))


# --- into the outbox -----------------------------------------------------------------------------------------------


def freeze_due(store: Store, now: datetime, render: Render) -> None:
    """Every digest that is due stands in the outbox, rendered, before anything is sent. Twice is once.

    What a process opened and died before freezing is frozen too. One that cannot be built does not keep back the
    others: afterwards an `ExceptionGroup` is raised, and the next beat tries it again.
    """
    for schedule in store.digests.due(now):
        _open(store, schedule, now)
    failed = []
    for edition, schedule in store.digests.unfrozen():
        try:
            _freeze(store, edition, schedule, now, render)
        except Exception as error:  # noqa: BLE001  raised below, when the others are done
            error.add_note(f"in the digest “{schedule.name}” of {schedule.collection}")
            failed.append(error)
    if failed:
        raise ExceptionGroup("digests that could not be built", failed)


def preview(store: Store, schedule: Schedule, on: date, now: datetime, *, late: bool = False) -> Digest:
    """What would be posted now: everything that arrived since the last edition and was not told before."""
    last = store.digests.last_until(schedule.id)
    return compose(
        store,
        store.decisions.decided(store.desk.settings(schedule.collection).scope),
        name=schedule.name,
        template_name=schedule.template,
        day=on,
        zone=schedule.zone,
        since=last or schedule.created - FIRST_WINDOW,
        until=now,
        overlap=OVERLAP if last else timedelta(0),
        told=store.digests.told(schedule.id),
        late=late,
    )


def post_now(store: Store, schedule: Schedule, now: datetime, render: Render) -> Digest | None:
    """An edition beside the schedule's own slots, for `/digest now`. None when this minute's exists already."""
    wall = now.astimezone(ZoneInfo(schedule.zone))
    edition = store.digests.open_edition(
        schedule,
        local_date=wall.date(),
        slot=f"now {wall:%H:%M}",
        due=now,
        next_due=schedule.next_due,
        now=now,
    )
    if edition is None:
        return None
    digest = preview(store, schedule, wall.date(), now)
    _put(store, edition, digest, now, render)
    return digest


def _open(store: Store, schedule: Schedule, now: datetime) -> None:
    """The schedule's latest slot is an edition: three days offline do not bring three digests."""
    try:
        slot, following = latest_slot(schedule, now=now), next_slot(schedule, after=now)
    except ZoneInfoNotFoundError:
        # The zone was renamed upstream, or came with a backup from elsewhere.
        store.digests.pause(schedule.id, "zone_unknown")
        return
    store.digests.open_edition(
        schedule,
        local_date=slot.local_date,
        slot=f"{schedule.at:%H:%M}",
        due=slot.due,
        next_due=following.due,
        now=now,
    )


def _freeze(store: Store, edition: Edition, schedule: Schedule, now: datetime, render: Render) -> None:
    """An edition that was opened is in the outbox; one that is late by more than `GRACE` is skipped and says why."""
    late_by = now - edition.due
    if late_by > GRACE:
        store.digests.skip(edition.id, "late", now)
        return
    digest = preview(store, schedule, edition.local_date, now, late=late_by > LATE)
    _put(store, edition.id, digest, now, render)


def _put(store: Store, edition: int, digest: Digest, now: datetime, render: Render) -> None:
    """The digest's parts and the stories that it tells are kept; the bytes never change from here."""
    parts = render(digest) if digest.stories else ()
    store.digests.freeze(edition, parts, {receipt.article for receipt in digest.receipts}, now=now)
