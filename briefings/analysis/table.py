"""A parse as numbers: what the rules read and what is kept are made of one and the same table."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from spacy.tokens import Doc

Parsed: TypeAlias = Doc
"""A text as spaCy read it."""

NAMED = ("ORTH", "LEMMA", "TAG", "POS", "MORPH", "DEP", "ENT_TYPE")
"""What spaCy knows by the number of a string."""

COUNTED = ("ENT_IOB", "SPACY", "HEAD", "SENT_START")

_COLUMNS = {name: n for n, name in enumerate(NAMED + COUNTED)}


class Table:
    """What spaCy says of each word of a text. It is asked once: each question goes to every word by itself."""

    def __init__(self, parsed: Parsed) -> None:
        attributes: list[int | str] = [*NAMED, *COUNTED]
        self._table: Any = parsed.to_array(attributes)  # words × attributes, unsigned
        named = self._table[:, : len(NAMED)]
        numbers, where = np.unique(named, return_inverse=True)
        known = parsed.vocab.strings
        self.strings: list[str] = [known[number] for number in numbers.tolist()]
        """All the strings that are meant, each once and always in the same order."""
        self._where = where.reshape(named.shape)

    def named(self, names: Sequence[str]) -> list[list[str]]:
        """For each of these attributes the strings of all words."""
        told = np.array(self.strings, dtype=object)
        rows: list[list[str]] = told[self._where[:, [_COLUMNS[name] for name in names]].T].tolist()
        return rows

    def counted(self) -> list[list[int]]:
        """The numbers of all words, by `COUNTED`. spaCy gives them unsigned, though some of it counts backwards."""
        rows: list[list[int]] = self._table[:, len(NAMED) :].astype(np.int64).T.tolist()
        return rows

    def numbers(self, names: Sequence[str]) -> Any:
        """The columns of these attributes as spaCy gives them."""
        return self._table[:, [_COLUMNS[name] for name in names]]
