"""Sentences: the pieces that every fact points to."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from operator import attrgetter

from briefings.analysis.words import Doc, Span
from briefings.lexicon import word_set
from briefings.model import Article, Sentence, SentenceRef, Slice


def find_sentences(doc: Doc, article: Article) -> tuple[Sentence, ...]:
    """The sentences of the body in text order, without the white space around them; none is empty or overlaps."""
    told = (_without_spaces(doc, sent) for sent in doc.sents)
    slices = [Slice(words.start_char, words.end_char) for words in told if len(words)]
    return tuple(Sentence(index, where) for index, where in enumerate(_behind_the_dateline(article.text, slices)))


_OPENING = 6  # sentences among which a dateline can stand
_DATELINE = re.compile(r"\((?P<agency>[A-Z][\w.]{1,11})\)\s*(?:--|[-–—])(?:\s+(?=[“\"'‘]?[A-Z])|$)")
_PLACE = re.compile(  # "BRAYTON -- ", "NEW OSK, Norl. — ", "NEW OSK—The"; "UNESCO — the agency" goes on in a small letter
    r"(?:[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]+){0,2}(?:, [A-Z][\w.]*){0,2})"
    r"(?: (?:--|[–—]|(?<=....[\w.] )-)(?: +(?=[“\"'‘]?[A-Z])|$)|—(?=[“\"'‘]?[A-Z][a-z]))"  # "BRAYTON - The", not "US - The"
)
_CITY = re.compile(  # "LAHORE: The", "PESHAWAR/ISLAMABAD: The", "New Delhi [India], November 3 (ANI): The"
    r"(?P<city>[A-Z][\w'’-]+(?:[ /][A-Z][\w'’-]+){0,3})(?: \[\w+\])?(?:, [A-Z][a-z]{2,8}\.? \d{1,2})?"
    r"(?: \([A-Z][\w.]{1,11}\))? ?:(?: +(?=[“\"'‘]?[A-Z])|$)"
)
_CITY_LINE = re.compile(rf"^[ \t]*{_CITY.pattern}", re.MULTILINE)
_LABEL = re.compile(r"^\s*[A-Z][A-Z .'’-]+:\s", re.MULTILINE)
_STAMP = re.compile(  # "24 June 2010 Last updated at 14:59 GMT Help A year on …": a page's line that ran into the story
    r"(?:\d{1,2} [A-Z][a-z]{2,8} \d{4} |Page )?[Ll]ast updated at \d{1,2}:\d\d(?: ?[AP]M)?+(?: [A-Z]{3}\b)?"
    r"(?:,? (?:[A-Z][a-z]+day,? |on )?\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8} \d{4}(?: \d\d:\d\d UK)?)?(?: Help\b)?[ .]*(?=[“\"'‘]?[A-Z]|$)"
)


_HEAD = 1_500  # characters in which a dateline can stand
_BEGUN = 2  # full sentences
_FULL = re.compile(r"^(?:\S+\s+){7,}\S+[.!?][\"'”’)]*$")


def datelines(text: str) -> Iterator[int]:
    """Where a dateline with its agency or its colon ends, behind which the story's first sentence begins: "CAIRO
    (Reuters) - |", "LAHORE: |".
    """
    start = len(text) - len(text.lstrip())
    yield from (found.end() for found in _CITY_LINE.finditer(text, 0, start + _HEAD) if _is_place(found["city"], text))
    for found in _DATELINE.finditer(text, start, start + _HEAD):
        if not _is_glossed(text[text.rfind("\n", 0, found.start()) + 1 : found.start()], found["agency"]):
            yield found.end()


def begins(text: str, sentences: tuple[Sentence, ...]) -> int:
    """The index of the first sentence behind the dateline; 0 without one. Headings, captions and by-lines come before."""
    slices = [sentence.slice for sentence in sentences[:_OPENING]]
    return next((n + 1 for n, end in enumerate(_datelines(text, slices)) if end), 0)


def _behind_the_dateline(text: str, slices: list[Slice]) -> Iterator[Slice]:
    """The first sentence of a story begins behind its dateline, whatever headings have run into that."""
    for where, end in zip_longest(slices, _datelines(text, slices[:_OPENING])):
        if end and end < where.end:
            yield Slice(where.start, where.start + len(text[where.start : end].rstrip()))
            where = Slice(end, where.end)
        yield where


def _datelines(text: str, slices: Sequence[Slice]) -> Iterator[int | None]:
    """Where the dateline in each of these sentences ends. Without an agency none stands where the story has begun."""
    before = 0  # one full sentence may be a caption
    for where in slices:
        yield _dateline(text, where, may_be_bare=before < _BEGUN)
        before += before < _BEGUN and _FULL.search(where.of(text)) is not None


def _dateline(text: str, where: Slice, *, may_be_bare: bool) -> int | None:
    told = where.of(text)
    if (stamp := _STAMP.match(told)) is not None:
        return where.start + stamp.end()
    if may_be_bare and (place := _PLACE.match(told)) is not None:
        return where.start + place.end()
    if may_be_bare and (city := _CITY.match(told)) is not None and _is_place(city["city"], text):
        return where.start + city.end()
    found = _DATELINE.search(told)
    if found is None or _is_glossed(found.string[: found.start()], found["agency"]):
        return None
    return where.start + found.end()


def _is_place(label: str, text: str) -> bool:
    """A city that we know, alone: where several lines have labels, people speak, whatever their names."""
    known = any(part.casefold() in word_set("places") for part in label.split("/"))
    return known and len(_LABEL.findall(text, 0, _HEAD)) < 2


def _is_glossed(before: str, letters: str) -> bool:
    """ "the Democratic Unionist Party (DUP) – …": the words before it are what the letters stand for."""
    initials = "".join(word[0] for word in re.findall(r"\b[A-Z]\w*", before))
    return initials.endswith(letters.replace(".", ""))


def _without_spaces(doc: Doc, sent: Span) -> Span:
    start, end = sent.start, sent.end
    while start < end and doc[start].is_space:
        start += 1
    while start < end and doc[end - 1].is_space:
        end -= 1
    return Span(doc, start, end)


_start, _end = attrgetter("slice.start"), attrgetter("slice.end")


def sentence_ref(article: Article, sentences: tuple[Sentence, ...], where: Slice) -> SentenceRef:
    """The sentences that this slice touches, from the first to the last.

    A slice between two sentences is given the one before it (or the first of all). `sentences` must not be empty.
    """
    first = bisect_right(sentences, where.start, key=_end)
    last = bisect_left(sentences, max(where.end, where.start + 1), key=_start) - 1
    first, last = max(0, min(first, last)), max(0, last)
    return SentenceRef(article.key, first, last)
