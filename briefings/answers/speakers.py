"""Quotes that a name alone does not find: of those who are called by what they speak for, and of one office's days."""

from datetime import date

from briefings.answers.bearers import gives_office
from briefings.answers.subject import Subject
from briefings.model import QuoteFound, Scope
from briefings.store import Store
from briefings.store.search import terms

MOST = 500  # quotes looked through


def said_under_no_name(
    store: Store,
    scope: Scope,
    speaker: str,
    *,
    of: tuple[str, ...] = (),
    since: date | None = None,
    until: date | None = None,
) -> list[QuoteFound] | None:
    """What “the White House” or “a Pentagon spokesman” said, whom the articles do not name; None when none of it is there.

    Every word of `speaker` stands in the article's own words for whoever spoke, and every term of `of` in the quote.
    """
    called = frozenset(terms(speaker))
    if not called:
        return None

    def said(of: tuple[str, ...]) -> list[QuoteFound]:
        found = store.people.quotes(scope, terms=(*called, *of), since=since, until=until, limit=MOST)
        return [
            one for one in found if one.quote.person is None and called <= frozenset(terms(one.speaker_words or ""))
        ]

    everything = said(())
    return (said(of) if of else everything) if everything else None


def said_in_office(
    store: Store,
    scope: Scope,
    whom: Subject,
    office: str,
    *,
    of: tuple[str, ...] = (),
    since: date | None = None,
    until: date | None = None,
) -> list[QuoteFound]:
    """What he said in articles that give him this office as one he holds."""
    found = store.people.quotes(scope, whom.ids, terms=of, since=since, until=until, limit=MOST)
    keys = sorted({one.passage.head.key for one in found})
    there = {
        one.article
        for one in store.people.present(scope, keys)
        if one.id in whom.ids and gives_office(store, scope, one, office)
    }
    return [one for one in found if one.passage.head.key in there]
