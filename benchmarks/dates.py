"""Dates in public news and chronicles against their TIMEX3 gold: TimeBank, AQUAINT and WikiWars."""

import gzip
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from types import ModuleType
from typing import Any

from benchmarks.evaluation import data, scorer
from briefings import ingest
from briefings.analysis.dates import find_dates
from briefings.analysis.language import load_language, shadow
from briefings.analysis.words import Doc
from briefings.config import Settings
from briefings.dates import midnight, read_iso
from briefings.model import Published

FIGURES = {"news": (87.1, 86, 89), "wikiwars": (90.5, 86, 88)}  # best peer, must beat, target


def dates() -> Iterator[str]:
    """Value F1 of calendar dates, and of spaCy's own DATE entities read by dateparser where that is installed."""
    folder, score = data("dates"), scorer("dates")
    if folder is None or score is None:
        yield "dates: skipped, no data"
        return
    gold = {one["id"]: one["timexes"] for one in _lines(folder / "gold.jsonl.gz")}
    docs = list(_lines(folder / "docs.jsonl.gz"))
    language = load_language(Settings().model)
    articles = [
        ingest.article_from_text(doc["text"], doc=doc["id"], published=Published(read_iso(doc["dct"]), "given"))
        for doc in docs
    ]
    found: dict[str, list[dict[str, Any]]] = {}
    parsed = [(article, language(shadow(article))) for article in articles]
    begun = time.process_time()
    for article, doc in parsed:
        found[article.doc] = [
            {"start": date.slice.start, "end": date.slice.end, "value": date.value, "type": date.type}
            for date in find_dates(Doc.of(doc), article)
        ]
    seconds = time.process_time() - begun
    words = sum(len(doc["text"].split()) for doc in docs)
    theirs = _dateparser({article.doc: doc for article, doc in parsed}, {doc["id"]: doc["dct"] for doc in docs})
    yield f"dates: {len(docs)} documents; calendar value F1 x 100 (ours at {words / seconds:,.0f} words/s after the parse)"
    baseline = _scored(score, gold, theirs) if theirs is not None else {}
    if not baseline:
        yield "  dateparser is not installed: no baseline"
    for name, ours in sorted(_scored(score, gold, found).items()):
        peer, must, target = FIGURES["wikiwars" if name == "wikiwars" else "news"]
        beside = f"   spaCy and dateparser {baseline[name]:5.1f}" if baseline else ""
        yield f"  {name:12} {ours:5.1f}{beside}   best peer {peer}   must beat {must}   target {target}"


def _lines(path: Any) -> Iterator[Any]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def _scored(score: ModuleType, gold: dict[str, Any], found: dict[str, Any]) -> dict[str, float]:
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for name, timexes in gold.items():
        counted, _ = score.score_doc("calendar", timexes, found.get(name, []))
        source = name.split("/")[0]
        for part in {source, "wikiwars" if source == "wikiwars" else "news"}:
            sums[part].update(counted)
    return {part: 100 * score.metrics(counts)["value"]["F1"] for part, counts in sums.items()}


def _dateparser(docs: dict[str, Any], published: dict[str, str]) -> dict[str, list[dict[str, Any]]] | None:
    try:
        import dateparser
    except ImportError:
        return None
    found: dict[str, list[dict[str, Any]]] = {}
    for name, doc in docs.items():
        on = read_iso(published[name])
        settings = {
            "PREFER_DATES_FROM": "past",
            "RELATIVE_BASE": midnight(on.first).replace(tzinfo=None) if on else None,
        }
        found[name] = [
            {"start": span.start_char, "end": span.end_char, "value": _as_fine(span.text, at.date()), "type": "DATE"}
            for span in doc.ents
            if span.label_ == "DATE"
            and (at := dateparser.parse(span.text, languages=["en"], settings=settings)) is not None
        ]
    return found


def _as_fine(words: str, on: date) -> str:
    """dateparser gives a day for everything: a year or a month is cut to what it is."""
    if re.fullmatch(r"\D*\d{4}", words):
        return f"{on:%Y}" if not re.search("[A-Z]", words) else f"{on:%Y-%m}"
    return on.isoformat() if re.search(r"\d|day|row", words) else f"{on:%Y-%m}"
