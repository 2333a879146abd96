"""When a digest is due, and what is put into the outbox then. The database says what is due; a clock only beats."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache, partial
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from briefings.digests.compose import LOOK_BACK, compose
from briefings.digests.layouts import layout
from briefings.digests.rules import LONGEST_WAIT, falls_on, is_quiet, times
from briefings.errors import BriefingsError
from briefings.model import (
    Alike,
    ArticleKey,
    Digest,
    Edition,
    Fate,
    Opening,
    Part,
    Schedule,
    Scope,
    SentenceRef,
    Slot,
)
from briefings.store import Store

GRACE = timedelta(hours=6)  # a slot missed by more is not posted late
LATE = timedelta(minutes=5)  # from here on a digest says that it is late
FIRST_WINDOW = timedelta(hours=24)  # what the first digest of a schedule looks back on
OVERLAP = timedelta(minutes=10)  # a story is stamped when it is read and seen when it is stored: a window looks behind
ALIKE = 32  # digests that one moment keeps, for others that are the same
AHEAD = timedelta(days=1)  # a clock that is behind what we wrote by more was reset, and proves nothing

ZONES_APART = timedelta(days=1)  # at most: a date further on was a wrong clock's

NOON = time(12)

Render = Callable[[Digest], tuple[Part, ...]]


# --- on which instant ----------------------------------------------------------------------------------------------


def next_slot(schedule: Schedule, *, after: datetime) -> Slot:
    """The first slot later than `after`."""
    today = after.astimezone(zone_of(schedule.zone)).date()
    return next(slot for slot in _slots(schedule, today - timedelta(days=1), 1) if slot.due > after)


def next_date(store: Store, schedule: Schedule, *, after: datetime) -> Slot:
    """The first slot later than `after` of a local date that had no edition: it keeps that one, whatever is changed.

    Where there are several a day, the next of them.
    """
    slot = next_slot(schedule, after=after)
    done = store.digests.last_date(schedule.id)
    while len(times(schedule)) == 1 and done is not None and timedelta(0) <= done - slot.local_date <= ZONES_APART:
        slot = next_slot(schedule, after=slot.due)
    return slot


def latest_slot(schedule: Schedule, *, now: datetime) -> Slot:
    """The last slot that is not later than `now`."""
    today = now.astimezone(zone_of(schedule.zone)).date()
    return next(slot for slot in _slots(schedule, today + timedelta(days=1), -1) if slot.due <= now)


def _slots(schedule: Schedule, start: date, step: int) -> Iterator[Slot]:
    """The schedule's slots from `start` on, forwards or backwards."""
    for n in range(0, LONGEST_WAIT * step, step):
        on = start + timedelta(days=n)
        if falls_on(schedule, on):
            yield from _on(schedule.zone, times(schedule), on)[::step]


@cache
def zone_of(name: str) -> ZoneInfo:
    """`ZoneInfo` itself keeps eight of them at hand. Raises `ZoneInfoNotFoundError`."""
    return ZoneInfo(name)


@lru_cache(10_000)
def _on(zone_name: str, wall: tuple[time, ...], on: date) -> tuple[Slot, ...]:
    """The slots of these times on a local date, in order; none for a date that the zone left out.

    `fold=0` (PEP 495): a time that the spring gap leaves out moves behind it; of two in autumn, the first. Two times
    that a gap moved to the same instant are one.
    """
    zone = zone_of(zone_name)
    # Apia has no 30 December 2011: its noon shows another date on the wall clocks.
    if datetime.combine(on, NOON, tzinfo=zone).astimezone(UTC).astimezone(zone).date() != on:
        return ()
    at = {datetime.combine(on, each, tzinfo=zone).astimezone(UTC): each for each in wall}
    return tuple(Slot(on, f"{at[due]:%H:%M}", due) for due in sorted(at))


# --- into the outbox -----------------------------------------------------------------------------------------------


def freeze_due(store: Store, now: datetime, render: Render) -> None:
    """Every digest that is due stands in the outbox, rendered, before anything is sent. Twice is once.

    What a process opened and died before freezing is frozen too. One that cannot be built does not keep back the
    others: afterwards an `ExceptionGroup` is raised, and the next beat tries it again.
    """
    open_due(store, now)
    failed, composer = [], Composer(store)
    for edition, schedule in store.digests.unfrozen():
        try:
            _freeze(store, edition, schedule, now, render, composer)
        except Exception as error:  # noqa: BLE001  raised below, when the others are done
            error.add_note(f"in the digest “{schedule.name}” of {schedule.collection}")
            failed.append(error)
    if failed:
        raise ExceptionGroup("digests that could not be built", failed)


def open_due(store: Store, now: datetime) -> None:
    """Every schedule that is due has an edition of its latest slot, and waits for its next. Those of one rule at once."""
    _go_on(store, now)
    openings = [opening for alike in store.schedules.due_alike(now) for opening in _opening(store, alike, now)]
    if openings:
        store.digests.open_due(openings, now)


class Composer:
    """Composes digests, of those that are the same but for their names only one: hundreds may be due at one moment.

    It stands for that moment; what is read or decided later is seen by the next one.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._shelves = store.collections()
        self._arrived = lru_cache(ALIKE)(self._look)
        self._composed = lru_cache(ALIKE)(partial(compose, store, name="", template_name="", zone=""))

    def digest(self, schedule: Schedule, on: date, now: datetime, *, late: bool = False) -> Digest:
        """Everything that arrived since the last edition and was not told before."""
        store = self._store
        scope = self._seen(store.decisions.decided(store.desk.settings(schedule.collection).scope))
        last = store.digests.last_until(schedule.id)
        since, overlap = (last, OVERLAP) if last else (schedule.created - FIRST_WINDOW, timedelta(0))
        told = store.digests.told_before(schedule.id, now - LOOK_BACK)
        digest = self._composed(
            scope,
            day=on,
            since=since,
            until=now,
            overlap=overlap,
            # Of what was ever told, only that counts which comes again: so old schedules and young ones are alike.
            told=replace(told, articles=told.articles & self._arrived(scope, since - overlap, now)),
            layout=layout(schedule.template, schedule.layout),
            filters=schedule.filters,
        )
        return replace(digest, name=schedule.name, template_name=schedule.template, zone=schedule.zone, late=late)

    def _seen(self, scope: Scope) -> Scope:
        """Without shelves on which nothing stands: a server that has no articles of its own sees what all others see."""
        return replace(scope, collections=tuple(each for each in scope.collections if each in self._shelves))

    def _look(self, scope: Scope, since: datetime, until: datetime) -> frozenset[ArticleKey]:
        return frozenset(head.key for head in self._store.articles.arrived(scope, since, until))


def preview(store: Store, schedule: Schedule, on: date, now: datetime) -> Digest:
    """What would be posted now."""
    return Composer(store).digest(schedule, on, now)


def earlier(store: Store, schedule: Schedule, digest: Digest) -> tuple[Fate, ...]:
    """What became of the articles that arrived in the days before the digest's window, the newest first."""
    scope = store.decisions.decided(store.desk.settings(schedule.collection).scope)
    sent = store.digests.told(schedule.id)
    heads = store.articles.arrived(scope, digest.until - LOOK_BACK, digest.since)
    return tuple(Fate(head, "sent" if head.key in sent else "old") for head in heads)


def post_now(store: Store, schedule: Schedule, now: datetime, render: Render) -> Digest | None:
    """An edition beside the schedule's own slots, for `/digest now`. None when this minute's exists already.

    Raises `BriefingsError` where the clock proves nothing: the edition would be the newest, and say that it is right.
    """
    if (until := behind_until(store, now)) is not None:
        raise BriefingsError("clock_behind", goes_on=until)
    wall = now.astimezone(zone_of(schedule.zone))
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
    _put(store, edition, schedule, digest, now, render)
    return digest


def behind_until(store: Store, now: datetime) -> datetime | None:
    """Until when nothing is posted, the clock being before what was already written by more than `AHEAD`; else None.

    It was reset, or had once leapt ahead, and proves nothing.
    """
    newest = store.digests.newest()
    return newest - AHEAD if newest is not None and newest - now > AHEAD else None


def rests(store: Store, collection: str, number: int, now: datetime) -> bool:
    """Whether a schedule's quiet hours are now, in which nothing that is late is posted."""
    schedule = store.schedules.get(collection, number)
    return schedule is not None and _is_quiet(schedule, now)


def _is_quiet(schedule: Schedule, now: datetime) -> bool:
    return is_quiet(schedule.quiet, now.astimezone(zone_of(schedule.zone)).time())


def keep_rules(store: Store, now: datetime) -> None:
    """Every schedule's next time is what its rule says today. Twice is once.

    The zone data change with an update, and a clock that was ahead leaves next times that are too late. What is due
    already stays due.
    """
    for kept in (zone_of, _on):
        kept.cache_clear()
    ZoneInfo.clear_cache()
    for schedule in store.schedules.waiting(now):
        try:
            if next_slot(schedule, after=now).due != schedule.next_due:
                store.schedules.wait_until(schedule, next_date(store, schedule, after=now).due)
        except ZoneInfoNotFoundError:
            store.schedules.pause(schedule.id, "zone_unknown", tell=True)


def _go_on(store: Store, now: datetime) -> None:
    """What was paused until now is due again, from its next slot on."""
    for schedule in store.schedules.paused_until(now):
        try:
            due = next_date(store, schedule, after=schedule.paused_until or now).due
        except ZoneInfoNotFoundError:
            store.schedules.pause(schedule.id, "zone_unknown", tell=True)
            continue
        store.schedules.resume(schedule.id, due, seen=schedule)


def _opening(store: Store, alike: Alike, now: datetime) -> tuple[Opening, ...]:
    """The latest slot: three days offline do not bring three digests. None where the zone is not known any more."""
    like, waited = alike.like, alike.next_due
    try:
        slot = latest_slot(like, now=now)
        missed = None if slot.due == waited else latest_slot(like, now=waited)
        is_missed = missed is not None and missed.due == waited
        return (Opening(alike, slot, next_slot(like, after=now), missed if is_missed else None),)
    except ZoneInfoNotFoundError:
        # The zone was renamed upstream, or came with a backup from elsewhere.
        for schedule in store.schedules.due(now):
            if schedule.zone == like.zone:
                store.schedules.pause(schedule.id, "zone_unknown", tell=True)
        return ()


def _freeze(
    store: Store, edition: Edition, schedule: Schedule, now: datetime, render: Render, composer: Composer
) -> None:
    """An edition that was opened is in the outbox; one that is late by more than `GRACE` is skipped and says why.

    A late one waits for the end of the quiet hours.
    """
    late_by = now - edition.due
    if late_by > GRACE:
        store.digests.skip(edition.id, "late", now)
        return
    if late_by > LATE and _is_quiet(schedule, now):
        return
    digest = composer.digest(schedule, edition.local_date, now, late=late_by > LATE)
    digest = replace(digest, personal=schedule.collection.startswith("user:"))
    _put(store, edition.id, schedule, digest, now, render)


def _put(store: Store, edition: int, schedule: Schedule, digest: Digest, now: datetime, render: Render) -> None:
    """The digest's parts and the stories that it tells are kept; the bytes never change from here."""
    parts = () if digest.silent else render(digest)
    shown = (SentenceRef(receipt.article, *receipt.sentences) for receipt in digest.receipts)
    store.digests.freeze(edition, parts, digest.covered, lines=shown, seen=schedule, now=now)
