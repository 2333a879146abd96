"""A question asked again from how it was read gives the same answer, and never another person's."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from briefings.answers import Unknown, again, brief, quotes, search, timeline, who
from briefings.model import Answer, ReadAs, Scope
from briefings.store import Store
from tests import builders as b
from tests.answers.newsroom import THEN, newsroom, publish

STORY = b.article()
MATTIS = b.person(STORY, "Jim Mattis", "Mattis")
EVERYBODY = Scope()
DAYS = {"since": date(2017, 1, 1), "until": date(2018, 1, 1)}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with newsroom(tmp_path) as store:
        found = b.findings(
            STORY,
            people=[MATTIS],
            roles=[b.role(STORY, MATTIS)],
            quotes=[b.quote(STORY, "“We are in this fight together,”", MATTIS)],
            events=[b.event(STORY, "on Friday", "2017-11-17", people=[MATTIS], planned=True)],
        )
        publish(store, STORY, found)
        yield store


QUESTIONS: list[tuple[Any, tuple[str, ...], dict[str, Any]]] = [
    (who, ("mattis",), {}),
    (who, ("mattis",), DAYS),
    (quotes, ("Mattis",), {"about": "fight", **DAYS}),
    (timeline, ("mattis",), {}),
    (timeline, ("Kabul",), DAYS),
    (timeline, (), {"since": date(2017, 1, 1)}),
    (search, ("Kabul",), DAYS),
    (brief, ("Brussels",), {}),
    (brief, (), {}),
]


@pytest.mark.parametrize("question,subject,options", QUESTIONS)
def test_the_same_question_gives_the_same_answer(
    store: Store, question: Any, subject: tuple[str, ...], options: dict[str, Any]
) -> None:
    first: Answer = question(store, EVERYBODY, *subject, **options, now=THEN)
    assert first.entries
    second = again(store, EVERYBODY, first.read_as, now=THEN)
    assert second is not None
    assert replace(second, question=first.question) == first


def test_a_person_is_asked_for_by_his_key_so_that_a_namesake_is_never_shown(store: Store) -> None:
    asked = who(store, EVERYBODY, "mattis", now=THEN).read_as
    assert asked.key == MATTIS.key
    gone = again(store, EVERYBODY, replace(asked, key="0000000000000000:1-2"), now=THEN)
    assert isinstance(gone, Unknown)
    assert gone.changed


def test_a_kind_of_question_that_there_is_not_has_no_answer(store: Store) -> None:
    assert again(store, EVERYBODY, ReadAs("weather"), now=THEN) is None
