"""Editions: one schedule, local date and slot, and there is one at most. What each told, and what became of it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import starmap
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Insert,
    Text,
    Update,
    bindparam,
    cast,
    column,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeEngine

from briefings.model import (
    ArticleKey,
    Edition,
    EditionSeen,
    Opening,
    Part,
    Schedule,
    SentenceRef,
    Slot,
    ToldBefore,
)
from briefings.store.outbox import EDITION_FLOOR, edition_floor, marker, name_of_instance, next_number, nonce, pack
from briefings.store.schedules import as_schedule
from briefings.store.schema import edition, line, note, part, schedule, told
from briefings.store.sides import Side
from briefings.store.types import stored

_UNFROZEN = select(edition).where(edition.c.state == "due").order_by(edition.c.due, edition.c.id)


class Digests:
    """What is due, what it told and what became of it."""

    def __init__(self, desk: Side) -> None:
        self._desk = desk

    def open_edition(
        self,
        of: Schedule,
        *,
        local_date: date,
        slot: str,
        due: datetime,
        next_due: datetime,
        now: datetime,
    ) -> int | None:
        """A new edition's number; None when there is one for that date and slot, or the schedule was removed.

        The schedule's next time is set in the same transaction, in either case.
        """
        with self._desk.write() as connection:
            here = schedule.c.id == of.id
            is_there = connection.execute(select(schedule.c.id).where(here, ~schedule.c.removed)).first()
            connection.execute(update(schedule).where(here).values(next_due=next_due))
            same = edition.c.schedule == of.id, edition.c.local_date == local_date, edition.c.slot == slot
            if is_there is None or connection.execute(select(edition.c.id).where(*same)).first() is not None:
                return None
            number = max(next_number(connection, edition.c.id), edition_floor(connection))
            values = {"id": number, "schedule": of.id, "local_date": local_date, "slot": slot, "due": due}
            connection.execute(insert(edition).values(values | {"state": "due", "changed": now}))
        return number

    def open_due(self, openings: Sequence[Opening], now: datetime) -> None:
        """Each of these schedules, and all that are like it, have an edition of the slot, and wait for the following.

        One that has it already gets no second. All of it or nothing.
        """
        missed = [(one, one.missed, "skipped", "missed") for one in openings if one.missed is not None]
        slots = [*missed, *((one, one.slot, "due", None) for one in openings)]
        with self._desk.write() as connection:
            newest, floor, room = connection.execute(_NUMBERS).one()
            behind = max(newest or 0, int(floor or 1) - 1)
            given = [_given(*each, behind + n * (room + 1)) for n, each in enumerate(slots)]
            values = {"slots": json.dumps(given), "now": now}
            connection.execute(_OPEN[connection.dialect.name], values)
            connection.execute(_WAIT[connection.dialect.name], values)

    def unfrozen(self) -> tuple[tuple[Edition, Schedule], ...]:
        """Editions that were opened and then neither frozen nor skipped: their process died. The oldest first."""
        with self._desk.read() as connection:
            rows = connection.execute(_UNFROZEN)
            found = [Edition(r.id, r.schedule, r.local_date, r.slot, r.due, r.state) for r in rows]
            if not found:
                return ()
            numbers = sorted({one.schedule for one in found})
            rows = connection.execute(select(schedule).where(schedule.c.id.in_(numbers)))
            schedules = {row.id: as_schedule(row) for row in rows}
        return tuple((one, schedules[one.schedule]) for one in found)

    def freeze(
        self,
        number: int,
        parts: Sequence[Part],
        stories: Iterable[ArticleKey],
        *,
        lines: Iterable[SentenceRef] = (),
        seen: Schedule | None = None,
        now: datetime,
    ) -> None:
        """The edition's messages, as they will be sent and sent again. Without any it is skipped. Only once.

        `stories` are the articles that it stands for, `lines` the sentences that it shows. `seen`: what they were made
        for; where somebody has changed that meanwhile, the edition stays due.
        """
        with self._desk.write() as connection:
            found = connection.execute(select(edition.c.schedule, edition.c.state).where(edition.c.id == number)).one()
            if found.state != "due":
                return
            of = as_schedule(connection.execute(select(schedule).where(schedule.c.id == found.schedule)).one())
            if seen is not None and replace(of, next_due=seen.next_due) != seen:
                return
            values: dict[str, Any] = {"state": "built", "until": now, "changed": now}
            if not parts:
                values |= {"state": "skipped", "why": "nothing"}
            connection.execute(update(edition).where(edition.c.id == number).values(values))
            if not parts:
                return
            instance = name_of_instance(connection)
            rows = [
                {
                    "edition": number,
                    "n": n,
                    "payload": pack(one),
                    "nonce": nonce(instance, of.destination, number, n),
                    "marker": marker(number, n),
                    "state": "built",
                    "tries": 0,
                    "looked": 0,
                    "place": {"destination": of.destination},
                }
                for n, one in enumerate(parts)
            ]
            connection.execute(insert(part), rows)
            told_before = set(
                connection.execute(select(told.c.article).where(told.c.schedule == found.schedule)).scalars()
            )
            fresh = sorted(set(stories) - told_before)
            if fresh:
                row = {"schedule": found.schedule, "edition": number}
                connection.execute(insert(told), [row | {"article": key} for key in fresh])
            if shown := sorted(set(lines)):
                connection.execute(insert(line), [{"edition": number, **ref._asdict()} for ref in shown])

    def editions(self, number: int, limit: int) -> tuple[EditionSeen, ...]:
        """What became of a schedule's last editions, the newest first."""
        first = part.alias()
        posted = select(first.c.message).where(first.c.edition == edition.c.id, first.c.n == 0).scalar_subquery()
        asked = select(edition, posted.label("message")).where(edition.c.schedule == number)
        newest = edition.c.due.desc(), edition.c.id.desc()
        with self._desk.read() as connection:
            rows = connection.execute(asked.order_by(*newest).limit(limit)).all()
        return tuple(EditionSeen(r.local_date, r.slot, r.due, r.state, r.why, r.message) for r in rows)

    def newest(self) -> datetime | None:
        """When an edition was last written. None where there is none."""
        with self._desk.read() as connection:
            asked = select(edition.c.changed).order_by(edition.c.id.desc()).limit(1)
            return connection.execute(asked).scalar()

    def last_date(self, number: int) -> date | None:
        """The last local date that a schedule has an edition of in its own time. None before the first."""
        own = edition.c.schedule == number, ~edition.c.slot.startswith("now")
        with self._desk.read() as connection:
            return connection.execute(select(func.max(edition.c.local_date)).where(*own)).scalar()

    def skip(self, number: int, why: str, now: datetime) -> None:
        """The edition will not be sent; what it would have told is still news."""
        with self._desk.write() as connection:
            connection.execute(
                update(edition)
                .where(edition.c.id == number, edition.c.state == "due")
                .values(state="skipped", why=why, changed=now)
            )

    def told(self, number: int) -> frozenset[ArticleKey]:
        """The stories that this schedule has sent, or has frozen and will send."""
        with self._desk.read() as connection:
            return frozenset(connection.execute(select(told.c.article).where(told.c.schedule == number)).scalars())

    def told_before(self, number: int, since: datetime) -> ToldBefore:
        """What this schedule has sent, or has frozen and will send: since then article by article and line by line."""
        lately = edition.c.schedule == number, edition.c.due >= since
        recent = select(told.c.article).join(edition, edition.c.id == told.c.edition).where(*lately)
        lines = select(line.c.article, line.c.first, line.c.last).join(edition, edition.c.id == line.c.edition)
        with self._desk.read() as connection:
            shown = {SentenceRef(*row) for row in connection.execute(lines.where(*lately))}
            known = frozenset(connection.execute(recent).scalars())
        return ToldBefore(self.told(number), known, tuple(sorted(shown)))

    def last_until(self, number: int) -> datetime | None:
        """The end of the last window that was frozen, None before the first."""
        with self._desk.read() as connection:
            asked = select(edition.c.until).where(edition.c.schedule == number, edition.c.until.is_not(None))
            return connection.execute(asked.order_by(edition.c.until.desc()).limit(1)).scalar()


# --- many at once --------------------------------------------------------------------------------------------------
# Written once, and given all slots as one value: to write a statement anew for each, or to run it for each, took longer
# than what it does.

_FIELDS: dict[str, TypeEngine[Any]] = {
    **{name: edition.c[name].type for name in ("local_date", "slot", "due", "state", "why")},
    "behind": edition.c.id.type,
    "rule": schedule.c.rule.type,
    **dict.fromkeys(("waited", "following"), schedule.c.next_due.type),
}
_NUMBERS = select(
    select(func.max(edition.c.id)).scalar_subquery(),
    select(note.c.value).where(note.c.name == EDITION_FLOOR).scalar_subquery(),
    select(func.max(schedule.c.id)).scalar_subquery(),
)


def _given(opening: Opening, slot: Slot, state: str, why: str | None, behind: int) -> dict[str, Any]:
    return {
        "rule": opening.alike.rule,
        "waited": stored(opening.alike.next_due),
        "following": stored(opening.following.due),
        "behind": behind,
        "local_date": slot.local_date.isoformat(),
        "slot": slot.name,
        "due": stored(slot.due),
        "state": state,
        "why": why,
    }


def _sqlite_slots() -> CTE:
    """Read once: it would unpack a slot for each schedule that waits for it."""
    each = func.json_each(_SLOTS).table_valued("value").c.value
    fields = (func.json_extract(each, f"$.{name}", type_=of).label(name) for name, of in _FIELDS.items())
    return select(*fields).cte("slots").prefix_with("MATERIALIZED")


def _postgresql_slots() -> CTE:
    each = func.jsonb_to_recordset(cast(_SLOTS, postgresql.JSONB)).table_valued(*starmap(column, _FIELDS.items()))
    return select(each.render_derived(with_types=True)).cte("slots")


def _waiting_for(slots: CTE) -> tuple[ColumnElement[bool], ...]:
    """A schedule has the rule, and waits as long; not where it was changed meanwhile."""
    alike = schedule.c.next_due == slots.c.waited, schedule.c.rule == slots.c.rule
    return *alike, ~schedule.c.paused, ~schedule.c.removed


def _open(fresh: sqlite.Insert | postgresql.Insert, slots: CTE) -> Insert:
    """An edition of a slot for each of these that has none. Its number: the schedule's, behind all that there are."""
    names = "local_date", "slot", "due", "state", "why"
    changed = bindparam("now", type_=edition.c.changed.type)
    rows = select(schedule.c.id + slots.c.behind, schedule.c.id, *(slots.c[name] for name in names), changed)
    of = fresh.from_select(["id", "schedule", *names, "changed"], rows.where(*_waiting_for(slots)))
    return of.on_conflict_do_nothing(index_elements=["schedule", "local_date", "slot"])


def _wait(slots: CTE) -> Update:
    return update(schedule).where(*_waiting_for(slots)).values(next_due=slots.c.following)


_SLOTS = bindparam("slots", type_=Text())
_OPEN = {
    "sqlite": _open(sqlite.insert(edition), _sqlite_slots()),
    "postgresql": _open(postgresql.insert(edition), _postgresql_slots()),
}
_WAIT = {"sqlite": _wait(_sqlite_slots()), "postgresql": _wait(_postgresql_slots())}
