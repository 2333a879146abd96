"""Reading quickly says what reading plainly says."""

import logging
from typing import Any

import pytest
import spacy
from spacy.tokens import Doc

from briefings.analysis import quick
from briefings.analysis.language import shadow
from briefings.analysis.quick import read_plainly, read_quickly
from briefings.config import Settings
from tests.analysis.real_docs import language
from tests.freeze_parses import seed

pytestmark = pytest.mark.model

TEXTS = [
    *(shadow(seed(number)) for number in ("000", "001", "002", "003", "004")),
    "He said it's gonna rain. There's been, there are and there were talks; she'd have none of 'em.",
    "C'mon, y'all! You ain't got ta go. Let's meet, he's gone, that's hers. I'd've said so: it's its own.",
    "better best worse worst more most less least who whom whose which what that those these",
    "",
    " \n\n ",
    "()[]{} -- ... “” ‘’ $ # @ % 1/2 3,000.50 10:30 2017-18 A B c d",
    "\n".join(["Ministers met in Brussels.", "", "THEY SAID NOTHING", "\tand left ."]),
]


def annotated(docs: list[Doc]) -> list[list[tuple[Any, ...]]]:
    return [
        [
            (
                t.text,
                t.idx,
                t.tag_,
                t.pos_,
                str(t.morph),
                t.lemma_,
                t.dep_,
                t.head.i,
                t.ent_type_,
                t.ent_iob_,
                t.sent_start,
            )
            for t in doc
        ]
        for doc in docs
    ]


def stock() -> Any:
    pipeline = spacy.load(Settings().model)
    pipeline.add_pipe("breaks", first=True)
    return pipeline


def test_every_annotation_is_the_one_that_spacy_gives():
    plainly = read_plainly(stock())
    quickly = read_quickly(stock())
    assert "plainly" not in quickly.__qualname__
    assert annotated(quickly(TEXTS)) == annotated(plainly(TEXTS))


def test_a_text_reads_the_same_alone_and_among_others():
    read = read_quickly(stock())
    assert annotated(read(TEXTS)) == [annotated(read([text]))[0] for text in TEXTS]
    assert annotated(read(TEXTS[::-1])) == annotated(read(TEXTS))[::-1]


def test_nothing_is_read_as_nothing():
    read = read_quickly(stock())
    assert read([]) == []
    assert [len(doc) for doc in read(["", ""])] == [0, 0]


def test_a_reading_that_differs_is_not_used(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture):
    monkeypatch.setattr(quick._Ruler, "__call__", lambda self, docs: None)
    with caplog.at_level(logging.WARNING):
        read = read_quickly(stock())
    assert "plain speed" in caplog.text
    monkeypatch.undo()
    assert annotated(read(TEXTS[:2])) == annotated(read_plainly(stock())(TEXTS[:2]))


def test_a_pipeline_that_is_built_otherwise_is_read_plainly(caplog: pytest.LogCaptureFixture):
    pipeline = stock()
    pipeline.remove_pipe("attribute_ruler")
    pipeline.add_pipe("sentencizer", name="attribute_ruler")
    with caplog.at_level(logging.WARNING):
        read = read_quickly(pipeline)
    assert "does not fit" in caplog.text
    assert len(read(["Mattis left. He was gone."])[0]) == 7


def test_words_are_forgotten_with_their_batch():
    known = len(language().vocab.strings)
    for n in range(3):
        for doc in language().parse_many([f"Minister Zzyx{n} of Qwertania{n} met the Plughites{n}."] * 30):
            assert len(doc)
    assert len(language().vocab.strings) == known
