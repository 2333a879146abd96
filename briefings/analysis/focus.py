"""What days a story is speaking of, as it goes along: "that day", "the following month" and "in March" ask for it."""

import re
from calendar import monthrange
from datetime import date
from itertools import islice

from briefings.analysis.anchor import Anchor, Meaning, Unit, quarter, unknown
from briefings.analysis.calendar_words import WEEKDAY
from briefings.dates import month, year

# Any 1 or 2 first: one set of letters to look for is found soonest.
_YEAR = re.compile(r"[12]\d{3}(?<=(?:1[5-9]|20)\d\d)(?<![\w$£€.,]\d{4})(?![\w%]|[.,]\d)")
_OF_THE_DAY = re.compile(
    rf"\b(?:said|says|told (?!of\b)|today|yesterday|tomorrow|tonight|ago|(?:this|last|next) (?:week|month|year|weekend|quarter)|{WEEKDAY})\b",
    re.IGNORECASE,
)
_ENOUGH_YEARS = 5  # of earlier times, and three times as many as words of a reporter's day


def is_history(text: str, anchor: Anchor) -> bool:
    """The text tells of earlier years and hardly of its own days: a chronicle, an encyclopedia, an obituary.

    Words of a reporter's day, and those of whom he heard it from, speak against it.

    There a month without a year belongs to the year told of; in the news it belongs to the day of the paper.
    """
    recent = anchor.span.first.year - 1 if anchor.span else 9999
    earlier = sum(1 for found in _YEAR.finditer(text) if int(found.group()) < recent)
    few = earlier // 3
    return earlier >= _ENOUGH_YEARS and len([*islice(_OF_THE_DAY.finditer(text), few + 1)]) <= few


class Focus:
    """The last days that a story spoke of, while it is read from the first word to the last."""

    def __init__(self, text: str, *, history: bool) -> None:
        self._text = text
        self.history = history
        self.quarter: Meaning | None = None  # the first one told: what "the latest quarter" and "a year earlier" mean
        self._told = Anchor()  # the last day, month or year
        self._end = 0  # of the words that said so
        self._year: int | None = None
        self._month = 0

    def hear(self, meaning: Meaning, end: int) -> None:
        """The story has just said this, ending there. Decades, durations and what is unknown change nothing."""
        span = meaning.span
        if season := re.fullmatch(r"(\d{4})-(SP|SU|FA|WI)", meaning.value):
            self._year, self._month = int(season[1]), _MIDDLE[season[2]]
        if meaning.type not in {"DATE", "TIME"} or span is None or (span.last - span.first).days > 366:
            return
        if "-Q" in meaning.value and self.quarter is None:
            self.quarter = meaning
        in_one_month = (span.first.year, span.first.month) == (span.last.year, span.last.month)
        told = span if span.is_day or span.is_year else month(span.first.year, span.first.month)
        self._told = Anchor(told if in_one_month or span.is_year else year(span.first.year), meaning.about)
        self._end, self._year = end, span.first.year
        self._month = 0 if self._told.fineness < 2 else span.first.month

    def is_near(self, at: int) -> bool:
        """What was told last holds here: in a chronicle always, in the news up to the end of the next sentence."""
        if self._told.span is None:
            return False
        return self.history or len(_SENTENCE_END.findall(self._text, self._end, at)) <= 1

    def moved(self, unit: Unit, n: int) -> Meaning:
        """`n` units from what was told last: "two days later", "the previous month", "that year"."""
        finer = unit == "day" and self._told.fineness < 3
        return unknown(unit) if finer else self._told.moved(unit, n)

    def weekday(self, n: int, *, later: bool) -> Meaning:
        """The following Friday, or the one before."""
        return self._told.weekday(n, "future" if later else "past", strictly=True)

    def season(self, code: str, n: int) -> Meaning | None:
        """The spring told of (0), the next (1), the one before (-1). None when no year is told."""
        if self._year is None:
            return None
        middle, at = _MIDDLE[code], self._month or _MIDDLE[code]
        y = self._year
        if n > 0 or (n == 0 and at - middle > _TURN_OF_SEASONS):
            y += middle <= at
        elif n < 0:
            y -= middle >= at
        return Meaning(f"{y:04}-{code}", about=self._told.about)

    def year_of(self, month_: int) -> int | None:
        """The year of a month that follows in a chronicle: told on, from November to January into the next year."""
        if self._year is None:
            return None
        return self._year + (self._month - month_ > _TURN)

    def day_in_month(self, day_: int) -> date | None:
        """The 20th, in the month told of."""
        if self._told.span is None or self._told.fineness < 2:
            return None
        y, m = self._told.span.first.year, self._told.span.first.month
        return date(y, m, day_) if 1 <= day_ <= monthrange(y, m)[1] else None

    @property
    def year(self) -> int | None:
        return self._year

    def year_before(self) -> Meaning | None:
        """The same quarter of the year before the one that results are told of."""
        if self.quarter is None:
            return None
        return quarter(int(self.quarter.value[:4]) - 1, int(self.quarter.value[-1]))


_TURN = 7  # months back that are a new year rather than a look back
_TURN_OF_SEASONS = 5
_MIDDLE = {"SP": 4, "SU": 7, "FA": 10, "WI": 1}
_SENTENCE_END = re.compile(r"\n\s*|[.!?]['\")]*\s+(?=[\"'(]*[A-Z]|$)")
