"""The rule of a schedule: what somebody typed, and the local dates and times that it means."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache, lru_cache

from briefings.errors import WrongUsage
from briefings.model import Schedule

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
A_DAY = 24  # times at most: a digest is not a ticker
EVEN = (1, 2, 3, 4, 6, 8, 12, 24)  # hours that go round the clock
LONGEST_WAIT = 8 * 366  # days: a 29 February is eight years off where a century leaves one out

_TIME = re.compile(  # 07:30, 7.30, 7h30; 7:30am, 7 pm
    r"([01]?[0-9]|2[0-3])[:.h]([0-5][0-9])|(0?[1-9]|1[0-2])(?:[:.]([0-5][0-9]))?\s?([ap])\.?m\.?", re.IGNORECASE
)
_BEFORE_NOON = re.compile(r"(?<=[0-9])\s+(?=[ap]\.?m\b)", re.IGNORECASE)
_EVERY = re.compile(r"\bevery\s+(?:([0-9]{1,2})\s*)?h(?:(?:ou)?rs?)?\b")  # every 6h, every 12 hours, every hour
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAYS = {"weekdays": (1, 2, 3, 4, 5), "weekends": (6, 7), "daily": EVERY_DAY, "day": EVERY_DAY}
_FILLERS = frozenset(("every", "each", "at", "on", "and", "from"))
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class Rule:
    """As a `Schedule` keeps it: a time of day on some weekdays, maybe every few hours from it on; or a cron line."""

    at: time
    days: tuple[int, ...] = EVERY_DAY
    every_hours: int = 24
    cron: str = ""


# --- what somebody typed -------------------------------------------------------------------------------------------


def read_time(text: str) -> time:
    """A local time of day, "07:30" or "7:30 am". Raises `WrongUsage` for anything that is not plainly one."""
    found = _TIME.fullmatch(text.strip())
    if not found:
        raise WrongUsage("time_unreadable", given=text)
    hour, minute, hour_of_twelve, its_minute, half = found.groups()
    if half:
        return time(int(hour_of_twelve) % 12 + (12 if half in "pP" else 0), int(its_minute or 0))
    return time(int(hour), int(minute))


def read_rule(text: str) -> Rule:
    """ "07:30", "7:30 am", "weekdays 7:30", "Mon,Thu 18:00", "every 6h", "every 6h from 07:30", or "30 7 * * 1-5".

    Raises `WrongUsage` for anything else, for hours that do not go round the clock, for more than `A_DAY` times a
    day, and for a date that never comes.
    """
    words = _BEFORE_NOON.sub("", text.casefold().strip())
    if _is_cron(words):
        return _cron_rule(" ".join(words.split()), text)
    hours = 24
    if every := _EVERY.search(words):
        hours = int(every[1] or 1)
        words = words.replace(every[0], " ")
        if hours not in EVEN:
            raise WrongUsage("rule_hours_uneven", given=hours, even=list(EVEN[:-1]))
    days: list[int] = []
    times: list[time] = []
    for word in re.split(r"[\s,]+", words):
        if _TIME.fullmatch(word):
            times.append(read_time(word))
        elif word and word not in _FILLERS:
            days.extend(_weekdays(word, text))
    if len(times) > 1 or not (times or every):
        raise WrongUsage("rule_unreadable", given=text)
    return Rule(times[0] if times else time(0), tuple(sorted(set(days))) or EVERY_DAY, hours)


def reworded(schedule: Schedule, time_: str | None, days: str | None) -> str:
    """What to read when only its time or only its days were given anew: the other stays, but of a cron line."""
    if time_ and days:
        return f"{days} {time_}"
    if days:
        return days if _is_cron(days) or any(map(_TIME.fullmatch, days.split())) else f"{days} {schedule.at:%H:%M}"
    if schedule.cron or not _TIME.fullmatch((time_ or "").strip()):
        return time_ or ""
    hours = f"every {schedule.every_hours}h" if schedule.every_hours != A_DAY else ""
    return f"{','.join(_WEEKDAYS[day - 1] for day in schedule.days)} {hours} {time_}"


def read_quiet(text: str) -> tuple[time, time] | None:
    """ "22:00-07:00", local; None for "none". Raises `WrongUsage` for anything else."""
    if text.strip().casefold() in {"none", "off", "no"}:
        return None
    found = [each.strip() for each in re.split(r"\s*(?:-|–|\bto\b)\s*", text.strip())]
    if len(found) != 2 or not all(map(_TIME.fullmatch, found)) or read_time(found[0]) == read_time(found[1]):
        raise WrongUsage("quiet_unreadable", given=text)
    return read_time(found[0]), read_time(found[1])


def _weekdays(word: str, text: str) -> Iterable[int]:
    """ "weekdays", "thu", "Thursdays", "mon-fri"; over the weekend's end too: "sat-mon"."""
    if word in _DAYS:
        return _DAYS[word]
    first, _, last = word.partition("-")
    from_, to = weekday_of(first), weekday_of(last or first)
    if from_ is None or to is None:
        raise WrongUsage("rule_unreadable", given=text)
    return ((from_ - 1 + n) % 7 + 1 for n in range((to - from_) % 7 + 1))


def weekday_of(word: str) -> int | None:
    """ISO: Monday is 1. None for what is no weekday's name in lower case."""
    full = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    known = {name[:length]: n for n, name in enumerate(full, 1) for length in range(3, len(name) + 1)}
    return known.get(word) or known.get(word.removesuffix("s"))


# --- five fields ---------------------------------------------------------------------------------------------------
# Read as Debian's cron reads them (crontab(5)). A library that also counts the runs would do it on its own clock;
# ours is `due`, and what is left are these lines.


@dataclass(frozen=True, slots=True)
class Cron:
    """A cron line: its times of day, and the dates that it means."""

    times: tuple[time, ...]
    days: frozenset[int]  # of the month
    months: frozenset[int]
    weekdays: frozenset[int]  # ISO
    either: bool  # both kinds of days are limited, and one of them is enough

    def falls_on(self, on: date) -> bool:
        day, weekday = on.day in self.days, on.isoweekday() in self.weekdays
        return on.month in self.months and (day or weekday if self.either else day and weekday)


@cache
def read_cron(line: str) -> Cron:
    """Minute, hour, day of the month, month, weekday (0 or 7 is Sunday). Raises `ValueError`."""
    minute, hour, day, month, weekday = line.split()
    return Cron(
        times=tuple(time(h, m) for h in sorted(_field(hour, 0, 23)) for m in sorted(_field(minute, 0, 59))),
        days=_field(day, 1, 31),
        months=_field(month, 1, 12, _MONTHS),
        weekdays=frozenset((n - 1) % 7 + 1 for n in _field(weekday, 0, 7, ("sun", *_WEEKDAYS[:-1]), first_name=0)),
        either=not day.startswith("*") and not weekday.startswith("*"),
    )


def _is_cron(words: str) -> bool:
    fields = words.split()
    return len(fields) == 5 and all(re.fullmatch(r"[0-9*][0-9*/,-]*", each) for each in fields[:2])


def _cron_rule(line: str, text: str) -> Rule:
    try:
        cron = read_cron(line)
    except ValueError as wrong:
        raise WrongUsage("cron_unreadable", given=text) from wrong
    if len(cron.times) > A_DAY:
        raise WrongUsage("rule_too_often", given=text, most=A_DAY)
    if not any(cron.falls_on(date(2024, 1, 1) + timedelta(days=n)) for n in range(366)):
        raise WrongUsage("rule_never", given=text)
    return Rule(cron.times[0], cron=line)


def _field(field: str, low: int, high: int, names: tuple[str, ...] = (), *, first_name: int = 1) -> frozenset[int]:
    """ "*", "5", "1-5", "*/15", "8-18/2", or some of these with commas between. Raises `ValueError`."""
    found: set[int] = set()
    for one in field.split(","):
        span, slash, step = one.partition("/")
        first, dash, last = span.partition("-")
        if span == "*":
            from_, to = low, high
        else:
            from_ = _number(first, names, first_name)
            to = _number(last, names, first_name) if dash else (high if slash else from_)
        every = _number(step, (), 0) if slash else 1
        if not low <= from_ <= to <= high or not 1 <= every <= high:
            raise ValueError(field)
        found.update(range(from_, to + 1, every))
    return frozenset(found)


def _number(text: str, names: tuple[str, ...], first_name: int) -> int:
    if text in names:
        return names.index(text) + first_name
    if not re.fullmatch("[0-9]{1,2}", text):
        raise ValueError(text)
    return int(text)


# --- what it means -------------------------------------------------------------------------------------------------


def falls_on(schedule: Schedule, on: date) -> bool:
    """Whether the schedule has anything on this local date."""
    return read_cron(schedule.cron).falls_on(on) if schedule.cron else on.isoweekday() in schedule.days


def times(schedule: Schedule) -> tuple[time, ...]:
    """The local times of day on such a date, in order, without those in its quiet hours."""
    return _times(schedule.at, schedule.every_hours, schedule.cron, schedule.quiet)


def is_quiet(quiet: tuple[time, time] | None, at: time) -> bool:
    """Whether nothing is posted at this local time. The hours may go over midnight."""
    if quiet is None:
        return False
    first, last = quiet
    return first <= at < last if first < last else at >= first or at < last


@lru_cache(4096)
def _times(at: time, every_hours: int, cron: str, quiet: tuple[time, time] | None) -> tuple[time, ...]:
    if cron:
        all_ = read_cron(cron).times
    else:
        all_ = tuple(sorted(at.replace(hour=(at.hour + n) % 24) for n in range(0, 24, every_hours)))
    return tuple(each for each in all_ if not is_quiet(quiet, each))
