"""The days that a question asks for."""

import calendar
import re
from datetime import date, datetime
from typing import NamedTuple

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
_ASKED = (
    (rf"(?:between|from)\s+({_DAYS})\s+(?:and|to|until|till|-|–)\s+({_DAYS})", "both"),  # between 2017 and 2018
    (rf"(?:since|after|from)\s+({_DAYS})", "since"),  # since December 2017
    (rf"(?:until|till|before|up to)\s+({_DAYS})", "until"),  # until March 2018
    (rf"(?:in|during|on|of)\s+({_DAYS})", "in"),  # in 2017, on 4 December 2017
    (r"(this|last)\s+(year|month)", "now"),  # last year
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
    if kind == "now":
        span: DateSpan | None = _beside(now.date(), found[1].lower() == "last", found[2].lower())
    else:
        span = read_days(found[1])
    if span is None:
        return None
    if kind == "both":
        end = read_days(found[2])
        return None if end is None or end.last < span.first else (span.first, end.last)
    if kind == "since":
        return span.first, None
    if kind == "until":
        return None, span.last
    return span.first, span.last


def _beside(today: date, last: bool, unit: str) -> DateSpan:
    if unit == "year":
        return year(today.year - last)
    before = today.month - 1 if last else today.month
    return month(today.year, before) if before else month(today.year - 1, 12)


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
