"""What happened when, on a topic, to a person, or at all."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar, Literal, NamedTuple

from briefings.answers.central import Candidate, choose, disputing
from briefings.answers.entries import events_by_day, sentence_of
from briefings.answers.moment import at_one_moment
from briefings.answers.subject import Ambiguous, Nothing, Subject, find
from briefings.dates import DateSpan
from briefings.model import Answer, DayTold, EventFound, ReadAs, Scope
from briefings.receipts import Receipts
from briefings.store import Store
from briefings.store.days import EventsAsked
from briefings.store.search import terms

Order = Literal["date", "score"]
ORDERS: tuple[Order, ...] = ("date", "score")

A_DAY = 5  # happenings of one day that are shown at most
WEIGHED = 80  # of one day that are weighed against each other
APART = 30  # days that come before a second happening of the best one
ELSEWHERE = 10  # days beyond those shown, where the same may be told again


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline(Answer):
    """Happenings with two clocks: when, and when that was reported. `about` is the topic or the person, or None."""

    kind: ClassVar[str] = "timeline"
    template: ClassVar[str] = "answers/timeline.md.j2"

    about: str | None


@at_one_moment
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
    offset: int = 0,
) -> Timeline | Nothing | Ambiguous:
    """The most telling happenings in the days asked for, by date or best first; `offset`: the next most telling.

    A topic that is a person's name is that person. `ahead`: only what was planned and lies not before today.
    """
    topic = (topic or "").strip() or None
    read_as = ReadAs("timeline", topic=topic, since=since, until=until, ahead=ahead, offset=offset)
    subject = find(store, scope, topic, read_as=read_as, now=now, main=True) if topic else None
    if isinstance(subject, Ambiguous):
        return subject
    first = max(since or now.date(), now.date()) if ahead else since
    asked = EventsAsked(since=first, until=until, planned=True if ahead else None)
    if isinstance(subject, Subject):
        read_as = replace(subject.asked(read_as), topic=None)
        asked = replace(asked, ids=tuple(subject.ids))
    elif topic:
        asked = replace(asked, terms=terms(topic))
    wordless = topic is not None and not asked.ids and not asked.terms
    about = subject.name if isinstance(subject, Subject) else topic
    scored, more = ([], 0) if wordless else best(store, scope, asked, limit, offset)
    if not scored:
        return Nothing(
            question=topic or "",
            read_as=read_as,
            now=now,
            subject=about or "Timeline",
            searched=store.articles.searched(scope),
        )
    if order == "date":
        place = {id(event): n for n, event in enumerate(events_by_day(one.event for one in scored))}
        scored = sorted(scored, key=lambda one: place[id(one.event)])
    receipts = Receipts()
    return Timeline(
        question=topic or "",
        read_as=read_as,
        now=now,
        entries=tuple(
            receipts.event(one.event, score=one.score, articles=one.articles, disputed=one.disputed) for one in scored
        ),
        receipts=receipts.all(),
        searched=store.articles.searched(scope),
        more=more,
        about=about,
    )


class Scored(NamedTuple):
    """An event that a timeline shows."""

    event: EventFound
    score: float
    articles: int = 1
    disputed: bool = False


def best(store: Store, scope: Scope, asked: EventsAsked, limit: int, offset: int = 0) -> tuple[list[Scored], int]:
    """The most telling `limit` of the events asked for, best first, and how many days come after them.

    A later page holds what a longer timeline tells beyond the pages before it, so that none repeats another.
    """
    weighed = {here.when: weight(here, around) for here, around in store.days.told(scope, asked)}
    shown: dict[tuple[str, str], Scored] = {}
    ends = [*range(offset, 0, -limit)][::-1]
    page: dict[tuple[str, str], Scored] = {}
    for end in (*ends, offset + limit):
        shown |= page
        longer = {sentence_of(one.event.passage): one for one in _best(store, scope, asked, weighed, end)}
        fresh = [line for line in longer if line not in shown][: end - len(shown)]
        page = {line: longer[line] for line in fresh}
    told = {one.event.event.when for one in (*shown.values(), *page.values())}
    return list(page.values()), len(weighed.keys() - told)


def _best(
    store: Store, scope: Scope, asked: EventsAsked, weighed: Mapping[DateSpan, float], limit: int
) -> list[Scored]:
    """The days are chosen first, by how articles speak of them, then the sentences of each.

    A second sentence of a day comes only when APART other days have been told; one that gives what is told another
    date stands beside it.
    """
    days = sorted(weighed, key=lambda when: (-weighed[when], when))[: limit + ELSEWHERE]
    found = events_by_day(store.days.events(scope, asked, days, each=WEIGHED))
    candidates = [_candidate(event) for event in found]
    chosen = choose(candidates, most=A_DAY)
    in_turn = sorted(
        (rank + APART * turn, turn, weighed[when] / (turn + 1), one)
        for rank, when in enumerate(days)
        for turn, one in enumerate(chosen.get(when, ()))
    )
    told: dict[int, Scored] = {}
    for _, _, score, one in in_turn:
        if one.n in told or len(told) >= limit:
            continue
        others = [n for n in disputing(candidates[one.n], candidates) if n not in told][: limit - len(told) - 1]
        told[one.n] = Scored(found[one.n], round(score, 6), one.articles, bool(others))
        told |= {n: Scored(found[n], round(score, 6), disputed=True) for n in others[:1]}
    return list(told.values())


def _candidate(event: EventFound) -> Candidate:
    happening, head = event.event, event.passage.head
    people = tuple(sorted(happening.people))
    return Candidate(happening.when, head.key, event.passage.text, happening.spoken or happening.planned, people)


def weight(here: DayTold, around: DayTold) -> float:
    """How much a day matters: by the articles that tell such an event of it, and a little by all that name the people."""
    when = here.when
    precise = 1.0 if when.is_day else 0.1 if (when.last - when.first).days <= 31 else 0.01
    return round(precise * (_told(here) + 0.2 * _told(around)), 6)


def _told(day: DayTold) -> float:
    """Articles, more for those that remember the day later, begin with it or tell what happened, less for forecasts.

    The measures were chosen on public timelines, where each may vary by half without a difference.
    """
    remembered = 0.8 * day.later - 0.5 * day.ahead
    return day.articles + remembered + 0.25 * (day.early + day.happened) + 0.1 * day.sentences
