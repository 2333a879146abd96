"""Jim is James: the short forms of names, which may make one person of two names across articles.

The list is lexicon/nicknames.txt, shorter than any published table: those also hold Ivan for John and Bob for Bert,
which is no evidence. Names are given and returned in small letters.
"""

from collections.abc import Sequence
from functools import cache

from briefings.lexicon import entries, word_set


def formal_names(given: str) -> frozenset[str]:
    """The names that this one is short for: "jim" → {"james"}, "chris" → {"christine", "christopher"}."""
    return _formal().get(given, frozenset())


def are_forms_of_one(one: str, other: str) -> bool:
    """Can these given names be the same person's: equal, one short for the other, or two spellings of one short form?

    "jim" and "jimmy" can, "ted" and "ned" cannot, though Edward is either.
    """
    if one == other or one in formal_names(other) or other in formal_names(one):
        return True
    shorter, longer = sorted((one, other), key=len)
    return longer.startswith(shorter) and bool(formal_names(one) & formal_names(other))


def may_mean(typed: Sequence[str], name: Sequence[str]) -> bool:
    """Can these words be meant for this full name: in its order, shortened, with another form of the given name?

    "ron lind", "r lind", "ronald lind" and "ronald b lind" for Ronald B. Lind; "ana soto" and "soto" for Ana Soto Vidal;
    "rolf lind" for C. Rolf Lind.
    """
    if len(name) > 2 and len(name[0]) == 1 != len(typed[0]) and name[0] != typed[0][0]:
        name = name[1:]
    at = 0
    for n, word in enumerate(typed):
        here = next((i for i in range(at, len(name)) if _stands_for(word, name[i], given=i == 0)), None)
        if here is None and n and len(word) == 1 and at == len(name) - 1:
            continue  # an initial that the name leaves out
        if here is None or (n == 0) != (here == 0 or len(typed) == 1):
            return False
        at = here + 1
    surname = typed[-1]
    return len(surname) >= _LEAST_LETTERS and surname in name[1:]


_LEAST_LETTERS = 3


def _stands_for(word: str, of: str, *, given: bool) -> bool:
    if word == of or (1 in (len(word), len(of)) and word[0] == of[0]):
        return True
    if not given:
        return False
    shorter, longer = sorted((word, of), key=len)
    cut = len(shorter) >= _LEAST_LETTERS and len(longer) > len(shorter) + 1 and longer.startswith(shorter)
    return are_forms_of_one(word, of) or (cut and not _of_two_sexes(word, of))


def _of_two_sexes(one: str, other: str) -> bool:
    men, women = word_set("men"), word_set("women")
    return (one in men and other in women) or (one in women and other in men)


@cache
def _formal() -> dict[str, frozenset[str]]:
    rows = [entry.split() for entry in entries("nicknames")]
    shorts = {short for row in rows for short in row[1:]}
    return {short: frozenset(row[0] for row in rows if short in row[1:]) for short in shorts}
