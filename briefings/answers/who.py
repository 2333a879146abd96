"""Who somebody was, when, by what was printed: names, titles with their days, what he said, what happened."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from briefings.answers.bearers import find_or_bearer
from briefings.answers.cards import card, newest_first, offices, with_names
from briefings.answers.entries import events_by_day, quotes_newest_first, sentence_of, unique
from briefings.answers.links import bonds
from briefings.answers.moment import at_one_moment
from briefings.answers.quotes import lines
from briefings.answers.subject import Ambiguous, Nothing, Subject, Unknown
from briefings.answers.window import ends, printed_by, within
from briefings.model import Answer, Entry, EventFound, Passage, PersonCard, ReadAs, RoleSeen, Scope
from briefings.receipts import Receipts
from briefings.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile(Answer):
    """A dossier on one person. `entries` are what he said, what happened, where else he was mentioned, and with whom.

    `offices` are his titles on the day asked for, by what was printed until then.
    """

    kind: ClassVar[str] = "profile"
    template: ClassVar[str] = "answers/profile.md.j2"

    offices: tuple[RoleSeen, ...] = ()
    said: tuple[Entry, ...] = ()
    happened: tuple[Entry, ...] = ()
    mentioned: tuple[Entry, ...] = ()
    related: tuple[Entry, ...] = ()

    @property
    def person(self) -> PersonCard:
        return self.people[0]

    @property
    def held(self) -> tuple[RoleSeen, ...]:
        """What stands under his name: his titles on the day, where he had others besides."""
        return self.offices if len(self.person.roles) > 1 else ()


MOST_EVENTS = 200  # weighed for a profile
RECENT = (timedelta(days=31), timedelta(days=92), timedelta(days=366))  # of his last in the news
RELATED = 3


@at_one_moment
def who(
    store: Store,
    scope: Scope,
    name: str,
    *,
    now: datetime,
    limit: int = 10,
    since: date | None = None,
    until: date | None = None,
    as_of: date | None = None,
) -> Profile | Nothing | Ambiguous | Unknown:
    """The dossier on the person called `name`, newest first, from the days asked for.

    `as_of`: as it would have read on that day; nothing that was printed later is in it.
    """
    read_as = ReadAs("who", person=name, since=since, until=until, as_of=as_of)
    subject = find_or_bearer(store, scope, name, read_as=read_as, now=now, since=since, until=until)
    if not isinstance(subject, Subject):
        return subject
    read_as = subject.asked(read_as)
    receipts = Receipts()
    roles = store.people.roles(scope, subject.ids, until=as_of)
    held = () if since or until else offices(store, scope, subject.ids, as_of or now.date(), receipts, known=roles)
    shown = card(store, scope, subject.named, receipts, since=since, until=until, as_of=as_of, known=roles)
    titled = {receipt.n for receipt in receipts.all()}
    shown = with_names(store, scope, shown, subject.named, receipts, as_of=as_of)
    related = bonds(store, scope, subject, read_as, most=min(RELATED, limit // 3))
    limit -= len(related)
    quotes = quotes_newest_first(lines(store, scope, subject, read_as, of=(), most=limit)[:limit])
    said_lines = {(quote.passage.head.key, quote.passage.sentences) for quote in quotes}
    events = [
        event
        for event in _events(store, scope, subject, read_as, limit)
        if (event.passage.head.key, event.passage.sentences) not in said_lines
    ]
    most_quotes = max(limit - len(events), (limit + 1) // 2)
    said = tuple(receipts.quote(quote) for quote in quotes[:most_quotes])
    latest = sorted(range(len(events)), key=lambda i: (-events[i].event.when.last.toordinal(), i))[: limit - len(said)]
    happened = tuple(receipts.event(events[i]) for i in sorted(latest))
    shown_already = titled | {entry.receipt for entry in (*said, *happened)}
    used = {(receipt.article, receipt.sentences) for receipt in receipts.all() if receipt.n in shown_already}
    passages = [
        passage
        for passage in _mentions(store, scope, subject, read_as, limit)
        if (passage.head.key, passage.sentences) not in used
    ]
    mentioned = tuple(receipts.sentence(passage) for passage in passages[: limit - len(said) - len(happened)])
    if not (shown.roles or said or happened or mentioned):
        return Nothing(
            question=name, read_as=read_as, now=now, subject=subject.name, searched=store.articles.searched(scope)
        )
    beside = tuple(bond.entry(receipts) for bond in related)
    return Profile(
        question=name,
        read_as=read_as,
        now=now,
        people=(shown,),
        entries=(*said, *happened, *mentioned, *beside),
        receipts=receipts.all(),
        searched=store.articles.searched(scope),
        offices=held,
        said=said,
        happened=happened,
        mentioned=mentioned,
        related=beside,
    )


def _events(store: Store, scope: Scope, subject: Subject, read_as: ReadAs, limit: int) -> list[EventFound]:
    """What happened in his last weeks in the news, so many that enough did; earlier only when nothing did in a year."""
    last = max((named.last.first for named in subject.named if named.last), default=None)
    last = min((day for day in (last, read_as.as_of) if day), default=None)
    days = [read_as.since] if read_as.since else [last - back for back in RECENT] if last else []
    found = store.people.happened(
        scope, subject.ids, days=days, enough=limit, until=read_as.until, as_of=read_as.as_of, limit=MOST_EVENTS
    )
    return events_by_day(one for one in found if not read_as.since or one.event.when.last >= read_as.since)


def _mentions(store: Store, scope: Scope, subject: Subject, read_as: ReadAs, limit: int) -> list[Passage]:
    passages = store.people.mentioned(
        scope, subject.ids, since=read_as.since, until=ends(read_as), limit=limit * len(subject.ids) + limit
    )
    printed = [
        passage
        for passage in passages
        if within(passage.head.published.span, read_as.since, read_as.until)
        and printed_by(passage.head.published.span, read_as.as_of)
    ]
    return unique(sorted(printed, key=newest_first), sentence_of)
