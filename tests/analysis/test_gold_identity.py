"""Who is who across short articles of our own: read with the real model, in any order, and never a wrong merge."""

import tomllib
from collections import defaultdict
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from briefings.analysis.identity import identify
from briefings.analysis.pipeline import analyse
from briefings.model import PUBLIC, Article, Findings, Identity, Scope, Sighting
from briefings.names import surname_family
from briefings.store import Store
from tests import builders
from tests.analysis.real_docs import language

pytestmark = pytest.mark.model

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent.parent / "gold" / "identity.toml").read_text(encoding="utf-8")
)["case"]

Who = frozenset[tuple[int, str]]
"""One person: the numbers of the stories that name him, and his name in each."""


@cache
def read(text: str, day: str) -> tuple[Article, Findings]:
    article = builders.article(text, published=day)
    return article, analyse(article, language())


def sightings(case: dict[str, Any]) -> list[tuple[int, Sighting]]:
    """Everybody in every story of a case, with the story's number."""
    found = []
    for number, (day, text) in enumerate(case["stories"]):
        article, findings = read(text, day)
        for person in findings.people:
            roles = tuple(role for role in findings.roles if role.person == person.key)
            found.append((number, Sighting(person, article.key, article.published.span, roles)))
    return found


def told(seen: list[tuple[int, Sighting]]) -> set[Who]:
    """Who is who, as the store asks: the sightings of one family of surnames at a time."""
    names = {sighting.person.key: (number, sighting.person.name) for number, sighting in seen}
    families: dict[str, list[Sighting]] = defaultdict(list)
    for _, sighting in seen:
        families[surname_family(sighting.person.name)].append(sighting)
    found: list[Identity] = [one for family in families.values() for one in identify(tuple(family))]
    return {frozenset(names[key] for key in one.sightings) for one in found}


def by_reader(case: dict[str, Any]) -> set[Who]:
    return {frozenset((number, name) for number, name in one) for one in case["people"]}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_people_of_several_articles_are_told_as_a_careful_reader_tells_them(case: dict[str, Any]):
    assert told(sightings(case)) == by_reader(case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_order_of_the_articles_changes_nothing(case: dict[str, Any]):
    seen = sightings(case)
    for order in permutations(range(len(case["stories"]))):
        assert told(sorted(seen, key=lambda row: order.index(row[0]))) == told(seen)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_an_article_on_one_shelf_says_nothing_of_the_people_on_another(case: dict[str, Any], tmp_path: Path):
    store = Store.open(str(tmp_path / "news.db"), writes="both", now=builders.NOW)
    shelves = [PUBLIC, *(f"server-{number}" for number in range(1, len(case["stories"])))]
    for shelf, (day, text) in zip(shelves, case["stories"], strict=True):
        assert store.articles.save(*read(text, day), collection=shelf, identify=identify, at=builders.NOW)
    for number, shelf in enumerate(shelves):
        known = {(named.name, named.articles) for named in store.people.everyone(Scope((shelf,)))}
        assert known == {(name, 1) for one in case["people"] for at, name in one if at == number}
    store.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_store_tells_them_so_too(case: dict[str, Any], tmp_path: Path):
    store = Store.open(str(tmp_path / "news.db"), writes="both", now=builders.NOW)
    for day, text in reversed(case["stories"]):
        assert store.articles.save(*read(text, day), collection=PUBLIC, identify=identify, at=builders.NOW)
    assert sorted(named.articles for named in store.people.everyone(Scope())) == sorted(map(len, case["people"]))
    store.close()
