"""What happened when, on a topic, to a person, or at all."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from math import log
from typing import ClassVar, Literal

from briefings.answers.entries import events_by_day
from briefings.answers.subject import Ambiguous, Nothing, Subject, find
from briefings.dates import DateSpan, year
from briefings.model import Answer, EventFound, ReadAs, Scope, Searched, Sentence
from briefings.receipts import Receipts
from briefings.store import Store
from briefings.store.search import terms

Order = Literal["date", "score"]
ORDERS: tuple[Order, ...] = ("date", "score")

MOST = 2000  # happenings weighed for one timeline
A_DAY = 3  # happenings of one day that are weighed against each other


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline(Answer):
    """Happenings with two clocks: when, and when that was reported. `about` is the topic or the person, or None."""

    kind: ClassVar[str] = "timeline"
    template: ClassVar[str] = "answers/timeline.md.j2"

    about: str | None


def timeline(
    store: Store,
    scope: Scope,
    topic: str | None = None,
    *,
    now: datetime,
    since: date | None = None,
    until: date | None = None,
    limit: int = 10,
    order: Order = "date",
    ahead: bool = False,
) -> Timeline | Nothing | Ambiguous:
    """The most telling happenings in the days asked for, by date or best first.

    A topic that is a person's name is that person. `ahead`: only what was planned and lies not before today.
    """
    topic = (topic or "").strip() or None
    read_as = ReadAs("timeline", topic=topic, since=since, until=until)
    first = max(since, now.date()) if ahead and since else now.date() if ahead else since
    planned = True if ahead else None
    subject = find(store, scope, topic, read_as=read_as, now=now) if topic else None
    if isinstance(subject, Ambiguous):
        return subject
    if isinstance(subject, Subject):
        read_as = ReadAs("timeline", person=subject.name, since=since, until=until)
        asked = partial(store.people.events, scope, subject.ids, planned=planned)
    else:
        wanted = terms(topic) if topic else ()
        asked = partial(store.people.events, scope, None, terms=wanted, planned=planned)
    wordless = topic is not None and not isinstance(subject, Subject) and not wanted
    found = () if wordless else _of_all_years(asked, store.articles.searched(scope), first, until)
    about = subject.name if isinstance(subject, Subject) else topic
    scored = best(store, scope, events_by_day(found), limit)
    if not scored:
        return Nothing(
            question=topic or "",
            read_as=read_as,
            now=now,
            subject=about or "Timeline",
            searched=store.articles.searched(scope),
        )
    if order == "date":
        scored = sorted(scored, key=lambda one: one[0])
    receipts = Receipts()
    return Timeline(
        question=topic or "",
        read_as=read_as,
        now=now,
        entries=tuple(receipts.event(event, score=score) for _, score, event in scored),
        receipts=receipts.all(),
        searched=store.articles.searched(scope),
        about=about,
    )


def _of_all_years(
    asked: Callable[..., tuple[EventFound, ...]], searched: Searched, since: date | None, until: date | None
) -> list[EventFound]:
    """The happenings asked for; where there are too many to weigh, as many of each year in the news."""
    found = list(asked(since=since, until=until, limit=MOST))
    if len(found) < MOST or searched.first is None or searched.last is None:
        return found
    years = range(searched.first.first.year, searched.last.last.year + 1)
    for of in map(year, years):
        first, last = max(since or of.first, of.first), min(until or of.last, of.last)
        if first <= last:
            found += asked(since=first, until=last, limit=max(MOST // len(years), A_DAY))
    return found


def best(store: Store, scope: Scope, events: Sequence[EventFound], limit: int) -> list[tuple[int, float, EventFound]]:
    """The most telling `limit` of events that are in order of date: (place in that order, score), best first.

    A day counts by the articles that tell of it and by how precisely it is known; of a day's sentences the one that is
    most central to its article. A second sentence of a day comes only after the first of every other day.
    """
    told = Counter(when for when, _ in {(event.event.when, event.passage.head.key) for event in events})
    days = sorted(told, key=lambda when: (-_weight(when, told[when]), when))[: limit * 3]
    ranks = _Ranks(store, scope)
    weighed: list[tuple[int, float, int]] = []
    for when in days:
        of_day = [i for i, event in enumerate(events) if event.event.when == when][: A_DAY * 3]
        scores = {i: round(_weight(when, told[when]) + ranks.of(events[i]), 6) for i in of_day}
        in_turn = sorted(of_day, key=lambda i: (-scores[i], i))[:A_DAY]
        weighed += [(turn, -scores[i], i) for turn, i in enumerate(in_turn)]
    return [(i, -score, events[i]) for _, score, i in sorted(weighed)[:limit]]


def _weight(when: DateSpan, articles: int) -> float:
    precise = 1.0 if when.is_day else 0.6 if (when.last - when.first).days <= 31 else 0.3
    return precise * (1 + log(articles))


class _Ranks:
    """How central a passage is to its article; each article's sentences are read once."""

    def __init__(self, store: Store, scope: Scope) -> None:
        self._store, self._scope = store, scope
        self._sentences: dict[str, tuple[Sentence, ...]] = {}

    def of(self, event: EventFound) -> float:
        key, (first, last) = event.passage.head.key, event.passage.sentences
        if key not in self._sentences:
            self._sentences[key] = self._store.articles.sentences(self._scope, key)
        return max((s.rank for s in self._sentences[key] if first <= s.index <= last), default=0.0)
