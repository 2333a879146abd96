"""Articles as stories of an answer: the headline, and the sentences that carry it or that match."""

from collections.abc import Iterable

from briefings.model import ArticleHead, Scope, Sentence, SentenceRef, Story, says_only, summary_of
from briefings.receipts import Receipts
from briefings.store import Store
from briefings.store.search import terms


def once(heads: Iterable[ArticleHead]) -> list[ArticleHead]:
    """Each article once, in the order given; of one on several shelves, the first shelf's by name."""
    first: dict[str, ArticleHead] = {}
    for head in heads:
        there = first.setdefault(head.key, head)
        if head.collection < there.collection:
            first[head.key] = head
    return list(first.values())


def story(
    store: Store,
    scope: Scope,
    head: ArticleHead,
    receipts: Receipts,
    *,
    sentences: int,
    wanted: tuple[str, ...] = (),
    score: float | None = None,
) -> Story | None:
    """The story with its best sentences, of those that match most of `wanted` if anything is; None without one."""
    there = store.articles.sentences(scope, head.key)
    chosen = _matching(store, scope, head, there, wanted)[:sentences] if wanted else ()
    chosen = tuple(sorted(chosen, key=lambda s: s.index)) or summary_of(there, sentences)
    refs = [SentenceRef(head.key, sentence.index, sentence.index) for sentence in chosen]
    passages = store.articles.passages(scope, refs)
    entries = tuple(receipts.sentence(passages[ref], score=score) for ref in refs if ref in passages)
    if not entries:
        return None
    return Story(head.title, head.source, head.url, head.published, entries, doc=head.doc)


def _matching(
    store: Store, scope: Scope, head: ArticleHead, there: tuple[Sentence, ...], wanted: tuple[str, ...]
) -> tuple[Sentence, ...]:
    text = store.articles.text(scope, head.key) or ""
    matched = {sentence.index: len(set(wanted).intersection(terms(sentence.slice.of(text)))) for sentence in there}
    matching = [s for s in there if matched[s.index] and not says_only(head.title, s.slice.of(text))]
    return tuple(sorted(matching, key=lambda s: (-matched[s.index], -s.rank, s.index)))
