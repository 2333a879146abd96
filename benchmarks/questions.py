"""The question set of tests/gold/questions.toml: its rows, and its articles, drawn by a rule that knows no answer."""

import gzip
import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import Any

from benchmarks.evaluation import data

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "tests" / "gold" / "questions.toml"

# The rule: news that can be read through with care, in which several named people speak.
SHORTEST, LONGEST = 1_500, 7_000  # characters
SAID_BY_PEOPLE = 8  # attributions whose source is a person, as the annotators saw it


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence of one article: `doc` as it is loaded, offsets half-open into its text as it came."""

    doc: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Asked:
    """One row: `answers` is empty where it is right to abstain, and `abstain` says why."""

    id: str
    question: str
    kind: str
    now: datetime
    conversation: str | None = None
    abstain: str | None = None
    speaker: str | None = None
    answers: tuple[Passage, ...] = ()
    also: tuple[Passage, ...] = ()


def drawn(records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The articles of PolNeAR's dev part that are asked about: all that fulfil the rule, in the order of their hashes.

    There are 25 of them. The order is that in which more would be left out, were there more.
    """
    fitting = (record for record in records if SHORTEST <= len(record["text"]) <= LONGEST)
    spoken = (record for record in fitting if _said_by_people(record) >= SAID_BY_PEOPLE)
    return sorted(spoken, key=lambda record: hashlib.sha256(record["id"].encode()).hexdigest())[:25]


def _said_by_people(record: dict[str, Any]) -> int:
    return sum(attribution["source_type"] == "person" for attribution in record["attributions"])


def seeds() -> dict[str, str]:
    """The five seeds' texts as they came, by the name they are loaded under."""
    # Bytes, because reading as text would turn line ends and move the offsets.
    return {file.stem: file.read_bytes().decode("utf-8") for file in sorted((ROOT / "seeds").glob("*.txt"))}


def drawn_articles() -> list[dict[str, Any]] | None:
    """The drawn records of the data set, None when it is not here."""
    folder = data("polnear")
    if folder is None:
        return None
    with gzip.open(folder / "dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        return drawn(json.loads(line) for line in lines)


def article_hashes() -> dict[str, str]:
    """The SHA-256 of each article's text, by the name it is loaded under: the offsets hold for no other text."""
    return {_loaded_as(article["doc"]): article["sha256"] for article in _gold()["articles"].values()}


def questions() -> list[Asked]:
    """All rows in their order: first those over the seeds, then those over the drawn articles."""
    return list(_rows(_gold()))


def questions_over_seeds() -> list[Asked]:
    """The rows before the first that a drawn article answers."""
    here = seeds()
    return list(takewhile(lambda row: all(passage.doc in here for passage in row.answers), questions()))


def _gold() -> dict[str, Any]:
    return tomllib.loads(GOLD.read_text(encoding="utf-8"))


def _loaded_as(name: str) -> str:
    """A file is loaded under its name without the ending, a line under its id."""
    return name.removesuffix(".txt")


def _rows(gold: dict[str, Any]) -> Iterator[Asked]:
    docs = {nickname: _loaded_as(article["doc"]) for nickname, article in gold["articles"].items()}

    def passages(places: list[str]) -> tuple[Passage, ...]:
        """`reset 247-415` → the sentence of that article."""
        parts = ((nickname, *offsets.split("-")) for nickname, offsets in (place.split() for place in places))
        return tuple(Passage(docs[nickname], int(start), int(end)) for nickname, start, end in parts)

    for row in gold["question"]:
        told = {
            "now": datetime.fromisoformat(row.get("now", gold["now"])),
            "answers": passages(row.get("answers", [])),
            "also": passages(row.get("also", [])),
        }
        yield Asked(**{**row, **told})
