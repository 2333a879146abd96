"""Who said what: PolNeAR's dev articles, read exactly as `briefings analyse --jsonl` reads them."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.evaluation import data, scorer
from briefings.analysis.as_json import findings_json
from briefings.analysis.language import load_language
from briefings.analysis.pipeline import analyse
from briefings.config import Settings
from briefings.ingest import article_from_text

# What is measured: subset of the scorer, its figure, best peer, must beat, target.
FIGURES = (
    ("content F1", "statement", "content_f", 68.9, 73, 80),
    ("  precision", "statement", "content_p", None, None, 83),
    ("  recall", "statement", "content_r", None, None, 77),
    ("end to end F1", "statement", "e2e_f", 64.3, 69, 75),
    ("end to end, tokens", "statement", "e2e_tok_f", 69.7, 78, 82),
    ("speaker on found", "statement", "speaker", 94.3, 94, 95),
    ("quoted e2e", "quoted", "e2e_f", 66.2, 75, 84),
    ("named person e2e", "st_person", "e2e_f", 65.7, 70, 78),
    ("pronoun e2e", "st_pronoun", "e2e_f", 66.8, 70, 77),
    ("organisation, anonymous", "st_other", "e2e_f", 59.6, 61, 66),
    ("all attributions, content", "all", "content_f", 58.7, None, None),
    ("surname, right when named", "names_surname", "precision_when_named", 94, 95, 98),
    ("pronoun, right when named", "names_pronoun", "precision_when_named", 52, 70, 80),
    ("pronoun, right of all", "names_pronoun", "recall_end_to_end", 28, 50, 62),
)


def quotes() -> Iterator[str]:
    """All figures of the dev part beside a textbook's rules, the best peer's, what must be beaten and the target."""
    folder, score = data("polnear"), scorer("quotes")
    if folder is None or score is None:
        yield "quotes: skipped: no data"
        return
    records = _records(folder / "dev.jsonl.gz")
    names = score.read_jsonl(folder / "names_dev.jsonl")
    found, textbook = (score.evaluate(records, made(records), names)[0] for made in (_predictions, _nearest_names))
    yield f"quotes: PolNeAR dev, {len(records)} articles, {'here':>13}{'nearest name':>14}{'peer':>7}{'beat':>7}{'target':>8}"
    for name, subset, figure, *others in FIGURES:
        cells = "".join(f"{other:>7}" if other is not None else f"{'-':>7}" for other in others)
        yield f"  {name:<38}{100 * found[subset][figure]:8.1f}{100 * textbook[subset][figure]:14.1f}{cells}"


def _records(file: Path) -> list[dict[str, Any]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _predictions(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    language = load_language(Settings().model)
    articles = (article_from_text(record["text"], doc=record["id"]) for record in records)
    return [findings_json(article, analyse(article, language)) for article in articles]


# --- what a textbook would do ------------------------------------------------------------------------------------

_MARKED = re.compile(r"[“\"]([^“”\"\n]{2,})[”\"]")
_NAME = r"(?:(?!(?:The|A|An|In|On|But|And|It|This|That|At|For|As|If|When)\b)[A-Z][\w'’-]+(?: [A-Z][\w'’.-]+)*|he|she|they|He|She|They)"
_NAMED = re.compile(rf"\b{_NAME}\b")
_SAID = re.compile(rf"\b({_NAME})(?:,[^,.\n]{{1,60}},)? (?:said|says|told \w+|added)(?: that)? ([^.\n“”\"]{{10,}}\.)")


def _nearest_names(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What stands in quotation marks is said by the nearest name outside of them, and "X said …" by X."""
    return [{"doc": record["id"], "quotes": list(_by_nearest_name(record["text"]))} for record in records]


def _by_nearest_name(text: str) -> Iterator[dict[str, Any]]:
    marked = list(_MARKED.finditer(text))
    names = [n for n in _NAMED.finditer(text) if not any(m.start() < n.start() < m.end() for m in marked)]
    for said in marked:
        nearest = min(names, key=lambda n: max(n.start() - said.end(), said.start() - n.end()), default=None)
        yield _quoted(said.span(1), nearest.span() if nearest else None, nearest.group() if nearest else None)
    for said in _SAID.finditer(text):
        yield _quoted(said.span(2), said.span(1), said[1])


def _quoted(content: tuple[int, int], speaker: tuple[int, int] | None, name: str | None) -> dict[str, Any]:
    return {"content": [list(content)], "speaker": speaker and list(speaker), "speaker_name": name, "cue": None}
