"""Searching: one cut into terms, one ranking, on both engines."""

import json
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from briefings.model import PUBLIC, Scope
from briefings.store import Store, search
from briefings.store.search import Wanted, terms
from tests.builders import NOW, article, findings
from tests.store.newsroom import identify

HERE = Scope()
SUFFIXES = [
    f"{a}{b}" for a in ("", "at", "iz", "ful", "ment", "abl") for b in ("ed", "ing", "ly", "ies", "ations", "ness")
]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("The ministers agreed", ("minist", "agre")),
        ("Pakistan’s militants", ("pakistan", "milit")),
        ("the U.S. and the US, not the U.N.", ("us", "us", "un")),
        ("Erdoğan in Málaga", ("erdogan", "malaga")),
        ("Kel\u00adler, Er\u200bdoğan", ("keller", "erdogan")),
        ("cease-fire in 2017", ("ceas", "fire", "2017")),
        ("visits visited visiting", ("visit", "visit", "visit")),
        ("Путин и Трамп", ("путин", "и", "трамп")),
        ("of the, and! - \x00 \ud800 '", ()),
    ],
)
def test_text_is_cut_into_terms(text: str, expected: tuple[str, ...]):
    assert terms(text) == expected


@given(st.text())
def test_no_text_makes_a_term_that_an_index_could_misread(text: str):
    for term in terms(text):
        assert 0 < len(term) <= 40
        assert all(c.isalnum() or ord(c) > 127 for c in term)


@given(st.text("aAsSU.19 -_'’‘“”–—…\u00a0\n"))
def test_a_letter_beyond_ascii_elsewhere_in_a_text_changes_none_of_its_terms(text: str):
    assert terms(f"{text} ñandú") == (*terms(text), "nandu")


def put(store: Store, *stories: tuple[str, str | None, str | None]) -> None:
    made = [article(text, title=title, published=on, doc=text[:20]) for text, title, on in stories]
    batch = [(story, findings(story)) for story in made]
    store.articles.save_many(batch, collection=PUBLIC, identify=identify, at=NOW)


def found(store: Store, query: str, **options: Any) -> list[str]:
    return [hit.head.doc for hit in store.search.find(HERE, terms(query), **options)]


def test_all_words_must_stand_in_the_story_or_its_title(store: Store):
    put(
        store,
        ("Taliban fighters attacked a base in Helmand.", "Attack on a base", "2018-01-05"),
        ("Talks with the Taliban were held in Doha.", None, "2018-01-05"),
    )
    assert found(store, "taliban attacks") == ["Taliban fighters att"]
    assert found(store, "doha") == ["Talks with the Talib"]
    assert found(store, "doha helmand") == found(store, "the of") == []
    assert len(found(store, "TALIBAN")) == 2


def test_the_title_counts_most_then_what_is_said_often_then_what_is_new(store: Store):
    put(
        store,
        ("Iran was mentioned once in a long story.", "Something else", "2018-01-05"),
        ("Iran, Iran and again Iran.", "Something other", "2018-01-05"),
        ("A word on Iran.", "Iran", "2018-01-05"),
        ("Iran was mentioned once, a year before.", "An older story", "2017-01-05"),
    )
    assert found(store, "iran") == [
        "A word on Iran.",
        "Iran, Iran and again",
        "Iran was mentioned o",
        "Iran was mentioned o",
    ]
    oldest = store.search.find(HERE, ("iran",))[-1]
    assert oldest.head.title == "An older story"


def test_days_bound_a_search(store: Store):
    put(
        store,
        ("Syria on Monday.", None, "2018-01-01"),
        ("Syria in that year.", None, "2018"),
        ("Syria some day.", None, None),
        ("Syria long before.", None, "2012-03-04"),
    )
    assert len(found(store, "syria")) == 4
    assert set(found(store, "syria", since=date(2018, 1, 1))) == {"Syria on Monday.", "Syria in that year."}
    assert found(store, "syria", since=date(2018, 6, 1)) == ["Syria in that year."]
    assert found(store, "syria", until=date(2017, 12, 31)) == ["Syria long before."]


def test_ties_at_the_edge_of_the_candidates_do_not_hang_on_the_order_of_loading(
    store: Store, fresh_store: Store, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(search, "CANDIDATES", 5)
    stories: list[tuple[str, str | None, str | None]] = [
        (f"Yemen report {n}.", f"Yemen {n}" if n % 3 else None, f"2018-01-0{1 + n % 3}") for n in range(12)
    ]
    put(store, *stories)
    put(fresh_store, *reversed(stories))
    assert found(store, "yemen") == found(fresh_store, "yemen")
    undated: list[tuple[str, str | None, str | None]] = [(f"Oman report {n}.", None, None) for n in range(9)]
    put(store, *undated)
    put(fresh_store, *reversed(undated))
    assert found(store, "oman") == found(fresh_store, "oman")
    assert len(found(store, "oman")) == 9


def test_a_very_long_text_can_be_indexed(store: Store):
    put(store, (" ".join(f"word{n}x{n % 7}" for n in range(60_000)) + ".", "A long list", "2018-01-01"))
    assert len(store.search.find(HERE, ("list",))) == 1


@pytest.mark.parametrize("at_first", [True, False], ids=["as written at first", "as written now"])
@pytest.mark.parametrize("words", [3, 300])
def test_a_row_leaves_the_index_as_it_came_in_however_it_was_written(tmp_path: Path, words: int, at_first: bool):
    said = " ".join(f"word{n}" for n in range(words))
    with Store.open(str(tmp_path / "news.db"), writes="news", now=NOW) as store:
        put(store, (f"Yemen said {said}.", "Talks in Aden", None), ("Yemen said no.", "No talks", None))
        with store.articles._news.write() as connection:
            if at_first:
                _pack_as_at_first(connection)
            (yemen,) = search.find_all(connection, "article", Wanted((1,), terms("Aden")))
            search.rekey(connection, "article", {yemen: ["c7", "p2"]})
            assert search.find_all(connection, "article", Wanted((7,), terms("word2 talks"), (2,))) == [yemen]
            search.take(connection, "article", [yemen])
            assert search.find_all(connection, "article", Wanted((7,), terms("yemen"))) == []
            assert len(search.find_all(connection, "article", Wanted((1,), terms("yemen talks")))) == 1


def _pack_as_at_first(connection: Connection) -> None:
    for row, packed in connection.exec_driver_sql("SELECT id, words FROM article_row").fetchall():
        lists = [part.split() for part in search._unpack(packed)]
        old = zlib.compress(json.dumps(lists).encode())
        connection.exec_driver_sql("UPDATE article_row SET words = ? WHERE id = ?", (old, row))


def test_words_are_cut_alike_when_several_threads_answer_at_once():
    words = [f"{stem}{end}" for stem in ("govern", "minist", "negotiat", "sanction") for end in SUFFIXES]
    alone = [terms(word) for word in words]
    search._TERMS.clear()
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            together = list(threads.map(lambda at: [terms(word) for word in words[at:] + words[:at]], range(4)))
    finally:
        sys.setswitchinterval(before)
    assert [found[len(words) - at :] + found[: len(words) - at] for at, found in enumerate(together)] == [alone] * 4
