"""What somebody said."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, ClassVar, NamedTuple

from briefings import names
from briefings.answers.bearers import find_or_bearer
from briefings.answers.cards import offices
from briefings.answers.entries import distinct_quotes, page, quotes_newest_first
from briefings.answers.moment import at_one_moment
from briefings.answers.saying import OTHERWISE, Coverage, telling
from briefings.answers.speakers import said_in_office, said_together, said_under_no_name, said_under_surname
from briefings.answers.stories import once, story
from briefings.answers.subject import Ambiguous, Nothing, Subject, Unknown, namesakes
from briefings.answers.window import ends, printed_by
from briefings.lexicon import word_set
from briefings.model import (
    Answer,
    Entry,
    PersonId,
    Present,
    QuoteFound,
    ReadAs,
    RoleSeen,
    Scope,
    Searched,
    SentenceRef,
)
from briefings.receipts import Receipts
from briefings.store import Store
from briefings.store.search import terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotations(Answer):
    """One speaker's quotes, newest first. `searched` counts all of his, or everything where he has no name."""

    kind: ClassVar[str] = "quotations"
    template: ClassVar[str] = "answers/quotations.md.j2"

    speaker: str
    offices: tuple[RoleSeen, ...] = ()  # his titles on the day that was asked for, if one was


class Said(NamedTuple):
    """A page of somebody's quotes, and how many come after it."""

    found: list[QuoteFound]
    more: int


ON_TOPIC = 0.7  # of the topic's words, 0 to 1
BACK = 3  # sentences before a quote on a part of its topic, in which the rest may stand, or who “he” is
LOOKED_AT = 200  # quotes of somebody, for one on a topic in other words
CLOSEST = 3  # quotes shown when none is on the topic itself


@at_one_moment
def quotes(
    store: Store,
    scope: Scope,
    name: str,
    *,
    now: datetime,
    about: str | None = None,
    since: date | None = None,
    until: date | None = None,
    as_of: date | None = None,
    office: str | None = None,
    limit: int = 10,
    offset: int = 0,
) -> Quotations | Nothing | Ambiguous | Unknown:
    """What the person called `name` said, of which every word of `about` stands in the quote or its headline.

    Where there is none such, what says it in other words, or where it stands beside the quote and at the head of its
    story. Where nobody is called so, what was said by whoever the articles call so without a name: “the Pentagon”.

    `as_of`: only what was printed by that day, under the title that he bore then. `office`: only in articles that give
    him that.
    """
    read_as = ReadAs("quotes", person=name, topic=about, since=since, until=until, as_of=as_of, offset=offset)
    subject = find_or_bearer(store, scope, name, read_as=read_as, now=now, since=since, until=until)
    wanted = terms(about) if about else ()
    days: dict[str, Any] = {"of": wanted, "since": since, "until": ends(read_as)}
    if isinstance(subject, Unknown):
        unnamed = said_under_no_name(store, scope, name, **days) if wanted or not about else None
        if unnamed == [] and about:
            everything = said_under_no_name(store, scope, name, **days | {"of": ()}) or []
            unnamed = _on(store, scope, about, distinct_quotes(everything), frozenset())
        return subject if unnamed is None else _page_of(store, scope, unnamed, read_as, name, now, limit)
    if not isinstance(subject, Subject):
        return subject
    read_as = subject.asked(read_as)
    if office:
        held_then = said_in_office(store, scope, subject, office, **days)
        return _page_of(store, scope, held_then, read_as, subject.name, now, limit)
    receipts = Receipts()
    found, more = Said([], 0)
    if wanted or not about:
        found, more = said(store, scope, subject, read_as, of=wanted, limit=limit, offset=offset)
    if wanted and not found:
        found, more = around(store, scope, subject, read_as, limit=limit, offset=offset)
    if not found and wanted and about and not _is_called(store, scope, subject, name):
        unnamed = said_under_no_name(store, scope, name, **days | {"of": ()}) or []
        if on_topic := _on(store, scope, about, distinct_quotes(unnamed), frozenset()):
            return _page_of(store, scope, on_topic, read_as, name, now, limit)
    if not found and (wanted or not about):
        found, more = with_another(store, scope, subject, read_as, limit=limit, offset=offset)
    if not found and wanted:
        found, more = under_surname(store, scope, subject, read_as, limit=limit, offset=offset)
    held = offices(store, scope, subject.ids, as_of, receipts) if as_of and found else ()
    near = found or closest(store, scope, subject, read_as, of=wanted, limit=min(CLOSEST, limit))
    entries = tuple(receipts.quote(quote) for quote in near)
    if not entries and wanted:
        entries = beside(store, scope, subject, read_as, receipts, of=wanted)
    searched = store.people.quote_count(scope, subject.ids)
    answer = _quotations(read_as, now, subject.name, entries, receipts, searched, more)
    return replace(answer, offices=held) if found else _nothing(answer)


def _is_called(store: Store, scope: Scope, subject: Subject, typed: str) -> bool:
    """Is it his name, or one of several people's, rather than an office of his?"""
    return typed == subject.key or any(one.ids == subject.ids for one in namesakes(store, scope, typed))


def _page_of(
    store: Store, scope: Scope, found: list[QuoteFound], read_as: ReadAs, name: str, now: datetime, limit: int
) -> Quotations | Nothing:
    """A page of quotes that were looked through one by one, of those printed in time."""
    receipts = Receipts()
    printed = [one for one in found if printed_by(one.passage.head.published.span, read_as.as_of)]
    shown, more = page(quotes_newest_first(printed), read_as.offset, limit)
    entries = tuple(receipts.quote(one) for one in shown)
    answer = _quotations(read_as, now, name, entries, receipts, store.articles.searched(scope), more)
    return answer if entries else _nothing(answer)


def _quotations(
    read_as: ReadAs,
    now: datetime,
    name: str,
    entries: tuple[Entry, ...],
    receipts: Receipts,
    searched: Searched,
    more: int,
) -> Quotations:
    return Quotations(
        question=name,
        read_as=read_as,
        now=now,
        entries=entries,
        receipts=receipts.all(),
        searched=searched,
        more=more,
        speaker=name,
    )


def _nothing(closest: Quotations) -> Nothing:
    """There is none: what is shown is only the closest."""
    return Nothing(
        question=closest.question,
        read_as=closest.read_as,
        now=closest.now,
        entries=closest.entries,
        receipts=closest.receipts,
        searched=closest.searched,
        subject=closest.speaker,
        of_quotes=True,
    )


def said(
    store: Store, scope: Scope, subject: Subject, read_as: ReadAs, *, of: tuple[str, ...], limit: int, offset: int = 0
) -> Said:
    """The quotes of a page, newest first. Pages are cut in the order of the articles' days, so that none overlap."""
    shown, more = page(lines(store, scope, subject, read_as, of=of, most=offset + limit), offset, limit)
    if more:
        total = store.people.count_quotes(scope, subject.ids, terms=of, since=read_as.since, until=ends(read_as))
        more = max(more, total - offset - len(shown))
    return Said(quotes_newest_first(shown), more)


def lines(
    store: Store, scope: Scope, subject: Subject, read_as: ReadAs, *, of: tuple[str, ...], most: int
) -> list[QuoteFound]:
    """His quotes, newest printed first; so many that one sees whether there are more than `most`."""
    several = (most + 1) * (len(subject.ids) + 1)  # the same article may stand on several shelves
    return distinct_quotes(
        quote
        for quote in store.people.quotes(
            scope, subject.ids, terms=of, since=read_as.since, until=ends(read_as), limit=several
        )
        if printed_by(quote.passage.head.published.span, read_as.as_of)
    )


def around(store: Store, scope: Scope, subject: Subject, read_as: ReadAs, *, limit: int, offset: int) -> Said:
    """The quotes that cover the topic best, by `saying.Coverage`, of the newest; nothing that does not cover it well.

    A person is covered by every sentence that speaks of him, be it as "she", and by no other.
    """
    since, until = read_as.since, ends(read_as)
    lines = distinct_quotes(
        quote
        for quote in store.people.quotes(scope, subject.ids, since=since, until=until, limit=LOOKED_AT)
        if printed_by(quote.passage.head.published.span, read_as.as_of)
    )
    shown, more = page(_on(store, scope, read_as.topic or "", lines, {*subject.ids}), offset, limit)
    return Said(quotes_newest_first(shown), more)


def _on(
    store: Store, scope: Scope, about: str, lines: Sequence[QuoteFound], speaker: Set[PersonId]
) -> list[QuoteFound]:
    """Those on a topic: that cover it best, and well; of a person those that speak of him, and no other."""
    ids = {one for other in namesakes(store, scope, about) for one in other.ids} - speaker
    if not ids:
        return _covering(store, scope, lines, telling(about))
    there = store.people.present_by_article(scope, {line.passage.head.key for line in lines})
    return [one for one in lines if _is_of(store, scope, one, speaker, ids, there.get(one.passage.head.key, ()))]


def with_another(store: Store, scope: Scope, subject: Subject, read_as: ReadAs, *, limit: int, offset: int) -> Said:
    """What he said together with somebody; of a topic what says it itself: nobody tells which of them said what."""
    spoken = said_together(store, scope, subject, since=read_as.since, until=ends(read_as))
    lines = [one for one in distinct_quotes(spoken) if printed_by(one.passage.head.published.span, read_as.as_of)]
    chosen = _covering(store, scope, lines, telling(read_as.topic), enough=OTHERWISE) if read_as.topic else lines
    shown, more = page(chosen, offset, limit)
    return Said(quotes_newest_first(shown), more)


def under_surname(store: Store, scope: Scope, subject: Subject, read_as: ReadAs, *, limit: int, offset: int) -> Said:
    """What somebody of his surname said on the topic, where the story names him too and does not say which of them."""
    spoken = said_under_surname(store, scope, subject, since=read_as.since, until=ends(read_as))
    lines = [one for one in distinct_quotes(spoken) if printed_by(one.passage.head.published.span, read_as.as_of)]
    chosen = _covering(store, scope, lines, telling(read_as.topic or ""), enough=OTHERWISE)
    shown, more = page(chosen, offset, limit)
    return Said(quotes_newest_first(shown), more)


def _covering(
    store: Store, scope: Scope, lines: Sequence[QuoteFound], of: Sequence[str], *, enough: float = ON_TOPIC
) -> list[QuoteFound]:
    """Those that cover the topic best, and well; where none does, with what stands a little further before them."""
    coverage = Coverage(store, scope, of)
    for back in (1, BACK) if len(of) > 1 else (1,):
        weights = coverage.of([quote.passage for quote in lines], back=back)
        best = max(weights, default=0.0)
        if best >= enough:
            return [quote for quote, weight in zip(lines, weights, strict=True) if weight == best]
    return []


def _is_of(
    store: Store, scope: Scope, line: QuoteFound, speaker: Set[PersonId], whom: Set[PersonId], there: Sequence[Present]
) -> bool:
    """Does the quote's sentence speak of him (or of one of several of a name), or say “he” where the nearest sentence before that speaks
    of anybody speaks of nobody else?

    In marks a speaker does not call himself “he”, so he may be named there, too.
    """
    here = line.passage.slice
    if any(here.covers(mention.slice) for one in there if one.id in whom for mention in one.mentions):
        return True
    start = here.start
    others = {one.id for one in there for mention in one.mentions if here.covers(mention.slice)} - speaker
    contents = " ".join(line.passage.text[said.start - start : said.end - start] for said in line.quote.content)
    pronouns = [word.casefold() for word in _HE.findall(contents)]
    if others or not pronouns:
        return False
    is_direct = line.quote.kind == "direct"
    if not is_direct and speaker - _of_the_other_sex(store, scope, speaker, pronouns):
        return False  # he may speak of himself
    key, first = line.passage.head.key, line.passage.sentences[0]
    refs = [SentenceRef(key, at, at) for at in range(first - 1, max(first - 1 - BACK, -1), -1)]
    passages = store.articles.passages(scope, refs)
    for passage in (passages[ref] for ref in refs if ref in passages):
        named = {one.id for one in there for m in one.mentions if passage.slice.covers(m.slice)}
        if named := named - _of_the_other_sex(store, scope, named, pronouns):
            return not named.isdisjoint(whom) and named <= whom | (speaker if is_direct else set())
    return False


def _of_the_other_sex(store: Store, scope: Scope, people: Set[PersonId], pronouns: Sequence[str]) -> set[PersonId]:
    """Whom “she” cannot mean, by his first name."""
    women = {word in _SHE for word in pronouns}
    if len(women) > 1:
        return set()
    others = word_set("men" if True in women else "women")
    return {one.id for one in store.people.get(scope, sorted(people)) if names.fold(one.name).split()[0] in others}


_SHE = frozenset(("she", "her"))
_HE = re.compile(r"\b(?:he|him|his|she|her)\b", re.I)


def closest(
    store: Store, scope: Scope, subject: Subject, read_as: ReadAs, *, of: tuple[str, ...], limit: int
) -> list[QuoteFound]:
    """Quotes that have one of the terms, where none has all of them; then those on the topic from other days."""
    near = [said(store, scope, subject, read_as, of=(term,), limit=limit).found for term in of if len(of) > 1]
    if not any(near) and of and (read_as.since or read_as.until):
        near = [said(store, scope, subject, replace(read_as, since=None, until=None), of=of, limit=limit).found]
    return quotes_newest_first(quote for some in near for quote in some)[:limit]


def beside(
    store: Store, scope: Scope, subject: Subject, read_as: ReadAs, receipts: Receipts, *, of: tuple[str, ...]
) -> tuple[Entry, ...]:
    """The sentence on the topic in the article that names him and speaks of it most: not his words, but near them."""
    hits = store.search.find(
        scope, of, people=subject.ids, since=read_as.since, until=ends(read_as), limit=len(scope.collections)
    )
    heads = [head for head in once(hit.head for hit in hits) if printed_by(head.published.span, read_as.as_of)]
    near = story(store, scope, heads[0], receipts, sentences=1, wanted=of) if heads else None
    return near.entries if near else ()
