"""Who is who, and every figure, comes out the same in whatever order the stories came."""

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import pytest

from briefings.model import PUBLIC, Article, Findings, Identity, Scope, Sighting
from briefings.names import fold, surname
from briefings.store import Store
from tests.builders import NOW
from tests.store.newsroom import identify, made_up

EVERYBODY = Scope()


def load(store: Store, stories: Sequence[tuple[Article, Findings]], at_once: int = 1) -> None:
    for start in range(0, len(stories), at_once):
        store.articles.save_many(stories[start : start + at_once], collection=PUBLIC, identify=identify, at=NOW)


def everything(store: Store, scope: Scope = EVERYBODY) -> dict[str, Any]:
    """All that the store tells, by question."""
    people = store.people.everyone(scope)
    told: dict[str, Any] = {
        "people": people,
        "searched": store.articles.searched(scope),
        "newest": store.articles.newest(scope, limit=100),
        "quotes": store.people.quotes(scope, limit=None),
        "events": store.people.events(scope, limit=None),
        "search": store.search.find(scope, ("kabul",), limit=100),
    }
    for one in people:
        ids = [one.id]
        told[f"{one.name} {one.id}"] = (
            store.people.quotes(scope, ids, limit=None),
            store.people.quotes(scope, ids, terms=("pakistan",), limit=3),
            store.people.events(scope, ids, limit=None),
            store.people.events(scope, ids, terms=("kabul",), limit=None),
            store.people.roles(scope, ids),
            store.people.months(scope, ids),
            store.people.related(scope, ids, 3),
            store.people.mentioned(scope, ids, limit=100),
            store.people.quote_count(scope, ids),
            store.search.find(scope, ("sanction",), people=ids, limit=5),
            store.search.find(scope, (), people=ids, limit=100),
        )
    return told


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_loading_changes_nothing(store: Store, fresh_store: Store, seed: int):
    stories = [made_up(number, seed) for number in range(14)]
    load(store, stories, at_once=1)
    shuffled = random.Random(seed).sample(stories, k=len(stories))
    load(fresh_store, shuffled, at_once=5)
    first, second = everything(store), everything(fresh_store)
    assert first.keys() == second.keys()
    for question in first:
        assert first[question] == second[question], question


@pytest.mark.parametrize("seed", range(4))
def test_both_engines_say_the_same(two_engines: tuple[Store, Store], seed: int):
    stories = [made_up(number, seed) for number in range(12)]
    for store in two_engines:
        load(store, stories, at_once=4)
    first, second = map(everything, two_engines)
    for question in first:
        assert first[question] == second[question], question


@pytest.mark.parametrize("seed", range(3))
def test_figures_are_what_counting_gives(store: Store, seed: int):
    stories = [made_up(number, seed) for number in range(12)]
    load(store, random.Random(seed).sample(stories, k=len(stories)), at_once=3)
    check_figures(store, stories)


def check_figures(store: Store, stories: Sequence[tuple[Article, Findings]]) -> None:
    """Compare every person's figures with those counted from the stories themselves."""
    expected = {identity.key: identity for identity in count_people(stories)}
    people = {one.id.key: one for one in store.people.everyone(EVERYBODY)}
    assert people.keys() == expected.keys()
    by_key = {p.key: (story, found, p) for story, found in stories for p in found.people}
    for key, identity in expected.items():
        seen = [by_key[sighting] for sighting in identity.sightings]
        one = people[key]
        assert one.name == identity.name
        assert one.articles == len({story.key for story, _, _ in seen})
        assert one.mentions == sum(len(p.mentions) for _, _, p in seen)
        assert {form.text for form in one.aliases} == {form.text for _, _, p in seen for form in p.aliases}
        spans = [story.published.span for story, _, _ in seen if story.published.span]
        assert (one.first, one.last) == (min(spans, default=None), max(spans, default=None))
        said = [q for _, found, p in seen for q in found.quotes if q.person == p.key]
        assert store.people.quote_count(EVERYBODY, [one.id]).quotes == len(said)
        assert len(store.people.quotes(EVERYBODY, [one.id], limit=None)) == len(said)
        months = Counter(
            span.first.replace(day=1)
            for span in {s.key: s.published.span for s, _, _ in seen}.values()
            if span and (span.is_day or span.is_month)
        )
        assert {span.first: n for span, n in store.people.months(EVERYBODY, [one.id])} == months
        beside: Counter[str] = Counter()
        owner = {sighting: identity.key for identity in expected.values() for sighting in identity.sightings}
        for story_key in {s.key for s, _, _ in seen}:
            found = next(f for s, f in stories if s.key == story_key)
            beside.update({owner[p.key] for p in found.people} - {key})
        assert {other.id.key: n for other, n in store.people.related(EVERYBODY, [one.id], 100)} == beside
        found_by = store.search.find(EVERYBODY, (), people=[one.id], limit=100)
        assert {hit.head.key for hit in found_by} == {story.key for story, _, _ in seen}
        assert one in store.people.by_alias(EVERYBODY, fold(one.name))


def count_people(stories: Sequence[tuple[Article, Findings]]) -> list[Identity]:
    by_surname: dict[str, list[Sighting]] = defaultdict(list)
    for story, found in stories:
        for p in found.people:
            roles = tuple(r for r in found.roles if r.person == p.key)
            by_surname[surname(p.name)].append(Sighting(p, story.key, story.published.span, roles))
    return [identity for group in by_surname.values() for identity in identify(tuple(group))]


@pytest.mark.parametrize("at_once", [1, 3, 8])
def test_better_findings_replace_the_old_ones_in_every_figure(store: Store, at_once: int):
    stories = [made_up(number, 7) for number in range(8)]
    better = [(story, found) for story, found in (made_up(number, 7) for number in range(8))]
    thin = [(story, Findings(f.sentences, f.people[:1], (), (), (), (), "0")) for story, f in stories]
    load(store, thin, at_once=3)
    for start in range(0, len(better), at_once):
        anew = [(story.key, found) for story, found in better[start : start + at_once]]
        store.articles.replace_many(anew, collection=PUBLIC, identify=identify, at=NOW)
    check_figures(store, better)


def test_a_better_date_moves_a_story_in_every_figure(store: Store):
    stories = [made_up(number, 5) for number in range(8)]
    undated = [(no_date(story), found) for story, found in stories]
    load(store, undated, at_once=3)
    load(store, stories, at_once=3)
    check_figures(store, stories)
    load(store, undated, at_once=3)
    check_figures(store, stories)


def no_date(story: Article) -> Article:
    from dataclasses import replace

    from briefings.model import Published

    return replace(story, published=Published())
