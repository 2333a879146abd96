"""Questions in plain words over real news, and the sentences that a careful reader would answer with."""

import hashlib
from itertools import groupby

import pytest

from benchmarks.questions import Asked, Passage, article_hashes, drawn_articles, questions, seeds

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
    assert not _whole(seeds(), Passage("000_ad5e5942b071c42f.txt", edge, edge + 30))


def _whole(known: dict[str, str], passage: Passage) -> bool:
    """Whether the passage begins where a sentence may begin and ends as a sentence or a headline ends."""
    text = known[passage.doc]
    sentence = text[passage.start : passage.end]
    before = text[: passage.start]
    ends = sentence.endswith(ENDS) or text[passage.end :].startswith("\n")
    return sentence == sentence.strip() != "" and ends and (not before or before[-1].isspace())


def _told(row: Asked, text: str, passage: Passage) -> str:
    return f"{row.id} {row.question}: {text[passage.start : passage.end]}"
