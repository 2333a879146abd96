"""A parse as numbers: what the rules read and what is kept of it are one and the same table."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

import numpy as np
from spacy.strings import StringStore
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from briefings.remembered import Remembered

WORDS = ("ORTH", "LEMMA")
LABELS = ("TAG", "POS", "DEP", "ENT_TYPE")
COUNTED = ("HEAD", "ENT_IOB", "SPACY", "SENT_START")


@dataclass(frozen=True, slots=True)
class Strings:
    """What each word is called, by the numbers of strings."""

    told: list[str]  # each once, always in the same order
    where: Any  # attributes × words: which of them

    def rows(self) -> list[list[str]]:
        """The strings of all words, an attribute each."""
        rows: list[list[str]] = np.array(self.told, dtype=object)[self.where].tolist()
        return rows


@dataclass(frozen=True, slots=True)
class Table:
    """What spaCy says of each word of a text. It is asked once: each question goes to every word by itself."""

    parsed_by: str  # the model and the spaCy; empty for a Doc that was built by hand
    words: Strings
    labels: Strings
    heads: Any  # how many words on its head stands
    marks: Any  # the rest of `COUNTED` × words

    @classmethod
    def of(cls, parsed: Doc) -> Self:
        """What spaCy says of a text."""
        attributes: list[int | str] = [*WORDS, *LABELS, *COUNTED]
        table: Any = parsed.to_array(attributes).T  # unsigned, though some of it counts backwards
        words, labels, counted = np.split(table, (len(WORDS), len(WORDS + LABELS)))
        known, counted = parsed.vocab.strings, counted.astype("<i4")
        version = str(parsed.user_data.get("parsed_by", ""))
        return cls(version, _strings(words, known), _strings(labels, known), counted[0], counted[1:])

    def to_bytes(self) -> bytes:
        """What `from_bytes` makes the same table of. The text is in it.

        It is as large as what spaCy packs of a Doc, and takes a tenth of the time.
        """
        head = self.words.told, self.labels.told, len(self.heads)
        columns = self.words.where, self.labels.where, self.heads, self.marks
        numbers = [column.astype(kind).tobytes() for column, (kind, _) in zip(columns, _form(*head), strict=True)]
        return b"".join([json.dumps([self.parsed_by, *head]).encode(), b"\n", *numbers])

    @classmethod
    def from_bytes(cls, kept: bytes) -> Self | None:
        """The table that was kept, also as the DocBin that was kept at first; None where nothing was."""
        if not kept:
            return None
        if not kept.startswith(b"["):
            return cls.of(next(DocBin().from_bytes(kept).get_docs(Vocab())))
        line, _, rest = kept.partition(b"\n")
        version, words, labels, length = json.loads(line)
        columns, at = [], 0
        for kind, shape in _form(words, labels, length):
            columns.append(np.frombuffer(rest, kind, np.prod(shape), at).reshape(shape))
            at += columns[-1].nbytes
        return cls(version, Strings(words, columns[0]), Strings(labels, columns[1]), *columns[2:])


def _form(words: Sequence[str], labels: Sequence[str], length: int) -> list[tuple[Any, tuple[int, ...]]]:
    """The smallest kind of numbers that holds each part of a table, and its shape."""
    shapes = (len(WORDS), length), (len(LABELS), length), (length,), (len(COUNTED) - 1, length)
    return list(zip(map(np.min_scalar_type, (len(words), len(labels), -length, -1)), shapes, strict=True))


def _strings(numbers: Any, known: StringStore) -> Strings:
    each, where = np.unique(numbers, return_inverse=True)
    told = _told_by(known)
    return Strings([told[number] for number in each.tolist()], where.reshape(numbers.shape))


@lru_cache(maxsize=1)  # a process has one model
def _told_by(known: StringStore) -> Remembered[int, str]:
    """The strings of a model by their numbers; it takes long to ask it, and makes each of them anew."""
    return Remembered(known.__getitem__, 1 << 16)
