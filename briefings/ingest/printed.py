"""The day on which a text itself says it was published, and honest silence where it does not.

A date inside a story is not the story's own date. What counts is a date line over the story, a label
("Published: …"), a dateline that carries the full date, and, as an estimate, the date under a photograph.
"""

import re
from collections.abc import Iterable
from datetime import date

from briefings.dates import DateSpan, day, month
from briefings.ingest.clean import MONTHS, Chosen
from briefings.model import Published

_NUMBER = {name: n for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}

_FULL = re.compile(
    rf"""\b(?:
        (?P<y1>(?:19|20)\d\d)[-/.](?P<m1>0[1-9]|1[0-2])[-/.](?P<d1>0[1-9]|[12]\d|3[01])(?!\d)   # 2017-12-04
      | (?P<d2>[0-3]?\d)(?:st|nd|rd|th)?\ (?:of\ )?(?P<m2>{MONTHS})\b\.?,?\ (?P<y2>(?:19|20)\d\d)\b  # 4 December 2017
      | (?P<m3>{MONTHS})\b\.?\ (?P<d3>[0-3]?\d)(?:st|nd|rd|th)?,?\ (?P<y3>(?:19|20)\d\d)\b      # Dec. 4, 2017
      | (?P<n1>[0-3]?\d)[./](?P<n2>[0-3]?\d)[./](?P<y4>(?:19|20)\d\d)\b                         # 24/12/2017
    )""",
    re.I | re.X,
)
_MONTH = re.compile(rf"\b(?P<m>{MONTHS})\b\.?,? (?P<y>(?:19|20)\d\d)\b", re.I)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LABEL = re.compile(
    r"\b(?P<what>published|posted|first published|date|issued|updated|last updated|last modified|modified)\b"
    r"(?: (?:on|at|date))?\s?:?\s?(?=.{0,40}\b(?:19|20)\d\d\b)",
    re.I,
)
# All that a date line may hold beside its date: the weekday, the time, the zone, a byline before a bar.
_BESIDE = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b|(?<!\d)\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\.\d+)?\s?(?:[ap]\.?m\.?)?"
    r"|\b\d{1,2}\s?[ap]\.?m\.?\b|\b(?:a\.?m|p\.?m|at|on|of|the|ist|pkt|gmt|utc|e[sd]?t|c[sd]t|p[sd]t|bst|cet)\b|[tz]|[+-]\d\d:?\d\d"
    r"|\d+ min(?:ute)?s? read|\W",
    re.I,
)
_DATELINE = re.compile(
    rf"^(?-i:[A-Z][A-Z' .-]{{2,30}})(?:, [^,:()]{{2,30}})?[,:(] ?\(?(?P<when>[^:()–—-]{{6,24}}|{MONTHS}\.? \d{{1,2}},? \d{{4}})",
    re.I,
)
_URL = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/_-]|$)")


def printed_date(text: str, story: Chosen, *, url: str | None = None) -> Published:
    """When the article appeared, as far as its text or address says so; `Published()` when they do not.

    Exact from a label, a date line over the story, the dateline or the address. An estimate from "Updated" alone,
    or from a photograph's caption when no later date or year stands anywhere in the text.
    """
    lead = story.body[0].of(text)[:100] if story.body else ""
    for found in (_labelled(story.margins), _one_only(_date_lines(story.above)), _in_dateline(text, story, lead)):
        if found:
            return Published(found, "text")
    if url and (found := date_in_url(url)):
        return Published(found, "text")
    if found := _labelled(story.margins, updated=True):
        return Published(found, "text", estimated=True)
    if found := _under_a_photograph(text, story):
        return Published(found, "text", estimated=True)
    return Published()


def date_in_url(url: str) -> DateSpan | None:
    """The day in an address such as `…/2017/12/04/…`."""
    found = _URL.search(url)
    return _day(found[1], found[2], found[3]) if found else None


def _labelled(lines: Iterable[str], *, updated: bool = False) -> DateSpan | None:
    """The date behind "Published:", or with `updated` the one behind "Updated:"."""
    for line in lines:
        for label in _LABEL.finditer(line[:300]):
            if ("updat" in label["what"].lower() or "modif" in label["what"].lower()) is not updated:
                continue
            rest = line[label.end() : label.end() + 60]
            if found := _first_full(rest):
                return found
            if (m := _MONTH.search(rest)) and not updated:
                return month(int(m["y"]), _NUMBER[m["m"][:3].lower()])
    return None


def _date_lines(lines: Iterable[str]) -> Iterable[DateSpan]:
    """The dates of lines that hold a date, perhaps behind a byline, and nothing else."""
    for line in lines:
        if len(line) > 120:
            continue
        part = re.split(r"\s[|•·]\s", line)
        for piece in part:
            found = _FULL.search(piece)
            if (
                found
                and (on := _read(found))
                and not _BESIDE.sub("", piece[: found.start()] + " " + piece[found.end() :])
            ):
                yield on


def _one_only(dates: Iterable[DateSpan]) -> DateSpan | None:
    """The date, if all agree: a page's banner shows the day of the visit, and we cannot tell which is which."""
    different = set(dates)
    return different.pop() if len(different) == 1 else None


def _in_dateline(text: str, story: Chosen, lead: str) -> DateSpan | None:
    """`ISLAMABAD, Dec 4, 2017 (AP) — …`"""
    if story.body and (line := _DATELINE.match(lead)) and (found := _FULL.search(lead[: line.end() + 12])):
        behind = lead[found.end() : found.end() + 14].lstrip(") .")
        return _read(found) if behind.startswith((":", "—", "–", "-", "(", "/")) else None
    return None


def _under_a_photograph(text: str, story: Chosen) -> DateSpan | None:
    dates = [on for line in story.margins if not re.search(r"\bfile\b", line, re.I) and 40 < len(line) < 400
             for found in _FULL.finditer(line) if (on := _read(found))]  # fmt: skip
    if not dates:
        return None
    latest = max(dates)
    later = any(on > latest for found in _FULL.finditer(text) if (on := _read(found)))
    return None if later or any(int(year) > latest.last.year for year in _YEAR.findall(text)) else latest


def _first_full(text: str) -> DateSpan | None:
    found = _FULL.search(text)
    return _read(found) if found else None


def _read(found: re.Match[str]) -> DateSpan | None:
    """The day a match means; None for 31 February, and for 4/12/2017, which half the world reads as April."""
    if found["y1"]:
        return _day(found["y1"], found["m1"], found["d1"])
    for n in ("2", "3"):
        if found[f"y{n}"]:
            return _day(found[f"y{n}"], str(_NUMBER[found[f"m{n}"][:3].lower()]), found[f"d{n}"])
    a, b = int(found["n1"]), int(found["n2"])
    if a > 12 >= b:
        return _day(found["y4"], found["n2"], found["n1"])
    if b > 12 >= a or a == b:
        return _day(found["y4"], found["n1"], found["n2"])
    return None


def _day(year: str, month_: str, day_: str) -> DateSpan | None:
    try:
        date(int(year), int(month_), int(day_))
    except ValueError:
        return None
    return day(int(year), int(month_), int(day_))
