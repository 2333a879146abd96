"""Who said what: the quotations of an article, each assembled as one attribution."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from briefings.analysis.cues import Cue
from briefings.analysis.likeness import gender_of
from briefings.analysis.lines import find_lines, introduced, is_by_dash, promised, units_of_paragraph
from briefings.analysis.people import Cast
from briefings.analysis.reported import Draft, find_reported
from briefings.analysis.sentences import begins, sentence_ref
from briefings.analysis.speakers import is_he_or_she, is_unnamed_person, name_speaker
from briefings.analysis.units import Page, Span
from briefings.analysis.words import Doc
from briefings.model import Article, Person, Quote, QuoteKind, Sentence, Slice, SpeakerKind

_HE = frozenset("he him his himself".split())
_SHE = frozenset("she her hers herself".split())
_ASKS = frozenset("ask press question".split())
_I_AND_YOU = frozenset("i we you me us my our your mine ours yours myself ourselves".split())
_ENOUGH_WORDS = 4  # a sentence of quoted speech that nobody signs is longer than a catchword


def find_quotes(doc: Doc, article: Article, sentences: tuple[Sentence, ...], cast: Cast) -> tuple[Quote, ...]:
    """The quotations of one article, in reading order, each with the one who said it.

    `person` is None unless exactly one person could have spoken: we would rather leave a quote unsigned than sign it
    wrongly. A quote broken by its reporting clause (“A,” he said. “B.”) is one quote with two slices, and so are the
    quoted sentences and paragraphs that follow it. Words in quotation marks that nobody says are no quote. An unclosed
    mark ends with its paragraph. Cues come from lexicon/reporting_verbs.txt and quoting_verbs.txt.
    """
    if not sentences:
        return ()
    page = Page(doc, article)
    drafts = sorted(_assembled(page, cast), key=lambda draft: draft.content[0])
    return tuple(_signed(page, drafts, sentences, cast))


# --- one attribution -----------------------------------------------------------------------------------------------


def _assembled(page: Page, cast: Cast) -> list[Draft]:
    """All quotations: what each clause reports, with the quoted sentences that go on before and after it."""
    drafts: list[Draft] = []
    last: Draft | None = None  # whose quotation may go on
    waiting: list[Span] = []  # quoted sentences that wait for their reporting clause
    end = 0
    reported = [find_reported(page, unit) for unit in page.units]
    lines, told = find_lines(page, cast), set[int]()
    awaited: Cue | None = None  # a reporting clause that ended its paragraph with a colon
    for at, (unit, made) in enumerate(zip(page.units, reported, strict=True)):
        if at in told:
            end = unit[1]
            continue
        if line := lines.get(at):
            told |= set(units_of_paragraph(page, at))
            goes_on = bool(drafts) and drafts[-1] is line
            drafts += [*_unsigned(page, waiting), *([] if goes_on else [line])]
            waiting, last, awaited, end = [], None, None, unit[1]
            continue
        if awaited is not None and not (page.is_quoted(unit) or _is_of_its_speaker(page, at)):
            awaited = None
        if awaited is not None and not (made and page.is_all_quoted(made[0].content[0])):
            draft = _block(page, at, awaited)
            told |= set(units_of_paragraph(page, at)) if not page.is_quoted(unit) else {at}
            drafts += [*_unsigned(page, waiting), draft]
            waiting, last, awaited, end = [], draft, None, unit[1]
            continue
        awaited = promised(page, unit)
        if awaited is not None and any(draft.cue == awaited for draft in made):
            awaited = None
        if not made and (given := introduced(page, unit, cast)):
            made = [given]
        linked = bool(waiting) and _is_linked(page, end, unit)
        if made:
            first = made[0]
            if linked and page.is_all_quoted(first.content[0]):
                first.content = waiting + first.content
            else:
                drafts += _unsigned(page, waiting)
            waiting = []
            drafts += made
            last = None if is_by_dash(made[0]) else _who_may_go_on(page, made)
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
                last = Draft([span], last.cue, "likely")
                drafts.append(last)
        else:
            drafts += _unsigned(page, waiting)
            waiting, last = [], None
        end = unit[1]
    return drafts + _unsigned(page, waiting)


def _block(page: Page, at: int, cue: Cue) -> Draft:
    """What follows "Keller wrote:" in a paragraph of its own: the quoted sentence, or all of a paragraph without marks."""
    start, end = page.units[at]
    if page.is_quoted((start, end)):
        return Draft([page.trimmed((start, end))], cue)
    *_, last = units_of_paragraph(page, at)
    return Draft([page.trimmed((start, page.units[last][1]))], cue, "likely")


def _is_of_its_speaker(page: Page, at: int) -> bool:
    """A paragraph without marks is somebody's own words where it says "I", "we" or "you"; a page that lost the message
    which stood behind the colon goes on with the writer's.
    """
    *_, last = units_of_paragraph(page, at)
    words = page.doc[page.units[at][0] : page.units[last][1]]
    return any(token.lower_ in _I_AND_YOU and not page.quoted[token.i] for token in words)


def _is_linked(page: Page, end: int, unit: Span) -> bool:
    """Does the quotation before `end` go on here: in the same paragraph, or its mark was left open."""
    if not end or not page.quoted[page.trimmed(unit)[0]]:
        return False
    before = next((page.run_of[i] for i in range(end - 1, -1, -1) if not page.doc[i].is_space), None)
    if before is None:
        return False
    broken = page.paragraph_broken(end - 1, unit[0] + 1)
    return page.runs[before].open_end if broken else True


def _is_signed_later(page: Page, reported: list[list[Draft]], at: int) -> bool:
    """A paragraph that leaves its mark open, and the quotation ends in a later one, where somebody signs it."""
    for i in range(at, len(page.units) - 1):
        if not page.paragraph_broken(page.units[i][1] - 1, page.units[i + 1][0] + 1):
            return False
        if not _is_linked(page, page.units[i][1], page.units[i + 1]):
            return False
        if reported[i + 1]:
            return page.is_all_quoted(reported[i + 1][0].content[0])
    return False


def _goes_on(page: Page, unit: Span, end: int) -> bool:
    """A quoted sentence continues what was said before it in its paragraph, a quoted paragraph what was said just before."""
    return not page.paragraph_broken(end - 1, unit[0] + 1) or _is_sentence(page, unit) or _is_linked(page, end, unit)


def _who_may_go_on(page: Page, made: list[Draft]) -> Draft | None:
    """The quotation that the next quoted sentence continues: “We won,” she said, adding that it was late. “We are glad.”

    None for those who are only told of: "letters with men | suggesting that …".
    """
    last = made[-1]
    for draft in reversed(made):
        if any(map(page.has_quoted, draft.content)):
            return draft
        if draft.cue is None or not (draft.cue.shared or _is_by_the_way(draft.cue, made[0].cue)):
            break
    cue = last.cue
    return None if cue is not None and cue.verb.dep_ == "acl" and cue.head is cue.verb.head else last


def _is_by_the_way(cue: Cue, first: Cue | None) -> bool:
    """Told by the way, in the first clause: “…,” she said of the talks where Smith | said that …, “…,” she said after Smith | did."""
    return first is not None and cue.verb.dep_ in ("relcl", "advcl") and first.verb.is_ancestor(cue.verb)


def _unsigned(page: Page, waiting: list[Span]) -> list[Draft]:
    """Quoted sentences that nobody signs; a quoted heading is none."""
    told = [span for span in waiting if _is_sentence(page, span)]
    return [Draft(told, None, "likely")] if told else []


def _is_sentence(page: Page, span: Span) -> bool:
    words = sum(page.is_word(i) for i in range(*span))
    text = page.slice(page.trimmed(span)).of(page.article.text).rstrip("\"”'’» ")
    return words >= _ENOUGH_WORDS and text.endswith((".", "!", "?", "…", ",")) and page.has_clause(span)


# --- signed --------------------------------------------------------------------------------------------------------


def _signed(page: Page, drafts: list[Draft], sentences: tuple[Sentence, ...], cast: Cast) -> Iterator[Quote]:
    running = _Running(page, cast)
    start = sentences[min(begins(page.article.text, sentences), len(sentences) - 1)].slice.start
    for draft in drafts:
        content = tuple(_behind(page.slice(span), start) for span in sorted(draft.content))
        cue, grade = draft.cue, draft.grade
        speaker: Slice | None = None
        kind: SpeakerKind = "unknown"
        person: Person | None = None
        if cue is not None and cue.head is not None and cue.speaker is not None:
            speaker = _behind(page.words(cue.speaker), start)
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


def _behind(part: Slice, start: int) -> Slice:
    """The part without the dateline: the parser reads that with what follows it."""
    return Slice(start, part.end) if part.start < start < part.end else part


def _quote_kind(page: Page, draft: Draft) -> QuoteKind:
    if all(map(page.is_all_quoted, draft.content)):
        return "direct"
    return "mixed" if any(map(page.has_quoted, draft.content)) else "indirect"


@dataclass(slots=True)
class _Running:
    """The one who spoke last, for a "he said" that the cast does not resolve."""

    page: Page
    cast: Cast
    last: tuple[Cue, SpeakerKind, Person | None] | None = field(default=None)
    said: dict[str, frozenset[str]] = field(default_factory=dict)  # by person: the pronouns that mean him

    def who(self, cue: Cue) -> tuple[SpeakerKind, Person | None, bool]:
        """Kind, person, and whether the words beside the quote say so themselves."""
        head, phrase = cue.head, cue.speaker
        if head is None or phrase is None:
            return "unknown", None, False
        kind, person = name_speaker(head, phrase, self.cast)
        sure = True
        if is_he_or_she(head):
            before = self.last if self.last and self._is_near(self.last[0], cue) and self._may_be(cue) else None
            if person and before and (before[2] not in (None, person) or self._has_asked(before[0], person)):
                kind, person, sure = "unknown", None, False  # two people could be meant
            elif person and before and not before[2] and self._is_within_unnamed(before[0], cue, person):
                kind, person, sure = "anonymous", None, False
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
        """A woman who was "she", or bears a woman's name, is not this "he"."""
        person = self.last[2] if self.last else None
        is_he = cue.head is not None and cue.head.lower_ in _HE
        named = gender_of(person.name.split()[0]) if person else None
        return named != ("f" if is_he else "m") and not self._pronouns(person) & (_SHE if is_he else _HE)

    def _pronouns(self, person: Person | None) -> frozenset[str]:
        """How the article speaks of him elsewhere."""
        key = person.key if person else ""
        if key not in self.said:
            mentions = person.mentions if person else ()
            spoken = (m.slice.of(self.page.article.text).lower() for m in mentions if m.kind == "pronoun")
            self.said[key] = frozenset(spoken)
        return self.said[key]

    def _has_asked(self, before: Cue, person: Person) -> bool:
        """ "Keller asked Brandt whether … “Sure it is,” he said": the one who was asked, maybe."""
        page = self.page
        asked = before.verb.lemma_.lower() in _ASKS
        whom = (
            [c for c in before.verb.children if c.dep_ in ("dobj", "dative") and c.i > before.verb.i] if asked else []
        )
        named = (p for c in whom for p in self.cast.mentioned(page.words((c.left_edge.i, c.i + 1))))
        return any(p != person for p in named)

    def _is_only_one(self, before: Cue, cue: Cue, start: int = 0) -> bool:
        """Nobody but him is named between the two clauses, or from token `start` on."""
        page, person = self.page, self.last[2] if self.last else None
        between = (
            t for t in page.doc[max(start, before.verb.i) : cue.verb.i] if not page.quoted[t.i] and t.pos_ == "PROPN"
        )
        named = {p.key for t in between for p in self.cast.mentioned(Slice(t.idx, t.idx + len(t)))}
        return named <= {person.key if person else ""}

    def _is_within_unnamed(self, before: Cue, cue: Cue, person: Person) -> bool:
        """ "A spokesman for the president, Ann Keller, said …": who goes on is he, and she is named nowhere else since.

        So it is where the article prints a name of which we make nothing: "said J0hn, who was Keller's aide".
        """
        head = before.head
        if head is None or before.speaker is None or not (is_unnamed_person(head) or head.pos_ == "PROPN"):
            return False
        if is_unnamed_person(head) and before.verb.sent == cue.verb.sent and self._is_only_one(before, cue):
            return True  # "The tenant said police were quick, which left her feeling “safe”"
        within = self.cast.mentioned(self.page.words(before.speaker))
        return person in within and self._is_only_one(before, cue, before.speaker[1])

    def _follows_unnamed(self, cue: Cue) -> bool:
        """The sentence before is about one unnamed person and names nobody: "The official was cautious. He added …"."""
        page, at = self.page, self.page.unit_at(cue.verb.i)
        if at == 0 or self.cast.mentioned(page.slice(page.units[at - 1])):
            return False
        start, end = page.units[at - 1]
        subjects = [t for t in page.doc[start:end] if t.dep_ == "nsubj" and t.head.dep_ == "ROOT"]
        return len(subjects) == 1 and is_unnamed_person(subjects[0]) and not page.quoted[subjects[0].i]
