"""The days that articles speak of: figures to choose the days of a timeline by, and the events of the chosen ones."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, func, or_, select, tuple_

from briefings.dates import DateSpan
from briefings.model import DayTold, EventFound, PersonId, Scope
from briefings.store import search
from briefings.store.happenings import EVENTS, event_order, events_found
from briefings.store.schema import article, event, event_person, sighting, telling
from briefings.store.sides import Side
from briefings.store.visible import Seen, from_first_shelf, his, numbers_of, see, those, within


@dataclass(frozen=True, slots=True)
class EventsAsked:
    """Events that name one of `ids` (None: anybody or nobody), on `terms`, within days, planned or not."""

    ids: tuple[PersonId, ...] | None = None
    terms: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    planned: bool | None = None


class Days:
    """Reading what articles tell of days. Everything takes a scope."""

    def __init__(self, news: Side) -> None:
        self._news = news

    def told(self, scope: Scope, asked: EventsAsked) -> tuple[tuple[DayTold, DayTold], ...]:
        """The days, months and years of such events, in order of time.

        An article that says the terms often, or in its title, is about them with all its events. Each day comes twice:
        as the articles speak of it that tell of such an event then, and as all articles do that name one of the people.
        """
        with self._news.read() as connection:
            seen = see(connection, scope)
            people = tuple(numbers_of(connection, seen, asked.ids)) if asked.ids is not None else None
            if not seen.numbers or people == ():
                return ()
            here = around = _figures(connection, seen, asked, _tells(connection, seen, asked, people))
            if people is not None:
                around = _figures(connection, seen, asked, _named(seen, people))
            return tuple((here[when], around.get(when, here[when])) for when in sorted(here))

    def events(
        self, scope: Scope, asked: EventsAsked, days: Collection[DateSpan], *, each: int
    ) -> tuple[EventFound, ...]:
        """Such events of these days, of each day the first `each` reported, what happened before what was said."""
        with self._news.read() as connection:
            seen = see(connection, scope)
            people = tuple(numbers_of(connection, seen, asked.ids)) if asked.ids is not None else None
            if not seen.numbers or people == () or not days:
                return ()
            rows: list[Row[Any]] = []
            numbers = _first_of_each(connection, seen, asked, people, sorted(days), each)
            for start in range(0, len(numbers), _AT_ONCE):
                some = numbers[start : start + _AT_ONCE]
                rows += those(connection, EVENTS.where(within(seen, event)), event.c.id, some)
            chosen = from_first_shelf(rows, seen)
            chosen.sort(key=event_order)
            return events_found(seen, chosen)


_AT_ONCE = 500
_FIGURES = [telling.c[name] for name in "sentences happened early later ahead".split()]


def _figures(
    connection: Connection, seen: Seen, asked: EventsAsked, conditions: Sequence[ColumnElement[bool]]
) -> dict[DateSpan, DayTold]:
    """How the articles that meet the conditions speak of days; an article on two shelves counts on the first."""
    found: dict[DateSpan, list[int]] = {}
    earlier: list[int] = []
    for number in seen.numbers:
        sums = select(telling.c.when_first, telling.c.when_last, func.count(), *map(func.sum, _FIGURES))
        shelf = telling.c.collection + 0 if conditions else telling.c.collection
        sums = sums.where(shelf == number, *_in_days(asked), *conditions).having(func.sum(telling.c.events) > 0)
        if earlier:
            other = telling.alias()
            same = (other.c[name] == telling.c[name] for name in ("when_first", "when_last", "tie"))
            sums = sums.where(~exists().where(other.c.collection.in_(earlier), *same))
        for first, last, *figures in connection.execute(sums.group_by(telling.c.when_first, telling.c.when_last)):
            before = found.get(DateSpan(first, last), [0] * len(figures))
            found[DateSpan(first, last)] = [one + int(more) for one, more in zip(before, figures, strict=True)]
        earlier.append(number)
    return {when: DayTold(when, *figures) for when, figures in found.items()}


def _in_days(asked: EventsAsked) -> list[ColumnElement[bool]]:
    conditions = []
    if asked.since is not None:
        conditions.append(telling.c.when_last >= asked.since)
    if asked.until is not None:
        conditions.append(telling.c.when_first <= asked.until)
    return conditions


def _tells(
    connection: Connection, seen: Seen, asked: EventsAsked, people: tuple[int, ...] | None
) -> list[ColumnElement[bool]]:
    """On `telling`: the article tells an event of these days that is asked for, or is about the terms."""
    if people is None and not asked.terms and asked.planned is None:
        return []
    place = [telling.c[name] for name in ("article", "when_first", "when_last")]
    events = select(*(event.c[column.name] for column in place)).where(*_of_events(connection, seen, asked, people))
    tells = tuple_(*place).in_(events)
    if asked.terms and asked.planned is None:
        return [or_(telling.c.article.in_(_about(connection, seen, asked.terms)), tells)]
    return [tells]


def _of_events(
    connection: Connection, seen: Seen, asked: EventsAsked, people: tuple[int, ...] | None
) -> list[ColumnElement[bool]]:
    """Conditions on `event`."""
    conditions = [within(seen, event)]
    if asked.planned is not None:
        conditions.append(event.c.planned == asked.planned)
    if people is not None:
        named = select(event_person.c.event).where(his(seen, event_person, people))
        conditions.append(event.c.id.in_(named))
    if asked.terms:
        found = search.find_all(connection, "event", search.Wanted(seen.numbers, search.asked(asked.terms)))
        about = event.c.article.in_(_about(connection, seen, asked.terms))
        conditions.append(or_(about, search.among(connection, event.c.id, found)))
    return conditions


def _about(connection: Connection, seen: Seen, terms: tuple[str, ...]) -> Select[tuple[int]]:
    """The articles that say each of the terms often, or in their title."""
    wanted = search.Wanted(seen.numbers, search.asked(terms), about=True)
    slots = search.find(connection, "article", wanted, None)
    return select(article.c.id).where(search.among(connection, article.c.slot, slots))


def _named(seen: Seen, people: tuple[int, ...]) -> list[ColumnElement[bool]]:
    """On `telling`: the article names one of the people."""
    named = select(sighting.c.article).where(within(seen, sighting), his(seen, sighting, people))
    return [telling.c.article.in_(named)]


def _first_of_each(
    connection: Connection,
    seen: Seen,
    asked: EventsAsked,
    people: tuple[int, ...] | None,
    days: Sequence[DateSpan],
    each: int,
) -> list[int]:
    """The row numbers of the events to show of each day."""
    conditions = _of_events(connection, seen, asked, people)
    order = (event.c.spoken, event.c.reported, event.c.tie, event.c.start, event.c.id)
    place = func.row_number().over(partition_by=[event.c.when_first, event.c.when_last], order_by=order)
    numbers: list[int] = []
    for start in range(0, len(days), _AT_ONCE // 4):
        some = days[start : start + _AT_ONCE // 4]
        these = or_(*(and_(event.c.when_first == day.first, event.c.when_last == day.last) for day in some))
        shelves = event.c.collection.in_(seen.numbers)
        ranked = select(event.c.id, place.label("place")).where(shelves, these, *conditions).subquery()
        numbers += connection.execute(select(ranked.c.id).where(ranked.c.place <= each)).scalars()
    return numbers
