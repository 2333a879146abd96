"""What the Sources button opens: the exact sentences, with the ones before and after, the masthead and the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from briefings.answers.moment import at_one_moment
from briefings.model import ArticleHead, Passage, Published, Receipt, Scope, SentenceRef
from briefings.store import Store


@dataclass(frozen=True, slots=True)
class Source:
    """Sentences of one article as they stand there. `before` and `after` are their neighbours, empty at the ends."""

    title: str
    source: str | None
    url: str | None
    published: Published
    before: str
    text: str
    after: str
    n: int | None = None  # what the message calls it


@dataclass(frozen=True, slots=True)
class SourceView:
    """The sources of one message. `gone` counts those that no longer stand as they were shown."""

    template: ClassVar[str] = "answers/sources.md.j2"

    sources: tuple[Source, ...]
    gone: int = 0
    receipts: tuple[Receipt, ...] = ()  # it opens nothing further


@at_one_moment
def source(store: Store, scope: Scope, refs: Sequence[SentenceRef], numbers: Sequence[int] = ()) -> SourceView:
    """The sentences that `refs` mean, in their order. `ref.article` may be the beginning of an article's key.

    `numbers` are what the message calls them, one for each ref, or none at all.
    """
    full = [_whole(store, scope, ref) for ref in refs]
    wanted = [near for ref in full if ref for near in _with_neighbours(ref)]
    passages = store.articles.passages(scope, list(dict.fromkeys(wanted)))
    called: Sequence[int | None] = numbers or [None] * len(refs)
    sources = [_source(ref, passages, n) for ref, n in zip(full, called, strict=True) if ref and ref in passages]
    return SourceView(tuple(sources), gone=len(refs) - len(sources))


def _whole(store: Store, scope: Scope, ref: SentenceRef) -> SentenceRef | None:
    """With the whole key; None when no article begins so, or more than one."""
    keys = {head.key for head in store.articles.starting(scope, ref.article)}
    return ref._replace(article=keys.pop()) if len(keys) == 1 else None


def _with_neighbours(ref: SentenceRef) -> tuple[SentenceRef, SentenceRef, SentenceRef]:
    before = SentenceRef(ref.article, ref.first - 1, ref.first - 1)
    return before, ref, SentenceRef(ref.article, ref.last + 1, ref.last + 1)


def _source(ref: SentenceRef, passages: dict[SentenceRef, Passage], n: int | None) -> Source:
    before, there, after = (passages.get(near) for near in _with_neighbours(ref))
    head: ArticleHead = passages[ref].head
    return Source(
        title=head.title or head.doc,
        source=head.source,
        url=head.url,
        published=head.published,
        before=before.text if before else "",
        text=there.text if there else "",
        after=after.text if after else "",
        n=n,
    )
