"""What people say is wrong, which lines are hidden, and who was taken for whom by decision. The bot alone writes it.

Nothing here touches the news: a decision is applied whenever somebody reads by its view (`decided`), so that it holds
after every rebuild and can be taken back. A view is a collection: what is decided for "public" holds for all who read
it, what is decided for a server's own holds for everything that this server reads.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, or_, select, update

from briefings.model import Decision, Hidden, HiddenLine, KeptOfUser, Report, Scope, SentenceRef, Slice
from briefings.store.schema import decision, hidden, report, schedule
from briefings.store.sides import Side
from briefings.store.types import clean


class Decisions:
    """Reports, hidden lines, merges and splits."""

    def __init__(self, desk: Side) -> None:
        self._desk = desk

    def decided(self, scope: Scope) -> Scope:
        """The scope with everything that was decided for those who read these collections."""
        with self._desk.read() as connection:
            lines = connection.execute(select(hidden).where(hidden.c.view.in_(scope.collections)))
            out_of_sight = sorted(Hidden(line.view, line.article, line.first, line.last) for line in lines)
            whom = connection.execute(select(decision).where(decision.c.view.in_(scope.collections)))
            decided = [_decision(row) for row in whom]
            joined = sorted({one.keys for one in decided if one.kind == "merge"})
            parted = sorted({one.apart for one in decided if one.kind == "split"})
            return replace(scope, hidden=tuple(out_of_sight), joined=tuple(joined), parted=tuple(parted))

    # --- reports ---------------------------------------------------------------------------------------------------

    def report(self, new: Report) -> Report:
        """Keep it; the one returned has its number. The same report again is the first one, whatever became of it."""
        number = _number(new.collection, *map(str, new.ref), new.kind, new.words)
        with self._desk.write() as connection:
            row = connection.execute(select(report).where(report.c.id == number)).first()
            if row is not None:
                return _report(row)
            stored = replace(new, id=number)
            connection.execute(insert(report).values(_report_values(stored)))
            return stored

    def reports(self, collection: str | None = None, *, open_only: bool = False) -> tuple[Report, ...]:
        """The reports on one shelf, or on all, the oldest first."""
        conditions: list[ColumnElement[bool]] = []
        if collection is not None:
            conditions.append(report.c.collection == collection)
        if open_only:
            conditions.append(report.c.state == "open")
        with self._desk.read() as connection:
            rows = connection.execute(select(report).where(*conditions).order_by(report.c.at, report.c.id))
            return tuple(map(_report, rows))

    def one_report(self, number: int) -> Report | None:
        with self._desk.read() as connection:
            row = connection.execute(select(report).where(report.c.id == number)).first()
            return _report(row) if row else None

    def told(self, number: int) -> None:
        """Those who can do something about it know of it."""
        with self._desk.write() as connection:
            connection.execute(update(report).where(report.c.id == number).values(told=True))

    def settle(self, number: int, state: str) -> None:
        with self._desk.write() as connection:
            connection.execute(update(report).where(report.c.id == number).values(state=state))

    # --- hidden lines ----------------------------------------------------------------------------------------------

    def hide(self, view: str, ref: SentenceRef, *, by: int | None, now: datetime) -> None:
        """Who reads by this view is shown these sentences no more. Twice is once."""
        line = {"view": view, "article": ref.article, "first": ref.first, "last": ref.last}
        with self._desk.write() as connection:
            if connection.execute(select(hidden.c.view).where(*_line(view, ref))).first() is None:
                connection.execute(insert(hidden).values(**line, by=by, at=now))

    def show(self, view: str, ref: SentenceRef) -> bool:
        """They are shown again. False when they were not hidden."""
        with self._desk.write() as connection:
            return bool(connection.execute(delete(hidden).where(*_line(view, ref))).rowcount)

    def is_hidden(self, view: str, ref: SentenceRef) -> bool:
        with self._desk.read() as connection:
            return connection.execute(select(hidden.c.view).where(*_line(view, ref))).first() is not None

    def lines(self, view: str) -> tuple[HiddenLine, ...]:
        """What who reads by this view is not shown, the newest decision first."""
        with self._desk.read() as connection:
            rows = connection.execute(select(hidden).where(hidden.c.view == view).order_by(hidden.c.at.desc()))
            return tuple(HiddenLine(SentenceRef(row.article, row.first, row.last), row.by, row.at) for row in rows)

    # --- who is whom -----------------------------------------------------------------------------------------------

    def decide(self, new: Decision) -> Decision:
        """It holds from now on; the one returned has its number. The same decision again is the same one."""
        with self._desk.write() as connection:
            stored = replace(new, id=_number(new.view, new.kind, *new.keys, *new.sightings))
            row = connection.execute(select(decision).where(decision.c.id == stored.id)).first()
            if row is not None:
                return _decision(row)
            values = {name: getattr(stored, name) for name in ("id", "view", "kind", "by", "at")}
            people = [list(stored.keys), list(stored.sightings)] if stored.sightings else list(stored.keys)
            connection.execute(insert(decision).values(**values, people=people))
            return stored

    def undo(self, view: str, number: int) -> Decision | None:
        """It holds no more. None when this view has no such decision."""
        here = decision.c.view == view, decision.c.id == number
        with self._desk.write() as connection:
            row = connection.execute(select(decision).where(*here)).first()
            connection.execute(delete(decision).where(*here))
            return _decision(row) if row else None

    def all(self, view: str) -> tuple[Decision, ...]:
        """What was decided for this view, the newest first."""
        with self._desk.read() as connection:
            asked = select(decision).where(decision.c.view == view)
            return tuple(map(_decision, connection.execute(asked.order_by(decision.c.at.desc(), decision.c.id.desc()))))

    # --- a user's data ---------------------------------------------------------------------------------------------

    def kept_of(self, user: int) -> KeptOfUser:
        """Where this user is named."""
        with self._desk.read() as connection:
            own = select(func.count()).select_from(schedule).where(schedule.c.collection == f"user:{user}")
            watches = int(connection.execute(own).scalar() or 0)
            lines, decisions = (_count(connection, table.c.by, user) for table in (hidden, decision))
            names_him = or_(schedule.c.made_by == user, schedule.c.changed_by == user)
            digests = int(connection.execute(select(func.count()).where(names_him)).scalar() or 0)
            return KeptOfUser(lines, decisions, watches, digests)

    def forget_user(self, user: int) -> None:
        """No decision and no digest names this user any more. What he decided stays, as decided by nobody in particular.

        The digests that he alone gets go with their collection: `desk.clear`.
        """
        with self._desk.write() as connection:
            for table in (hidden, decision):
                connection.execute(update(table).where(table.c.by == user).values(by=None))
            for column in (schedule.c.made_by, schedule.c.changed_by):
                connection.execute(update(schedule).where(column == user).values({column: None}))


def _number(*words: str) -> int:
    """A number that is made from what it stands for: no button ever comes to mean another thing."""
    return int(hashlib.sha256("\x1f".join(map(clean, words)).encode()).hexdigest()[:15], 16)


def _count(connection: Connection, column: ColumnElement[Any], user: int) -> int:
    return int(connection.execute(select(func.count()).where(column == user)).scalar() or 0)


def _line(view: str, ref: SentenceRef) -> Iterable[ColumnElement[bool]]:
    place = hidden.c.article == ref.article, hidden.c.first == ref.first, hidden.c.last == ref.last
    return hidden.c.view == view, *place


def _report_values(one: Report) -> dict[str, Any]:
    return {
        "id": one.id,
        "collection": one.collection,
        "article": one.ref.article,
        "first": one.ref.first,
        "last": one.ref.last,
        "start": one.slice.start,
        "end": one.slice.end,
        "kind": one.kind,
        "words": one.words,
        "at": one.at,
        "state": one.state,
        "told": one.told,
    }


def _report(row: Row[Any]) -> Report:
    return Report(
        id=row.id,
        collection=row.collection,
        ref=SentenceRef(row.article, row.first, row.last),
        slice=Slice(row.start, row.end),
        kind=row.kind,
        words=row.words,
        at=row.at,
        state=row.state,
        told=row.told,
    )


def _decision(row: Row[Any]) -> Decision:
    keys, sightings = row.people, []
    if row.kind == "split":  # at first there was one key, and the sightings came after it
        keys, sightings = row.people if isinstance(row.people[0], list) else (row.people[:1], row.people[1:])
    return Decision(row.id, row.view, row.kind, tuple(keys), row.by, row.at, tuple(sightings))
