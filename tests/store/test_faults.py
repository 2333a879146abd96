"""What the world does to a store, and the one clear error that each of it makes."""

import os
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from briefings.errors import StoreUnusable
from briefings.model import PUBLIC, Scope
from briefings.store import Store
from briefings.store.opening import Writes
from tests.builders import NOW
from tests.store.newsroom import brussels, identify, made_up


def refused(address: str, writes: Writes = "both") -> StoreUnusable:
    with pytest.raises(StoreUnusable) as caught:
        Store.open(address, writes=writes, now=NOW)
    assert {"path", "why"} <= caught.value.values.keys()
    return caught.value


def a_folder(path: Path) -> None:
    path.mkdir()


def no_database(path: Path) -> None:
    path.write_text("Defense Secretary Jim Mattis arrived in Brussels.")


def another_program(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE bookmarks (id INTEGER)")
    other.close()


def damaged(path: Path) -> None:
    Store.open(str(path), writes="both", now=NOW).close()
    whole = bytearray(path.read_bytes())
    whole[100:4000] = os.urandom(3900)
    path.write_bytes(whole)


def newer(path: Path) -> None:
    Store.open(str(path), writes="both", now=NOW).close()
    with sqlite3.connect(path) as later:
        later.execute("UPDATE alembic_version SET version_num = 'news_99'")
    later.close()


@pytest.mark.parametrize(
    "key, fault",
    [
        ("store_unwritable", a_folder),
        ("store_damaged", no_database),
        ("store_damaged", another_program),
        ("store_damaged", damaged),
        ("store_newer", newer),
    ],
)
@pytest.mark.parametrize("writes", ["both", "nothing"])
def test_a_file_that_is_no_store_is_refused_and_left_as_it_is(
    tmp_path: Path, key: str, fault: Callable[[Path], None], writes: Writes
):
    path = tmp_path / "news.db"
    fault(path)
    before = path.read_bytes() if path.is_file() else None
    assert refused(str(path), writes).key == key
    assert (path.read_bytes() if path.is_file() else None) == before


def test_a_folder_that_is_not_there_is_named(tmp_path: Path):
    error = refused(str(tmp_path / "nowhere" / "news.db"))
    assert error.key == "store_missing"
    assert "nowhere" in error.values["path"]


def test_a_file_in_place_of_the_folder_is_named(tmp_path: Path):
    (tmp_path / "file").write_text("")
    assert refused(str(tmp_path / "file" / "news.db")).key == "store_unwritable"


def test_a_lock_that_cannot_be_made_is_told(tmp_path: Path):
    (tmp_path / "news.db.lock").mkdir()
    assert refused(str(tmp_path / "news.db")).key == "store_unwritable"


def test_a_full_disk_loses_the_story_and_nothing_else(tmp_path: Path):
    with Store.open(str(tmp_path / "news.db"), writes="both", now=NOW) as store:
        with store._news.write() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count=1")
        with pytest.raises(StoreUnusable) as caught:
            store.articles.save_many([made_up(n, 0) for n in range(99)], collection=PUBLIC, identify=identify, at=NOW)
        assert caught.value.key == "store_unwritable"
        with store._news.write() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count=1000000")
        assert store.articles.save(*brussels(), collection=PUBLIC, identify=identify, at=NOW)


def test_one_process_writes(address: str):
    with Store.open(address, writes="news", now=NOW):
        assert refused(address, "both").key == "store_locked"
        with Store.open(address, writes="desk", now=NOW), Store.open(address, now=NOW):
            assert refused(address, "desk").key == "store_locked"
    Store.open(address, writes="both", now=NOW).close()


def test_closing_waits_for_who_still_reads_and_lets_nobody_in_after(address: str):
    store = Store.open(address, writes="both", now=NOW)
    store.articles.save(*brussels(), collection=PUBLIC, identify=identify, at=NOW)
    reads, may_leave = threading.Event(), threading.Event()

    def read() -> int:
        with store.moment():
            reads.set()
            may_leave.wait()
            return store.version()

    with ThreadPoolExecutor() as threads:
        reading = threads.submit(read)
        reads.wait()
        closing = threads.submit(store.close)
        with pytest.raises(TimeoutError):
            closing.result(0.2)
        may_leave.set()
        assert reading.result() == 1
        closing.result()
        with pytest.raises(RuntimeError, match="news is closed"):
            threads.submit(store.version).result()
        with pytest.raises(RuntimeError, match="desk is closed"):  # it would write without the lock
            store.desk.set_note("late", "too late")
    with Store.open(address, writes="both", now=NOW) as again:
        assert again.desk.note("late") is None


def test_who_reads_before_anybody_wrote_sees_it_as_soon_as_it_is_there(address: str):
    with Store.open(address, now=NOW) as reading:
        assert reading.articles.newest(Scope()) == ()
        assert reading.version() == 0
        assert reading.schedules.due(NOW) == ()
        assert not reading.reader_runs()
        with Store.open(address, writes="both", now=NOW) as store:
            store.articles.save(*brussels(), collection=PUBLIC, identify=identify, at=NOW)
            assert reading.version() == store.version() == 1
            assert reading.articles.newest(Scope()) == store.articles.newest(Scope())
            assert reading.desk.note("instance") is not None


def test_reading_makes_no_file(tmp_path: Path):
    with Store.open(str(tmp_path / "news.db"), now=NOW) as store:
        assert store.people.everyone(Scope()) == ()
    assert list(tmp_path.iterdir()) == []


def test_the_address_may_be_written_as_a_url(tmp_path: Path):
    Store.open(f"sqlite:///{tmp_path}/a b%.db", writes="both", now=NOW).close()
    assert (tmp_path / "a b%.db").exists()
    assert (tmp_path / "a b%.desk.db").exists()


def test_a_server_out_of_reach_is_told_without_its_password():
    error = refused("postgresql://editor:hunter2@127.0.0.1:9/news?connect_timeout=2", "nothing")
    assert error.key == "store_unreachable"
    assert "hunter2" not in str(error)


@pytest.mark.postgres
def test_a_newer_schema_on_the_server_is_refused(fresh_database: str):
    Store.open(fresh_database, writes="both", now=NOW).close()
    engine = create_engine(fresh_database.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE desk.alembic_version SET version_num = 'desk_99'"))
    engine.dispose()
    assert refused(fresh_database).key == "store_newer"
    assert refused(fresh_database, "nothing").key == "store_newer"


@pytest.mark.postgres
def test_a_lost_connection_is_told_and_the_next_question_is_answered(fresh_database: str):
    with Store.open(fresh_database, writes="both", now=NOW) as store:
        store.articles.save(*brussels(), collection=PUBLIC, identify=identify, at=NOW)
        engine = create_engine(fresh_database.replace("postgresql:", "postgresql+psycopg:"))
        with engine.begin() as connection:
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
            connection.execute(text(others))
        engine.dispose()
        assert len(store.articles.newest(Scope())) == 1
        with pytest.raises(StoreUnusable) as caught:
            store.desk.set_note("a", "b")
        assert caught.value.key == "store_unreachable"
        store.desk.set_note("a", "b")
        assert store.desk.note("a") == "b"
