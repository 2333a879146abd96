"""The doctor looks at everything, changes nothing, and says what to do."""

import json
import shutil
import sys
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest

from briefings.config import Settings
from briefings.digests.due import freeze_due
from briefings.store import Store
from tests.builders import NOW
from tests.command_line import ROOT, SEEDS, Told, run
from tests.digests.newsroom import newsroom, promise

pytestmark = pytest.mark.model

STOCK = Settings().model
OFFICIAL = "en_core_web_sm"


def lines(told: Told) -> dict[str, str]:
    """What was said of each thing."""
    assert told.err == ""
    return {line.split(" · ", 1)[1].split(":")[0].split(" · ")[0]: line for line in told.out.splitlines()}


def test_with_nothing_done_yet_everything_that_is_needed_is_fine_and_the_rest_is_advice(tmp_path: Path):
    told = run("doctor", "--store", tmp_path / "news.db")
    assert told.code == 0
    said = lines(told)
    assert list(said) == [
        "python",
        "sqlite",
        "model",
        "templates",
        "token",
        "store",
        "articles",
        "clock",
        "reports",
        "reader",
    ]
    assert {what for what, line in said.items() if line.startswith("TO DO")} == {"token", "articles", "reader"}
    assert "python -m briefings load" in said["articles"]
    assert "python -m briefings read" in said["reader"]
    assert list(tmp_path.iterdir()) == []


def test_with_articles_a_token_and_a_reader_all_is_fine_and_the_token_is_not_shown(tmp_path: Path):
    address = str(tmp_path / "news.db")
    assert run("load", SEEDS, "--store", address).code == 0
    token = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GaBcDe.abcdefghijklmnopqrstuvwxyz0123"
    with Store.open(address, writes="news", now=NOW):
        told = run("doctor", "--store", address, env={"DISCORD_TOKEN": token})
    assert told.code == 0
    assert all(line.startswith("fine · ") for line in told.out.splitlines())
    assert "articles: 5" in told.out
    assert token not in told.out


def test_a_clock_that_is_behind_what_was_written_is_named_with_what_to_do(tmp_path: Path):
    with newsroom(tmp_path) as app:
        made = promise(app)
        freeze_due(app.store, made.next_due, app.render_digest)
    behind = made.next_due - timedelta(days=2)
    told = lines(run("doctor", "--store", tmp_path / "news.db", "--now", behind.isoformat()))["clock"]
    assert told.startswith("TO DO")
    assert f"{made.next_due - timedelta(days=1):%Y-%m-%d %H:%M} UTC" in told
    now = made.next_due.isoformat()
    assert lines(run("doctor", "--store", tmp_path / "news.db", "--now", now))["clock"].startswith("fine")


def test_what_is_broken_is_said_with_the_rest_and_ends_with_1(tmp_path: Path):
    (tmp_path / "news.db").write_text("no database")
    templates = tmp_path / "templates"
    shutil.copytree(ROOT / "templates", templates)
    (templates / "answers" / "brief.md.j2").write_text("{% for %}")
    env = {"BRIEFINGS_TEMPLATES": str(templates), "BRIEFINGS_MODEL": "en_core_web_nowhere"}
    told = run("doctor", "--store", tmp_path / "news.db", env=env)
    assert told.code == 1
    said = lines(told)
    assert "it is no database" in said["store"]
    assert "answers/brief.md.j2 is broken in line 1" in said["templates"]
    assert "en_core_web_nowhere is not installed" in said["model"]
    assert said["python"].startswith("fine")


def test_a_password_is_not_shown():
    told = run("doctor", "--store", "postgresql://editor:hunter2@127.0.0.1:9/news")
    assert told.code == 1
    assert "cannot be reached" in lines(told)["store"]
    assert "hunter2" not in told.out


# --- the model is the one it says it is ----------------------------------------------------------------------------


@pytest.fixture
def official(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the model's package under its official name, installed as far as Python can see."""
    assert OFFICIAL not in sys.modules
    spec = find_spec(STOCK)
    assert spec is not None
    assert spec.origin is not None
    package = tmp_path / OFFICIAL
    shutil.copytree(Path(spec.origin).parent, package)
    (package / f"{STOCK}-3.8.0").rename(package / f"{OFFICIAL}-3.8.0")
    for meta in package.rglob("meta.json"):
        told = json.loads(meta.read_text(encoding="utf-8"))
        meta.write_text(json.dumps({**told, "name": OFFICIAL.removeprefix("en_")}), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return package


def model_line(tmp_path: Path) -> tuple[int, str]:
    told = run("doctor", "--store", tmp_path / "news.db", env={"BRIEFINGS_MODEL": OFFICIAL})
    return told.code, lines(told)["model"]


def test_the_official_package_is_as_good(official: Path, tmp_path: Path):
    assert model_line(tmp_path) == (0, "fine · model: en_core_web_sm 3.8.0 (72971baa68b2)")


@pytest.mark.parametrize("part", ["tok2vec/model", "tagger/model", "parser/model", "ner/model", "attribute_ruler/patterns"])  # fmt: skip
def test_a_model_whose_weights_were_changed_is_refused(official: Path, tmp_path: Path, part: str):
    weights = official / f"{OFFICIAL}-3.8.0" / part
    data = bytearray(weights.read_bytes())
    data[len(data) // 2] ^= 1
    weights.write_bytes(data)
    code, line = model_line(tmp_path)
    assert code == 1
    assert line.startswith("TO DO · model · The language model en_core_web_sm is not the one it says it is")


def test_a_model_of_another_version_or_language_is_refused(official: Path, tmp_path: Path):
    meta = official / "meta.json"
    told = json.loads(meta.read_text(encoding="utf-8"))
    meta.write_text(json.dumps({**told, "lang": "de"}), encoding="utf-8")
    code, line = model_line(tmp_path)
    assert code == 1
    assert "is not the one it says it is" in line


def test_a_changed_model_reads_nothing(official: Path, tmp_path: Path):
    weights = official / f"{OFFICIAL}-3.8.0" / "ner" / "model"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\0")
    told = run("load", SEEDS, "--store", tmp_path / "news.db", "--json", env={"BRIEFINGS_MODEL": OFFICIAL})
    assert (told.code, told.out) == (1, "")
    assert "is not the one it says it is" in told.sentence
