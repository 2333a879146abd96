"""Summaries of one story and of several: news articles with the highlights or the summary that their editors wrote."""

import gzip
import importlib
import importlib.util
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.evaluation import data, scorer
from briefings import reader
from briefings.analysis.language import load_language, shadow
from briefings.analysis.sentences import find_sentences
from briefings.analysis.words import Doc
from briefings.config import Settings
from briefings.ingest import article_from_text

WORDS = 230  # of a summary of several stories; one of a single story has three sentences

# File, what it is, and R1 and R2 of the best peer, what must be beaten and the target.
FIGURES = (
    ("cnndm_realsumm", "CNN/DM test", (41.8, 17.8), (41.8, 17.8), (42.5, 18.5)),
    ("cnndm_raw", "CNN/DM raw", (33.6, 13.5), (36.0, 15.4), (37.5, 17.0)),
    ("multinews", "Multi-News", (44.1, 14.1), (44.3, 15.6), (45.5, 16.0)),
)
SUMY = ("lex_rank.LexRankSummarizer", "text_rank.TextRankSummarizer", "luhn.LuhnSummarizer")

Summary = Callable[[Sequence[str], int | None], list[str]]
"""The texts of one event, and how many words (None: three sentences) → sentences."""


def summaries() -> Iterator[str]:
    """ROUGE-1 and ROUGE-2 (F1) beside lead and the graph rankers that are installed; and whether all is verbatim."""
    folder, score = data("summary"), scorer("summary")
    if folder is None or score is None:
        yield "summaries: skipped: no data"
        return
    language = load_language(Settings().model)

    def ours(texts: Sequence[str], words: int | None) -> list[str]:
        return list(reader.summarised(texts, model=Settings().model, sentences=3, words=words))

    def lead(texts: Sequence[str], words: int | None) -> list[str]:
        return _lead([_sentences(text, language) for text in texts], words)

    peers: dict[str, Summary] = {"here": ours, "lead, same sentences": lead, **_sumy()}
    if len(peers) == 2:
        yield "summaries: sumy is not installed: only lead stands beside ours"
    yield f"summaries, R1 / R2{'':18}R1     R2  words  verbatim  repeated  (must be 1.00 and at most 0.02)"
    for file, name, best, beat, target in FIGURES:
        topics = _topics(folder / f"{file}.jsonl.gz")
        yield f"  {name}, {len(topics)} topics: best peer {_pair(best)}, must beat {_pair(beat)}, target {_pair(target)}"
        for peer, summary in peers.items():
            made = {t["id"]: {"sents": summary(t["docs"], WORDS if file == "multinews" else None)} for t in topics}
            each = score.run(topics, made).values()
            r1, r2 = (100 * sum(one[kind][2] for one in each) / len(each) for kind in ("R1", "R2"))
            words, verbatim, again = (sum(one[kind] for one in each) / len(each) for kind in ("words", "verb", "dup"))
            yield f"    {peer:<28}{r1:6.1f} {r2:6.1f} {words:6.0f} {verbatim:9.2f} {again:9.3f}"


def _pair(figures: tuple[float, float]) -> str:
    return "/".join(map(str, figures))


def _topics(file: Path) -> list[dict[str, Any]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _sentences(text: str, parse: Callable[[str], Any]) -> list[str]:
    article = article_from_text(text, doc="")
    return [sentence.slice.of(text) for sentence in find_sentences(Doc.of(parse(shadow(article))), article)]


def _lead(stories: Sequence[Sequence[str]], words: int | None) -> list[str]:
    """The first sentence of each story, the second of each, and so on, as long as there is room."""
    turns = [story[n] for n in range(max(map(len, stories))) for story in stories if n < len(story)]
    if words is None:
        return turns[:3]
    chosen: list[str] = []
    for sentence in turns:
        if sum(len(one.split()) for one in (*chosen, sentence)) <= words:
            chosen.append(sentence)
    return chosen


def _sumy() -> dict[str, Summary]:
    """Peers from the package sumy, where it is installed."""
    if importlib.util.find_spec("sumy") is None:
        return {}
    parsers, tokens = importlib.import_module("sumy.parsers.plaintext"), importlib.import_module("sumy.nlp.tokenizers")

    def peer(path: str) -> Summary:
        module, name = path.split(".")
        make = getattr(importlib.import_module(f"sumy.summarizers.{module}"), name)

        def summary(texts: Sequence[str], words: int | None) -> list[str]:
            document = parsers.PlaintextParser.from_string("\n\n".join(texts), tokens.Tokenizer("english")).document
            ranked = list(map(str, make()(document, 3 if words is None else 12)))
            return ranked if words is None else _lead([ranked], words)

        return summary

    return {f"sumy {path.split('.')[1]}": peer(path) for path in SUMY}
