"""Who somebody was, when, by what was printed: names, titles with their days, what he said, what happened."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import ClassVar

from briefings.answers.cards import card, newest_first
from briefings.answers.entries import events_by_day, quotes_newest_first, sentence_of, unique
from briefings.answers.subject import Ambiguous, Nothing, Subject, Unknown, find
from briefings.answers.window import within
from briefings.model import Answer, Entry, EventFound, Passage, PersonCard, ReadAs, Scope
from briefings.names import fold
from briefings.receipts import Receipts
from briefings.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile(Answer):
    """A dossier on one person. `entries` are what he said, what happened, and where else he was mentioned."""

    kind: ClassVar[str] = "profile"
    template: ClassVar[str] = "answers/profile.md.j2"

    said: tuple[Entry, ...] = ()
    happened: tuple[Entry, ...] = ()
    mentioned: tuple[Entry, ...] = ()

    @property
    def person(self) -> PersonCard:
        return self.people[0]

    @property
    def other_names(self) -> tuple[str, ...]:
        return tuple(alias for alias in self.person.aliases if fold(alias) != fold(self.person.name))


MOST_EVENTS = 200  # of a year, weighed for a profile


def who(
    store: Store,
    scope: Scope,
    name: str,
    *,
    now: datetime,
    limit: int = 10,
    since: date | None = None,
    until: date | None = None,
) -> Profile | Nothing | Ambiguous | Unknown:
    """The dossier on the person called `name`, newest first, from the days asked for."""
    read_as = ReadAs("who", person=name, since=since, until=until)
    subject = find(store, scope, name, read_as=read_as, now=now)
    if not isinstance(subject, Subject):
        return subject
    read_as = replace(read_as, person=subject.name, key=subject.key)
    receipts = Receipts()
    shown = card(store, scope, subject.named, receipts, since=since, until=until)
    found = store.people.quotes(scope, subject.ids, since=since, until=until, limit=limit * len(subject.ids) + limit)
    quotes = quotes_newest_first(found)
    events = _events(store, scope, subject, since, until)
    said_lines = {(q.passage.head.key, q.passage.sentences) for q in quotes}
    events = [e for e in events if (e.passage.head.key, e.passage.sentences) not in said_lines]
    most_quotes = max(limit - len(events), (limit + 1) // 2)
    said = tuple(receipts.quote(quote) for quote in quotes[:most_quotes])
    latest = sorted(range(len(events)), key=lambda i: (-events[i].event.when.last.toordinal(), i))[: limit - len(said)]
    happened = tuple(receipts.event(events[i]) for i in sorted(latest))
    used = {(receipt.article, receipt.sentences) for receipt in receipts.all()}
    passages = [
        passage
        for passage in _mentions(store, scope, subject, limit * len(subject.ids) + limit)
        if within(passage.head.published.span, since, until) and (passage.head.key, passage.sentences) not in used
    ]
    mentioned = tuple(receipts.sentence(passage) for passage in passages[: limit - len(said) - len(happened)])
    if not (shown.roles or said or happened or mentioned):
        return Nothing(
            question=name, read_as=read_as, now=now, subject=subject.name, searched=store.articles.searched(scope)
        )
    return Profile(
        question=name,
        read_as=read_as,
        now=now,
        people=(shown,),
        entries=(*said, *happened, *mentioned),
        receipts=receipts.all(),
        searched=store.articles.searched(scope),
        said=said,
        happened=happened,
        mentioned=mentioned,
    )


def _events(store: Store, scope: Scope, subject: Subject, since: date | None, until: date | None) -> list[EventFound]:
    """What happened in his last year in the news; what happened before only when nothing did then."""
    last = max((named.last.first for named in subject.named if named.last), default=None)
    recent = last - timedelta(days=366) if last and not since else None
    for start in (recent, since) if recent else (since,):
        found = store.people.events(scope, subject.ids, since=start, until=until, spoken=False, limit=MOST_EVENTS)
        if found:
            return events_by_day(found)
    return []


def _mentions(store: Store, scope: Scope, subject: Subject, limit: int) -> list[Passage]:
    passages = store.people.mentioned(scope, subject.ids, limit=limit)
    return unique(sorted(passages, key=newest_first), sentence_of)
