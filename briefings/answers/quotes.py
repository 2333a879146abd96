"""What somebody said."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar

from briefings.answers.entries import quotes_newest_first
from briefings.answers.subject import Ambiguous, Nothing, Subject, Unknown, find
from briefings.model import Answer, QuoteFound, ReadAs, Scope
from briefings.receipts import Receipts
from briefings.store import Store
from briefings.store.search import terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotations(Answer):
    """One person's quotes, newest first. `searched` counts all of his."""

    kind: ClassVar[str] = "quotations"
    template: ClassVar[str] = "answers/quotations.md.j2"

    speaker: str


CLOSEST = 3  # quotes shown when none is on the topic itself


def quotes(
    store: Store,
    scope: Scope,
    name: str,
    *,
    now: datetime,
    about: str | None = None,
    since: date | None = None,
    until: date | None = None,
    limit: int = 10,
) -> Quotations | Nothing | Ambiguous | Unknown:
    """What the person called `name` said, of which every word of `about` stands in the quote or its headline."""
    read_as = ReadAs("quotes", person=name, topic=about, since=since, until=until)
    subject = find(store, scope, name, read_as=read_as, now=now)
    if not isinstance(subject, Subject):
        return subject
    read_as = replace(read_as, person=subject.name, key=subject.key)
    wanted = terms(about) if about else ()

    def said(of: tuple[str, ...]) -> list[QuoteFound]:
        most = limit * len(subject.ids) + limit  # the same article may stand on several shelves
        return quotes_newest_first(
            store.people.quotes(scope, subject.ids, terms=of, since=since, until=until, limit=most)
        )

    found = [] if about and not wanted else said(wanted)
    receipts = Receipts()
    searched = store.people.quote_count(scope, subject.ids)
    if found:
        entries = tuple(receipts.quote(quote) for quote in found[:limit])
        return Quotations(
            question=name,
            read_as=read_as,
            now=now,
            entries=entries,
            receipts=receipts.all(),
            searched=searched,
            speaker=subject.name,
        )
    near = quotes_newest_first(quote for term in wanted for quote in said((term,))) if len(wanted) > 1 else []
    entries = tuple(receipts.quote(quote) for quote in near[: min(CLOSEST, limit)])
    return Nothing(
        question=name,
        read_as=read_as,
        now=now,
        entries=entries,
        receipts=receipts.all(),
        searched=searched,
        subject=subject.name,
        of_quotes=True,
    )
