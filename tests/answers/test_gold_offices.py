"""The office somebody held on a day: stories of our own, read with the real model, and what a careful reader answers."""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from briefings.analysis.identity import identify
from briefings.analysis.pipeline import analyse
from briefings.answers.offices import offices_on
from briefings.model import PUBLIC, Scope
from briefings.store import Store
from tests import builders
from tests.analysis.real_docs import language

pytestmark = pytest.mark.model

GOLD: dict[str, Any] = tomllib.loads(
    (Path(__file__).parent.parent / "gold" / "offices.toml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store.open(str(tmp_path_factory.mktemp("archive") / "news.db"), writes="both", now=builders.NOW)
    for day, text in GOLD["stories"]:
        article = builders.article(text, published=day)
        findings = analyse(article, language())
        assert store.articles.save(article, findings, collection=PUBLIC, identify=identify, at=builders.NOW)
    yield store
    store.close()


@pytest.mark.parametrize("row", GOLD["asked"], ids=lambda row: " ".join(row[:2]))
def test_the_office_on_a_day_is_what_the_newest_story_by_then_says(archive: Store, row: list[str]):
    whom, day, *titles = row
    (person,) = [named for named in archive.people.everyone(Scope()) if named.name == whom]
    found = offices_on(archive.people.roles(Scope(), [person.id]), date.fromisoformat(day))
    assert sorted(one.role.title for one in found) == sorted(titles)
