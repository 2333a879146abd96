"""The store: both databases of an installation, opened once by a process and handed around."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from sqlalchemy import select

from briefings.store import backup
from briefings.store.articles import Articles
from briefings.store.days import Days
from briefings.store.decisions import Decisions
from briefings.store.desk import Desk, put
from briefings.store.digests import Digests
from briefings.store.finding import Search
from briefings.store.outbox import Outbox, make_instance
from briefings.store.people import People
from briefings.store.pictures import Pictures
from briefings.store.places import place
from briefings.store.schedules import Schedules
from briefings.store.schema import collection, heartbeat, meta, outcome
from briefings.store.sides import Side

Writes = Literal["nothing", "news", "desk", "both"]


class Store:
    """What was read, and what people decided. Reading the news takes a scope, always."""

    def __init__(self, news: Side, desk: Side) -> None:
        """Use `Store.open`."""
        self._news = news
        self._desk = desk
        self.articles = Articles(news)
        self.people = People(news)
        self.days = Days(news)
        self.search = Search(news)
        self.desk = Desk(desk, news)
        self.decisions = Decisions(desk)
        self.schedules = Schedules(desk)
        self.digests = Digests(desk)
        self.outbox = Outbox(desk)
        self.pictures = Pictures(desk, news)

    @classmethod
    def open(cls, url: str, *, writes: Writes = "nothing", now: datetime) -> Self:
        """Open an installation. What this process writes is locked for it and brought to the newest schema.

        What nobody has written yet reads as empty, and as itself once it is there. Raises `StoreUnusable`.
        """
        news = Side(place(url, "news"), writes=writes in {"news", "both"}, now=now)
        try:
            desk = Side(place(url, "desk"), writes=writes in {"desk", "both"}, now=now)
        except BaseException:
            news.close()
            raise
        if desk.writes:
            with desk.write() as connection:
                make_instance(connection, now, desk.place.shown)
        store = cls(news, desk)
        if desk.writes:
            store.outbox.take_over()
        return store

    @contextmanager
    def moment(self) -> Iterator[None]:
        """Within, this thread reads the news as they were when it began."""
        with self._news.read():
            yield

    def close(self) -> None:
        """Let go of files and locks. Twice is once."""
        self._news.close()
        self._desk.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    # --- the news as a whole ---------------------------------------------------------------------------------------

    def version(self) -> int:
        """Rises with every change of the news that an answer could show."""
        with self._news.read() as connection:
            return int(connection.execute(select(meta.c.value).where(meta.c.name == "version")).scalar() or 0)

    def collections(self) -> tuple[str, ...]:
        """Every shelf there is, sorted: for the operator, never for an asker."""
        with self._news.read() as connection:
            return tuple(sorted(connection.execute(select(collection.c.name)).scalars()))

    # --- the reader's side -----------------------------------------------------------------------------------------

    def beat(self, now: datetime) -> None:
        """The reader is alive."""
        with self._news.write() as connection:
            put(connection, heartbeat, "name", {"name": "reader", "at": now})

    def reader_seen(self) -> datetime | None:
        """When a reader was last alive."""
        with self._news.read() as connection:
            return connection.execute(select(heartbeat.c.at).where(heartbeat.c.name == "reader")).scalar()

    def reader_runs(self) -> bool:
        """Whether a live process holds the news for writing."""
        return self._news.is_written()

    def answer_request(
        self, key: str, state: Literal["done", "failed"], detail: Mapping[str, Any], now: datetime
    ) -> None:
        """What became of a wish of the bot."""
        with self._news.write() as connection:
            put(connection, outcome, "key", {"key": key, "state": state, "detail": dict(detail), "at": now})

    # --- backups ---------------------------------------------------------------------------------------------------

    def backup(self, archive: Path, now: datetime) -> None:
        """One archive of both databases as they are now, also while others write. An older archive is replaced whole."""
        backup.write(archive, (self._news, self._desk), now)

    @staticmethod
    def restore(url: str, archive: Path, *, check: bool, now: datetime) -> None:
        """The archive's databases stand in place, the old ones beside them; with `check`, nothing is touched.

        Refused while a process writes either. No digest that was due before now is sent again; the caller sets the
        schedules' next times. Raises `StoreUnusable`.
        """
        backup.read(url, archive, check=check, now=now)
