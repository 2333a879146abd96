"""What one speaker said on one topic, in order of time, and in which words it differs from what he said before."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import ClassVar, NamedTuple

from briefings.answers.entries import distinct_quotes, page
from briefings.answers.moment import at_one_moment
from briefings.answers.subject import Ambiguous, Nothing, Subject, Unknown, find
from briefings.answers.window import ends, printed_by
from briefings.model import Answer, Entry, QuoteFound, ReadAs, Scope, Slice
from briefings.names import fold
from briefings.receipts import Receipts
from briefings.store import Store
from briefings.store.search import terms

MOST = 500  # quotes on one topic that are put in order, the newest
ALIKE = 0.4  # of the words of two lines: below that the one is no new wording of the other


@dataclass(frozen=True, slots=True)
class Line:
    """A quote, and its words beside those of the line before it: those that are new, and those that are gone.

    `other_words`: so few words are the same that to list them all would say nothing.
    """

    entry: Entry
    fresh: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    other_words: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OverTime(Answer):
    """One speaker's quotes, the earliest first, each compared with the one before. No verdict is passed on them."""

    kind: ClassVar[str] = "changes"
    template: ClassVar[str] = "answers/over_time.md.j2"

    speaker: str
    lines: tuple[Line, ...]


@at_one_moment
def over_time(
    store: Store,
    scope: Scope,
    name: str,
    about: str | None = None,
    *,
    now: datetime,
    since: date | None = None,
    until: date | None = None,
    as_of: date | None = None,
    limit: int = 10,
    offset: int = 0,
) -> OverTime | Nothing | Ambiguous | Unknown:
    """The quotes of the person called `name` on `about`, in order of time; what has no day is left out.

    The same words printed by several articles are one line, of the first of them.
    """
    read_as = ReadAs("over-time", person=name, topic=about, since=since, until=until, as_of=as_of, offset=offset)
    subject = find(store, scope, name, read_as=read_as, now=now, main=True)
    if not isinstance(subject, Subject):
        return subject
    read_as = subject.asked(read_as)
    searched = store.people.quote_count(scope, subject.ids)
    in_time = [] if about and not terms(about) else _in_time(store, scope, subject, read_as)
    shown, more = page(in_time, offset, limit)
    if not shown:
        return Nothing(question=name, read_as=read_as, now=now, searched=searched, subject=subject.name, of_quotes=True)
    receipts = Receipts()
    before = Receipts().quote(in_time[offset - 1].found) if offset else None
    lines = []
    for told in shown:
        entry = replace(receipts.quote(told.found), articles=told.articles)
        lines.append(_beside(entry, before))
        before = entry
    return OverTime(
        question=name,
        read_as=read_as,
        now=now,
        entries=tuple(line.entry for line in lines),
        receipts=receipts.all(),
        searched=searched,
        more=more,
        speaker=subject.name,
        lines=tuple(lines),
    )


class _Told(NamedTuple):
    """A quote, and how many articles print it in the same words."""

    found: QuoteFound
    articles: int


def _in_time(store: Store, scope: Scope, subject: Subject, read_as: ReadAs) -> list[_Told]:
    wanted = terms(read_as.topic) if read_as.topic else ()
    found = store.people.quotes(scope, subject.ids, terms=wanted, since=read_as.since, until=ends(read_as), limit=MOST)
    printed = [one for one in found if printed_by(one.passage.head.published.span, read_as.as_of) and _day(one)]
    told: dict[str, list[QuoteFound]] = {}
    for quote in sorted(distinct_quotes(printed), key=_earliest):
        told.setdefault(fold(Receipts().quote(quote).text), []).append(quote)
    return [_Told(same[0], len({quote.passage.head.key for quote in same})) for same in told.values()]


def _day(found: QuoteFound) -> date | None:
    span = found.quote.said or found.passage.head.published.span
    return span.last if span else None


def _earliest(found: QuoteFound) -> tuple[date, str, int]:
    return _day(found) or date.max, found.passage.head.key, found.quote.content[0].start


# --- changed words -------------------------------------------------------------------------------------------------


class _Word(NamedTuple):
    """A word of a line: the form to compare it by, its place in the article, and its place in the line."""

    form: str
    place: Slice
    at: int  # of its first character in the line


def _beside(entry: Entry, before: Entry | None) -> Line:
    """The line with what is new in it and what is gone, word by word."""
    if before is None:
        return Line(entry)
    old, new = _words(before), _words(entry)
    matcher = SequenceMatcher(None, [word.form for word in old], [word.form for word in new], autojunk=False)
    if matcher.ratio() < ALIKE:
        return Line(entry, other_words=True)
    changes = [step for step in matcher.get_opcodes() if step[0] != "equal"]
    fresh = [run for _, _, _, first, end in changes for run in _runs(new[first:end])]
    gone = tuple(before.text[run[0].at : _end(run)] for _, first, end, _, _ in changes for run in _runs(old[first:end]))
    marked = replace(entry, fresh=tuple(Slice(run[0].place.start, run[-1].place.end) for run in fresh), gone=gone)
    return Line(marked, tuple(entry.text[run[0].at : _end(run)] for run in fresh), gone)


def _words(entry: Entry) -> list[_Word]:
    words, at, rest = [], 0, entry.text
    for place in entry.slices:
        length = place.end - place.start
        words += [
            _Word(fold(found[0]), Slice(place.start + found.start(), place.start + found.end()), at + found.start())
            for found in re.finditer(r"\w+(?:[’'.-]\w+)*", rest[at : at + length])
        ]
        at += length + len(" … ")
    return words


def _runs(words: Sequence[_Word]) -> Iterable[list[_Word]]:
    """Neighbours together, cut where one slice of the article ends and another begins."""
    runs: list[list[_Word]] = []
    for word in words:
        if runs and word.at - runs[-1][-1].at == word.place.start - runs[-1][-1].place.start:
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs


def _end(run: Sequence[_Word]) -> int:
    last = run[-1]
    return last.at + last.place.end - last.place.start
