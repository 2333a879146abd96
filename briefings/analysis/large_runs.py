"""Where names may stand: the runs of words with large letters, and what of them is part of a name."""

import re
from collections.abc import Iterator

from briefings.analysis.likeness import is_given_name
from briefings.analysis.title_words import is_country, office_ending
from briefings.analysis.titles import ends_body_of_office
from briefings.analysis.words import Doc, Span, Token
from briefings.lexicon import word_set, word_set_as_printed

PARTICLES = frozenset(
    "al ul ur el bin bint ibn de da do dos das del della di du la le van von der den ten ter zu abu".split()
)
_LEADING = frozenset("von van der den ter del della di de bin ibn el al".split())  # "said von der Leyen"
_FAR = 25  # words
_STOPS = frozenset((".", "!"))
_DAYS = frozenset("yesterday today tomorrow tonight".split())
_PARTY_MEN = frozenset(("democrat", "republican"))  # "Oversight Democrat | Ann Keller"
_TRAPS = word_set_as_printed("name_traps") | word_set_as_printed("places")
_HONORIFICS = word_set("honorifics")
_ADJECTIVAL = re.compile(
    r"(led|backed|era|style|like|controlled|elect|appointed|friendly|linked|aligned|born|inspired)$"
)


def last_words_of_people(doc: Doc) -> frozenset[str]:
    """The last words of what the model calls people of several words: a sentence may begin with one of them."""
    return frozenset(ent[-1].text for ent in doc.ents if ent.label_ == "PERSON" and len(ent) > 1)


def runs_in(sent: Span, surnames: frozenset[str]) -> Iterator[tuple[int, int, bool]]:
    """Where names may stand, as numbers of tokens `[start, end)`, and whether that is a headline."""
    doc, large = sent.doc, [token for token in sent.doc[sent.start : sent.end] if token.text[0].isupper()]
    headline, end = len(large) > 2 and is_headline(sent), sent.start
    for token in large:
        if token.i >= end and _is_large(token, surnames):
            end = _run_end(sent, token.i)
            pieces = _pieces(doc, token.i, end) if headline else (_trimmed(doc, token.i, end),)
            for start, stop in pieces:
                yield start, stop, headline


def is_headline(sent: Span) -> bool:
    """A line where nearly every word is written large: there a large letter says nothing.

    With a full stop it is one only as the first line of all.
    """
    stopped = not _STOPS.isdisjoint(sent.doc.texts[max(sent.start, sent.end - 3) : sent.end])
    if stopped and sent.start:
        return False
    words = [text for text in sent.doc.texts[sent.start : sent.end] if len(text) > 3 and text.isalpha()]
    if len(words) <= 3 or sum(word[0].isupper() for word in words) / len(words) <= 0.7:
        return False
    if not stopped:
        return True
    told = any(token.tag_ in {"VBD", "VBZ"} and token.is_lower for token in sent)  # a headline's verbs are large too
    return "\n" in sent[-1].text and not told


def _is_large(token: Token, surnames: frozenset[str]) -> bool:
    """A word with a large first letter has it for its own sake, and not because something begins with it."""
    if token.text == "I":
        return False
    first = token.is_sent_start or token.nbor(-1).text in {'"', "'", ":", "-", "–", "—", "*"}
    name = token.tag_ in {"NNP", "NNPS"} or token.ent_type_ == "PERSON" or token.text in surnames
    return not first or name or is_given_name(token.text)


def _run_end(sent: Span, at: int) -> int:
    doc, end = sent.doc, at + 1
    while end < sent.end:
        token = doc[end]
        joined = not doc[end - 1].whitespace_
        if token.text[0].isupper() and (not joined or doc[end - 1].text in {"-", "."}):
            end += 1
        elif token.text == "-" and joined and end + 1 < sent.end and not token.whitespace_:
            after = doc[end + 1]
            if not after.is_alpha or (after.is_lower and (_ADJECTIVAL.search(after.text) or _is_verb(after))):
                break
            end += 2
        elif token.text == "." and joined and doc[end - 1].text in {"Jr", "Sr"}:
            end += 1
        elif nickname_end := _after_nickname(doc, end, sent.end):
            end = nickname_end
        elif token.lower_ in PARTICLES and end + 1 < sent.end and _after_particles(doc, end, sent.end):
            end = _after_particles(doc, end, sent.end)
        else:
            break
    return end


def _is_verb(token: Token) -> bool:
    """Of "Bush-spent a fortune", where a dash was meant."""
    return token.tag_ in {"VBD", "VBN", "VBZ", "VBP"}


def _after_nickname(doc: Doc, at: int, last: int) -> int:
    """Past the marks in 'Robert "Bob" Hale' or "Maria (Masha) Orlova", up to the surname; 0 elsewhere."""
    marks = doc[at].text + doc[at + 2].text if at + 3 < last else ""
    framed = marks in {'""', "''", "()"} and doc[at + 1].text.istitle() and doc[at + 3].text.istitle()
    return at + 3 if framed and is_given_name(doc[at - 1].text) and not doc[at].whitespace_ else 0


def _after_particles(doc: Doc, at: int, last: int) -> int:
    """Past "von der Leyen" or "al-Sisi"; 0 when no large letter follows."""
    while at < last and (doc[at].lower_ in PARTICLES or doc[at].text == "-"):
        at += 1
    return at + 1 if at < last and doc[at].text[0].isupper() else 0


def _trimmed(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """A run without the titles and the other words in it that are no part of a name."""
    if end - start > 1:
        start = next((i + 1 for i in range(end - 2, start - 1, -1) if doc[i].lower_ in _PARTY_MEN), start)
        start = _after_titles(doc, start, end)
        start = next((i for i in range(end - 2, start, -1) if ends_body_of_office(doc, i)), start)
        while start < end - 1 and (_is_no_name(doc[start]) or doc[start].text in {"-", "–"}):
            start += 1
        while end - 1 > start and (_is_no_name(doc[end - 1]) or doc[end - 1].text in {"-", "–"}):
            end -= 1
        start = _past_junk(doc, start, end)
        if doc[start].text == "Said" and doc[start].is_sent_start and _leads_to_words(doc, start, end):
            start += 1  # "Said | Miller: “…”"
    while doc[start - 1].text in _LEADING and start > doc[start].sent.start:
        start -= 1
    while (
        end - start > 1
        and doc[end - 1].is_stop
        and doc[end - 2].text != "-"  # "Moon Jae-in"
        and not (doc[end - 1].is_upper or _is_surname_too(doc, start, end - 1))
    ):
        end -= 1  # "Mr. Sanders Is Not …"
    return start, end


def _leads_to_words(doc: Doc, start: int, end: int) -> bool:
    """A colon follows, or a comma and the colon later: "Said | Ann Miller, who was there: “…”"; else he may be called Said."""
    if end >= len(doc) or doc[end].text == ":":
        return end < len(doc)
    named = end - start > 2 and doc[end].text == "," and is_given_name(doc[start + 1].text)
    return named and any(token.text == ":" for token in doc[end : min(doc[start].sent.end, end + _FAR)])


def _past_junk(doc: Doc, start: int, end: int) -> int:
    """Past large words that no name begins with: "Miss Universe Alicia Machado", "Crooked Hillary Clinton"."""
    if end - start > 1 and _opens_sentence(doc[start]) and not is_given_name(doc[start].text):
        start += 1  # "Without Bloomberg", "Painting Trump as …"
    if start and doc[start - 1].lower_ == "fellow" and end - start > 2:
        return start + 1  # "fellow Kentuckian | Rand Holm"
    if start > 1 and doc[start - 1].lower_ in {"of", "for", "on"} and office_ending(doc, start - 1) is not None:
        start = next((i for i in range(start, end) if doc[i].ent_type_ == "PERSON"), start)  # "Minister of Health | …"
    for at in range(start, end - 1):
        word, after = doc[at], doc[at + 1]
        if is_given_name(word.text) or word.text.endswith("."):
            return start
        one_person = word.ent_type_ == "PERSON" and after.ent_iob_ == "I"
        if is_given_name(after.text) and end - at > 2 and not one_person:
            return at + 1
    return start


def _opens_sentence(token: Token) -> bool:
    """A little word or a participle that is written large only because a sentence begins."""
    little = token.is_stop or token.text.endswith("ing") or token.lower_ in _DAYS
    return little and (token.is_sent_start or token.nbor(-1).is_punct) and not token.is_upper


def _pieces(doc: Doc, start: int, end: int) -> Iterator[tuple[int, int]]:
    """In a headline: what the model calls people, and single words, to be compared with names found elsewhere."""
    people = {ent.start: ent.end for ent in doc.span(start, end).ents if ent.label_ == "PERSON"}
    while start < end:
        to = people.get(start, start + 1)
        while to - start > 1 and doc[to - 1].is_stop and not doc[to - 1].is_upper:
            to -= 1  # "Primary Will | Be a Battle"
        yield start, to
        start = to


def _after_titles(doc: Doc, start: int, end: int) -> int:
    for at in range(end - 1, start - 1, -1):
        if at > 0 and doc[at - 1].text.casefold() in _HONORIFICS and at - 1 >= start:
            return at
        office = office_ending(doc, at) if at > 0 else None
        if office is None or _is_within_name(doc, start, office, at, end):
            continue
        return at
    return start


def _is_within_name(doc: Doc, start: int, office: int, at: int, end: int) -> bool:
    """ "Dean Acheson" and "Larry King Live" hold no office; "Charlotte Mayor Jennifer Roberts" does."""
    if at - office > 1 or is_given_name(doc[at].text):
        return False
    first = office == start and at == end - 1 and is_given_name(doc[office].text)
    return first or (office > start and is_given_name(doc[office - 1].text))


def _is_no_name(token: Token) -> bool:
    return token.ent_type_ != "PERSON" and (is_country(token) or is_trap(token.text))


def _is_surname_too(doc: Doc, start: int, at: int) -> bool:
    """ "Theresa May": not the month or the verb, straight behind the given name that the run begins with."""
    given = doc[at - 1]
    return at - 1 == start and given.tag_ == "NNP" and is_given_name(given.text) and doc[at].text == "May"


def is_trap(text: str) -> bool:
    """A place, a people, a newspaper: large words that are nobody's name."""
    return text in _TRAPS
