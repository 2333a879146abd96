"""A window of articles → a `Digest`: the stories, what was said in them, and what lies ahead."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice

from briefings.model import (
    ArticleHead,
    ArticleKey,
    Digest,
    Entry,
    EventFound,
    Passage,
    PersonKey,
    QuoteFound,
    Scope,
    SentenceRef,
    Story,
    summary_of,
)
from briefings.receipts import Receipts
from briefings.store import Store

STORIES = 8  # a digest
PER_SOURCE = 2  # of them from one publisher
SENTENCES = 2  # a story
QUOTES = 5  # a digest
EVENTS = 5


def compose(
    store: Store,
    scope: Scope,
    *,
    name: str,
    template_name: str,
    day: date,
    zone: str,
    since: datetime,
    until: datetime,
    overlap: timedelta = timedelta(0),
    told: Collection[ArticleKey] = (),
    late: bool = False,
) -> Digest:
    """All that a template may use about the articles that arrived in [since, until), newest first.

    What an earlier digest told (`told`) does not come back. The window counts arrival, not publication, so that a
    story printed before the last digest and found after it is not lost; it begins `overlap` earlier, for a story that
    was being stored when the last digest looked.
    """
    heads = [head for head in store.articles.arrived(scope, since - overlap, until) if head.key not in told]
    receipts = Receipts()
    stories = tuple(islice(_stories(store, scope, heads, receipts), STORIES))
    shown = frozenset(receipt.article for receipt in receipts.all())
    quotes = tuple(receipts.quote(found) for found in _said(store, scope, shown, receipts)[:QUOTES])
    events = tuple(receipts.event(found) for found in _ahead(store, scope, shown, receipts, day)[:EVENTS])
    return Digest(
        name=name,
        template_name=template_name,
        day=day,
        zone=zone,
        since=since,
        until=until,
        stories=stories,
        quotes=quotes,
        events=events,
        receipts=receipts.all(),
        articles=len(heads),
        sources=len({head.source for head in heads if head.source}),
        late=late,
    )


def _stories(store: Store, scope: Scope, heads: Iterable[ArticleHead], receipts: Receipts) -> Iterator[Story]:
    """Newest first by publication, undated last, at most `PER_SOURCE` of one masthead.

    A story of which no sentence stands by itself is left out: a headline alone has no receipt.
    """
    taken: Counter[str] = Counter()
    for head in sorted(heads, key=_newest_first):
        if head.source is not None and taken[head.source] >= PER_SOURCE:
            continue
        if entries := _told(store, scope, head, receipts):
            taken[head.source or ""] += 1
            yield Story(head.title or head.doc, head.source, head.url, head.published, entries)


def _newest_first(head: ArticleHead) -> tuple[int, str]:
    span = head.published.span
    return (-span.last.toordinal() if span else 0, head.key)


def _told(store: Store, scope: Scope, head: ArticleHead, receipts: Receipts) -> tuple[Entry, ...]:
    """The sentences that carry a story, whole."""
    sentences = summary_of(store.articles.sentences(scope, head.key), SENTENCES)
    refs = [SentenceRef(head.key, sentence.index, sentence.index) for sentence in sentences]
    passages = store.articles.passages(scope, refs)
    return tuple(receipts.sentence(passages[ref]) for ref in refs)


def _said(store: Store, scope: Scope, shown: Collection[ArticleKey], receipts: Receipts) -> list[QuoteFound]:
    """What known people surely said in these stories, newest first, beside the sentences that are shown already.

    One quote of each: a briefing of one man's is no digest.
    """
    already = _places(receipts)
    by_person: dict[PersonKey, QuoteFound] = {}
    same = {key: keys[0] for keys in scope.joined for key in keys}  # who is one man by decision has one quote
    for found in store.people.quotes(scope, articles=shown, limit=None):
        quote = found.quote
        sure = quote.kind == "direct" and quote.grade == "attributed"
        if sure and quote.person is not None and _place(found.passage) not in already:
            by_person.setdefault(same.get(quote.person, quote.person), found)
    return list(by_person.values())


def _ahead(
    store: Store, scope: Scope, shown: Collection[ArticleKey], receipts: Receipts, day: date
) -> list[EventFound]:
    """What these stories date to `day` or later, soonest first; a sentence once, whatever it dates.

    "In 2018", said in August, is ahead only when it is planned.
    """
    already = _places(receipts)
    first: dict[tuple[ArticleKey, tuple[int, int]], EventFound] = {}
    for found in store.people.events(scope, articles=shown, spoken=False, limit=None):
        when = found.event.when
        place = _place(found.passage)
        if when.last >= day and (found.event.planned or when.first >= day) and place not in already:
            first.setdefault(place, found)
    return list(first.values())


def _places(receipts: Receipts) -> frozenset[tuple[ArticleKey, tuple[int, int]]]:
    return frozenset((receipt.article, receipt.sentences) for receipt in receipts.all())


def _place(passage: Passage) -> tuple[ArticleKey, tuple[int, int]]:
    return passage.head.key, passage.sentences
