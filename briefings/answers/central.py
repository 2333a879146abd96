"""Of many sentences about one day, those that say what most of them say, and no two that say the same."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt
from typing import NamedTuple

from briefings.dates import DateSpan
from briefings.store.search import terms

_FEWEST, _MOST = 5, 60  # words of a sentence that reads well in a list
_SECOND = 0.25  # what a saying or a plan is worth beside a happening
_REPEATS, _ALIKE = 0.3, 0.5  # of the shorter sentence's terms: says little new; tells the same of the same day
_THE_SAME, _AT_LEAST = 0.7, 7  # of them, and so many: the same, whatever the day
_A_WEEK = 7
_CALENDAR = frozenset(
    terms(
        "January February March April May June July August September October November December Monday Tuesday Wednesday "
        "Thursday Friday Saturday Sunday today yesterday week last Jan Feb Mar Apr Aug Sept Oct Nov Dec"
    )
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that tells of a day. `second`: it says what was said or planned, not what happened."""

    when: DateSpan
    article: str
    text: str
    second: bool = False
    people: tuple[str, ...] = ()


class Chosen(NamedTuple):
    """The number of a candidate, and how many articles tell the same of that day."""

    n: int
    articles: int


def choose(candidates: Sequence[Candidate], *, most: int) -> dict[DateSpan, list[Chosen]]:
    """For each day at most `most` candidates, best first, none of which repeats another; each day has one.

    The best are nearest to the sum of their day's sentences, rare terms weighing more (centroid, Rossiello 2017).
    """
    rare = _rarity(candidates)
    by_day: dict[DateSpan, list[int]] = defaultdict(list)
    for n, candidate in enumerate(candidates):
        by_day[candidate.when].append(n)
    return {when: _of_day(numbers, candidates, rare, most) for when, numbers in by_day.items()}


def _of_day(numbers: Sequence[int], candidates: Sequence[Candidate], rare: dict[str, float], most: int) -> list[Chosen]:
    said = Counter(term for n in numbers for term in _terms(candidates[n].text))
    told: dict[int, set[str]] = {}  # the articles that tell the same as each of those chosen
    for n in sorted(numbers, key=lambda n: (-_score(candidates[n], said, rare), n)):
        shared = {one: _shared(candidates[one], candidates[n]) for one in told}
        for one in (one for one in shared if shared[one] >= _ALIKE):
            told[one].add(candidates[n].article)
        if len(told) < most and all(share < _REPEATS for share in shared.values()):
            told[n] = {candidates[n].article}
    return [Chosen(n, len(articles)) for n, articles in told.items()]


def _score(candidate: Candidate, said: Counter[str], rare: dict[str, float]) -> float:
    found = _terms(candidate.text)
    if not found:
        return 0.0
    near = sum(said[term] * rare[term] for term in found) / sqrt(sum(rare[term] ** 2 for term in found) or 1.0)
    reads = 1.0 if _FEWEST <= len(candidate.text.split()) <= _MOST else 0.1
    return round(near * reads * (_SECOND if candidate.second else 1.0), 9)


def _rarity(candidates: Sequence[Candidate]) -> dict[str, float]:
    having = Counter(term for candidate in candidates for term in _terms(candidate.text))
    return {term: log(1 + len(candidates) / n) for term, n in having.items()}


def disputing(one: Candidate, candidates: Sequence[Candidate]) -> list[int]:
    """The numbers of candidates that tell the same of another day, within a week: one of them is wrong.

    Only where the words are nearly the same and the people are: what happens every Friday is told alike, too.
    """
    return [
        n
        for n, other in enumerate(candidates)
        if other.when != one.when
        and other.article != one.article
        and other.people == one.people
        and one.when.is_day
        and other.when.is_day
        and abs((other.when.first - one.when.first).days) <= _A_WEEK
        and _shared(one, other) >= _THE_SAME
        and len(_undated(one.text) & _undated(other.text)) >= _AT_LEAST
    ]


def _shared(one: Candidate, other: Candidate) -> float:
    """The share of the shorter sentence's terms that both have, dates aside."""
    a, b = _undated(one.text), _undated(other.text)
    return len(a & b) / (min(len(a), len(b)) or 1)


@lru_cache(maxsize=4096)
def _undated(text: str) -> frozenset[str]:
    return frozenset(term for term in _terms(text) if term not in _CALENDAR and not term.isdigit())


@lru_cache(maxsize=4096)
def _terms(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(terms(text)))
