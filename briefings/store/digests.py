"""Schedules, editions, and the outbox: every message stands here, frozen, before it is sent, and once.

An edition is one schedule, local date and slot, and there is one at most. Its parts are frozen with a nonce and a
marker that never change. A part goes from built to sending to sent, through publishing where its channel has readers
elsewhere; one whose answer never came stays at sending until somebody looked for its marker. What cannot be looked for
is unknown, and what the destination refuses is blocked; of both somebody is told.

    built ── claim ──► sending ── sent ──► [publishing ── published ──►] sent
      ▲ ▲                │ │ └── unknown ──► unknown ── there ──► sent
      │ └─ released ─────┤ │                    │
      └─── retry ────────┘ └─ blocked ► blocked └── again ──► built
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)

from briefings.model import (
    ArticleKey,
    Button,
    Delivery,
    Edition,
    EditionSeen,
    Filters,
    Opening,
    Part,
    Schedule,
    SentenceRef,
    Slot,
    ToldBefore,
)
from briefings.store.schema import edition, line, note, part, schedule, told
from briefings.store.sides import Side

_UNSENT = ("built", "sending")
_THERE = ("publishing", "sent")  # it stands where it should
_FENCE = select(note.c.value).where(note.c.name == "fence")  # which process may send: the last that was let in


class Digests:
    """What is due, what was promised and what was sent."""

    def __init__(self, desk: Side) -> None:
        self._desk = desk
        self._fence = 0

    # --- schedules -------------------------------------------------------------------------------------------------

    def add(self, new: Schedule) -> Schedule:
        """Store a schedule; the one returned has its number."""
        with self._desk.write() as connection:
            stored = replace(new, id=_next(connection, schedule.c.id))
            connection.execute(insert(schedule).values(_schedule_values(stored) | {"removed": False}))
        return stored

    def all(self, server: str) -> tuple[Schedule, ...]:
        """A server's schedules, by number."""
        with self._desk.read() as connection:
            here = schedule.c.collection == server, ~schedule.c.removed
            return tuple(map(_schedule, connection.execute(select(schedule).where(*here).order_by(schedule.c.id))))

    def get(self, server: str, number: int) -> Schedule | None:
        """One of a server's schedules. None when it is another server's."""
        return next((found for found in self.all(server) if found.id == number), None)

    def pause(self, number: int, why: str | None = None, *, until: datetime | None = None) -> None:
        """Nothing more is due, or not before `until`; what was frozen and has not begun to be sent is skipped."""
        values = {"paused": True, "paused_why": why, "paused_until": until}
        with self._desk.write() as connection:
            connection.execute(update(schedule).where(schedule.c.id == number).values(values))
            _withdraw(connection, edition.c.schedule == number, "paused")

    def paused_until(self, now: datetime) -> tuple[Schedule, ...]:
        """Schedules whose pause is over, the longest waiting first."""
        here = schedule.c.paused_until <= now, schedule.c.paused, ~schedule.c.removed
        # In another order, SQLite goes through all of them.
        asked = select(schedule).where(*here).order_by(schedule.c.paused_until, schedule.c.id)
        with self._desk.read() as connection:
            return tuple(map(_schedule, connection.execute(asked)))

    def resume(self, number: int, next_due: datetime) -> None:
        values = {"paused": False, "paused_why": None, "paused_until": None, "next_due": next_due}
        with self._desk.write() as connection:
            connection.execute(update(schedule).where(schedule.c.id == number).values(values))

    def change(self, changed: Schedule) -> None:
        """The schedule is as it stands here. What was frozen and has not begun to be sent is built again."""
        with self._desk.write() as connection:
            here = schedule.c.id == changed.id, ~schedule.c.removed
            connection.execute(update(schedule).where(*here).values(_schedule_values(changed)))
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
            _withdraw(connection, edition.c.schedule == number, "removed")

    def set_next_due(self, number: int, at: datetime) -> None:
        with self._desk.write() as connection:
            connection.execute(update(schedule).where(schedule.c.id == number).values(next_due=at))

    def due(self, now: datetime) -> tuple[Schedule, ...]:
        """Schedules neither paused nor removed whose time has come, the longest waiting first."""
        with self._desk.read() as connection:
            here = ~schedule.c.paused, ~schedule.c.removed, schedule.c.next_due <= now
            asked = select(schedule).where(*here).order_by(schedule.c.next_due, schedule.c.id)
            return tuple(map(_schedule, connection.execute(asked)))

    def due_alike(self, now: datetime) -> tuple[Schedule, ...]:
        """One for each rule and zone of those that are `due`, and for each time that they waited for."""
        first = select(func.min(schedule.c.id)).where(*_is_due(now)).group_by(*_RULE, schedule.c.next_due)
        with self._desk.read() as connection:
            asked = select(schedule).where(schedule.c.id.in_(first)).order_by(schedule.c.next_due, schedule.c.id)
            return tuple(map(_schedule, connection.execute(asked)))

    def next_due(self, after: datetime, until: datetime) -> datetime | None:
        """The first instant in (after, until] at which something is due."""
        here = ~schedule.c.paused, ~schedule.c.removed, schedule.c.next_due > after, schedule.c.next_due <= until
        with self._desk.read() as connection:
            asked = select(schedule.c.next_due).where(*here).order_by(schedule.c.next_due).limit(1)
            return connection.execute(asked).scalar()

    def waiting(self, now: datetime) -> tuple[Schedule, ...]:
        """Schedules neither paused nor removed that are not due yet, by number."""
        here = ~schedule.c.paused, ~schedule.c.removed, schedule.c.next_due > now
        with self._desk.read() as connection:
            return tuple(map(_schedule, connection.execute(select(schedule).where(*here).order_by(schedule.c.id))))

    # --- editions --------------------------------------------------------------------------------------------------

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
            number = max(_next(connection, edition.c.id), _edition_floor(connection))
            values = {"id": number, "schedule": of.id, "local_date": local_date, "slot": slot, "due": due}
            connection.execute(insert(edition).values(values | {"state": "due", "changed": now}))
        return number

    def open_due(self, openings: Sequence[Opening], now: datetime) -> None:
        """Each of these schedules, and all that are like it, have an edition of the slot, and wait for the following.

        One that has it already gets no second. All of it or nothing.
        """
        with self._desk.write() as connection:
            for opening in openings:
                waiting = ~schedule.c.paused, ~schedule.c.removed, schedule.c.next_due == opening.like.next_due
                alike = *waiting, *_is_like(opening.like)
                if opening.missed is not None:
                    _insert_editions(connection, opening.missed, alike, now, state="skipped", why="missed")
                _insert_editions(connection, opening.slot, alike, now, state="due")
                connection.execute(update(schedule).where(*alike).values(next_due=opening.following.due))

    def unfrozen(self) -> tuple[tuple[Edition, Schedule], ...]:
        """Editions that were opened and then neither frozen nor skipped: their process died. The oldest first."""
        with self._desk.read() as connection:
            asked = select(edition).where(edition.c.state == "due").order_by(edition.c.due, edition.c.id)
            found = [Edition(r.id, r.schedule, r.local_date, r.slot, r.due, r.state) for r in connection.execute(asked)]
            numbers = sorted({one.schedule for one in found})
            rows = connection.execute(select(schedule).where(schedule.c.id.in_(numbers)))
            schedules = {row.id: _schedule(row) for row in rows}
        return tuple((one, schedules[one.schedule]) for one in found)

    def freeze(
        self,
        number: int,
        parts: Sequence[Part],
        stories: Iterable[ArticleKey],
        *,
        lines: Iterable[SentenceRef] = (),
        now: datetime,
    ) -> None:
        """The edition's messages, as they will be sent and sent again. Without any it is skipped. Only once.

        `stories` are the articles that it stands for, `lines` the sentences that it shows.
        """
        with self._desk.write() as connection:
            found = connection.execute(
                select(edition.c.schedule, edition.c.state, schedule.c.destination)
                .join(schedule, schedule.c.id == edition.c.schedule)
                .where(edition.c.id == number)
            ).one()
            if found.state != "due":
                return
            values: dict[str, Any] = {"state": "built", "until": now, "changed": now}
            if not parts:
                values |= {"state": "skipped", "why": "nothing"}
            connection.execute(update(edition).where(edition.c.id == number).values(values))
            if not parts:
                return
            instance = _instance(connection)
            rows = [
                {
                    "edition": number,
                    "n": n,
                    "payload": _pack(one),
                    "nonce": nonce(instance, found.destination, number, n),
                    "marker": marker(number, n),
                    "state": "built",
                    "tries": 0,
                    "looked": 0,
                    "place": {"destination": found.destination},
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

    # --- the outbox ------------------------------------------------------------------------------------------------

    def take_over(self) -> None:
        """From here on this process may send, and one that was let in before may not: its claims fail, however late.

        The writer's lock keeps a second process out; the fence holds where a lock was lost with its connection.
        """
        with self._desk.write() as connection:
            self._fence = int(connection.execute(_FENCE).scalar() or 0) + 1
            connection.execute(delete(note).where(note.c.name == "fence"))
            connection.execute(insert(note).values(name="fence", value=str(self._fence)))

    def is_taken_over(self) -> bool:
        """Whether a later process may send now, and this one must not."""
        with self._desk.read() as connection:
            return int(connection.execute(_FENCE).scalar() or 0) != self._fence

    def open_deliveries(self, now: datetime, *, of: int | None = None) -> tuple[Delivery, ...]:
        """The next part to send of each edition due by now, the oldest edition first; or only `of` that edition.

        An edition waits for the earlier ones of its schedule. Beside the next part stand those to be published.
        """
        earlier, before, other = part.alias(), edition.alias(), part.alias()
        waits = exists().where(
            earlier.c.edition == part.c.edition, earlier.c.n < part.c.n, earlier.c.state.not_in(_THERE)
        )
        is_second = exists().where(
            before.c.schedule == edition.c.schedule,
            before.c.state == "built",
            (before.c.due < edition.c.due) | ((before.c.due == edition.c.due) & (before.c.id < edition.c.id)),
            other.c.edition == before.c.id,
            other.c.state.in_(_UNSENT),
        )
        to_send = part.c.state.in_(_UNSENT) & ~waits & ~is_second
        asked = _deliveries().where(to_send | (part.c.state == "publishing"), ~schedule.c.removed, edition.c.due <= now)
        if of is not None:
            asked = asked.where(edition.c.id == of)
        with self._desk.read() as connection:
            return tuple(map(_delivery, connection.execute(asked.order_by(edition.c.due, edition.c.id, part.c.n))))

    def claim(self, delivery: Delivery, now: datetime) -> bool:
        """True when this call, and no other, may send the part now. Its first try counts from the first claim."""
        values = {
            "state": "sending",
            "first_try": func.coalesce(part.c.first_try, now),
            "last_try": now,
            "tries": part.c.tries + 1,
        }
        still = part.c.state == delivery.state, part.c.tries == delivery.tries, part.c.state.in_(_UNSENT)
        ours = ~exists().where(note.c.name == "fence", note.c.value != str(self._fence))
        with self._desk.write() as connection:
            return self._change(connection, delivery, values, *still, ours)

    def sent(self, delivery: Delivery, message: str, now: datetime, *, publish: bool = False) -> None:
        """The destination has it, and calls it `message`; unless it is to be published too, that is all.

        With its last part the edition is sent.
        """
        values = {"state": "publishing" if publish else "sent", "message": message, "why": None, "last_try": now}
        with self._desk.write() as connection:
            if self._change(connection, delivery, values | {"told": None}, part.c.state.not_in(_THERE)):
                _close_if_sent(connection, delivery.edition, now)

    def published(self, delivery: Delivery, now: datetime, *, why: str | None = None) -> None:
        """Nothing more is to be done about it. `why` it was not published, which somebody is told."""
        values = {"state": "sent", "why": why, "told": False if why else None, "last_try": now}
        with self._desk.write() as connection:
            if self._change(connection, delivery, values, part.c.state == "publishing"):
                _close_if_sent(connection, delivery.edition, now)

    def released(self, delivery: Delivery, now: datetime) -> None:
        """The try that this delivery was claimed for surely did nothing: the part is as it was before."""
        values: dict[str, Any] = {"state": "built", "first_try": None}
        with self._desk.write() as connection:
            first = values if delivery.state == "built" else {}
            self._change(connection, delivery, first | {"last_try": now}, part.c.state == "sending")

    def unclear(self, delivery: Delivery, now: datetime) -> None:
        """No clear answer came: the part stays at sending."""
        with self._desk.write() as connection:
            self._change(connection, delivery, {"last_try": now}, part.c.state.in_(("sending", "publishing")))

    def looked(self, delivery: Delivery, now: datetime) -> None:
        """Its marker was looked for, and was not there."""
        with self._desk.write() as connection:
            values = {"looked": part.c.looked + 1, "last_try": now}
            self._change(connection, delivery, values, part.c.state == "sending")

    def retry(self, delivery: Delivery, now: datetime) -> None:
        """It is surely not there, and waits to be sent as if it had never been tried."""
        with self._desk.write() as connection:
            values = {"state": "built", "first_try": None, "last_try": now, "looked": 0}
            self._change(connection, delivery, values, part.c.state == "sending")

    def late(self, delivery: Delivery, now: datetime) -> None:
        """It is surely not there, and too late to be sent. Its edition is skipped; its stories are still news."""
        with self._desk.write() as connection:
            unsent = part.c.edition == delivery.edition, part.c.state.in_(_UNSENT)
            connection.execute(update(part).where(*unsent).values(state="skipped", why="late"))
            _close_edition(connection, delivery.edition, "skipped", "late", now)
            _untell(connection, delivery.edition)

    def unknown(self, delivery: Delivery, why: str, now: datetime) -> None:
        """Nobody can tell whether it was posted; it is not sent again by itself."""
        self._end(delivery, "unknown", why, now)

    def blocked(self, delivery: Delivery, why: str, now: datetime) -> None:
        """The destination refuses it. What was not sent is still news."""
        self._end(delivery, "blocked", why, now)

    def again(self, delivery: Delivery, now: datetime) -> bool:
        """Somebody who looked wants it sent again. False when it is not, or no more, unknown."""
        values = {"state": "built", "first_try": None, "last_try": now, "looked": 0, "why": None, "told": None}
        return self._decide(delivery, values, now)

    def there(self, delivery: Delivery, now: datetime) -> bool:
        """Somebody who looked has seen it: what follows it is sent. False when it is not, or no more, unknown."""
        return self._decide(delivery, {"state": "sent", "why": "seen", "told": None, "last_try": now}, now)

    def _decide(self, delivery: Delivery, values: dict[str, Any], now: datetime) -> bool:
        with self._desk.write() as connection:
            if not self._change(connection, delivery, values, part.c.state == "unknown"):
                return False
            _close_edition(connection, delivery.edition, "built", None, now)
            _close_if_sent(connection, delivery.edition, now)
            return True

    def untold(self) -> tuple[Delivery, ...]:
        """What somebody should be told of: parts that are blocked, unknown or not published. The oldest first."""
        with self._desk.read() as connection:
            asked = _deliveries().where(part.c.told.is_(False), ~schedule.c.removed)
            return tuple(map(_delivery, connection.execute(asked.order_by(edition.c.id, part.c.n))))

    def told_of(self, delivery: Delivery) -> None:
        """Somebody was told."""
        with self._desk.write() as connection:
            self._change(connection, delivery, {"told": True}, part.c.told.is_(False))

    def delivery(self, number: int, n: int) -> Delivery | None:
        """One part of an edition, whatever became of it."""
        with self._desk.read() as connection:
            asked = _deliveries().where(part.c.edition == number, part.c.n == n)
            row = connection.execute(asked).first()
            return _delivery(row) if row else None

    def _end(self, delivery: Delivery, state: str, why: str, now: datetime) -> None:
        with self._desk.write() as connection:
            values = {"state": state, "why": why, "last_try": now, "told": False}
            if self._change(connection, delivery, values, part.c.state.in_(_UNSENT)):
                _close_edition(connection, delivery.edition, state, why, now)
                if state == "blocked":
                    _untell(connection, delivery.edition)

    @staticmethod
    def _change(connection: Connection, delivery: Delivery, values: dict[str, Any], *conditions: Any) -> bool:
        here = part.c.edition == delivery.edition, part.c.n == delivery.n
        return connection.execute(update(part).where(*here, *conditions).values(values)).rowcount == 1


def nonce(instance: str, destination: str, number: int, n: int) -> str:
    """The name under which a destination recognises a message sent twice: the same for every try, 24 hex digits."""
    named = f"{instance}\n{destination}\n{number}\n{n}".encode()
    return hashlib.blake2b(named, digest_size=12).hexdigest()


def marker(number: int, n: int) -> str:
    """What stands in a message's button, so that it can be found again."""
    return f"d1:{number}:{n}"


def set_horizon(connection: Connection, now: datetime) -> None:
    """After a backup was put back: nothing that was due before now is sent again, and no number is given twice."""
    _withdraw(connection, edition.c.due <= now, "restored", begun_too=True)
    connection.execute(update(part).where(part.c.state == "publishing").values(state="sent"))
    connection.execute(update(part).where(part.c.state == "unknown").values(told=True))
    floor = str(int(now.timestamp()))
    connection.execute(delete(note).where(note.c.name == "edition_floor"))
    connection.execute(insert(note).values(name="edition_floor", value=floor))


def make_instance(connection: Connection, now: datetime, place: str) -> None:
    """Every desk has a name of its own, made once, so that two installations never share a nonce."""
    if connection.execute(select(note.c.value).where(note.c.name == "instance")).first() is None:
        name = hashlib.blake2b(f"{place}\n{now.isoformat()}".encode(), digest_size=12).hexdigest()
        connection.execute(insert(note).values(name="instance", value=name))


def _instance(connection: Connection) -> str:
    return str(connection.execute(select(note.c.value).where(note.c.name == "instance")).scalar_one())


_RULE = schedule.c.at, schedule.c.days, schedule.c.zone, schedule.c.chosen
"""Where all of these are the same, the slots are too."""


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return ~schedule.c.paused, ~schedule.c.removed, schedule.c.next_due <= now


def _is_like(one: Schedule) -> tuple[ColumnElement[bool], ...]:
    """The conditions under which a row has this schedule's rule and zone."""
    same = schedule.alias("same")
    theirs = select(same.c.chosen).where(same.c.id == one.id).scalar_subquery()
    values = _schedule_values(one)
    plain = (column == values[column.name] for column in _RULE[:-1])
    return *plain, schedule.c.chosen.is_not_distinct_from(theirs)


def _insert_editions(
    connection: Connection, slot: Slot, which: Sequence[Any], now: datetime, *, state: str, why: str | None = None
) -> None:
    """An edition of this slot for each of the schedules that has none."""
    base = max(_next(connection, edition.c.id), _edition_floor(connection)) - 1
    same = edition.c.schedule == schedule.c.id, edition.c.local_date == slot.local_date, edition.c.slot == slot.name
    values = {"local_date": slot.local_date, "slot": slot.name, "due": slot.due, "state": state, "changed": now}
    values |= {"why": why} if why else {}
    columns = [literal(value, edition.c[name].type) for name, value in values.items()]
    number = base + func.row_number().over(order_by=schedule.c.id)
    rows = select(number, schedule.c.id, *columns).where(*which, ~exists().where(*same))
    connection.execute(insert(edition).from_select(["id", "schedule", *values], rows))


def _edition_floor(connection: Connection) -> int:
    """The lowest number of a new edition: after a restore those of the time since the backup are left out."""
    return int(connection.execute(select(note.c.value).where(note.c.name == "edition_floor")).scalar() or 1)


def _next(connection: Connection, column: Any) -> int:
    return int(connection.execute(select(func.max(column))).scalar() or 0) + 1


def _withdraw(connection: Connection, which: Any, why: str, *, begun_too: bool = False) -> None:
    """Skip the unsent editions among `which`. Those that have begun to be sent go on, unless `begun_too`.

    Their windows count no more; after a restore they do, for much of it was sent since the backup.
    """
    open_: list[Any] = [edition.c.state.in_(("due", "built"))]
    if not begun_too:
        begun = part.c.state != "built"
        open_.append(~exists().where(part.c.edition == edition.c.id, begun))
    numbers = list(connection.execute(select(edition.c.id).where(which, and_(*open_))).scalars())
    for number in numbers:
        unsent = part.c.edition == number, part.c.state.in_(_UNSENT)
        connection.execute(update(part).where(*unsent).values(state="skipped", why=why))
        connection.execute(update(edition).where(edition.c.id == number).values(state="skipped", why=why))
        _untell(connection, number, window_too=not begun_too)


def _untell(connection: Connection, number: int, *, window_too: bool = True) -> None:
    """What an edition would have told is still news, if no part of it was sent: nor does its window count then."""
    is_sent = select(part.c.n).where(part.c.edition == number, part.c.state.in_(_THERE)).limit(1)
    if connection.execute(is_sent).first() is not None:
        return
    connection.execute(delete(told).where(told.c.edition == number))
    connection.execute(delete(line).where(line.c.edition == number))
    if window_too:
        connection.execute(update(edition).where(edition.c.id == number).values(until=None))


def _close_if_sent(connection: Connection, number: int, now: datetime) -> None:
    unsent = select(part.c.n).where(part.c.edition == number, part.c.state != "sent").limit(1)
    if connection.execute(unsent).first() is None:
        _close_edition(connection, number, "sent", None, now)


def _close_edition(connection: Connection, number: int, state: str, why: str | None, now: datetime) -> None:
    connection.execute(update(edition).where(edition.c.id == number).values(state=state, why=why, changed=now))


# --- rows ----------------------------------------------------------------------------------------------------------


def _schedule_values(of: Schedule) -> dict[str, Any]:
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
        "chosen": _chosen(of),
    }


def _chosen(of: Schedule) -> dict[str, Any]:
    return {
        "every_hours": of.every_hours,
        "cron": of.cron,
        "quiet": [each.isoformat() for each in of.quiet or ()],
        "filters": asdict(of.filters),
    }


def _schedule(row: Row[Any]) -> Schedule:
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
        **_chosen_of(row.chosen or {}),
    )


def _chosen_of(chosen: dict[str, Any]) -> dict[str, Any]:
    """What a row holds of it; a digest of the first release chose nothing. What a newer release added is left out."""
    known: dict[str, Any] = {name: chosen[name] for name in ("every_hours", "cron") if name in chosen}
    if chosen.get("quiet"):
        first, last = map(time.fromisoformat, chosen["quiet"])
        known["quiet"] = first, last
    if words := chosen.get("filters"):
        known["filters"] = Filters(**{name: tuple(words.get(name, ())) for name in Filters.__slots__})
    return known


def _pack(one: Part) -> dict[str, Any]:
    buttons = [{"label": b.label, "action": b.action, "refs": [list(ref) for ref in b.refs]} for b in one.buttons]
    return {"text": one.text, "buttons": buttons}


def _unpack(packed: dict[str, Any]) -> Part:
    buttons = (
        Button(b["label"], b["action"], tuple(SentenceRef(key, first, last) for key, first, last in b["refs"]))
        for b in packed["buttons"]
    )
    return Part(packed["text"], tuple(buttons))


def _deliveries() -> Select[Any]:
    first = part.alias("first_part")
    return (
        select(
            part,
            edition.c.schedule,
            edition.c.due,
            edition.c.local_date,
            schedule.c.destination,
            schedule.c.name,
            schedule.c.collection,
            first.c.message.label("opened"),
        )
        .join(edition, edition.c.id == part.c.edition)
        .join(schedule, schedule.c.id == edition.c.schedule)
        .join(first, and_(first.c.edition == part.c.edition, first.c.n == 0))
    )


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        edition=row.edition,
        n=row.n,
        schedule=row.schedule,
        destination=(row.place or {}).get("destination", row.destination),
        part=_unpack(row.payload),
        nonce=row.nonce,
        marker=row.marker,
        state=row.state,
        first_try=row.first_try,
        last_try=row.last_try,
        tries=row.tries,
        looked=row.looked,
        message=row.message,
        why=row.why,
        opened=row.opened,
        due=row.due,
        day=row.local_date,
        name=row.name,
        collection=row.collection,
    )
