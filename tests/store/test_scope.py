"""An asker sees the collections of his scope and nothing else, through whichever door he comes."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from briefings.dates import DateSpan
from briefings.model import PUBLIC, Apart, PersonId, Scope, Searched, SentenceRef
from briefings.store import Store
from briefings.store.articles import Articles
from briefings.store.days import Days, EventsAsked
from briefings.store.finding import Search
from briefings.store.people import People
from tests.builders import NOW, article, findings, person
from tests.store.conftest import ENGINES, new_store
from tests.store.newsroom import brussels, identify, islamabad

MINE, THEIRS = "guild:1", "guild:2"

KABUL = DateSpan(date(2017, 12, 4), date(2017, 12, 4))  # when Pompeo is to visit

# Every public read, asked with all that a stranger could have guessed: keys, people, names, words.
KEY = brussels()[0].key
READS: dict[str, Callable[[Store, Scope, list[PersonId]], Any]] = {
    "articles.text": lambda store, scope, ids: store.articles.text(scope, KEY),
    "articles.head": lambda store, scope, ids: store.articles.head(scope, KEY),
    "articles.article": lambda store, scope, ids: store.articles.article(scope, KEY),
    "articles.starting": lambda store, scope, ids: store.articles.starting(scope, KEY[:8]),
    "articles.sentences": lambda store, scope, ids: store.articles.sentences(scope, KEY),
    "articles.passage": lambda store, scope, ids: store.articles.passage(scope, SentenceRef(KEY, 0, 1)),
    "articles.passages": lambda store, scope, ids: store.articles.passages(scope, [SentenceRef(KEY, 0, 0)]),
    "articles.newest": lambda store, scope, ids: store.articles.newest(scope, limit=9),
    "articles.arrived": lambda store, scope, ids: store.articles.arrived(scope, NOW, NOW + timedelta(days=1)),
    "articles.count": lambda store, scope, ids: store.articles.count(scope),
    "articles.searched": lambda store, scope, ids: store.articles.searched(scope),
    "people.by_alias": lambda store, scope, ids: store.people.by_alias(scope, "mattis"),
    "people.everyone": lambda store, scope, ids: store.people.everyone(scope),
    "people.get": lambda store, scope, ids: store.people.get(scope, ids),
    "people.roles": lambda store, scope, ids: store.people.roles(scope, ids),
    "people.quotes": lambda store, scope, ids: (
        store.people.quotes(scope, ids)
        + store.people.quotes(scope, None)
        + store.people.quotes(scope, ids, terms=("fight",))
        + store.people.quotes(scope, None, terms=("fight",), since=date(2017, 1, 1))
        + store.people.quotes(scope, None, articles=[KEY], limit=None)
        + store.people.quotes(scope, None, unsigned=True)
    ),
    "people.quote_count": lambda store, scope, ids: store.people.quote_count(scope, ids),
    "people.count_quotes": lambda store, scope, ids: (
        store.people.count_quotes(scope, ids) + store.people.count_quotes(scope, ids, terms=("fight",))
    ),
    "people.events": lambda store, scope, ids: (
        store.people.events(scope, ids)
        + store.people.events(scope, None)
        + store.people.events(scope, None, terms=("kabul",))
        + store.people.events(scope, None, articles=[KEY], limit=None)
    ),
    "people.happened": lambda store, scope, ids: store.people.happened(scope, ids, days=[], enough=1),
    "people.mentioned": lambda store, scope, ids: store.people.mentioned(scope, ids),
    "people.namings": lambda store, scope, ids: store.people.namings(scope, ids, ["Jim Mattis", "Mattis"]),
    "people.sightings": lambda store, scope, ids: [
        (one.head.published, one.names) for one in store.people.sightings(scope, ids)
    ],
    "people.appearances": lambda store, scope, ids: [
        (one.published, one.mentions) for one in store.people.appearances(scope, ids)
    ],
    "people.together": lambda store, scope, ids: store.people.together(scope, ids, [ids]),
    "people.articles_together": lambda store, scope, ids: store.people.articles_together(scope, ids, ids),
    "people.present": lambda store, scope, ids: [
        (one.id.collection, one.mentions, one.roles) for one in store.people.present(scope, [KEY])
    ],
    "people.present_by_article": lambda store, scope, ids: [
        (one.id.collection, one.mentions, one.roles)
        for there in store.people.present_by_article(scope, [KEY]).values()
        for one in there
    ],
    "people.titles": lambda store, scope, ids: store.people.titles(scope, [KEY]),
    "people.newest_articles": lambda store, scope, ids: store.people.newest_articles(scope, ids),
    "people.parted": lambda store, scope, ids: [
        (one.id.collection, one.articles)
        for one in store.people.parted(replace(scope, parted=tuple(Apart((i.key,), (i.key,)) for i in ids)))
    ],
    "people.months": lambda store, scope, ids: store.people.months(scope, ids),
    "people.related": lambda store, scope, ids: store.people.related(scope, ids[:1]),
    "days.told": lambda store, scope, ids: (
        store.days.told(scope, EventsAsked()) + store.days.told(scope, EventsAsked(tuple(ids)))
    ),
    "days.events": lambda store, scope, ids: store.days.events(scope, EventsAsked(), [KABUL], each=3),
    "search.find": lambda store, scope, ids: (
        store.search.find(scope, ("nato",))
        + store.search.find(scope, (), people=ids)
        + store.search.find(scope, ("nato",), people=ids, since=date(2017, 1, 1))
    ),
}


def test_the_table_of_reads_is_whole():
    public = {
        f"{name}.{method}"
        for name, room in [("articles", Articles), ("people", People), ("days", Days), ("search", Search)]
        for method, function in inspect.getmembers(room, inspect.isfunction)
        if "scope" in inspect.signature(function).parameters
    }
    assert public == READS.keys()
    writers = {
        "save",
        "save_many",
        "replace",
        "replace_many",
        "forget",
        "outdated",
    }  # the reader's, which works on every shelf
    for room in Articles, People, Days, Search:
        for method, function in inspect.getmembers(room, inspect.isfunction):
            takes_scope = "scope" in inspect.signature(function).parameters
            assert takes_scope or method.startswith("_") or method in writers, method


def fill(store: Store) -> Store:
    """The story of Brussels stands on THEIRS; on MINE only that of Islamabad, which names Mattis too."""
    store.articles.save(*brussels(), collection=THEIRS, identify=identify, at=NOW)
    story = article("Jim Mattis met Mike Pompeo.", published="2017-11-11", doc="courier-002")
    both = findings(story, people=[person(story, "Jim Mattis"), person(story, "Mike Pompeo")])
    store.articles.save(story, both, collection=THEIRS, identify=identify, at=NOW)
    store.articles.save(*islamabad(), collection=MINE, identify=identify, at=NOW)
    return store


@pytest.fixture(scope="module", params=ENGINES)
def shelves(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A filled store, for tests that only read."""
    with new_store(request, tmp_path_factory.mktemp("shelves"), request.param) as store:
        yield fill(store)


@pytest.mark.parametrize("read", READS)
def test_a_stranger_sees_nothing(shelves: Store, read: str):
    theirs = [one.id for one in shelves.people.everyone(Scope((THEIRS,)))]
    assert READS[read](shelves, Scope((THEIRS,)), theirs), "the test asks for something that is there"
    for scope in Scope(()), Scope((PUBLIC,)), Scope(("guild:3", "")):
        assert not seen(READS[read](shelves, scope, theirs)), scope


@pytest.mark.parametrize("read", READS)
def test_whoever_has_another_shelf_sees_only_that(shelves: Store, read: str):
    theirs = [one.id for one in shelves.people.everyone(Scope((THEIRS,)))]
    disguised = [PersonId(MINE, one.key) for one in theirs]  # their keys, said to be on his shelf
    told = repr(READS[read](shelves, Scope((MINE,)), theirs + disguised))
    for secret in [KEY, KEY[:16], "Jim Mattis", "Pompeo", "Brussels", "Defense Secretary", THEIRS]:
        assert secret not in told


def seen(answer: Any) -> bool:
    return answer != Searched() if isinstance(answer, Searched) else bool(answer)


def test_evidence_on_one_shelf_changes_nobody_on_another(store: Store):
    shelves = fill(store)
    before = shelves.people.everyone(Scope((MINE,)))
    shelves.articles.save(*brussels(), collection=PUBLIC, identify=identify, at=NOW)
    assert shelves.people.everyone(Scope((MINE,))) == before
    assert shelves.articles.searched(Scope((MINE,))).articles == 1


def test_an_article_on_two_shelves_is_told_once_from_the_first(store: Store):
    shelves = fill(store)
    shelves.articles.save(*brussels(), collection=MINE, identify=identify, at=NOW)
    for scope in Scope((MINE, THEIRS)), Scope((THEIRS, MINE)):
        first = scope.collections[0]
        assert [head.collection for head in shelves.articles.newest(scope) if head.key == KEY] == [first]
        assert [hit.head.collection for hit in shelves.search.find(scope, ("nato",))] == [first]
        fights = shelves.people.quotes(scope, None, terms=("fight",))
        assert [found.passage.head.collection for found in fights] == [first]
        kabul = shelves.people.events(scope, None, terms=("kabul",))
        assert [found.passage.head.collection for found in kabul] == [first]
        head = shelves.articles.head(scope, KEY)
        assert head is not None
        assert head.collection == first
        assert (
            shelves.articles.passages(scope, [SentenceRef(KEY, 0, 0)])[SentenceRef(KEY, 0, 0)].head.collection == first
        )
