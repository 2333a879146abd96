"""One archive of both databases, and the way back.

The archive is a zip with a manifest that has a hash of every file in it. From SQLite it holds consistent copies of the
files, from PostgreSQL each table as JSON lines. It goes back to the engine that it came from.
"""

import base64
import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert, select
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from briefings.errors import StoreUnusable
from briefings.store import migrate, schema, search
from briefings.store.locks import FileLock
from briefings.store.outbox import set_horizon
from briefings.store.places import HALVES, Half, Place, place
from briefings.store.sides import Side, copy_file, write_engine

_FORMAT = 1
_METADATA = {"news": schema.news, "desk": schema.desk}
_ROWS_AT_ONCE = 500


# --- writing -------------------------------------------------------------------------------------------------------


def write(archive: Path, sides: Sequence[Side], now: datetime) -> None:
    """Write the archive beside its place first, so that a half-written one never stands there."""
    try:
        with tempfile.TemporaryDirectory(dir=archive.absolute().parent, prefix=".backup-") as folder:
            files: list[Path] = []
            revisions: dict[str, str] = {}
            for side in sides:
                files += _copies(side, Path(folder), revisions)
            engine = "sqlite" if sides[0].place.path is not None else "postgresql"
            manifest = {
                "format": _FORMAT,
                "engine": engine,
                "at": now.isoformat(),
                "revisions": revisions,
                "files": {file.name: _hash(file) for file in files},
            }
            whole = Path(folder, "whole.zip")
            with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
                packed.writestr("manifest.json", json.dumps(manifest, indent=1))
                for file in files:
                    packed.write(file, file.name)
            whole.replace(archive)
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise StoreUnusable("archive_unwritable", path=str(archive), why=why) from error


def _copies(side: Side, folder: Path, revisions: dict[str, str]) -> list[Path]:
    """Files that hold this half. None when nobody has written it yet."""
    half, path = side.place.half, side.place.path
    if path is not None:
        if not path.exists() or not path.stat().st_size:
            return []
        copy = folder / f"{half}.db"
        copy_file(path, copy)
        revisions[half] = _revision_of_file(copy)
        return [copy]
    with side.read() as connection:
        if connection.dialect.name == "sqlite":  # the stand-in: there is nothing yet
            return []
        revisions[half] = migrate.head(half)
        return [
            _dump(connection, name, statement, folder / f"{half}.{name}.jsonl") for name, statement in _tables(half)
        ]


def _tables(half: Half) -> list[tuple[str, Any]]:
    tables: list[tuple[str, Any]] = [(table.name, select(table)) for table in _METADATA[half].sorted_tables]
    if half == "news":
        rows = "SELECT id, tsvector_to_array(words) AS words FROM {}_row"
        tables += [(f"{index}_row", sql(rows.format(index))) for index in search.INDEXES]
    return tables


def _dump(connection: Connection, name: str, statement: Any, file: Path) -> Path:
    with file.open("w", encoding="ascii") as lines:
        for row in connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(statement).mappings():
            lines.write(json.dumps({column: _plain(value) for column, value in row.items()}) + "\n")
    return file


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"bytes": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    return {"day": value.isoformat()} if isinstance(value, date) else {"value": value}


def _rich(value: dict[str, Any]) -> Any:
    ((kind, plain),) = value.items()
    if kind == "bytes":
        return base64.b64decode(plain)
    if kind == "instant":
        return datetime.fromisoformat(plain)
    return date.fromisoformat(plain) if kind == "day" else plain


# --- reading -------------------------------------------------------------------------------------------------------


def read(url: str, archive: Path, *, check: bool, now: datetime) -> None:
    """See that the archive is whole and can be opened; unless `check`, put it in place."""
    places = {half: place(url, half) for half in HALVES}
    with ExitStack() as stack:
        path = places["news"].path
        if path is not None and not path.parent.is_dir():
            raise StoreUnusable("store_missing", path=str(path), why="its folder does not exist")
        aside = None if check or path is None else path.parent  # beside the place, so that a rename is enough
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=aside, prefix=".restore-")))
        manifest = _unpack(archive, folder)
        engine = "postgresql" if path is None else "sqlite"
        if manifest["engine"] != engine:
            why = f"it was made from {manifest['engine']} and cannot go to {engine}"
            raise StoreUnusable("source_unreadable", path=str(archive), why=why)
        for half, revision in manifest["revisions"].items():
            if revision not in migrate.known(half):
                raise StoreUnusable("store_newer", path=str(archive), why=f"its schema is {revision}")
        if path is not None:
            _read_files(archive, folder, manifest, places, check=check, now=now)
        else:
            _read_tables(archive, folder, manifest, places, check=check, now=now)


def _unpack(archive: Path, folder: Path) -> dict[str, Any]:
    """Take the archive apart, and see that every file is what the manifest says."""
    if not archive.is_file():
        raise StoreUnusable("source_missing", path=str(archive))
    try:
        with zipfile.ZipFile(archive) as packed:
            manifest: dict[str, Any] = json.loads(packed.read("manifest.json"))
            names = sorted(manifest["files"])
            for name in names:
                if Path(name).name != name:
                    raise ValueError(name)
                with packed.open(name) as source, Path(folder, name).open("wb") as target:
                    shutil.copyfileobj(source, target)
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, OSError) as error:
        raise StoreUnusable("source_unreadable", path=str(archive), why="it is no whole backup") from error
    if manifest.get("format") != _FORMAT:
        raise StoreUnusable("source_unreadable", path=str(archive), why="it is a backup of another format")
    for name in names:
        if _hash(Path(folder, name)) != manifest["files"][name]:
            raise StoreUnusable("source_unreadable", path=str(archive), why=f"{name} in it is damaged")
    return manifest


def _read_files(
    archive: Path, folder: Path, manifest: dict[str, Any], places: dict[Half, Place], *, check: bool, now: datetime
) -> None:
    files = {half: folder / f"{half}.db" for half in HALVES if f"{half}.db" in manifest["files"]}
    for file in files.values():
        _check_database(archive, file)
    if check:
        return
    with _file_locks(places):
        if "desk" in files:
            _set_horizon(Place("desk", places["desk"].url.set(database=str(files["desk"])), files["desk"]), now)
        aside = f".before-restore-{now:%Y%m%dT%H%M%S}"
        for half in HALVES:
            path = places[half].path
            if path is None:
                continue
            for ending in ("-shm", "-wal", ""):
                if (old := Path(f"{path}{ending}")).exists():
                    old.rename(f"{path}{aside}{ending}")
            if half in files:
                files[half].replace(path)
                _sync(path.parent)


def _check_database(archive: Path, file: Path) -> None:
    try:
        with closing(sqlite3.connect(file)) as opened:
            fine = opened.execute("PRAGMA quick_check").fetchone()[0]
    except sqlite3.DatabaseError:
        fine = "it is no database"
    if fine != "ok":
        raise StoreUnusable("source_unreadable", path=str(archive), why=f"{file.name} in it is damaged")


def _set_horizon(desk: Place, now: datetime) -> None:
    """Bring the desk to our schema and set its horizon, before it goes into place."""
    side = Side(desk, writes=True, now=now)
    try:
        with side.write() as connection:
            set_horizon(connection, now)
    finally:
        side.close()


@contextmanager
def _file_locks(places: dict[Half, Place]) -> Iterator[None]:
    locks = [(places[half].path, FileLock(Path(f"{places[half].path}.lock"))) for half in HALVES]
    taken: list[FileLock] = []
    try:
        for path, lock in locks:
            try:
                is_ours = lock.take()
            except OSError as error:
                why = (error.strerror or type(error).__name__).lower()
                raise StoreUnusable("store_unwritable", path=str(path), why=why) from error
            if not is_ours:
                raise StoreUnusable("store_locked", path=str(path), why="another process has it")
            taken.append(lock)
        yield
    finally:
        for lock in taken:
            lock.release()


def _sync(folder: Path) -> None:
    """The renames survive a power cut."""
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _read_tables(
    archive: Path, folder: Path, manifest: dict[str, Any], places: dict[Half, Place], *, check: bool, now: datetime
) -> None:
    for half, revision in manifest["revisions"].items():
        if revision != migrate.head(half):
            why = "it is of an older schema; restore it with the version that wrote it"
            raise StoreUnusable("source_unreadable", path=str(archive), why=why)
    if check:
        for half in HALVES:
            Side(places[half], writes=False, now=now).close()  # can be reached
        return
    aside = f"_before_restore_{now:%Y%m%dt%H%M%S}"
    for half in HALVES:  # both must be free before either is touched
        Side(places[half], writes=True, now=now).close()
    for half in HALVES:
        side = Side(places[half], writes=True, now=now)
        try:
            with side.write() as connection:
                connection.execute(sql(f"ALTER SCHEMA {half} RENAME TO {half}{aside}"))
                connection.execute(sql(f"CREATE SCHEMA {half}"))
            if half in manifest["revisions"]:
                engine = write_engine(places[half])
                with engine.connect() as migrating:
                    migrate.upgrade(migrating, half)
                with side.write() as connection:
                    for table in _METADATA[half].sorted_tables:
                        _load(connection, insert(table), folder / f"{half}.{table.name}.jsonl", table)
                    if half == "news":
                        _load_search(connection, folder)
                    else:
                        set_horizon(connection, now)
        except DBAPIError as error:
            raise StoreUnusable("source_unreadable", path=str(archive), why=str(error.orig).splitlines()[0]) from error
        finally:
            side.close()


def _rows(file: Path) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    with file.open(encoding="ascii") as lines:
        for line in lines:
            batch.append({column: _rich(value) for column, value in json.loads(line).items()})
            if len(batch) == _ROWS_AT_ONCE:
                yield batch
                batch = []
    if batch:
        yield batch


def _load(connection: Connection, statement: Any, file: Path, _table: Table) -> None:
    for rows in _rows(file):
        connection.execute(statement, rows)


def _load_search(connection: Connection, folder: Path) -> None:
    for index in search.INDEXES:
        for rows in _rows(folder / f"news.{index}_row.jsonl"):
            search.put_lexemes(connection, index, [(row["id"], row["words"]) for row in rows])


def _hash(file: Path) -> str:
    with file.open("rb") as read_:
        return hashlib.file_digest(read_, "sha256").hexdigest()


def _revision_of_file(file: Path) -> str:
    with closing(sqlite3.connect(file)) as opened:
        return str(opened.execute("SELECT version_num FROM alembic_version").fetchone()[0])
