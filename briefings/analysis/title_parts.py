"""What a title says: its status, the country or body that it is of, and the office itself."""

from dataclasses import dataclass

from briefings.analysis.title_words import LONGEST_OFFICE, OFFICES, QUARTERS, is_country, office_ending
from briefings.analysis.words import Doc, Token
from briefings.lexicon import word_set, word_set_as_printed
from briefings.model import RoleStatus

STATUS: dict[str, RoleStatus] = {
    **dict.fromkeys("former ex onetime then late retired ousted deposed disgraced past".split(), "former"),
    **dict.fromkeys("acting interim caretaker".split(), "acting"),
    **dict.fromkeys("nominee nominated designate designated elect incoming future".split(), "nominee"),
}
STILL = frozenset(
    "newly recently elected appointed current outgoing presumptive sitting embattled".split()
)  # no part of a title
_OF_WHOM = frozenset("of for at with".split())  # "head of the UN agency"; an ambassador to Chile is not of Chile
_THERE = frozenset("in at".split())
OF_A_NAME = 3  # words
ENVOYS = frozenset("ambassador envoy representative commissioner".split())
_OF_LOWER_RANK = frozenset("assistant associate chief deputy executive junior managing principal senior vice".split())
_REGIONS = frozenset("African Arab Asian European".split())
_PARTS_OF_THE_WORLD = frozenset(("Latin America", "Middle East", "Near East"))
_ORGANS = frozenset(  # of a state
    "air army assembly cabinet capital capitol city coast command congress court defence defense department district embassy "
    "federal force forces foreign government guard high house intelligence international judiciary justice law legislature "
    "ministry mission nation national navy nuclear office oil order parliament people police policy power presidency public "
    "republic security senate service services state supreme team trade treasury way".split()
)
_LEARNED = frozenset(  # who know of a land or a field, and work somewhere
    "analyst coordinator economist expert fellow historian lecturer professor researcher scholar scientist specialist student".split()
)
_BODIES_OF = frozenset(  # "Court of Appeals"
    "court courts university bank college department ministry board council embassy chamber".split()
)


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


def read_title(doc: Doc, start: int, office: int, end: int) -> Title:
    """Splits "former US acting Defense Secretary" into status, country and title; "USA Cycling's spokesman" is whole."""
    status: RoleStatus = "held"
    at, country = start, None
    while at < office:
        token = doc[at]
        if token.lower_ in STATUS:
            status = STATUS[token.lower_]
        elif (
            is_country(token)
            and not _is_hyphened(token)
            and not any(other.lower_ in {"'s", "'"} for other in doc[at + 2 : office])
            and not _opens_body(doc, at, office)
        ):
            country = doc.span(country.start if country is not None and country.end == at else at, at + 1)
        elif token.lower_ not in STILL and token.text not in {"-", "–", "'s", "'"}:
            break
        at += 1
    if status == "held":  # "Clinton's former campaign manager", "former Clinton aide"
        status = next((STATUS[token.lower_] for token in doc[at:office] if token.lower_ in STATUS), status)
        if (before := _behind_a_name(doc, start)) is not None:
            status = STATUS.get(before.lower_, status)
        described = (token for token in doc[max(0, start - OF_A_NAME) : start] if token.lower_ in STATUS)
        over = (token.lower_ for token in described if token.dep_ == "amod" and token.head.i >= office)
        status = next(map(STATUS.__getitem__, over), status)  # "former paper executive Ann Keller"
    if any(word in {"elect", "designate", "nominee"} for word in lowered(doc, office, end).replace("-", " ").split()):
        status = "nominee"
    body = _institution(doc, at, office)
    possessor = doc[start - 2] if start > 1 and doc[start - 1].lower_ in {"'s", "'"} else None
    if country is None and possessor is not None and is_country(possessor):
        country = doc.span(_whole_country(doc, possessor.i), possessor.i + 1)
    lands = (token for token in doc[at:office] if is_country(token) and not _is_hyphened(token))
    within = next((doc.text_of(t.i, t.i + 1 + (t.text in QUARTERS)) for t in lands), None)
    organisation = country.text if country is not None else _in_brackets(doc, start) or body or within
    organisation = _where_he_works(doc, office, end) or organisation or of_whom(doc, office, end)
    return Title(
        text=doc.text_of(at, end),
        organisation=organisation,
        status=status,
        words=frozenset(t.lower_ for t in doc[start:end] if t.text[0].isalnum()),
        head=lowered(doc, office, end) if end - office <= LONGEST_OFFICE else doc[office].lower_,
        start=_with_possessor(doc, start),
        end=end,
    )


def _opens_body(doc: Doc, at: int, office: int) -> bool:
    """ "European Commission President", "Scottish National Party leader": a body, and no organ of that land as the
    ministry in "Pakistani Foreign Ministry spokesman" is.
    """
    last = at  # of the large words
    while last + 1 < office and is_in_name(doc[last + 1]) and doc[last + 1].lower_ not in _OF_LOWER_RANK:
        last += 1
    word = doc[last].lower_
    field = all(token.lower_ in word_set("title_modifiers") for token in doc[at + 1 : last + 1])  # "Energy Minister"
    organ = word in _ORGANS and doc[at].text not in _REGIONS
    return word == "party" or (word in word_set("organisation_words") and not (organ or field))


def _is_hyphened(token: Token) -> bool:
    """ "Mexican-American writer" tells no country."""
    before = token.i > 0 and token.nbor(-1).text == "-" and not token.nbor(-1).whitespace_
    return before or token.nbor(1).text == "-"


def _behind_a_name(doc: Doc, at: int) -> Token | None:
    """The word before the name that ends at token `at`: whose aide somebody is."""
    start = at
    while start > max(0, at - OF_A_NAME) and doc[start - 1].ent_type_ == "PERSON" and doc[start - 1].text[0].isupper():
        start -= 1
    return doc[start - 1] if 0 < start < at else None


def _institution(doc: Doc, start: int, office: int) -> str | None:
    """The large words that open a title and are no part of an office: "CIA", "State Department", "White House"."""
    at = start
    at += is_country(doc[at]) and not _is_hyphened(doc[at])
    while at < office and (is_in_name(doc[at]) or (at > start and _joins_names(doc, at, office))):
        at += 1
    if at < office and doc[at].lower_ in {"al", "el"}:
        return None  # "Deir al-Zor resident": a name that goes on in small letters
    while start + 1 < at and (_is_of_party(doc[start]) or doc[start].text == "Independent"):
        start += 1  # "Republican House Majority Leader" leads the House
    at = _before_lower_rank(doc, start, at)
    field = doc[at - 1].lower_ not in word_set("organisation_words")  # "Punjab Information Minister"
    first = start + (at > start and field and doc[start].text in word_set_as_printed("places"))
    known = all(token.lower_ in word_set("title_modifiers") and not token.is_upper for token in doc[first:at])
    body = doc.text_of(start, at)
    return None if at == start or known or body in _PARTS_OF_THE_WORLD else body


def _before_lower_rank(doc: Doc, start: int, end: int) -> int:
    """ "ANC | Deputy President" is of the ANC, "CNN | Senior International Correspondent" of CNN; "Holm | Executive
    Committee" is one body."""
    if doc[end - 1].lower_ in word_set("organisation_words") and doc[end - 1].lower_ not in word_set("title_modifiers"):
        return end
    return next((at for at in range(start + 1, end) if doc[at].lower_ in _OF_LOWER_RANK), end)


def _is_of_party(token: Token) -> bool:
    return token.ent_type_ == "NORP" and not is_country(token)


def is_in_name(token: Token) -> bool:
    """A large word that may be of an institution's name."""
    return token.text[0].isupper() and (token.tag_ in {"NNP", "NNPS"} or token.is_upper or token.text in QUARTERS)


def _joins_names(doc: Doc, at: int, office: int) -> bool:
    """The hyphen of "Hewlett-Packard", the "of" of "Bank of England"."""
    if at + 1 >= office or not is_in_name(doc[at + 1]):
        return False
    return doc[at].lower_ == "of" or (doc[at].text == "-" and not (doc[at - 1].whitespace_ or doc[at].whitespace_))


def of_whom(doc: Doc, office: int, end: int) -> str | None:
    """The body after "of": "head of the UN refugee agency", "Chairman of the US Joint Chiefs of Staff".

    "Minister of Education" has a field, no organisation, and so has whoever is head of something in small letters.
    """
    at = next(
        (
            i
            for i in range(office + 1, end)
            if doc[i].lower_ in _OF_WHOM and not _goes_on_behind_office(doc, office, i, end)
        ),
        end,
    )
    while at < end and doc[at].lower_ in _OF_WHOM:
        large = next((i for i in range(at + 1, end) if doc[i].text[0].isupper()), end)
        between = next((i for i in range(at + 1, large) if doc[i].lower_ in _OF_WHOM | _THERE), large)
        if between < large and doc[large - 1].lower_ == "the":  # "a veteran of ten years in the Marine Corps"
            between = large
        if between < large or doc[large - 1].lower_ in {"a", "an"}:  # "reporter of trials in Holm | for the Courier"
            at = next((i for i in range(max(between, at + 1), end) if doc[i].lower_ in _OF_WHOM), end)
            continue
        large -= large > at + 1 and doc[large - 1].text[0].isdigit()  # "the 6th District"
        to = next((i for i in range(large, end) if doc[i].lower_ in _THERE), end)
        if (
            at - 1 > office
            and doc[at].lower_ == "of"
            and doc[at - 1].lower_ in _BODIES_OF
            and doc[at - 1].text[0].isupper()
        ):
            large = at - 1  # "a judge on the | Norland Court of Appeals"
            while large - 1 > office and doc[large - 1].text[0].isupper():
                large -= 1
            if large - 1 == office:
                return None
        if large < to and _is_body(doc, at, large, to):
            return doc.text_of(large, to)
        at = to
    return None


def _goes_on_behind_office(doc: Doc, office: int, at: int, end: int) -> bool:
    """ "Minister of State for Roads": the "of" is part of what the office is called, and not all of it."""
    return any(lowered(doc, office, to) in OFFICES for to in range(at + 2, min(office + LONGEST_OFFICE + 1, end)))


def _where_he_works(doc: Doc, office: int, end: int) -> str | None:
    """ "A China scholar at Holm College", "executive director for China at the Fund": what he knows of is no body."""
    at = next((i for i in range(office + 1, end - 1) if doc[i].lower_ in {"at", "with"}), end)
    if at == end or not (doc[at + 1].lower_ == "the" or doc[at + 1].text[0].isupper()):
        return None
    learned = any(token.lower_ in _LEARNED for token in doc[office:at])
    over = any(t.lower_ == "for" and is_country(t.nbor(1)) for t in doc[office + 1 : at - 1])
    return of_whom(doc, at - 1, end) if learned or over else None


def _is_body(doc: Doc, of: int, start: int, end: int) -> bool:
    """A body has a name of its own: no field ("Minister of Education"), nobody's lawyer ("attorney for Mr. Roe")."""
    words = [token for token in doc[start:end] if token.text[0].isupper()]
    if not words or any(token.lower_ in word_set("honorifics") for token in words) or words[-1].ent_type_ == "PERSON":
        return False
    if doc[of].lower_ == "for" and doc[of - 1].lower_ in ENVOYS and is_country(doc[end - 1]):
        return False  # "special envoy for Norland": where he is sent
    if doc[of].lower_ == "for" and end - start == 1 and not (doc[start].is_upper or is_country(doc[start])):
        return False
    named = len(words) > 1 and words[-1].lower_ in word_set("organisation_words")  # "leader of the Labour Party"
    field = all(token.lower_ in word_set("title_modifiers") | {"and"} for token in doc[start:end])
    return not field or (named and doc[of].lower_ != "for")  # "undersecretary for political affairs"


def _in_brackets(doc: Doc, start: int) -> str | None:
    """ "Inter-Services Intelligence (ISI) director-general"."""
    return doc[start - 2].text if _is_short_form(doc, start) and not is_short_office(doc, start) else None


def is_short_office(doc: Doc, at: int) -> bool:
    """Whether the letters in brackets that end at token `at` are of an office: "Chief of Army Staff (COAS)".

    Those of "Special Assistant to Prime Minister (SAPM)" are of more than that.
    """
    office = office_ending(doc, at - 3) if _is_short_form(doc, at) else None
    if office is None:
        return False
    initials = [token.text[0] for token in doc[office : at - 3] if token.is_alpha]
    return doc[at - 2].text in {"".join(initials).upper(), "".join(filter(str.isupper, initials))}


def _is_short_form(doc: Doc, at: int) -> bool:
    return at > 2 and doc[at - 1].text == ")" and doc[at - 3].text == "(" and doc[at - 2].is_upper


def _with_possessor(doc: Doc, start: int) -> int:
    if start > 1 and doc[start - 1].lower_ in {"'s", "'"} and is_country(doc[start - 2]):
        start = _whole_country(doc, start - 2)
    if start > 0 and doc[start - 1].lower_ in {"the", "a", "an"}:
        start -= 1
    return start


def _whole_country(doc: Doc, last: int) -> int:
    """Where the country begins that ends with this token: "South | Korea", "Saudi | Arabia"."""
    names = word_set_as_printed("countries")
    return next((at for at in (last - 2, last - 1) if at >= 0 and doc.span(at, last + 1).text in names), last)


def lowered(doc: Doc, start: int, end: int) -> str:
    """Tokens `[start, end)` in small letters, with a space between any two."""
    return " ".join(token.lower_ for token in doc[start:end])
