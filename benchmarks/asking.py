"""Questions in plain words: whether the answer is the right sentence, and whether we say so where there is none.

Every question of tests/gold/questions.toml is asked as a member would ask it, through `briefings ask --jsonl`.
`make bench ARGS="asking --full"` tells each question that went wrong.
"""

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.evaluation import is_full
from benchmarks.questions import ROOT, Asked, Passage, drawn_articles, questions, questions_over_seeds
from briefings.names import words

ABSTAINED = {"unknown", "nothing", "ambiguous"}  # a question that was not understood ("help") is no abstention
LEADING = 5  # lines; an answer with more entries than this does not count, wherever the right one stands

# Figure, the first run over all (21 November 2026, on the day the questions were written), what must be reached.
FIGURES = (
    ("abstain precision", 0.73, 0.95),
    ("abstain recall", 0.70, 0.95),
    ("right sentence in five", 0.36, 0.85),
    ("  or beside more than five", 0.41, None),
    ("answers with a wrong speaker", 0, 0),
)


@dataclass(frozen=True, slots=True)
class Judged:
    """One question and what became of it."""

    asked: Asked
    kind: str  # of the answer
    entries: int
    found: bool  # the right sentence is among the leading lines
    wrong_speakers: tuple[str, ...]

    @property
    def abstained(self) -> bool:
        return self.kind in ABSTAINED

    @property
    def right(self) -> bool:
        """The right sentence and not too many beside it; or, where there is none, an abstention."""
        if self.asked.abstain:
            return self.abstained
        return self.found and not self.abstained and self.entries <= LEADING

    @property
    def told(self) -> str:
        """One line on what went wrong."""
        was = f"{self.kind}, {self.entries} entries{', the right one leading' if self.found else ''}"
        signed = f", signed {', '.join(self.wrong_speakers)}" if self.wrong_speakers else ""
        wanted = f"abstain: {self.asked.abstain}" if self.asked.abstain else "answer"
        return f"{self.asked.id} {self.asked.kind:<10}{self.asked.question}  [{wanted}] {was}{signed}"


def asking() -> Iterator[str]:
    """The figures beside those of the first run, then each kind of question; with `--full` each failure."""
    records = drawn_articles()
    rows = questions_over_seeds() if records is None else questions()
    judged = judge(rows, ask_all(rows, records or ()))
    over = (
        "the seeds; the first run was over more" if records is None else f"the seeds and {len(records)} drawn articles"
    )
    yield f"asking: {len(rows)} questions over {over}"
    yield f"{'first':>48}{'here':>8}{'beat':>8}"
    for (name, first, beat), here in zip(FIGURES, figures(judged), strict=True):
        yield f"  {name:<38}{_shown(first):>8}{_shown(here):>8}{_shown(beat):>8}"
    yield from (f"  {line}" for line in by_kind(judged))
    if is_full():
        yield from (f"  {one.told}" for one in judged if not one.right or one.wrong_speakers)


def figures(judged: Sequence[Judged]) -> tuple[float, ...]:
    """In the order of FIGURES: shares of 1, and last a count."""
    nothing_to_tell = [one for one in judged if one.asked.abstain]
    answerable = [one for one in judged if not one.asked.abstain]
    abstained = sum(one.abstained for one in judged)
    right = sum(one.right for one in nothing_to_tell)
    return (
        right / max(abstained, 1),
        right / len(nothing_to_tell),
        sum(one.right for one in answerable) / len(answerable),
        sum(one.found for one in answerable) / len(answerable),
        sum(bool(one.wrong_speakers) for one in judged),
    )


def by_kind(judged: Iterable[Judged]) -> Iterator[str]:
    """How many of each kind went right: those with an answer, then those without."""
    asked: Counter[tuple[str, bool]] = Counter()
    right: Counter[tuple[str, bool]] = Counter()
    for one in judged:
        of = (one.asked.kind, bool(one.asked.abstain))
        asked[of] += 1
        right[of] += one.right
    for kind in sorted({kind for kind, _ in asked}):
        cells = (f"{right[kind, none]:>4} of {asked[kind, none]:<4}" for none in (False, True))
        yield f"{kind:<12} answered{next(cells)} abstained{next(cells)}"


def _shown(figure: float | None) -> str:
    return "-" if figure is None else f"{round(figure, 2):g}"


# --- asking ------------------------------------------------------------------------------------------------------


def ask_all(rows: Sequence[Asked], records: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The answer to each row, over the seeds and these records, from a store that is made for it."""
    with tempfile.TemporaryDirectory() as folder:
        store = f"{folder}/news.db"
        _run("load", "--store", store, str(ROOT / "seeds"))
        if records:
            _run("load", "--store", store, "--jsonl", _lines(Path(folder) / "drawn.jsonl", map(_article, records)))
        asked = _lines(Path(folder) / "questions.jsonl", map(_question, rows))
        told = _run("ask", "--store", store, "--json", "--jsonl", asked)
    return [json.loads(line) for line in told.splitlines()]


def _article(record: Mapping[str, Any]) -> dict[str, str]:
    return {"id": record["id"], "text": record["text"], "published": record["date"]}


def _question(row: Asked) -> dict[str, str | None]:
    return {"id": row.id, "question": row.question, "now": row.now.isoformat(), "conversation": row.conversation}


def _lines(file: Path, objects: Iterable[Mapping[str, Any]]) -> str:
    file.write_text("".join(f"{json.dumps(one)}\n" for one in objects), encoding="utf-8")
    return str(file)


def _run(*arguments: str) -> str:
    """What this command says; its failure is ours."""
    command = [sys.executable, "-m", "briefings", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, encoding="utf-8").stdout


# --- judging -----------------------------------------------------------------------------------------------------


def judge(rows: Sequence[Asked], answers: Sequence[Mapping[str, Any]]) -> list[Judged]:
    """Each row beside its answer."""
    speakers = {passage: row.speaker for row in rows if row.speaker for passage in row.answers}
    return [
        Judged(
            asked=row,
            kind=answer["kind"],
            entries=len(answer["entries"]),
            found=_answers(row, _leading(answer)),
            wrong_speakers=tuple(_wrong_speakers(row, answer, speakers)),
        )
        for row, answer in zip(rows, answers, strict=True)
    ]


def _answers(row: Asked, lines: Sequence[tuple[Passage, ...]]) -> bool:
    def told(wanted: tuple[Passage, ...]) -> bool:
        return any(_same(line, passage) for line in lines for passage in wanted)

    return told(row.answers) and (not row.also or told(row.also))


def _leading(answer: Mapping[str, Any]) -> list[tuple[Passage, ...]]:
    """The first lines, each with the slices that it shows; of a profile the first titles too."""
    receipts = {receipt["n"]: receipt for receipt in answer["receipts"]}
    titles = [
        (Passage(receipt["doc"], receipt["start"], receipt["end"]),)
        for person in (answer["people"] if answer["kind"] == "profile" else ())
        for role in person["roles"]
        for receipt in (receipts[role["receipt"]],)
    ]
    return [*titles[:LEADING], *(_slices(entry, receipts) for entry in answer["entries"][:LEADING])]


def _slices(entry: Mapping[str, Any], receipts: Mapping[int, Mapping[str, Any]]) -> tuple[Passage, ...]:
    return tuple(Passage(receipts[entry["receipt"]]["doc"], start, end) for start, end in entry["spans"])


def _same(line: tuple[Passage, ...], wanted: Passage) -> bool:
    """Whether the line shows that sentence: a piece of it and the sentence share half of the shorter of the two.

    A quotation is a part of its sentence, and one of several pieces tells several sentences.
    """
    return any(2 * _shared(piece, wanted) >= min(_length(piece), _length(wanted)) > 0 for piece in line)


def _shared(one: Passage, other: Passage) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start)) if one.doc == other.doc else 0


def _length(passage: Passage) -> int:
    return passage.end - passage.start


def _wrong_speakers(row: Asked, answer: Mapping[str, Any], speakers: Mapping[Passage, str]) -> Iterator[str]:
    """Named speakers of entries who are not the one asked for, or not the one whose sentence it is."""
    receipts = {receipt["n"]: receipt for receipt in answer["receipts"]}
    for entry in answer["entries"]:
        signed = entry.get("speaker")
        if answer["kind"] in ABSTAINED or not signed or not signed.split()[-1][0].isupper():
            continue  # "a senior official" may have told what somebody else had said
        line = _slices(entry, receipts)
        whose = {speaker for passage, speaker in speakers.items() if _same(line, passage)}
        if row.speaker and answer["kind"] == "quotations":
            whose.add(row.speaker)
        if whose and not any(_may_be(signed, speaker) for speaker in whose):
            yield signed


def _may_be(signed: str, speaker: str) -> bool:
    """The same surname, and where both have a first name the same initial: Jim is James, Ivanka is not Donald, and Jr. is no surname."""
    (*first, surname), (*named, of) = words(signed), words(speaker)
    return surname == of and (not first or not named or first[0][0] == named[0][0])
