"""What people decided, and their wishes to the reader. The bot alone writes it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from briefings.model import Outcome, Request, ServerSettings
from briefings.store.schema import (
    decision,
    edition,
    hidden,
    line,
    note,
    outcome,
    part,
    report,
    request,
    schedule,
    server,
    told,
)
from briefings.store.sides import Side

FORGET = "forget"
"""The kind of a wish that a shelf and all articles on it are forgotten; its payload names the collection."""

_LEFT = "left:"  # how the notes begin that say since when a server has done without us


class Desk:
    """Settings, notes and requests."""

    def __init__(self, desk: Side, news: Side) -> None:
        self._desk = desk
        self._news = news

    # --- servers ---------------------------------------------------------------------------------------------------

    def settings(self, server_: str) -> ServerSettings:
        """What the server's managers chose, or what everybody starts with."""
        with self._desk.read() as connection:
            row = connection.execute(select(server).where(server.c.server == server_)).first()
        if row is None:
            return ServerSettings(server_)
        return ServerSettings(row.server, row.zone, row.alert_channel, row.curator_role, row.public)

    def save_settings(self, settings: ServerSettings) -> None:
        values = {
            "server": settings.server,
            "zone": settings.zone,
            "alert_channel": settings.alert_channel,
            "curator_role": settings.curator_role,
            "public": settings.public,
        }
        with self._desk.write() as connection:
            put(connection, server, "server", values)

    def leave(self, server_: str, now: datetime) -> None:
        """The server did without us from this instant on; what it set up is kept for a while."""
        if self.note(f"{_LEFT}{server_}") is None:
            self.set_note(f"{_LEFT}{server_}", now.isoformat())

    def come_back(self, server_: str) -> bool:
        """The server has us again. False when it did not do without us, or all was forgotten meanwhile."""
        with self._desk.write() as connection:
            return bool(connection.execute(delete(note).where(note.c.name == f"{_LEFT}{server_}")).rowcount)

    def left_before(self, then: datetime) -> tuple[str, ...]:
        """Servers that have done without us since before `then`."""
        with self._desk.read() as connection:
            rows = connection.execute(select(note).where(note.c.name.startswith(_LEFT))).all()
        return tuple(sorted(r.name.removeprefix(_LEFT) for r in rows if datetime.fromisoformat(r.value) < then))

    def servers(self) -> frozenset[str]:
        """Every server that chose settings or made a digest."""
        with self._desk.read() as connection:
            known = select(server.c.server).union(select(schedule.c.collection).where(~schedule.c.removed))
            return frozenset(name for name in connection.execute(known).scalars() if name.startswith("guild:"))

    def forget(self, server_: str, now: datetime) -> None:
        """Nothing of this server is left on the desk: its settings, its schedules and what was sent for them, its
        decisions, its reports. The reader is asked to forget its articles."""
        self.request(f"{FORGET}:{server_}:{now.timestamp():.0f}", FORGET, {"collection": server_}, now)
        self.clear(server_)

    def clear(self, server_: str) -> None:
        """Nothing of this server, or of this person's own, is left on the desk."""
        with self._desk.write() as connection:
            schedules = select(schedule.c.id).where(schedule.c.collection == server_)
            editions = select(edition.c.id).where(edition.c.schedule.in_(schedules))
            connection.execute(delete(part).where(part.c.edition.in_(editions)))
            connection.execute(delete(line).where(line.c.edition.in_(editions)))
            connection.execute(delete(told).where(told.c.schedule.in_(schedules)))
            connection.execute(delete(edition).where(edition.c.schedule.in_(schedules)))
            connection.execute(delete(schedule).where(schedule.c.collection == server_))
            connection.execute(delete(report).where(report.c.collection == server_))
            connection.execute(delete(hidden).where(hidden.c.view == server_))
            connection.execute(delete(decision).where(decision.c.view == server_))
            connection.execute(delete(server).where(server.c.server == server_))
            connection.execute(delete(note).where(note.c.name == f"{_LEFT}{server_}"))

    # --- notes -----------------------------------------------------------------------------------------------------

    def note(self, name: str) -> str | None:
        """A small fact by its name."""
        with self._desk.read() as connection:
            return connection.execute(select(note.c.value).where(note.c.name == name)).scalar()

    def set_note(self, name: str, value: str) -> None:
        with self._desk.write() as connection:
            put(connection, note, "name", {"name": name, "value": value})

    # --- wishes to the reader --------------------------------------------------------------------------------------

    def request(self, key: str, kind: str, payload: Mapping[str, Any], now: datetime) -> None:
        """Ask the reader for something. The same key again is the same wish."""
        with self._desk.write() as connection:
            if connection.execute(select(request.c.key).where(request.c.key == key)).first() is None:
                connection.execute(insert(request).values(key=key, kind=kind, payload=dict(payload), at=now))

    def requests(self) -> tuple[Request, ...]:
        """The wishes not answered yet, the oldest first."""
        with self._desk.read() as connection:
            rows = connection.execute(select(request)).all()
        with self._news.read() as connection:
            answered = set(connection.execute(select(outcome.c.key)).scalars())
        open_ = (row for row in rows if row.key not in answered)
        return tuple(Request(r.key, r.kind, r.payload, r.at) for r in sorted(open_, key=lambda r: (r.at, r.key)))

    def outcome(self, key: str) -> Outcome:
        """What became of a wish: "waiting" while a reader runs, "no reader" while none does."""
        with self._news.read() as connection:
            row = connection.execute(select(outcome).where(outcome.c.key == key)).first()
        if row is not None:
            return Outcome(row.state, row.detail)
        return Outcome("waiting" if self._news.is_written() else "no reader", {})


def put(connection: Connection, table: Table, key: str, values: Mapping[str, Any]) -> None:
    """A row by its key, new or changed."""
    fresh = (sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert)(table).values(values)
    others = {name: fresh.excluded[name] for name in values if name != key}
    connection.execute(fresh.on_conflict_do_update(index_elements=[key], set_=others))
