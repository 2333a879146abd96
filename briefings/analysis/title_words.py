"""The words of offices and countries in the word lists, as they are cut into tokens."""

from collections.abc import Iterator
from functools import cache
from itertools import product

from briefings.analysis.words import Doc, Token
from briefings.lexicon import entries, word_set

_SECOND = {"Coast": "Ivory", "Faso": "Burkina", "Leone": "Sierra", "Rica": "Costa"}  # of two words
_PAIRED = frozenset((*_SECOND, *_SECOND.values()))
QUARTERS = frozenset("North South East West Northern Southern Central Equatorial".split())


def is_country(token: Token) -> bool:
    """A country, a people or its adjective, also as the second word of "North Korean"."""
    if token.text in QUARTERS:  # "South Florida" is no country
        after = token.nbor(1).text if token.i + 1 < len(token.doc) else ""
        return after in _countries() - QUARTERS or after == "'s"
    if token.text in _PAIRED:
        return _is_paired(token)
    return token.text in _countries() or (token.text.isupper() and token.lower_ in word_set("countries"))


def _is_paired(token: Token) -> bool:
    """ "Ivory Coast", no "Ivory" and no "Coast"."""
    if token.text in _SECOND:
        return token.i > 0 and token.nbor(-1).text == _SECOND[token.text]
    return token.i + 1 < len(token.doc) and _SECOND.get(token.nbor(1).text) == token.text


@cache
def _countries() -> frozenset[str]:
    parts = {part for entry in entries("countries") for part in entry.split()}
    return frozenset(
        parts - {"New", "Costa", "Faso", "Coast", "Leone", "Puerto", "Rico", "Arab", "United", "States"}
    ) | {"Arab"}


@cache
def no_modifier() -> frozenset[str]:
    """What is never part of a title before a name, though it is written large."""
    return (
        word_set("name_traps")
        - {"senate", "house", "parliament", "congress", "capitol", "pentagon", "kremlin", "taliban"}
        - (word_set("title_modifiers") | {"white", "republican", "democratic", "hamas", "hezbollah", "fox", "reuters"})
    )


@cache
def offices() -> frozenset[str]:
    """As they are cut into tokens, with and without their hyphens: "editor-in-chief", "editor in chief"."""
    known = (*entries("titles"), *entries("ranks"))
    return frozenset(form for entry in known for form in (*_as_cut(entry), *_as_cut(entry.replace("-", " "))))


@cache
def last_words() -> frozenset[str]:
    """What an office may end in."""
    return frozenset(office.split()[-1] for office in offices())


@cache
def abbreviated() -> frozenset[str]:
    """What may stand before a full stop that is no full stop: the "col" of "Col. Keller"."""
    return frozenset(office.split()[-2] for office in offices() if office.endswith(" ."))


@cache
def ranks() -> frozenset[str]:
    """Those of `offices` that are ranks of a force."""
    return frozenset(form for entry in entries("ranks") for form in _as_cut(entry))


@cache
def longest_office() -> int:
    """Tokens of the longest of `offices`."""
    return max(len(office.split()) for office in offices())


def _as_cut(entry: str) -> Iterator[str]:
    """An office as it may be cut into tokens: "gen." is one word, but "col ." are two."""
    words = entry.casefold().replace("-", " - ").split()
    forms = [(word, f"{word[:-1]} .") if word.endswith(".") else (word,) for word in words]
    return map(" ".join, product(*forms))


def office_ending(doc: Doc, end: int) -> int | None:
    """Where the longest office or rank of the lexicon that ends at token `end` begins; None when none does."""
    if not end or doc[end - 1].lower_ not in last_words():
        return None
    if doc[end - 1].text == "." and not ends_abbreviation(doc, end - 1):
        return None
    words = [token.lower_ for token in doc[max(0, end - longest_office()) : end]]
    return next((end - len(words) + at for at in range(len(words)) if " ".join(words[at:]) in offices()), None)


def ends_abbreviation(doc: Doc, at: int) -> bool:
    """Whether the full stop at token `at` is of a title that is written short: "Navy Capt|. Ann Keller"."""
    short = 0 < at < len(doc) and doc[at].text == "." and not doc[at - 1].whitespace_
    return short and doc[at - 1].lower_ in abbreviated() and doc[at - 1].text[0].isupper()
