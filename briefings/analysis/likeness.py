"""When two printed names can be one person's: Jim and James, an initial, a middle name left out, another spelling."""

import re
from functools import cache, lru_cache
from typing import Literal

from rapidfuzz.distance import Indel

from briefings import names
from briefings.lexicon import entries, word_set
from briefings.nicknames import are_forms_of_one

Gender = Literal["m", "f"]

_ALIKE = 0.8  # "mahmood" and "mehmood" are 0.86, "mohammed" and "muhammad" 0.75


def names_agree(one: str, other: str) -> bool:
    """Whether two full names with the same surname can be one person's. Says nothing about two namesakes.

    "James Mattis" and "Jim Mattis" agree, so do "J. Mattis" and "James N. Mattis"; "Bill Clinton" and "Hillary
    Clinton" do not, nor does a name with "Jr." agree with one without.
    """
    (a, a_suffix), (b, b_suffix) = _parts(one), _parts(other)
    if a_suffix != b_suffix or not a or not b:
        return False
    if a == b or _ends_with(a, b) or _ends_with(b, a):
        return True
    return _words_agree(a[-1], b[-1], surname=True) and _givens_agree(a[:-1], b[:-1], exact_surname=a[-1] == b[-1])


def gender_of(given: str) -> Gender | None:
    """What a given name says about its bearer, when nearly all who bear it are of one gender."""
    word = names.fold(given)
    man, woman = word in _folded("men"), word in _folded("women")
    return None if man == woman else "m" if man else "f"


@lru_cache(maxsize=1 << 12)
def is_given_name(word: str) -> bool:
    """A name that parents give, or a short form of one, as far as our lists know."""
    word = names.fold(word)
    return word in _folded("men") or word in _folded("women") or word in _folded_nicknames()


@lru_cache(maxsize=1 << 12)
def gender_of_word(word: str) -> Gender | None:
    """What "Mrs.", "spokesman" or "king" says about the person."""
    return _gendered().get(word.casefold())


def _parts(name: str) -> tuple[list[str], frozenset[str]]:
    parts = names.fold(name).split()
    suffix = frozenset(word for word in parts[1:] if word in names.SUFFIXES)
    return [word for i, word in enumerate(parts) if i == 0 or word not in names.SUFFIXES], suffix


def _ends_with(longer: list[str], shorter: list[str]) -> bool:
    """ "Mahmood Qureshi" is "Shah Mahmood Qureshi" without his first name; a surname alone says too little."""
    return len(longer) > len(shorter) > 1 and longer[-len(shorter) :] == shorter


def _givens_agree(a: list[str], b: list[str], *, exact_surname: bool) -> bool:
    if not a or not b or not _words_agree(a[0], b[0]):
        return False
    middles = list(zip(a[1:], b[1:], strict=False))  # a middle name that only one of them prints says nothing
    exact = [x == y for x, y in [(a[0], b[0]), *middles]] + [exact_surname]
    return all(_words_agree(x, y) for x, y in middles) and any(exact)


def _words_agree(a: str, b: str, *, surname: bool = False) -> bool:
    if a == b:
        return True
    if surname:
        return a[0] == b[0] and min(len(a), len(b)) > 4 and Indel.normalized_similarity(a, b) >= 0.88
    if len(a) == 1 or len(b) == 1:
        return a[0] == b[0]
    if gender_differs(a, b):
        return False
    if are_forms_of_one(a, b):
        return True
    if _are_spellings_of_one(a, b):
        return True
    both_known = is_given_name(a) and is_given_name(b)  # Marco and Mario are two names; Mahmood and Mehmood are one
    return a[0] == b[0] and not both_known and Indel.normalized_similarity(a, b) >= _ALIKE


def _are_spellings_of_one(a: str, b: str) -> bool:
    """The same consonants between the same letters: Mehmood and Mahmoud, but not Mario and Maria."""
    return min(len(a), len(b)) > 4 and (a[0], a[-1]) == (b[0], b[-1]) and _skeleton(a) == _skeleton(b)


def _skeleton(name: str) -> str:
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouy'-]", "", name))


def gender_differs(a: str, b: str) -> bool:
    """One of these given names is a man's, the other a woman's."""
    return {gender_of(a), gender_of(b)} == {"m", "f"}


@cache
def _folded_nicknames() -> frozenset[str]:
    return frozenset(names.fold(name) for row in entries("nicknames") for name in row.split())


@cache
def _folded(lexicon: str) -> frozenset[str]:
    return frozenset(map(names.fold, word_set(lexicon)))


@cache
def _gendered() -> dict[str, Gender]:
    rows = (entry.rsplit(" ", 1) for entry in entries("gendered_words"))
    return {word.casefold(): "m" if gender == "m" else "f" for word, gender in rows}
