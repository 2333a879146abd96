"""Dates, times, durations and repeated times in a story, with their TIMEX3 values.

A grammar over the whole text, not over the model's entities (which miss a quarter of the dates and mix durations in):
a table of patterns, each with an example. The longest reading wins. A value is worked out only as far as the day the
story appeared allows; what stays open is written with X ("XXXX-12-04") and has no span.

References: TIMEX3 (TimeML 1.2.1 annotation guidelines); the direction of a bare weekday or month follows the tense
of its clause.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from spacy.tokens import Doc, Span

from briefings.analysis.anchor import Anchor, Meaning, Unit, decade, full_day, known, quarter, unknown
from briefings.analysis.lexicon import entries
from briefings.analysis.tense import Tense, tense_at
from briefings.dates import DateSpan, month, read_iso, year
from briefings.model import Article, DateMention, Slice


def find_dates(doc: Doc, article: Article) -> tuple[DateMention, ...]:
    """Every date expression of the body in text order; none overlaps another.

    `span` is None where the days cannot be known: without a publication date, for durations and repeated times, and
    where the expression itself is vague ("the past few months"). `about` says that an estimate stands behind it.
    """
    page = Page(doc, doc.text, Anchor.of(article.published))
    return tuple(
        DateMention(Slice(start, end), meaning.type, meaning.value, meaning.span, meaning.about)
        for start, end, meaning in _with_their_day(page.text, _longest(page))
    )


# --- the words ---------------------------------------------------------------------------------------------------

_MONTH_NAMES = "January February March April May June July August September October November December".split()
_WEEKDAY_NAMES = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_NUMBERS = {
    word: n
    for n, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100}
_TENS = {"twenties": 2, "thirties": 3, "forties": 4, "fifties": 5, "sixties": 6, "seventies": 7, "eighties": 8}
_TENS |= {"nineties": 9}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4}
_SEASONS = {"spring": "SP", "summer": "SU", "fall": "FA", "autumn": "FA", "winter": "WI"}
_PARTS_OF_DAY = {"morning": "MO", "afternoon": "AF", "evening": "EV", "night": "NI"}
_DURATION = {
    "second": "PT{}S", "minute": "PT{}M", "hour": "PT{}H", "day": "P{}D", "night": "P{}D", "week": "P{}W",
    "weekend": "P{}WE", "fortnight": "P{}W", "month": "P{}M", "quarter": "P{}Q", "year": "P{}Y", "decade": "P{}Y",
    "century": "P{}Y",
}  # fmt: skip
_TIMES = {"fortnight": 2, "decade": 10, "century": 100}
_VAGUE = frozenset(("few", "several", "many", "some", "couple", ""))

_WEEKDAY = "|".join(_WEEKDAY_NAMES)
_MONTH_SHORT = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
_UNIT = "second|minute|hour|day|night|weekend|week|fortnight|month|quarter|year|decade|century"
_NUMBER = rf"(?:a couple(?: of)?|\d{{1,4}}|(?:a )?few|several|many|an?|half an?|(?:{'|'.join(_NUMBERS)})(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?)"
_FRAGMENTS = {
    "weekday": rf"(?P<weekday>{_WEEKDAY}|(?:Mon|Tues?|Wed|Thurs?|Thu|Fri)\.)",
    "month": rf"(?P<month>{'|'.join(_MONTH_NAMES + [m.upper() for m in _MONTH_NAMES])}|(?:{_MONTH_SHORT})\b\.?)",
    "month2": rf"(?P<month2>{'|'.join(_MONTH_NAMES)}|(?:{_MONTH_SHORT})\b\.?)",
    "day": r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d%]|[:.,]\d)",
    "day2": r"(?P<day2>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d%]|[:.,]\d)",
    "year": r"(?P<year>1[5-9]\d\d|20\d\d)(?![\d%]|[.,]\d|-\d\d\b)",
    "year2": r"(?P<year2>1[5-9]\d\d|20\d\d)(?![\d%]|[.,]\d)",
    "part": r"(?:[Ee]arly|[Ll]ate|[Mm]id|[Ll]ater|[Ee]arlier|(?:the )?(?:beginning|start|middle|end) of)[ -]",
    "early": r"(?:[Ee]arl(?:y|ier)|[Ll]ater?|[Mm]id) ",
    "unit": rf"(?P<unit>{_UNIT})",
    "units": r"(?P<unit>second|minute|hour|day|night|weekend|week|fortnight|month|quarter|year|decade|centur(?:y|ies))s?",
    "number": rf"(?P<number>{_NUMBER})",
    "season": rf"(?P<season>{'|'.join(_SEASONS)})",
    "daypart": rf"(?P<daypart>{'|'.join(_PARTS_OF_DAY)})",
    "which": r"(?P<which>[Tt]his(?: (?:past|coming))?|[Ll]ast|[Nn]ext|the (?:current|coming))",
    "ordinal": rf"(?P<ordinal>{'|'.join(_ORDINALS)})",
    "clock": r"(?P<hour>1[0-2]|0?[1-9])(?:[:.](?P<minute>[0-5]\d))? ?(?P<half>[ap])\.?m\b\.?",
    "zone": r"(?: (?:GMT|UTC|E[SD]?T|C[SD]T|M[SD]T|P[SD]?T|BST|CET|CEST|IST|PKT|local time))?",
    "to": r"(?: ?[-–—] ?| (?:to|through|until|till) )",
}


def _pattern(text: str) -> re.Pattern[str]:
    """A row's pattern: {names} are the fragments above, a space is one or two of any kind, its edges are word edges."""
    for name, fragment in _FRAGMENTS.items():
        text = text.replace(f"{{{name}}}", f"(?:{fragment})")
    text = re.sub(r"\[[^\]]*\]| ", lambda part: _SPACE if part.group() == " " else part.group(), text)
    return re.compile(rf"(?<![\w$£€])(?:{text})(?!\w)")


_SPACE = r"(?:[ \t]{1,2})"


# --- what a pattern is read with ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed story and the day it appeared."""

    doc: Doc
    text: str  # of the doc, once
    anchor: Anchor

    def span_of(self, found: re.Match[str]) -> Span | None:
        return self.doc.char_span(*found.span(), alignment_mode="expand")

    def tense(self, found: re.Match[str]) -> Tense | None:
        """Of the clause around the match; "by Friday" and "until May" look ahead when the verb does not say."""
        span = self.span_of(found)
        tense = tense_at(span) if span is not None and len(span) else None
        ahead = _LOOKS_AHEAD.search(self.text, max(0, found.start() - 12), found.start())
        return tense or ("future" if ahead else None)

    def in_another_year(self, found: re.Match[str]) -> bool:
        """The story has just spoken of an earlier year: "In 2003 … In March" is not last March, perhaps."""
        if self.anchor.span is None:
            return False
        before = self.text[max(0, found.start() - _FAR) : found.start()]
        said = list(_YEAR_SAID.finditer(before))
        if not said or int(said[-1][1]) >= self.anchor.span.first.year - 1:
            return False
        since = before[said[-1].end() :]
        return (len(since) < _NEAR and "\n" not in since) or not _OF_THE_DAY.search(since)

    def is_name(self, found: re.Match[str]) -> bool:
        """The model sees a person here: June Carter, Theresa May."""
        span = self.span_of(found)
        return span is not None and any(token.ent_type_ == "PERSON" for token in span)


_NEAR, _FAR = 120, 1500  # characters
_OF_THE_DAY = re.compile(  # the story is back in its own days: history has no "said" and no "Monday"
    rf"\b(?:said|says|told|today|yesterday|tomorrow|tonight|now|ago|(?:this|last|next) \w+|{_WEEKDAY})\b", re.IGNORECASE
)
_YEAR_SAID = re.compile(
    r"\b(?:(?i:in|since|by|until|during|of|before|after)|[A-Z][a-z]+ \d{1,2},|[A-Z][a-z]{2,8}) ((?:1[5-9]|20)\d\d)\b"
)
_LOOKS_AHEAD = re.compile(r"\b(?:by|until|till|due|from next|starting|beginning|effective)\s+(?:on\s+)?$")

Read = Callable[[re.Match[str], Page], Meaning | None]
"""A match → what it means. None: not a date after all."""


class Row(NamedTuple):
    """One construction: what it looks like, its pattern, how it is read."""

    example: str
    pattern: re.Pattern[str]
    read: Read


def _row(example: str, pattern: str, read: Read) -> Row:
    return Row(example, _pattern(pattern), read)


def _month(found: re.Match[str], group: str = "month") -> int:
    return next(n for n, name in enumerate(_MONTH_NAMES, 1) if name.upper().startswith(found[group][:3].upper()))


def _weekday(found: re.Match[str]) -> int:
    return next(n for n, name in enumerate(_WEEKDAY_NAMES, 1) if name.startswith(found["weekday"][:3]))


def _number(words: str) -> int | None:
    """A count in figures or words; None for "few", "several". "a" is 1."""
    words = words.lower().removesuffix(" of")
    if words.isdigit():
        return int(words)
    if words in {"a", "an"}:
        return 1
    parts = re.split(r"[- ]", words)
    return sum(_NUMBERS[part] for part in parts) if all(part in _NUMBERS for part in parts) else None


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


def _day_range(found: re.Match[str], page: Page) -> Meaning | None:
    """December 4-6, 2017; 4 to 6 December. The year comes from the text or the anchor."""
    m, d, last_day = _month(found), int(found["day"]), int(found["day2"])
    if found["year"]:
        last = full_day(int(found["year"]), m, last_day)
    else:
        last = page.anchor.day_of_month(m, last_day, page.tense(found))
    if last is None or d >= last_day:
        return None
    if last.span is None:
        return Meaning(f"XXXX-{m:02}-{d:02}/XXXX-{m:02}-{last_day:02}")
    if not last.span.is_day:
        return last
    return known(DateSpan(last.span.first.replace(day=d), last.span.first), last.about)


def _month_of_year(found: re.Match[str], page: Page) -> Meaning | None:
    return known(month(int(found["year"]), _month(found)))


def _months_of_year(found: re.Match[str], page: Page) -> Meaning | None:
    """From March to May 2017; from November to January 2018."""
    y, first, last = int(found["year"]), _month(found), _month(found, "month2")
    return known(DateSpan(month(y - (first > last), first).first, month(y, last).last))


# --- days and months without a year ------------------------------------------------------------------------------

_ATTACKS = re.compile(r"[\s,]+(?:(?:terror|terrorist|hijack|suicide)\w*\s+)*(?:attack|hijack|terror)")


def _day_of_month(found: re.Match[str], page: Page) -> Meaning | None:
    if _month(found) == 9 and found["day"] == "11" and _ATTACKS.match(page.text, found.end()):
        return _known_day("2001-09-11", page)  # "since the Sept. 11 attacks" is never last September
    weekday = _weekday(found) if found["weekday"] else None
    if weekday is None and page.in_another_year(found):
        return Meaning(f"XXXX-{_month(found):02}-{int(found['day']):02}")
    return page.anchor.day_of_month(_month(found), int(found["day"]), page.tense(found), weekday=weekday)


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
        told = before is not None and _SURELY.match(before.group())
        if not (told or found.group() != word or _MODIFIES.match(page.text, found.end())):
            return None
    elif not before and (
        _NAME_AFTER.match(page.text, found.end()) or _NAME_BEFORE.search(page.text, max(0, at - 30), at)
    ):
        return None
    if page.in_another_year(found):
        return Meaning(f"XXXX-{_month(found):02}")
    return page.anchor.month(_month(found), page.tense(found))


def _which_day(found: re.Match[str], page: Page) -> Meaning | None:
    """last Oct. 23, next March 1."""
    shift = _shift(found)
    tense: Tense | None = "past" if shift < 0 else "future" if shift > 0 else page.tense(found)
    return page.anchor.day_of_month(_month(found), int(found["day"]), tense)


def _which_month(found: re.Match[str], page: Page) -> Meaning | None:
    """last August, next May, this March."""
    if "past" in found["which"]:
        return page.anchor.month(_month(found), "past", strictly=True)
    shift = _shift(found)
    if shift == 0:
        return page.anchor.month(_month(found), None, years=0)
    return page.anchor.month(_month(found), "past" if shift < 0 else "future", strictly=True)


# --- years, quarters, decades ------------------------------------------------------------------------------------

_BEFORE_A_YEAR = re.compile(
    r"(?:\b(?:in|since|by|until|till|from|during|of|before|after|through|throughout|to|between|and|early|late|mid|"
    r"year|the|its|his|her|their|for|as of|around|circa|late in|early in|than|on|spring|summer|autumn|fall|winter|"
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
    counted = span is not None and any(t.dep_ == "nummod" and t.head.tag_ == "NNS" and t.head.i > t.i for t in span)
    expected = _BEFORE_A_YEAR.search(page.text, max(0, found.start() - 20), found.start())
    article = expected and expected.group().split()[0].lower() in {"the", "its", "a", "their"}
    if _NOT_A_YEAR_AFTER.match(page.text, found.end()) or (counted and not article):
        return None
    seen = span is not None and any(token.ent_type_ == "DATE" for token in span)
    return known(year(int(found["year"]))) if expected or seen else None


def _years(found: re.Match[str], page: Page) -> Meaning | None:
    """2010-2014, 2010-14."""
    first, last = int(found["year"]), found["last"]
    last_year = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
    if not first < last_year <= 2100:
        return None
    return Meaning(f"{first}/{last_year}", DateSpan(year(first).first, year(last_year).last))


def _fiscal_year(found: re.Match[str], page: Page) -> Meaning | None:
    """Its value is the year; its days are not, for no two treasuries begin on the same one."""
    return Meaning(found["year"])


def _decade(found: re.Match[str], page: Page) -> Meaning | None:
    return decade(int(found["decade"]))


def _short_decade(found: re.Match[str], page: Page) -> Meaning | None:
    tens = int(found["tens"]) if found["tens"].isdigit() else _TENS[found["tens"].lower()]
    return decade(1900 + 10 * tens) if tens >= 2 else None


def _century(found: re.Match[str], page: Page) -> Meaning | None:
    n = int(found["n"])
    return Meaning(f"{n - 1:02}") if 1 <= n <= 22 else None


def _quarter(found: re.Match[str], page: Page) -> Meaning | None:
    groups = found.groupdict()
    n = int(groups["q"]) if groups.get("q") else _ORDINALS[found["ordinal"]]
    if groups.get("year"):
        return quarter(int(found["year"]), n)
    if groups.get("which"):
        then = page.anchor.moved("year", _shift(found))
        return then if then.span is None else quarter(then.span.first.year, n)._replace(about=then.about)
    return page.anchor.quarter(n, page.tense(found))


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
    return meaning._replace(type="TIME", value=f"{meaning.value}T{_PARTS_OF_DAY[daypart]}")


_PART_OF_A_NAME = re.compile(r"(?:\b(?:Black|Good|Bloody|Super|Ash|Palm|Easter|Holy|Maundy|Shrove|Cyber|Man)\s)$")
_GOES_ON_AS_NAME = re.compile(
    r"\s(?:Times|Telegraph|Mirror|Mail|Express|Herald|Post|Star|World|Group|Review)\b|\sa week ago"
)


def _on_weekday(found: re.Match[str], page: Page) -> Meaning | None:
    if _PART_OF_A_NAME.search(page.text, max(0, found.start() - 10), found.start()):
        return None
    if _GOES_ON_AS_NAME.match(page.text, found.end()) or page.is_name(found):
        return None
    return _in_the(page.anchor.weekday(_weekday(found), page.tense(found)), found.groupdict().get("daypart"))


def _that_weekday(found: re.Match[str], page: Page) -> Meaning | None:
    return Meaning(f"XXXX-WXX-{_weekday(found)}")


def _which_weekday(found: re.Match[str], page: Page) -> Meaning | None:
    """last Monday, next Friday, this past Sunday; "this Monday" is a matter of tense."""
    if "past" in found["which"]:
        meaning = page.anchor.weekday(_weekday(found), "past", strictly=True)
    elif shift := _shift(found):
        meaning = page.anchor.weekday(_weekday(found), "past" if shift < 0 else "future", strictly=True)
    else:
        meaning = page.anchor.weekday(_weekday(found), page.tense(found))
    return _in_the(meaning, found.groupdict().get("daypart"))


def _weekday_of_week(found: re.Match[str], page: Page) -> Meaning | None:
    return page.anchor.weekday(_weekday(found), None, weeks=_shift(found))


def _this_unit(found: re.Match[str], page: Page) -> Meaning | None:
    """this week, last month, next year. "This weekend" in the past tense is the one behind."""
    unit: Unit = found["unit"]  # type: ignore[assignment]
    shift = _shift(found)
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


def _that_unit(found: re.Match[str], page: Page) -> Meaning | None:
    """The previous month, the following day, a year earlier: from what the story speaks of, which we do not know."""
    unit = _unit(found)
    return unknown(unit) if unit in _CALENDAR_UNITS else None  # type: ignore[arg-type]


_CALENDAR_UNITS = frozenset(("day", "week", "weekend", "month", "quarter", "year", "decade", "century"))


def _season(found: re.Match[str], page: Page) -> Meaning | None:
    """Its value, but no days: it is winter somewhere else."""
    code = _SEASONS[found["season"]]
    groups = found.groupdict()
    if groups.get("year"):
        return Meaning(f"{found['year']}-{code}")
    now = page.anchor.span
    if now is None or page.anchor.fineness < 2:
        return Meaning(f"XXXX-{code}")
    shift = _shift(found)
    begun = now.first.month >= {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[code]
    over = now.first.month >= {"SP": 6, "SU": 9, "FA": 12, "WI": 13}[code]
    y = now.first.year
    if shift < 0:
        y -= 0 if over else 1
    elif shift > 0:
        y += 1 if begun else 0
    return Meaning(f"{y:04}-{code}", about=page.anchor.about)


def _ago(found: re.Match[str], page: Page) -> Meaning | None:
    """Three days ago, about a decade ago, two weeks from now. A vague number gives no days."""
    n, unit = _number(found["number"]), _unit(found)
    ahead = found["way"] != "ago"
    if n is None:
        return Meaning("FUTURE_REF" if ahead else "PAST_REF")
    if unit not in _CALENDAR_UNITS and unit != "fortnight":
        return None
    n, unit = (2 * n, "week") if unit == "fortnight" else (10 * n, "year") if unit == "decade" else (n, unit)
    n, unit = (100 * n, "year") if unit == "century" else (n, unit)
    meaning = page.anchor.moved(unit, n if ahead else -n)  # type: ignore[arg-type]
    return meaning._replace(about=meaning.span is not None and (meaning.about or bool(found["roughly"])))


# --- times of day ------------------------------------------------------------------------------------------------


def _clock(found: re.Match[str], page: Page) -> Meaning | None:
    hour = int(found["hour"]) % 12 + (12 if found["half"].lower() == "p" else 0)
    return Meaning(f"{unknown('day').value}T{hour:02}:{found['minute'] or '00'}", type="TIME")


def _clock24(found: re.Match[str], page: Page) -> Meaning | None:
    return Meaning(f"{unknown('day').value}T{found['hour']}:{found['minute']}", type="TIME")


def _noon(found: re.Match[str], page: Page) -> Meaning | None:
    return Meaning(f"{unknown('day').value}T{'12:00' if found['noon'].lower() == 'noon' else '24:00'}", type="TIME")


# --- durations and repeated times --------------------------------------------------------------------------------


def _duration(found: re.Match[str], page: Page) -> Meaning | None:
    """Five-hour, three months, the past few weeks."""
    words, unit = found["number"], _unit(found)
    n = _number(words)
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
    n = {"other": 2}.get(words or "") or (_number(words) if words else 1)
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


def _known_day(iso: str, page: Page) -> Meaning | None:
    """A day of history, unless the story is older than it."""
    span = read_iso(iso)
    if span is None or (page.anchor.span is not None and page.anchor.span.last < span.first):
        return None
    return known(span)


def _named_days() -> dict[str, str]:
    return {name.strip(): iso.strip() for name, iso in (line.split("=") for line in entries("named_days"))}


def _named_day(found: re.Match[str], page: Page) -> Meaning | None:
    iso = _named_days()[found["name"]]
    if not iso.startswith("XXXX"):
        return _known_day(iso, page)
    m, d = int(iso[5:7]), int(iso[8:10])
    return page.anchor.day_of_month(m, d, page.tense(found))


# --- the grammar -------------------------------------------------------------------------------------------------

ROWS = (
    # full dates
    _row("Monday, Dec. 4, 2017", r"(?:{weekday},? )?{month} {day},? {year}", _full_day),
    _row("the 4th of December, 2017", r"(?:{weekday},? )?(?:the )?{day} (?:of )?{month},? {year}", _full_day),
    _row("2017-12-04", r"(?P<year>[12]\d{3})-(?P<m>[01]\d)-(?P<d>[0-3]\d)", _iso_day),
    _row("12/25/2017", r"(?P<a>[0-3]?\d)[/.](?P<b>[0-3]?\d)[/.](?P<year>[12]\d{3})", _slashed_day),
    _row("December 4-6, 2017", r"{month} {day}{to}{day2}(?:,? {year})?", _day_range),
    _row("4 to 6 December", r"{day}{to}{day2} (?:of )?{month}(?:,? {year})?", _day_range),
    _row("December 2017", r"{part}?{month},?(?: of)? {year}", _month_of_year),
    _row("March to May 2017", r"{month}{to}{month2},?(?: of)? {year}", _months_of_year),
    # days and months without a year
    _row("Monday, December 4", r"(?:{weekday},? )?{month} {day}", _day_of_month),
    _row("the 4th of December", r"(?:{weekday},? )?(?:the )?{day} (?:of )?{month}", _day_of_month),
    _row("December 4 last year", r"{month} {day},?(?: of)? {which} year", _day_of_that_year),
    _row("August of last year", r"{part}?{month},?(?: of)? {which} year", _month_of_that_year),
    _row("late August", r"{part}?{month}", _bare_month),
    _row("last Oct. 23", r"{which} {month} {day}", _which_day),
    _row("last August", r"{part}?{which} {month}", _which_month),
    # years and what is longer or shorter
    _row("early 2017", r"{part}?{year}", _bare_year),
    _row("2010-14", r"(?P<year>1[89]\d\d|20\d\d)[-–/](?P<last>(?:1[89]|20)?\d\d)(?![\d-])", _years),
    _row("fiscal year 2018", r"(?:[Ff]iscal(?: year)?|FY) ?{year}", _fiscal_year),
    _row("the early 1990s", r"(?:the )?{part}?(?P<decade>1[5-9]\d0|20[0-9]0)'?s", _decade),
    _row("the '90s", r"(?:the )?{part}?'(?P<tens>\d)0'?s", _short_decade),
    _row("the nineties", rf"the {{part}}?(?P<tens>{'|'.join(_TENS)})", _short_decade),
    _row("the 20th century", r"(?:the )?{part}?(?P<n>\d\d?)(?:st|nd|rd|th)[- ]century", _century),
    _row("the third quarter of 2017", r"(?:the )?{ordinal} quarter(?:(?: of| in)?(?: fiscal)? {year}|(?: of)? {which} year)?", _quarter),
    _row("the 2016 third quarter", r"(?:the )?{year} {ordinal}[- ]quarter", _quarter),
    _row("third-quarter", r"{ordinal}-quarter", _quarter),
    _row("last year's third quarter", r"{which} year's {ordinal}[- ]quarter", _quarter),
    _row("Q3 2017", r"Q(?P<q>[1-4])(?: (?:of )?{year})?", _quarter),
    _row("the first half of 2017", r"(?:the )?(?P<half>first|second|last|latter)[- ]half of (?:{year}|{which} year)", _half_year),
    _row("last summer", r"{part}?{which} {season}", _season),
    _row("the summer of 2017", r"{part}?(?:the )?{season}(?: of)? {year}", _season),
    # counted from the day of the story
    _row("yesterday evening", r"{early}?(?P<nearby>[Tt]oday|[Tt]onight|[Yy]esterday|[Tt]omorrow)(?: {daypart})?", _nearby_day),
    _row("the day before yesterday", r"(?P<nearby>the day before yesterday|the day after tomorrow)", _nearby_day),
    _row("this morning", r"{early}?[Tt]his {daypart}", _this_morning),
    _row("last night", r"[Ll]ast night", _last_night),
    _row("Monday morning", r"{early}?{weekday}(?: {daypart})?", _on_weekday),
    _row("the following Monday", r"(?:[Tt]he (?:previous|following|same|next)|[Tt]hat) {weekday}(?: {daypart})?", _that_weekday),
    _row("next Monday", r"{which} {weekday}(?: {daypart})?", _which_weekday),
    _row("Tuesday of last week", r"{weekday},?(?: of)? {which} week", _weekday_of_week),
    _row("earlier this month", r"{part}?{which} (?P<unit>week|weekend|month|quarter|year|decade|century)", _this_unit),
    _row("over the weekend", r"(?<=[Oo]ver\s)the weekend", _over_the_weekend),
    _row("the previous month", r"the (?:previous|following|same|next|preceding) {unit}", _that_unit),
    _row("that day", r"[Tt]hat (?P<unit>day|week|month|year)", _that_unit),
    _row("a year earlier", r"{number} {units} (?:earlier|later|before)(?= ?[.,;)]| (?:and|but|in|on|when|he|she|they|it)\b|$)", _that_unit),
    _row("about three weeks ago", r"(?P<roughly>(?:about|around|nearly|almost|roughly|some|more than|over|less than) )?{number} {units} (?P<way>ago|from now)", _ago),
    _row("now", r"(?P<ref>[Nn]ow|[Cc]urrently|[Rr]ecently)", _reference),
    # times of day
    _row("9:30 a.m. GMT", r"{clock}{zone}", _clock),
    _row("14:30 GMT", r"(?P<hour>[01]\d|2[0-3]):?(?P<minute>[0-5]\d) (?:hours |hrs )?(?:GMT|UTC|local time)", _clock24),
    _row("noon", r"(?P<noon>[Nn]oon|[Mm]idnight)", _noon),
    # durations and repeated times
    _row("the past few months", r"(?:the )?(?:(?:[Pp]ast|[Ll]ast|[Nn]ext|[Cc]oming|[Ff]irst|[Ff]inal|recent) )?{number}[ -]{units}(?![- ](?:old|ago))", _duration),
    _row("the past year", r"the past {unit}", _one_unit),
    _row("week-long", r"{unit}-?long", _one_unit),
    _row("for years", r"(?<=[Ff]or\s)(?P<unit>day|week|month|year|decade|hour|minute)s", _many_units),
    _row("recent weeks", r"(?:[Rr]ecent|[Cc]oming) (?P<unit>day|week|month|year)s", _many_units),
    _row("every two years", r"(?:[Ee]very|[Ee]ach) (?:(?P<number>other|two|three|four|five|six|ten|few) )?{units}", _every),
    _row("every Monday", r"(?:[Ee]very|[Ee]ach) {weekday}", _every_weekday),
    _row("Mondays", rf"(?P<weekday>{_WEEKDAY})s", _every_weekday),
    _row("weekly", rf"(?P<adverb>{'|'.join(_ADVERBS)})", _adverb),
    # days with a name
    _row("Christmas Day", rf"(?P<name>{'|'.join(sorted(_named_days(), key=lambda n: (-len(n), n)))})", _named_day),
)  # fmt: skip


# --- choosing ----------------------------------------------------------------------------------------------------

Found = tuple[int, int, Meaning]


def _longest(page: Page) -> list[Found]:
    """The matches in text order; of those that overlap the earlier, of those the longer, of those the row above."""
    found = sorted(
        (match.start(), -match.end(), n, row, match)
        for n, row in enumerate(ROWS)
        for match in row.pattern.finditer(page.text)
    )
    chosen: list[Found] = []
    for start, minus_end, _, row, match in found:
        if (not chosen or chosen[-1][1] <= start) and (meaning := row.read(match, page)):
            chosen.append((start, -minus_end, meaning))
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
