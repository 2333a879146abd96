"""Who is named together with whom, each time with a sentence that names both."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar

from briefings.answers.cards import card
from briefings.answers.entries import page
from briefings.answers.moment import at_one_moment
from briefings.answers.shelves import as_seen, display_name
from briefings.answers.subject import Ambiguous, Nothing, Subject, Unknown, find
from briefings.answers.window import ends
from briefings.model import Answer, Entry, Named, Passage, ReadAs, Scope
from briefings.names import fold
from briefings.receipts import Receipts
from briefings.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Links(Answer):
    """The people named together with somebody, those first whom most articles name beside him."""

    kind: ClassVar[str] = "links"
    template: ClassVar[str] = "answers/links.md.j2"

    person: str


@dataclass(frozen=True, slots=True)
class Bond:
    """Somebody who is named together with another: in how many articles, and a sentence that names both."""

    other: tuple[Named, ...]
    articles: int
    passage: Passage

    def entry(self, receipts: Receipts) -> Entry:
        return replace(receipts.sentence(self.passage), beside=display_name(self.other), together=self.articles)


CONSIDERED = 50  # of those whom most articles name beside somebody


@at_one_moment
def links(
    store: Store,
    scope: Scope,
    name: str,
    *,
    now: datetime,
    since: date | None = None,
    until: date | None = None,
    as_of: date | None = None,
    limit: int = 10,
    offset: int = 0,
) -> Links | Nothing | Ambiguous | Unknown:
    """Whom sentences name together with the person called `name`, in the days asked for."""
    read_as = ReadAs("links", person=name, since=since, until=until, as_of=as_of, offset=offset)
    subject = find(store, scope, name, read_as=read_as, now=now, main=True)
    if not isinstance(subject, Subject):
        return subject
    read_as = subject.asked(read_as)
    shown, more = page(bonds(store, scope, subject, read_as), offset, limit)
    receipts = Receipts()
    entries = tuple(bond.entry(receipts) for bond in shown)
    searched = store.articles.searched(scope)
    if not entries:
        return Nothing(question=name, read_as=read_as, now=now, subject=subject.name, searched=searched)
    return Links(
        question=name,
        read_as=read_as,
        now=now,
        people=tuple(replace(card(store, scope, bond.other, Receipts(), titles=0), roles=()) for bond in shown),
        entries=entries,
        receipts=receipts.all(),
        searched=searched,
        more=more,
        person=subject.name,
    )


def bonds(store: Store, scope: Scope, subject: Subject, read_as: ReadAs, *, most: int = CONSIDERED) -> list[Bond]:
    """Those of the `CONSIDERED` people with a sentence that names them and him, most articles first, then by name.

    Being named in the same article alone makes no bond. The sentence is of the days asked for, and so is the count.
    With `most`, the first that are found: a dossier waits for no more.
    """
    related = store.people.related(scope, subject.ids, limit=CONSIDERED)
    counted = {named.id: articles for named, articles in related}
    days = {"since": read_as.since, "until": ends(read_as)}
    anew = any(days.values()) or len(subject.ids) > 1  # the stored figures know no days, and one row of a person
    beside = [one for one in as_seen((named for named, _ in related), scope) if not _same(one, subject)]
    beside.sort(key=lambda one: _order(sum(counted.get(named.id, 0) for named in one), one))
    ids = [[named.id for named in one] for one in beside]
    passages = store.people.together(scope, subject.ids, ids, **days, most=most)
    found = [
        Bond(
            beside[n],
            store.people.articles_together(scope, subject.ids, ids[n], **days)
            if anew or len(ids[n]) > 1
            else counted[ids[n][0]],
            passage,
        )
        for n, passage in passages.items()
    ]
    return sorted(found, key=_most_articles_first)


def _same(other: Sequence[Named], subject: Subject) -> bool:
    """The same person on another shelf is nobody beside him."""
    return any(named.id in subject.ids for named in other)


def _most_articles_first(bond: Bond) -> tuple[int, str, str]:
    return _order(bond.articles, bond.other)


def _order(articles: int, other: Sequence[Named]) -> tuple[int, str, str]:
    return (-articles, fold(display_name(other)), min(named.id.key for named in other))
