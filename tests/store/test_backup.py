"""One archive of both databases, and the way back, without sending anything twice."""

import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from briefings.errors import StoreUnusable
from briefings.model import PUBLIC, Scope
from briefings.store import Store
from tests.builders import NOW
from tests.store.newsroom import brussels, identify, islamabad, made_up
from tests.store.test_desk import MORNING, PARTS, SERVER, opened, schedule
from tests.store.test_order import check_figures, everything

LATER = MORNING + timedelta(days=1)


@pytest.fixture
def archive(address: str, tmp_path: Path) -> Path:
    """A backup made while the store was open, with a story, and a digest that was frozen and not sent."""
    path = tmp_path / "backup.zip"
    with Store.open(address, writes="both", now=NOW) as store:
        store.articles.save(*brussels(), collection=PUBLIC, identify=identify, at=NOW)
        number = opened(store, store.schedules.add(schedule()))
        store.digests.freeze(number, PARTS, ["a" * 64], now=MORNING)
        with Store.open(address, now=NOW) as front:
            front.backup(path, NOW)
    return path


def test_what_comes_back_is_what_was_there(address: str, archive: Path, tmp_path: Path):
    with Store.open(address, now=NOW) as store:
        before = everything(store)
    with Store.open(address, writes="both", now=NOW) as store:
        store.articles.save(*islamabad(), collection=PUBLIC, identify=identify, at=NOW)
    Store.restore(address, archive, check=False, now=LATER)
    with Store.open(address, writes="both", now=LATER) as store:
        assert everything(store) == before
        check_figures(store, [brussels()])
        store.articles.save(*islamabad(), collection=PUBLIC, identify=identify, at=NOW)
        check_figures(store, [brussels(), islamabad()])
        assert [found.name for found in store.schedules.all(SERVER)] == ["Morning"]
    if not address.startswith("postgresql"):
        (aside,) = tmp_path.glob("news.db.before-restore-*")
        with Store.open(str(aside), now=NOW) as old:
            assert len(old.articles.newest(Scope())) == 2
    assert not list(tmp_path.glob(".restore-*"))


def test_after_a_restore_nothing_old_is_sent_and_no_number_is_given_twice(address: str, archive: Path):
    with Store.open(address, writes="both", now=LATER) as store:
        (of,) = store.schedules.all(SERVER)
        since = store.digests.open_edition(
            of, local_date=LATER.date(), slot="07:30", due=LATER, next_due=LATER + timedelta(days=1), now=LATER
        )
        assert since is not None
    Store.restore(address, archive, check=False, now=LATER + timedelta(minutes=1))
    with Store.open(address, writes="both", now=LATER) as store:
        assert store.outbox.open_deliveries(LATER + timedelta(days=9)) == ()
        assert store.digests.told(of.id) == frozenset()
        number = opened(store, of, LATER.date())
        assert number > since


def test_a_restore_is_refused_while_somebody_writes(address: str, archive: Path):
    for writes in "news", "desk":
        with Store.open(address, writes=writes, now=NOW) as store:
            before = everything(store)
            with pytest.raises(StoreUnusable) as caught:
                Store.restore(address, archive, check=False, now=LATER)
            assert caught.value.key == "store_locked"
            assert everything(store) == before


def test_a_check_touches_nothing(address: str, archive: Path, tmp_path: Path):
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    Store.restore(address, archive, check=True, now=LATER)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_backup_can_stand_where_nothing_was(tmp_path: Path):
    with Store.open(str(tmp_path / "news.db"), writes="both", now=NOW) as store:
        for number in range(5):
            store.articles.save(*made_up(number, 3), collection=PUBLIC, identify=identify, at=NOW)
        store.backup(tmp_path / "backup.zip", NOW)
        before = everything(store)
    (tmp_path / "other").mkdir()
    Store.restore(str(tmp_path / "other" / "copy.db"), tmp_path / "backup.zip", check=False, now=LATER)
    with Store.open(str(tmp_path / "other" / "copy.db"), now=NOW) as copy:
        assert everything(copy) == before


def test_a_backup_before_anything_was_read_holds_the_desk(tmp_path: Path):
    address = str(tmp_path / "news.db")
    with Store.open(address, writes="desk", now=NOW) as store:
        store.desk.set_note("a", "b")
        store.backup(tmp_path / "backup.zip", NOW)
    Store.restore(address, tmp_path / "backup.zip", check=False, now=LATER)
    with Store.open(address, now=NOW) as store:
        assert store.desk.note("a") == "b"
        assert store.articles.newest(Scope()) == ()


def flipped(path: Path) -> None:
    with zipfile.ZipFile(path) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    name = next(name for name in sorted(parts) if name.startswith("desk"))
    parts[name] = parts[name][:-9] + b"\x00\x01Mattis\x02"
    with zipfile.ZipFile(path, "w") as broken:
        for name, data in parts.items():
            broken.writestr(name, data)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def of_tomorrow(path: Path) -> None:
    with zipfile.ZipFile(path) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    manifest = json.loads(parts["manifest.json"])
    manifest["revisions"]["news"] = "news_99"
    parts["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w") as later:
        for name, data in parts.items():
            later.writestr(name, data)


@pytest.mark.parametrize(
    "spoil, key",
    [
        (flipped, "source_unreadable"),
        (cut_short, "source_unreadable"),
        (of_tomorrow, "store_newer"),
        (Path.unlink, "source_missing"),
    ],
)
@pytest.mark.parametrize("check", [True, False])
def test_an_archive_that_is_not_whole_is_refused(address: str, archive: Path, spoil, key: str, check: bool):
    spoil(archive)
    with pytest.raises(StoreUnusable) as caught:
        Store.restore(address, archive, check=check, now=LATER)
    assert caught.value.key == key
    with Store.open(address, now=NOW) as store:
        assert len(store.articles.newest(Scope())) == 1


@pytest.mark.postgres
def test_an_archive_goes_back_to_the_engine_that_it_came_from(tmp_path: Path, fresh_database: str):
    with Store.open(str(tmp_path / "news.db"), writes="both", now=NOW) as store:
        store.backup(tmp_path / "backup.zip", NOW)
    with pytest.raises(StoreUnusable) as caught:
        Store.restore(fresh_database, tmp_path / "backup.zip", check=True, now=NOW)
    assert "sqlite" in caught.value.values["why"]


def test_a_backup_that_cannot_be_written_is_told(tmp_path: Path):
    with Store.open(str(tmp_path / "news.db"), writes="both", now=NOW) as store:
        with pytest.raises(StoreUnusable) as caught:
            store.backup(tmp_path / "nowhere" / "backup.zip", NOW)
        assert caught.value.key == "archive_unwritable"
