"""Dates, times, durations and repeated times in a story, with their TIMEX3 values.

A grammar over the whole text, not over the model's entities (which miss a quarter of the dates and mix durations in):
a table of patterns, each with an example. The longest reading wins. A value is worked out only as far as the day the
story appeared allows; what stays open is written with X ("XXXX-12-04") and has no span.

References: TIMEX3 (TimeML 1.2.1 annotation guidelines); the direction of a bare weekday or month follows the tense
of its clause.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from briefings.analysis import named_days
from briefings.analysis.anchor import Anchor, Meaning, Unit, decade, full_day, known, nearest, quarter, unknown
from briefings.analysis.calendar_words import (
    ORDINALS,
    PARTS_OF_DAY,
    SEASONS,
    TENS,
    WEEKDAY,
    month_of,
    number_of,
    pattern,
    weekday_of,
    year_said,
)
from briefings.analysis.focus import Focus
from briefings.analysis.near import class_of, windows
from briefings.analysis.page import Page
from briefings.analysis.tense import Tense
from briefings.analysis.words import Doc
from briefings.dates import DateSpan, day, month, year
from briefings.model import Article, DateMention, Slice


def find_dates(doc: Doc, article: Article) -> tuple[DateMention, ...]:
    """Every date expression of the story in text order; none overlaps another.

    `span` is None where the days cannot be known: without a publication date, for durations and repeated times, and
    where the expression itself is vague ("the past few months"). `about` says that an estimate stands behind it.
    "December 4-6" is two mentions, each with its own value, and both with the days from the first to the last.
    """
    page = Page.of(doc, article)
    return tuple(
        DateMention(Slice(start, end), meaning.type, meaning.value, meaning.span, meaning.about)
        for start, end, meaning in _with_their_day(page.text, _longest(page))
    )


Found = tuple[int, int, Meaning]
"""Where a date stands, and what it means."""

Read = Callable[[re.Match[str], Page], Meaning | tuple[Found, ...] | None]
"""A match → what it means, or what its parts mean. None: not a date after all."""


class Row(NamedTuple):
    """One construction: what it looks like, its pattern, how it is read."""

    example: str
    pattern: re.Pattern[str]
    read: Read
    near: str  # the class of words that it cannot do without, and around which it is looked for
    needs: re.Pattern[str] | None  # what it cannot do without besides, found sooner than the whole


def _row(example: str, text: str, read: Read, *, near: str = "", needs: str = "") -> Row:
    """`near` where the example shows a word that not all have; `needs` where many words are of its class."""
    return Row(
        example, pattern(text), read, near or class_of(example), pattern(needs, edge="", end="") if needs else None
    )


def _month(found: re.Match[str], group: str = "month") -> int:
    return month_of(found[group])


def _weekday(found: re.Match[str]) -> int:
    return weekday_of(found["weekday"])


def _unit(found: re.Match[str]) -> str:
    return "century" if found["unit"].startswith("centur") else found["unit"]


def _shift(found: re.Match[str]) -> int:
    """this, current → 0; last → -1; next, coming → 1."""
    which = found["which"].lower()
    return -1 if which.startswith("last") else 1 if which.startswith("next") or "coming" in which else 0


# --- full dates --------------------------------------------------------------------------------------------------


def _full_day(found: re.Match[str], page: Page) -> Meaning | None:
    return full_day(int(found["year"]), _month(found), int(found["day"]))


def _iso_day(found: re.Match[str], page: Page) -> Meaning | None:
    return full_day(int(found["year"]), int(found["m"]), int(found["d"]))


def _slashed_day(found: re.Match[str], page: Page) -> Meaning | None:
    """25/12/2017 and 12/25/2017 can only be Christmas; 4/12/2017 can be two days, so it is none."""
    a, b = int(found["a"]), int(found["b"])
    if a <= 12 and b <= 12 and a != b:
        return None
    return full_day(int(found["year"]), min(a, b), max(a, b))


def _two_days(found: re.Match[str], page: Page) -> tuple[Found, ...] | None:
    """December 4-6, 2017; 4 to 6 December; April 24 and 25. The year comes from the text or as for one day."""
    m, d, last_day = _month(found), int(found["day"]), int(found["day2"])
    if d >= last_day or (found.end() == found.end("day2") and page.is_counted(found.start("day2"), found.end())):
        return None
    later = full_day(int(found["year"]), m, last_day) if found["year"] else page.day(m, last_day, found)
    if later is None:
        return None
    earlier = later if later.span else Meaning(f"XXXX-{m:02}-{d:02}")
    if later.span is not None and later.span.is_day:
        first, last = later.span.first.replace(day=d), later.span.first
        earlier = known(DateSpan(first, first), later.about)
        if not found["and"]:
            earlier, later = (one._replace(span=DateSpan(first, last)) for one in (earlier, later))
    return (*found.span("one"), earlier), (*found.span("two"), later)


def _month_of_year(found: re.Match[str], page: Page) -> Meaning | None:
    return known(month(int(found["year"]), _month(found)))


def _two_years(found: re.Match[str], page: Page) -> tuple[Found, ...] | None:
    """2010-2014, 2010-14."""
    first, last = int(found["year"]), found["last"]
    last_year = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
    if not first < last_year <= 2100:
        return None
    days = DateSpan(year(first).first, year(last_year).last)
    one, two = Meaning(f"{first}", days), Meaning(f"{last_year}", days)
    return (found.start(), found.end("year"), one), (*found.span("last"), two)


# --- days and months without a year ------------------------------------------------------------------------------

_ATTACKS = re.compile(r"[\s,]+(?:(?:terror|terrorist|hijack|suicide)\w*\s+)*(?:attack|hijack|terror)")


def _day_of_month(found: re.Match[str], page: Page) -> Meaning | None:
    if _month(found) == 9 and found["day"] == "11" and _ATTACKS.match(page.text, found.end()):
        return _known_day(day(2001, 9, 11), page)  # "since the Sept. 11 attacks" is never last September
    return page.day(_month(found), int(found["day"]), found, weekday=_weekday(found) if found["weekday"] else None)


def _day_of_that_year(found: re.Match[str], page: Page) -> Meaning | None:
    return page.anchor.day_of_month(_month(found), int(found["day"]), None, years=_shift(found))


def _month_of_that_year(found: re.Match[str], page: Page) -> Meaning | None:
    return page.anchor.month(_month(found), None, years=_shift(found))


_BEFORE_A_MONTH = re.compile(
    r"(?:\b(?:in|since|until|till|during|between|through|throughout|early|late|mid|each|every|ending|ended|"
    r"beginning|start(?:ing)? in|end of|of|by|to|from|for|and|or)|\w's)[\s-]+$",
    re.IGNORECASE,
)
_SURELY = re.compile(r"(?:in|since|until|during|mid|late)\b", re.IGNORECASE)
_NAME_BEFORE = re.compile(r"[A-Z]\w+ $")
_NUMBER_AFTER = re.compile(r"\s\d{1,2}\b")  # "February 30" is no February
_NAME_AFTER = re.compile(r"\s[A-Z][a-z]")
_MODIFIES = re.compile(
    r"\s(?:elections?|meetings?|talks|summit|deadline|vote|attack|bombing|agreement|visit|accession)\b"
)
_ALSO_A_WORD = frozenset(("May", "March", "MAY", "MARCH", "Mar", "Jan", "Jun", "Jul", "Sep", "Sept", "Dec", "Oct"))


def _bare_month(found: re.Match[str], page: Page) -> Meaning | None:
    """A month by itself. "May" and "March" only where a date is expected, no month where a name is."""
    word, at = found["month"], found.start()
    before = _BEFORE_A_MONTH.search(page.text, max(0, at - 20), at)
    if word.isupper() or page.is_name(found) or _NUMBER_AFTER.match(page.text, found.end()):
        return None
    if word in _ALSO_A_WORD:
        span = page.span_of(found)
        seen = (span is not None and span[0].ent_type_ == "DATE") or page.has_year_beside(found)
        told = seen or (before is not None and _SURELY.match(before.group()))
        if not (told or found.group() != word or _MODIFIES.match(page.text, found.end())):
            return None
    elif not before and (
        _NAME_AFTER.match(page.text, found.end()) or _NAME_BEFORE.search(page.text, max(0, at - 30), at)
    ):
        return None
    return page.month(_month(found), found)


def _day_alone(found: re.Match[str], page: Page) -> Meaning | None:
    """The 20th, of the month that is told of."""
    on = page.focus.day_in_month(int(found["day"])) if page.focus.is_near(found.start()) else None
    return known(DateSpan(on, on)) if on else None


def _in_that_year(found: re.Match[str], page: Page) -> Meaning | None:
    """August of that year, July 25 of the same year."""
    y = page.focus.year if page.focus.is_near(found.start()) else None
    if found["day"]:
        return full_day(y, _month(found), int(found["day"])) if y else None
    return known(month(y, _month(found))) if y else Meaning(f"XXXX-{_month(found):02}")


def _which_day(found: re.Match[str], page: Page) -> Meaning | None:
    """last Oct. 23, next March 1."""
    shift = _shift(found)
    tense: Tense | None = "past" if shift < 0 else "future" if shift > 0 else page.tense(found)
    return page.anchor.day_of_month(_month(found), int(found["day"]), tense)


def _which_month(found: re.Match[str], page: Page) -> Meaning | None:
    """last August, next May, this March."""
    m, shift = _month(found), _shift(found)
    if page.focus.history:
        return page.month(m, found)
    if "past" in found["which"]:
        return page.anchor.month(m, "past", strictly=True)
    if shift == 0:
        return page.anchor.month(m, None, years=0)
    return page.anchor.month(m, "past" if shift < 0 else "future", strictly=True)


# --- years, quarters, decades ------------------------------------------------------------------------------------

_BEFORE_A_YEAR = re.compile(
    r"(?:\b(?:in|since|by|until|till|from|during|of|before|after|through|throughout|to|between|and|early|late|mid|"
    r"year|the|its|his|her|their|for|as of|late as|early as|around|circa|late in|early in|than|on|spring|summer|autumn|fall|winter|"
    r"elections?|class of|a|back in|over|both)[\s-]+|\(|\w's\s)$",
    re.IGNORECASE,
)
_NOT_A_YEAR_AFTER = re.compile(
    r"[\s-](?:people|troops|soldiers|men|women|children|refugees|civilians|workers|members|dollars|euros|pounds|rupees|"
    r"percent|per cent|miles|km|kilomet|met(?:er|re)s|feet|kg|tons?|tonnes?|points?|hours|jobs|shares|houses|homes|"
    r"villages|rockets|missiles|killed|dead|deaths|cases|votes)\b",
    re.IGNORECASE,
)


def _bare_year(found: re.Match[str], page: Page) -> Meaning | None:
    """A year where one is expected: after "in", "since", "the"; never a number of things."""
    span = page.span_of(found)
    counted = page.is_counted(*found.span())
    expected = _BEFORE_A_YEAR.search(page.text, max(0, found.start() - 20), found.start())
    article = expected and expected.group().split()[0].lower() in {"the", "its", "a", "their"}
    if _NOT_A_YEAR_AFTER.match(page.text, found.end()) or (counted and not article and found.group() == found["year"]):
        return None
    seen = span is None or any(token.ent_type_ == "DATE" for token in span)  # headings have no parse
    return known(year(int(found["year"]))) if expected or seen else None


def _year_said(found: re.Match[str], page: Page) -> Meaning | None:
    return known(year(year_said(found["yearsaid"])))


def _fiscal_year(found: re.Match[str], page: Page) -> Meaning | None:
    """Its value is the year; its days are not, for no two treasuries begin on the same one."""
    return Meaning(found["year"])


def _decade(found: re.Match[str], page: Page) -> Meaning | None:
    return decade(int(found["decade"]))


def _short_decade(found: re.Match[str], page: Page) -> Meaning | None:
    tens = int(found["tens"]) if found["tens"].isdigit() else TENS[found["tens"].lower()]
    return decade(1900 + 10 * tens) if tens >= 2 else None


def _century(found: re.Match[str], page: Page) -> Meaning | None:
    n = int(found["n"])
    return Meaning(f"{n - 1:02}") if 1 <= n <= 22 else None


def _quarter(found: re.Match[str], page: Page) -> Meaning | None:
    groups = found.groupdict()
    n = int(groups["q"]) if groups.get("q") else ORDINALS[found["ordinal"]]
    if groups.get("year"):
        return quarter(int(found["year"]), n)
    if groups.get("which"):
        then = page.anchor.moved("year", _shift(found))
        return then if then.span is None else quarter(then.span.first.year, n)._replace(about=then.about)
    now = page.anchor.quarter(n, page.tense(found))
    if now.span is None or not groups.get("ago"):
        return now
    return quarter(now.span.first.year - 1, n)._replace(about=now.about)


# Results are told of one quarter, and compared with that of the year before.


def _the_quarter(found: re.Match[str], page: Page) -> Meaning | None:
    """The latest quarter, the quarter, the latest period: of which the story has spoken."""
    if found["ended"]:
        ended = page.anchor.month(_month(found), "past")
        return quarter(ended.span.first.year, (_month(found) + 2) // 3) if ended.span else unknown("quarter")
    return page.focus.quarter


def _quarter_in_year(found: re.Match[str], page: Page) -> Meaning | None:
    """The 1988 quarter, the 1988 period: that year's, of which the story tells this year's."""
    told = page.focus.quarter
    return quarter(int(found["year"]), int(told.value[-1])) if told else None


def _year_of_results(found: re.Match[str], page: Page) -> Meaning | None:
    told = page.focus.quarter
    return known(year(int(told.value[:4]))) if told else None


def _quarter_year_ago(found: re.Match[str], page: Page) -> Meaning | None:
    """The year-earlier period; the same quarter last year."""
    return page.focus.year_before()


_OF_MONEY = re.compile(
    r"[$£€%]|\b(?:per ?cent|cents?|millions?|billions?|pence|profits?|revenues?|sales|earn\w*|net)\b"
)


def _is_about_results(found: re.Match[str], page: Page) -> bool:
    """A comparison of figures in a story that tells of a quarter."""
    return page.focus.quarter is not None and _OF_MONEY.search(page.before(found, 100)) is not None


def _half_year(found: re.Match[str], page: Page) -> Meaning | None:
    n = 1 if found["half"] == "first" else 2
    groups = found.groupdict()
    then = known(year(int(found["year"]))) if groups.get("year") else page.anchor.moved("year", _shift(found))
    if then.span is None:
        return Meaning(f"XXXX-H{n}")
    y = then.span.first.year
    return Meaning(f"{y}-H{n}", DateSpan(month(y, 6 * n - 5).first, month(y, 6 * n).last), then.about)


# --- counted from the day of the story ---------------------------------------------------------------------------

_NEARBY = {
    "today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1,
    "the day before yesterday": -2, "the day after tomorrow": 2,
}  # fmt: skip


def _nearby_day(found: re.Match[str], page: Page) -> Meaning | None:
    word = found["nearby"].lower()
    if page.focus.history and word == "today":
        return Meaning("PRESENT_REF")  # nowadays
    meaning = page.anchor.moved("day", _NEARBY[word])
    return _in_the(meaning, "night" if word == "tonight" else found.groupdict().get("daypart"))


def _this_morning(found: re.Match[str], page: Page) -> Meaning | None:
    return _in_the(page.anchor.moved("day", 0), found["daypart"])


def _last_night(found: re.Match[str], page: Page) -> Meaning | None:
    return _in_the(page.anchor.moved("day", -1), "night")


def _in_the(meaning: Meaning, daypart: str | None) -> Meaning:
    """A day, or a part of it as a TIME. A month has no morning."""
    if daypart is None or (meaning.span is not None and not meaning.span.is_day):
        return meaning
    return meaning._replace(type="TIME", value=f"{meaning.value}T{PARTS_OF_DAY[daypart]}")


_PART_OF_A_NAME = re.compile(r"(?:\b(?:Black|Good|Bloody|Super|Ash|Palm|Easter|Holy|Maundy|Shrove|Cyber|Man)\s)$")
_GOES_ON_AS_NAME = re.compile(
    r"\s(?:Times|Telegraph|Mirror|Mail|Express|Herald|Post|Star|World|Group|Review)\b|\sa week ago"
)


def _on_weekday(found: re.Match[str], page: Page) -> Meaning | None:
    if _PART_OF_A_NAME.search(page.text, max(0, found.start() - 10), found.start()):
        return None
    if _GOES_ON_AS_NAME.match(page.text, found.end()) or page.is_name(found):
        return None
    tense = "future" if page.is_awaited(found) else page.tense(found)
    return _in_the(page.anchor.weekday(_weekday(found), tense), found.groupdict().get("daypart"))


def _that_weekday(found: re.Match[str], page: Page) -> Meaning | None:
    """The following Monday: after the day told of just before."""
    if found["way"] in {"same", "that"} or not page.focus.is_near(found.start()):
        return Meaning(f"XXXX-WXX-{_weekday(found)}")
    return _in_the(page.focus.weekday(_weekday(found), later=found["way"] in {"following", "next"}), found["daypart"])


def _which_weekday(found: re.Match[str], page: Page) -> Meaning | None:
    """last Monday, next Friday, this past Sunday; "this Monday" is over only where the verb is."""
    if "past" in found["which"]:
        meaning = page.anchor.weekday(_weekday(found), "past", strictly=True)
    elif shift := _shift(found):
        meaning = page.anchor.weekday(_weekday(found), "past" if shift < 0 else "future", strictly=True)
    else:
        meaning = page.anchor.weekday(_weekday(found), page.tense(found) or "future")
    return _in_the(meaning, found.groupdict().get("daypart"))


def _weekday_of_week(found: re.Match[str], page: Page) -> Meaning | None:
    return page.anchor.weekday(_weekday(found), None, weeks=_shift(found))


def _this_unit(found: re.Match[str], page: Page) -> Meaning | None:
    """this week, last month, next year. "This weekend" in the past tense is the one behind."""
    unit: Unit = found["unit"]  # type: ignore[assignment]  # the pattern matches units only
    shift = _shift(found)
    if page.focus.history:
        return page.focus.moved(unit, shift) if unit in {"month", "year"} else unknown(unit)
    if "past" in found["which"]:
        shift = -1
    if unit == "weekend" and shift == 0 and page.tense(found) == "past":
        return _over_the_weekend(found, page)
    return page.anchor.moved(unit, shift)


def _over_the_weekend(found: re.Match[str], page: Page) -> Meaning | None:
    span = page.anchor.span
    if span is None or not span.is_day:
        return unknown("weekend")
    return page.anchor.moved("weekend", 0 if span.first.isoweekday() >= 6 or page.tense(found) == "future" else -1)


_COUNTED = {"same": 0, "that": 0, "following": 1, "next": 1, "previous": -1, "preceding": -1, "after": 1, "before": -1}


def _that_unit(found: re.Match[str], page: Page) -> Meaning | None:
    """That day, the previous month, the following year: from the days told of just before."""
    if found["unit"] not in _CALENDAR_UNITS:
        return None  # hours and minutes
    unit: Unit = found["unit"]  # type: ignore[assignment]  # as above
    if not page.focus.is_near(found.start()):
        return unknown(unit)
    return page.focus.moved(unit, next((n for word, n in _COUNTED.items() if word in found["way"].lower()), 0))


def _part_of_that_day(found: re.Match[str], page: Page) -> Meaning | None:
    """That afternoon, the next morning, the same night."""
    if not page.focus.is_near(found.start()):
        return _in_the(unknown("day"), found["daypart"])
    return _in_the(page.focus.moved("day", _COUNTED[found["way"].lower()]), found["daypart"])


def _end_of_the_year(found: re.Match[str], page: Page) -> Meaning | None:
    """The end of the year, later in the month: of the one told of in a chronicle, of the paper's own in the news."""
    unit: Unit = found["unit"]  # type: ignore[assignment]  # as above
    return page.focus.moved(unit, 0) if page.focus.history else page.anchor.moved(unit, 0)


def _later(found: re.Match[str], page: Page) -> Meaning | None:
    """Two days later, a year earlier: from the days told of just before; in a company's results a year earlier."""
    n, unit = number_of(found["number"]), _unit(found)
    if n is None:
        return unknown(unit) if unit in _CALENDAR_UNITS else None  # type: ignore[arg-type]  # a calendar unit
    if unit == "year" and n == 1 and found["way"] != "later" and _is_about_results(found, page):
        return page.focus.year_before()
    if not page.focus.is_near(found.start()):
        return unknown(unit) if unit in _CALENDAR_UNITS else None  # type: ignore[arg-type]  # as above
    return _counted(page.focus, unit, n if found["way"] in {"later", "after", "afterward", "afterwards"} else -n)


def _counted(start: Anchor | Focus, unit: str, n: int) -> Meaning | None:
    """Weeks, decades and centuries from then, counted in what a calendar has. None for hours."""
    if unit not in _CALENDAR_UNITS and unit != "fortnight":
        return None
    times, of = {"fortnight": (2, "week"), "decade": (10, "year"), "century": (100, "year")}.get(unit, (1, unit))
    return start.moved(of, times * n)  # type: ignore[arg-type]  # a calendar unit


_CALENDAR_UNITS = frozenset(("day", "week", "weekend", "month", "quarter", "year", "decade", "century"))


def _season(found: re.Match[str], page: Page) -> Meaning | None:
    """Its value, but no days: it is winter somewhere else."""
    code = SEASONS[found["season"].lower()]
    groups = found.groupdict()
    if groups.get("year") or groups.get("yearsaid"):
        return Meaning(f"{groups['year'] or year_said(groups['yearsaid'])}-{code}")
    if beside := _SEASON_BESIDE.match(page.text, found.end()):
        return Meaning(f"{beside['year']}-{code}")
    way = (groups.get("which") or groups.get("way") or "").lower()
    if not way and not _is_season(found, page):
        return None
    shift = -1 if way in {"last", "previous"} else 1 if way in {"next", "following"} or "coming" in way else 0
    if page.focus.history or groups.get("way"):
        return page.focus.season(code, shift) if page.focus.is_near(found.start()) else Meaning(f"XXXX-{code}")
    now = page.anchor.span
    if now is None or page.anchor.fineness < 2:
        return Meaning(f"XXXX-{code}")
    begun = now.first.month >= {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[code]
    over = now.first.month >= {"SP": 6, "SU": 9, "FA": 12, "WI": 13}[code]
    y = now.first.year
    if shift < 0 or "past" in way or (not way and not begun and page.tense(found) != "future"):
        y -= 0 if over else 1
    elif shift > 0:
        y += 1 if begun else 0
    return Meaning(f"{y:04}-{code}", about=page.anchor.about)


_SEASON_BESIDE = pattern(r"(?:{to}|{and})(?:early |late |the )?{season},?(?: of)? {year}", edge="")
_BEFORE_A_SEASON = re.compile(r"\b(?:[Ii]n|[Bb]y|[Dd]uring|[Oo]ver|[Ss]ince|[Uu]ntil|[Tt]hrough(?:out)?|of) (?:the )?$")
_NO_SEASON_AFTER = re.compile(r"\s(?:of\b|in\b(?! \d)|from\b|[A-Z]|\w+s\b)|-")


def _is_season(found: re.Match[str], page: Page) -> bool:
    """ "In the spring", "over the summer": not the fall of a city, nor the Winter Games."""
    told = found.groupdict().get("part") or _BEFORE_A_SEASON.search(page.before(found))
    return bool(told) and found["season"].islower() and not _NO_SEASON_AFTER.match(page.text, found.end())


def _ago(found: re.Match[str], page: Page) -> Meaning | None:
    """Three days ago, about a decade ago, two weeks from now. A vague number gives no days."""
    n, unit = number_of(found["number"]), _unit(found)
    ahead = found["way"] != "ago"
    if n is None or page.focus.history:
        return Meaning("FUTURE_REF" if ahead else "PAST_REF")
    if unit == "year" and n == 1 and not ahead and _is_about_results(found, page):
        return page.focus.year_before()
    meaning = _counted(page.anchor, unit, n if ahead else -n)
    roughly = bool(found["roughly"])
    return meaning and meaning._replace(about=meaning.span is not None and (meaning.about or roughly))


# --- times of day ------------------------------------------------------------------------------------------------


def _clock(found: re.Match[str], page: Page) -> Meaning | None:
    hour = int(found["hour"]) % 12 + (12 if found["half"].lower() == "p" else 0)
    return Meaning(f"{unknown('day').value}T{hour:02}:{found['minute'] or '00'}", type="TIME")


def _clock24(found: re.Match[str], page: Page) -> Meaning | None:
    return Meaning(f"{unknown('day').value}T{found['hour']}:{found['minute']}", type="TIME")


def _noon(found: re.Match[str], page: Page) -> Meaning | None:
    return Meaning(f"{unknown('day').value}T{'12:00' if found['noon'].lower() == 'noon' else '24:00'}", type="TIME")


# --- durations and repeated times --------------------------------------------------------------------------------

_DURATION = {
    "second": "PT{}S", "minute": "PT{}M", "hour": "PT{}H", "day": "P{}D", "night": "P{}D", "week": "P{}W",
    "weekend": "P{}WE", "fortnight": "P{}W", "month": "P{}M", "quarter": "P{}Q", "year": "P{}Y", "decade": "P{}Y",
    "century": "P{}Y",
}  # fmt: skip
_TIMES = {"fortnight": 2, "decade": 10, "century": 100}


def _duration(found: re.Match[str], page: Page) -> Meaning | None:
    """Five-hour, three months, the past few weeks."""
    words, unit = found["number"], _unit(found)
    n = number_of(words)
    if words.lower().startswith("half"):
        halves = {"hour": "PT30M", "day": "PT12H", "year": "P6M", "decade": "P5Y", "century": "P50Y", "minute": "PT30S"}
        return Meaning(halves[unit], type="DURATION") if unit in halves else None
    if unit in {"second", "minute", "quarter"} and n == 1:
        return None  # "a second term", "one quarter of them"
    return _lasting(n, unit)


def _lasting(n: int | None, unit: str) -> Meaning:
    count = "X" if n is None else str(n * _TIMES.get(unit, 1))
    return Meaning(_DURATION[unit].format(count), type="DURATION")


def _one_unit(found: re.Match[str], page: Page) -> Meaning | None:
    return _lasting(1, _unit(found))


def _many_units(found: re.Match[str], page: Page) -> Meaning | None:
    return _lasting(None, _unit(found))


def _every(found: re.Match[str], page: Page) -> Meaning | None:
    words = found.groupdict().get("number")
    n = {"other": 2}.get(words or "") or (number_of(words) if words else 1)
    return _lasting(n, _unit(found))._replace(type="SET")


def _every_weekday(found: re.Match[str], page: Page) -> Meaning | None:
    return Meaning(f"XXXX-WXX-{_weekday(found)}", type="SET")


_ADVERBS = {
    "hourly": "PT1H", "daily": "P1D", "nightly": "P1D", "weekly": "P1W", "fortnightly": "P2W", "biweekly": "P2W",
    "monthly": "P1M", "quarterly": "P1Q", "annual": "P1Y", "annually": "P1Y", "yearly": "P1Y", "biannual": "P6M",
}  # fmt: skip


def _adverb(found: re.Match[str], page: Page) -> Meaning | None:
    return Meaning(_ADVERBS[found["adverb"].lower()], type="SET")


_REFERENCES = {"now": "PRESENT_REF", "currently": "PRESENT_REF", "recently": "PAST_REF", "soon": "FUTURE_REF"}


def _reference(found: re.Match[str], page: Page) -> Meaning | None:
    return Meaning(_REFERENCES[found["ref"].lower()])


# --- days with a name --------------------------------------------------------------------------------------------


def _known_day(day: DateSpan, page: Page) -> Meaning | None:
    """A day of history, unless the story is older than it."""
    return None if page.anchor.span is not None and page.anchor.span.last < day.first else known(day)


_MAY_BE_A_SEASON = frozenset(("Christmas", "Easter", "Thanksgiving", "Halloween"))
_BEFORE_A_FEAST = re.compile(r"\b(?:[Oo]n|[Bb]y|[Bb]efore|[Uu]ntil|[Ss]ince|[Aa]fter) $")
_NOT_THE_DAY_AFTER = re.compile(r"\s(?:[A-Z]|\w+s\b|(?:party|season|week|weekend|holiday|dinner|massacre|parade)\b)")


def _named_day(found: re.Match[str], page: Page) -> Meaning | None:
    name, rule = found["name"], named_days.names()[found["name"]]
    if isinstance(rule, DateSpan):
        return _known_day(rule, page)
    if found["year"]:
        return _named_in(name, int(found["year"]))
    if _NOT_THE_DAY_AFTER.match(page.text, found.end()):
        return None
    if name in _MAY_BE_A_SEASON and not _BEFORE_A_FEAST.search(page.before(found)):
        return None
    if page.focus.history and page.focus.year is not None:
        return _named_in(name, page.focus.year)
    now = page.anchor.span
    if now is None or not now.is_day:
        return unknown("day")
    days = [on for n in (-1, 0, 1) if (on := named_days.in_year(name, now.first.year + n))]
    on = nearest(days, now.first, page.tense(found))
    return known(DateSpan(on, on), page.anchor.about) if on else unknown("day")


_NAMED = "|".join(name.replace(".", r"\.") for name in sorted(named_days.names(), key=lambda n: (-len(n), n)))


def _named_in(name: str, y: int) -> Meaning | None:
    on = named_days.in_year(name, y)
    return known(DateSpan(on, on)) if on else None


# --- the grammar -------------------------------------------------------------------------------------------------

ROWS = (
    # full dates
    _row("Monday, Dec. 4, 2017", r"(?:{weekday},? )?{month} {day},? {year}", _full_day, needs=r"[12]\d{3}"),
    _row("the 4th of December, 2017", r"(?:{weekday},? )?(?:the )?{day} (?:of )?{month},? {year}", _full_day, needs=r"[12]\d{3}"),
    _row("2017-12-04", r"(?P<year>[12]\d{3})-(?P<m>[01]\d)-(?P<d>[0-3]\d)", _iso_day),
    _row("12/25/2017", r"(?P<a>[0-3]?\d)[/.](?P<b>[0-3]?\d)[/.](?P<year>[12]\d{3})", _slashed_day),
    _row("December 4-6, 2017", r"(?P<one>{month} {day})(?:{to}|(?P<and>{and}))(?P<two>{day2}(?:,? {year})?)", _two_days),
    _row("4 to 6 December", r"(?P<one>(?:the )?{day})(?:{to}|(?P<and>{and}))(?P<two>{day2} (?:of )?{month}(?:,? {year})?)", _two_days),
    _row("December 2017", r"{part}?{month},?(?: of)? {year}", _month_of_year),
    # days and months without a year
    _row("Monday, December 4", r"(?:{weekday},? )?{month} {day}", _day_of_month),
    _row("the 4th of December", r"(?:{weekday},? )?(?:the )?{day} (?:of )?{month}", _day_of_month, needs=r"\d(?:st|nd|rd|th)? (?:of )?[A-Z]"),
    _row("December 4 last year", r"{month} {day},?(?: of)? {which} year", _day_of_that_year, needs="year"),
    _row("August of last year", r"{part}?{month},?(?: of)? {which} year", _month_of_that_year, needs="year"),
    _row("late August", r"{part}?{month}", _bare_month),
    _row("last Oct. 23", r"{which} {month} {day}", _which_day),
    _row("the 20th", r"the {day}(?<=[a-z])(?= ?[.,;)]| (?:and|when|he|they|the|was)\b|$)", _day_alone, needs=r"\d(?:st|nd|rd|th)"),
    _row("last August", r"{part}?{which} {month}", _which_month),
    # years and what is longer or shorter
    _row("early 2017", r"{part}?{year}", _bare_year),
    _row("2010-14", r"(?P<year>1[5-9]\d\d|20\d\d)[-–/](?P<last>(?:1[5-9]|20)?\d\d)(?![\d-])", _two_years),
    _row("nineteen ninety-four", r"(?:the year )?{part}?{yearsaid}", _year_said),
    _row("fiscal 2018", r"(?:[Ff]iscal(?: year)?|FY) ?{year}", _fiscal_year),
    _row("the early 1990s", r"(?:the )?{part}?(?P<decade>1[5-9]\d0|20[0-9]0)'?s", _decade),
    _row("the '90s", r"(?:the )?{part}?'(?P<tens>\d)0'?s", _short_decade),
    _row("the nineties", rf"the {{part}}?(?P<tens>{'|'.join(TENS)})", _short_decade),
    _row("the 20th century", r"(?:the )?{part}?(?P<n>\d\d?)(?:st|nd|rd|th)[- ]century", _century),
    _row("the third quarter of 2017", r"(?:the )?(?P<ago>year[- ](?:ago|earlier) )?{ordinal} quarter(?:(?: of| in)?(?: fiscal)? {year}|(?: of)? {which} year)?", _quarter),
    _row("the 2016 third quarter", r"(?:the )?{year} {ordinal}[- ]quarter", _quarter),
    _row("third-quarter", r"{ordinal}-quarter", _quarter),
    _row("the latest quarter", r"(?:[Tt]he (?:latest|most recent) (?:quarter|period)|[Tt]he quarter(?!-)(?=(?P<ended> (?:that )?ended {month})?))", _the_quarter),
    _row("the 1988 quarter", r"(?:the )?{year} (?:quarter|period)", _quarter_in_year),
    _row("the year-earlier period", r"(?:[Tt]he |[Aa] )?year[- ](?:ago|earlier)(?: (?:quarter|period))?", _quarter_year_ago, near="unit", needs="year[- ](?:ago|earlier)"),
    _row("the full year", r"[Tt]he (?:full|fiscal|entire) year|(?<=[Ff]or\s)the year", _year_of_results, needs="(?:full|fiscal|entire|the) year"),
    _row("the same quarter last year", r"(?:[Tt]he )?(?:corresponding|same|comparable|like) (?:quarter|period)(?: of)? (?:last year|a year (?:ago|earlier))", _quarter_year_ago),
    _row("last year's third quarter", r"{which} year's {ordinal}[- ]quarter", _quarter),
    _row("Q3 2017", r"Q(?P<q>[1-4])(?: (?:of )?{year})?", _quarter, near="digit", needs="Q[1-4]"),
    _row("the first half of 2017", r"(?:the )?(?P<half>first|second|last|latter)[- ]half of (?:{year}|{which} year)", _half_year),
    _row("last summer", r"{part}?{which} {season}", _season),
    _row("the summer of 2017", r"{part}?(?:[Tt]he )?{season}(?: of| in)? (?:{year}|{yearsaid})", _season),
    _row("the 2017 summer", r"(?:the )?{year} {season}", _season),
    _row("the next spring", r"(?:[Tt]he (?P<way>next|following|previous|same)|[Tt]hat(?: same)?) {season}", _season),
    _row("over the summer", r"(?P<part>{part})?(?:the )?{season}", _season),
    # counted from the day of the story
    _row("yesterday evening", r"{early}?(?P<nearby>[Tt]oday|[Tt]onight|[Yy]esterday|[Tt]omorrow)(?: {daypart})?", _nearby_day),
    _row("the day before yesterday", r"(?P<nearby>the day before yesterday|the day after tomorrow)", _nearby_day),
    _row("this morning", r"{early}?[Tt]his {daypart}", _this_morning),
    _row("last night", r"[Ll]ast night", _last_night),
    _row("Monday morning", r"{early}?{weekday}(?: {daypart})?", _on_weekday),
    _row("the following Monday", r"(?:[Tt]he (?P<way>previous|following|same|next)|[Tt]hat) {weekday}(?: {daypart})?", _that_weekday),
    _row("next Monday", r"{which} {weekday}(?: {daypart})?", _which_weekday),
    _row("Tuesday of last week", r"{weekday},?(?: of)? {which} week", _weekday_of_week),
    _row("earlier this month", r"{part}?{which} (?P<unit>week|weekend|month|quarter|year|decade|century)", _this_unit, needs="[TtLlNnc](?:his|ast|ext|urrent|oming) "),
    _row("over the weekend", r"(?<=[Oo]ver\s)the weekend", _over_the_weekend, needs="weekend"),
    _row("the previous month", r"(?:[Tt]he )(?P<way>previous|following|same|next|preceding) {unit}(?! or so)", _that_unit, needs="previous|following|same|next|preceding"),
    _row("the day after", r"[Tt]he {unit} (?P<way>after|before|following)(?= ?[.,;)]|$)", _that_unit, needs="after|before|following"),
    _row("the next morning", r"(?:[Tt]he )?(?P<way>next|following|previous|same|[Tt]hat) {daypart}", _part_of_that_day),
    _row("the end of the year", r"(?:[Tt]he )?(?:{part}the (?P<unit>month|year))", _end_of_the_year, needs="the (?:month|year)"),
    _row("later in the year", r"(?:[Ee]arlier|[Ll]ater|[Ll]ate|[Ee]arly) (?:in|on) the (?P<unit>month|year)", _end_of_the_year, needs="the (?:month|year)"),
    _row("later that day", r"(?:{part}|[Ll]ater )?(?P<way>[Tt]hat(?: (?:very|same))?) (?P<unit>day|week|month|year)", _that_unit, needs="hat (?:very|same|day|week|month|year)"),
    _row("August of that year", r"{part}?{month}(?: {day})?,?(?: of)? (?:that|the same) year", _in_that_year, needs="year"),
    _row("a year earlier", r"(?:(?:less than|over|almost|nearly|about|only|just) )?{number} {units} (?P<way>earlier|later|previously|afterwards?|before(?! (?:the|a|this|that|his|her|its|their|\w+ing)\b))", _later, needs="earlier|later|previously|afterward|before"),
    _row("about three weeks ago", r"(?P<roughly>(?:about|around|nearly|almost|roughly|some|more than|over|less than) )?{number} {units} (?P<way>ago|from now)", _ago),
    _row("now", r"(?P<ref>[Nn]ow|[Cc]urrently|[Rr]ecently)", _reference),
    # times of day
    _row("9:30 a.m. GMT", r"{clock}{zone}", _clock, needs=r"[ap]\.?m"),
    _row("14:30 GMT", r"(?P<hour>[01]\d|2[0-3]):?(?P<minute>[0-5]\d) (?:hours |hrs )?(?:GMT|UTC|local time)", _clock24, needs="GMT|UTC|hours|hrs|local time"),
    _row("noon", r"(?P<noon>[Nn]oon|[Mm]idnight)", _noon),
    # durations and repeated times
    _row("the past few months", r"(?:the )?(?:(?:[Pp]ast|[Ll]ast|[Nn]ext|[Cc]oming|[Ff]irst|[Ff]inal|recent) )?{number}[ -]{units}(?![- ](?:old|ago))", _duration),
    _row("the past year", r"the past {unit}", _one_unit, needs="the past"),
    _row("week-long", r"{unit}-?long", _one_unit, needs="long"),
    _row("for years", r"(?<=[Ff]or\s)(?P<unit>day|week|month|year|decade|hour|minute)s", _many_units, needs=r"[Ff]or\s"),
    _row("recent weeks", r"(?:[Rr]ecent|[Cc]oming) (?P<unit>day|week|month|year)s", _many_units, needs="ecent|oming"),
    _row("every two years", r"(?:[Ee]very|[Ee]ach) (?:(?P<number>other|two|three|four|five|six|ten|few) )?{units}", _every, needs="very|ach"),
    _row("every Monday", r"(?:[Ee]very|[Ee]ach) {weekday}", _every_weekday, needs="very|ach"),
    _row("Mondays", rf"(?P<weekday>{WEEKDAY})s", _every_weekday),
    _row("weekly", rf"(?P<adverb>{'|'.join(_ADVERBS)})", _adverb),
    # days with a name
    _row("Christmas Eve", rf"(?P<name>{_NAMED})(?:,? {{year}})?", _named_day),
)  # fmt: skip


# --- choosing ----------------------------------------------------------------------------------------------------


_LOOKS_BACK = re.compile(
    r".*\b(?:previous|preceding|earlier|before|ago|since)\b", re.DOTALL
)  # and does not go on from there


def _longest(page: Page) -> list[Found]:
    """The matches in text order; of those that overlap the earlier, of those the longer, of those the row above."""
    near = windows(page.text, page.words)
    found = sorted(
        (match.start(), -match.end(), n, row, match)
        for n, row in enumerate(ROWS)
        for start, end in near[row.near]
        if row.needs is None or row.needs.search(page.text, start, end)
        for match in row.pattern.finditer(page.text, start, end)
    )
    chosen: list[Found] = []
    for start, minus_end, _, row, match in found:
        if chosen and chosen[-1][1] > start:
            continue
        read = row.read(match, page)
        if isinstance(read, Meaning):
            read = ((start, -minus_end, read),)
        for one in read or ():
            if not _LOOKS_BACK.match(match.group()):
                page.focus.hear(one[2], one[1])
            chosen.append(one)
    return chosen


_JOINED = re.compile(r",? (?:on )?|\s")


def _with_their_day(text: str, found: list[Found]) -> Iterator[Found]:
    """ "9 a.m." and "on Tuesday" beside each other are one time: 2018-09-04T09:00."""
    at = 0
    while at < len(found):
        if at + 1 < len(found) and (both := _joined(text, found[at], found[at + 1])):
            yield both
            at += 2
        else:
            yield found[at]
            at += 1


def _joined(text: str, one: Found, other: Found) -> Found | None:
    clock, on = (one[2], other[2]) if one[2].type == "TIME" else (other[2], one[2])
    gap = text[one[1] : other[0]]
    if not clock.value.startswith("XXXX-XX-XXT") or on.type != "DATE" or on.span is None or not on.span.is_day:
        return None
    if not _JOINED.fullmatch(gap) and gap not in {" at ", ", at "}:
        return None
    value = f"{on.value}T{clock.value.partition('T')[2]}"
    return one[0], other[1], Meaning(value, on.span, on.about, "TIME")
