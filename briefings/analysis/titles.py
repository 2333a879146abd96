"""Titles as newspapers print them, before a name and after it. They are a witness for the name, and become roles."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc, Token

from briefings.analysis.lexicon import entries, word_set, word_set_as_printed
from briefings.model import RoleStatus

_STATUS: dict[str, RoleStatus] = {
    **dict.fromkeys("former ex onetime then late retired ousted deposed disgraced past".split(), "former"),
    **dict.fromkeys("acting interim caretaker".split(), "acting"),
    **dict.fromkeys("nominee nominated designate designated elect incoming".split(), "nominee"),
}
_OF_FORCES = frozenset("army navy air force marine corps".split())  # "Army General"
_OPENS = frozenset("the a an its his her their our 's '".split())  # what opens "its leader, Colm Doyle"
_LONGEST = 14  # words of a title that follows a name


@dataclass(frozen=True, slots=True)
class Title:
    """A title, and where it stands. Tokens `[start, end)` hold it with its country, its "former" and its "the"."""

    text: str  # as printed, the country left out: "Defense Secretary", "CIA Director"
    organisation: str | None  # as printed: "US", "CIA"
    status: RoleStatus
    words: frozenset[str]  # the words of title and organisation in small letters
    head: str  # the office itself in small letters: "secretary of state", "secretary"
    start: int
    end: int


# --- before a name -----------------------------------------------------------------------------------------------


def titles_before(doc: Doc, at: int) -> tuple[Title, ...]:
    """The titles that end where the name at token `at` begins, nearest first.

    "the Pakistan Army chief General Qamar Bajwa" has two: a rank stands beside another title, never inside one.
    """
    found: list[Title] = []
    while title := _title_ending(doc, at, behind_rank=bool(found)):
        found.append(title)
        at = title.start
        if title.head not in _ranks():
            break
    return tuple(found)


def title_then_name(doc: Doc, start: int, end: int) -> tuple[Title, ...]:
    """ "The union's leader, Colm Doyle, said": the title of which the name at tokens `[start, end)` is the apposition."""
    if start < 3 or doc[start - 1].text != "," or (end < len(doc) and not doc[end].is_punct and not doc[end].is_space):
        return ()
    title = _title_ending(doc, start - 1, behind_rank=False)
    if title is None:
        return ()
    before = doc[title.start if doc[title.start].lower_ in _OPENS else title.start - 1] if title.start else None
    return (title,) if before is not None and before.lower_ in _OPENS else ()


def _title_ending(doc: Doc, at: int, *, behind_rank: bool) -> Title | None:
    office = office_ending(doc, at)
    if office is None and behind_rank:
        office = _office_of(doc, at)
    if office is None:
        return None
    start = office
    rank = _lower(doc, office, at) in _ranks()
    while start > doc[at - 1].sent.start and _goes_with(doc[start - 1], rank=rank):
        start -= 1
    return _read(doc, start, office, at)


def office_ending(doc: Doc, end: int) -> int | None:
    """Where the longest office or rank of the lexicon that ends at token `end` begins; None when none does."""
    if not end or doc[end - 1].lower_ not in _last_words():
        return None
    words = [token.lower_ for token in doc[max(0, end - _longest_office()) : end]]
    return next((end - len(words) + at for at in range(len(words)) if " ".join(words[at:]) in _offices()), None)


def _office_of(doc: Doc, end: int) -> int | None:
    """ "Chairman of the US Joint Chiefs of Staff" before a rank: an office, "of", and what it is the office of."""
    start = end - 1
    while start > max(0, end - _LONGEST) and (
        doc[start].text[0].isupper() or doc[start].lower_ in {"of", "the", "and"}
    ):
        start -= 1
        if doc[start + 1].lower_ == "of" and (office := office_ending(doc, start + 1)) is not None:
            while doc[office - 1].lower_ == "of" and (wider := office_ending(doc, office - 1)) is not None:
                office = wider
            return office
    return None


def _goes_with(token: Token, *, rank: bool) -> bool:
    """Whether this word may stand between a country and the office on its right."""
    if is_country(token) or token.lower_ in _STATUS or token.text in {"-", "–"}:
        return True
    if not token.whitespace_ and token.nbor(1).text not in {"-", "–"}:
        return False
    if rank:
        return token.lower_ in _OF_FORCES and token.text[0].isupper()
    if token.lower_ in word_set("title_modifiers"):
        return True
    large = token.text[0].isupper() and token.tag_ in {"NNP", "NNPS"} and token.ent_type_ != "PERSON"
    return large and token.lower_ not in _no_modifier()


# --- after a name ------------------------------------------------------------------------------------------------


def titles_after(doc: Doc, at: int) -> tuple[Title, ...]:
    """The title between commas after a name that ends before token `at`: "Imtiaz Gul, a security analyst, said"."""
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
    for office_end in range(start + 1, end + 1):
        office = office_ending(doc, office_end)
        if office is None or office < start or _is_compound(doc, office_end, end):
            continue
        if not all(_may_modify(doc[i]) for i in range(start, office)):
            return ()
        title = _read(doc, start, office, _with_complement(doc, office_end, end))
        return (title,) if _stands_alone(doc, at, end) else ()
    return ()


def _ends_phrase(token: Token) -> bool:
    return (
        (token.is_punct and token.text not in {"-", "–", "'", "."})
        or token.is_space
        or token.tag_ in {"VBD", "VBZ", "MD"}
    )


def _is_compound(doc: Doc, at: int, end: int) -> bool:
    """The office goes on in another noun: "the police chief executive", or a name: "Secretary Tillerson"."""
    return at < end and (doc[at].pos_ in {"NOUN", "PROPN"} or doc[at].text in {"-", "'s"})


def _may_modify(token: Token) -> bool:
    return (
        token.pos_ in {"NOUN", "PROPN", "ADJ", "PART", "CCONJ", "NUM"}
        or token.text in {"-", "–"}
        or token.lower_ in _STATUS
        or token.tag_ in {"VBG", "VBN", "JJ", "JJS"}
    )


def _with_complement(doc: Doc, at: int, end: int) -> int:
    """Past "of …", "for …", "at …", "in …" when the phrase ends there."""
    return end if at < end and doc[at].lower_ in {"of", "for", "at", "to", "in", "on", "with"} else at


def _stands_alone(doc: Doc, comma: int, end: int) -> bool:
    """The phrase is closed as an apposition is: by a comma, a bracket or the sentence's end; or a verb of the name."""
    return end >= doc[comma].sent.end or not doc[end].is_alpha or doc[end].tag_ in {"VBD", "VBZ"}


# --- reading one -------------------------------------------------------------------------------------------------


def _read(doc: Doc, start: int, office: int, end: int) -> Title:
    """Splits "former US acting Defense Secretary" into status, country and title."""
    status: RoleStatus = "held"
    at, country = start, None
    while at < office:
        token = doc[at]
        if token.lower_ in _STATUS:
            status = _STATUS[token.lower_]
        elif is_country(token):
            country = doc[country.start if country is not None and country.end == at else at : at + 1]
        elif token.text not in {"-", "–", "'s", "'"}:
            break
        at += 1
    if any(word in {"elect", "designate", "nominee"} for word in _lower(doc, office, end).replace("-", " ").split()):
        status = "nominee"
    body = _institution(doc, at, office)
    possessor = doc[start - 2] if start > 1 and doc[start - 1].lower_ in {"'s", "'"} else None
    if country is None and possessor is not None and is_country(possessor):
        country = doc[possessor.i : possessor.i + 1]
    within = next((token.text for token in doc[at:office] if is_country(token)), None)
    organisation = country.text if country is not None else _in_brackets(doc, start) or body or within
    return Title(
        text=doc[at:end].text,
        organisation=organisation,
        status=status,
        words=frozenset(t.lower_ for t in doc[start:end] if t.text[0].isalnum()),
        head=_lower(doc, office, end) if end - office <= _longest_office() else doc[office].lower_,
        start=_with_possessor(doc, start),
        end=end,
    )


def _institution(doc: Doc, start: int, office: int) -> str | None:
    """The large words that open a title and are no part of an office: "CIA", "State Department", "White House"."""
    at = start
    while at < office and doc[at].text[0].isupper() and (doc[at].tag_ in {"NNP", "NNPS"} or doc[at].is_upper):
        at += 1
    known = all(token.lower_ in word_set("title_modifiers") and not token.is_upper for token in doc[start:at])
    place = at == start + 1 and doc[start].text in word_set_as_printed("places")
    return None if at == start or known or place else doc[start:at].text


def _in_brackets(doc: Doc, start: int) -> str | None:
    """ "Inter-Services Intelligence (ISI) director-general"."""
    short = start > 2 and doc[start - 1].text == ")" and doc[start - 3].text == "(" and doc[start - 2].is_upper
    return doc[start - 2].text if short else None


def _with_possessor(doc: Doc, start: int) -> int:
    if start > 1 and doc[start - 1].lower_ in {"'s", "'"} and is_country(doc[start - 2]):
        start -= 2
    if start > 0 and doc[start - 1].lower_ in {"the", "a", "an"}:
        start -= 1
    return start


def is_country(token: Token) -> bool:
    """A country, a people or its adjective, also as the second word of "North Korean"."""
    return token.text in _countries() or (token.text.isupper() and token.lower_ in word_set("countries"))


@cache
def _countries() -> frozenset[str]:
    parts = {part for entry in entries("countries") for part in entry.split()}
    return frozenset(parts - {"New", "Costa", "Faso", "Coast", "Leone", "Rico", "Arab", "United", "States"}) | {"Arab"}


@cache
def _no_modifier() -> frozenset[str]:
    return (
        word_set("name_traps")
        - {"senate", "house", "parliament", "congress", "pentagon", "kremlin", "taliban"}
        - (word_set("title_modifiers") | {"white", "republican", "democratic", "hamas", "hezbollah", "fox", "reuters"})
    )


@cache
def _offices() -> frozenset[str]:
    return frozenset(map(_spaced, (*entries("titles"), *entries("ranks"))))


@cache
def _last_words() -> frozenset[str]:
    return frozenset(office.split()[-1] for office in _offices())


@cache
def _ranks() -> frozenset[str]:
    return frozenset(map(_spaced, entries("ranks")))


@cache
def _longest_office() -> int:
    return max(len(office.split()) for office in _offices())


def _spaced(entry: str) -> str:
    return entry.casefold().replace("-", " - ")


def _lower(doc: Doc, start: int, end: int) -> str:
    return " ".join(token.lower_ for token in doc[start:end])


def words_of(titles: Iterable[Title]) -> frozenset[str]:
    """All the words of these titles together."""
    return frozenset().union(*(title.words for title in titles))
