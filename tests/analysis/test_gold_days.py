"""Days and happenings in news of our own: read with the real model, scored against a careful reader, never worse."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from briefings.analysis.pipeline import analyse
from briefings.model import Article, Findings
from tests import builders
from tests.analysis.real_docs import language

pytestmark = pytest.mark.model

STORIES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent.parent / "gold" / "days.toml").read_text(encoding="utf-8")
)["story"]

FOUND = {"dates": 111, "events": 21}
"""How many of the gold rows are found at least: these may only rise. Nothing is found that no reader finds."""

Rows = dict[str, Counter[tuple[str, ...]]]


@cache
def read(at: int) -> tuple[Rows, Rows]:
    """A story's rows as we read it, and as a careful reader does. Where he lists no events, ours are not compared."""
    story = STORIES[at]
    article = builders.article(story["text"].strip(), published=story["published"])
    findings = analyse(article, language())
    ours = {"dates": Counter(_dates(article, findings)), "events": Counter(_events(article, findings, story))}
    gold = {kind: Counter(map(tuple, story.get(kind, ()))) for kind in FOUND}
    return ours, gold


def _dates(article: Article, findings: Findings) -> Iterator[tuple[str, ...]]:
    for date in findings.dates:
        if date.type in {"DATE", "TIME"} and date.value != "PRESENT_REF":
            yield date.slice.of(article.text), date.value


def _events(article: Article, findings: Findings, story: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    if "events" not in story:
        return
    for event in findings.events:
        sentence = findings.sentences[event.source.first].slice.of(article.text)
        opening = next((row[0] for row in story["events"] if sentence.startswith(row[0])), sentence)
        how = ["said"] if event.spoken else ["planned"] if event.planned else []
        yield opening, str(event.when.iso()), *how


@pytest.mark.parametrize("kind", FOUND)
def test_we_find_the_days_that_a_careful_reader_finds_and_no_others(kind: str):
    read_ = [read(at) for at in range(len(STORIES))]
    found = sum((gold[kind] & ours[kind]).total() for ours, gold in read_)
    missed = {s["name"]: list(g[kind] - o[kind]) for s, (o, g) in zip(STORIES, read_, strict=True) if g[kind] - o[kind]}
    wrong = {s["name"]: list(o[kind] - g[kind]) for s, (o, g) in zip(STORIES, read_, strict=True) if o[kind] - g[kind]}
    assert found >= FOUND[kind], missed
    assert wrong == {}, (wrong, missed)
