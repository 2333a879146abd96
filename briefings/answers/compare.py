"""Two speakers side by side."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar

from briefings.answers.moment import at_one_moment
from briefings.answers.quotes import said
from briefings.answers.subject import Ambiguous, Nothing, Subject, Unknown, find
from briefings.errors import WrongUsage
from briefings.model import Answer, Entry, ReadAs, Scope, Searched
from briefings.receipts import Receipts
from briefings.store import Store
from briefings.store.search import terms


@dataclass(frozen=True, slots=True)
class Voice:
    """What one of the two said, newest first. `searched` counts all of his quotes."""

    speaker: str
    entries: tuple[Entry, ...]
    searched: Searched


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(Answer):
    """Two people's quotes, each newest first. A page holds as many of the one as of the other."""

    kind: ClassVar[str] = "comparison"
    template: ClassVar[str] = "answers/comparison.md.j2"

    voices: tuple[Voice, Voice]
    each: int

    @property
    def after(self) -> int:
        return self.offset + self.each


@at_one_moment
def compare(
    store: Store,
    scope: Scope,
    name: str,
    other: str,
    about: str | None = None,
    *,
    now: datetime,
    since: date | None = None,
    until: date | None = None,
    as_of: date | None = None,
    limit: int = 10,
    offset: int = 0,
) -> Comparison | Nothing | Ambiguous | Unknown:
    """What two people said, of which every word of `about` stands in the quote or its headline.

    `offset` counts the quotes of each that came before. Raises `WrongUsage` when the two are one person.
    """
    read_as = ReadAs("compare", person=name, topic=about, since=since, until=until, as_of=as_of, offset=offset)
    one, two = (find(store, scope, typed, read_as=read_as, now=now) for typed in (name, other))
    if not isinstance(one, Subject):
        return replace(one, read_as=_which(read_as, one.name, two))
    if not isinstance(two, Subject):
        return replace(two, read_as=_which(read_as, two.name, one))
    if one.key == two.key:
        raise WrongUsage("same_person", name=one.name)
    read_as = replace(read_as, person=one.name, key=one.key, other=two.key)
    each, wanted = (limit + 1) // 2, terms(about) if about else ()
    receipts = Receipts()
    voices, more = [], 0
    for subject, most in ((one, each), (two, limit - each)):
        found, left = said(store, scope, subject, read_as, of=wanted, limit=max(most, 1), offset=offset)
        shown = found[:most] if wanted or not about else []
        more += left + len(found) - len(shown)
        searched = store.people.quote_count(scope, subject.ids)
        voices.append(Voice(subject.name, tuple(receipts.quote(quote) for quote in shown), searched))
    if not any(voice.entries for voice in voices):
        return Nothing(
            question=name,
            read_as=read_as,
            now=now,
            searched=_both(voices[0].searched, voices[1].searched),
            subject=f"{one.name}, {two.name}",
            of_quotes=True,
        )
    return Comparison(
        question=name,
        read_as=read_as,
        now=now,
        entries=tuple(entry for voice in voices for entry in voice.entries),
        receipts=receipts.all(),
        searched=_both(voices[0].searched, voices[1].searched),
        more=more,
        voices=(voices[0], voices[1]),
        each=each,
    )


def _which(read_as: ReadAs, unclear: str, other: Subject | Ambiguous | Unknown) -> ReadAs:
    """What is asked once it is clear who is meant: him beside the other; where that one is unclear too, him alone."""
    if isinstance(other, Subject):
        return replace(read_as, person=unclear, other=other.key)
    return replace(read_as, kind="who", person=unclear, other=None, topic=None, offset=0)


def _both(one: Searched, two: Searched) -> Searched:
    """The quotes of two people, and the days from the first to the last of them."""
    return Searched(
        max(one.articles, two.articles),
        one.quotes + two.quotes,
        min((span for span in (one.first, two.first) if span), default=None),
        max((span for span in (one.last, two.last) if span), key=lambda span: span.last, default=None),
    )
