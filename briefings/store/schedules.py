"""Schedules: what somebody asked to be posted by the clock, and when each is due next."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime, time
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, bindparam, case, delete, exists, func, insert, select, update

from briefings.model import Alike, Changed, Filters, LayoutChoice, Schedule
from briefings.store.outbox import next_number, withdraw
from briefings.store.schema import edition, line, part, schedule, told
from briefings.store.sides import Side

_BY_ITSELF = frozenset(("paused", "paused_why", "paused_until"))
MOST_RULES = 10_000  # are kept at hand

# What each beat of the clock asks, written once: to write it anew takes longer than to run it.
_NOW = bindparam("now", type_=schedule.c.next_due.type)
_WAITS = ~schedule.c.paused, ~schedule.c.removed
_IS_DUE = *_WAITS, schedule.c.next_due <= _NOW
_DUE = select(schedule).where(*_IS_DUE).order_by(schedule.c.next_due, schedule.c.id)
_DUE_RULES = (
    select(schedule.c.next_due, schedule.c.rule)
    .where(*_IS_DUE)
    .distinct()
    .order_by(schedule.c.next_due, schedule.c.rule)
)
_ONE_OF_EACH = select(schedule).where(
    schedule.c.id.in_(select(func.min(schedule.c.id)).where(*_IS_DUE).group_by(schedule.c.rule))
)
_NEXT_DUE = (
    select(schedule.c.next_due)
    .where(
        *_WAITS,
        schedule.c.next_due > bindparam("after", type_=schedule.c.next_due.type),
        schedule.c.next_due <= _NOW,
    )
    .order_by(schedule.c.next_due)
    .limit(1)
)
_PAUSED_UNTIL = (
    select(schedule)
    .where(schedule.c.paused_until <= _NOW, schedule.c.paused, ~schedule.c.removed)
    .order_by(schedule.c.paused_until, schedule.c.id)  # in another order, SQLite goes through all of them
)


class Schedules:
    """A server's, or a person's own."""

    def __init__(self, desk: Side) -> None:
        self._desk = desk
        self._with_rule: dict[str, Schedule] = {}  # what a rule says never changes, for it is called by what it says

    def add(self, new: Schedule) -> Schedule:
        """Store a schedule; the one returned has its number."""
        with self._desk.write() as connection:
            stored = replace(new, id=next_number(connection, schedule.c.id))
            connection.execute(insert(schedule).values(schedule_values(stored) | {"removed": False}))
        return stored

    def all(self, server: str) -> tuple[Schedule, ...]:
        """A server's schedules, by number."""
        with self._desk.read() as connection:
            here = schedule.c.collection == server, ~schedule.c.removed
            return tuple(map(as_schedule, connection.execute(select(schedule).where(*here).order_by(schedule.c.id))))

    def get(self, server: str, number: int) -> Schedule | None:
        """One of a server's schedules. None when it is another server's."""
        return next((found for found in self.all(server) if found.id == number), None)

    def pause(
        self,
        number: int,
        why: str | None = None,
        *,
        until: datetime | None = None,
        tell: bool = False,
        changed: Changed | None = None,
    ) -> None:
        """Nothing more is due, or not before `until`; what was frozen and has not begun to be sent is skipped.

        `tell`: nobody asked for it, so somebody is told; but not again of what he was told before it went on by itself.
        `changed`: somebody asked for it.
        """
        again = schedule.c.paused_why.is_not_distinct_from(why)
        values: dict[str, Any] = {"told": case((again, schedule.c.told), else_=False) if tell else None}
        values |= {"paused": True, "paused_why": why, "paused_until": until, **(_by_whom(changed) if changed else {})}
        with self._desk.write() as connection:
            connection.execute(update(schedule).where(schedule.c.id == number).values(values))
            withdraw(connection, edition.c.schedule == number, "paused")

    def paused_until(self, now: datetime) -> tuple[Schedule, ...]:
        """Schedules whose pause is over, the longest waiting first."""
        with self._desk.read() as connection:
            return tuple(map(as_schedule, connection.execute(_PAUSED_UNTIL, {"now": now})))

    def resume(
        self,
        number: int,
        next_due: datetime,
        *,
        seen: Schedule | None = None,
        by_itself: bool = False,
        changed: Changed | None = None,
    ) -> None:
        """It is due again. Where it goes on `by_itself`, why it was paused is known until something was sent.

        `seen`: only where its pause is still the one that was seen, and not another that somebody made meanwhile.
        """
        here = [schedule.c.id == number]
        if seen is not None:
            here.append(schedule.c.paused_until.is_not_distinct_from(seen.paused_until))
            here.append(schedule.c.paused_why.is_not_distinct_from(seen.paused_why))
        values: dict[str, Any] = {"paused": False, "paused_until": None, "next_due": next_due}
        values |= {} if by_itself else {"paused_why": None, "told": None}
        values |= _by_whom(changed) if changed else {}
        with self._desk.write() as connection:
            connection.execute(update(schedule).where(*here).values(values))

    def paused_for(self, reasons: Iterable[str], server: str | None = None) -> tuple[Schedule, ...]:
        """Schedules, of all servers or of one, that were paused for one of these reasons."""
        here = schedule.c.paused, ~schedule.c.removed, schedule.c.paused_why.in_(sorted(reasons))
        of = [schedule.c.collection == server] if server else []
        with self._desk.read() as connection:
            asked = select(schedule).where(*here, *of).order_by(schedule.c.id)
            return tuple(map(as_schedule, connection.execute(asked)))

    def untold(self) -> tuple[Schedule, ...]:
        """Schedules that are paused and nobody knows it, by number."""
        with self._desk.read() as connection:
            asked = select(schedule).where(schedule.c.told.is_(False), schedule.c.paused, ~schedule.c.removed)
            return tuple(map(as_schedule, connection.execute(asked.order_by(schedule.c.id))))

    def tell_of(self, server: str, why: str) -> None:
        """Somebody is to be told that the server's digests are paused for this reason."""
        with self._desk.write() as connection:
            here = schedule.c.collection == server, schedule.c.paused, schedule.c.paused_why == why
            connection.execute(update(schedule).where(*here).values(told=False))

    def told_of(self, number: int) -> None:
        """Somebody was told why it is paused."""
        with self._desk.write() as connection:
            here = schedule.c.id == number, schedule.c.told.is_(False)
            connection.execute(update(schedule).where(*here).values(told=True))

    def change(self, changed: Schedule) -> None:
        """The schedule is as it stands here. What was frozen and has not begun to be sent is built again.

        Not what goes on by itself meanwhile: whether it is paused, and, where its rule is the same, when it is due next.
        """
        values = {name: value for name, value in schedule_values(changed).items() if name not in _BY_ITSELF}
        same_rule = schedule.c.rule == values["rule"]
        values["next_due"] = case((same_rule, schedule.c.next_due), else_=changed.next_due)
        with self._desk.write() as connection:
            here = schedule.c.id == changed.id, ~schedule.c.removed
            connection.execute(update(schedule).where(*here).values(values))
            begun = exists().where(part.c.edition == edition.c.id, part.c.state != "built")
            asked = select(edition.c.id).where(edition.c.schedule == changed.id, edition.c.state == "built", ~begun)
            for number in list(connection.execute(asked).scalars()):
                connection.execute(delete(part).where(part.c.edition == number))
                connection.execute(delete(told).where(told.c.edition == number))
                connection.execute(delete(line).where(line.c.edition == number))
                connection.execute(update(edition).where(edition.c.id == number).values(state="due", until=None))

    def remove(self, number: int) -> None:
        """It is gone; the Sources buttons of what it sent still answer."""
        with self._desk.write() as connection:
            connection.execute(update(schedule).where(schedule.c.id == number).values(removed=True, paused=True))
            withdraw(connection, edition.c.schedule == number, "removed")

    def wait_until(self, seen: Schedule, at: datetime) -> None:
        """It is due at another instant; unless somebody changed meanwhile what it was due by."""
        here = schedule.c.id == seen.id, schedule.c.next_due == seen.next_due, schedule.c.rule == _rule(seen)
        with self._desk.write() as connection:
            connection.execute(update(schedule).where(*here).values(next_due=at))

    def due(self, now: datetime) -> tuple[Schedule, ...]:
        """Schedules neither paused nor removed whose time has come, the longest waiting first."""
        with self._desk.read() as connection:
            return tuple(map(as_schedule, connection.execute(_DUE, {"now": now})))

    def due_alike(self, now: datetime) -> tuple[Alike, ...]:
        """Those that are `due`, by rule and by the instant that they wait for, the longest waiting first."""
        with self._desk.read() as connection:
            found = connection.execute(_DUE_RULES, {"now": now}).all()
            if any(row.rule not in self._with_rule for row in found):
                if len(self._with_rule) > MOST_RULES:
                    self._with_rule.clear()
                for row in connection.execute(_ONE_OF_EACH, {"now": now}):
                    self._with_rule[row.rule] = as_schedule(row)
        return tuple(Alike(row.rule, row.next_due, self._with_rule[row.rule]) for row in found)

    def next_due(self, after: datetime, until: datetime) -> datetime | None:
        """The first instant in (after, until] at which something is due."""
        with self._desk.read() as connection:
            return connection.execute(_NEXT_DUE, {"after": after, "now": until}).scalar()

    def waiting(self, now: datetime) -> tuple[Schedule, ...]:
        """Schedules neither paused nor removed that are not due yet, by number."""
        here = *_WAITS, schedule.c.next_due > now
        with self._desk.read() as connection:
            return tuple(map(as_schedule, connection.execute(select(schedule).where(*here).order_by(schedule.c.id))))


# --- rows ----------------------------------------------------------------------------------------------------------


def schedule_values(of: Schedule) -> dict[str, Any]:
    """As its row holds it."""
    return {
        "id": of.id,
        "collection": of.collection,
        "destination": of.destination,
        "name": of.name,
        "at": of.at.isoformat(),
        "days": "".join(map(str, of.days)),
        "zone": of.zone,
        "template": of.template,
        "created": of.created,
        "next_due": of.next_due,
        "paused": of.paused,
        "paused_why": of.paused_why,
        "paused_until": of.paused_until,
        "chosen": json.dumps(_chosen(of), separators=(",", ":")),
        "made_by": of.made_by,
        "rule": _rule(of),
        **_by_whom(of.changed),
    }


def _by_whom(changed: Changed | None) -> dict[str, Any]:
    if changed is None:
        return {"changed_how": None, "changed_by": None, "changed_at": None}
    return {"changed_how": changed.how, "changed_by": changed.by, "changed_at": changed.at}


def _rule(of: Schedule) -> str:
    """Of all that its slots are made of; `desk_8` makes the same of an older row."""
    quiet = (each.isoformat() for each in of.quiet or ())
    words = of.at.isoformat(), "".join(map(str, of.days)), of.zone, str(of.every_hours), of.cron, *quiet
    return hashlib.blake2b("\n".join(words).encode(), digest_size=16).hexdigest()


def _chosen(of: Schedule) -> dict[str, Any]:
    return {
        "every_hours": of.every_hours,
        "cron": of.cron,
        "quiet": [each.isoformat() for each in of.quiet or ()],
        "filters": asdict(of.filters),
        "layout": asdict(of.layout),
    }


def as_schedule(row: Row[Any]) -> Schedule:
    """What `schedule_values` was given."""
    return Schedule(
        id=row.id,
        collection=row.collection,
        destination=row.destination,
        name=row.name,
        at=time.fromisoformat(row.at),
        days=tuple(map(int, row.days)),
        zone=row.zone,
        template=row.template,
        created=row.created,
        next_due=row.next_due,
        paused=row.paused,
        paused_why=row.paused_why,
        paused_until=row.paused_until,
        made_by=row.made_by,
        changed=Changed(row.changed_how, row.changed_by, row.changed_at) if row.changed_how else None,
        **_chosen_of(row.chosen),
    )


@lru_cache(4096)  # most chose the same
def _chosen_of(packed: str | None) -> dict[str, Any]:
    """What a row holds of it; a digest of the first release chose nothing. What a newer release added is left out."""
    chosen = json.loads(packed or "{}")
    known: dict[str, Any] = {name: chosen[name] for name in ("every_hours", "cron") if name in chosen}
    if chosen.get("quiet"):
        first, last = map(time.fromisoformat, chosen["quiet"])
        known["quiet"] = first, last
    if words := chosen.get("filters"):
        known["filters"] = Filters(**{name: tuple(words.get(name, ())) for name in Filters.__slots__})
    if layout := chosen.get("layout"):
        of = {name: layout[name] for name in LayoutChoice.__slots__ if name in layout}
        known["layout"] = LayoutChoice(**(of | {"sections": tuple(of.get("sections", ()))}))
    return known
