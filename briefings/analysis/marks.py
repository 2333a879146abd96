"""Quotation marks: which opens, which closes, and what stands between them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from briefings.analysis.words import Doc
from briefings.model import Article, Slice

_CLOSED_BY = {"“": ("”", '"', "’’", "''"), "„": ("“", "”"), "«": ("»",), "``": ("''",), '"': ('"', "”"), "''": ("''",)}
_ONLY_OPEN = frozenset("“„«") | {"``"}
# ``, '', ’’ or one of the others; written so that all begin with one set, which is found four times as soon as a choice.
_MARK = re.compile(r"[“”„«»\"‘’'`](?:(?<=')'|(?<=’)’|(?<=`)`|(?<!`))")
_DOUBLE = re.compile("[“”]")
_FURTHER = 4  # lines over which a quotation may go on that is not opened anew in each
_MANY = 100  # marks of one paragraph to look through for the one that closes; a hostile text has thousands
_NAMED_BEFORE = re.compile(r"(?:\b(?:on|in|at|of|for|by|from|with|told|the|an?)|['’]s|s['’])\s+$", re.IGNORECASE)
_NAMED_LONGEST = 60  # characters: "Last Week Tonight With John Oliver"
_GIVEN = re.compile(r"(?:^|[\s.])[A-Z][^\W\d_]+ $")
_NICKNAME = re.compile(r"[“\"‘'][A-Z][^\W\d_]+(?: [A-Z][^\W\d_]+)?[”\"’'] [A-Z][^\W\d_]")  # Robert | “Bob” Hale
_SMALL_WORDS = frozenset("a an and as at but by for from in nor of on or so the to up via with yet vs".split())
_ELIDED = re.compile(r"['’‘](?:\d0s|em\b|tis\b|twas\b|til\b|cause\b|n['’])", re.IGNORECASE)  # '90s, 'em


@dataclass(frozen=True, slots=True)
class Run:
    """Words between two quotation marks of one paragraph, marks included.

    `open_end` is true when no mark closes it: then it ends with its paragraph.
    """

    slice: Slice
    open_end: bool = False


@lru_cache(maxsize=2)  # people, quotes and summary ask for those of one article
def find_runs(text: str, readable: str) -> tuple[Run, ...]:
    """What stands in quotation marks, in text order, outermost marks only; a run never leaves its paragraph.

    The name of a programme, a book or a song is no speech: on CNN's "State of the Union" somebody said something.

    `readable` is the article's shadow: white space there is no text, a line break there ends a paragraph. An unclosed
    mark before the end of its paragraph's last quotation is no quotation at all, so one odd mark spoils nothing.
    """
    runs: list[Run] = []
    paragraphs = [
        (found.start(), found.start() + len(words))
        for found in re.finditer(r"[^\n]+", readable)
        if (words := found.group().rstrip())
    ]
    told = 0  # what stands before is told already
    for at, (start, end) in enumerate(paragraphs):
        start = max(start, told)
        found = [run for run in _runs_of(text, readable, start, end) if not _is_name(text, run, start)]
        runs += found
        if found and found[-1].open_end:
            further = _closed_later(text, found[-1], paragraphs[at + 1 : at + 1 + _FURTHER])
            runs += further
            told = further[-1].slice.end if further else told
    return tuple(runs)


def _closed_later(text: str, run: Run, paragraphs: list[tuple[int, int]]) -> list[Run]:
    """What goes on in the next lines until its mark closes there, no other having opened: each sentence on its own line."""
    if text[run.slice.start] != "“":
        return []
    for many, (start, end) in enumerate(paragraphs):
        if (mark := _DOUBLE.search(text, start, end)) is not None:
            closes = mark.group() == "”" and mark.start() > start
            whole = [Run(Slice(*between), open_end=True) for between in paragraphs[:many]]
            return [*whole, Run(Slice(start, mark.end()))] if closes else []
    return []


def in_quotes(doc: Doc, article: Article) -> list[bool]:
    """For each token whether it stands in quotation marks."""
    quoted = [False] * len(doc)
    for run in find_runs(article.text, doc.text):
        inside = doc.starting_in(*run.slice)
        quoted[inside.start : inside.stop] = [True] * len(inside)
    return quoted


def _is_name(text: str, run: Run, start: int) -> bool:
    """Capitals throughout, after a word that a name follows and that no speech does: on NBC's "Meet the Press".

    So is a nickname between two words of a name.
    """
    if run.open_end or run.slice.end - run.slice.start > _NAMED_LONGEST:
        return False
    if _NICKNAME.match(text, run.slice.start) and _GIVEN.search(
        text, max(start, run.slice.start - 20), run.slice.start
    ):
        return True
    words = re.findall(r"[^\W_][\w'’&.-]*", run.slice.of(text))
    capitals = [word[0].isupper() or word[0].isdigit() for word in words]
    return (
        any(word[0].isupper() for word in words)
        and capitals[0]
        and capitals[-1]
        and all(big or word in _SMALL_WORDS for big, word in zip(capitals, words, strict=True))
        and _NAMED_BEFORE.search(text, max(start, run.slice.start - 12), run.slice.start) is not None
    )


def _runs_of(text: str, readable: str, start: int, end: int) -> Iterator[Run]:
    marks = [found for found in _MARK.finditer(text, start, end) if not readable[found.start()].isspace()]
    at = 0
    while at < len(marks):
        mark = marks[at]
        if not _opens(text, mark, start):
            at += 1
            continue
        close = _closing(text, marks, at, start, end)
        if close is not None:
            yield Run(Slice(mark.start(), marks[close].end()))
            at = close + 1
        elif mark.group() not in "‘'’" and _is_last_to_open(text, marks, at, start):
            yield Run(Slice(mark.start(), end), open_end=True)
            return
        else:
            at += 1


def _opens(text: str, mark: re.Match[str], start: int) -> bool:
    """A mark opens when it looks to the right: a word follows, and no word stands directly before it."""
    if mark.group() in _ONLY_OPEN:
        return True
    if mark.group() in ("”", "»", "’’") or _ELIDED.match(text, mark.start()):
        return False
    before = text[mark.start() - 1] if mark.start() > start else " "
    after = text[mark.end() : mark.end() + 1] or " "
    if mark.group() == "’" or after.isspace():
        return False
    if mark.group() in "‘'" and not (after.isalnum() or after in '[(.…“"$£€'):
        return False
    return before.isspace() or before in "([{—–-/“\"‘'…:,"


def _closes(text: str, mark: re.Match[str], end: int) -> bool:
    """A mark closes when it looks to the left: a word or a stop stands directly before it, and none follows."""
    before = text[mark.start() - 1 : mark.start()] or " "
    after = text[mark.end()] if mark.end() < end else " "
    return not before.isspace() and not after.isalnum()


def _closing(text: str, marks: list[re.Match[str]], at: int, start: int, end: int) -> int | None:
    """The index of the mark that closes `marks[at]`, None when there is none before the next opening one."""
    kind = marks[at].group()
    if kind in "‘'":
        return _closing_single(text, marks, at, start, end)
    depth = 1
    for i in range(at + 1, min(len(marks), at + _MANY)):
        mark = marks[i].group()
        if mark == kind and kind in _ONLY_OPEN:
            depth += 1
        elif mark in _CLOSED_BY[kind]:
            if mark not in ("”", "»", "“", "’’") and not _closes(text, marks[i], end) and _opens(text, marks[i], start):
                return None  # a second opening mark: the first was never closed
            depth -= 1
            if depth == 0:
                return i
    return None


def _closing_single(text: str, marks: list[re.Match[str]], at: int, start: int, end: int) -> int | None:
    """The same for a single mark, which may be an apostrophe: after an s and before a word ("the workers' plans") it
    closes only when no stop with a mark follows.
    """
    doubtful = None
    for i in range(at + 1, min(len(marks), at + _MANY)):
        mark = marks[i]
        if mark.group() in "‘'" and _opens(text, mark, start):
            break
        if mark.group() not in "'’" or not _closes(text, mark, end):
            continue
        before = text[mark.start() - 1]
        if before in ",.?!…" or (doubtful is None and not _may_be_plural(text, mark)):
            return i
        doubtful = i if doubtful is None else doubtful
    return doubtful


def _may_be_plural(text: str, mark: re.Match[str]) -> bool:
    return re.match(r"s.\s+[a-z]", text[mark.start() - 1 : mark.end() + 3]) is not None


def _is_last_to_open(text: str, marks: list[re.Match[str]], at: int, start: int) -> bool:
    double = (m for m in marks[at + 1 :] if m.group() not in "‘’'")
    return not any(_opens(text, m, start) for m in double)
