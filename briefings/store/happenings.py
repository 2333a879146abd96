"""Stored events as they are read: in what order, which of them, with their passages and people."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from briefings.dates import DateSpan
from briefings.model import Event, EventFound, SentenceRef, Slice
from briefings.store import search
from briefings.store.schema import article, event, event_person
from briefings.store.visible import HEADS, Seen, his, passage_of, with_text

_EVENT_COLUMNS = "id when_first when_last about planned spoken start end first last passage reported".split()
EVENTS = with_text(HEADS.join(event, event.c.article == article.c.id)).add_columns(
    *(event.c[name].label("e_id" if name == "id" else name) for name in _EVENT_COLUMNS)
)
EVENT_NUMBERS = select(event.c.id).join(article, article.c.id == event.c.article)  # sorted without their texts
EVENT_ORDER = tuple(event.c[name] for name in "when_first when_last reported tie start id".split())


def event_order(row: Row[Any]) -> tuple[Any, ...]:
    """By the event's own date, then the report's, undated last, then by article and place."""
    return row.when_first, row.when_last, row.reported, row.a_key, row.start, row.e_id


def event_sources(
    connection: Connection, seen: Seen, people: tuple[int, ...] | None, terms: tuple[str, ...]
) -> list[list[ColumnElement[bool]]]:
    """Conditions for the events to choose from, several where there are many to choose from."""
    named = select(event_person.c.event).where(his(seen, event_person, people or ()))
    if terms:
        wanted = search.Wanted(seen.numbers, terms, seen.parted.rows_of(people or ()))
        found = search.find_all(connection, "event", wanted)
        parted = people is not None and seen.parted.concerns(people)
        return [[search.among(connection, event.c.id, found), *([event.c.id.in_(named)] if parted else [])]]
    if people is None:
        return [[event.c.collection == number] for number in seen.numbers]
    return [[event.c.id.in_(named)]]


def events_found(seen: Seen, rows: Sequence[Row[Any]]) -> tuple[EventFound, ...]:
    """The events of rows of EVENTS, in their order."""
    return tuple(
        EventFound(
            Event(
                when=DateSpan(row.when_first, row.when_last),
                when_text=Slice(row.start, row.end),
                about=row.about,
                people=(),
                planned=row.planned,
                source=SentenceRef(row.a_key, row.first, row.last),
                spoken=row.spoken,
            ),
            passage_of(row, seen, row.first, row.last, row.passage),
        )
        for row in rows
    )
