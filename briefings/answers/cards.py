"""A person as an answer shows him: his names, and his titles with the days they were seen."""

from collections.abc import Iterable, Sequence
from datetime import date

from briefings import names
from briefings.answers.shelves import alias_texts, display_name
from briefings.answers.window import within
from briefings.dates import DateSpan
from briefings.model import Named, Passage, PersonCard, PersonKey, RoleFound, RoleSeen, Scope
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
    titles: int | None = None,
) -> PersonCard:
    """His card, with the latest `titles` of his titles (all when None) that were seen in the days asked for."""
    found = [
        role
        for role in store.people.roles(scope, [named.id for named in person])
        if within(role.passage.head.published.span, since, until)
    ]
    groups = sorted(_groups(found), key=_latest_first)[:titles]
    return PersonCard(
        key=key_of(person),
        name=display_name(person),
        aliases=alias_texts(person),
        roles=tuple(_seen(group, receipts) for group in groups),
        mentions=sum(named.mentions for named in person),
        articles=_articles(store, scope, person),
        first_seen=min((n.first for n in person if n.first), default=None),
        last_seen=max((n.last for n in person if n.last), key=lambda s: (s.last, s.first), default=None),
    )


def key_of(person: Iterable[Named]) -> PersonKey:
    """The key of one who may stand on several shelves: where he was seen first."""
    return min(person, key=lambda n: (n.first.first if n.first else date.max, n.id.key)).id.key


def _articles(store: Store, scope: Scope, person: Sequence[Named]) -> int:
    """How many articles name him; one that stands on two shelves counts once."""
    if len(person) == 1:
        return person[0].articles
    ids = [named.id for named in person]
    named_in = store.people.mentioned(scope, ids, limit=sum(named.articles for named in person))
    return len({passage.head.key for passage in named_in})


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
    spans = [span for role in group if (span := role.passage.head.published.span)]
    organisations = [role.role.organisation for role in sorted(group, key=_newest) if role.role.organisation]
    receipt = receipts.cite(latest.passage)
    return RoleSeen(
        title=latest.role.title,
        organisation=organisations[0] if organisations else None,
        status=latest.role.status,
        first=min(spans, default=None),
        last=latest.passage.head.published.span,
        about=latest.passage.head.published.estimated,
        receipt=receipt.n,
        text=receipt.text_of((latest.role.slice,)),
        slices=(latest.role.slice,),
    )


def _newest(role: RoleFound) -> tuple[int, str, int]:
    return (*newest_first(role.passage), role.role.slice.start)


def _latest_first(group: Sequence[RoleFound]) -> tuple[int, str, int]:
    return min(_newest(role) for role in group)


def newest_first(passage: Passage) -> tuple[int, str]:
    """Orders passages by the day of their article, undated last, then by its key."""
    return (-_ordinal(passage.head.published.span), passage.head.key)


def _ordinal(span: DateSpan | None) -> int:
    return span.last.toordinal() if span else 0
