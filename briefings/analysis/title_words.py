"""The words of offices and countries in the word lists, as they are cut into tokens."""

from collections.abc import Iterator
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
        return after in _COUNTRIES - QUARTERS or after == "'s"
    if token.text in _PAIRED:
        return _is_paired(token)
    return token.text in _COUNTRIES or (token.text.isupper() and token.lower_ in word_set("countries"))


def _is_paired(token: Token) -> bool:
    """ "Ivory Coast", no "Ivory" and no "Coast"."""
    if token.text in _SECOND:
        return token.i > 0 and token.nbor(-1).text == _SECOND[token.text]
    return token.i + 1 < len(token.doc) and _SECOND.get(token.nbor(1).text) == token.text


def _as_cut(entry: str) -> Iterator[str]:
    """An office as it may be cut into tokens: "gen." is one word, but "col ." are two."""
    words = entry.casefold().replace("-", " - ").split()
    forms = [(word, f"{word[:-1]} .") if word.endswith(".") else (word,) for word in words]
    return map(" ".join, product(*forms))


_COUNTRIES = frozenset(
    {part for entry in entries("countries") for part in entry.split()}
    - {"New", "Costa", "Faso", "Coast", "Leone", "Puerto", "Rico", "United", "States"}
)

NO_MODIFIER = (
    word_set("name_traps")
    - {"senate", "house", "parliament", "congress", "capitol", "pentagon", "kremlin", "taliban"}
    - (word_set("title_modifiers") | {"white", "republican", "democratic", "hamas", "hezbollah", "fox", "reuters"})
)
"""What is never part of a title before a name, though it is written large."""

RANKS = frozenset(form for entry in entries("ranks") for form in _as_cut(entry))
"""Of a force, as they are cut into tokens."""

OFFICES = frozenset(
    form
    for entry in (*entries("titles"), *entries("ranks"))
    for form in (*_as_cut(entry), *_as_cut(entry.replace("-", " ")))
)
"""As they are cut into tokens, with and without their hyphens: "editor-in-chief", "editor in chief"."""

LONGEST_OFFICE = max(len(office.split()) for office in OFFICES)  # tokens
_LAST_WORDS = frozenset(office.split()[-1] for office in OFFICES)
_ABBREVIATED = frozenset(
    office.split()[-2] for office in OFFICES if office.endswith(" .")
)  # the "col" of "Col. Keller"


def office_ending(doc: Doc, end: int) -> int | None:
    """Where the longest office or rank of the lexicon that ends at token `end` begins; None when none does."""
    if not end or doc[end - 1].lower_ not in _LAST_WORDS:
        return None
    if doc[end - 1].text == "." and not ends_abbreviation(doc, end - 1):
        return None
    words = [token.lower_ for token in doc[max(0, end - LONGEST_OFFICE) : end]]
    return next((end - len(words) + at for at in range(len(words)) if " ".join(words[at:]) in OFFICES), None)


def ends_abbreviation(doc: Doc, at: int) -> bool:
    """Whether the full stop at token `at` is of a title that is written short: "Navy Capt|. Ann Keller"."""
    short = 0 < at < len(doc) and doc[at].text == "." and not doc[at - 1].whitespace_
    return short and doc[at - 1].lower_ in _ABBREVIATED and doc[at - 1].text[0].isupper()
