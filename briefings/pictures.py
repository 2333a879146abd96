"""An answer → the chart that shows it, in words of the catalogue, and the alt text that states its figures.

A chart holds what articles say and what people are called in them, never what somebody typed: a topic stays out of it.
"""

from collections.abc import Iterable
from functools import partial

from briefings.answers import Links, Profile, Timeline
from briefings.dates import DateSpan, month, year
from briefings.model import Answer, Entry, Moment, Moments, Months, Network, Pictured
from briefings.render import Renderer

LEAST = 3  # bars, happenings or names: of fewer a sentence says as much
MOST_MONTHS = 36  # of more the years are counted
MOST_ROWS = 12
LONGEST_ALT = 1024  # Discord's limit

Counts = tuple[tuple[DateSpan, int], ...]


def pictured(answer: Answer, renderer: Renderer) -> Pictured | None:
    """The chart for this answer. None where there is none, or nothing to see in it."""
    if isinstance(answer, Profile):
        return months(answer.person.name, answer.person.months, renderer)
    if isinstance(answer, Timeline):
        return timeline(answer.read_as.person or "", answer.entries, renderer)
    if isinstance(answer, Links):
        others = ((entry.beside, entry.together) for entry in answer.entries if entry.beside)
        return network(answer.person, others, renderer)
    return None


def months(person: str, counted: Iterable[tuple[DateSpan, int]], renderer: Renderer) -> Pictured | None:
    """In how many articles of each month somebody is named; of each year when there are many months."""
    counts = _without_gaps(dict(counted))
    if sum(n > 0 for _, n in counts) < LEAST:
        return None
    yearly = len(counts) > MOST_MONTHS
    counts = _by_year(counts) if yearly else counts
    say = partial(
        renderer.caption, person=person, counts=counts, yearly=yearly
    )  # fmt: skip
    return Pictured(
        Months(say("months_title"), say("months_note"), counts, _calendar(renderer)), _alt(say("months_alt"))
    )


def timeline(person: str, entries: Iterable[Entry], renderer: Renderer) -> Pictured | None:
    """The most telling happenings of these, in order of time."""
    dated = [(entry, entry.date) for entry in entries if entry.date is not None]
    best = sorted(dated, key=lambda one: -(one[0].score or 0))[:MOST_ROWS]
    best.sort(key=lambda one: (one[1].first, one[1].last))
    if len(best) < LEAST or len({when for _, when in best}) < 2:
        return None
    rows = tuple(
        Moment(when, renderer.caption("moments_heading", entry=entry), entry.text, entry.planned)
        for entry, when in best
    )  # fmt: skip
    earliest, latest = best[0][0], max(best, key=lambda one: one[1].last)[0]
    say = partial(renderer.caption, person=person, earliest=earliest, latest=latest)
    room = (LONGEST_ALT - len(say("moments_alt", rows=[row._replace(text="") for row in rows]))) // len(rows)
    short = [row._replace(text=_short(row.text, room)) for row in rows]
    chart = Moments(say("moments_title"), say("moments_note"), rows, _calendar(renderer))
    return Pictured(chart, _alt(say("moments_alt", rows=short)))


def network(person: str, others: Iterable[tuple[str, int]], renderer: Renderer) -> Pictured | None:
    """Who is named together with somebody, and in how many articles."""
    named = tuple(others)[:MOST_ROWS]
    if len(named) < LEAST:
        return None
    say = partial(renderer.caption, person=person, others=named)
    return Pictured(Network(say("network_title"), say("network_note"), person, named), _alt(say("network_alt")))


def _without_gaps(counted: dict[DateSpan, int]) -> Counts:
    """Every month from the first to the last one."""
    months = {span.first.year * 12 + span.first.month - 1: n for span, n in counted.items() if span.is_month}
    every = range(min(months, default=0), max(months, default=-1) + 1)
    return tuple((month(number // 12, number % 12 + 1), months.get(number, 0)) for number in every)


def _by_year(counts: Counts) -> Counts:
    years = range(counts[0][0].first.year, counts[-1][0].first.year + 1)
    return tuple((year(one), sum(n for span, n in counts if span.first.year == one)) for one in years)


def _calendar(renderer: Renderer) -> tuple[str, ...]:
    return tuple(renderer.caption("months_in_short").split())


def _alt(text: str) -> str:
    return _short(text, LONGEST_ALT)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: max(most - 1, 0)].rstrip() + "…"
