"""The words that the rules read say what spaCy says of them."""

import gc
from typing import Any

import pytest
import spacy.tokens

from briefings.analysis.words import Doc
from tests.analysis.plain_docs import plain_doc
from tests.freeze_parses import PARSES, frozen

OF_ITSELF = (
    "i", "idx", "text", "lower_", "lemma_", "tag_", "pos_", "dep_", "ent_type_", "ent_iob_", "whitespace_",
    "is_sent_start", "is_alpha", "is_lower", "is_punct", "is_space", "is_stop", "is_title", "is_upper", "like_num",
)  # fmt: skip


def of_itself(token: Any) -> list[Any]:
    return [len(token), *(getattr(token, name) for name in OF_ITSELF)]


def of_others(token: Any) -> list[Any]:
    others = (
        token.children,
        token.lefts,
        token.ancestors,
        token.subtree,
        (token.head, token.left_edge, token.right_edge),
    )
    return [[other.i for other in each] for each in others] + [token.sent.start, token.sent.end]


def of_span(span: Any) -> list[Any]:
    root = span.root.i if len(span) else None
    return [span.start, span.end, span.text, root, [(ent.start, ent.end, ent.label_) for ent in span.ents]]


@pytest.fixture(params=sorted(path.stem for path in PARSES.glob("*.spacy")))
def parsed(request: pytest.FixtureRequest) -> spacy.tokens.Doc:
    return frozen(request.param)


def test_every_word_says_what_spacy_says(parsed: spacy.tokens.Doc) -> None:
    doc = Doc.of(parsed)
    assert doc.text == parsed.text
    assert [of_itself(token) for token in doc] == [of_itself(token) for token in parsed]
    assert [of_others(token) for token in doc] == [of_others(token) for token in parsed]
    assert [of_span(sent) for sent in doc.sents] == [of_span(sent) for sent in parsed.sents]
    assert [of_span(ent) for ent in doc.ents] == [of_span(ent) for ent in parsed.ents]


def test_every_few_words_have_spacys_root_and_text(parsed: spacy.tokens.Doc) -> None:
    doc = Doc.of(parsed)
    for start in range(len(doc)):
        for end in range(start, start + 6):
            assert of_span(doc.span(start, end)) == of_span(parsed[start:end])


def test_characters_are_found_where_spacy_finds_them(parsed: spacy.tokens.Doc) -> None:
    doc, text = Doc.of(parsed), parsed.text
    for start in range(-1, len(text) + 2, 3):
        for end in (start + 1, start + 4, start + 9):
            for mode in ("strict", "expand"):
                ours = doc.char_span(start, end, alignment_mode=mode)
                theirs = parsed.char_span(start, end, alignment_mode=mode)
                assert (ours is None) == (theirs is None)
                assert ours is None or of_span(ours) == of_span(theirs)


def test_no_words_are_no_sentence() -> None:
    doc = Doc.of(plain_doc(""))
    assert (doc.text, len(doc), doc.sents, doc.ents) == ("", 0, (), ())


def test_nothing_stands_before_the_first_word() -> None:
    first, *_, last = Doc.of(plain_doc("Jane Roe arrived in Kabul."))
    assert first.nbor().text == "Roe"
    for nothing in (first.nbor(-1), last.nbor()):
        assert (nothing.text, nothing.tag_, nothing.children) == ("", "", ())
        assert nothing.head is nothing


def test_a_doc_that_is_let_go_leaves_nothing_to_the_collector() -> None:
    parsed = plain_doc("Jane Roe arrived in Kabul. She met nobody.")
    gc.collect()
    doc = Doc.of(parsed)
    assert doc.ents == ()  # kept with the Doc, as `edges` are
    doc.let_go()
    del doc
    assert gc.collect() == 0
