"""Days that newspapers call by a name: Christmas Day, Thanksgiving, Easter Sunday, 9/11."""

import re
from collections.abc import Callable
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import cache

from briefings.analysis.calendar_words import MONTH_NAMES, WEEKDAY_NAMES
from briefings.dates import DateSpan, read_iso
from briefings.lexicon import entries

InYear = Callable[[int], date]


@cache
def names() -> dict[str, "DateSpan | InYear"]:
    """Each name with its one day in history, or with what gives its day in any year (from lexicon/named_days.txt)."""
    lines = (line.split("=") for line in entries("named_days"))
    return {name.strip(): _meant(rule.strip()) for name, rule in lines}


def in_year(name: str, year_: int) -> date | None:
    """The day of that name in a year. None for a day of history and for years without a calendar."""
    rule = names()[name]
    return rule(year_) if callable(rule) and MINYEAR < year_ < MAXYEAR else None


def _meant(rule: str) -> "DateSpan | InYear":
    if found := re.fullmatch(r"(\d|last)(?:st|nd|rd|th)? (\w+) of (\w+)", rule):
        weekday, month = WEEKDAY_NAMES.index(found[2]) + 1, MONTH_NAMES.index(found[3]) + 1
        n = 0 if found[1] == "last" else int(found[1])
        return lambda y: _nth(y, month, weekday, n) if n else _last(y, month, weekday)
    if found := re.fullmatch(r"Easter(?: ([+-]) (\d+))?", rule):
        days = int(f"{found[1]}{found[2]}") if found[1] else 0
        return lambda y: easter(y) + timedelta(days=days)
    if found := re.fullmatch(r"XXXX-(\d\d)-(\d\d)", rule):
        month, of_month = int(found[1]), int(found[2])
        return lambda y: date(y, month, of_month)
    span = read_iso(rule)
    if span is None:
        raise ValueError(f"named_days.txt: {rule}")
    return span


def _nth(year_: int, month: int, weekday: int, n: int) -> date:
    first = date(year_, month, 1)
    return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (n - 1))


def _last(year_: int, month: int, weekday: int) -> date:
    last = date(year_ + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return last - timedelta(days=(last.isoweekday() - weekday) % 7)


def easter(year_: int) -> date:
    """Easter Sunday of the western churches (the anonymous Gregorian computus of 1876)."""
    a, b, c = year_ % 19, year_ // 100, year_ % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * i) // 451
    month, day = divmod(h + i - 7 * m + 114, 31)
    return date(year_, month, day + 1)
