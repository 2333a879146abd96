"""Days as people say them: `DateSpan`, its ISO form, and nothing finer than was given."""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta


@dataclass(frozen=True, slots=True, order=True)
class DateSpan:
    """Days `first` to `last`, both included: "March 2017" is the 1st to the 31st. A day is `first == last`."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a span ends before it begins: {self.first} to {self.last}")

    @property
    def is_day(self) -> bool:
        return self.first == self.last

    @property
    def is_month(self) -> bool:
        return self == month(self.first.year, self.first.month)

    @property
    def is_year(self) -> bool:
        return self == year(self.first.year)

    def covers(self, other: "DateSpan") -> bool:
        return self.first <= other.first and other.last <= self.last

    def overlaps(self, other: "DateSpan") -> bool:
        return self.first <= other.last and other.first <= self.last

    def iso(self) -> str | dict[str, str]:
        """`2017-12-04`, `2017-12`, `2017`, or `{"first": …, "last": …}` for any other range."""
        if self.is_day:
            return self.first.isoformat()
        if self.is_month:
            return f"{self.first:%Y-%m}"
        if self.is_year:
            return f"{self.first:%Y}"
        return {"first": self.first.isoformat(), "last": self.last.isoformat()}


def day(year_: int, month_: int, day_: int) -> DateSpan:
    """One day. Raises ValueError for a date that does not exist."""
    on = date(year_, month_, day_)
    return DateSpan(on, on)


def month(year_: int, month_: int) -> DateSpan:
    """A whole month, 1 to 12."""
    return DateSpan(date(year_, month_, 1), date(year_, month_, calendar.monthrange(year_, month_)[1]))


def year(year_: int) -> DateSpan:
    """A whole year, 1 to 9999."""
    return DateSpan(date(year_, 1, 1), date(year_, 12, 31))


_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def read_iso(text: str) -> DateSpan | None:
    """`2017-12-04`, `2017-12` or `2017` as the days it covers; an instant as its day in UTC. None for anything else."""
    text = text.strip()
    try:
        if found := _ISO.fullmatch(text):
            y, m, d = (int(part) if part else 0 for part in found.groups())
            return day(y, m, d) if d else month(y, m) if m else year(y)
        at = read_instant(text)
    except ValueError:
        return None
    return DateSpan(at.date(), at.date()) if at else None


def read_instant(text: str) -> datetime | None:
    """An ISO 8601 instant in UTC; a day alone is its midnight, no zone is UTC. None when it cannot be read."""
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def midnight(on: date) -> datetime:
    """The first instant of a day in UTC."""
    return datetime(on.year, on.month, on.day, tzinfo=UTC)


def day_number(on: date) -> int:
    """Days since 1 January 1970; the search index orders by it."""
    return (on - date(1970, 1, 1)) // timedelta(days=1)
