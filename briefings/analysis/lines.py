"""Speech that no verb reports: transcript lines ("KELLER: …"), colons, dashes, and what a paragraph of its own repeats."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from briefings.analysis.cues import Cue
from briefings.analysis.people import Cast
from briefings.analysis.reported import Draft
from briefings.analysis.speakers import named_by_label
from briefings.analysis.units import Page, Span
from briefings.analysis.words import Token
from briefings.lexicon import word_set
from briefings.model import Slice

_FROM = frozenset("from by of per".split())
_ABOUT = frozenset("about against for on to".split())
_CITES = frozenset("cite echo paraphrase quote".split())
_LABEL = re.compile(
    r"\s*[\"“]?([A-Z][\w.'’-]*(?:\s+(?:(?:of|the|de|al|van|von|bin)\s+)*[A-Z][\w.'’-]*){0,5})\s*:\s+(?=\S)"
)
_ENOUGH_LINES = 3  # labelled paragraphs that make a transcript
_ENOUGH_WORDS = 4
_LONGEST_CREDIT = 14
_DASHES = frozenset(("—", "–", "―", "-", "--"))
_ANSWERS = frozenset("advice answer comment message reaction reply response verdict".split())
_HE_OR_SHE = frozenset("he she her his".split())
_CLOSING = frozenset(("”", '"', "''"))
_SUBJECTS = frozenset(("nsubj", "nsubjpass"))


def find_lines(page: Page, cast: Cast) -> dict[int, Draft]:
    """The quotations that a label in front makes, by the number of the unit in which each begins.

    A label is a name in capitals that comes again or that the article knows, or the name of somebody known. In a
    transcript a paragraph without one goes on with the speaker before, as long as another label follows; but in one
    whose labels are no capitals ("Ann Keller: …") a reporter may tell the story between them.
    """
    paragraphs = _paragraphs(page)
    labels = [_label(page, page.units[first]) for first, _ in paragraphs]
    again = Counter(name.upper() for name in (_text(page, label) for label in labels if label) if name)
    lines = [label is not None and _is_speaker(page, cast, label, again) for label in labels]
    spoken = (
        is_line and page.has_clause(page.units[first]) for is_line, (first, _) in zip(lines, paragraphs, strict=True)
    )
    transcript = sum(lines) >= _ENOUGH_LINES and any(spoken)  # and no table: "Keller: 547."
    named = [_text(page, label) for line, label in zip(lines, labels, strict=True) if line and label]
    capitals = transcript and any(name.isupper() for name in named)
    last_line = max((i for i, line in enumerate(lines) if line), default=-1)
    found: dict[int, Draft] = {}
    open_line: Draft | None = None
    for i, ((first, last), label) in enumerate(zip(paragraphs, labels, strict=True)):
        if lines[i] and label is not None:
            body = _whole(page, (label[1] + 1, page.units[last][1]))
            cue = _cue(page, label, page.doc[label[1]])
            if page.has_clause(body) or (transcript and page.has_words(body)):
                open_line = found[first] = Draft([body], cue)
            if i == 0 and not _text(page, label).isupper():
                open_line = None  # a headline: "Keller: Roads Come First"
        elif open_line and capitals and i < last_line and _is_speech(page, page.units[first]):
            body = _whole(page, (page.units[first][0], page.units[last][1]))
            open_line.content.append(body)
            found[first] = open_line
        else:
            open_line = None
    for (first, last), credit in pairwise(paragraphs):
        if first not in found and (pulled := _pulled(page, (page.units[first][0], page.units[last][1]), credit, cast)):
            found[first] = pulled
    return found


def _pulled(page: Page, paragraph: Span, credit: Span, cast: Cast) -> Draft | None:
    """A sentence set large between the paragraphs, whose mark closes behind a name on the line below: \'Go home.⏎Ann Keller."\'

    It is nobody's who spoke above it.
    """
    start, end = page.trimmed(paragraph)
    run = page.run_of[start] if start < end else None
    if run is None or not page.runs[run].open_end or not page.is_all_quoted((start, end)):
        return None
    first, last = page.units[credit[0]][0], page.units[credit[1]][1]
    while last > first and page.doc[last - 1].is_space:
        last -= 1
    words = sum(map(page.is_word, range(first, last)))
    closes = page.doc[last - 1].text in _CLOSING and not page.has_quoted((first, last))
    if not closes or not 0 < words <= _LONGEST_CREDIT or page.has_clause((first, last)):
        return None
    named = [i for i in range(first, last) if cast.at(Slice(page.doc[i].idx, page.doc[i].idx + len(page.doc[i])))]
    whole = _whole(page, (start, end))
    if not named or named != list(range(named[0], named[-1] + 1)):
        return Draft([whole], None, "likely")
    return Draft([whole], _cue(page, (named[0], named[-1] + 1), page.doc[last - 1]))


def units_of_paragraph(page: Page, at: int) -> Iterator[int]:
    """The unit `at` and those after it up to the end of its paragraph."""
    yield at
    for i in range(at, len(page.units) - 1):
        if page.paragraph_broken(page.units[i][1] - 1, page.units[i + 1][0] + 1):
            return
        yield i + 1


def introduced(page: Page, unit: Span, cast: Cast) -> Draft | None:
    """What a colon or a dash gives to somebody: 'The minister had one wish: “Let us go home.”', '“Go home.” — Ann Keller'."""
    if not page.has_quoted(unit):
        return None
    for at in range(unit[0] + 1, unit[1]):
        token = page.doc[at]
        if _is_dash(token) and page.quoted[at - 1] and page.is_all_quoted((unit[0], at)):
            return _before_dash(page, unit, at)
        if page.quoted[at]:
            continue
        after = next((i for i in range(at + 1, unit[1]) if not page.doc[i].is_space), at)
        if token.text == ":" and page.quoted[after]:
            return _after_colon(page, unit, at, cast)
    return None


def is_by_dash(draft: Draft) -> bool:
    """Whether a dash behind it says who said it: then what follows is somebody else's, or nobody's."""
    return draft.cue is not None and _is_dash(draft.cue.verb)


def _is_dash(token: Token) -> bool:
    """Also one that stands right behind the closing mark: ”―."""
    return token.text in _DASHES or (token.text[0] in _CLOSING and token.text[1:] in _DASHES)


def promised(page: Page, unit: Span) -> Cue | None:
    """The reporting clause that ends a paragraph with a colon, so that the next paragraph is what is reported."""
    start, end = unit
    while end > start and page.doc[end - 1].is_space:
        end -= 1
    if end == start or page.doc[end - 1].text != ":" or page.quoted[end - 1]:
        return None
    cues = [cue for cue in page.cues_in((start, end)) if not cue.according]
    return cues[-1] if cues else None


def _paragraphs(page: Page) -> list[Span]:
    """First and last unit of each, both included."""
    breaks = [
        i + 1 for i, (a, b) in enumerate(pairwise(page.units)) if page.paragraph_broken(a[1] - 1, b[0] + 1)
    ]  # fmt: skip
    edges = [0, *breaks, len(page.units)]
    return [(a, b - 1) for a, b in pairwise(edges) if a < b]


def _label(page: Page, unit: Span) -> Span | None:
    """The tokens before the colon that opens this paragraph with a name."""
    start = unit[0]
    while start < unit[1] and page.doc[start].is_space:
        start += 1
    if start == unit[1]:
        return None
    label = _LABEL.match(page.text, page.doc[start].idx)
    if label is None:
        return None
    colon = next((i for i in range(start, unit[1]) if page.doc[i].idx >= label.end(1)), None)
    if colon is None or page.doc[colon].text != ":":
        return None
    while start < colon and not page.is_word(start):
        start += 1
    return (start, colon) if start < colon else None


def _whole(page: Page, span: Span) -> Span:
    """What was said, with the full stop at its end: it is somebody's very words."""
    start, end = page.trimmed(span)
    start = max(start, span[0])  # "KELLER: We won." in marks: the label is not said
    while end < span[1] and page.doc[end].text in (".", "!", "?", "…", "..."):
        end += 1
    return start, end


def _text(page: Page, span: Span) -> str:
    return page.doc.text_of(span[0], span[1])


def _is_speaker(page: Page, cast: Cast, label: Span, again: Counter[str]) -> bool:
    name = _text(page, label)
    if any(token.lower_ in _ABOUT or token.tag_ in ("VBZ", "VBD") for token in page.doc[label[0] : label[1]]):
        return False  # "The Mayor on Ann Keller: “A fighter.”", "Ann Keller Endorses …"
    first, last = page.doc[label[0]], page.doc[label[1] - 1]
    if len(cast.mentioned(Slice(first.idx, last.idx + len(last)))) > 1:
        return False  # "Ann Keller Endorses Tom Brandt: “A fighter.”"
    repeated = again[name.upper()] > 1
    if (name.isupper() or repeated or label[0] == page.units[0][0]) and named_by_label(page.doc[label[1] - 1], cast):
        return True  # elsewhere "Ann Keller: Roads" is a heading
    lines = repeated and again.total() >= _ENOUGH_LINES
    return lines and (name.isupper() or label[1] - label[0] > 1) and len(name) > 2


def _is_speech(page: Page, unit: Span) -> bool:
    """No stage direction: "(END VIDEO CLIP)", "…"."""
    first = next((i for i in range(*unit) if not page.doc[i].is_space), unit[0])
    return page.doc[first].text not in ("(", "[") and page.has_clause(unit)


def _cue(page: Page, speaker: Span, mark: Token) -> Cue:
    return Cue(
        mark, page.doc[speaker[1] - 1], speaker, speaker[0], mark.i + 1, always=True, shared=False
    )  # fmt: skip


def _after_colon(page: Page, unit: Span, colon: int, cast: Cast) -> Draft | None:
    run = page.trimmed((colon + 1, unit[1]))
    while run[0] < run[1] and page.doc[run[1] - 1].text.startswith("http") and not page.quoted[run[1] - 1]:
        run = page.trimmed((run[0], run[1] - 1))  # where it stands: “…” https://…
    if not _is_sentence(page, run):
        return None
    speaker = _credited(page, (unit[0], colon), cast)
    if speaker is None:
        return None
    sure = speaker[1] == colon
    return Draft([run], _cue(page, speaker, page.doc[colon]), "attributed" if sure else "likely")


def _credited(page: Page, before: Span, cast: Cast) -> Span | None:
    """Who stands directly before the colon, or is the subject of the sentence that it ends."""
    doc = page.doc
    last = before[1] - 1
    name, first = doc[last], _whole_name(page, last, before[0])
    if cast.at(Slice(name.idx, name.idx + len(name))) is not None and not _is_spoken_to(doc.span(first, last + 1).root):
        joined = first - 1 > before[0] and doc[first - 1].lower_ == "and"
        return _whole_name(page, first - 2, before[0]) if joined else first, before[1]
    for token in doc[before[0] : before[1]]:
        if (
            token.dep_ in _SUBJECTS
            and (token.head.dep_ == "ROOT" or page.quoted[token.head.head.i])
            and token.i < token.head.i
            and not page.quoted[token.i]
        ):
            who = _whose(token)
            known = cast.at(Slice(who.idx, who.idx + len(who))) is not None
            if known or who.lower_ in _HE_OR_SHE or who.lower_ in word_set("people_nouns"):
                return max(who.left_edge.i, before[0]), who.i + 1
    return None


def _whose(word: Token) -> Token:
    """Keller in "Keller's answer was: “…”"."""
    answers = word.lemma_.lower() in _ANSWERS
    return next((c for c in word.children if c.dep_ == "poss"), word) if answers else word


def _is_spoken_to(name: Token) -> bool:
    """Or about: "had a message for Keller:", "praised Keller:"; but "a letter from Keller:" and "cited Keller:" are hers."""
    if name.dep_ == "appos" and not any(t.text == "," for t in name.doc[name.head.i : name.i]):
        name = name.head  # "praising the coach Ann Keller:"
    if name.dep_ == "pobj":
        by = name.head.lower_ in _FROM or (name.head.lower_ == "to" and name.head.nbor(-1).lower_ == "according")
        return not by
    return name.dep_ in ("dobj", "dative") and name.head.lemma_.lower() not in _CITES


def _whole_name(page: Page, last: int, first: int) -> int:
    while last > first and page.doc[last - 1].text[0].isupper() and page.doc[last - 1].pos_ == "PROPN":
        last -= 1
    return last


def _before_dash(page: Page, unit: Span, dash: int) -> Draft | None:
    """A quotation on a line of its own, with its author behind a dash."""
    credit = page.trimmed((dash + 1, unit[1]))
    words = sum(map(page.is_word, range(*credit)))
    run = page.trimmed((unit[0], dash))
    if not 0 < words <= _LONGEST_CREDIT or page.has_clause(credit) or not _is_sentence(page, run):
        return None
    first = page.doc[credit[0]]
    if not first.text[0].isupper() or page.has_quoted(credit):
        return None
    name = credit[0]
    while name + 1 < credit[1] and page.doc[name + 1].text[0].isupper():
        name += 1
    cue = _cue(page, (credit[0], name + 1), page.doc[dash])
    return Draft([run], cue)


def _is_sentence(page: Page, run: Span) -> bool:
    return (
        sum(map(page.is_word, range(*run))) >= _ENOUGH_WORDS
        and page.has_clause(run)
        and page.opens_with_capital(run)
    )  # fmt: skip
