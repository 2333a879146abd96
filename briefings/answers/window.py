"""The days that a question asks for."""

import calendar
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from briefings.dates import DateSpan, month, year
from briefings.model import ReadAs


class Window(NamedTuple):
    """A question without its days, and the days: both ends included, None where it is open."""

    rest: str
    since: date | None = None
    until: date | None = None


def within(span: DateSpan | None, since: date | None, until: date | None) -> bool:
    """Does it touch the days asked for? What has no date is shown only when no days were asked for."""
    if since is None and until is None:
        return True
    return span is not None and (since is None or span.last >= since) and (until is None or span.first <= until)


def printed_by(span: DateSpan | None, as_of: date | None) -> bool:
    """Was it printed by that day, for sure? What has no date is shown only when no day was asked for."""
    return as_of is None or (span is not None and span.last <= as_of)


def ends(read_as: ReadAs) -> date | None:
    """The last day from which anything is shown."""
    return min((day for day in (read_as.until, read_as.as_of) if day), default=None)


_MONTHS = (
    {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
    | {name.lower(): i for i, name in enumerate(calendar.month_abbr) if name}
    | {"sept": 9}
)
_DAYS = (
    r"(?:(?:\d{1,2}(?:st|nd|rd|th)?\s+)?(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
    r"(?:\s+\d{1,2}(?:st|nd|rd|th)?)?,?\s+)?(?:19|20)\d\d|(?:19|20)\d\d-\d\d(?:-\d\d)?"
)
_WEEKDAYS = {name.lower(): i for i, name in enumerate(calendar.day_name)}
_NAMED = "|".join(
    sorted((name for name in _MONTHS if len(name) > 3), key=len, reverse=True)
)  # "may" and "mar" are words
_LATELY = (
    rf"(?:the\s+)?(?:this|last|past)\s+(?:year|month|week)|today|yesterday|last\s+(?:{'|'.join(_WEEKDAYS)})|"
    r"\d{1,3}\s+(?:day|week|month|year)s?\s+ago|(?:a|one)\s+(?:day|week|month|year)\s+ago"
)
_ASKED = (
    (rf"(?:between|from)\s+({_DAYS})\s+(?:and|to|until|till|-|–)\s+({_DAYS})", "both"),  # between 2017 and 2018
    (rf"(?:ever\s+)?(?:since|from)\s+({_DAYS})", "since"),  # since December 2017
    (rf"after\s+({_DAYS})", "after"),
    (rf"(?:until|till|up to)\s+({_DAYS})", "until"),  # until March 2018
    (rf"before\s+({_DAYS})", "before"),
    (rf"(?:in|during|on|of|as of)\s+({_DAYS})", "in"),  # in 2017, on 4 December 2017
    (rf"since\s+({_LATELY}|{'|'.join(_WEEKDAYS)})", "since lately"),  # since last week
    (rf"on\s+({'|'.join(_WEEKDAYS)})", "lately"),
    (r"(?:in|during|over|within|for)\s+the\s+(?:last|past)\s+(\d{1,3}\s+)?(days?|weeks?|months?|years?)", "lasting"),
    (rf"(?:in\s+|on\s+|from\s+)?({_LATELY})", "lately"),  # last year, yesterday, on Monday
    (rf"since\s+({_NAMED}|May|March)", "since month"),  # since March: the last one that began
    (rf"in\s+({_NAMED}|May|March)", "month"),
)


def window(question: str, now: datetime) -> Window:
    """The first days that the question names, and the question without them. Days that do not exist are left in."""
    for pattern, kind in _ASKED:
        found = re.search(rf"(?<!\w){pattern}(?!\w|-\d)", question, re.IGNORECASE)
        days = _days(found, kind, now) if found else None
        if found and days:
            rest = f"{question[: found.start()].rstrip(' ,')} {question[found.end() :].lstrip(' ,')}".strip()
            return Window(rest, *days)
    return Window(question)


def _days(found: re.Match[str], kind: str, now: datetime) -> tuple[date | None, date | None] | None:
    today = now.date()
    if kind == "lasting":
        return _ago(today, int(found[1] or 1), found[2].rstrip("s")), today
    if kind.endswith("lately"):
        span: DateSpan | None = _lately(found[1].lower(), today)
    elif kind.endswith("month"):
        number = _MONTHS[found[1].lower()]
        span = month(today.year - (number > today.month), number)
    else:
        span = read_days(found[1])
    if span is None:
        return None
    if kind == "both":
        end = read_days(found[2])
        return None if end is None or end.last < span.first else (span.first, end.last)
    if kind.startswith("since"):
        return span.first, None
    return _ENDS[kind](span) if kind in _ENDS else (span.first, span.last)


_ENDS: dict[str, Callable[[DateSpan], tuple[date | None, date | None]]] = {
    "after": lambda days: (days.last + timedelta(days=1), None),
    "until": lambda days: (None, days.last),
    "before": lambda days: (None, days.first - timedelta(days=1)),
}


def _lately(words: str, today: date) -> DateSpan:
    """“last week” and its like: whole weeks from Monday, months and years; a weekday is the last one, today included."""
    if words in {"today", "yesterday"}:
        on = today - timedelta(days=words == "yesterday")
        return DateSpan(on, on)
    *_, unit = words.replace(" ago", "").split()
    if unit in _WEEKDAYS:
        back = (today.weekday() - _WEEKDAYS[unit]) % 7
        on = today - timedelta(days=back or 7 * words.startswith("last"))
        return DateSpan(on, on)
    unit = unit.rstrip("s")
    number = re.match(r"\d+", words)
    ago = int(number[0]) if number else 0 if "this" in words else 1
    then = _ago(today, ago, unit)
    if unit == "day":
        return DateSpan(then, then)
    if unit == "week":
        monday = then - timedelta(days=then.weekday())
        return DateSpan(monday, monday + timedelta(days=6))
    return year(then.year) if unit == "year" else month(then.year, then.month)


def _ago(today: date, number: int, unit: str) -> date:
    then: date = today - relativedelta(**{f"{unit}s": number})  # days, weeks, months or years
    return then


def read_days(text: str) -> DateSpan | None:
    """“4 December 2017”, “December 4, 2017”, “Dec. 2017”, “2017” or ISO as the days they mean; else None."""
    text = re.sub(r"(?<=\d)(st|nd|rd|th)\b|[.,]", "", text.strip().lower())
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    words = [word for word in re.findall(r"[a-z]+", text) if word != "of"]
    if any(word not in _MONTHS for word in words):
        return None
    named = [_MONTHS[word] for word in words]
    try:
        if re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
            y, m, d = [*numbers, 0, 0][:3]
        else:
            y, m = numbers[-1], (named or [0])[0]
            d = numbers[0] if len(numbers) > 1 else 0
        if d:
            return DateSpan(date(y, m, d), date(y, m, d))
        return month(y, m) if m else year(y)
    except (ValueError, IndexError):
        return None
