"""What was read can be read again, word for word; the newest version is the one that lists show."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from briefings.dates import day, month, year
from briefings.model import (
    PUBLIC,
    Article,
    Findings,
    Identity,
    Published,
    Scope,
    Searched,
    SentenceRef,
    Sighting,
    Slice,
)
from briefings.store import Store, schema
from briefings.store.articles import AT_ONCE, better_date
from briefings.store.search import INDEXES
from tests.builders import NOW, article, findings, person, quote
from tests.store.newsroom import brussels, identify, islamabad, made_up
from tests.store.test_order import check_figures, everything

HERE = Scope()


def save(store: Store, story: Article, found: Findings, hours: int = 0) -> bool:
    return store.articles.save(story, found, collection=PUBLIC, identify=identify, at=NOW + timedelta(hours=hours))


@pytest.mark.parametrize(
    "text",
    [
        "Angela Merkel met Emmanuel Macron in Meseberg. 🎉 Both smiled.",
        "A page with a NUL \x00 and a lone \ud800 surrogate. It came so.",
        "Ein Bericht über Erdoğan.\r\n\tMit Tabulator  und doppelten Leerzeichen. ",
    ],
)
def test_a_text_comes_back_exactly_as_it_came(store: Store, text: str):
    story = replace(article("x"), key="ab" * 32, text=text, body=(Slice(0, len(text)),), title="Title with \x00 in it")
    assert save(store, story, findings(story))
    assert store.articles.text(HERE, story.key) == text
    stored = store.articles.article(HERE, story.key)
    assert stored is not None
    assert (stored.text, stored.body, stored.published) == (story.text, story.body, story.published)
    assert store.articles.sentences(HERE, story.key) == findings(story).sentences


def test_saving_twice_is_once(store: Store):
    assert save(store, *brussels())
    before, version = everything(store), store.version()
    assert not save(store, *brussels(), hours=1)
    assert everything(store) == before
    assert store.version() == version


def test_the_version_rises_with_every_change(store: Store):
    assert store.version() == 0
    save(store, *brussels())
    first = store.version()
    save(store, *islamabad())
    assert store.version() > first > 0


def test_nothing_of_a_story_is_kept_when_a_part_of_it_cannot_be(store: Store):
    story, found = brussels()
    strange = replace(found, quotes=(replace(found.quotes[0], person="0000000000000000:1-2"),))
    with pytest.raises(ValueError, match="not among them"):
        save(store, story, strange)
    assert store.articles.head(HERE, story.key) is None

    def broken(seen: tuple[Sighting, ...]) -> tuple[Identity, ...]:
        raise ZeroDivisionError(seen)

    with pytest.raises(ZeroDivisionError):
        store.articles.save(story, found, collection=PUBLIC, identify=broken, at=NOW)
    assert store.articles.head(HERE, story.key) is None
    assert save(store, story, found)
    check_figures(store, [(story, found)])


def test_a_passage_is_whole_sentences(store: Store):
    story, found = brussels()
    save(store, story, found)
    passage = store.articles.passage(HERE, SentenceRef(story.key, 1, 2))
    assert passage is not None
    assert passage.text == story.text[passage.slice.start : passage.slice.end]
    assert passage.text.startswith("“We are in this fight together,”")
    assert passage.text.endswith("4 December 2017.")
    assert store.articles.passage(HERE, SentenceRef(story.key, 2, 9)) is None
    assert store.articles.passage(HERE, SentenceRef("0" * 64, 0, 0)) is None


def test_a_key_can_be_asked_for_by_its_beginning(store: Store):
    story, found = brussels()
    save(store, story, found)
    assert [head.key for head in store.articles.starting(HERE, story.key[:16])] == [story.key]
    assert store.articles.starting(HERE, "") == store.articles.starting(HERE, "%") == ()


def test_newest_first_and_undated_last(store: Store):
    stories = [
        (replace(made_up(n, 1)[0], published=Published(span, "given") if span else Published()), made_up(n, 1)[1])
        for n, span in enumerate([day(2018, 1, 5), None, month(2018, 1), day(2018, 1, 6), year(2017)])
    ]
    store.articles.save_many(stories, collection=PUBLIC, identify=identify, at=NOW)
    order = [head.published.span for head in store.articles.newest(HERE, limit=10)]
    assert order == [day(2018, 1, 6), day(2018, 1, 5), month(2018, 1), year(2017), None]
    between = store.articles.newest(HERE, since=date(2018, 1, 6), until=date(2018, 1, 31), limit=10)
    assert [head.published.span for head in between] == [day(2018, 1, 6), month(2018, 1)]  # it may have been then
    assert [h.published.span for h in store.articles.newest(HERE, until=date(2017, 6, 1), limit=10)] == [year(2017)]


def test_a_digest_sees_what_arrived_in_its_window(store: Store):
    save(store, *brussels(), hours=1)
    save(store, *islamabad(), hours=2)
    at = NOW + timedelta(hours=1)
    assert [head.doc for head in store.articles.arrived(HERE, at, at + timedelta(hours=1))] == ["courier-001"]
    assert [head.doc for head in store.articles.arrived(HERE, NOW, at + timedelta(days=1))] == [
        "indus-017",
        "courier-001",
    ]


def test_a_changed_story_is_a_new_version_and_old_receipts_stay_true(store: Store):
    old, found = brussels()
    text = old.text.replace("Jim Mattis", "James Mattis").replace("on Thursday", "on Friday")
    new = article(text, title=old.title, url=old.url)
    mattis = person(new, "James Mattis", "Mattis")
    corrected = findings(new, people=[mattis], quotes=[quote(new, "“We are in this fight together,”", mattis)])
    save(store, old, found)
    save(store, new, corrected, hours=1)
    assert [head.key for head in store.articles.newest(HERE)] == [new.key]
    assert [hit.head.key for hit in store.search.find(HERE, ("nato",))] == [new.key]
    check_figures(store, [(new, corrected)])
    assert store.articles.searched(HERE).articles == 1
    passage = store.articles.passage(HERE, SentenceRef(old.key, 0, 0))
    assert passage is not None
    assert "on Thursday" in passage.text


def test_the_newest_version_is_the_one_retrieved_last_whichever_was_saved_first(store: Store, fresh_store: Store):
    old, found = brussels()
    new = article(old.text + " Correction: it was Friday.", url=old.url)
    for here, order in (store, [(old, 0), (new, 1)]), (fresh_store, [(new, 1), (old, 0)]):
        for story, hours in order:
            save(here, story, found if story is old else findings(new), hours)
    assert everything(store) == everything(fresh_store)
    assert [head.key for head in store.articles.newest(HERE)] == [new.key]


def test_a_better_date_corrects_and_a_worse_one_does_not(store: Store):
    story, found = brussels(published="2017-11")
    save(store, story, found)
    better = replace(story, published=Published(day(2017, 11, 10), "given"))
    save(store, better, found)
    head = store.articles.head(HERE, story.key)
    assert head is not None
    assert head.published == better.published
    save(store, replace(story, published=Published()), found)
    save(store, replace(story, published=Published(day(2016, 1, 1), "text")), found)
    assert store.articles.head(HERE, story.key) == head
    assert [f.passage.head.published for f in store.people.quotes(HERE)] == [better.published]


@pytest.mark.parametrize(
    "better, worse",
    [
        (Published(year(2017), "text", estimated=True), Published()),
        (Published(month(2017, 8), "manifest", estimated=True), Published(day(2017, 8, 2), "text")),
        (Published(day(2017, 8, 2), "feed"), Published(day(2017, 8, 2), "feed", estimated=True)),
        (Published(day(2017, 8, 2), "feed"), Published(month(2017, 8), "feed")),
        (Published(day(2017, 8, 3), "feed"), Published(day(2017, 8, 2), "feed")),
    ],
)
def test_which_of_two_dates_is_better_does_not_hang_on_their_order(better: Published, worse: Published):
    assert better_date(better, worse) == better_date(worse, better) == better


def test_reanalysis_finds_what_older_rules_read(store: Store):
    save(store, *brussels())
    save(store, islamabad()[0], replace(islamabad()[1], version="2"))
    outdated = [(name, story.doc, parse) for name, story, parse in store.articles.outdated("2")]
    assert outdated == [(PUBLIC, "courier-001", b"parse")]
    story, found = brussels()
    store.articles.replace(story.key, replace(found, version="2"), collection=PUBLIC, identify=identify, at=NOW)
    assert list(store.articles.outdated("2")) == []
    store.articles.replace("f" * 64, found, collection=PUBLIC, identify=identify, at=NOW)  # nothing happens


def test_many_stories_of_one_day_are_many(store: Store):
    many = [article(f"Report {n}. Nothing else.", published="2018-01-05") for n in range(60)]
    new = store.articles.save_many([(s, findings(s)) for s in many], collection=PUBLIC, identify=identify, at=NOW)
    assert new == (True,) * 60
    assert store.articles.searched(HERE).articles == 60


def test_a_shelf_that_is_forgotten_leaves_no_row_and_can_be_filled_again(store: Store):
    save(store, *brussels())
    before, rows = everything(store), news_rows(store)

    def fill() -> None:
        for n in range(AT_ONCE + 2):
            late = article(
                f"Jim Mattis met Mike Pompeo in Kabul on day {n}.", url=f"https://a.example/{n % 3}", doc=f"{n}"
            )
            both = findings(late, people=[person(late, "Jim Mattis"), person(late, "Mike Pompeo")])
            at = NOW + timedelta(minutes=n)
            store.articles.save(late, both, collection="guild:7", identify=identify, at=at)

    fill()
    filled = news_rows(store)
    assert store.articles.forget("guild:7", identify=identify, at=NOW) == AT_ONCE + 2
    assert news_rows(store) == rows
    assert everything(store) == before
    assert store.articles.searched(Scope(("guild:7",))) == Searched()
    fill()
    assert news_rows(store) == filled
    assert store.articles.forget("guild:8", identify=identify, at=NOW) == 0


def news_rows(store: Store) -> dict[str, int]:
    """How many rows each table of the news has; the version only rises."""
    tables = [table for table in schema.news.sorted_tables if table.name != "meta"]
    with store.articles._news.read() as connection:
        counts = {table.name: connection.execute(select(func.count()).select_from(table)).scalar() for table in tables}
        for index in INDEXES:
            counts[index] = connection.exec_driver_sql(f"SELECT count(*) FROM {index}_row").scalar()
    return {name: int(count or 0) for name, count in counts.items()}
