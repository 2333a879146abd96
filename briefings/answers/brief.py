"""The latest, or the latest on a topic, in the articles' own best sentences."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from briefings.answers.moment import at_one_moment
from briefings.answers.stories import once, story
from briefings.answers.subject import Nothing
from briefings.model import Answer, ArticleHead, ReadAs, Scope, Story
from briefings.receipts import Receipts
from briefings.store import Store
from briefings.store.search import CANDIDATES, terms

SENTENCES = 2  # a story


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief(Answer):
    """Stories, newest first, each with the sentences that carry it. `about` is the topic, or None for the latest."""

    kind: ClassVar[str] = "brief"
    template: ClassVar[str] = "answers/brief.md.j2"

    about: str | None
    stories: tuple[Story, ...]

    @property
    def after(self) -> int:
        return self.offset + len(self.stories)


@at_one_moment
def brief(
    store: Store,
    scope: Scope,
    topic: str | None = None,
    *,
    now: datetime,
    since: date | None = None,
    until: date | None = None,
    limit: int = 10,
    offset: int = 0,
) -> Brief | Nothing:
    """The newest articles, or the best on `topic`, with at most `limit` sentences in all.

    `offset` counts stories.
    """
    topic = (topic or "").strip() or None
    read_as = ReadAs("brief", topic=topic, since=since, until=until, offset=offset)
    wanted = terms(topic) if topic else ()
    each = min(SENTENCES, limit)
    most = max(limit // each, 1)
    heads: list[ArticleHead] = []
    more = 0
    if not topic:
        heads = once(store.articles.newest(scope, since=since, until=until, limit=offset + most))
        more = max(store.articles.count(scope, since=since, until=until) - offset - most, 0)
    elif wanted:
        heads = once(hit.head for hit in store.search.find(scope, wanted, since=since, until=until, limit=CANDIDATES))
        more = max(len(heads) - offset - most, 0)
    receipts = Receipts()
    newest = sorted(heads[offset : offset + most], key=_newest_first)
    found = [story(store, scope, head, receipts, sentences=each, wanted=wanted) for head in newest]
    stories = tuple(one for one in found if one)
    if not stories:
        searched = store.articles.searched(scope)
        subject = f"“{topic}”" if topic else "Brief"
        return Nothing(question=topic or "", read_as=read_as, now=now, subject=subject, searched=searched)
    return Brief(
        question=topic or "",
        read_as=read_as,
        now=now,
        entries=tuple(entry for one in stories for entry in one.entries),
        receipts=receipts.all(),
        searched=store.articles.searched(scope),
        more=more,
        about=topic,
        stories=stories,
    )


def _newest_first(head: ArticleHead) -> tuple[int, str]:
    span = head.published.span
    return (-span.last.toordinal() if span else 0, head.key)
