"""Scraped texts and pages of our own, read and scored against what a careful reader calls the story; never worse."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from briefings.ingest import article_from_html, article_from_text
from briefings.model import Article, Slice

GOLD = tomllib.loads((Path(__file__).parent.parent / "gold" / "pages.toml").read_text(encoding="utf-8"))
TEXTS: list[dict[str, Any]] = GOLD["text"]

# These may only rise: the body's F1 over the words, in per cent, the stories read without a fault, and the titles.
FLOORS = {"text": (100, 16, 16), "page": (100, 6, 6)}

_WORD = re.compile(r"\w+(?:['’]\w+)*")


def scraped(marked: str) -> tuple[str, list[Slice]]:
    """The text as a scraper leaves it, and the slices of it that are marked as the story."""
    text, story = "", []
    for line in marked.lstrip("\n").splitlines(keepends=True):
        outside = not line.startswith("> ")
        for piece in re.split(r"(?=\{)|(?<=\})", line.removeprefix("> ")):
            shown = piece.removeprefix("{").removesuffix("}")
            if not outside and shown == piece:
                story.append(Slice(len(text), len(text) + len(shown)))
            text += shown
    return text, story


def chosen(article: Article) -> list[Slice]:
    return sorted((*article.body, *article.subheads))


def words_at(text: str, slices: list[Slice]) -> Counter[tuple[int, str]]:
    """The words of the slices, each with its place, so that the same word elsewhere is not the same."""
    return Counter(
        (match.start(), match.group()) for part in slices for match in _WORD.finditer(text, part.start, part.end)
    )


def words_of(paragraphs: list[str]) -> Counter[tuple[int, str]]:
    return Counter((0, word) for paragraph in paragraphs for word in _WORD.findall(paragraph))


def read(kind: str) -> Iterator[tuple[dict[str, Any], Article, Counter[tuple[int, str]], Counter[tuple[int, str]]]]:
    """Each story of this kind with what we read, the words that a careful reader takes, and the words that we take."""
    for gold in GOLD[kind]:
        if kind == "text":
            text, story = scraped(gold["text"])
            article = article_from_text(text, doc=gold["name"])
            yield gold, article, words_at(text, story), words_at(article.text, chosen(article))
        else:
            article = article_from_html(gold["html"], doc=gold["name"])
            ours = [part.of(article.text) for part in chosen(article)]
            yield gold, article, words_of(gold["story"]), words_of(ours)


@pytest.mark.parametrize("kind", FLOORS)
def test_we_take_for_the_story_what_a_careful_reader_takes(kind: str):
    right = taken = wanted = whole = titles = 0
    faults: dict[str, Any] = {}
    for gold, article, reader, ours in read(kind):
        right, taken, wanted = right + (reader & ours).total(), taken + ours.total(), wanted + reader.total()
        whole += reader == ours
        titles += article.title == gold.get("title")
        if reader != ours or article.title != gold.get("title"):
            lost, foreign = (" ".join(w for _, w in sorted(words)) for words in (reader - ours, ours - reader))
            faults[gold["name"]] = {"lost": lost, "foreign": foreign, "title": article.title}
    f1 = 200 * right / (taken + wanted)
    for found, floor in zip((f1, whole, titles), FLOORS[kind], strict=True):
        assert found >= floor, faults


@pytest.mark.parametrize("gold", TEXTS, ids=lambda gold: gold["name"])
def test_the_story_is_cut_out_of_the_text_as_it_came(gold: dict[str, Any]):
    text, _ = scraped(gold["text"])
    article = article_from_text(text, doc="t")
    assert article.text == text
    assert all(part.of(text).strip() == part.of(text) != "" for part in chosen(article))
    assert all(one.end <= other.start for one, other in pairwise(chosen(article)))
    if (title := article.title) is not None:
        assert title in text
