"""An article cut up for quotations: its marks paired, its reporting clauses known, its units apart."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import compress, pairwise

from briefings.analysis.cues import Cue, find_cues
from briefings.analysis.marks import find_runs
from briefings.analysis.words import FINITE, Doc
from briefings.model import Article, Slice

CLOSING = frozenset(('"', "”", "’", "'", "''", "»"))
COMMAS = frozenset((",", "—", "–", "--", "-"))

_ENOUGH_WORDS = 6

Span = tuple[int, int]
"""Tokens `[start, end)`."""


class Page:
    """A Doc with its quotation marks paired, cut into units: sentences that no quotation crosses."""

    def __init__(self, doc: Doc, article: Article) -> None:
        self.doc = doc
        self.article = article
        self.text = doc.text  # spaCy puts it together anew each time
        words = {text for text in doc.forms if text.isalnum() or (len(text) > 1 and any(map(str.isalnum, text)))}
        self._is_word = [*map(words.__contains__, doc.texts)]
        self._is_finite = [*map(FINITE.__contains__, doc.tags)]
        self.runs = find_runs(article.text, self.text)
        self.run_of = self._marked()
        self.quoted = [run is not None for run in self.run_of]
        self.cues = find_cues(doc, self.quoted)
        self._cued = [cue.verb.i for cue in self.cues]
        self._brackets = [at for at in sorted((*_all(doc.texts, "("), *_all(doc.texts, ")"))) if not self.quoted[at]]
        self.units = tuple(self._units())

    def _marked(self) -> list[int | None]:
        """For each token the number of the run that it stands in."""
        inside: list[int | None] = [None] * len(self.doc)
        for number, run in enumerate(self.runs):
            for at in self.doc.starting_in(*run.slice):
                inside[at] = number if not self.doc[at].is_space else None
        return inside

    def _units(self) -> Iterator[Span]:
        may_begin = {sent.start for sent in self.doc.sents}
        may_begin.update(at + 1 for at in self.doc.spaces)
        may_begin.update(at for at in range(1, len(self.doc)) if self.quoted[at] is not self.quoted[at - 1])
        edges = [at for at in sorted(may_begin) if 0 < at < len(self.doc) and self._begins(at)]
        return (unit for unit in pairwise((0, *edges, len(self.doc))) if self.has_words(unit))

    def cues_in(self, unit: Span) -> tuple[Cue, ...]:
        """The reporting clauses whose verb stands inside."""
        return self.cues[bisect_left(self._cued, unit[0]) : bisect_left(self._cued, unit[1])]

    def unit_at(self, token: int) -> int:
        """The number of the unit that this token stands in."""
        return bisect_right(self.units, token, key=lambda unit: unit[0]) - 1

    def parenthesis(self, at: int) -> Span | None:
        """The brackets around this token, or None; one that is never closed ends with its unit."""
        near = bisect_left(self._brackets, at)
        before = self._brackets[near - 1] if near else at
        if before == at or self.doc[before].text != "(" or self.paragraph_broken(before, at):
            return None
        behind = self._brackets[near] if near < len(self._brackets) else len(self.doc)
        return before, min(behind, max(at, self.units[self.unit_at(at)][1]))

    def _begins(self, at: int) -> bool:
        token, before = self.doc[at], self.doc[at - 1]
        if before.is_space and "\n" in before.text:
            return True
        if token.is_space or before.is_space:
            before = next((self.doc[i] for i in range(at - 1, -1, -1) if not self.doc[i].is_space), before)
        if token.is_space or (self.run_of[at] is not None and self.run_of[at] == self.run_of[before.i]):
            return False
        text = self.article.text
        if token.text == "(" and not self.quoted[at]:
            return self._ends_sentence(before.i) and self._holds_sentence(at)  # … left. (He came back.)
        if self.quoted[before.i] and not self.quoted[at]:  # “We won.” Then … but not: “Who won?” he asked
            said = self.runs[self.run_of[before.i] or 0].slice.of(text).rstrip("\"”'’»")
            if token.text[:1].islower() or token.is_punct or before.text[-1] in "—–―":  # “We won.”― Ann Keller
                return False
            return said.endswith((".", "?", "!", "…")) and not self._is_tag(at, bare=said.endswith("."))
        if self.quoted[at] and self._ends_sentence(before.i):  # also “We won.” “Did you?”
            return True
        return bool(token.is_sent_start) and not token.is_punct and not token.text[:1].islower()

    def _holds_sentence(self, at: int) -> bool:
        """The brackets that open here stand around a sentence of their own."""
        behind = bisect_right(self._brackets, at)
        close = self._brackets[behind] if behind < len(self._brackets) else at
        return self.doc[close].text == ")" and self.has_clause((at, close)) and self._ends_sentence(close - 1)

    def _ends_sentence(self, at: int) -> bool:
        """A full stop, also one before the mark that closes a title: … said on “The Week.” | “We won.”"""
        while at and self.doc[at].text in CLOSING:
            at -= 1
        return self.doc[at].text.endswith((".", "!", "?"))

    def _is_tag(self, at: int, *, bare: bool) -> bool:
        """Does a reporting clause with nothing to report after it begin here: “Why?” Smith asked, smiling.

        `bare`: it must be the whole sentence, as where a paper ends the quotation with a full stop: “We won.” Smith said.
        """
        if bare:
            return any(cue.start == at and cue.always and self.ends_clause(cue.end) for cue in self.cues)
        return any(
            cue.start == at
            and (self.ends_clause(cue.end, *COMMAS) or (not self.quoted[cue.end] and not self._goes_on(cue, at)))
            for cue in self.cues
        )

    def _goes_on(self, cue: Cue, at: int) -> bool:
        """More is told than that it was said: “Why?” Smith asked | whether …, “Why?” Her critics | cited it."""
        behind = [child for child in cue.verb.children if child.i > at and child is not cue.head]
        return any(c.dep_ == "ccomp" or (c.dep_ == "dobj" and not cue.tells_somebody) for c in behind)

    def end_of_sentence(self, at: int) -> int:
        return self.doc[at].sent.end

    def ends_clause(self, at: int, *more: str) -> bool:
        return at >= len(self.doc) or self.doc[at].text in (".", "!", "?", ";", *more) or "\n" in self.doc[at].text

    def has_words(self, span: Span) -> bool:
        return True in self._is_word[span[0] : span[1]]

    def is_word(self, at: int) -> bool:
        return self._is_word[at]

    def is_all_quoted(self, span: Span) -> bool:
        words = self._is_word[span[0] : span[1]]
        return True in words and all(compress(self.quoted[span[0] : span[1]], words))

    def is_quoted(self, span: Span) -> bool:
        """All of it, but for a few words without a verb at its end: “It is only a tax” for the rich."""
        if not self.has_quoted(span):
            return False
        words = [i for i in range(*span) if self._is_word[i]]
        outside = [i for i in words if not self.quoted[i]]
        few = len(outside) * 3 < len(words) and all(i > words[len(words) - len(outside) - 1] for i in outside)
        return bool(words) and few and not any(self.doc[i].tag_ in FINITE for i in outside)

    def has_quoted(self, span: Span) -> bool:
        return True in self.quoted[span[0] : span[1]]

    def opens_with_capital(self, span: Span) -> bool:
        return self.slice(self.trimmed(span)).of(self.article.text).lstrip("\"“'‘«`")[:1].isupper()

    def has_clause(self, span: Span) -> bool:
        return True in self._is_finite[span[0] : span[1]]

    def has_bare_clause(self, at: int) -> bool:
        """ "it would …": the parser sometimes takes such a pronoun for the object of the verb before it."""
        if at + 1 >= len(self.doc) or self.quoted[at]:
            return False
        return self.doc[at].tag_ == "PRP" and self.doc[at + 1].tag_ in FINITE

    def is_statement(self, span: Span) -> bool:
        """A clause, something quoted, or enough words that a verb may have been missed."""
        words = sum(self._is_word[span[0] : span[1]])
        return words > 0 and (self.has_clause(span) or self.has_quoted(span) or words >= _ENOUGH_WORDS)

    def trimmed(self, span: Span) -> Span:
        """Without the punctuation and white space around it, unless that stands in quotation marks; runs stay whole."""
        start, end = span
        while (
            start < end and not self.quoted[start] and not self._is_word[start] and self.doc[start].text not in "[($£€"
        ):
            start += 1
        while (
            start < end
            and not self.quoted[end - 1]
            and not self._is_word[end - 1]
            and self.doc[end - 1].text not in ")]%"
        ):
            end -= 1
        while 0 < start < end and self.quoted[start] and self.run_of[start - 1] == self.run_of[start]:
            start -= 1
        while start < end < len(self.doc) and self.quoted[end - 1] and self.run_of[end] == self.run_of[end - 1]:
            end += 1
        return self._without_half_brackets(start, end)

    def _without_half_brackets(self, start: int, end: int) -> Span:
        """Without one at an edge whose other half stands outside."""
        texts = self.doc.texts
        if start < end and texts[start] == "(" and not self.quoted[start] and ")" not in texts[start:end]:
            while start < end and not self.quoted[start] and not self._is_word[start]:
                start += 1
        if start < end and texts[end - 1] == ")" and not self.quoted[end - 1] and "(" not in texts[start:end]:
            while start < end and not self.quoted[end - 1] and not self._is_word[end - 1]:
                end -= 1
        return start, end

    def words(self, span: Span) -> Slice:
        """The tokens alone, without the marks that may stand around them."""
        first, last = self.doc[span[0]], self.doc[span[1] - 1]
        return Slice(first.idx, last.idx + len(last))

    def slice(self, span: Span) -> Slice:
        """The tokens, with the mark before the first word of a quotation and after the last."""
        first, last = self.doc[span[0]], self.doc[span[1] - 1]
        start, end = self.words(span)
        if (run := self.run_of[first.i]) is not None and not self._has_more(run, first.i, -1):
            start = min(start, self.runs[run].slice.start)
        if (run := self.run_of[last.i]) is not None and not self._has_more(run, last.i, 1):
            end = self.runs[run].slice.end
        return Slice(start, end)

    def _has_more(self, run: int, at: int, step: int) -> bool:
        """Does a word of the quotation stand before (or after) this one: a label may, "KELLER: We won." """
        at += step
        while 0 <= at < len(self.doc) and self.run_of[at] == run:
            if self._is_word[at]:
                return True
            at += step
        return False

    def paragraph_broken(self, start: int, end: int) -> bool:
        breaks = self.doc.breaks
        first = bisect_left(breaks, start)
        return first < len(breaks) and breaks[first] < end


def _all(texts: Sequence[str], word: str) -> Iterator[int]:
    """Where the word stands, found without a look at each."""
    at = -1
    for _ in range(texts.count(word)):
        at = texts.index(word, at + 1)
        yield at
