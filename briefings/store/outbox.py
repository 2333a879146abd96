"""The outbox: every message stands here, frozen, before it is sent, and once.

A part of an edition goes from built to sending to sent, through publishing where its channel has readers elsewhere; one
whose answer never came stays at sending until somebody looked for its marker. What cannot be looked for is unknown, and
what the destination refuses is blocked; of both somebody is told.

    built ── claim ──► sending ── sent ──► [publishing ── published ──►] sent
      ▲ ▲                │ │ └── unknown ──► unknown ── there ──► sent
      │ └─ released ─────┤ │                    │
      └─── retry ────────┘ └─ blocked ► blocked └── again ──► built
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, delete, exists, func, insert, select, update

from briefings.errors import StoreUnusable
from briefings.model import Button, Delivery, Part, SentenceRef
from briefings.store.schema import edition, line, note, part, schedule, told
from briefings.store.sides import Side

EDITION_FLOOR = "edition_floor"  # a note: from which number on editions are new
_UNSENT = ("built", "sending")
_THERE = ("publishing", "sent")  # it stands where it should
_FENCE = select(note.c.value).where(note.c.name == "fence")  # which process may send: the last that was let in

# Written once: to write these anew for each part takes longer than to run them, and answers to people wait for it.
_NOW = bindparam("now", type_=part.c.last_try.type)
_CLAIM = (
    update(part)
    .where(
        part.c.edition == bindparam("of"),
        part.c.n == bindparam("at"),
        part.c.state == bindparam("was"),
        part.c.tries == bindparam("tried"),
        part.c.state.in_(_UNSENT),
        exists().where(
            edition.c.id == part.c.edition,
            edition.c.until.is_not_distinct_from(bindparam("frozen", type_=edition.c.until.type)),
        ),
        ~exists().where(note.c.name == "fence", note.c.value != bindparam("fence")),
    )
    .values(state="sending", first_try=func.coalesce(part.c.first_try, _NOW), last_try=_NOW, tries=part.c.tries + 1)
)
_SENT = (
    update(part)
    .where(part.c.edition == bindparam("of"), part.c.n == bindparam("at"), part.c.state.not_in(_THERE))
    .values(state=bindparam("becomes"), message=bindparam("called"), why=None, told=None, last_try=_NOW)
)
_IS_WELL = (
    update(schedule)
    .where(schedule.c.id == bindparam("of"), ~schedule.c.paused, schedule.c.paused_why.is_not(None))
    .values(paused_why=None, told=None)
)
_CLOSE = (
    update(edition)
    .where(edition.c.id == bindparam("of"), ~exists().where(part.c.edition == edition.c.id, part.c.state != "sent"))
    .values(state="sent", why=None, changed=_NOW)
)


class Outbox:
    """What was promised, and what became of it."""

    def __init__(self, desk: Side) -> None:
        self._desk = desk
        self._fence = 0

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
            return self._is_behind(connection)

    def _is_behind(self, connection: Connection) -> bool:
        return int(connection.execute(_FENCE).scalar() or 0) != self._fence

    @contextmanager
    def _going_on(self) -> Iterator[Connection]:
        """To write what follows from what this process has seen or tried. Raises `StoreUnusable` when that is old.

        Whoever was let in later may have sent the part meanwhile, and not come to say so.
        """
        with self._desk.write() as connection:
            if self._is_behind(connection):
                raise StoreUnusable("store_locked", path="", half="desk", why="another process has it")
            yield connection

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
        """True when this call, and no other, may send the part now, as it is. Its first try counts from the first claim."""
        values = {"now": now, "fence": str(self._fence), "of": delivery.edition, "at": delivery.n}
        as_seen = {"was": delivery.state, "tried": delivery.tries, "frozen": delivery.frozen}
        with self._desk.write() as connection:
            return connection.execute(_CLAIM, values | as_seen).rowcount == 1

    def sent(self, delivery: Delivery, message: str, now: datetime, *, publish: bool = False) -> bool:
        """The destination has it, and calls it `message`; unless it is to be published too, that is all.

        True with the last part of its edition, which is sent then.
        """
        values = {"of": delivery.edition, "at": delivery.n, "now": now, "called": message}
        values["becomes"] = "publishing" if publish else "sent"
        with self._desk.write() as connection:
            if connection.execute(_SENT, values).rowcount == 0:
                return False
            connection.execute(_IS_WELL, {"of": delivery.schedule})
            return _close_if_sent(connection, delivery.edition, now)

    def published(self, delivery: Delivery, now: datetime, *, why: str | None = None) -> None:
        """Nothing more is to be done about it. `why` it was not published, which somebody is told."""
        values = {"state": "sent", "why": why, "told": False if why else None, "last_try": now}
        with self._desk.write() as connection:
            if self._change(connection, delivery, values, part.c.state == "publishing"):
                _close_if_sent(connection, delivery.edition, now)

    def released(self, delivery: Delivery, now: datetime) -> None:
        """The try that this delivery was claimed for surely did nothing: the part is as it was before."""
        values: dict[str, Any] = {"state": "built", "first_try": None}
        with self._going_on() as connection:
            first = values if delivery.state == "built" else {}
            self._change(connection, delivery, first | {"last_try": now}, part.c.state == "sending")

    def unclear(self, delivery: Delivery, now: datetime) -> None:
        """No clear answer came: the part stays at sending."""
        with self._going_on() as connection:
            self._change(connection, delivery, {"last_try": now}, part.c.state.in_(("sending", "publishing")))

    def looked(self, delivery: Delivery, now: datetime) -> None:
        """Its marker was looked for, and was not there."""
        with self._going_on() as connection:
            values = {"looked": part.c.looked + 1, "last_try": now}
            self._change(connection, delivery, values, part.c.state == "sending")

    def retry(self, delivery: Delivery, now: datetime) -> None:
        """It is surely not there, and waits to be sent as if it had never been tried."""
        with self._going_on() as connection:
            values = {"state": "built", "first_try": None, "last_try": now, "looked": 0}
            self._change(connection, delivery, values, part.c.state == "sending")

    def leave_out_links(self, delivery: Delivery, now: datetime) -> None:
        """It was refused for what it says: it is tried once more without its links."""
        values = {"state": "built", "first_try": None, "last_try": now}
        with self._going_on() as connection:
            place = _place(connection, delivery) | {"without_links": True}
            self._change(connection, delivery, values | {"place": place}, part.c.state == "sending")

    def late(self, delivery: Delivery, now: datetime) -> None:
        """It is surely not there, and too late to be sent. Its edition is skipped; its stories are still news."""
        with self._going_on() as connection:
            unsent = part.c.edition == delivery.edition, part.c.state.in_(_UNSENT)
            connection.execute(update(part).where(*unsent).values(state="skipped", why="late"))
            _close_edition(connection, delivery.edition, "skipped", "late", now)
            untell(connection, delivery.edition)

    def unknown(self, delivery: Delivery, why: str, now: datetime) -> None:
        """Nobody can tell whether it was posted; it is not sent again by itself."""
        self._end(delivery, "unknown", why, now)

    def blocked(self, delivery: Delivery, why: str, now: datetime) -> None:
        """The destination refuses it. What was not sent is still news."""
        self._end(delivery, "blocked", why, now)

    def unsure(self, number: int) -> tuple[Delivery, ...]:
        """The parts of a schedule's editions of which nobody can tell whether they were posted, the newest first."""
        with self._desk.read() as connection:
            asked = _deliveries().where(part.c.state == "unknown", edition.c.schedule == number)
            newest = edition.c.due.desc(), edition.c.id.desc(), part.c.n
            return tuple(map(_delivery, connection.execute(asked.order_by(*newest))))

    def again(self, delivery: Delivery, now: datetime) -> bool:
        """Somebody who looked wants it sent again, however late. False when it is not, or no more, unknown."""
        values = {"state": "built", "first_try": None, "last_try": now, "looked": 0, "why": None, "told": None}
        with self._desk.write() as connection:
            place = _place(connection, delivery) | {"asked_again": True}
            return self._decide(connection, delivery, values | {"place": place}, now)

    def there(self, delivery: Delivery, now: datetime, *, alone: bool = False) -> bool:
        """Somebody who looked has seen it: what follows it is sent. False when it is not, or no more, unknown.

        `alone`: what follows has nowhere to go while nobody knows what the destination called this one.
        """
        values = {"state": "sent", "why": "seen", "told": None, "last_try": now}
        with self._desk.write() as connection:
            if alone:
                rest = part.c.edition == delivery.edition, part.c.n > delivery.n, part.c.state == "built"
                connection.execute(update(part).where(*rest).values(state="sent", why="left_out"))
            return self._decide(connection, delivery, values, now)

    def _decide(self, connection: Connection, delivery: Delivery, values: dict[str, Any], now: datetime) -> bool:
        if not self._change(connection, delivery, values, part.c.state == "unknown"):
            return False
        _close_edition(connection, delivery.edition, "built", None, now)
        _close_if_sent(connection, delivery.edition, now)
        return True

    def untold(self) -> tuple[Delivery, ...]:
        """What somebody should be told of: parts that are unknown or not published. The oldest first."""
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
        with self._going_on() as connection:
            told = False if state == "unknown" else None  # of a blocked one, the pause of its digest tells
            values = {"state": state, "why": why, "last_try": now, "told": told}
            if self._change(connection, delivery, values, part.c.state.in_(_UNSENT)):
                _close_edition(connection, delivery.edition, state, why, now)
                if state == "blocked":
                    untell(connection, delivery.edition)

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
    withdraw(connection, edition.c.due <= now, "restored", begun_too=True)
    connection.execute(update(part).where(part.c.state == "publishing").values(state="sent"))
    connection.execute(update(part).where(part.c.state == "unknown").values(told=True))
    floor = str(int(now.timestamp()))
    connection.execute(delete(note).where(note.c.name == EDITION_FLOOR))
    connection.execute(insert(note).values(name=EDITION_FLOOR, value=floor))


def make_instance(connection: Connection, now: datetime, place: str) -> None:
    """Every desk has a name of its own, made once, so that two installations never share a nonce."""
    if connection.execute(select(note.c.value).where(note.c.name == "instance")).first() is None:
        name = hashlib.blake2b(f"{place}\n{now.isoformat()}".encode(), digest_size=12).hexdigest()
        connection.execute(insert(note).values(name="instance", value=name))


def name_of_instance(connection: Connection) -> str:
    """What `make_instance` called it."""
    return str(connection.execute(select(note.c.value).where(note.c.name == "instance")).scalar_one())


def edition_floor(connection: Connection) -> int:
    """The lowest number of a new edition: after a restore those of the time since the backup are left out."""
    return int(connection.execute(select(note.c.value).where(note.c.name == EDITION_FLOOR)).scalar() or 1)


def next_number(connection: Connection, column: Any) -> int:
    """One more than the largest."""
    return int(connection.execute(select(func.max(column))).scalar() or 0) + 1


def withdraw(connection: Connection, which: Any, why: str, *, begun_too: bool = False) -> None:
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
        untell(connection, number, window_too=not begun_too)


def untell(connection: Connection, number: int, *, window_too: bool = True) -> None:
    """What an edition would have told is still news, if no part of it was sent: nor does its window count then."""
    is_sent = select(part.c.n).where(part.c.edition == number, part.c.state.in_(_THERE)).limit(1)
    if connection.execute(is_sent).first() is not None:
        return
    connection.execute(delete(told).where(told.c.edition == number))
    connection.execute(delete(line).where(line.c.edition == number))
    if window_too:
        connection.execute(update(edition).where(edition.c.id == number).values(until=None))


def _close_if_sent(connection: Connection, number: int, now: datetime) -> bool:
    return connection.execute(_CLOSE, {"of": number, "now": now}).rowcount == 1


def _close_edition(connection: Connection, number: int, state: str, why: str | None, now: datetime) -> None:
    connection.execute(update(edition).where(edition.c.id == number).values(state=state, why=why, changed=now))


# --- rows ----------------------------------------------------------------------------------------------------------


def pack(one: Part) -> dict[str, Any]:
    """A part as its row holds it."""
    buttons = [{"label": b.label, "action": b.action, "refs": [list(ref) for ref in b.refs]} for b in one.buttons]
    return {"text": one.text, "buttons": buttons}


def _unpack(packed: dict[str, Any]) -> Part:
    buttons = (
        Button(b["label"], b["action"], tuple(SentenceRef(key, first, last) for key, first, last in b["refs"]))
        for b in packed["buttons"]
    )
    return Part(packed["text"], tuple(buttons))


def _place(connection: Connection, delivery: Delivery) -> dict[str, Any]:
    here = part.c.edition == delivery.edition, part.c.n == delivery.n
    return dict(connection.execute(select(part.c.place).where(*here)).scalar() or {"destination": delivery.destination})


def _deliveries() -> Select[Any]:
    first = part.alias("first_part")
    return (
        select(
            part,
            edition.c.schedule,
            edition.c.due,
            edition.c.until,
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
        frozen=row.until,
        day=row.local_date,
        name=row.name,
        collection=row.collection,
        without_links=(row.place or {}).get("without_links", False),
        asked_again=(row.place or {}).get("asked_again", False),
    )
