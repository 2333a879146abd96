"""People, names and titles in news of our own: read with the real model, scored against a careful reader, never worse."""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from briefings.model import Person, Slice
from tests.analysis.real_docs import Story
from tests.analysis.real_docs import story as read_story

pytestmark = pytest.mark.model

STORIES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent.parent / "gold" / "people.toml").read_text(encoding="utf-8")
)["story"]

FOUND = {"people": 92, "names": 141, "references": 21, "roles": 63}
"""How many of the gold rows are found at least: these may only rise. Nothing is found that no reader finds."""

MARKED = re.compile(r"\[([^\]|]+)\|([^\]]+)\]")
EITHER = "?"


@dataclass
class Compared:
    """A story as a careful reader marked it and as we read it: rows are (whom, what)."""

    gold: dict[str, Counter[tuple[str, ...]]] = field(default_factory=lambda: {kind: Counter() for kind in FOUND})
    ours: dict[str, Counter[tuple[str, ...]]] = field(default_factory=lambda: {kind: Counter() for kind in FOUND})
    merged: list[str] = field(default_factory=list)  # people of ours who are two, or one of the reader's twice


def unmarked(marked: str) -> tuple[str, list[tuple[Slice, str]]]:
    """The text without its brackets, and whom the words in them mean."""
    text, marks, at = "", [], 0
    for mark in MARKED.finditer(marked):
        text += marked[at : mark.start()]
        marks.append((Slice(len(text), len(text) + len(mark[1])), mark[2]))
        text, at = text + mark[1], mark.end()
    return text + marked[at:], marks


@cache
def compared(at: int) -> Compared:
    story = STORIES[at]
    text, marks = unmarked(story["text"].strip())
    told = read_story(text)
    forms = {whom: set(names) for whom, *names in story["people"]}
    found = Compared()
    either = {where for where, whom in marks if whom == EITHER}
    for where, whom in marks:
        if whom != EITHER:
            kind = "names" if where.of(text) in forms[whom] else "references"
            found.gold[kind][whom, where.of(text), str(where.start)] += 1
    found.gold["people"] = Counter((whom, *sorted(names)) for whom, names in forms.items())
    found.gold["roles"] = Counter(map(_role, story["roles"]))
    whose = {person.key: _whom(person, dict(marks), found) for person in told.cast.people}
    for person in told.cast.people:
        found.ours["people"][whose[person.key], *sorted(alias.text for alias in person.aliases)] += 1
        for mention in person.mentions:
            if mention.slice not in either:
                kind = "names" if mention.kind == "name" else "references"
                found.ours[kind][whose[person.key], mention.slice.of(text), str(mention.slice.start)] += 1
    found.ours["roles"] = _roles(told, whose)
    twice = [whom for whom, times in Counter(whose.values()).items() if times > 1]
    found.merged += [f"{whom} is two people" for whom in twice]
    return found


def _whom(person: Person, marks: dict[Slice, str], found: Compared) -> str:
    """The reader's name for this person of ours: the one whom most of his names mean."""
    meant = Counter(marks.get(m.slice, person.name) for m in person.mentions if m.kind == "name")
    del meant[EITHER]
    if len(meant) > 1:
        found.merged.append(f"{person.name}: {dict(meant)}")
    return min(meant, key=lambda whom: (-meant[whom], whom), default=person.name)


def _role(row: list[str]) -> tuple[str, ...]:
    return (*row, *("", "", "held")[len(row) - 1 :])


def _roles(told: Story, whose: dict[str, str]) -> Counter[tuple[str, ...]]:
    rows = ((whose[role.person], role.title, role.organisation or "", role.status) for role in told.roles)
    return Counter(dict.fromkeys(rows, 1))  # a title that is printed again says nothing new


@pytest.mark.parametrize("kind", FOUND)
def test_we_find_whom_a_careful_reader_finds_and_nobody_else(kind: str):
    read = {story["name"]: compared(at) for at, story in enumerate(STORIES)}
    missed = {name: list(c.gold[kind] - c.ours[kind]) for name, c in read.items() if c.gold[kind] - c.ours[kind]}
    wrong = {name: list(c.ours[kind] - c.gold[kind]) for name, c in read.items() if c.ours[kind] - c.gold[kind]}
    found = sum((c.gold[kind] & c.ours[kind]).total() for c in read.values())
    assert found >= FOUND[kind], (found, missed)
    assert wrong == {}, (wrong, missed)


def test_no_two_people_are_taken_for_one_and_nobody_for_two():
    assert {story["name"]: compared(at).merged for at, story in enumerate(STORIES) if compared(at).merged} == {}
