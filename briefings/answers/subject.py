"""Whom a question is about: one person, or an answer that says why not. Not knowing is an answer, not an error."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from rapidfuzz.distance import DamerauLevenshtein

from briefings import names
from briefings.answers.cards import card, key_of
from briefings.answers.index import sound
from briefings.answers.office_words import canonical
from briefings.answers.shelves import as_seen, display_name, full_names
from briefings.answers.suggest import Suggestion, called_otherwise, joined_with, near
from briefings.lexicon import word_set
from briefings.model import Answer, Named, PersonId, PersonKey, ReadAs, Scope
from briefings.receipts import Receipts
from briefings.store import Store


@dataclass(frozen=True, slots=True)
class Subject:
    """One person, with every shelf that knows him and that the asker may see."""

    name: str
    ids: tuple[PersonId, ...]
    named: tuple[Named, ...]
    namesakes: int = 0  # who bear the same full name, and are named far less often

    def asked(self, read_as: ReadAs) -> ReadAs:
        """The question as one about this person."""
        return replace(read_as, person=self.name, key=self.key, namesakes=self.namesakes)

    @property
    def key(self) -> PersonKey:
        """The earliest of his keys, as his card shows it."""
        return key_of(self.named)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguous(Answer):
    """Several people bear that name; `choices` tell them apart."""

    kind: ClassVar[str] = "ambiguous"
    template: ClassVar[str] = "answers/ambiguous.md.j2"

    name: str
    choices: tuple[Suggestion, ...] = ()
    others: int = 0  # people of that name who are not shown
    untold: int = 0  # articles that call somebody only by the surname, of which nobody can say whom they mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(Answer):
    """Nobody that this asker may see bears that name. `candidates` are names near it."""

    kind: ClassVar[str] = "unknown"
    template: ClassVar[str] = "answers/unknown.md.j2"

    name: str
    changed: bool = False  # it was a person's key, and no longer is one


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing(Answer):
    """We know what is asked about, and have nothing on it. `searched` says in how much; `entries` are the closest."""

    kind: ClassVar[str] = "nothing"
    template: ClassVar[str] = "answers/nothing.md.j2"

    subject: str
    of_quotes: bool = False  # somebody's quotes were looked through, not articles


_KEY = re.compile(r"[0-9a-f]{16}:\d+-\d+")
COURTESIES = frozenset("dr gen general lady lord madam miss mr mrs ms mx prof professor sir the".split())


def find(
    store: Store, scope: Scope, typed: str, *, read_as: ReadAs, now: datetime, main: bool = False
) -> Subject | Ambiguous | Unknown:
    """The one person called `typed`, by any of his names or by his key, among those that the asker may see.

    Where nobody is, the one whose name it may be in another form: Ron for Ronald, one of two surnames. A typo never
    becomes another person: then the near names are offered. With `main`, of several who bear this full name the one
    who is named by twenty times as many articles as all others; he has `namesakes` then, and the answer says so.
    """
    people = _called(store, scope, typed) or _called_otherwise(store, scope, typed)
    if len(people) == 1:
        return (
            _with_namesakes(store, scope, subject_of(people[0])) if main and _is_key(typed) else subject_of(people[0])
        )
    if main and (first := _far_ahead(people, typed)):
        return replace(subject_of(first), namesakes=len(people) - 1)
    if people:
        return _ambiguous(store, scope, typed, people, read_as, now)
    return Unknown(
        question=typed,
        read_as=read_as,
        now=now,
        name=typed,
        changed=_is_key(typed),
        candidates=near(store, scope, _spoken(typed)),
        searched=store.articles.searched(scope),
    )


def _with_namesakes(store: Store, scope: Scope, subject: Subject) -> Subject:
    """The same, asked for by key, as his name would find him: on a later page, say."""
    people = _called(store, scope, subject.name)
    first = _far_ahead(people, subject.name) if len(people) > 1 else None
    return replace(subject, namesakes=len(people) - 1) if first == subject.named else subject


def misspelt(store: Store, scope: Scope, typed: str) -> Subject | None:
    """The one person for whose name `typed` can only be a slip of the fingers; None when in doubt.

    Every word begins as it should, and no word of his name is further away than one letter, a long one than two, or one
    that sounds the same where all others are right. For a surname alone there must be nobody else so near.
    """
    words = _plain(typed)
    if not words or len("".join(words)) < LEAST_LETTERS:
        return None
    found = {}
    for name in near(store, scope, _spoken(typed)):
        whom = bearer(store, scope, name)
        if whom and any(_slip(words, _plain(form)) for form in _forms(whom)):
            found[whom.ids] = whom
    return next(iter(found.values())) if len(found) == 1 else None


LEAST_LETTERS = 5  # a shorter name is another name when one letter differs
LONG_WORD = 8


def _plain(name: str) -> list[str]:
    return [word.replace("'", "") for word in names.fold(name).split()]


def _forms(whom: Subject) -> set[str]:
    """His full names, and his surname alone."""
    full = {form for named in whom.named for form in full_names(named)} | {whom.name}
    return full | {names.surname(form) for form in full}


def _slip(typed: Sequence[str], name: Sequence[str]) -> bool:
    if len(typed) != len(name):
        typed, name = ["".join(typed)], ["".join(name)]
    wrong = [(one, other) for one, other in zip(typed, name, strict=True) if one != other]
    if len(wrong) == 1 < len(name) and _sounds_alike(*wrong[0]):
        return True
    return all(
        one[0] == other[0]
        and DamerauLevenshtein.distance(one, other) <= (2 if min(len(one), len(other)) >= LONG_WORD else 1)
        for one, other in zip(typed, name, strict=True)
    )


def _sounds_alike(one: str, other: str) -> bool:
    """Klein and Kline, where the rest of the name is right."""
    return (
        one[0] == other[0]
        and min(len(one), len(other)) >= LEAST_LETTERS
        and DamerauLevenshtein.distance(one, other) <= 2
        and sound(one) == sound(other) is not None
    )


def _is_key(typed: str) -> bool:
    return _KEY.fullmatch(typed.strip()) is not None


def _called(store: Store, scope: Scope, typed: str) -> "People":
    """Everybody with exactly this name, or the one with this key."""
    if _is_key(typed):
        return _by_key(store, scope, typed.strip())
    return _shown_so(_by_name(store, scope, typed), typed)


def bearer(store: Store, scope: Scope, name: str) -> Subject | None:
    """The one person with exactly this name or key; None when it is nobody's, or several people's."""
    people = _called(store, scope, name)
    return subject_of(people[0]) if len(people) == 1 else None


def namesakes(store: Store, scope: Scope, name: str) -> tuple[Subject, ...]:
    """Everybody with exactly this name or key."""
    return tuple(subject_of(person) for person in _called(store, scope, name))


def subject_of(person: tuple[Named, ...]) -> Subject:
    """A person as the subject of a question."""
    return Subject(display_name(person), tuple(n.id for n in person), person)


def among(
    store: Store, scope: Scope, typed: str, subjects: Iterable[Subject], *, read_as: ReadAs, now: datetime
) -> Ambiguous:
    """These people may be meant by `typed`: which one?"""
    return _ambiguous(store, scope, typed, [subject.named for subject in subjects], read_as, now)


People = Sequence[tuple[Named, ...]]


def _by_key(store: Store, scope: Scope, key: str) -> People:
    known = store.people.get(scope, [PersonId(collection, key) for collection in scope.collections])
    return [person for person in _with_other_shelves(store, scope, known) if any(n.id.key == key for n in person)]


def _by_name(store: Store, scope: Scope, typed: str) -> People:
    """The people with exactly this name; else, of a name behind titles, those who were seen with these titles.

    Where nobody was, the only one of that name, if no title of his was ever printed: the asker may know it.
    """
    words = names.fold(_spoken(typed)).split()
    untitled: People = ()
    for at in range(len(words)):
        known = store.people.by_alias(scope, " ".join(words[at:]))
        ids = {named.id for named in known}
        people = [p for p in _with_other_shelves(store, scope, known) if any(n.id in ids for n in p)]
        titled = [person for person in people if _bears(store, scope, person, words[:at])]
        if titled:
            return titled
        is_title = " ".join(words[:at]) in word_set("titles")
        if is_title and len(people) == 1 and not store.people.roles(scope, [named.id for named in people[0]]):
            untitled = people
    return untitled


def _called_otherwise(store: Store, scope: Scope, typed: str) -> People:
    """Those whose name it may be in another form, behind titles that they were seen with."""
    words = names.fold(_spoken(typed)).split()
    for at in range(len(words)):
        known = called_otherwise(store, scope, words[at:])
        if titled := [person for person in known if _bears(store, scope, person, words[:at])]:
            return titled
    return ()


def _shown_so(people: People, typed: str) -> People:
    """Of several who are called so, the one whose full name it is: the others have a middle name."""
    name = names.fold(_spoken(typed))
    shown = [person for person in people if " " in name and names.fold(display_name(person)) == name]
    return shown if len(shown) == 1 else people


FAR_AHEAD = 20  # times as many articles


def _far_ahead(people: People, typed: str) -> tuple[Named, ...] | None:
    """Of several whose full name it is, or who have a middle name more, the one whom nearly all articles mean."""
    name, by_articles = names.fold(_spoken(typed)), sorted(people, key=_articles, reverse=True)
    if " " not in name or not people or names.fold(display_name(by_articles[0])) != name:
        return None
    first, *others = map(_articles, by_articles)
    return by_articles[0] if first >= FAR_AHEAD * sum(others) else None


def _articles(person: tuple[Named, ...]) -> int:
    return sum(named.articles for named in person)


def _spoken(typed: str) -> str:
    """A label of ours as the name it shows: “Mattis, James — Defense Secretary (12)” → “James Mattis”."""
    name = re.sub(r" \(\d+\)$", "", typed.split(" — ")[0])
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and names.fold(first) not in {"jr", "sr"} else name


def _bears(store: Store, scope: Scope, person: Iterable[Named], titles: Sequence[str]) -> bool:
    rest = [word for word in titles if word not in COURTESIES]
    if not rest:
        return True
    roles = [found.role for found in store.people.roles(scope, [named.id for named in person])]
    asked = canonical(names.title_form(" ".join(rest)))
    return any(asked <= canonical(names.title_form(f"{role.organisation or ''} {role.title}")) for role in roles)


def _with_other_shelves(store: Store, scope: Scope, known: Sequence[Named]) -> People:
    """These people and their like on the other shelves, as this asker sees them."""
    everyone = {*known, *joined_with(store, scope, known)}
    if len(scope.collections) > 1:
        names_ = sorted({name for named in everyone for name in full_names(named)})
        everyone |= {named for name in names_ for named in store.people.by_alias(scope, name)}
    return as_seen(everyone, scope)


SHOWN = 10  # of those who bear a name
FEW = 5  # so many are all shown, those too of whom an article knows no more than the surname


def _ambiguous(store: Store, scope: Scope, typed: str, everybody: People, read_as: ReadAs, now: datetime) -> Ambiguous:
    named = [person for person in everybody if " " in display_name(person)]
    people = named if named and len(everybody) > FEW else everybody
    untold = sum(_articles(person) for person in everybody if person not in people)
    others = max(0, len(people) - SHOWN)
    people = people[:SHOWN]
    receipts = Receipts()
    cards = tuple(card(store, scope, person, receipts, titles=1) for person in people)
    return Ambiguous(
        question=typed,
        read_as=read_as,
        now=now,
        name=typed,
        people=cards,
        candidates=tuple(dict.fromkeys(shown.name for shown in cards)),
        choices=tuple(
            Suggestion(shown.name[:100], min(named.id.key for named in person), shown.name)
            for shown, person in zip(cards, people, strict=True)
        ),
        others=others,
        untold=untold,
        receipts=receipts.all(),
        searched=store.articles.searched(scope),
    )
