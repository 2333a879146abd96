"""Who is mentioned in a few lines that somebody wrote: the people of the news whose names stand there."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, NamedTuple

from briefings import names
from briefings.answers.cards import card
from briefings.answers.entries import page
from briefings.answers.moment import at_one_moment
from briefings.answers.shelves import display_name
from briefings.answers.subject import COURTESIES
from briefings.answers.suggest import called
from briefings.model import Answer, Named, PersonCard, ReadAs, Scope
from briefings.receipts import Receipts
from briefings.store import Store
from briefings.store.search import terms

LONGEST = 6  # words of a name
LONGEST_TEXT = 10_000  # characters; a message has fewer


@dataclass(frozen=True, slots=True)
class Unclear:
    """A surname that several people bear."""

    text: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentioned(Answer):
    """The people of the news whom a text names, in its order. What was asked about is not kept: not even here."""

    kind: ClassVar[str] = "mentioned"
    template: ClassVar[str] = "answers/mentioned.md.j2"

    unclear: tuple[Unclear, ...] = ()


@at_one_moment
def mentioned(store: Store, scope: Scope, text: str, *, now: datetime, limit: int = 10, offset: int = 0) -> Mentioned:
    """Whom the text names by a full name, or by a surname that fits one person alone; of other surnames it says so.

    A surname belongs to the one who is named in full in the same text. From the names in memory; nothing is parsed.
    """
    found, unclear = people_in(store, scope, text[:LONGEST_TEXT])
    shown, more = page(found, offset, limit)
    receipts = Receipts()
    cards: list[PersonCard] = [card(store, scope, person, receipts, titles=1) for person in shown]
    return Mentioned(
        question="",
        read_as=ReadAs("mentioned", offset=offset),
        now=now,
        people=tuple(replace(one, aliases=()) for one in cards),
        receipts=receipts.all(),
        searched=store.articles.searched(scope),
        more=more,
        unclear=tuple(Unclear(name, tuple(sorted(map(display_name, people)))) for name, people in unclear.items()),
    )


Person = tuple[Named, ...]


def people_in(store: Store, scope: Scope, text: str) -> tuple[list[Person], dict[str, tuple[Person, ...]]]:
    """The people whom the text names, and the surnames in it that several people bear, both in its order."""
    named: dict[str, Person] = {}
    several: dict[str, tuple[Person, ...]] = {}
    for words in _neighbours(text):
        at = 0
        while at < len(words):
            length, people = _longest(store, scope, words[at : at + LONGEST])
            if length > 1 or (people and _alone(words, at, people)):
                for person in people if len(people) == 1 else ():
                    named.setdefault(min(one.id.key for one in person), person)
                if len(people) > 1:
                    several.setdefault(words[at].text if length == 1 else _text(words[at : at + length]), people)
            at += length
    keys = set(named)
    unclear = {
        text: people
        for text, people in several.items()
        if not any(one.id.key in keys for person in people for one in person)
    }
    return list(named.values()), unclear


class _Word(NamedTuple):
    text: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper()


_WORD = re.compile(r"[^\W\d_](?:[\w.'’-]*\w)?(?:(?<=\b\w)\.|(?<=\b\w\w)\.|(?<=\b\w\w\w)\.)?")  # Gen., J., Mattis’s
_SUFFIXES = frozenset("jr sr ii iii iv".split())


def _neighbours(text: str) -> Iterator[list[_Word]]:
    """The words of the text, those together between which only white space stands."""
    run: list[_Word] = []
    for found in _WORD.finditer(text):
        if run and text[run[-1].end : found.start()].strip():
            yield run
            run = []
        run.append(_Word(found[0], found.start(), found.end()))
    if run:
        yield run


def _longest(store: Store, scope: Scope, words: Sequence[_Word]) -> tuple[int, tuple[Person, ...]]:
    """How many of the words are the longest name with which they begin, and who bears it; at least one, and nobody."""
    for length in range(len(words), 0, -1):
        people = called(store, scope, _text(words[:length]))
        if people and names.fold(words[length].text if length < len(words) else "") not in _SUFFIXES:
            return length, people
    return 1, ()


def _text(words: Sequence[_Word]) -> str:
    return " ".join(word.text for word in words)


def _alone(words: Sequence[_Word], at: int, people: Sequence[Person]) -> bool:
    """Is this word the whole name that stands there, and a surname? “Mary Mattis” and “Mattis Hall” are somebody else.

    Before it may stand one of his titles, or a word that is in no name.
    """
    word, after = words[at], words[at + 1] if at + 1 < len(words) else None
    before = names.fold(words[at - 1].text) if at else ""
    titled = before in COURTESIES or any(before in names.fold(n.title or "").split() for p in people for n in p)
    introduced = not at or not words[at - 1].capital or titled or not terms(words[at - 1].text)
    surname = any(_is_surname(one, names.fold(word.text)) for person in people for one in person)
    return word.capital and surname and introduced and not (after and after.capital)


def _is_surname(named: Named, form: str) -> bool:
    printed = {names.fold(alias.text) for alias in named.aliases if alias.kind in {"surname", "initials"}}
    return form == names.surname(named.name) or form in printed
