"""Who said what: the quotations of an article, each assembled as one attribution."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from spacy.tokens import Doc, Token

from briefings.analysis.cues import Cue, find_cues
from briefings.analysis.lexicon import word_set
from briefings.analysis.marks import find_runs
from briefings.analysis.people import Cast
from briefings.analysis.sentences import sentence_ref
from briefings.analysis.speakers import is_he_or_she, is_unnamed_person, name_speaker
from briefings.model import Article, Grade, Person, Quote, QuoteKind, Sentence, Slice, SpeakerKind

_FINITE = frozenset("VBD VBZ VBP MD".split())
_COMMAS = frozenset((",", "—", "–", "--", "-"))
_WHETHER = frozenset("whether if why how what who when where which".split())
_WONDERS = frozenset("ask wonder inquire".split())
_OF_WHAT = frozenset("about of against".split())
_PAUSES = frozenset((",", ";", ":", "—", "–", "--"))
_JOINS = frozenset("and but or so yet".split())
_HE = frozenset("he him his himself".split())
_SHE = frozenset("she her hers herself".split())
_NO_CONTENT = frozenset("when while as after before since during because although though to about".split())
_WHOM = frozenset("dobj dative nsubj".split())
_COMPLEMENTS = frozenset("ccomp xcomp dobj pobj".split())
_FAR_UP = 30  # words to look up to for the clause that this one stands in
_FAR = 8  # tokens between a reporting verb and its "that"
_ENOUGH_WORDS = 4  # a sentence of quoted speech that nobody signs is longer than a catchword

Span = tuple[int, int]
"""Tokens `[start, end)`."""


@dataclass(slots=True)
class _Draft:
    """A quotation being put together."""

    content: list[Span]
    cue: Cue | None
    grade: Grade = "attributed"


def find_quotes(doc: Doc, article: Article, sentences: tuple[Sentence, ...], cast: Cast) -> tuple[Quote, ...]:
    """The quotations of one article, in reading order, each with the one who said it.

    `person` is None unless exactly one person could have spoken: we would rather leave a quote unsigned than sign it
    wrongly. A quote broken by its reporting clause (“A,” he said. “B.”) is one quote with two slices, and so are the
    quoted sentences and paragraphs that follow it. Words in quotation marks that nobody says are no quote. An unclosed
    mark ends with its paragraph. Cues come from lexicon/reporting_verbs.txt and quoting_verbs.txt.
    """
    if not sentences:
        return ()
    page = _Page(doc, article)
    drafts = sorted(_assembled(page), key=lambda draft: draft.content[0])
    return tuple(_signed(page, drafts, sentences, cast))


class _Page:
    """A Doc with its quotation marks paired, cut into units: sentences that no quotation crosses."""

    def __init__(self, doc: Doc, article: Article) -> None:
        self.doc = doc
        self.article = article
        self.runs = find_runs(article.text, doc.text)
        self.run_of = self._marked()
        self.quoted = [run is not None for run in self.run_of]
        self.cues = find_cues(doc, self.quoted)
        self.units = tuple(self._units())
        self._ends = [sent.end for sent in doc.sents for _ in sent]

    def _marked(self) -> list[int | None]:
        """For each token the number of the run that it stands in."""
        starts = [run.slice.start for run in self.runs]
        inside: list[int | None] = []
        for token in self.doc:
            at = bisect_right(starts, token.idx) - 1
            inside.append(at if at >= 0 and token.idx < self.runs[at].slice.end and not token.is_space else None)
        return inside

    def _units(self) -> Iterator[Span]:
        start = 0
        for at in range(1, len(self.doc) + 1):
            if at == len(self.doc) or self._begins(at):
                if self.has_words((start, at)):
                    yield start, at
                start = at

    def unit_at(self, token: int) -> int:
        """The number of the unit that this token stands in."""
        return bisect_right(self.units, token, key=lambda unit: unit[0]) - 1

    def _begins(self, at: int) -> bool:
        token, before = self.doc[at], self.doc[at - 1]
        if before.is_space and "\n" in before.text:
            return True
        if token.is_space or before.is_space:
            before = next((self.doc[i] for i in range(at - 1, -1, -1) if not self.doc[i].is_space), before)
        if token.is_space or (self.run_of[at] is not None and self.run_of[at] == self.run_of[before.i]):
            return False
        text = self.article.text
        if self.quoted[before.i] and not self.quoted[at]:  # “We won.” Then … but not: “Who won?” he asked
            said = self.runs[self.run_of[before.i] or 0].slice.of(text).rstrip("\"”'’»")
            if token.text[:1].islower() or token.is_punct:
                return False
            return said.endswith(".") or (said.endswith(("?", "!", "…")) and not self._is_tag(at))
        if self.quoted[at] and not self.quoted[before.i] and before.text.endswith((".", "!", "?")):
            return True
        return bool(token.is_sent_start) and not token.is_punct and not token.text[:1].islower()

    def _is_tag(self, at: int) -> bool:
        """Does a reporting clause with nothing to report after it begin here: “Why?” Smith asked, smiling."""
        return any(
            cue.start == at
            and (
                self.ends_clause(cue.end, *_COMMAS)
                or (not self.quoted[cue.end] and not any(c.dep_ == "ccomp" and c.i > at for c in cue.verb.children))
            )
            for cue in self.cues
        )

    def end_of_sentence(self, at: int) -> int:
        return self._ends[at]

    def ends_clause(self, at: int, *more: str) -> bool:
        return at >= len(self.doc) or self.doc[at].text in (".", "!", "?", ";", *more) or "\n" in self.doc[at].text

    def has_words(self, span: Span) -> bool:
        return any(map(self.is_word, range(*span)))

    def is_word(self, at: int) -> bool:
        return any(c.isalnum() for c in self.doc[at].text)

    def is_all_quoted(self, span: Span) -> bool:
        return self.has_words(span) and all(self.quoted[i] for i in range(*span) if self.is_word(i))

    def is_quoted(self, span: Span) -> bool:
        """All of it, but for a few words without a verb at its end: “It is only a tax” for the rich."""
        words = [i for i in range(*span) if self.is_word(i)]
        outside = [i for i in words if not self.quoted[i]]
        few = len(outside) * 3 < len(words) and all(i > words[len(words) - len(outside) - 1] for i in outside)
        return bool(words) and few and not any(self.doc[i].tag_ in _FINITE for i in outside)

    def has_quoted(self, span: Span) -> bool:
        return any(self.quoted[i] for i in range(*span))

    def opens_with_capital(self, span: Span) -> bool:
        return self.slice(self.trimmed(span)).of(self.article.text).lstrip("\"“'‘«`")[:1].isupper()

    def has_clause(self, span: Span) -> bool:
        return any(self.doc[i].tag_ in _FINITE for i in range(*span))

    def trimmed(self, span: Span) -> Span:
        """Without the punctuation and white space around it, unless that stands in quotation marks; runs stay whole."""
        start, end = span
        while (
            start < end and not self.quoted[start] and not self.is_word(start) and self.doc[start].text not in "[($£€"
        ):
            start += 1
        while (
            start < end
            and not self.quoted[end - 1]
            and not self.is_word(end - 1)
            and self.doc[end - 1].text not in ")]%"
        ):
            end -= 1
        while 0 < start < end and self.quoted[start] and self.run_of[start - 1] == self.run_of[start]:
            start -= 1
        while start < end < len(self.doc) and self.quoted[end - 1] and self.run_of[end] == self.run_of[end - 1]:
            end += 1
        return start, end

    def slice(self, span: Span) -> Slice:
        first, last = self.doc[span[0]], self.doc[span[1] - 1]
        start, end = first.idx, last.idx + len(last)
        if (run := self.run_of[first.i]) is not None:
            start = min(start, self.runs[run].slice.start)
        if (run := self.run_of[last.i]) is not None:
            end = self.runs[run].slice.end
        return Slice(start, end)

    def paragraph_broken(self, start: int, end: int) -> bool:
        return any("\n" in self.doc[i].text for i in range(start, end))


# --- what each reporting clause reports ----------------------------------------------------------------------------


def _reported(page: _Page, unit: Span) -> list[_Draft]:
    """The quotations that the unit's own reporting clauses make, in text order."""
    cues = _sisters(page, [cue for cue in page.cues if unit[0] <= cue.verb.i < unit[1]])
    drafts = []
    floor = unit[0]
    for at, cue in enumerate(cues):
        if at and cue.start < cues[at - 1].end and not cue.shared and cue.start != cue.head_at:
            continue
        limit = max(cue.end, cues[at + 1].start) if at + 1 < len(cues) else unit[1]
        content = _content(page, cue, page.trimmed((floor, max(floor, cue.start))), _right(page, cue, limit))
        if content:
            drafts.append(_Draft(content, cue))
            floor = max(cue.end, content[-1][1])
    return drafts


def _sisters(page: _Page, cues: list[Cue]) -> list[Cue]:
    """Without those that speak inside what another one reports: "Smith said that Jones told him …".

    One that opens a whole quoted sentence (Jones replied, “We won.”) always speaks for itself.
    """
    by_verb = {cue.verb.i: cue for cue in cues}
    return [cue for cue in cues if _opens_sentence(page, cue) or not _is_inside(cue, by_verb)]


def _opens_sentence(page: _Page, cue: Cue) -> bool:
    if cue.shared or cue.end + 1 >= len(page.doc) or page.doc[cue.end].text not in (",", ":"):
        return False
    return page.quoted[cue.end + 1] and page.opens_with_capital((cue.end + 1, cue.end + 2))


def _is_inside(cue: Cue, by_verb: dict[int, Cue]) -> bool:
    if cue.according or (cue.shared and cue.verb.tag_ == "VBG"):
        return False
    below = cue.verb
    for above in islice(cue.verb.ancestors, _FAR_UP):
        other = by_verb.get(above.i)
        if other and not other.according and below.dep_ in _COMPLEMENTS and other.verb.i < min(below.i, cue.verb.i):
            return True
        below = above
    return False


def _right(page: _Page, cue: Cue, limit: int) -> Span:
    """What may be reported after the verb, without the "that" or the colon before it."""
    if cue.verb.dep_ in ("relcl", "acl") and not cue.according:
        limit = min(limit, max(cue.verb.right_edge.i + 1, cue.end))
    start, end = page.trimmed((cue.end, limit))
    if start < end and not page.quoted[start] and page.doc[start].lower_ in ("that", "as"):
        start, end = page.trimmed((start + 1, end))
    start = max(start, _after_that(page, start, min(end, start + _FAR)))
    while end > start and not page.quoted[end - 1] and page.doc[end - 1].dep_ == "cc":
        start, end = page.trimmed((start, end - 1))
    return page.trimmed((start, _end_of_told(page, cue, start, end)))


def _end_of_told(page: _Page, cue: Cue, start: int, end: int) -> int:
    """Where the writer goes on himself: "While he said that the road was open, | trucks …", "… was open, | and left".

    A tail is the writer's when the clause that holds the cue goes on in it, or when it hangs on the cue itself.
    """
    if start >= end or page.quoted[start]:
        return end
    last = min(end, page.end_of_sentence(cue.verb.i))
    for at in range(start + 1, last):
        pause, joins = page.doc[at - 1].text in _PAUSES, page.doc[at].lower_ in _JOINS
        if page.quoted[at] or not (pause or joins):
            continue
        host = _host(page, at, page.end_of_sentence(cue.verb.i))
        if (host is None and pause) or (
            host is not None
            and host.i < start
            and ((joins and _has_finite(page, at, last)) or (pause and page.doc[at].tag_ == "VBG"))
        ):
            return at
    return end


def _host(page: _Page, start: int, end: int) -> Token | None:
    """The word before `start` that the words of `[start, end)` hang on; None when they hold the sentence's own root."""
    for token in page.doc[start:end]:
        if token.head.i < start:
            return token.head
        if token.head.i >= end or token.head == token:
            return None
    return None


def _has_finite(page: _Page, at: int, end: int) -> bool:
    """A verb of its own follows soon."""
    return any(page.doc[i].tag_ in _FINITE for i in range(at + 1, min(end, at + _FAR + 1)))


def _after_that(page: _Page, start: int, end: int) -> int:
    """ "said during the talks that …": where the clause begins; `start` when no preposition leads the way."""
    if start < end and page.doc[start].pos_ == "ADP" and not any(page.quoted[start:end]):
        return next((i + 1 for i in range(start, end) if page.doc[i].lower_ == "that"), start)
    return start


def _content(page: _Page, cue: Cue, left: Span, right: Span) -> list[Span]:
    """The spans that this clause reports: before it, after it, or both around it."""
    if cue.according:
        return [part for part in (left, right) if page.has_clause(part) or page.has_quoted(part)]
    left_run = (
        left[0] < left[1] and page.quoted[left[1] - 1] and (page.is_all_quoted(left) or _may_front(page, cue, left))
    )
    comma_before = page.doc[cue.start - 1].text in _COMMAS or left_run if cue.start else False
    comma_after = cue.end < len(page.doc) and page.doc[cue.end].text in _COMMAS
    right_run = right[0] < right[1] and page.quoted[right[0]]
    says_left = left_run or (cue.always and not cue.shared and comma_before and page.has_clause(left))
    asked = _asked(page, cue)
    if asked is not None and asked < right[1]:
        right = page.trimmed((asked, right[1]))
    says_right = right_run or asked is not None or _has_complement(page, cue, right)
    if not says_right and (named := _named(page, cue, right)):
        return [named]
    if page.ends_clause(cue.end) or right[0] >= right[1]:
        content = [left] if says_left else []
    elif comma_after and comma_before and not cue.shared:
        content = _around(page, left, right, left_run, right_run)
    else:
        content = [right] if says_right else [left] if left_run else []
    if not cue.always and asked is None and not any(map(page.has_quoted, content)):
        return []
    return content


def _asked(page: _Page, cue: Cue) -> int | None:
    """Where the to-clause of "urged Kabul to open the road" begins, with whom it is asked of unless that is a pronoun;
    or the clause of "asked whether the road was open".
    """
    verb, doc = cue.verb, page.doc
    lemma = verb.lemma_.lower()
    for clause in (c for c in verb.children if c.i > verb.i and c.dep_ in ("xcomp", "ccomp", "advcl")):
        to = next((c for c in clause.children if c.tag_ == "TO" and verb.i < c.i < clause.i), None)
        if to is not None and lemma in word_set("asking_verbs"):
            whom = [c for c in (*verb.children, *clause.children) if c.dep_ in _WHOM and verb.i < c.i < to.i]
            named = whom and whom[0].pos_ != "PRON" and not any(map(page.quoted.__getitem__, range(verb.i, to.i)))
            return whom[0].left_edge.i if named else to.i
        first = clause.left_edge.i
        if lemma in _WONDERS and clause.dep_ == "ccomp" and first > verb.i and doc[first].lower_ in _WHETHER:
            return first
    return None


def _named(page: _Page, cue: Cue, right: Span) -> Span | None:
    """What is said in short: the object of "announced a truce", or what "warned of" goes with."""
    for child in cue.verb.children:
        lemma = cue.verb.lemma_.lower()
        told = child.dep_ == "dobj" and lemma in word_set("naming_verbs")
        of = child.dep_ == "prep" and child.lower_ in _OF_WHAT and cue.always
        if child.i < cue.end - of or not (told or of) or page.quoted[child.i] or child.pos_ == "PRON":
            continue
        span = page.trimmed((child.left_edge.i + of, min(child.right_edge.i + 1, right[1])))
        if sum(page.is_word(i) for i in range(*span)) > 1:
            return span
    return None


def _may_front(page: _Page, cue: Cue, left: Span) -> bool:
    """ "The plan is “dead,” he said", but not "Asked about a “dead” plan, he …"."""
    return cue.always and page.doc[left[0]].tag_ not in ("VBG", "VBN")


def _around(page: _Page, left: Span, right: Span, left_run: bool, right_run: bool) -> list[Span]:
    """A clause between two commas: "The talks, he said, had failed." """
    if left_run:
        return [left, right] if right_run else [left]
    if right_run and page.opens_with_capital(right):
        return [right]
    if not page.has_clause(left):
        subject = any(page.doc[i].dep_ in ("nsubj", "nsubjpass", "expl") for i in range(*left))
        return [left, right] if subject and page.has_clause(right) else [right] if page.has_clause(right) else []
    return [left, right] if page.has_clause(right) else [left]


def _has_complement(page: _Page, cue: Cue, right: Span) -> bool:
    """Do words without quotation marks at their head tell what was said? A clause does, "when he left" does not."""
    if not page.has_words(right):
        return False
    after = [child for child in cue.verb.children if child.i >= cue.end]
    if any(child.dep_ == "ccomp" for child in after):
        return True
    if page.doc[right[0]].lower_ in _NO_CONTENT or (
        page.doc[cue.end].lower_ in _NO_CONTENT and page.doc[right[0] - 1].lower_ != "that"
    ):
        return False
    if page.has_quoted(right) and (any(child.dep_ in ("dobj", "oprd") for child in after) or page.has_clause(right)):
        return page.doc[right[0]].dep_ != "prep"
    return page.has_clause(right) and not any(child.dep_ == "dobj" for child in after)


# --- one attribution -----------------------------------------------------------------------------------------------


def _assembled(page: _Page) -> list[_Draft]:
    """All quotations: what each clause reports, with the quoted sentences that go on before and after it."""
    drafts: list[_Draft] = []
    last: _Draft | None = None  # whose quotation may go on
    waiting: list[Span] = []  # quoted sentences that wait for their reporting clause
    end = 0
    reported = [_reported(page, unit) for unit in page.units]
    for at, (unit, made) in enumerate(zip(page.units, reported, strict=True)):
        linked = _is_linked(page, end, unit)
        if made:
            first = made[0]
            if waiting and linked and page.is_all_quoted(first.content[0]):
                first.content = waiting + first.content
            else:
                drafts += _unsigned(page, waiting)
            waiting = []
            drafts += made
            last = _who_may_go_on(page, made)
        elif page.is_quoted(unit):
            span = page.trimmed(unit)
            if last is None or not _goes_on(page, unit, end) or _is_signed_later(page, reported, at):
                if waiting and not linked:
                    drafts += _unsigned(page, waiting)
                    waiting = []
                waiting.append(span)
                last = None
            elif any(map(page.has_quoted, last.content)):
                last.content.append(span)
            else:
                last = _Draft([span], last.cue, "likely")
                drafts.append(last)
        else:
            drafts += _unsigned(page, waiting)
            waiting, last = [], None
        end = unit[1]
    return drafts + _unsigned(page, waiting)


def _is_linked(page: _Page, end: int, unit: Span) -> bool:
    """Does the quotation before `end` go on here: in the same paragraph, or its mark was left open."""
    if not end or not page.quoted[page.trimmed(unit)[0]]:
        return False
    before = next((page.run_of[i] for i in range(end - 1, -1, -1) if not page.doc[i].is_space), None)
    if before is None:
        return False
    broken = page.paragraph_broken(end - 1, unit[0] + 1)
    return page.runs[before].open_end if broken else True


def _is_signed_later(page: _Page, reported: list[list[_Draft]], at: int) -> bool:
    """A paragraph that leaves its mark open, and the quotation ends in a later one, where somebody signs it."""
    for i in range(at, len(page.units) - 1):
        if not page.paragraph_broken(page.units[i][1] - 1, page.units[i + 1][0] + 1):
            return False
        if not _is_linked(page, page.units[i][1], page.units[i + 1]):
            return False
        if reported[i + 1]:
            return page.is_all_quoted(reported[i + 1][0].content[0])
    return False


def _goes_on(page: _Page, unit: Span, end: int) -> bool:
    """A quoted sentence continues what was said before it in its paragraph, a quoted paragraph what was said just before."""
    return not page.paragraph_broken(end - 1, unit[0] + 1) or _is_sentence(page, unit)


def _who_may_go_on(page: _Page, made: list[_Draft]) -> _Draft:
    """The quotation that the next quoted sentence continues: “We won,” she said, adding that it was late. “We are glad.”"""
    last = made[-1]
    for draft in reversed(made):
        if any(map(page.has_quoted, draft.content)):
            return draft
        if draft.cue is None or not draft.cue.shared:
            break
    return last


def _unsigned(page: _Page, waiting: list[Span]) -> list[_Draft]:
    """Quoted sentences that nobody signs; a quoted heading is none."""
    told = [span for span in waiting if _is_sentence(page, span)]
    return [_Draft(told, None, "likely")] if told else []


def _is_sentence(page: _Page, span: Span) -> bool:
    words = sum(page.is_word(i) for i in range(*span))
    text = page.slice(page.trimmed(span)).of(page.article.text).rstrip("\"”'’» ")
    return words >= _ENOUGH_WORDS and text.endswith((".", "!", "?", "…", ",")) and page.has_clause(span)


# --- signed --------------------------------------------------------------------------------------------------------


def _signed(page: _Page, drafts: list[_Draft], sentences: tuple[Sentence, ...], cast: Cast) -> Iterator[Quote]:
    running = _Running(page, cast)
    for draft in drafts:
        content = tuple(page.slice(span) for span in sorted(draft.content))
        cue, grade = draft.cue, draft.grade
        speaker: Slice | None = None
        kind: SpeakerKind = "unknown"
        person: Person | None = None
        if cue is not None and cue.head is not None and cue.speaker is not None:
            speaker = page.slice(cue.speaker)
            kind, person, sure = running.who(cue)
            grade = grade if sure else "likely"
        where = page.slice((cue.verb.i, cue.verb.i + 1 + cue.according)) if cue else None
        beside = [part for part in (*content, speaker, where) if part]
        yield Quote(
            content=content,
            speaker=speaker,
            speaker_kind=kind,
            person=person.key if person else None,
            cue=where,
            kind=_quote_kind(page, draft),
            grade=grade,
            said=None,
            source=sentence_ref(
                page.article, sentences, Slice(min(p.start for p in beside), max(p.end for p in beside))
            ),
        )


def _quote_kind(page: _Page, draft: _Draft) -> QuoteKind:
    if all(map(page.is_all_quoted, draft.content)):
        return "direct"
    return "mixed" if any(map(page.has_quoted, draft.content)) else "indirect"


@dataclass(slots=True)
class _Running:
    """The one who spoke last, for a "he said" that the cast does not resolve."""

    page: _Page
    cast: Cast
    last: tuple[Cue, SpeakerKind, Person | None] | None = field(default=None)

    def who(self, cue: Cue) -> tuple[SpeakerKind, Person | None, bool]:
        """Kind, person, and whether the words beside the quote say so themselves."""
        head, phrase = cue.head, cue.speaker
        if head is None or phrase is None:
            return "unknown", None, False
        kind, person = name_speaker(head, phrase, self.cast)
        sure = True
        if is_he_or_she(head):
            before = self.last if self.last and self._is_near(self.last[0], cue) and self._may_be(cue) else None
            if person and before and before[2] not in (None, person):
                kind, person, sure = "unknown", None, False  # two people could be meant
            elif person is None:
                sure = False
                if before and self._is_only_one(before[0], cue):
                    kind, person = before[1:]
                elif self._follows_unnamed(cue):
                    kind = "anonymous"
        self.last = (cue, kind, person)
        return kind, person, sure

    def _is_near(self, before: Cue, cue: Cue) -> bool:
        """The clauses stand in neighbouring sentences, but for quoted ones between them."""
        first, last = self.page.unit_at(before.verb.i), self.page.unit_at(cue.verb.i)
        return before.verb.i < cue.verb.i and all(map(self.page.is_all_quoted, self.page.units[first + 1 : last]))

    def _may_be(self, cue: Cue) -> bool:
        """A woman who was "she" is not this "he"."""
        person = self.last[2] if self.last else None
        said = {m.slice.of(self.page.article.text).lower() for m in person.mentions} if person else set[str]()
        return not said & (_SHE if cue.head is not None and cue.head.lower_ in _HE else _HE)

    def _is_only_one(self, before: Cue, cue: Cue) -> bool:
        """Nobody but him is named between the two clauses."""
        page, person = self.page, self.last[2] if self.last else None
        between = (t for t in page.doc[before.verb.i : cue.verb.i] if not page.quoted[t.i] and t.pos_ == "PROPN")
        named = {p.key for t in between for p in self.cast.mentioned(Slice(t.idx, t.idx + len(t)))}
        return named <= {person.key if person else ""}

    def _follows_unnamed(self, cue: Cue) -> bool:
        """The sentence before is about one unnamed person and names nobody: "The official was cautious. He added …"."""
        page, at = self.page, self.page.unit_at(cue.verb.i)
        if at == 0 or self.cast.mentioned(page.slice(page.units[at - 1])):
            return False
        start, end = page.units[at - 1]
        subjects = [t for t in page.doc[start:end] if t.dep_ == "nsubj" and t.head.dep_ == "ROOT"]
        return len(subjects) == 1 and is_unnamed_person(subjects[0]) and not page.quoted[subjects[0].i]
