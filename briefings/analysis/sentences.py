"""Sentences: the pieces that every fact points to."""

from bisect import bisect_left, bisect_right

from briefings.analysis.words import Doc, Span
from briefings.model import Article, Sentence, SentenceRef, Slice


def find_sentences(doc: Doc, article: Article) -> tuple[Sentence, ...]:
    """The sentences of the body in text order, without the white space around them; none is empty or overlaps."""
    told = (_without_spaces(doc, sent) for sent in doc.sents)
    slices = [Slice(words.start_char, words.end_char) for words in told if len(words)]
    return tuple(Sentence(index, where) for index, where in enumerate(slices))


def _without_spaces(doc: Doc, sent: Span) -> Span:
    start, end = sent.start, sent.end
    while start < end and doc[start].is_space:
        start += 1
    while start < end and doc[end - 1].is_space:
        end -= 1
    return Span(doc, start, end)


def sentence_ref(article: Article, sentences: tuple[Sentence, ...], where: Slice) -> SentenceRef:
    """The sentences that this slice touches, from the first to the last.

    A slice between two sentences is given the one before it (or the first of all). `sentences` must not be empty.
    """
    first = bisect_right(sentences, where.start, key=lambda sentence: sentence.slice.end)
    last = bisect_left(sentences, max(where.end, where.start + 1), key=lambda sentence: sentence.slice.start) - 1
    first, last = max(0, min(first, last)), max(0, last)
    return SentenceRef(article.key, first, last)
