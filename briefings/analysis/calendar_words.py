"""The words of the calendar, and the pieces that patterns of dates are made of."""

import re

MONTH_NAMES = "January February March April May June July August September October November December".split()
WEEKDAY_NAMES = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
ONES = "one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
NUMBERS = {word: n for n, word in enumerate(["zero", *ONES, *_TEENS, "twenty"])} | {
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100,
}  # fmt: skip
TENS = {"twenties": 2, "thirties": 3, "forties": 4, "fifties": 5, "sixties": 6, "seventies": 7, "eighties": 8}
TENS |= {"nineties": 9}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4}
SEASONS = {"spring": "SP", "summer": "SU", "fall": "FA", "autumn": "FA", "winter": "WI"}
PARTS_OF_DAY = {"morning": "MO", "afternoon": "AF", "evening": "EV", "night": "NI"}

WEEKDAY = "|".join(WEEKDAY_NAMES)
_MONTH_SHORT = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
_MONTHS = rf"{'|'.join(MONTH_NAMES + [m.upper() for m in MONTH_NAMES])}|(?:{_MONTH_SHORT})\b\.?"
_UNIT = "second|minute|hour|day|night|weekend|week|fortnight|month|quarter|year|decade|century"
_NUMBER = rf"(?i:a couple(?: of)?|\d{{1,4}}|(?:a )?few|several|many|an?|half an?|(?:{'|'.join(NUMBERS)})(?:[- ](?:{'|'.join(ONES)}))?)"
_TENS_SAID = "ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_YEAR_SAID = (
    rf"nineteen(?: hundred(?: and)?)?[ -](?:(?:{_TENS_SAID})(?:[ -](?:{'|'.join(ONES)}))?|{'|'.join(_TEENS)})|nineteen hundred"
    rf"|two thousand(?: and)?(?: (?:{'|'.join(ONES)}|{'|'.join(_TEENS)}))?|twenty (?:{'|'.join(_TEENS)}|twenty)"
)

_FRAGMENTS = {
    "weekday": rf"(?P<weekday>{WEEKDAY}|(?:Mon|Tues?|Wed|Thurs?|Thu|Fri)\.)",
    "month": rf"(?P<month>{_MONTHS})",
    "month2": rf"(?P<month2>{_MONTHS})",
    "day": r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d%]|[:.,]\d)",
    "day2": r"(?P<day2>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d%]|[:.,]\d)",
    "year": r"(?P<year>1[5-9]\d\d|20\d\d)(?![\d%]|[.,]\d|-\d\d\b)",
    "year2": r"(?P<year2>1[5-9]\d\d|20\d\d)(?![\d%]|[.,]\d)",
    "yearsaid": rf"(?P<yearsaid>{_YEAR_SAID})",
    "part": r"(?:(?:[Vv]ery )?(?:[Ee]arly|[Ll]ate|[Mm]id|[Ll]ater|[Ee]arlier)(?: in)?|(?:[Tt]he )?(?:very )?(?:beginning|start|middle|end|(?:early|latter|later|last|first) part) of)[ -]",
    "early": r"(?:[Ee]arl(?:y|ier)|[Ll]ater?|[Mm]id) ",
    "unit": rf"(?P<unit>{_UNIT})",
    "units": r"(?P<unit>second|minute|hour|day|night|weekend|week|fortnight|month|quarter|year|decade|centur(?:y|ies))s?",
    "number": rf"(?P<number>{_NUMBER})",
    "season": rf"(?P<season>(?i:{'|'.join(SEASONS)}))",
    "daypart": rf"(?P<daypart>{'|'.join(PARTS_OF_DAY)})",
    "which": r"(?P<which>[Tt]his(?: (?:past|coming))?|[Ll]ast|[Nn]ext|the (?:current|coming))",
    "ordinal": rf"(?P<ordinal>{'|'.join(ORDINALS)})",
    "clock": r"(?P<hour>1[0-2]|0?[1-9])(?:[:.](?P<minute>[0-5]\d))? ?(?P<half>[ap])\.?m\b\.?",
    "zone": r"(?: (?:GMT|UTC|E[SD]?T|C[SD]T|M[SD]T|P[SD]?T|BST|CET|CEST|IST|PKT|local time))?",
    "to": r"(?: ?[-–—] ?| (?:to|through|until|till) )",
    "and": r"(?:,? (?:and|or|&) (?:the )?)",
}  # fmt: skip
_SPACE = r"(?:[ \t]{1,2})"


def month_of(word: str) -> int:
    """1 to 12, of a month's name however it is shortened."""
    return next(n for n, name in enumerate(MONTH_NAMES, 1) if name.upper().startswith(word[:3].upper()))


def weekday_of(word: str) -> int:
    """1 to 7, of a weekday's name however it is shortened."""
    return next(n for n, name in enumerate(WEEKDAY_NAMES, 1) if name.startswith(word[:3]))


def number_of(words: str) -> int | None:
    """A count in figures or words; None for "few", "several". "a" is 1."""
    words = words.lower().removesuffix(" of")
    if words.isdigit():
        return int(words)
    if words in {"a", "an"}:
        return 1
    parts = re.split(r"[- ]", words)
    return sum(NUMBERS[part] for part in parts) if all(part in NUMBERS for part in parts) else None


def year_said(words: str) -> int:
    """A year as it is read aloud: "nineteen seventy-nine", "two thousand and four"."""
    parts = [part for part in re.split(r"[- ]", words.lower()) if part not in {"and", "hundred"}]
    if parts[0] == "two":
        return 2000 + sum(NUMBERS[part] for part in parts[2:])
    return NUMBERS[parts[0]] * 100 + sum(NUMBERS[part] for part in parts[1:])


def pattern(text: str, *, edge: str = r"(?<![\w$£€])", end: str = r"(?!\w)") -> re.Pattern[str]:
    """A row's pattern: {names} are the fragments above, a space is one or two of any kind, its edges are word edges."""
    for name, fragment in _FRAGMENTS.items():
        text = text.replace(f"{{{name}}}", f"(?:{fragment})")
    text = re.sub(r"\[[^\]]*\]| ", lambda part: _SPACE if part.group() == " " else part.group(), text)
    return re.compile(rf"{edge}(?:{text}){end}")
