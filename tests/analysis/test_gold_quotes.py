"""Who speaks, who is who and who holds which office, in news of our own: read by the real model, scored, never worse."""

import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from briefings.analysis.pipeline import analyse
from briefings.model import Article, Findings, Person
from tests import builders
from tests.analysis.real_docs import language

pytestmark = pytest.mark.model

STORIES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent.parent / "gold" / "voices.toml").read_text(encoding="utf-8")
)["story"]

FOUND = {"people": 55, "means": 19, "titles": 54, "quotes": 88}
"""How many of the gold rows are found at least: these may only rise. Nothing is found that no reader finds."""


@dataclass(frozen=True, slots=True)
class Read:
    """One story as we read it, and as a careful reader does: rows of each kind."""

    ours: dict[str, Counter[Any]]
    gold: dict[str, Counter[Any]]

    def missed(self, kind: str) -> Counter[Any]:
        return self.gold[kind] - self.ours[kind]

    def wrong(self, kind: str) -> Counter[Any]:
        return self.ours[kind] - self.gold[kind]


@cache
def read(at: int) -> Read:
    story = STORIES[at]
    article = builders.article(story["text"].strip())
    findings = analyse(article, language())
    names = {person.key: person.name for person in findings.people}
    ours: dict[str, Counter[Any]] = {
        "people": Counter((person.name, *sorted(_other_forms(article, person))) for person in findings.people),
        "means": Counter((words, nth, _meant(article, findings, words, nth)) for words, nth, _ in story["means"]),
        "titles": Counter((names[r.person], r.title, r.organisation or "", r.status) for r in findings.roles),
        "quotes": Counter(_quote_rows(article, findings, names)),
    }
    gold = {
        "people": Counter((name, *sorted({name, *others} - {name})) for name, *others in story["people"]),
        **{kind: Counter(map(tuple, story[kind])) for kind in ("means", "titles", "quotes")},
    }
    return Read(ours, gold)


def _other_forms(article: Article, person: Person) -> set[str]:
    return {alias.text for alias in person.aliases} - {person.name}


def _meant(article: Article, findings: Findings, words: str, nth: int) -> str:
    where = builders.where(article, words, nth)
    meant = {
        p.name for p in findings.people for m in p.mentions if m.slice.start < where.end and where.start < m.slice.end
    }
    return meant.pop() if len(meant) == 1 else ""


def _quote_rows(article: Article, findings: Findings, names: dict[str, str]) -> list[tuple[str, str]]:
    text = article.text
    return [
        (
            names.get(quote.person or "") or (quote.speaker.of(text) if quote.speaker else ""),
            " | ".join(piece.of(text) for piece in quote.content),
        )
        for quote in findings.quotes
    ]


@pytest.mark.parametrize("kind", FOUND)
def test_we_find_what_a_careful_reader_finds_and_nothing_else(kind: str):
    stories = [read(at) for at in range(len(STORIES))]
    found = sum((one.gold[kind] & one.ours[kind]).total() for one in stories)
    wrong = sum(one.wrong(kind).total() for one in stories)
    told = "\n".join(
        f"{story['name']}: missed {list(one.missed(kind))}, wrong {list(one.wrong(kind))}"
        for story, one in zip(STORIES, stories, strict=True)
        if one.missed(kind) or one.wrong(kind)
    )
    assert found >= FOUND[kind], told
    assert wrong == 0, told
