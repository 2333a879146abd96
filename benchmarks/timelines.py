"""Timelines: public news of one topic each, loaded and asked as the command line does, against what editors wrote."""

import gzip
import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.evaluation import data, is_full, scorer
from briefings import ingest, reader
from briefings.answers import Timeline, timeline
from briefings.config import Settings
from briefings.dates import read_iso
from briefings.model import Published, Scope
from briefings.store import Store

NOW = datetime(2021, 8, 10, 12, tzinfo=UTC)
LIMIT = 500  # entries asked for; the scorer takes as many days as the reference has
FIGURES = {  # best peer, must beat, target
    ("t17", "date"): (49.6, 49, 52),
    ("t17", "hard"): (30.9, 30, 34),
    ("t17", "AR1"): (10.6, 10.7, 11.5),
    ("entities", "date"): (24.1, 24, 28),
}

Ranked = list[tuple[str, list[str]]]
"""Days, the best first, each with its sentences, the best first."""


def timelines() -> Iterator[str]:
    """Date F1 and alignment ROUGE of four topics; with `--full` date F1 of nine people too."""
    folder, score = data("timeline"), scorer("timeline")
    if folder is None or score is None:
        yield "timelines: skipped: no data"
        return
    score.STOP.update((Path(str(score.__file__)).parent / "smart_stopwords.txt").read_text().split())
    gold = list(_lines(folder / "timelines.jsonl.gz"))
    by_topic: dict[str, list[Any]] = defaultdict(list)
    for article in _lines(folder / "articles.jsonl.gz"):
        if is_full() or article["topic"].startswith("t17/"):
            by_topic[article["topic"]].append(article)
    ours = {topic: _ours(topic, articles) for topic, articles in by_topic.items()}
    counts = {topic: _most_reported(articles) for topic, articles in by_topic.items()}
    yield f"timelines: {len(by_topic)} topics, {sum(map(len, by_topic.values())):,} articles"
    here, baseline = _scored(score, gold, ours), _scored(score, gold, counts)
    for (kind, figure), (peer, must, target) in FIGURES.items():
        if (kind, figure) not in here:
            yield f"  {kind:9} {figure:5} only with --full   best peer {peer}   must beat {must}   target {target}"
        else:
            yield (
                f"  {kind:9} {figure:5} {here[kind, figure]:5.1f}   publication counts {baseline[kind, figure]:5.1f}"
                f"   best peer {peer}   must beat {must}   target {target}"
            )


def _lines(path: Path) -> Iterator[Any]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def _ours(topic: str, articles: Sequence[Any]) -> Ranked:
    """A store with this topic's articles alone, asked for its timeline; a person is asked for by name."""
    named = topic.split("/")[1].replace("_", " ") if topic.startswith("entities/") else None
    with tempfile.TemporaryDirectory() as folder, Store.open(f"{folder}/n.db", writes="news", now=NOW) as store:
        inputs = (ingest.Input(one["id"], _article(one)) for one in articles)
        list(reader.load(store, inputs, model=Settings().model, clock=lambda: NOW))
        answer = timeline(store, Scope(), named, now=NOW, order="score", limit=LIMIT)
    days: dict[str, list[str]] = {}
    for entry in answer.entries if isinstance(answer, Timeline) else ():
        if entry.date is not None and entry.date.is_day:
            days.setdefault(entry.date.first.isoformat(), []).append(entry.text)
    return list(days.items())


def _article(one: Any) -> Callable[[], tuple[Any, ...]]:
    def read() -> tuple[Any, ...]:
        published = Published(read_iso(one["date"]), "given")
        return (ingest.article_from_text("\n".join(one["sents"]), doc=one["id"], published=published),)

    return read


def _most_reported(articles: Sequence[Any]) -> Ranked:
    """The days with the most articles, each with first sentences: the plainest timeline there is."""
    first: dict[str, list[str]] = defaultdict(list)
    for one in articles:
        first[one["date"]] += one["sents"][:1]  # some have none
    counted = Counter({on: len(sentences) for on, sentences in first.items()})
    return [(on, first[on]) for on, _ in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))]


def _scored(score: ModuleType, gold: Sequence[Any], ranked: dict[str, Ranked]) -> dict[tuple[str, str], float]:
    """F1 x 100 from the means of precision and recall, by the protocol of the scorer's "ranked" form."""
    pairs: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for reference in gold:
        topic = reference["topic"]
        if topic not in ranked:
            continue
        kind, told = topic.split("/")[0], {one["date"]: one["sents"] for one in reference.get("entries", ())}
        days = set(told or reference["dates"])
        each = max(1, round(sum(map(len, told.values())) / len(told))) if told else 2
        inside = [(on, sents[:each]) for on, sents in ranked[topic] if min(days) <= on <= max(days)]
        chosen = dict(inside[: len(days)])
        right = score.pr(len(chosen.keys() & days), len(chosen), len(days))
        pairs[kind, "date"].append(right)
        if len(days) / (_number(max(days)) - _number(min(days)) + 1) < 0.5:
            pairs[kind, "hard"].append(right)
        if told:
            pairs[kind, "AR1"].append(score.align(chosen, told)[1])
    return {key: _f1(*(sum(one) / len(one) for one in zip(*found, strict=True))) for key, found in pairs.items()}


def _number(on: str) -> int:
    return date.fromisoformat(on).toordinal()


def _f1(precision: float, recall: float) -> float:
    return 200 * precision * recall / (precision + recall) if precision + recall else 0.0
