"""A parsed story as its dates are read from it: its words, the day it appeared, and the days it has spoken of so far."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from briefings.analysis.anchor import Anchor, Meaning, full_day, known
from briefings.analysis.calendar_words import WEEKDAY, month_of, pattern
from briefings.analysis.focus import Focus, is_history
from briefings.analysis.tense import Tense, tense_at, was_planned
from briefings.analysis.words import Doc, Span
from briefings.dates import month
from briefings.model import Article


@dataclass(frozen=True, slots=True)
class Page:
    """What a pattern is read with."""

    doc: Doc
    text: str  # of the doc, and of what stands around the body and can hold a date
    words: Collection[str]  # of the text
    anchor: Anchor
    focus: Focus

    @classmethod
    def of(cls, doc: Doc, article: Article) -> "Page":
        anchor, body = Anchor.of(article.published), doc.text
        history = is_history(article.text, anchor)
        text = _with_datelines(body, article, headings=history)
        words = doc.forms if text == body else {*text.split()}
        return cls(doc, text, words, anchor, Focus(text, history=history))

    # --- the words around a match --------------------------------------------------------------------------------

    def span_of(self, found: re.Match[str]) -> Span | None:
        """The words of a match. None outside of the body."""
        span = self.doc.char_span(*found.span(), alignment_mode="expand")
        return None if span is None or not len(span) or span.text.isspace() else span

    def tense(self, found: re.Match[str]) -> Tense | None:
        """Of the clause around the match; "by Friday" and "until May" look ahead when the verb does not say."""
        if _LOOKS_AHEAD.search(self.text, max(0, found.start() - 70), found.start()):
            return "future"
        span = self.span_of(found)
        tense = tense_at(span) if span is not None else None
        ahead = _MAY_LOOK_AHEAD.search(self.text, max(0, found.start() - 20), found.start())
        return tense or ("future" if ahead else None)

    def is_awaited(self, found: re.Match[str]) -> bool:
        """ "Ahead of Tuesday's vote", "no doubt for Sunday's game": not yet held, whatever the tense of the clause is."""
        before = self.before(found, 60)
        if before.endswith(("for ", "for the ")):
            return _MATCH_AFTER.match(self.text, found.end()) is not None
        return "ahead of " in before and _AHEAD_OF.search(before) is not None

    def is_name(self, found: re.Match[str]) -> bool:
        """The model sees a person here: June Carter, Theresa May."""
        span = self.span_of(found)
        return span is not None and any(token.ent_type_ == "PERSON" for token in span)

    def is_counted(self, start: int, end: int) -> bool:
        """A number that counts things: "and 25 people", "some 2000 soldiers"."""
        span = self.doc.char_span(start, end, alignment_mode="expand")
        return span is not None and any(t.dep_ == "nummod" and t.head.tag_ == "NNS" and t.head.i > t.i for t in span)

    def before(self, found: re.Match[str], width: int = 20) -> str:
        return self.text[max(0, found.start() - width) : found.start()]

    # --- a day or a month without its year -----------------------------------------------------------------------

    def month(self, m: int, found: re.Match[str]) -> Meaning:
        """The month of the year that stands beside it, that a chronicle tells of, or nearest to the paper's day."""
        y = self._year(m, found)
        if y is not None:
            return known(month(y, m))
        tense = self._tense_of_month(m, found)
        if not self.focus.history and self._in_another_year(found, tense):
            return Meaning(f"XXXX-{m:02}")
        return self.anchor.month(m, "future" if self._is_vote_to_come(m, found, tense) else tense)

    def day(self, m: int, d: int, found: re.Match[str], *, weekday: int | None = None) -> Meaning | None:
        """The same for a day. A weekday that is said with it settles the year. None where no year has such a day."""
        y = self._year(m, found)
        if y is not None and weekday is None:
            return full_day(y, m, d)
        tense = self._tense_of_month(m, found)
        if weekday is None and not self.focus.history and self._in_another_year(found, tense):
            return Meaning(f"XXXX-{m:02}-{d:02}")
        ahead = weekday is None and self._is_vote_to_come(m, found, tense)
        return self.anchor.day_of_month(m, d, "future" if ahead else tense, weekday=weekday)

    def _tense_of_month(self, m: int, found: re.Match[str]) -> Tense | None:
        """The tense; but what "was due in March" was due in the last one, where the next is more than half a year away."""
        tense, now = self.tense(found), self.anchor.span
        if tense != "future" or now is None or (m - now.first.month) % 12 <= _HALF_A_YEAR:
            return tense
        span = self.span_of(found)
        return "past" if span is not None and was_planned(span) else tense

    def _is_vote_to_come(self, m: int, found: re.Match[str], tense: Tense | None) -> bool:
        """ "Her fate hinges on the November election": the last one is more than half a year ago.

        In the past tense only where it is looked forward to: she may have won the last one.
        """
        now = self.anchor.span
        if tense == "past" and not _LOOKS_FORWARD.search(self.before(found, 40)):
            return False
        if self.focus.history or now is None or (now.first.month - m) % 12 <= _HALF_A_YEAR:
            return False
        return _VOTE_AFTER.match(self.text, found.end()) is not None

    def has_year_beside(self, found: re.Match[str]) -> bool:
        """A later month in the same breath has a year: "from March to May 2017"."""
        return _YEAR_AHEAD.match(self.text, found.end()) is not None

    def _year(self, m: int, found: re.Match[str]) -> int | None:
        ahead = _YEAR_AHEAD.match(self.text, found.end())
        if ahead is not None:
            turned = m > month_of(ahead["month"] or ahead["month2"]) and ahead["joined"].strip(" ,") not in {
                "and",
                "or",
                "&",
            }
            return int(ahead["year"]) - turned
        return self.focus.year_of(m) if self.focus.history else None

    def _in_another_year(self, found: re.Match[str], tense: Tense | None) -> bool:
        """The news has just told of an earlier year: "In 2003 they met … In March" is not last March, perhaps."""
        if self.anchor.span is None or tense == "future":
            return False
        before = self.before(found, _FAR)
        said = list(_YEAR_TOLD.finditer(before))
        if not said or int(said[-1]["year"]) >= self.anchor.span.first.year - 1:
            return False
        since = before[said[-1].end() :]
        return (len(since) < _NEAR and "\n" not in since) or not _OF_THE_DAY.search(since)


_NEAR, _FAR = 120, 1500  # characters
_HALF_A_YEAR = 6  # months
_OF_THE_DAY = re.compile(  # the story is back in its own days: history has no "said" and no "Monday"
    rf"\b(?:said|says|told|today|yesterday|tomorrow|tonight|now|ago|(?:this|last|next) \w+|{WEEKDAY})\b", re.IGNORECASE
)
_YEAR_TOLD = re.compile(
    r"(?:\b[Ii]n (?:early |late )?|\b[A-Z][a-z]{2,8}\.? \d{1,2}, |(?<!since )\b[A-Z][a-z]{2,8} )(?P<year>(?:1[5-9]|20)\d\d)\b"
)
_LOOKS_AHEAD = re.compile(
    r"\b(?:(?:due|scheduled|slated|set|planned|postpone|delay|defer|extend|adjourn)\w*(?: [\w.'’]+){0,4}? (?:to|for|until|till)|"
    r"from next|starting|beginning|effective|as soon as|no later than)\s+(?:on\s+)?(?:\d[\d:.]* ?[ap]\.?m\.?(?: [A-Z]+)? )?$"
)
_MAY_LOOK_AHEAD = re.compile(r"\b(?:by|until|till|through|due)\s+(?:on\s+)?(?:\d[\d:.]* ?[ap]\.?m\.?(?: [A-Z]+)? )?$")
_AHEAD_OF = re.compile(
    r"\bahead of (?:(?:the|a|this|next) )?(?:(?:[\w.’'-]+ ){0,3}"
    r"(?:caucus|debate|election|game|match|meeting|prayer|primar|race|summit|talk|vot)[a-z]* (?:on )?)?$"
)
_MATCH_AFTER = re.compile(
    r"['’]s (?:[\w-]+ ){0,2}(?:debate|derby|election|final|game|match|primary|qualifier|race|vote)(?: (?:against|at|in|on|with) |[.,;:)]|$)"
)
_LOOKS_FORWARD = re.compile(
    r"\b(?:for|toward|towards|until|(?:bank|bet|count|depend|focus|hing)[a-z]* on) (?:the |next )?$"
)
_VOTE_AFTER = re.compile(
    r"(?:['’]s)? (?:[\w.-]+ ){0,2}(?:caucus|caucuses|contests|convention|election|elections|primary|primaries|referendum|runoff)\b"
)
_YEAR_AHEAD = pattern(
    r"(?P<joined>{to}|{and})(?:{part}|the |in |on )?(?:{month}(?: \d{1,2}(?:st|nd|rd|th)?)?|{day} (?:of )?{month2}),?(?: of)? {year}",
    edge="",
)


# --- what stands around the body ---------------------------------------------------------------------------------


def _with_datelines(body: str, article: Article, *, headings: bool) -> str:
    """The body with the dateline before it ("BRUSSELS, February 10 (Xinhua) --"); a chronicle's with its headings."""
    pieces, at = [], 0
    for part in article.body:
        around = article.text[at : part.start]
        found = _DATELINE.search(around) or (_HEADINGS.search(around) if headings else None)
        if found:
            pieces.append(body[at : at + found.start()] + found.group())
        else:
            pieces.append(body[at : part.start])
        pieces.append(body[part.start : part.end])
        at = part.end
    return "".join(pieces) + body[at:]


_DATELINE = re.compile(
    r"^[A-Z][A-Z .,'/-]{2,40}, [^\n]{3,40}? (?:\([A-Z][\w ]{1,20}\) ?)?[-–—_]{1,2}\s*\Z", re.MULTILINE
)
_HEADINGS = re.compile(r"(?:^[A-Z0-9(][^\n]{2,90}(?<![.!?])\s*\n\s*){1,2}\Z", re.MULTILINE)
