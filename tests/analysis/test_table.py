"""What is kept of a parse says all that the parse said."""

import numpy as np
import pytest
import spacy.tokens
from spacy.vocab import Vocab

from briefings.analysis.table import Table
from tests.freeze_parses import PARSES, frozen, seed


def read_again(parsed: spacy.tokens.Doc) -> None:
    once = Table.of(parsed)
    kept = Table.from_bytes(once.to_bytes())
    assert kept is not None
    assert kept.parsed_by == once.parsed_by
    assert (kept.words.rows(), kept.labels.rows()) == (once.words.rows(), once.labels.rows())
    assert np.array_equal(kept.heads, once.heads)
    assert np.array_equal(kept.marks, once.marks)
    assert kept.to_bytes() == once.to_bytes() == Table.of(parsed).to_bytes()


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_a_parse_is_kept_whole(number: str) -> None:
    parsed = frozen(number)
    read_again(parsed)
    assert Table.of(parsed).parsed_by
    assert len(Table.of(parsed).to_bytes()) < 5 * len(seed(number).text)


@pytest.mark.parametrize("length", [0, 1, 127, 128, 129, 256, 257, 70_000])
def test_a_text_of_any_length_and_any_number_of_words_is_kept(length: int) -> None:
    words = [f"“{n}\n" for n in range(length)]
    read_again(spacy.tokens.Doc(Vocab(), words=words, heads=[length - 1] * length, deps=["dep"] * length))


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_a_parse_that_was_kept_as_a_docbin_is_the_same_table(number: str) -> None:
    """As stores of earlier versions hold it."""
    kept = Table.from_bytes((PARSES / f"{number}.spacy").read_bytes())
    assert kept is not None
    assert kept.to_bytes() == Table.of(frozen(number)).to_bytes()


def test_where_no_parse_was_kept_there_is_no_table() -> None:
    assert Table.from_bytes(b"") is None
