"""One half of an installation as this process holds it: at most one writing connection, a reading one per thread.

SQLite: write-ahead log, `BEGIN IMMEDIATE` for the writer, `query_only` readers; the desk is kept with
`synchronous=FULL`, because what people were promised must survive a power cut; news can be read again.
PostgreSQL: a schema of our own by the search path; the writer's lock is an advisory one on its own connection.

A reader that finds nothing yet reads an empty stand-in in memory, and picks the real thing up when it appears.
"""

import logging
import os
import sqlite3
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import quote

from sqlalchemy import Connection, Engine, MetaData, create_engine, event
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from briefings.errors import StoreUnusable
from briefings.store import migrate, schema, search
from briefings.store.locks import FileLock
from briefings.store.places import Half, Place

_BUSY_MS = 5000
_SYNCHRONOUS = {"news": "NORMAL", "desk": "FULL"}
_METADATA: dict[Half, MetaData] = {"news": schema.news, "desk": schema.desk}


log = logging.getLogger(__name__)

_LONGEST_VISIT = 30.0  # seconds that closing waits for a thread

MOMENT = "moment"  # what was found out in a reader's transaction stays true to its end; it stands in `Connection.info`


class _Doors:
    """Counts the threads inside, and lets nobody in once they are closed."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside: dict[int, int] = {}  # how often a thread has come in
        self._closed = False

    @contextmanager
    def inside(self, closed: str) -> Iterator[None]:
        """Raises `RuntimeError(closed)`, but not for a thread that is inside already."""
        me = threading.get_ident()
        with self._changed:
            if self._closed and me not in self._inside:
                raise RuntimeError(closed)
            self._inside[me] = self._inside.get(me, 0) + 1
        try:
            yield
        finally:
            with self._changed:
                self._inside[me] -= 1
                if not self._inside[me]:
                    del self._inside[me]
                    self._changed.notify_all()

    def close(self, seconds: float) -> bool:
        """Nobody comes in any more. Whether all others have left by then."""
        me = threading.get_ident()
        with self._changed:
            self._closed = True
            return self._changed.wait_for(lambda: self._inside.keys() <= {me}, seconds)


class Side:
    """News or desk. `read()` and `write()` give a connection inside a transaction."""

    def __init__(self, place: Place, *, writes: bool, now: datetime) -> None:
        """Open one half. A writer takes the lock and migrates. Raises `StoreUnusable`."""
        self.place = place
        self.half: Half = place.half
        self.writes = writes
        self._doors = _Doors()
        self._threads = threading.local()
        self._held: list[Connection] = []
        self._writing = threading.RLock()
        self._writer: Connection | None = None
        self._lock = FileLock(Path(f"{place.path}.lock")) if place.path else None
        self._ready = False  # the real thing is there, at our version
        self._readers = _engine(place, "reader")
        self._stand_in = _stand_in_engine()
        try:
            if place.path is not None:
                _check_file(place.path, writes=writes)
            if writes:
                self._open_writer(now)
            else:
                self._ready = self._is_ready()
        except BaseException:
            self.close()
            raise

    # --- reading and writing ---------------------------------------------------------------------------------------

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one moment of this half. Inside another `read` of this thread it is the same one."""
        with self._doors.inside(f"{self.half} is closed"):
            connection = self._reader()
            if connection.in_transaction():
                yield connection
                return
            connection.info[MOMENT] = {}
            try:
                with connection.begin():
                    yield connection
            except DBAPIError as error:
                self._tell(error)
            finally:
                if self.place.path is None or connection.invalidated:
                    self._let_go(connection)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """The writing connection inside a transaction: committed at the end, undone by an exception."""
        if not self.writes:
            raise RuntimeError(f"this process does not write {self.half}")
        with self._doors.inside(f"{self.half} is closed"), self._writing:
            try:
                connection = self._writer
                if connection is None or connection.closed or connection.invalidated:
                    connection = self._connect_writer()
                with connection.begin():
                    yield connection
            except DBAPIError as error:
                self._tell(error)

    def is_written(self) -> bool:
        """Whether a live process holds the writer's lock, this one included."""
        if self._lock is not None:
            return self._lock.is_held()
        with self._readers.connect() as connection:
            held = sql(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = :key "
                "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            return bool(connection.execute(held, {"key": _advisory_key(self.half)}).scalar())

    def close(self) -> None:
        """Let go, once every thread that reads or writes has done. Twice is once.

        SQLite crashes the process where a connection is closed under a thread that uses it, so one that does not come
        to an end keeps everything open: the end of the process lets go of it.
        """
        if not self._doors.close(_LONGEST_VISIT):
            log.error("%s stays open to the end of this process: somebody still uses it", self.half)
            return
        for connection in self._held:
            _close(connection)
        self._held.clear()
        if self._writer is not None:
            self._unlock(self._writer)
            _close(self._writer)
            self._writer = None
        if self._lock is not None:
            self._lock.release()
        self._readers.dispose()
        self._stand_in.dispose()

    # --- readers ---------------------------------------------------------------------------------------------------

    def _reader(self) -> Connection:
        """This thread's reading connection: SQLite's is kept open, PostgreSQL's comes from a pool that checks it first."""
        if not self._ready and self._is_ready():
            self._ready = True
            self._drop_stand_in()
        held: Connection | None = getattr(self._threads, "connection", None)
        if held is not None and not held.closed and getattr(self._threads, "real", False) == self._ready:
            return held
        try:
            held = (self._readers if self._ready else self._stand_in).connect()
        except DBAPIError as error:
            self._tell(error)
        if not self._ready:
            with held.begin():
                _METADATA[self.half].create_all(held)
                if self.half == "news":
                    search.create(held)
        self._threads.connection = held
        self._threads.real = self._ready
        self._held.append(held)
        return held

    def _let_go(self, connection: Connection) -> None:
        if getattr(self._threads, "real", False):
            self._threads.connection = None
            with suppress(ValueError):
                self._held.remove(connection)
            _close(connection)

    def _drop_stand_in(self) -> None:
        held: Connection | None = getattr(self._threads, "connection", None)
        if held is not None:
            with suppress(ValueError):
                self._held.remove(held)
            _close(held)
            self._threads.connection = None

    def _is_ready(self) -> bool:
        """Whether the real thing can be read: there, and at our version. Raises when it is newer, or not ours."""
        if self.place.path is not None and not _holds_something(self.place.path):
            return False
        try:
            with self._readers.connect() as connection:
                at = migrate.revision(connection)
        except (DBAPIError, UnicodeDecodeError) as error:
            self._tell(error)
        self._refuse_strangers(at)
        return at == migrate.head(self.half)

    def _refuse_strangers(self, at: str | None) -> None:
        if at == "":
            raise StoreUnusable("store_damaged", path=self.place.shown, why="it holds the tables of another program")
        if at is not None and at not in migrate.known(self.half):
            raise StoreUnusable("store_newer", path=self.place.shown, why=f"its schema is {at}")

    # --- the writer ------------------------------------------------------------------------------------------------

    def _open_writer(self, now: datetime) -> None:
        if self._lock is not None:
            try:
                taken = self._lock.take()
            except OSError as error:
                raise StoreUnusable("store_unwritable", path=self.place.shown, why=_reason(error)) from error
            if not taken:
                raise StoreUnusable("store_locked", path=self.place.shown, half=self.half, why="another process has it")
        try:
            is_ready = self._is_ready()  # before the writer's settings touch a file that may not be ours
            self._connect_writer()
            if not is_ready:
                self._migrate(now)
        except (DBAPIError, UnicodeDecodeError) as error:
            self._tell(error)
        self._ready = True

    def _connect_writer(self) -> Connection:
        connection = _engine(self.place, "writer").connect()
        self._writer = connection
        if self.place.path is None:
            with connection.begin():
                locked = connection.execute(
                    sql("SELECT pg_try_advisory_lock(:key)"), {"key": _advisory_key(self.half)}
                ).scalar()
            if not locked:
                raise StoreUnusable("store_locked", path=self.place.shown, half=self.half, why="another process has it")
        return connection

    def _unlock(self, connection: Connection) -> None:
        """PostgreSQL lets go of the lock when it comes to ending the session, which may be after we went on."""
        if self.place.path is not None or connection.closed or connection.invalidated:
            return
        with suppress(DBAPIError), connection.begin():
            connection.execute(sql("SELECT pg_advisory_unlock(:key)"), {"key": _advisory_key(self.half)})

    def _migrate(self, now: datetime) -> None:
        """Bring this half to our version, after a copy of an existing file. Raises when it is newer, or not ours."""
        engine = _engine(self.place, "migration")
        with engine.connect() as connection:
            if self.place.path is None:
                with connection.begin():
                    connection.execute(sql(f"CREATE SCHEMA IF NOT EXISTS {self.half}"))
            with connection.begin():
                at = migrate.revision(connection)
            self._refuse_strangers(at)
            if at == migrate.head(self.half):
                return
            if at is not None and self.place.path is not None:
                copy_file(
                    self.place.path, Path(f"{self.place.path}.before-{migrate.head(self.half)}-{now:%Y%m%dT%H%M%S}")
                )
            migrate.upgrade(connection, self.half)
        engine.dispose()

    # --- faults ----------------------------------------------------------------------------------------------------

    def _tell(self, error: Exception) -> NoReturn:
        """Raise the fault as one clear error, or as itself when it is our own mistake."""
        told = self._told(error)
        if told is error:
            raise error
        raise told from error

    def _told(self, error: Exception) -> Exception:
        cause = error.orig if isinstance(error, DBAPIError) else error
        why = str(cause).strip().splitlines()[0] if str(cause).strip() else type(cause).__name__
        path = self.place.shown
        if isinstance(error, UnicodeDecodeError):
            return StoreUnusable("store_damaged", path=path, why="it is no database")
        if isinstance(cause, sqlite3.Error):
            for words, key in _SQLITE_FAULTS:
                if words in why:
                    return StoreUnusable(key, path=path, half=self.half, why=why)
            return error
        lost = isinstance(error, DBAPIError) and error.connection_invalidated
        if lost or type(cause).__name__ in {"OperationalError", "ConnectionTimeout", "AdminShutdown"}:
            return StoreUnusable("store_unreachable", path=path, why=why)
        if type(cause).__name__ == "InsufficientPrivilege":
            return StoreUnusable("store_unwritable", path=path, why=why)
        return error


_SQLITE_FAULTS = [
    ("file is not a database", "store_damaged"),
    ("malformed", "store_damaged"),
    ("readonly database", "store_unwritable"),
    ("unable to open database file", "store_unwritable"),
    ("database or disk is full", "store_unwritable"),
    ("disk I/O error", "store_unwritable"),
    ("database is locked", "store_locked"),
]


def _check_file(path: Path, *, writes: bool) -> None:
    """Refuse a path that cannot be a database of ours, before anything is made beside it."""
    folder = path.parent
    if folder.exists() and not folder.is_dir():
        raise StoreUnusable("store_unwritable", path=str(path), why=f"{folder} is not a folder")
    if not folder.exists():
        raise StoreUnusable("store_missing", path=str(path), why="its folder does not exist")
    if path.is_dir():
        raise StoreUnusable("store_unwritable", path=str(path), why="it is a folder")
    if path.exists() and not path.is_file():
        raise StoreUnusable("store_unwritable", path=str(path), why="it is no file")
    if writes and not os.access(folder, os.W_OK):
        raise StoreUnusable("store_unwritable", path=str(path), why="its folder may not be written to")
    if path.exists() and not os.access(path, os.R_OK | (os.W_OK if writes else 0)):
        raise StoreUnusable("store_unwritable", path=str(path), why="the file may not be written to")
    if not path.exists():
        return
    with path.open("rb") as file:
        opening = file.read(16)
    if opening and opening != b"SQLite format 3\x00":
        raise StoreUnusable("store_damaged", path=str(path), why="it is no database")


def _holds_something(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except OSError:
        return False


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def _advisory_key(half: Half) -> int:
    return zlib.crc32(f"briefings:{half}".encode())


def _close(connection: Connection) -> None:
    with suppress(DBAPIError, sqlite3.Error):
        connection.close()


def copy_file(source: Path, target: Path) -> None:
    """A consistent copy of an SQLite file, also while another process writes it."""
    with sqlite3.connect(source) as reading, sqlite3.connect(target) as writing:
        reading.backup(writing)
    reading.close()
    writing.close()


# --- engines -------------------------------------------------------------------------------------------------------


def _engine(place: Place, purpose: str) -> Engine:
    if place.path is None:
        return _postgres_engine(place, purpose)
    # never made by opening it to read, so a file that is there was made by a writer
    address = f"file:{quote(str(place.path))}?mode={'rw' if purpose == 'reader' else 'rwc'}"
    engine = create_engine(
        "sqlite://", poolclass=NullPool, creator=lambda: sqlite3.connect(address, uri=True, check_same_thread=False)
    )
    event.listen(engine, "connect", _sqlite_settings(place.half, purpose))
    begin = "BEGIN" if purpose == "reader" else "BEGIN IMMEDIATE"
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _sqlite_settings(half: Half, purpose: str) -> Any:
    pragmas = [f"busy_timeout={_BUSY_MS}", "temp_store=MEMORY", "cache_size=-65536"]
    if purpose == "reader":
        pragmas += ["query_only=ON"]
    else:
        pragmas += ["page_size=8192", "journal_mode=WAL", f"synchronous={_SYNCHRONOUS[half]}"]
        pragmas += [f"foreign_keys={'OFF' if purpose == 'migration' else 'ON'}"]

    def set_up(driver: sqlite3.Connection, _record: object) -> None:
        driver.isolation_level = None  # we begin transactions ourselves, those that change tables too
        for pragma in pragmas:
            driver.execute(f"PRAGMA {pragma}").fetchall()

    return set_up


def _postgres_engine(place: Place, purpose: str) -> Engine:
    options = f"-csearch_path={place.half} -ctimezone=UTC"
    arguments: dict[str, Any] = {"connect_timeout": 5, "options": options}
    if purpose != "reader":
        return create_engine(place.url, poolclass=NullPool, connect_args=arguments)
    engine = create_engine(
        place.url,
        pool_size=4,
        max_overflow=8,
        pool_pre_ping=True,
        connect_args=arguments,
        isolation_level="REPEATABLE READ",
    )
    return engine.execution_options(postgresql_readonly=True)


def write_engine(place: Place) -> Engine:
    """An engine to change tables with: without foreign keys, and without the writer's lock, which somebody holds."""
    return _engine(place, "migration")


def _stand_in_engine() -> Engine:
    engine = create_engine("sqlite://", poolclass=NullPool, connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _stand_in_settings)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def _stand_in_settings(driver: sqlite3.Connection, _record: object) -> None:
    driver.isolation_level = None
