"""The tense of a clause, on trees built by hand."""

import pytest
from spacy.tokens import Doc as Parsed
from spacy.vocab import Vocab

from briefings.analysis.tense import Tense, has_tense, tense_of
from briefings.analysis.words import Doc


@pytest.mark.parametrize(
    "clause, expected",
    [
        ([("while", "IN", "mark"), ("it", "PRP", "nsubj"), ("went", "VBD", "advcl")], "past"),
        ([("when", "WRB", "advmod"), ("leaving", "VBG", "advcl")], None),
        ([("when", "WRB", "advmod"), ("to", "TO", "aux"), ("leave", "VB", "advcl")], None),
    ],
    ids=["while it went", "when leaving", "when to leave"],
)
def test_what_went_on_meanwhile_tells_the_tense_only_where_it_has_one_of_its_own(
    clause: list[tuple[str, str, str]], expected: Tense | None
):
    rows = [("room", "NN", "ROOT"), ("to", "TO", "aux"), ("meet", "VB", "acl"), *clause]
    words, tags, deps = ([*column] for column in zip(*rows, strict=True))
    parts = ["VERB" if tag.startswith("VB") else "X" for tag in tags]
    heads = [0, 2, 0, *[len(rows) - 1] * (len(clause) - 1), 2]  # the clause hangs on "meet" by its last word
    parsed = Parsed(Vocab(), words=words, tags=tags, pos=parts, lemmas=words, heads=heads, deps=deps)
    assert tense_of(Doc.of(parsed)[2]) == expected


@pytest.mark.parametrize(
    "lemma, aux, expected", [("begin", None, "future"), ("meet", None, None), ("begin", "has", "past")]
)
def test_what_is_set_is_told_in_the_present(lemma: str, aux: str | None, expected: Tense | None):
    helps = [(aux, "VBZ", "aux", "AUX")] if aux else []
    rows = [("trial", "NN", "nsubj", "NOUN"), *helps, (lemma, "VBN" if aux else "VBZ", "ROOT", "VERB")]
    words, tags, deps, parts = ([*column] for column in zip(*rows, strict=True))
    last = len(rows) - 1
    parsed = Parsed(Vocab(), words=words, tags=tags, pos=parts, lemmas=words, heads=[last] * len(rows), deps=deps)
    assert tense_of(Doc.of(parsed)[last]) == expected


@pytest.mark.parametrize(
    "rows, expected",
    [
        ([("Hale", "NNP", "nsubj"), ("sent", "VBD", "ROOT")], True),
        ([("Hale", "NNP", "nsubj"), ("sent", "VBN", "ROOT")], True),  # the tagger takes it for a participle
        ([("Hale", "NNP", "nsubj"), ("has", "VBZ", "aux"), ("sent", "VBN", "ROOT")], False),
        ([("troops", "NNS", "nsubjpass"), ("sent", "VBN", "ROOT")], False),
        ([("troops", "NNS", "nsubj"), ("sending", "VBG", "ROOT")], False),
    ],
)
def test_a_verb_with_a_subject_and_no_help_has_a_tense(rows: list[tuple[str, str, str]], expected: bool):
    words, tags, deps = ([*column] for column in zip(*rows, strict=True))
    last = len(rows) - 1
    parsed = Parsed(Vocab(), words=words, tags=tags, lemmas=words, heads=[last] * len(rows), deps=deps)
    assert has_tense(Doc.of(parsed)[last]) == expected
