"""Columns that mean the same on both engines: instants in UTC, words without what PostgreSQL refuses, packed lists, days."""

import json
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

from briefings.dates import DateSpan


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in, aware and in UTC out. A naive one raises, on the way in."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs a time zone: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def stored(instant: datetime) -> str:
    """As SQLite keeps it in a `UtcDateTime`, and PostgreSQL reads it: for many that are handed over as one value."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


class Words(TypeDecorator[str]):
    """Words to read. NUL and lone surrogates, which PostgreSQL refuses, become U+FFFD; `Article.text` is kept as bytes."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else clean(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return value


class Packed(TypeDecorator[Any]):
    """Lists, numbers and words as one line of ASCII JSON, which both engines keep byte for byte."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else _pack(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class Numbers(Packed):
    """The same of lists of numbers alone, which Python itself writes so: most of what is packed, in a fifth of the time."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else repr(value).replace(" ", "")


_pack = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


def clean(words: str) -> str:
    """The words as both engines can keep them."""
    if words.isascii():
        return words.replace("\x00", "\ufffd")
    return "".join("\ufffd" if c == "\x00" or "\ud800" <= c <= "\udfff" else c for c in words)


def span(first: date | None, last: date | None) -> DateSpan | None:
    """The days that two columns give."""
    return DateSpan(first, last) if first is not None and last is not None else None
