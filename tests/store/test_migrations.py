"""The two lines of revisions end at exactly the schema, and a store is brought along without losing anything."""

import json
import shutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, MetaData, insert, inspect, select, text

from briefings.errors import StoreUnusable
from briefings.model import PUBLIC, Scope
from briefings.store import Store, migrate, schema, search
from briefings.store.places import Half, place
from briefings.store.schedules import schedule_values
from briefings.store.sides import Side, write_engine
from tests.builders import NOW
from tests.store.newsroom import brussels, identify
from tests.store.test_order import check_figures

HALVES: list[tuple[Half, MetaData]] = [("news", schema.news), ("desk", schema.desk)]


def side(store: Store, half: Half) -> Side:
    return store._news if half == "news" else store._desk


def ours(name: str | None) -> bool:
    return not any(str(name).startswith((f"{index}_row", f"{index}_fts")) for index in search.INDEXES)


@pytest.mark.parametrize("half, metadata", HALVES)
def test_migrations_end_at_exactly_the_schema(address: str, half: Half, metadata: MetaData):
    with Store.open(address, writes="both", now=NOW) as store:
        with side(store, half).write() as connection:
            options = {"compare_type": True, "include_name": lambda name, kind, _: kind != "table" or ours(name)}
            assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []
            migrated = drawn(connection)
        assert migrated == drawn_afresh(store, half, metadata)


def drawn_afresh(store: Store, half: Half, metadata: MetaData) -> object:
    """The tables as the program of today would make them."""
    with side(store, half).write() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            for kind, name in connection.exec_driver_sql("SELECT type, name FROM sqlite_master").fetchall():
                if kind == "table" and not name.startswith("sqlite_") and "_fts_" not in name:
                    connection.exec_driver_sql(f'DROP TABLE "{name}"')
        else:
            connection.execute(text(f"DROP SCHEMA {half} CASCADE"))
            connection.execute(text(f"CREATE SCHEMA {half}"))
        metadata.create_all(connection)
        if half == "news":
            search.create(connection)
        return drawn(connection)


def drawn(connection: Connection) -> object:
    """Every table with its columns, keys and indexes, but Alembic's own."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master").fetchall()
        # A table that was made anew and renamed has its name in marks.
        flat = ((name, " ".join(sql.replace('"', "").split())) for name, sql in rows if sql and "alembic" not in name)
        return sorted(flat)
    look = inspect(connection)
    return [
        (
            table,
            [(c["name"], str(c["type"]), c["nullable"]) for c in look.get_columns(table)],
            look.get_pk_constraint(table),
            sorted(look.get_foreign_keys(table), key=str),
            sorted(look.get_unique_constraints(table), key=str),
            sorted(look.get_indexes(table), key=str),
        )
        for table in sorted(look.get_table_names())
        if table != "alembic_version"
    ]


@pytest.mark.parametrize("half", ["news", "desk"])
def test_the_revisions_named_in_the_schema_are_those_in_the_folder(half: Half):
    scripts = [script.revision for script in migrate.lines(half).walk_revisions()]
    assert tuple(reversed(scripts)) == schema.REVISIONS[half]


@pytest.fixture
def next_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program whose news schema has one revision more. The file says what that does."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrate._FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    later = folder / "news" / "news_2.py"
    later.write_text(
        "from alembic import op\n"
        "revision, down_revision, branch_labels, depends_on = 'news_2', 'news_1', None, None\n"
        "def upgrade():\n    op.execute('CREATE TABLE later (id INTEGER)')\n"
    )
    monkeypatch.setattr(migrate, "_FOLDER", folder)
    monkeypatch.setitem(schema.REVISIONS, "news", ("news_1", "news_2"))
    return later


def test_an_older_store_is_brought_along_after_a_copy(address: str, request: pytest.FixtureRequest, tmp_path: Path):
    with Store.open(address, writes="both", now=NOW) as store:
        store.articles.save(*brussels(), collection=PUBLIC, identify=identify, at=NOW)
    request.getfixturevalue("next_release")
    with Store.open(address, now=NOW) as reading:
        assert reading.articles.newest(Scope()) == ()  # until its writer has brought it along
        with Store.open(address, writes="both", now=NOW) as store:
            check_figures(store, [brussels()])
            assert len(reading.articles.newest(Scope())) == 1
    if not address.startswith("postgresql"):
        (copy,) = tmp_path.glob("news.db.before-news_2-*")
        request.getfixturevalue("monkeypatch").undo()
        with Store.open(str(copy), now=NOW) as before:
            assert len(before.articles.newest(Scope())) == 1


def test_a_revision_that_fails_leaves_the_store_as_it_was(address: str, request: pytest.FixtureRequest):
    with Store.open(address, writes="both", now=NOW) as store:
        store.articles.save(*brussels(), collection=PUBLIC, identify=identify, at=NOW)
    later: Path = request.getfixturevalue("next_release")
    later.write_text(later.read_text() + "    raise ZeroDivisionError\n")
    with pytest.raises(ZeroDivisionError):
        Store.open(address, writes="both", now=NOW)
    request.getfixturevalue("monkeypatch").undo()
    with Store.open(address, writes="both", now=NOW) as store:
        check_figures(store, [brussels()])
        with store._news.read() as connection:
            assert "later" not in inspect(connection).get_table_names()


def test_an_older_program_refuses_a_newer_store(address: str, request: pytest.FixtureRequest):
    request.getfixturevalue("next_release")
    Store.open(address, writes="both", now=NOW).close()
    request.getfixturevalue("monkeypatch").undo()
    with pytest.raises(StoreUnusable) as caught:
        Store.open(address, writes="both", now=NOW)
    assert caught.value.key == "store_newer"


def test_a_digest_of_an_older_release_has_the_rule_that_it_would_have_today(
    address: str, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as older:
        older.setitem(schema.REVISIONS, "desk", schema.REVISIONS["desk"][:7])
        Store.open(address, writes="both", now=NOW).close()
    chosen = {"every_hours": 24, "cron": "30 7 * * 1-5", "quiet": ["22:00:00", "06:30:00"], "filters": {}, "layout": {}}
    fixed = {"paused": False, "removed": False, "at": "07:30:00", "days": "12345", "zone": "Europe/Berlin"}
    fixed |= {"collection": "guild:1", "destination": "discord:1", "template": "daily", "created": NOW, "next_due": NOW}
    with write_engine(place(address, "desk")).begin() as connection:
        for number, of in enumerate((None, chosen, chosen | {"cron": ""}), 1):
            connection.execute(
                insert(schema.schedule), fixed | {"id": number, "name": f"{number}", "chosen": of and json.dumps(of)}
            )
    with Store.open(address, writes="both", now=NOW) as store:
        found = store.schedules.all("guild:1")
        assert [each.cron for each in found] == ["", "30 7 * * 1-5", ""]
        with store._desk.read() as connection:
            rules = connection.execute(select(schema.schedule.c.rule).order_by(schema.schedule.c.id)).scalars().all()
        assert rules == [schedule_values(each)["rule"] for each in found]
        assert len(set(rules)) == 3
        assert {alike.like for alike in store.schedules.due_alike(NOW)} == set(found)
