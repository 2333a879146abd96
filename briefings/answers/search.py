"""Articles that match, each with the sentence that does."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from briefings.answers.entries import page
from briefings.answers.moment import at_one_moment
from briefings.answers.stories import once, story
from briefings.answers.subject import Nothing
from briefings.model import Answer, ReadAs, Scope, Story
from briefings.receipts import Receipts
from briefings.store import Store
from briefings.store.search import CANDIDATES, terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits(Answer):
    """What a search found, best first: a story with one sentence each."""

    kind: ClassVar[str] = "hits"
    template: ClassVar[str] = "answers/hits.md.j2"

    query: str
    stories: tuple[Story, ...]


@at_one_moment
def search(
    store: Store,
    scope: Scope,
    query: str,
    *,
    now: datetime,
    since: date | None = None,
    until: date | None = None,
    limit: int = 10,
    offset: int = 0,
) -> Hits | Nothing:
    """The articles that match `query`, with their sentence that matches it best."""
    read_as = ReadAs("search", topic=query, since=since, until=until, offset=offset)
    wanted = terms(query)
    hits = store.search.find(scope, wanted, since=since, until=until, limit=CANDIDATES) if wanted else ()
    scores = {hit.head.key: hit.score for hit in reversed(hits)}
    heads, more = page(once(hit.head for hit in hits), offset, limit)
    receipts = Receipts()
    found = [
        story(store, scope, head, receipts, sentences=1, wanted=wanted, score=round(scores[head.key], 6))
        for head in heads
    ]
    stories = tuple(one for one in found if one)
    if not stories:
        searched = store.articles.searched(scope)
        return Nothing(question=query, read_as=read_as, now=now, subject=f"“{query}”", searched=searched)
    return Hits(
        question=query,
        read_as=read_as,
        now=now,
        entries=tuple(entry for one in stories for entry in one.entries),
        receipts=receipts.all(),
        searched=store.articles.searched(scope),
        more=more,
        query=query,
        stories=stories,
    )
