"""Entries in an order that does not depend on how the articles were loaded, none twice."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from briefings.model import EventFound, Passage, QuoteFound, Slice

Found = TypeVar("Found")


def unique(found: Iterable[Found], line: Callable[[Found], tuple[str, str]]) -> list[Found]:
    """Each line (article key, text) once: the same article on two shelves, a sentence with two dates."""
    seen: dict[tuple[str, str], Found] = {}
    for one in found:
        seen.setdefault(line(one), one)
    return list(seen.values())


def page(found: Sequence[Found], offset: int, limit: int) -> tuple[Sequence[Found], int]:
    """`limit` lines from `offset` on, and how many come after them."""
    return found[offset : offset + limit], max(len(found) - offset - limit, 0)


def quotes_newest_first(found: Iterable[QuoteFound]) -> list[QuoteFound]:
    """By the day of the saying, else of the article, newest first and undated last; then article key and offset."""
    return distinct_quotes(sorted(found, key=_newest))


def distinct_quotes(found: Iterable[QuoteFound]) -> list[QuoteFound]:
    """In the order given, each line once; words in marks that a shown sentence of his holds give way to it.

    Of “We go,” Keller said, adding that it was late, the second half is shown as the whole sentence.
    """
    lines = unique(found, _quoted)
    whole: dict[tuple[str, str | None], list[Slice]] = defaultdict(list)
    for line in lines:
        if line.quote.kind != "direct":
            whole[_by_whom(line)].append(line.passage.slice)
    return [line for line in lines if not _is_within(line, whole[_by_whom(line)])]


def _by_whom(found: QuoteFound) -> tuple[str, str | None]:
    return found.passage.head.key, found.quote.person or found.speaker_words


def _is_within(found: QuoteFound, shown: Sequence[Slice]) -> bool:
    content = found.quote.content
    return found.quote.kind == "direct" and any(all(map(sentence.covers, content)) for sentence in shown)


def _newest(found: QuoteFound) -> tuple[int, str, int]:
    span = found.quote.said or found.passage.head.published.span
    start = min((content.start for content in found.quote.content), default=found.passage.slice.start)
    return (-span.last.toordinal() if span else 0, found.passage.head.key, start)


def _quoted(found: QuoteFound) -> tuple[str, str]:
    """What is shown of it: two paraphrases out of one sentence are one line."""
    start, text = found.passage.slice.start, found.passage.text
    if found.quote.kind == "direct":
        text = " … ".join(text[content.start - start : content.end - start] for content in found.quote.content)
    return found.passage.head.key, text


def events_by_day(found: Iterable[EventFound]) -> list[EventFound]:
    """By the day it happened, then the day it was reported, article key and offset."""
    return unique(sorted(found, key=_by_day), lambda event: sentence_of(event.passage))


def _by_day(found: EventFound) -> tuple[int, int, int, str, int]:
    when, reported = found.event.when, found.passage.head.published.span
    return (
        when.first.toordinal(),
        when.last.toordinal(),
        reported.last.toordinal() if reported else 0,
        found.passage.head.key,
        found.event.when_text.start,
    )


def sentence_of(passage: Passage) -> tuple[str, str]:
    """The line that a whole passage makes."""
    return passage.head.key, passage.text
