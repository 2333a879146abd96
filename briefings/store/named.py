"""People as they are called and counted: the figures that stand beside the news, corrected by what was decided."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, and_, func, or_, select

from briefings.dates import DateSpan, month
from briefings.model import Alias, AliasKind, Named, PersonId
from briefings.names import fold, surname
from briefings.store import schema
from briefings.store.schema import alias, person, person_month, person_pair, role, sighting
from briefings.store.types import span
from briefings.store.visible import Seen, his, one_of, those, within

_KIND_ORDER: list[AliasKind] = ["full", "surname", "nickname", "initials", "variant"]
_AT_ONCE = 125  # hidden lines in one condition


def called(connection: Connection, seen: Seen, folded: str) -> list[Named]:
    """Those whom some article calls exactly so, or whose surname it is."""
    forms = select(alias.c.person).where(within(seen, alias, by_index=True), alias.c.folded == folded)
    surnamed = select(person.c.id).where(within(seen, person, by_index=True), person.c.folded == folded)
    either = forms.union(surnamed)
    if not seen.parted:
        return list(_known(seen, connection.execute(_WITH_ALIASES.where(person.c.id.in_(either)))).values())
    numbers = set(connection.execute(either).scalars())
    more = seen.parted.tally(connection).aliases
    printed = {number for (number, text, _), n in more.items() if n > 0 and _is(folded, text)}
    found = named_of(connection, seen, numbers | printed).values()  # the form may have been the other man's alone
    return [one for one in found if any(_is(folded, text) for text in (one.name, *(form.text for form in one.aliases)))]


def _is(folded: str, text: str) -> bool:
    return folded in {fold(text), surname(text)}


def named_of(connection: Connection, seen: Seen, numbers: Iterable[int] | None) -> dict[int, Named]:
    """The people with these numbers, or everybody. Of whom nothing is left, all being another's, is not there."""
    whom = None if numbers is None else sorted(set(numbers))
    asked = _WITH_ALIASES.where(within(seen, person))
    found = _known(seen, those(connection, asked, person.c.id, whom))
    concerned = seen.parted.concerned() & (set(whom) if whom is not None else seen.parted.concerned())
    for number in sorted(concerned):
        before = found.pop(number, None) or _nobody(connection, seen, number)
        if one := _recounted(connection, seen, number, before):
            found[number] = one
    if seen.hidden:
        for number in found.keys() & _titled_by_hidden_lines(connection, seen):
            found[number] = replace(found[number], title=_title(connection, seen, number))
    return found


_WITH_ALIASES = select(person, alias.c.text, alias.c.kind).outerjoin(alias, alias.c.person == person.c.id)


def _known(seen: Seen, rows: Iterable[Row[Any]]) -> dict[int, Named]:
    """The people of rows of _WITH_ALIASES."""
    once: dict[int, Row[Any]] = {}
    forms: dict[int, list[tuple[str, AliasKind]]] = {}
    for row in rows:
        once.setdefault(row.id, row)
        if row.text is not None:
            forms.setdefault(row.id, []).append((row.text, row.kind))
    found = {number: _named(row, seen, _aliases(forms.get(number, ()))) for number, row in once.items()}
    seen.people |= {one.id: number for number, one in found.items()}
    return found


def _aliases(forms: Iterable[tuple[str, AliasKind]]) -> tuple[Alias, ...]:
    """Where two articles differ about the kind of a form, the plainer kind stands."""
    kinds = dict(sorted(forms, key=lambda form: -_KIND_ORDER.index(form[1])))
    return tuple(Alias(text, kind) for text, kind in sorted(kinds.items()))


def _named(row: Row[Any], seen: Seen, aliases: tuple[Alias, ...]) -> Named:
    return Named(
        id=PersonId(seen.names[row.collection], row.key),
        name=row.name,
        aliases=aliases,
        articles=row.articles,
        mentions=row.mentions,
        first=span(row.first_first, row.first_last),
        last=span(row.last_first, row.last_last),
        title=row.title,
    )


# --- who is somebody else by decision ------------------------------------------------------------------------------


def _nobody(connection: Connection, seen: Seen, number: int) -> Named:
    """One whom the news does not know, before anything of his is counted."""
    return Named(seen.parted.numbers[number], seen.parted.name(connection, number), (), 0, 0, None, None, None)


def _recounted(connection: Connection, seen: Seen, number: int, before: Named) -> Named | None:
    """The person with what is his alone; None where nothing is."""
    tally = seen.parted.tally(connection)
    asked = select(alias.c.text, alias.c.kind, alias.c.n).where(within(seen, alias), alias.c.person == number)
    printed = Counter({(text, kind): n for text, kind, n in connection.execute(asked)})
    for (whose, text, kind), n in tally.aliases.items():
        if whose == number:
            printed[text, kind] += n
    aliases = _aliases(form for form, n in printed.items() if n > 0)
    if before.articles + tally.articles[number] <= 0 or not aliases:
        return None
    fullest = max(aliases, key=lambda one: (one.kind == "full", len(one.text), one.text)).text
    first, last = _days(connection, seen, number)
    return replace(
        before,
        name=before.name if before.name in {one.text for one in aliases} else fullest,
        aliases=aliases,
        articles=before.articles + tally.articles[number],
        mentions=before.mentions + tally.mentions[number],
        first=first,
        last=last,
        title=_title(connection, seen, number),
    )


def _days(connection: Connection, seen: Seen, number: int) -> tuple[DateSpan | None, DateSpan | None]:
    days = select(sighting.c.published_first, sighting.c.published_last)
    days = days.where(his(seen, sighting, (number,)), sighting.c.ago < schema.UNDATED)
    earliest = connection.execute(days.order_by(sighting.c.ago.desc(), sighting.c.published_last).limit(1)).first()
    latest = connection.execute(days.order_by(sighting.c.ago, sighting.c.published_last.desc()).limit(1)).first()
    return (span(*earliest) if earliest else None), (span(*latest) if latest else None)


def _title(connection: Connection, seen: Seen, number: int) -> str | None:
    """The latest that he is shown with."""
    shown = select(role.c.shown).where(within(seen, role), his(seen, role, (number,)), role.c.shown.is_not(None))
    return connection.execute(shown.order_by(role.c.ago, role.c.tie, role.c.start, role.c.id).limit(1)).scalar()


def _titled_by_hidden_lines(connection: Connection, seen: Seen) -> set[int]:
    """Whoever has a title in a hidden line: it may be the one that he is shown with."""
    there = [
        and_(role.c.article == number, role.c.first <= last, role.c.last >= first)
        for number, first, last in seen.hidden
    ]
    found: set[int] = set()
    for start in range(0, len(there), _AT_ONCE):
        found.update(connection.execute(select(role.c.person).where(or_(*there[start : start + _AT_ONCE]))).scalars())
    return found


# --- figures -------------------------------------------------------------------------------------------------------


def months(connection: Connection, seen: Seen, people: Sequence[int]) -> tuple[tuple[DateSpan, int], ...]:
    """In how many articles of each month they are named."""
    asked = select(person_month.c.month, func.sum(person_month.c.n)).where(
        within(seen, person_month), one_of(person_month.c.person, people)
    )
    counted = {of: int(n) for of, n in connection.execute(asked.group_by(person_month.c.month))}
    if seen.parted.concerns(people):
        for (number, of), n in seen.parted.tally(connection).months.items():
            if number in people:
                counted[of] = counted.get(of, 0) + n
    return tuple((month(of // 100, of % 100), n) for of, n in sorted(counted.items()) if n)


def beside(connection: Connection, seen: Seen, people: Sequence[int], limit: int) -> dict[int, int]:
    """Whom articles name most often beside these people: at least `limit`, and all who tie with the last of them."""
    together: dict[int, int] = {}
    for number in people:
        here = within(seen, person_pair), person_pair.c.person == number
        last = (
            select(person_pair.c.n).where(*here).order_by(person_pair.c.n.desc()).offset(limit + len(people)).limit(1)
        )
        least = func.coalesce(last.scalar_subquery(), 0)
        rows = connection.execute(select(person_pair.c.other, person_pair.c.n).where(*here, person_pair.c.n >= least))
        for other, n in rows:
            together[other] = together.get(other, 0) + n
    if seen.parted:
        for (number, other), n in seen.parted.tally(connection).pairs.items():
            if number in people:
                together[other] = together.get(other, 0) + n
    return {other: n for other, n in together.items() if n > 0 and other not in people}


def by_weight(found: Iterable[Named]) -> tuple[Named, ...]:
    """The most often reported first."""
    return tuple(sorted(found, key=lambda named: (-named.articles, named.name, named.id)))
