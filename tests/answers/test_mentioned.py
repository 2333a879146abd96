"""Who is mentioned in somebody's message: full names, surnames that fit one person alone, and nobody by guessing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from briefings.answers import mentioned
from briefings.model import PUBLIC, Scope
from briefings.render import Renderer
from briefings.store import Store
from tests import builders as b
from tests.answers.newsroom import THEN, newsroom, publish

RENDERER = Renderer(Path(__file__).parent.parent.parent / "templates")
EVERYBODY = Scope((PUBLIC,))
SERVER = "guild:7"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with newsroom(tmp_path) as opened:
        story = b.article("Defense Secretary Jim Mattis met Colin Powell and Jerome Powell. Ursula von der Leyen left.")
        people = [
            b.person(story, name) for name in ("Jim Mattis", "Colin Powell", "Jerome Powell", "Ursula von der Leyen")
        ]
        roles = [b.role(story, people[0], "Defense Secretary")]
        publish(opened, story, b.findings(story, people=people, roles=roles))
        story = b.article("Rina Amiri spoke.", doc="own")
        publish(opened, story, b.findings(story, people=[b.person(story, "Rina Amiri")]), collection=SERVER)
        yield opened


@pytest.mark.parametrize(
    "text, people, unclear",
    [
        ("Jim Mattis and Colin Powell talked", ["Jim Mattis", "Colin Powell"], []),
        ("Mattis’s plan. Was it Mattis?", ["Jim Mattis"], []),
        ("jim mattis again", ["Jim Mattis"], []),
        ("But Mattis waited", ["Jim Mattis"], []),
        ("Secretary Mattis, Gen. Mattis", ["Jim Mattis"], []),
        ("von der Leyen!", ["Ursula von der Leyen"], []),
        ("What did Powell say?", [], ["Powell"]),  # two bear it: no guess
        ("Colin Powell spoke, then Powell left", ["Colin Powell"], []),
        ("Mary Mattis sings in Mattis Hall", [], []),  # somebody else, and a house
        ("Jim Mattis Jr. sings", [], []),  # a son
        ("the mattis of things; Jim", [], []),
        ("Rina Amiri", [], []),  # on a shelf of others
        ("", [], []),
        ("@everyone **[x](http://y)** 🙂 \x00", [], []),
    ],
)
def test_a_text_names_whom_it_names(store: Store, text: str, people: list[str], unclear: list[str]):
    answer = mentioned(store, EVERYBODY, text, now=THEN)
    assert [person.name for person in answer.people] == people
    assert [name.text for name in answer.unclear] == unclear


def test_each_is_shown_with_his_last_title_and_its_source(store: Store):
    answer = mentioned(store, EVERYBODY, "Mattis, Powell", now=THEN)
    assert RENDERER.text(answer) == (
        "## Mentioned here\n\n- **Jim Mattis**: Defense Secretary, as of 10 November 2017 [1] · in 1 article\n\n"
        "“Powell” could be Colin Powell or Jerome Powell."
    )


def test_nobody_is_an_answer(store: Store):
    told = RENDERER.text(mentioned(store, EVERYBODY, "Nice weather", now=THEN))
    assert told == "Nobody stands there whom I know from 1 article (10 November 2017)."


def test_what_was_asked_about_is_not_in_the_answer(store: Store):
    assert "weather" not in repr(mentioned(store, EVERYBODY, "Mattis likes the weather", now=THEN))


def test_many_people_come_in_pages(store: Store):
    first = mentioned(store, EVERYBODY, "Jim Mattis, Colin Powell, Jerome Powell", now=THEN, limit=2)
    assert (len(first.people), first.more) == (2, 1)
