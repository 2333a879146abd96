"""Five articles in, answers out. Start reading here: what the bot is for, on real input, without Discord."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest

from briefings import reader
from briefings.analysis.pipeline import analyse_parsed
from briefings.analysis.table import Table
from briefings.answers import ask, brief, quotes, search, suggest, timeline, who
from briefings.answers.as_json import answer_json
from briefings.config import Settings
from briefings.digests.compose import compose
from briefings.ingest import Input
from briefings.model import Answer, Article, Digest, Findings, Scope
from briefings.render import Renderer
from briefings.store import Store
from tests.test_receipts import check

ROOT = Path(__file__).parent.parent
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
NOW = datetime(2021, 8, 12, 12, tzinfo=UTC)
MODEL = Settings().model

pytestmark = pytest.mark.model

FURNITURE = (
    "Home /", "Latest News", "Leave a Reply", "Leave a Comment", "Related Articles", "Check Also", "newsletters", "in your inbox",
    "Comments are closed", "replies on", "LaVar", "Lakers", "Winter storm", "Batavia", "McNamee", "Photo:", "File photo",
    "by Newsweek", "Required fields", "About The Pashtun", "fall of Kabul", "email address",
)  # fmt: skip


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(ROOT / "templates")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The five seeds, read as `make run` reads them."""
    with Store.open(str(tmp_path_factory.mktemp("story") / "news.db"), writes="both", now=NOW) as store:
        loaded = list(reader.load(store, reader.sources([str(ROOT / "seeds")]), model=MODEL, clock=lambda: NOW))
        assert [(one.doc[:3], one.new, one.problem) for one in loaded] == [(f"00{n}", True, None) for n in range(5)]
        yield store


def everything(store: Store) -> list[Answer | Digest]:
    """Answers and digests of every kind."""
    scope = Scope()
    people = ("mattis", "pompeo", "panetta", "kirby", "qureshi", "Donald Trump", "Imtiaz Gul", "lavar ball", "ghani")
    topics = (None, "Pakistan", "safe havens", "Taliban", "tariffs")
    return [
        *(who(store, scope, name, now=NOW) for name in people),
        *(quotes(store, scope, name, now=NOW, limit=50) for name in people),
        *(quotes(store, scope, name, about="Pakistan", now=NOW) for name in people),
        *(timeline(store, scope, topic, now=NOW, limit=50) for topic in topics),
        *(search(store, scope, topic, now=NOW) for topic in topics if topic),
        *(brief(store, scope, topic, now=NOW) for topic in topics),
        *(digest(store, name) for name in ("daily", "headlines")),
    ]


def digest(store: Store, template: str) -> Digest:
    return compose(
        store,
        Scope(),
        name="Morning brief",
        template_name=template,
        day=NOW.date(),
        zone="UTC",
        since=NOW.replace(year=2020),
        until=NOW.replace(year=2022),
    )


# --- who ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", ["mattis", "jim mattis", "James Mattis", "MATTIS", "Mattis's"])
def test_mattis_is_one_person_whatever_he_is_called(store: Store, asked: str):
    answer = who(store, Scope(), asked, now=NOW)
    assert answer.kind == "profile"
    (mattis,) = answer.people
    assert mattis.name == "James Mattis"
    assert {"James Mattis", "Jim Mattis", "Mattis"} <= set(mattis.aliases)
    assert mattis.articles == 2
    assert {role.title for role in mattis.roles} <= {"Defense Secretary", "Defence Secretary"}
    assert {receipt.doc[:3] for receipt in answer.receipts} == {"000", "001"}


def test_nobody_elses_words_are_among_those_of_mattis(store: Store):
    said = quotes(store, Scope(), "mattis", now=NOW, limit=100)
    assert len(said.entries) >= 10
    assert {receipt.doc[:3] for receipt in said.receipts} == {"000", "001"}
    words = " ".join(entry.text for entry in said.entries)
    for others in ("successful in making clear", "play out", "own wish list", "from bad to worse", "miscreants"):
        assert others not in words


def test_pompeo_has_two_titles_each_with_the_day_it_was_seen(store: Store):
    (pompeo,) = who(store, Scope(), "pompeo", now=NOW).people
    seen = {role.title: (role.last, role.about) for role in pompeo.roles}
    assert seen.keys() == {"CIA Director", "Secretary of State"}
    director, secretary = seen["CIA Director"], seen["Secretary of State"]
    assert director[0] is not None
    assert (f"{director[0].first:%Y-%m}", director[1]) == ("2017-12", True)
    assert secretary[0] is not None
    assert (f"{secretary[0].first:%Y-%m}", secretary[1]) == ("2018-09", False)


def test_panetta_is_known_by_his_surname_alone(store: Store):
    (panetta,) = who(store, Scope(), "panetta", now=NOW).people
    assert panetta.name == "Panetta"


@pytest.mark.parametrize(
    "asked", ["lavar ball", "haqqani", "win mcnamee", "angela merkel", "Pakistan", "NATO", "Taliban"]
)
def test_who_is_no_official_in_the_news_is_unknown(store: Store, asked: str):
    assert who(store, Scope(), asked, now=NOW).kind == "unknown"


def test_what_somebody_unknown_said_is_nothing_and_it_says_how_much_was_searched(store: Store, renderer: Renderer):
    answer = ask(store, Scope(), "what did angela merkel say", now=NOW)
    assert answer.kind == "unknown"
    assert answer.entries == ()
    assert answer.searched.articles == 5
    assert "5 articles" in renderer.text(answer)


# --- when --------------------------------------------------------------------------------------------------------


def test_the_timeline_runs_from_2017_to_2021_with_both_clocks(store: Store, renderer: Renderer):
    answer = timeline(store, Scope(), now=NOW, limit=50)
    days = [entry.date for entry in answer.entries]
    assert all(days)
    assert {day.first.year for day in days if day} == {2017, 2018, 2021}
    assert sorted(days, key=lambda d: (d.first, d.last) if d else ()) == days
    assert all(entry.reported and entry.reported.span for entry in answer.entries)
    markdown = renderer.text(answer)
    assert "**about August 2017**" in markdown
    assert "**about 4 December 2017**" in markdown
    assert "**5 September 2018**" in markdown
    assert "reported 10 August 2021" in markdown


# --- what is never shown -------------------------------------------------------------------------------------------


def test_no_answer_and_no_digest_shows_furniture(store: Store, renderer: Renderer):
    for answer in everything(store):
        shown = renderer.text(answer)
        assert [words for words in FURNITURE if words in shown] == []


def test_every_line_is_exactly_its_receipt(store: Store, renderer: Renderer):
    heads = store.articles.newest(Scope(), since=None, until=None, limit=10)
    texts = {head.key: store.articles.text(Scope(), head.key) or "" for head in heads}
    assert len(texts) == 5
    for answer in everything(store):
        check(answer, texts)


def test_an_answer_whose_sources_are_old_says_so_first(store: Store, renderer: Renderer):
    old = renderer.text(who(store, Scope(), "mattis", now=NOW))
    assert "December 2017" in old.splitlines()[0]
    assert "90 days" in old.splitlines()[0]
    assert "90 days" not in renderer.text(who(store, Scope(), "kirby", now=NOW))


def test_no_wording_of_ours_says_what_somebody_is_today(store: Store, renderer: Renderer):
    for template in sorted((ROOT / "templates").rglob("*.j2")):
        words = re.sub(r"\{[{%#].*?[#%}]\}", "", template.read_text("utf-8"), flags=re.DOTALL)
        assert not re.search(r"\bcurrent(ly)?\b", words, re.IGNORECASE), template


# --- the same, however it came ---------------------------------------------------------------------------------------


def told(store: Store, renderer: Renderer) -> str:
    """An answer of every kind with its people, keys and words, and all names that are offered."""
    everybody = Scope()
    told = [
        *(who(store, everybody, name, now=NOW) for name in ("mattis", "pompeo", "qureshi", "trump")),
        quotes(store, everybody, "mattis", now=NOW, limit=50),
        quotes(store, everybody, "kirby", about="Afghanistan", now=NOW),
        timeline(store, everybody, now=NOW, limit=50),
        search(store, everybody, "safe havens", now=NOW),
        brief(store, everybody, now=NOW),
        digest(store, "daily"),
    ]
    answers = [answer_json(answer, renderer.text(answer)) for answer in told]
    offered = [suggestion.label for suggestion in suggest(store, Scope(), "")]
    return json.dumps([answers, offered], sort_keys=True)


@pytest.mark.soak(short=30, full=120)  # orders
def test_the_order_of_loading_changes_nothing(store: Store, renderer: Renderer, tmp_path: Path, rounds: int):
    expected = told(store, renderer)
    analysed = reader.analysed(reader.sources([str(ROOT / "seeds")]), model=MODEL)
    found = [each for each in analysed if not isinstance(each, reader.Loaded)]
    assert len(found) == 5
    orders = list(permutations(found))
    for n, order in enumerate(orders[:: len(orders) // rounds]):
        with Store.open(str(tmp_path / f"{n}.db"), writes="news", now=NOW) as other:
            for each in order:
                reader.save(other, [each], now=NOW)
            assert told(other, renderer) == expected, [article.doc[:3] for article, _ in order]
        for file in tmp_path.glob(f"{n}.*"):
            file.unlink()


def test_two_workers_find_what_one_finds(store: Store, renderer: Renderer, tmp_path: Path):
    with Store.open(str(tmp_path / "two.db"), writes="news", now=NOW) as other:
        backwards: list[Input] = list(reader.sources([str(path) for path in reversed(SEEDS)]))
        assert all(one.new for one in reader.load(other, backwards, model=MODEL, workers=2, clock=lambda: NOW))
        assert told(other, renderer) == told(store, renderer)


def test_reading_again_from_the_kept_parses_changes_nothing(store: Store, renderer: Renderer, tmp_path: Path):
    with Store.open(str(tmp_path / "again.db"), writes="news", now=NOW) as other:
        list(reader.load(other, reader.sources([str(ROOT / "seeds")]), model=MODEL, clock=lambda: NOW))
        assert reader.reanalyse(other, model=MODEL, now=NOW, everything=True) == 5
        assert told(other, renderer) == told(store, renderer)


def test_an_article_that_trips_a_rule_is_left_out_and_later_keeps_what_was_found_in_it(
    renderer: Renderer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def tripping(article: Article, table: Table) -> Findings:
        if article.doc.startswith("002"):
            raise ArithmeticError("a rule that meets what nobody thought of")
        return analyse_parsed(article, table)

    with Store.open(str(tmp_path / "trips.db"), writes="news", now=NOW) as other:
        monkeypatch.setattr(reader, "analyse_parsed", tripping)
        loaded = list(reader.load(other, reader.sources([str(ROOT / "seeds")]), model=MODEL, clock=lambda: NOW))
        [tripped] = [one for one in loaded if one.problem]
        assert tripped.doc.startswith("002")
        assert tripped.problem
        assert "could not be analysed; nothing of it was stored" in renderer.error(tripped.problem)
        assert len(other.articles.newest(Scope())) == 4
        monkeypatch.setattr(reader, "analyse_parsed", analyse_parsed)
        list(reader.load(other, reader.sources([str(ROOT / "seeds")]), model=MODEL, clock=lambda: NOW))
        before = told(other, renderer)
        monkeypatch.setattr(reader, "analyse_parsed", tripping)
        assert reader.reanalyse(other, model=MODEL, now=NOW, everything=True) == 4
        assert told(other, renderer) == before
    assert "ArithmeticError" in caplog.text


def test_loading_twice_is_loading_once(store: Store, renderer: Renderer, tmp_path: Path):
    with Store.open(str(tmp_path / "twice.db"), writes="news", now=NOW) as other:
        for fresh in (True, False):
            loaded = reader.load(other, reader.sources([str(ROOT / "seeds")]), model=MODEL, clock=lambda: NOW)
            assert {one.new for one in loaded} == {fresh}
        assert told(other, renderer) == told(store, renderer)


def test_without_the_manifest_the_dates_come_from_the_text_or_are_unknown(tmp_path: Path, renderer: Renderer):
    for path in SEEDS:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with Store.open(str(tmp_path / "news.db"), writes="news", now=NOW) as bare:
        loaded = list(
            reader.load(
                bare,
                reader.sources([str(path) for path in sorted(tmp_path.glob("*.txt"))]),
                model=MODEL,
                clock=lambda: NOW,
            )
        )
        assert {one.published.origin for one in loaded} <= {"text", "none"}
        assert all(one.problem is None for one in loaded)
        answer = who(bare, Scope(), "pompeo", now=NOW)
        assert answer.kind == "profile"
        assert "date unknown" in renderer.text(answer)
