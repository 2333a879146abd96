"""What a day or a month named in a story means, read against the day the story appeared."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import Literal, NamedTuple

from briefings.analysis.tense import Tense
from briefings.dates import DateSpan, day, month, year
from briefings.model import Published

Unit = Literal["day", "week", "weekend", "month", "quarter", "year", "decade", "century"]

_UNKNOWN = {
    "day": "XXXX-XX-XX", "week": "XXXX-WXX", "weekend": "XXXX-WXX-WE", "month": "XXXX-XX", "quarter": "XXXX-QX",
    "year": "XXXX", "decade": "XXX", "century": "XX",
}  # fmt: skip
_NEEDED = {"day": 3, "week": 3, "weekend": 3, "month": 2, "quarter": 2, "year": 1, "decade": 1, "century": 1}
_LONG_AGO = 300  # days: a "December" further back than this is the one to come


class Meaning(NamedTuple):
    """A TIMEX3 value, the days it stands for when they are known, and whether that rests on an estimate."""

    value: str
    span: DateSpan | None = None
    about: bool = False
    type: Literal["DATE", "TIME", "DURATION", "SET"] = "DATE"


def known(span: DateSpan, about: bool = False) -> Meaning:
    """A day, month or year as its ISO value; any other span as `first/last`."""
    value = span.iso()
    return Meaning(value if isinstance(value, str) else f"{span.first}/{span.last}", span, about)


def unknown(unit: Unit) -> Meaning:
    """A date of which only the unit is known."""
    return Meaning(_UNKNOWN[unit])


def decade(first_year: int) -> Meaning:
    """Ten years from one that ends in 0, or from any year."""
    return Meaning(f"{first_year // 10:03}", DateSpan(date(first_year, 1, 1), date(first_year + 9, 12, 31)))


def quarter(year_: int, n: int) -> Meaning:
    """Quarter 1 to 4 of a calendar year."""
    span = DateSpan(date(year_, 3 * n - 2, 1), month(year_, 3 * n).last)
    return Meaning(f"{year_:04}-Q{n}", span)


@dataclass(frozen=True, slots=True)
class Anchor:
    """The day, month or year a story appeared in; everything relative is counted from here.

    Nothing comes back finer than the anchor: from a month, "last month" is known, "yesterday" is not, and
    "December 4" is its December. All of it is `about` when the anchor is an estimate or wider than a day.
    """

    span: DateSpan | None = None
    about: bool = False

    @classmethod
    def of(cls, published: Published) -> "Anchor":
        """Days that are no single day, month or year are widened to the month or the year that holds them."""
        span = published.span
        if span is None:
            return cls()
        wider = (span, month(span.first.year, span.first.month), year(span.first.year))
        exact = (span.is_day, True, True)
        fitting = [w for w, fits in zip(wider, exact, strict=True) if fits and w.covers(span)]
        return cls(fitting[0], published.estimated or not span.is_day) if fitting else cls()

    @property
    def fineness(self) -> int:
        """0 nothing known, 1 the year, 2 the month, 3 the day."""
        if self.span is None:
            return 0
        return 3 if self.span.is_day else 2 if self.span.is_month else 1

    # --- counted from the anchor -------------------------------------------------------------------------------

    def moved(self, unit: Unit, n: int) -> Meaning:
        """`n` units from now: today is ("day", 0), last week ("week", -1)."""
        if self.span is None or (self.fineness < _NEEDED[unit] and n != 0):
            return unknown(unit)
        if self.fineness < _NEEDED[unit]:
            return known(self.span, True) if unit == "day" else unknown(unit)
        try:
            return self._moved(self.span.first, unit, n)._replace(about=self.about)
        except (ValueError, OverflowError):
            return unknown(unit)

    def _moved(self, today: date, unit: Unit, n: int) -> Meaning:
        if unit == "day":
            on = today + timedelta(days=n)
            return known(DateSpan(on, on))
        if unit in {"week", "weekend"}:
            return week_of(today + timedelta(weeks=n), weekend=unit == "weekend")
        if unit == "month":
            y, m = divmod(today.year * 12 + today.month - 1 + n, 12)
            return known(month(y, m + 1))
        if unit == "quarter":
            y, q = divmod(today.year * 4 + (today.month - 1) // 3 + n, 4)
            return quarter(y, q + 1)
        if unit == "decade":
            return decade((today.year // 10 + n) * 10)
        if unit == "century":
            first = (today.year // 100 + n) * 100
            return Meaning(f"{first // 100:02}", DateSpan(date(first, 1, 1), date(first + 99, 12, 31)))
        return known(year(today.year + n))

    # --- named, without a year ---------------------------------------------------------------------------------

    def weekday(self, n: int, tense: Tense | None, *, weeks: int | None = None, strictly: bool = False) -> Meaning:
        """ISO weekday `n`: in the week `weeks` from now, or the nearest in the direction of the tense.

        The anchor's own weekday is the anchor's day, unless `strictly`.
        """
        if self.span is None or self.fineness < 3:
            return Meaning(f"XXXX-WXX-{n}")
        today = self.span.first
        if weeks is not None:
            return self.moved("day", n - today.isoweekday() + 7 * weeks)
        distance = (n - today.isoweekday()) % 7 if tense == "future" else -((today.isoweekday() - n) % 7)
        if strictly and distance == 0:
            distance = 7 if tense == "future" else -7
        return self.moved("day", distance)

    def month(self, m: int, tense: Tense | None, *, years: int | None = None, strictly: bool = False) -> Meaning:
        """The month `m`: in the year `years` from now, or the nearest in the direction of the tense."""
        if self.span is None or self.fineness < (2 if years is None else 1):
            return Meaning(f"XXXX-{m:02}")
        if self.fineness < 2:
            return self.moved("year", years or 0)
        if years is not None:
            distance = 12 * years + m - self.span.first.month
        elif tense == "future":
            distance = (m - self.span.first.month) % 12
        else:
            distance = -((self.span.first.month - m) % 12)
            if distance <= (-11 if tense == "past" else -10) and not strictly:
                distance += 12  # "in January" in November: the one to come
        if strictly and distance == 0:
            distance = 12 if tense == "future" else -12
        return self.moved("month", distance)

    def day_of_month(
        self, m: int, d: int, tense: Tense | None, *, years: int | None = None, weekday: int | None = None
    ) -> Meaning | None:
        """A day such as December 4, the nearest that is such a weekday. None when no year has such a day."""
        if d > monthrange(2000, m)[1] or d < 1:
            return None
        if self.span is None or self.fineness < (2 if years is None else 1):
            return Meaning(f"XXXX-{m:02}-{d:02}")
        if self.fineness < 3:
            return self.month(m, tense, years=years)
        around = range(-1, 2) if years is None else (years,)
        days = [on for n in around if (on := _date(self.span.first.year + n, m, d))]
        if weekday and any(on.isoweekday() == weekday for on in days):
            days = [on for on in days if on.isoweekday() == weekday]
        found = days[0] if len(days) == 1 else nearest(days, self.span.first, tense)
        return known(DateSpan(found, found), self.about) if found else Meaning(f"XXXX-{m:02}-{d:02}")

    def quarter(self, n: int, tense: Tense | None) -> Meaning:
        """Quarter `n`: the latest that has begun, or in the future tense this year's."""
        if self.span is None or self.fineness < 2:
            return Meaning(f"XXXX-Q{n}")
        current = (self.span.first.month - 1) // 3 + 1
        return self.moved("quarter", n - current if tense == "future" else -((current - n) % 4))


def nearest(days: list[date], today: date, tense: Tense | None) -> date | None:
    """In the direction of the tense; but a day that is nearly a year away is on the other side."""
    before = [on for on in days if on <= today]
    after = [on for on in days if on >= today]
    if not (before and after):
        return None
    ahead = tense == "future" and (after[0] - today).days <= _LONG_AGO
    return after[0] if ahead or (today - before[-1]).days > _LONG_AGO else before[-1]


def week_of(on: date, *, weekend: bool = False) -> Meaning:
    """The ISO week of a day, Monday to Sunday, or its Saturday and Sunday."""
    iso = on.isocalendar()
    monday = on - timedelta(days=iso.weekday - 1)
    value = f"{iso.year:04}-W{iso.week:02}" + ("-WE" if weekend else "")
    return Meaning(value, DateSpan(monday + timedelta(days=5 if weekend else 0), monday + timedelta(days=6)))


def full_day(y: int, m: int, d: int) -> Meaning | None:
    """A day with its year. None when there is no such day."""
    return known(day(y, m, d)) if _date(y, m, d) else None


def _date(y: int, m: int, d: int) -> date | None:
    if not (MINYEAR <= y <= MAXYEAR and 1 <= m <= 12 and 1 <= d <= monthrange(2000, m)[1]):
        return None
    return date(y, m, d) if d <= monthrange(y, m)[1] else None
