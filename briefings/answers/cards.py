"""A person as an answer shows him: his names, and his titles with the days they were seen."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from briefings import names
from briefings.answers.offices import offices_on
from briefings.answers.shelves import alias_texts, display_name
from briefings.answers.window import within
from briefings.dates import DateSpan, month
from briefings.model import (
    Named,
    NameSeen,
    NamingFound,
    Passage,
    PersonCard,
    PersonId,
    PersonKey,
    Published,
    RoleFound,
    RoleSeen,
    Scope,
)
from briefings.names import fold
from briefings.receipts import Receipts
from briefings.store import Store


def card(
    store: Store,
    scope: Scope,
    person: Sequence[Named],
    receipts: Receipts,
    *,
    since: date | None = None,
    until: date | None = None,
    as_of: date | None = None,
    titles: int | None = None,
    known: Iterable[RoleFound] | None = None,
) -> PersonCard:
    """His card, with the latest `titles` of his titles (all when None) that were seen in the days asked for.

    `as_of`: by what was printed until that day. `known`: his roles until then, where they were looked up before.
    """
    roles = store.people.roles(scope, [named.id for named in person], until=as_of) if known is None else known
    found = [role for role in roles if within(role.passage.head.published.span, since, until)]
    groups = sorted(_groups(found), key=_latest_first)[:titles]
    figures = _figures(store, scope, person, as_of)
    return PersonCard(
        key=key_of(person),
        name=display_name(person),
        aliases=alias_texts(person),
        roles=tuple(_seen(group, receipts) for group in groups),
        mentions=figures.mentions,
        articles=figures.articles,
        first_seen=figures.first,
        last_seen=figures.last,
    )


def key_of(person: Iterable[Named]) -> PersonKey:
    """The key of one who may stand on several shelves: where he was seen first."""
    return min(person, key=lambda n: (n.first.first if n.first else date.max, n.id.key)).id.key


def with_names(
    store: Store, scope: Scope, shown: PersonCard, person: Sequence[Named], receipts: Receipts, *, as_of: date | None
) -> PersonCard:
    """The card with the place of each form of his name, the days he was named first and last, and his months."""
    ids = [named.id for named in person]
    places = {fold(one.text): one for one in store.people.namings(scope, ids, shown.aliases, until=as_of)}
    forms = [form for form in shown.aliases if fold(form) in places]
    seen = [one.published for one in store.people.appearances(scope, ids, until=as_of)]
    days = sorted((when.span, when.estimated) for when in seen if when.span)
    latest = max(days, key=lambda when: (when[0].last, when[0].first, not when[1]), default=(None, False))
    months = _months(seen) if as_of or len(person) > 1 else store.people.months(scope, ids)
    return replace(
        shown,
        aliases=tuple(forms) if as_of else shown.aliases,
        first_seen=days[0][0] if days else None,
        first_about=bool(days) and days[0][1],
        last_seen=latest[0],
        last_about=latest[1],
        namings=tuple(_printed(places[fold(form)], receipts) for form in forms),
        months=months,
    )


def _months(seen: Iterable[Published]) -> tuple[tuple[DateSpan, int], ...]:
    spans = [when.span for when in seen if when.span]
    counted = Counter(whole for span in spans if (whole := month(span.first.year, span.first.month)).covers(span))
    return tuple(sorted(counted.items()))


def _printed(naming: NamingFound, receipts: Receipts) -> NameSeen:
    receipt = receipts.cite(naming.passage)
    return NameSeen(receipt.text_of((naming.slice,)), (naming.slice,), receipt.n, naming.passage.head.published)


class _Figures(NamedTuple):
    articles: int
    mentions: int
    first: DateSpan | None
    last: DateSpan | None


def _figures(store: Store, scope: Scope, person: Sequence[Named], as_of: date | None) -> _Figures:
    """How often and when he is named; an article that stands on two shelves counts once."""
    if len(person) == 1 and not as_of:
        return _Figures(person[0].articles, person[0].mentions, person[0].first, person[0].last)
    found = store.people.appearances(scope, [named.id for named in person], until=as_of)
    days = [one.published.span for one in found if one.published.span]
    last = max(days, key=lambda span: (span.last, span.first), default=None)
    return _Figures(len(found), sum(one.mentions for one in found), min(days, default=None), last)


def offices(
    store: Store,
    scope: Scope,
    ids: Sequence[PersonId],
    day: date,
    receipts: Receipts,
    *,
    known: Iterable[RoleFound] = (),
) -> tuple[RoleSeen, ...]:
    """The titles that he bore on that day, by what was printed until then. `known`: his roles, if they are all of them."""
    roles = tuple(known)
    if not roles or any(span and span.last > day for span in (role.passage.head.published.span for role in roles)):
        roles = store.people.roles(scope, ids, until=day)
    return tuple(_seen([role], receipts) for role in offices_on(roles, day))


def _groups(found: Iterable[RoleFound]) -> list[list[RoleFound]]:
    """The same title of the same organisation, however printed; one that names none joins the only one that does."""
    by_title: dict[tuple[str, str], dict[str, list[RoleFound]]] = {}
    for role in found:
        organisations = by_title.setdefault((names.title_form(role.role.title), role.role.status), {})
        organisations.setdefault(names.title_form(role.role.organisation or ""), []).append(role)
    for organisations in by_title.values():
        if "" in organisations and len(organisations) == 2:
            nameless = organisations.pop("")
            next(iter(organisations.values())).extend(nameless)
    return [group for organisations in by_title.values() for group in organisations.values()]


def _seen(group: Sequence[RoleFound], receipts: Receipts) -> RoleSeen:
    latest = min(group, key=_newest)
    organisations = [role.role.organisation for role in sorted(group, key=_newest) if role.role.organisation]
    receipt = receipts.cite(latest.passage)
    first = min((role for role in group if role.passage.head.published.span), key=_oldest, default=latest)
    another = first.passage.head.published.span != latest.passage.head.published.span
    return RoleSeen(
        title=latest.role.title,
        organisation=organisations[0] if organisations else None,
        status=latest.role.status,
        first=first.passage.head.published.span,
        last=latest.passage.head.published.span,
        about=latest.passage.head.published.estimated,
        receipt=receipt.n,
        text=receipt.text_of((latest.role.slice,)),
        slices=(latest.role.slice,),
        first_about=first.passage.head.published.estimated,
        first_receipt=receipts.cite(first.passage).n if another else None,
    )


def _newest(role: RoleFound) -> tuple[int, str, int]:
    return (*newest_first(role.passage), role.role.slice.start)


def _oldest(role: RoleFound) -> tuple[date, date, str, int]:
    span = role.passage.head.published.span
    days = (span.first, span.last) if span else (date.max, date.max)
    return (*days, role.passage.head.key, role.role.slice.start)


def _latest_first(group: Sequence[RoleFound]) -> tuple[int, str, int]:
    return min(_newest(role) for role in group)


def newest_first(passage: Passage) -> tuple[int, str]:
    """Orders passages by the day of their article, undated last, then by its key."""
    return (-_ordinal(passage.head.published.span), passage.head.key)


def _ordinal(span: DateSpan | None) -> int:
    return span.last.toordinal() if span else 0
