"""Sentences: the pieces that every fact points to."""

from bisect import bisect_left, bisect_right

from briefings.analysis.words import Doc
from briefings.model import Article, Sentence, SentenceRef, Slice


def find_sentences(doc: Doc, article: Article) -> tuple[Sentence, ...]:
    """The sentences of the body in text order, without the white space around them; none is empty or overlaps."""
    told = [[token for token in sent if not token.is_space] for sent in doc.sents]
    slices = [Slice(words[0].idx, words[-1].idx + len(words[-1])) for words in told if words]
    return tuple(Sentence(index, where) for index, where in enumerate(slices))


def sentence_ref(article: Article, sentences: tuple[Sentence, ...], where: Slice) -> SentenceRef:
    """The sentences that this slice touches, from the first to the last.

    A slice between two sentences is given the one before it (or the first of all). `sentences` must not be empty.
    """
    first = bisect_right(sentences, where.start, key=lambda sentence: sentence.slice.end)
    last = bisect_left(sentences, max(where.end, where.start + 1), key=lambda sentence: sentence.slice.start) - 1
    first, last = max(0, min(first, last)), max(0, last)
    return SentenceRef(article.key, first, last)
