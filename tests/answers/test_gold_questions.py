"""Questions in plain words over real news, and the sentences that a careful reader would answer with."""

import hashlib
from itertools import groupby
from typing import Any

import pytest

from benchmarks.asking import ask_all, figures, judge
from benchmarks.questions import (
    Asked,
    Passage,
    article_hashes,
    drawn_articles,
    questions,
    questions_over_seeds,
    seeds,
)

# What was reached over the seeds alone. A floor is raised when the answers get better, and never lowered.
FLOORS = {"abstain precision": 0.93, "abstain recall": 1.0, "right sentence in five": 0.93}

ENDS = ('."', ".”", ".", '"', "”", "?", "!")
KINDS = {
    "who", "said", "when", "where", "met", "jobs", "latest", "how many",
    "title", "variant", "typo", "bare", "follow-up",
}  # fmt: skip


def texts() -> dict[str, str]:
    return seeds() | {record["id"]: record["text"] for record in drawn_articles() or []}


def test_half_of_the_questions_have_an_answer_and_half_have_none():
    rows = questions()
    answerable = [row for row in rows if row.answers]
    assert len(rows) >= 120
    assert len(answerable) == len(rows) / 2
    assert [row for row in rows if bool(row.answers) == bool(row.abstain)] == []


def test_every_kind_of_question_is_asked_and_every_row_is_known_by_its_number():
    rows = questions()
    assert {row.kind for row in rows} == KINDS
    assert len({row.id for row in rows}) == len(rows)


def test_the_questions_of_a_conversation_follow_each_other_and_begin_with_a_whole_one():
    talks = [(name, list(rows)) for name, rows in groupby(questions(), key=lambda row: row.conversation) if name]
    assert len({name for name, _ in talks}) == len(talks)
    assert [name for name, rows in talks if rows[0].kind == "follow-up" or len(rows) < 2] == []
    assert [row for row in questions() if row.kind == "follow-up" and not row.conversation] == []


def test_what_is_said_has_a_speaker():
    said = [row for row in questions() if " say" in row.question or " said " in row.question]
    assert said
    assert [row.question for row in said if row.answers and not row.speaker] == []


def test_the_articles_are_those_that_were_read():
    hashes = article_hashes()
    here = {doc: hashlib.sha256(text.encode()).hexdigest() for doc, text in texts().items()}
    assert here == {doc: hashed for doc, hashed in hashes.items() if doc in here}
    assert len(here) in (5, 30)
    assert len(hashes) == 30


def test_every_answer_is_a_sentence_of_its_article():
    known = texts()
    passages = [(row, passage) for row in questions() for passage in (*row.answers, *row.also) if passage.doc in known]
    assert len(passages) > 100
    assert [_told(row, known[passage.doc], passage) for row, passage in passages if not _whole(known, passage)] == []


@pytest.mark.parametrize("edge", [0, 10**6])
def test_a_passage_beyond_its_article_would_be_noticed(edge: int):
    assert not _whole(seeds(), Passage("000_ad5e5942b071c42f", edge, edge + 30))


@pytest.mark.model
def test_questions_over_the_seeds_are_answered_as_well_as_before():
    rows = questions_over_seeds()
    judged = judge(rows, ask_all(rows, ()))
    precision, recall, right, _, wrong_speakers = figures(judged)
    reached = {"abstain precision": precision, "abstain recall": recall, "right sentence in five": right}
    told = [one.told for one in judged if not one.right]
    assert {name: share for name, share in reached.items() if share < FLOORS[name]} == {}, told
    assert wrong_speakers == 0, [one.told for one in judged if one.wrong_speakers]


# --- how an answer is judged -------------------------------------------------------------------------------------

KIRBY = Asked("1", "What did Kirby say?", "said", questions()[0].now, speaker="John Kirby", answers=(Passage("a", 100, 200),))  # fmt: skip
NOBODY = Asked("2", "What did Austin say?", "said", questions()[0].now, abstain="unknown name")


def answer(kind: str, *spans: tuple[int, int], speaker: str | None = "John Kirby", doc: str = "a") -> dict[str, Any]:
    entries = [{"speaker": speaker, "spans": [span], "receipt": 1} for span in spans]
    return {"kind": kind, "people": [], "entries": entries, "receipts": [{"n": 1, "doc": doc, "start": 0, "end": 500}]}


@pytest.mark.parametrize(
    "given, right",
    [
        (answer("quotations", (100, 200)), True),
        (answer("quotations", (110, 130)), True),  # the quotation is a part of its sentence
        (answer("quotations", (180, 300)), False),  # it is mostly the next sentence
        (answer("quotations", (100, 200), doc="b"), False),
        (answer("hits", (0, 50), (100, 200)), True),
        (answer("hits", *((n, n + 9) for n in range(0, 50, 10)), (100, 200)), False),  # only the sixth
        (answer("hits", (100, 200), *((n, n + 9) for n in range(0, 50, 10))), False),  # the first of six
        (answer("nothing", (100, 200)), False),  # the nearest hit of an abstention is no answer
        (answer("help"), False),
    ],
)
def test_an_answer_is_right_when_its_sentence_leads_and_at_most_five_stand_there(given: dict[str, Any], right: bool):
    (judged,) = judge([KIRBY], [given])
    assert judged.right is right


def test_what_is_shown_in_place_of_an_answer_is_an_abstention_and_help_is_none():
    kinds = ("unknown", "nothing", "ambiguous", "help", "quotations")
    judged = [one.right for kind in kinds for one in judge([NOBODY], [answer(kind)])]
    assert judged == [True, True, True, False, False]


def test_precision_falls_with_each_abstention_that_should_have_been_an_answer():
    judged = judge([KIRBY, NOBODY], [answer("nothing"), answer("unknown")])
    assert figures(judged) == (0.5, 1.0, 0.0, 0.0, 0)


@pytest.mark.parametrize(
    "signed, wrong",
    [
        ("Kirby", ()),
        ("Jack Kirby", ()),
        ("Ann Kirby", ("Ann Kirby",)),
        ("Lloyd Austin", ("Lloyd Austin",)),
        ("a senior official", ()),
        (None, ()),
    ],
)
def test_another_name_under_his_sentence_is_a_wrong_speaker(signed: str | None, wrong: tuple[str, ...]):
    (judged,) = judge([KIRBY], [answer("hits", (100, 200), speaker=signed)])
    assert judged.wrong_speakers == wrong


def test_a_quotation_by_somebody_else_than_asked_for_has_a_wrong_speaker():
    (judged,) = judge([KIRBY], [answer("quotations", (300, 400), speaker="Lloyd Austin")])
    assert judged.wrong_speakers == ("Lloyd Austin",)


def _whole(known: dict[str, str], passage: Passage) -> bool:
    """Whether the passage begins where a sentence may begin and ends as a sentence or a headline ends."""
    text = known[passage.doc]
    sentence = text[passage.start : passage.end]
    before = text[: passage.start]
    ends = sentence.endswith(ENDS) or text[passage.end :].startswith("\n")
    return sentence == sentence.strip() != "" and ends and (not before or before[-1].isspace())


def _told(row: Asked, text: str, passage: Passage) -> str:
    return f"{row.id} {row.question}: {text[passage.start : passage.end]}"
