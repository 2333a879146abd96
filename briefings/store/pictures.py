"""Charts that the bot wishes for, and the pictures that the reader drew of them, known by what they show.

A wish is gone from the desk as soon as nobody waits for it: what people asked leaves no trace there. A picture is kept
under the hash of its chart, with no word of who asked; of many the oldest goes first.
"""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from briefings.dates import DateSpan, read_iso
from briefings.model import Chart, Moment, Moments, Months, Network, Request
from briefings.store.desk import put
from briefings.store.schema import outcome, request
from briefings.store.sides import Side

KIND = "chart"
DRAWN = 1  # rises when the drawing changes, so that no picture of before is shown
MOST_PICTURES = 200
WAITED_FOR = timedelta(minutes=1)  # at most, by anybody

_FORMS: Mapping[str, type[Chart]] = {"months": Months, "moments": Moments, "network": Network}


class Pictures:
    """The bot asks, waits and gives up; the reader draws and keeps."""

    def __init__(self, desk: Side, news: Side) -> None:
        self._desk = desk
        self._news = news

    # --- the bot's side --------------------------------------------------------------------------------------------

    def ask(self, chart: Chart, now: datetime) -> str:
        """The reader will draw it, unless there is a picture already. The key to ask for it with."""
        payload = written(chart)
        key = key_of(payload)
        if not self.settled(key):
            with self._desk.write() as connection:
                stale = (request.c.kind == KIND) & (request.c.at < now - WAITED_FOR)
                connection.execute(delete(request).where(stale))  # of a bot that was stopped while it waited
                row = {"key": key, "kind": KIND, "payload": payload, "at": now}
                put(connection, request, "key", row)
        return key

    def settled(self, key: str) -> bool:
        """Whether it is drawn, or cannot be."""
        with self._news.read() as connection:
            return connection.execute(select(outcome.c.key).where(outcome.c.key == key)).first() is not None

    def drawn(self, key: str) -> bytes | None:
        """The picture as PNG; None while there is none."""
        with self._news.read() as connection:
            detail = connection.execute(select(outcome.c.detail).where(outcome.c.key == key)).scalar()
        return b64decode(detail["png"]) if detail and "png" in detail else None

    def give_up(self, key: str) -> None:
        """Nobody waits any more: the wish is forgotten, drawn or not."""
        if not self.is_wished(key):  # it was drawn before: nothing to write
            return
        with self._desk.write() as connection:
            connection.execute(delete(request).where(request.c.key == key))

    # --- the reader's side -----------------------------------------------------------------------------------------

    def is_wished(self, key: str) -> bool:
        """Whether somebody still waits for it."""
        with self._desk.read() as connection:
            return connection.execute(select(request.c.key).where(request.c.key == key)).first() is not None

    def keep(self, key: str, png: bytes | None, now: datetime) -> None:
        """The picture is there for whoever asks for the same; None: it cannot be drawn. The oldest beyond many go."""
        state, detail = ("failed", {}) if png is None else ("done", {"png": b64encode(png).decode("ascii")})
        others = outcome.c.key.startswith(_PREFIX, autoescape=True) & (outcome.c.key != key)
        newest_first = select(outcome.c.key).where(others).order_by(outcome.c.at.desc(), outcome.c.key)
        with self._news.write() as connection:
            put(connection, outcome, "key", {"key": key, "state": state, "detail": detail, "at": now})
            old = connection.execute(newest_first.offset(MOST_PICTURES - 1)).scalars().all()
            connection.execute(delete(outcome).where(outcome.c.key.in_(old)))


# --- a chart as a row --------------------------------------------------------------------------------------------

_PREFIX = f"{KIND}:"


def key_of(payload: Mapping[str, Any]) -> str:
    """The same chart, drawn in the same way, is the same picture."""
    text = json.dumps([DRAWN, payload], sort_keys=True, separators=(",", ":"))
    return _PREFIX + hashlib.sha256(text.encode()).hexdigest()


def written(chart: Chart) -> dict[str, Any]:
    """The chart as JSON."""
    form = next(name for name, kind in _FORMS.items() if isinstance(chart, kind))
    values = {field.name: _plain(getattr(chart, field.name)) for field in fields(chart)}
    return {"form": form, **values}


def wished(asked: Request) -> Chart:
    """The chart that a request of this kind wants drawn. Raises `LookupError` or `ValueError` for what is none."""
    told = dict(asked.payload)
    form = told.pop("form")
    if "calendar" in told:
        told["calendar"] = tuple(told["calendar"])
    if form == "months":
        return Months(**told | {"counts": tuple((_span(span), int(n)) for span, n in told["counts"])})
    if form == "moments":
        return Moments(**told | {"rows": tuple(Moment(_span(span), *rest) for span, *rest in told["rows"])})
    return Network(**told | {"others": tuple((name, int(n)) for name, n in told["others"])})


def _plain(value: Any) -> Any:
    if isinstance(value, DateSpan):
        return [value.first.isoformat(), value.last.isoformat()]
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _span(told: Any) -> DateSpan:
    first, last = (read_iso(day) for day in told)
    if first is None or last is None:
        raise ValueError(f"no days: {told!r}")
    return DateSpan(first.first, last.last)
