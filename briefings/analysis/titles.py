"""Titles as newspapers print them, before a name and after it. They are a witness for the name, and become roles."""

from dataclasses import replace

from briefings.analysis.likeness import is_given_name
from briefings.analysis.title_parts import (
    ENVOYS,
    OF_A_NAME,
    STATUS,
    STILL,
    Title,
    is_in_name,
    is_short_office,
    lowered,
    of_whom,
    read_title,
)
from briefings.analysis.title_words import NO_MODIFIER, QUARTERS, RANKS, is_country, office_ending
from briefings.analysis.words import Doc, Token
from briefings.lexicon import word_set, word_set_as_printed

_OF_FORCES = frozenset("army navy air force marine corps".split())  # "Army General"
_OPENS = frozenset("the a an its his her their our 's '".split())  # what opens "its leader, Colm Doyle"
_BODIES = frozenset("foundation institute news university".split())
_WHO = ("WP", "WP$", "WDT")
_WHEN = frozenset("since until till during".split())
_AT_A_TIME = frozenset("from in for between after before by on under at".split())
_PERIODS = frozenset("week month year".split())
_SEATS = frozenset("sen sen. senator rep rep. representative congressman congresswoman mp".split())
_HONORIFICS = word_set("honorifics")
_SOON = 5  # words from "from 2012" to "until 2016"
_OF_OFFICE = frozenset("of for at to in on with and".split())  # what an office may be followed by
_BODIES_WITH_HEADS = frozenset(
    "assembly authority bank board bureau commission committee council court parliament party police senate".split()
)
_PARENTS = frozenset("father mother".split())
_LONGEST = 14  # words of a title that follows a name


# --- before a name -----------------------------------------------------------------------------------------------


def address_before(doc: Doc, at: int) -> int:
    """Where the name at token `at` opens with its forms of address: "Foreign Minister | Dr. Rosa Lima"."""
    while at > 0 and doc[at - 1].lower_ in _HONORIFICS and office_ending(doc, at) is None:
        at -= 1
    return at


def titles_around(doc: Doc, start: int, end: int) -> tuple[tuple[Title, ...], tuple[Title, ...]]:
    """The titles before the name at tokens `[start, end)`, its forms of address included, and those after it.

    People are told by them and roles are made of them, so each name's are read once.
    """
    around: tuple[tuple[Title, ...], tuple[Title, ...]] | None = doc.titles.get((start, end))
    if around is None:
        before = *titles_before(doc, start), *title_then_name(doc, start, end)
        around = doc.titles[start, end] = before, titles_after(doc, end)
    return around


def titles_before(doc: Doc, at: int) -> tuple[Title, ...]:
    """The titles that end where the name at token `at` begins, nearest first.

    "the Pakistan Army chief General Qamar Bajwa" has two: a rank stands beside another title, never inside one.
    """
    found: list[Title] = []
    while title := _title_ending(doc, _before_letters(doc, at), behind_rank=bool(found)):
        found.append(title)
        at = title.start
        if not (title.head in RANKS or _stands_behind_office(doc, at) or _stands_behind_chair(doc, title)):
            break
    if found and (other := _title_joined_to(doc, found[-1])):
        found[-1] = _also_over(found[-1], other) if _are_alike(doc, found[-1], other) else found[-1]
        found.append(other)
    return tuple(found)


def _before_letters(doc: Doc, at: int) -> int:
    """ "Chief of Army Staff| (COAS) General Qamar Bajwa": an office's letters are no other office."""
    return at - 3 if is_short_office(doc, at) else at


def _title_joined_to(doc: Doc, title: Title) -> Title | None:
    """ "Deputy Prime Minister and Finance Minister Yusuf Kaya" is one man; "the president and Minister Kaya" are two."""
    if title.start < 2 or doc[title.start - 1].lower_ != "and" or doc[title.start].lower_ in _OPENS:
        return None
    other = _title_ending(doc, title.start - 1, behind_rank=False)
    if other is None or other.head in RANKS or title.organisation not in {None, other.organisation}:
        return None
    alike = (
        _are_alike(doc, title, other) or other.status == "former"
    )  # "former Premier and Labour candidate Ann Keller"
    return other if alike and doc[other.start].lower_ not in _OPENS else None


def _are_alike(doc: Doc, title: Title, other: Title) -> bool:
    """Both are written large, or both small."""
    return doc[other.end - 1].text[0].isupper() == doc[title.end - 1].text[0].isupper()


def _also_over(title: Title, other: Title) -> Title:
    """Of "former governor and senator" both are over."""
    return replace(title, status="former") if other.status == "former" else title


def title_then_name(doc: Doc, start: int, end: int) -> tuple[Title, ...]:
    """ "The union's leader, Colm Doyle, said": the title of which the name at tokens `[start, end)` is the apposition."""
    if start < 3 or doc[start - 1].text != "," or (end < len(doc) and not doc[end].is_punct and not doc[end].is_space):
        return ()
    title = _title_ending(doc, start - 1, behind_rank=False) or _title_of_something(doc, start - 1)
    if title is None:
        return ()
    if title.start > 1 and doc[title.start - 1].text == "," and doc[title.start - 2].ent_type_ == "PERSON":
        return ()  # of the one before it or of the one behind it
    opening = doc[max(0, title.start - 1) : title.start + 3]  # "| the country's leader", "| Sri Lanka's leader"
    return (title,) if any(token.lower_ in _OPENS for token in opening) else ()


def _title_of_something(doc: Doc, end: int) -> Title | None:
    """ "The head of the village school, Rosa Lima": the office is not the last word before the comma."""
    first = max(doc[end - 1].sent.start, end - _LONGEST)
    at = end - 1
    while at > first and (
        doc[at].pos_ in {"NOUN", "PROPN", "ADJ", "PART"} or doc[at].lower_ in {"of", "for", "and", "the"}
    ):
        if doc[at].lower_ in {"of", "for"} and (office := office_ending(doc, at)) is not None:
            start = office
            while start > first and _goes_with(doc[start - 1], rank=False):
                start -= 1
            return read_title(doc, start, office, end)
        at -= 1
    return None


def _title_ending(doc: Doc, at: int, *, behind_rank: bool) -> Title | None:
    if (body := _body_behind_office(doc, at)) is not None:
        title = _title_ending(doc, body, behind_rank=behind_rank)
        return replace(title, organisation=doc.text_of(body, at), end=at) if title is not None else None
    office = office_ending(doc, at)
    if office is None:
        office = _office_of(doc, at, behind_rank=behind_rank)
    if office is None:
        office = _office_for(doc, at)
    if office is None:
        office = _post_abroad(doc, at)
    if office is None:
        return None
    if doc[office].lower_ == "fellow" and office + 1 == at and not _goes_with(doc[office - 1], rank=False):
        return None  # "their fellow Rand Holm"; but "senior fellow Rand Holm"
    if office == at - 1 and _is_done(doc[office]):
        return None
    start = office
    rank, seat = lowered(doc, office, at) in RANKS, _has_seat(doc, office, at)
    while start > doc[at - 1].sent.start and _goes_with(doc[start - 1], rank=rank):
        if seat and office_ending(doc, start) is not None:
            break
        start -= 1
    start = office if _ends_office(doc, start, office) else _with_whole_body(doc, start)
    return read_title(doc, start, office, at)


def _is_done(word: Token) -> bool:
    """ "They will judge Keller": a verb, whatever it is elsewhere."""
    return word.tag_ == "VB" and any(child.tag_ in {"MD", "TO"} for child in word.children)


def _has_seat(doc: Doc, office: int, end: int) -> bool:
    """ "Sen.", "Representative": who sits in a house may hold an office there."""
    return end - office == 1 and doc[office].lower_ in _SEATS


def _stands_behind_chair(doc: Doc, title: Title) -> bool:
    """ "Committee Chairman | Sen. Ann Keller" has two titles."""
    return _has_seat(doc, title.start, title.end) and office_ending(doc, title.start) is not None


def _stands_behind_office(doc: Doc, at: int) -> bool:
    """ "Speaker of the House | Rep. Paul Lund" has two titles."""
    start = at
    while start and start > doc[at - 1].sent.start and doc[start - 1].text[0].isupper():
        start -= 1
    return _ends_office(doc, start, at)


def _ends_office(doc: Doc, start: int, office: int) -> bool:
    """The words before this office are of the one before them: "Speaker of the House | Rep. Paul Lund"."""
    of = start - 1 - (doc[start - 1].lower_ == "the") if start else 0
    return of > 0 and start < office and doc[of].lower_ == "of" and office_ending(doc, of) is not None


def _with_whole_body(doc: Doc, start: int) -> int:
    """ "Hall | of Fame player", "Bank | of England governor": the body's name begins before the "of".

    An office does not: "Minister of Health Secretary Roe".
    """
    if start < 2 or doc[start - 1].lower_ != "of" or not doc[start].text[0].isupper():
        return start
    body = start - 2
    if doc[body].tag_ != "NNP" or not doc[body].text[0].isupper() or office_ending(doc, start - 1) is not None:
        return start
    if doc[body].ent_type_ == "DATE":
        return start  # "the death on Saturday of | Justice Ann Keller"
    while body > doc[start].sent.start and _goes_with(doc[body - 1], rank=False):
        body -= 1
    return body


def ends_body_of_office(doc: Doc, end: int) -> bool:
    """Whether the land or body of an office ends here: "Speaker of the National Assembly| Ann Keller", "Chairman NAB|"."""
    body = doc[end - 1].lower_ in word_set("organisation_words") and _office_of(doc, end, behind_rank=False) is not None
    sent_to = is_country(doc[end - 1]) and _post_abroad(doc, end) is not None
    return body or sent_to or _body_behind_office(doc, end) is not None


def _body_behind_office(doc: Doc, end: int) -> int | None:
    """Where the land or the body begins that stands right behind its office: "Chief Minister | Punjab", "Chairman | NAB"."""
    last = doc[end - 1] if end else None
    if last is None or not last.text[0].isupper() or is_given_name(last.text):
        return None
    named = is_country(last) or last.text in word_set_as_printed("places") or (last.is_upper and len(last.text) > 2)
    if not (named or last.lower_ in _BODIES_WITH_HEADS) or office_ending(doc, end) is not None:
        return None
    for start in range(end - 1, max(end - 1 - OF_A_NAME, 0), -1):
        if not doc[start].text[0].isupper() or is_given_name(doc[start].text):
            return None
        if (office := office_ending(doc, start)) is not None:
            large = doc[office].text[0].isupper() and lowered(doc, office, start) not in RANKS
            return start if large else None
    return None


def _office_for(doc: Doc, end: int) -> int | None:
    """ "Minister for Planning", "Special Assistant to the Prime Minister on Health": an office and its field."""
    at = end - 1
    if not (end < len(doc) and doc[end].ent_type_ == "PERSON" and at > 1 and _is_large_word(doc[at])):
        return None
    while at > max(1, end - _LONGEST) and (_is_large_word(doc[at]) or doc[at].lower_ == "and"):
        at -= 1
    office = office_ending(doc, at) if doc[at].lower_ in {"for", "on"} else None
    if office is None or not doc[office].text[0].isupper():
        return None
    to = office - 1 - (doc[office - 1].lower_ == "the") if office else 0
    return office_ending(doc, to) if to > 0 and doc[to].lower_ == "to" else office


def _office_of(doc: Doc, end: int, *, behind_rank: bool) -> int | None:
    """ "Chairman of the US Joint Chiefs of Staff", "Minister of Education": an office, "of", and what it is of.

    Without a rank behind it only an office that is written large, too: "a friend of Harvard President Ann Roe".
    """
    start = end - 1
    if not behind_rank and not (
        end > 2
        and end < len(doc)
        and _is_large_word(doc[start])
        and (doc[end].ent_type_ == "PERSON" or doc[start].lower_ in word_set("organisation_words"))
    ):
        return None
    while start > max(0, end - _LONGEST) and (
        doc[start].text[0].isupper() or doc[start].lower_ in {"of", "the", "and", "in"}
    ):
        start -= 1
        if doc[start + 1].lower_ == "of" and (office := office_ending(doc, start + 1)) is not None:
            while doc[office - 1].lower_ == "of" and (wider := office_ending(doc, office - 1)) is not None:
                office = wider
            return office if behind_rank or doc[office].text[0].isupper() else None
    return None


def _post_abroad(doc: Doc, at: int) -> int | None:
    """ "Ambassador to Kabul | Ann Keller", "envoy for Norland | Ann Keller", "envoy to the Norland Council | Ann Keller":
    where the office begins.
    """
    place = at
    while place > 1 and at - place < OF_A_NAME and doc[place - 1].text[0].isupper():
        place -= 1
    to = place - 1 - (doc[place - 1].lower_ == "the") if place < at else 0
    if to < 1 or doc[to].lower_ not in {"to", "for"} or doc[to - 1].lower_ not in ENVOYS:
        return None
    return office_ending(doc, to)


def _is_large_word(token: Token) -> bool:
    return token.text[0].isupper() and token.ent_type_ != "PERSON"


def _goes_with(token: Token, *, rank: bool) -> bool:
    """Whether this word may stand between a country and the office on its right."""
    if token.text in {"-", "–"}:
        return not (
            token.whitespace_ and token.i and token.nbor(-1).whitespace_
        )  # "HOLM, Norl. - | U.S. District Judge"
    if is_country(token) or token.lower_ in STATUS or token.lower_ in STILL:
        return True
    if token.text in QUARTERS and token.nbor(1).tag_ == "NNP":
        return True  # "former South Carolina Gov."
    if not token.whitespace_ and token.nbor(1).text not in {"-", "–"}:
        return False
    if rank:
        return token.lower_ in _OF_FORCES and token.text[0].isupper()
    if token.lower_ in word_set("title_modifiers"):
        return True
    if token.lower_ in _HONORIFICS:
        return False  # "Mr | Justice Roe"
    of_body = token.i + 1 < len(token.doc) and is_in_name(token.nbor(1)) and token.nbor(1).lower_ in _BODIES
    named = token.ent_type_ == "PERSON" and not of_body  # "Breitbart | News executive" is of Breitbart News
    large = token.text[0].isupper() and token.tag_ in {"NNP", "NNPS"} and not named
    return large and (of_body or token.lower_ not in NO_MODIFIER)


# --- after a name ------------------------------------------------------------------------------------------------


def titles_after(doc: Doc, at: int) -> tuple[Title, ...]:
    """The title between commas after a name that ends before token `at`: "Imtiaz Gul, a security analyst, said"."""
    at = _past_brackets(doc, at)
    if at >= len(doc) or doc[at].text != ",":
        return ()
    last = doc[at - 1].sent.end
    if at + 2 < last and doc[at].text == "," and doc[at + 1].like_num and doc[at + 2].text == ",":
        at += 2  # "Jane Roe, 45, a nurse"
    if at + 1 >= last or doc[at].text != ",":
        return ()
    start = at + 1
    while start < last and doc[start].lower_ in {"the", "a", "an", "his", "her", "their", "who", "was", "is", "now"}:
        if doc[start].lower_ in {"who", "was", "is"}:
            return ()
        start += 1
    end = next(
        (i for i in range(start, min(last, start + _LONGEST)) if _ends_phrase(doc[i])), min(last, start + _LONGEST)
    )
    if start == end or doc[start].tag_ == "CC" or not _stands_alone(doc, at, end) or _bears_a_title(doc, start, end):
        return ()
    if end < last and _may_be_of_next(doc, start, end):
        return ()
    over = end < last and _is_over(doc, end)
    return tuple(_ended(title) if over else title for title in _titles_between(doc, start, end))


def _may_be_of_next(doc: Doc, start: int, end: int) -> bool:
    """ "Keller, the finance minister, Paul Lund, and others": nobody knows whose title it is."""
    nexts = doc[end + 1 : end + 2] if doc[end].text == "," else ()
    return doc[start - 1].lower_ == "the" and any(t.ent_type_ == "PERSON" and t.tag_ == "NNP" for t in nexts)


def _bears_a_title(doc: Doc, start: int, end: int) -> bool:
    """Does the phrase end in another's name behind his title: "the Star of David, | Speaker of the House Rep. Paul Ryan"?"""
    name = end
    while name > start and doc[name - 1].ent_type_ == "PERSON":
        name -= 1
    return start < name < end and office_ending(doc, name) is not None


def _past_brackets(doc: Doc, at: int) -> int:
    """Behind what stands in brackets right after a name: "Rep. Jane Roe (D-Ohio) |, the panel's chairwoman"."""
    if at < len(doc) and doc[at].text == "(":
        return next((i + 1 for i in range(at, min(len(doc), at + _LONGEST)) if doc[i].text == ")"), at)
    return at


def title_stated(doc: Doc, at: int) -> tuple[Title, ...]:
    """The title that stands at token `at`, as a verb gives it: "(served as) U.S. ambassador to Burma | from 2012"."""
    last = min(doc[at].sent.end, at + _LONGEST)
    start = at
    while start < last and doc[start].lower_ in {
        "the",
        "a",
        "an",
        "his",
        "her",
        "their",
        "its",
        "now",
        "also",
        "still",
    }:
        start += 1
    end = next((i for i in range(start, last) if _ends_phrase(doc[i]) or _leaves_office(doc[i])), last)
    while end > start and (doc[end - 1].pos_ in {"ADV", "CCONJ"} or doc[end - 1].ent_type_ == "DATE"):
        end -= 1
    return tuple(_titles_between(doc, start, end)) if start < end else ()


def _leaves_office(token: Token) -> bool:
    """Where a clause goes on and its office is told: "the mayor of Holm | when it burnt"."""
    if token.tag_ in {"WRB", "VBP", "EX"} or (token.tag_ == "TO" and token.head.tag_ == "VB"):
        return True
    if token.lower_ in {"last", "this"} and token.i + 1 < token.sent.end and token.nbor(1).lower_ in _PERIODS:
        return True
    return token.pos_ in {"ADP", "SCONJ"} and token.lower_ not in _OF_OFFICE


def _titles_between(doc: Doc, start: int, end: int) -> list[Title]:
    """One title, or those that "and" joins. "Chairwoman and chief executive of Northwind" is both of Northwind."""
    found: list[Title] = []
    while title := _title_from(doc, start, end):
        joined = found and doc[start - 1].lower_ == "and"
        if joined and found[-1].organisation is None and title.end - title.start > 1:
            found[-1] = replace(found[-1], organisation=of_whom(doc, title.start, title.end))
        found.append(_also_over(title, found[-1]) if joined else title)
        if title.end + 1 >= end or doc[title.end].lower_ != "and":
            break
        start = title.end + 1
        start += doc[start].lower_ in {"the", "a", "an"}
    return found


def _title_from(doc: Doc, start: int, end: int) -> Title | None:
    for office_end in range(start + 1, end + 1):
        office = office_ending(doc, office_end)
        if office is None or office < start or _is_compound(doc, office_end, end):
            continue
        if not all(_may_modify(doc[i]) for i in range(start, office)) or _is_surname(doc, start, office, office_end):
            return None
        return read_title(doc, start, office, _with_complement(doc, office_end, end))
    return None


def _is_surname(doc: Doc, start: int, office: int, end: int) -> bool:
    """ "Ann Keller, Paul King and others": the second is nobody's king."""
    first = doc[start]
    named = office == start + 1 and end == office + 1 and doc[office].text.istitle()
    return named and is_given_name(first.text) and first.ent_type_ == doc[office].ent_type_ == "PERSON"


def _ends_phrase(token: Token) -> bool:
    return (
        (token.is_punct and token.text not in {"-", "–", "'", ".", "&"})
        or token.is_space
        or token.tag_ in {"VBD", "VBZ", "MD", *_WHO}
        or _tells_when(token)
    )


def _tells_when(token: Token) -> bool:
    """The "from" of "ambassador to Burma from 2012 to 2016", the "until" of "until last year"."""
    if token.lower_ in _WHEN:
        return True
    if token.lower_ not in _AT_A_TIME or token.i + 1 >= len(token.doc):
        return False
    after = token.doc.span(token.i + 1, token.i + 3)
    return after[0].ent_type_ == "DATE" or _is_year(after[0]) or after.text.lower() == "the time"


def _is_year(token: Token) -> bool:
    return len(token.text) == 4 and token.text.isdecimal()


def _is_over(doc: Doc, at: int) -> bool:
    """ "Until last year", "from 2012 to 2016", "in 2008"."""
    to = {token.lower_ for token in doc[at : at + _SOON]} & {"to", "until", "till"}
    return (
        doc[at].lower_ in {"until", "till"}
        or (doc[at].lower_ == "from" and bool(to))
        or (doc[at].lower_ == "in" and at + 1 < len(doc) and _is_year(doc[at + 1]))
    )


def _ended(title: Title) -> Title:
    return replace(title, status="former") if title.status == "held" else title


def _is_compound(doc: Doc, at: int, end: int) -> bool:
    """The office goes on in another noun: "the police chief executive", or a name: "Secretary Tillerson"."""
    return at < end and (doc[at].pos_ in {"NOUN", "PROPN"} or doc[at].text in {"-", "'s"})


def _may_modify(token: Token) -> bool:
    return (
        token.pos_ in {"NOUN", "PROPN", "ADJ", "PART", "CCONJ", "NUM"}
        or token.text in {"-", "–"}
        or token.lower_ in STATUS
        or token.tag_ in {"VBG", "VBN", "JJ", "JJS"}
    )


def _with_complement(doc: Doc, at: int, end: int) -> int:
    """Past "of …", "for …", "at …", "in …" when the phrase ends there, or "and a former …" begins."""
    if at >= end or doc[at].lower_ not in {"of", "for", "at", "to", "in", "on", "with"}:
        return at
    ands = (i for i in range(at, end - 1) if doc[i].lower_ == "and")
    to = next((i for i in ands if _begins_title(doc[i + 1]) or _opens_office(doc, i + 1, end)), end)
    while to > at and (doc[to - 1].text == "." or doc[to - 1].dep_ == "cc" or doc[to - 1].lower_ == "of"):
        to -= 1
    return at if doc[to - 1].lower_ in {"'s", "'"} else to  # "anchor of NBC's “Nightly”"


def _begins_title(token: Token) -> bool:
    """What is no part of the title before the "and": "mayor of Holm and | mother of three"."""
    return token.lower_ in {"a", "an"} or token.lower_ in STATUS or token.lower_ in word_set("relatives") | _PARENTS


def _opens_office(doc: Doc, at: int, end: int) -> bool:
    """ "A chemist at Holm and | senior author of the study": the body ends before it."""
    found = (office_ending(doc, i) for i in range(at + 1, min(end, at + OF_A_NAME) + 1)) if doc[at].is_lower else ()
    return any(office is not None and office >= at for office in found)


def _stands_alone(doc: Doc, comma: int, end: int) -> bool:
    """The phrase is closed as an apposition is: by a comma, a bracket or the sentence's end; or a verb of the name."""
    if end < doc[comma].sent.end and doc[end].tag_ in {"VBD", "VBZ"}:  # not: "speaking of Keller, the mayor went home"
        subject = any(t.dep_ in {"nsubj", "nsubjpass"} and t.head.i >= end for t in doc[comma + 1 : end])
        return not (doc[comma - 1].dep_ in {"pobj", "dobj", "appos", "conj"} and (subject or doc[end].pos_ == "AUX"))
    return end >= doc[comma].sent.end or not doc[end].is_alpha or doc[end].tag_ in _WHO or _tells_when(doc[end])
