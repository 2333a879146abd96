"""Quotes that a name alone does not find: of those who are called by what they speak for, and of one office's days."""

from datetime import date, datetime

from briefings.answers.bearers import gives_office
from briefings.answers.entries import page, quotes_newest_first
from briefings.answers.quotes import Quotations
from briefings.answers.subject import Nothing, Subject
from briefings.model import QuoteFound, ReadAs, Scope
from briefings.receipts import Receipts
from briefings.store import Store
from briefings.store.search import terms

MOST = 500  # quotes looked through


def said_under_no_name(
    store: Store,
    scope: Scope,
    speaker: str,
    *,
    now: datetime,
    about: str | None = None,
    since: date | None = None,
    until: date | None = None,
    limit: int = 5,
    offset: int = 0,
) -> Quotations | Nothing | None:
    """What “the White House” or “a Pentagon spokesman” said, whom the articles do not name; None when none of it is there.

    Every word of `speaker` stands in the article's own words for whoever spoke.
    """
    called = frozenset(terms(speaker))
    wanted = terms(about) if about else ()
    if not called or (about and not wanted):
        return None

    def said(of: tuple[str, ...]) -> list[QuoteFound]:
        found = store.people.quotes(scope, terms=(*called, *of), since=since, until=until, limit=MOST)
        return [
            one for one in found if one.quote.person is None and called <= frozenset(terms(one.speaker_words or ""))
        ]

    everything = said(())
    if not everything:
        return None
    read_as = ReadAs("quotes", person=speaker, topic=about, since=since, until=until, offset=offset)
    return _told(store, scope, said(wanted) if wanted else everything, read_as, now, limit)


def said_in_office(
    store: Store,
    scope: Scope,
    whom: Subject,
    office: str,
    *,
    now: datetime,
    about: str | None = None,
    since: date | None = None,
    until: date | None = None,
    limit: int = 5,
    offset: int = 0,
) -> Quotations | Nothing:
    """What he said in articles that give him this office as one he holds."""
    wanted = terms(about) if about else ()
    found = store.people.quotes(scope, whom.ids, terms=wanted, since=since, until=until, limit=MOST)
    keys = sorted({one.passage.head.key for one in found})
    there = {
        one.article
        for one in store.people.present(scope, keys)
        if one.id in whom.ids and gives_office(store, scope, one, office)
    }
    read_as = ReadAs("quotes", person=whom.name, key=whom.key, topic=about, since=since, until=until, offset=offset)
    chosen = [one for one in found if one.passage.head.key in there]
    return _told(store, scope, chosen, read_as, now, limit)


def _told(
    store: Store, scope: Scope, found: list[QuoteFound], read_as: ReadAs, now: datetime, limit: int
) -> Quotations | Nothing:
    receipts = Receipts()
    shown, more = page(quotes_newest_first(found), read_as.offset, limit)
    entries = tuple(receipts.quote(one) for one in shown)
    name = read_as.person or ""
    searched = store.articles.searched(scope)
    if not entries:
        return Nothing(question="", read_as=read_as, now=now, searched=searched, subject=name, of_quotes=True)
    return Quotations(
        question="",
        read_as=read_as,
        now=now,
        entries=entries,
        receipts=receipts.all(),
        searched=searched,
        more=more,
        speaker=name,
    )
