"""Where in a text a construction of the calendar can stand at all: around the words that it cannot do without."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from briefings.analysis import named_days
from briefings.analysis.calendar_words import SEASONS, TENS
from briefings.remembered import Remembered

CLASSES: dict[str, str | re.Pattern[str]] = {
    "month": "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC",
    "weekday": "Mon|Tue|Wed|Thu|Fri|Sat|Sun",
    "season": "|".join(form for season in SEASONS for form in (season, season.title(), season.upper())),
    "half": "half",
    "adverb": "hourly|daily|nightly|weekly|monthly|quarterly|yearly|annual",
    "nearby": "oday|onight|esterday|omorrow",
    "daypart": "morning|noon|evening|night",
    "quarter": "quarter|period",
    "century": "centur",
    "ago": "ago|from now",
    "unit": "second|minute|hour|day|night|week|month|quarter|year|decade|centur",
    "said": "nineteen|two thousand|twenty",
    "tens": "|".join(TENS),
    "now": "now|Now|urrently|ecently",
    "feast": "|".join(named_days.names()),
    "decade": re.compile(r"0'?s"),
    "year": re.compile(r"[12]\d\d\d"),
    "digit": re.compile(r"\d\d*"),  # one set of letters to look for is found soonest
}
"""Each class of constructions, and what all of its words have in them: plain letters or a pattern."""

_WIDE = 45  # characters; no construction is longer on one side of its word

_SOUGHT: dict[str, re.Pattern[str] | dict[str, str]] = {
    name: {letters: max(re.findall(r"\w+", letters), key=len) for letters in sought.split("|")}
    if isinstance(sought, str)
    else sought
    for name, sought in CLASSES.items()
}
"""The same; with the longest word of letters that are more than one."""
_LETTERS = frozenset(word for sought in _SOUGHT.values() if isinstance(sought, dict) for word in sought.values())


def class_of(example: str) -> str:
    """The class of constructions that an example belongs to: the first one of which it shows a word or a number."""
    return next(name for name, places in _places(example, example.split()) if places)


def windows(text: str, words: Iterable[str]) -> dict[str, list[tuple[int, int]]]:
    """For each class the stretches of text around its words, in order, none overlapping, cut at spaces.

    `words` are those of the text, each at least once.
    """
    return {name: list(_around(text, places)) for name, places in _places(text, words)}


def _places(text: str, words: Iterable[str]) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Where the words of each class stand, in text order."""
    held = frozenset[str]().union(*map(_HELD.__getitem__, words))
    for name, sought in _SOUGHT.items():
        if isinstance(sought, re.Pattern):
            yield name, [match.span() for match in sought.finditer(text)]
        else:
            found = (_found(text, letters) for letters, word in sought.items() if word in held)
            yield name, sorted(chain.from_iterable(found))


def _held(word: str) -> frozenset[str]:
    """Which of the sought letters a word has in it: nearly always none, and a text is not looked through for those."""
    return frozenset(letters for letters in _LETTERS if letters in word)


_HELD = Remembered(_held)


def _found(text: str, word: str) -> Iterator[tuple[int, int]]:
    at = text.find(word)
    while at >= 0:
        yield at, at + len(word)
        at = text.find(word, at + len(word))


def _around(text: str, places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    begin, end = 0, -1  # of the stretch that may still grow
    for first, last in places:
        if first - _WIDE > end:
            if end >= 0:
                yield begin, _to_space(text, end)
            begin = max(0, first - _WIDE)
        end = last + _WIDE
    if end >= 0:
        yield begin, _to_space(text, end)


def _to_space(text: str, at: int) -> int:
    """`at`, or the end of the word that stands there."""
    while at < len(text) and not text[at].isspace():
        at += 1
    return min(at, len(text))
