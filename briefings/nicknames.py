"""Jim is James: the short forms that may make one person of two names across articles.

The list is lexicon/nicknames.txt, shorter than any published table: those also hold Ivan for John and Bob for Bert,
which is no evidence. Names are given and returned in small letters.
"""

from functools import cache

from briefings.lexicon import entries


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


@cache
def _formal() -> dict[str, frozenset[str]]:
    rows = [entry.split() for entry in entries("nicknames")]
    shorts = {short for row in rows for short in row[1:]}
    return {short: frozenset(row[0] for row in rows if short in row[1:]) for short in shorts}
