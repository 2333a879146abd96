"""The reader is a process of its own: it grants the bot's wishes, is alone, and goes when it is told to."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from briefings import reader
from briefings.charts import draw
from briefings.config import Settings
from briefings.dates import month
from briefings.digests.due import preview
from briefings.errors import BriefingsError
from briefings.ingest import article_from_text
from briefings.model import PUBLIC, Months, Outcome, Scope
from briefings.render import Renderer
from briefings.store import Store
from tests.command_line import ROOT, SEEDS, Told, ended, run, start
from tests.digests.newsroom import schedule as promised

pytestmark = pytest.mark.model

NOW = datetime(2021, 8, 12, 12, tzinfo=UTC)
STORY = "Defense Secretary Jim Mattis arrived in Kabul on Monday. “We will stay,” Mattis said."
RENDERER = Renderer(ROOT / "templates")


def wish(store: Store, key: str, *paths: object, kind: str = "load") -> None:
    store.desk.request(key, kind, {"paths": [str(path) for path in paths], "collection": PUBLIC}, NOW)


def read(address: str, wait: Callable[[float], bool] = lambda _: False, at: datetime = NOW) -> None:
    """The reader's work in this process: all wishes that wait now."""
    settings = Settings(store=address, templates=ROOT / "templates")
    reader.read(settings, tell=RENDERER.error, clock=lambda: at, wait=wait, once=True)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Store]:
    """The store as the bot holds it: it writes the desk and reads the news."""
    (tmp_path / "kabul.txt").write_text(STORY, encoding="utf-8")
    with Store.open(str(tmp_path / "news.db"), writes="desk", now=NOW) as store:
        yield store


# --- wishes ------------------------------------------------------------------------------------------------------


def test_each_wish_is_answered_under_its_key_and_one_that_fails_stops_no_other(desk: Store, tmp_path: Path):
    wish(desk, "a", tmp_path / "gone.txt")
    wish(desk, "b", tmp_path / "kabul.txt")
    wish(desk, "c", kind="paint")
    wish(desk, "d", tmp_path / "kabul.txt", tmp_path / "gone.txt")
    assert desk.desk.outcome("b") == Outcome("no reader", {})
    told = kept_handlers("read", "--once", "--store", tmp_path / "news.db")
    assert (told.code, told.out, told.err) == (0, "", "")
    gone = f"There is no file {tmp_path}/gone.txt."
    assert {key: desk.desk.outcome(key).state for key in "abcd"} == {"a": "failed", "b": "done", "c": "failed", "d": "failed"}  # fmt: skip
    assert desk.desk.outcome("a").detail == desk.desk.outcome("d").detail == {"said": gone}
    assert desk.desk.outcome("b").detail == {"said": "1"}
    assert desk.desk.outcome("c").detail["said"]
    assert [head.doc for head in desk.articles.newest(Scope())] == ["kabul"]
    assert desk.desk.requests() == ()


def test_between_two_wishes_it_looks_whether_to_stop_and_the_rest_is_kept(desk: Store, tmp_path: Path):
    for key in "abc":
        wish(desk, key, tmp_path / "kabul.txt")
    read(str(tmp_path / "news.db"), wait=lambda _: len(desk.desk.requests()) < 3)
    assert [request.key for request in desk.desk.requests()] == ["b", "c"]
    assert desk.desk.outcome("b") == Outcome("no reader", {})
    read(str(tmp_path / "news.db"))
    assert {desk.desk.outcome(key).state for key in "abc"} == {"done"}


def test_a_wish_that_makes_no_sense_is_refused_and_the_reader_lives(desk: Store, tmp_path: Path):
    desk.desk.request("a", "load", {"path": "kabul.txt"}, NOW)
    wish(desk, "b", tmp_path / "kabul.txt")
    read(str(tmp_path / "news.db"))
    assert [desk.desk.outcome(key).state for key in "ab"] == ["failed", "done"]


def test_the_articles_of_a_server_that_left_are_forgotten_and_no_others(desk: Store, tmp_path: Path):
    for key, collection in ("a", PUBLIC), ("b", "guild:7"):
        desk.desk.request(key, "load", {"paths": [str(tmp_path / "kabul.txt")], "collection": collection}, NOW)
    read(str(tmp_path / "news.db"))
    desk.desk.forget("guild:7", NOW)
    read(str(tmp_path / "news.db"))
    assert desk.collections() == (PUBLIC,)
    assert [head.doc for head in desk.articles.newest(Scope((PUBLIC, "guild:7")))] == ["kabul"]
    assert desk.desk.requests() == ()


def test_a_reader_at_a_long_wish_shows_that_it_lives(desk: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reader, "BATCH", 1)
    wish(desk, "a", *[tmp_path / "kabul.txt"] * 3)
    begun, instants = [], iter([NOW + timedelta(minutes=n) for n in range(100)])
    settings = Settings(store=str(tmp_path / "news.db"), templates=ROOT / "templates")

    def clock() -> datetime:
        begun.append(desk.reader_seen())
        return next(instants)

    reader.read(settings, tell=RENDERER.error, clock=clock, wait=lambda _: False, once=True)
    seen = sorted({each for each in begun if each})
    assert max(later - earlier for earlier, later in pairwise(seen)) <= timedelta(minutes=3)


def test_long_articles_are_few_at_once():
    short, long = (article_from_text("A road was shut. " * n, doc=str(n)) for n in (10, 40_000))
    refused = reader.Loaded("none", problem=BriefingsError("mistake", why="a test"))
    assert [len(batch) for batch in reader._batches([short] * 60, 25)] == [25, 25, 10]
    assert [len(batch) for batch in reader._batches([short, long, long, short, long], 25)] == [3, 2]
    assert [len(batch) for batch in reader._batches([(long, None)] * 5 + [refused] * 26, 25)] == [2, 2, 25, 2]
    assert list(reader._batches([], 25)) == []


def test_a_day_when_nothing_was_read_says_so_in_the_digest_and_a_quiet_one_does_not(desk: Store, tmp_path: Path):
    brief = promised("UTC", "07:30", created=NOW)
    morning = NOW + timedelta(hours=19, minutes=30)
    read(str(tmp_path / "news.db"))  # and then it died
    blind = preview(desk, brief, morning.date(), morning)
    assert not blind.silent
    assert "Nothing could be read since" in RENDERER.text(blind)
    read(str(tmp_path / "news.db"), at=morning)
    assert preview(desk, brief, morning.date(), morning).silent


def test_an_error_of_a_worker_comes_back_with_its_values():
    import pickle

    from briefings.errors import SourceUnreadable

    found = pickle.loads(pickle.dumps(SourceUnreadable("source_empty", doc="kabul")))
    assert (type(found), found.key, found.values) == (SourceUnreadable, "source_empty", {"doc": "kabul"})
    assert isinstance(found, BriefingsError)


# --- charts --------------------------------------------------------------------------------------------------------

MATTIS = Months("Jim Mattis", "Articles per month", ((month(2017, 11), 3), (month(2017, 12), 1), (month(2018, 1), 7)))


def test_a_chart_is_drawn_and_one_that_nobody_waits_for_is_not(desk: Store, tmp_path: Path):
    key, unwanted = desk.pictures.ask(MATTIS, NOW), desk.pictures.ask(replace(MATTIS, title="Rex Tillerson"), NOW)
    desk.desk.request("nonsense", "chart", {"form": "cake"}, NOW)
    desk.pictures.give_up(unwanted)
    read(str(tmp_path / "news.db"))
    assert desk.pictures.drawn(key) == draw(MATTIS)
    assert not desk.pictures.settled(unwanted)
    assert desk.desk.outcome("nonsense") == Outcome("failed", {})
    assert desk.desk.requests() == ()


def test_a_chart_does_not_wait_until_all_articles_are_read(
    desk: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    stories = tmp_path / "stories"
    stories.mkdir()
    for n in range(reader.BATCH + 2):
        (stories / f"{n}.txt").write_text(f"{STORY} {n} envoys came too.", encoding="utf-8")
    keys: list[str] = []

    def analysed(*args: Any, **options: Any) -> Iterator[Any]:
        for n, one in enumerate(really_analysed(*args, **options)):
            if n == 1:
                keys.append(desk.pictures.ask(MATTIS, NOW))
            if n > reader.BATCH:
                assert desk.pictures.drawn(keys[0])
            yield one

    really_analysed = reader.analysed
    monkeypatch.setattr(reader, "analysed", analysed)
    wish(desk, "many", stories)
    read(str(tmp_path / "news.db"))
    assert desk.desk.outcome("many") == Outcome("done", {"said": str(reader.BATCH + 2)})
    assert desk.pictures.drawn(keys[0])


# --- the process -------------------------------------------------------------------------------------------------


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def settled(store: Store, key: str) -> bool:
    return store.desk.outcome(key).state in {"done", "failed"}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A reader that runs, with the address of its store."""
    address = str(tmp_path_factory.mktemp("reader") / "news.db")
    process = start("read", "--store", address)
    try:
        with Store.open(address, now=NOW) as store:
            until(store.reader_runs)
        yield process, address
    finally:
        process.kill()
        process.communicate()


Running = tuple[subprocess.Popen[bytes], str]


def test_a_running_reader_takes_a_wish_and_answers(running: Running, tmp_path: Path):
    _, address = running
    with Store.open(address, writes="desk", now=NOW) as store:
        wish(store, "seeds", SEEDS)
        wish(store, "gone", tmp_path / "gone.txt")
        assert store.desk.outcome("seeds").state in {"waiting", "done"}
        until(lambda: settled(store, "seeds") and settled(store, "gone"))
        assert store.desk.outcome("seeds") == Outcome("done", {"said": "5"})
        assert store.desk.outcome("gone").state == "failed"
        assert store.desk.outcome("gone").detail["said"].startswith("There is no file ")
        assert store.reader_seen() is not None
        assert len(store.articles.newest(Scope())) == 5


def test_a_second_reader_says_that_there_is_one(running: Running):
    _, address = running
    for words in (["read"], ["read", "--once"], ["load", SEEDS], ["reanalyse"], ["migrate"]):
        told = kept_handlers(*words, "--store", address)
        assert (told.code, told.out) == (1, "")
        assert "is being written by another process" in told.sentence


def test_beside_it_one_may_ask_and_back_up_and_not_restore(running: Running, tmp_path: Path):
    _, address = running
    (tmp_path / "kabul.txt").write_text(STORY, encoding="utf-8")
    with Store.open(address, writes="desk", now=NOW) as store:
        wish(store, "kept", tmp_path / "kabul.txt")
        until(lambda: store.desk.outcome("kept").state == "done")
    assert run("who", "mattis", "--store", address, "--json").object["kind"] == "profile"
    assert run("backup", tmp_path / "kept.zip", "--store", address).code == 0
    assert run("restore", tmp_path / "kept.zip", "--check", "--store", address).code == 0
    told = run("restore", tmp_path / "kept.zip", "--store", address)
    assert told.code == 1
    assert "is being written by another process" in told.sentence
    assert "fine · reader: running" in run("doctor", "--store", address).out


def test_told_to_stop_it_finishes_what_is_in_hand_and_ends_well(running: Running, tmp_path: Path):
    process, address = running
    for n in range(60):
        (tmp_path / f"{n}.txt").write_text(f"{STORY} {n} envoys came too. " * 10, encoding="utf-8")
    with Store.open(address, writes="desk", now=NOW) as store:
        before = len(store.articles.newest(Scope(), limit=999))
        wish(store, "many", tmp_path)
        wish(store, "seeds again", SEEDS)
        until(lambda: len(store.articles.newest(Scope(), limit=999)) > before)
        process.send_signal(signal.SIGTERM)
        told = ended(process)
        assert (told.code, told.out) == (0, "")
        assert "Traceback" not in told.err
        assert store.desk.outcome("many") == Outcome("done", {"said": "60"})
        assert not store.reader_runs()
        if store.desk.outcome("seeds again").state != "done":
            assert store.desk.outcome("seeds again") == Outcome("no reader", {})


PARENT = """
import subprocess, sys
reader = subprocess.Popen([sys.executable, "-m", "briefings", "read", "--with-parent", *sys.argv[1:]], stdin=subprocess.PIPE)
print(reader.pid, flush=True)
reader.wait()
"""


def test_it_ends_with_the_process_that_started_it(tmp_path: Path):
    address = str(tmp_path / "news.db")
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, "--store", address], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    try:
        with Store.open(address, now=NOW) as store:
            until(store.reader_runs)
            parent.kill()
            parent.communicate()
            until(lambda: not store.reader_runs())
    finally:
        if is_alive(pid):
            os.kill(pid, signal.SIGKILL)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def kept_handlers(*words: object) -> Told:
    """A command in this process that would take over the signals; they are given back."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        return run(*words)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
