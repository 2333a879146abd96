"""Pronouns and titles that mean somebody named: exactly one candidate, or none."""

from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from briefings.analysis.likeness import Gender, gender_of_word
from briefings.analysis.title_parts import Title
from briefings.analysis.title_words import is_country, office_ending
from briefings.analysis.words import Doc, Span, Token
from briefings.lexicon import word_set
from briefings.model import RoleStatus
from briefings.names import title_form

_PRONOUNS: dict[str, Gender] = {
    **dict.fromkeys("he him his himself".split(), "m"),
    **dict.fromkeys("she her hers herself".split(), "f"),
}
_Spoken = Gender | Literal["?"]  # "?": as "he" and as "she" alike
_NEW = frozenset("a an another one".split())
_MORE = frozenset("acl prep relcl".split())
_LIKE = frozenset("like unlike".split())
_FAR_BEFORE = 12  # tokens: "like former Foreign Minister | Keller"
_JOINED = 12  # people that a sentence may name in one row
_OUTCOMES = frozenset("bring cost earn force give leave make propel put thrust".split())  # "He lost, leaving him alone"
_TAG = 4  # tokens from the verb of "…, he added." to the end
_FAR = 600  # tokens: farther back nobody looks for whom "he" means
# Offices that many hold: "the official" is rarely the one official who has a name.
_COMMON = frozenset(
    "official aide leader officer agent expert lawyer chief head boss member actor worker soldier".split()
)
# Who leads a land: "the Russian leader" is its president.
_LEADERS = frozenset("president premier chancellor king minister".split())


@dataclass(frozen=True, slots=True)
class Place:
    """Tokens `[start, end)` that mean the person with this number."""

    start: int
    end: int
    person: int
    kind: Literal["name", "pronoun", "title"] = "name"


@dataclass(frozen=True, slots=True)
class Known:
    """What the article says of a person that "he" or "the secretary" can be held against."""

    gender: Gender | None
    titles: tuple[Title, ...]


_Borne = tuple[int, frozenset[str], RoleStatus]
"""A person, the words of a title of his in the form to compare by, and whether he bears it still."""


# --- "the secretary" ---------------------------------------------------------------------------------------------


def find_titles(doc: Doc, named: Sequence[Place], known: Sequence[Known]) -> tuple[Place, ...]:
    """ "The secretary", "the Pentagon chief": where exactly one person of the article bears that title by then."""
    taken = {token for place in named for token in range(place.start, place.end)}
    taken |= {token for k in known for title in k.titles for token in range(title.start, title.end)}
    first: dict[int, int] = {}
    for place in sorted(named, key=lambda place: -place.start):
        first[place.person] = place.start
    bearers = _bearers(known, first)
    found: list[Place] = []
    for start, end, words, office in _definite_offices(doc):
        who = {
            i
            for i, borne, status in bearers.get(office.split()[-1], ())
            if first[i] < start and _is_meant(words, office, borne, status)
        }
        if len(who) == 1 and taken.isdisjoint(range(start, end)) and not _is_told(doc, end, taken):
            found.append(Place(start, end, who.pop(), "title"))
    return tuple(found)


def _is_told(doc: Doc, end: int, taken: Collection[int]) -> bool:
    """ "The president, Ann Keller": who it is stands behind it."""
    return end + 1 < len(doc) and doc[end].text == "," and end + 1 in taken


def _bearers(known: Sequence[Known], first: Mapping[int, int]) -> dict[str, list[_Borne]]:
    """By each word of an office who bears it, with all the words of his title."""
    bearers: dict[str, dict[_Borne, None]] = {}
    for i, titles in ((i, k.titles) for i, k in enumerate(known) if i in first):
        for title in dict.fromkeys(titles):
            borne = frozenset(title_form(" ".join(title.words)).split())
            words = title_form(title.head).split()
            premier = ("premier",) if words == ["prime", "minister"] else ()
            for word in (*words, *(("leader",) if _LEADERS.intersection(words[-1:]) else ()), *premier):
                bearers.setdefault(word, {})[i, borne, title.status] = None
    return {word: list(found) for word, found in bearers.items()}


def _definite_offices(doc: Doc) -> Iterator[tuple[int, int, frozenset[str], str]]:
    for the in doc.all_of(("the",)):
        end = the.i + 1
        while end < len(doc) and end - the.i < 7 and _in_noun_phrase(doc[end]):
            end += 1
        office = office_ending(doc, end) if end > the.i + 1 else None
        if office is not None and office > the.i and not _goes_on(doc, end):
            words = frozenset(title_form(doc.text_of(the.i + 1, end)).split())
            yield the.i, end, words, title_form(doc.text_of(office, end))


def _in_noun_phrase(token: Token) -> bool:
    return token.pos_ in {"NOUN", "PROPN", "ADJ"} or is_country(token) or token.lower_ == "of" or token.text == "-"


def _goes_on(doc: Doc, end: int) -> bool:
    """ "The president of France" is another one, "the PM's Office" is a house."""
    if end + 1 < len(doc) and doc[end].text == "'s" and doc[end + 1].text[0].isupper():
        return True
    return end < len(doc) and (doc[end].text in {"-", "–"} or doc[end].lower_ in {"of", "for", "and"})


def _is_meant(words: frozenset[str], office: str, borne: frozenset[str], status: RoleStatus) -> bool:
    if status == "nominee" or (status == "former") != ("former" in words):
        return False
    if office in _COMMON and len(words) == 1:
        return False
    if words == {"president"} and not borne.isdisjoint(word_set("organisation_words")):
        return False  # "the president" of whatever land is hardly who presides over a club
    if office == "leader" and "leader" not in borne:
        return words - {"former", "leader"} <= borne and ("prime" in borne or "minister" not in borne)
    if office == "premier" and "premier" not in borne:
        return words == {"premier"} and "prime" in borne
    return words - {"former"} <= borne


# --- "he" and "she" ----------------------------------------------------------------------------------------------


def find_pronouns(
    doc: Doc, places: Sequence[Place], known: Sequence[Known], quoted: Sequence[bool]
) -> tuple[Place, ...]:
    """ "He" and "she" outside quotation marks, each with the one person that it can mean.

    In its own sentence it is the subject of the clause around it, or the only one named before it; a sentence's own
    subject is never one who is named in its opening phrase ("Asked about Trump, he said"). Otherwise it is the subject
    of the nearest sentence before, up to the last paragraph, if no other there could be meant: also no surname of which
    the article does not tell whose it is.

    Of whom nothing tells the gender, the pronouns do: who is mostly "she" is never "he", and who is both as often is neither.
    """
    genders: list[_Spoken | None] = [k.gender for k in known]
    strangers = _strangers(doc, places, quoted)
    found = _pronouns(doc, places, genders, quoted, strangers)
    while both := _spoken_of_as_both(doc, found, genders):
        for person, gender in both.items():
            genders[person] = gender
        found = _pronouns(doc, places, genders, quoted, strangers)
    return found


_Strangers = Mapping[int, Token]
"""By the verb, its subject that looks like a person of whom nothing tells who it is."""


def _strangers(doc: Doc, places: Sequence[Place], quoted: Sequence[bool]) -> _Strangers:
    """Those outside quotation marks."""
    named = {place.end - 1 for place in places}
    last = (ent[-1] for ent in doc.ents if ent.label_ == "PERSON" and ent.end - 1 not in named)
    return {t.head.i: t for t in last if t.dep_ == "nsubj" and t.tag_ == "NNP" and not quoted[t.i]}


def _spoken_of_as_both(doc: Doc, found: Sequence[Place], genders: Sequence[_Spoken | None]) -> dict[int, _Spoken]:
    """Who is "he" here and "she" there, and what he is more often."""
    times: dict[int, Counter[Gender]] = {}
    for place in found:
        if genders[place.person] is None:
            times.setdefault(place.person, Counter())[_PRONOUNS[doc[place.start].lower_]] += 1
    both = {person: count.most_common() for person, count in times.items() if len(count) > 1}
    return {person: often if n > m else "?" for person, ((often, n), (_, m)) in both.items()}


def _pronouns(
    doc: Doc,
    places: Sequence[Place],
    genders: Sequence[_Spoken | None],
    quoted: Sequence[bool],
    strangers: _Strangers,
) -> tuple[Place, ...]:
    may_be_meant = (p for p in places if not (quoted[p.start] or _is_attributive(doc, p) or _is_like(doc, p)))
    to_come = deque(sorted(may_be_meant, key=lambda place: place.start))
    told: list[Place] = []  # by now, in text order
    found: list[Place] = []
    for token in [token for token in doc.all_of(_PRONOUNS) if not quoted[token.i]]:
        gender = _PRONOUNS[token.lower_]
        while to_come and to_come[0].start < token.i:
            told.append(to_come.popleft())
        near = told[bisect_left(told, token.i - _FAR, key=lambda place: place.start) :]
        person = _meant_by(token, [p for p in near if genders[p.person] in {None, gender}], strangers)
        if person is not None:
            found.append(Place(token.i, token.i + 1, person, "pronoun"))
            told.append(found[-1])
    return tuple(found)


def _meant_by(pronoun: Token, before: Sequence[Place], strangers: _Strangers) -> int | None:
    if not before:
        return None
    doc, sent = pronoun.doc, pronoun.sent
    own = [p for p in before if p.start >= sent.start]
    verbs = _verbs_done_to(pronoun)
    doers = {p.person for p in own if _does_to(doc, p, verbs[:1])} if verbs else set()
    if doers and pronoun.dep_ == "pobj":
        return None  # "Brandt stood behind him": himself, or somebody else
    if len(verbs) > 1 and (sharing := {p.person for p in own if _does_to(doc, p, verbs[1:])}):
        return _one_or_subject(doc, [p for p in own if p.person not in doers | sharing])
    others = doers | ({p.person for p in own if p.kind == "name"} if _tags_what_is_told(pronoun) else set())
    if others:
        before, own = ([p for p in there if p.person not in others] for there in (before, own))
    above = _strangers_above(pronoun, strangers, before) if strangers else []
    if pronoun.dep_ in {"nsubj", "nsubjpass"} and pronoun.head.dep_ == "ROOT":
        own = [p for p in own if _is_subject(doc, p)]
    if own:
        meant = _one_or_subject(doc, own)
        last = max(p.start for p in own)
        return None if _is_another(doc, meant, [one for one in above if one.i > last], before) else meant
    if pronoun.dep_ == "poss" and pronoun.i - sent.start < 1 and _opens_paragraph(sent):
        return None
    if _is_about_unnamed(doc[sent.start : pronoun.i], pronoun):
        return None
    for earlier in _sentences_before(sent):
        there = [p for p in before if earlier.start <= p.start < earlier.end]
        if _is_said_by_unnamed(earlier, there, pronoun):
            return None
        if there:
            meant, other = _one_or_subject(doc, there), strangers.get(earlier.root.i)
            return None if _is_another(doc, meant, [*above, other] if other else above, before) else meant
        if _is_about_unnamed(doc[earlier.start : earlier.end], pronoun):
            return None
    return None


def _tags_what_is_told(pronoun: Token) -> bool:
    """ "Brandt would go to Kabul, | he added.": who says so does not call himself by his name."""
    verb, sent = pronoun.head, pronoun.sent
    ends = pronoun.i < verb.i and sent.end - verb.i <= _TAG
    return ends and pronoun.nbor(-1).text == "," and verb.lemma_.lower() in word_set("reporting_verbs")


def _is_said_by_unnamed(sent: Span, there: Sequence[Place], pronoun: Token) -> bool:
    """ "The clerk said that Brandt was late. | He added …": the clerk did, of whom nobody knows who that is."""
    says = sent.root
    verbs = says, pronoun.head
    if not there or pronoun.dep_ != "nsubj" or any(v.lemma_.lower() not in word_set("reporting_verbs") for v in verbs):
        return False
    subject = next((c for c in says.children if c.dep_ == "nsubj" and c.tag_ == "NN"), None)
    told = next((c for c in says.children if c.dep_ == "ccomp" and c.i > says.i), None)
    if subject is None or told is None or gender_of_word(subject.lower_) not in {None, _PRONOUNS[pronoun.lower_]}:
        return False
    human = subject.lower_ in word_set("people_nouns") or office_ending(sent.doc, subject.i + 1) is not None
    return human and all(told.left_edge.i <= p.start <= told.right_edge.i for p in there)


def _is_about_unnamed(words: Sequence[Token], pronoun: Token) -> bool:
    """A clause before the pronoun is about somebody without a name whom it may mean: "The tenant said … left her"."""
    gender = _PRONOUNS[pronoun.lower_]
    verb = pronoun.head.head if pronoun.dep_ == "pobj" else pronoun.head
    if pronoun.dep_ == "pobj" and verb.dep_ == "dobj":
        verb = verb.head  # "issued a warrant against him"
    done_to = verb if pronoun.dep_ in {"dobj", "dative", "pobj"} else None
    return any(
        token.dep_ == "nsubj"
        and token.tag_ == "NN"
        and (token.lower_ in word_set("people_nouns") or token.lower_ in word_set("relatives"))
        and gender_of_word(token.lower_) in {None, gender}
        and token.head != done_to
        and (_is_new(token) or (gender_of_word(token.lower_) == gender and _is_somebodys(token)))
        for token in words
    )


def _is_another(doc: Doc, person: int | None, strangers: Sequence[Token], places: Sequence[Place]) -> bool:
    """Whether one of them is not called as this person is."""
    if not strangers:
        return False
    called = {doc[place.end - 1].text for place in places if place.person == person}
    return any(stranger.text not in called for stranger in strangers)


def _strangers_above(pronoun: Token, strangers: _Strangers, before: Sequence[Place]) -> list[Token]:
    """The subjects of the clauses around the pronoun, up to the first whom the article knows."""
    named = {place.end - 1 for place in before if place.start >= pronoun.sent.start}
    above: list[Token] = []
    for verb in pronoun.ancestors:
        if named and any(child.dep_ == "nsubj" and child.i in named for child in verb.children):
            break
        if verb != pronoun.head and (one := strangers.get(verb.i)) is not None and one.i < pronoun.i:
            above.append(one)
    return above


def _is_new(noun: Token) -> bool:
    """ "A clerk", "the clerk of the house": "the clerk" alone may be who was named before."""
    children = tuple(noun.children)
    of = any(child.dep_ in _MORE and child.i > noun.i for child in children)
    return any(child.lower_ in _NEW or (of and child.lower_ == "the") for child in children)


def _is_somebodys(noun: Token) -> bool:
    """ "His wife", "the mayor's son"."""
    return any(child.dep_ == "poss" for child in noun.children)


def _one_or_subject(doc: Doc, places: Sequence[Place]) -> int | None:
    """The only one of them, or the only one who does something."""
    one = _one(places)
    return one if one is not None else _one([p for p in places if _is_subject(doc, p)])


def _does_to(doc: Doc, place: Place, verbs: Sequence[Token]) -> bool:
    """Whether this person is the subject of one of these verbs."""
    subject = _subject_of(doc, place)
    return subject is not None and subject.head in verbs


def _verbs_done_to(pronoun: Token) -> list[Token]:
    """The verb that something is done to "him" by, then those above it of the same subject.

    Who does it is another: "Brandt met him", "Brandt met Falk and told him", "Brandt vowed to help him".
    """
    if pronoun.lower_.endswith("self") or pronoun.dep_ not in {"dobj", "dative", "pobj"}:
        return []
    verbs = [pronoun.head.head if pronoun.dep_ == "pobj" else pronoun.head]
    while not any(child.dep_ in {"nsubj", "nsubjpass"} for child in verbs[-1].children) and _shares_subject(verbs[-1]):
        verbs.append(verbs[-1].head)
    return verbs


def _shares_subject(verb: Token) -> bool:
    """ "Called and | told", "vowed to | help", "left, | thanking"; not "asked Falk to | help", "said Falk lied and | told"."""
    above = verb.head
    if above == verb or above.pos_ not in {"VERB", "AUX"} or (verb.tag_ == "VBG" and verb.lemma_ in _OUTCOMES):
        return False
    if verb.dep_ == "conj":
        return above.dep_ != "ccomp" or verb.tag_ == above.tag_ != above.head.tag_
    if verb.dep_ == "xcomp":
        return not any(child.dep_ in {"dobj", "dative"} and child.i < verb.i for child in above.children)
    return verb.dep_ == "advcl" and verb.tag_ == "VBG"


def _one(places: Sequence[Place]) -> int | None:
    people = {p.person for p in places}
    return people.pop() if len(people) == 1 else None


def _is_subject(doc: Doc, place: Place) -> bool:
    if _opens_with(doc, place):
        return True
    subject = _subject_of(doc, place)
    return subject is not None and subject.head.dep_ not in {"relcl"}


def _opens_with(doc: Doc, place: Place) -> bool:
    """ "Brandt, later alleging that Falk had left, said he would stay": the parser may lose the verb of such a name."""
    before = doc[doc[place.start].sent.start : place.start]  # its titles
    return place.end < len(doc) and doc[place.end].text == "," and all(token.pos_ == "PROPN" for token in before)


def _subject_of(doc: Doc, place: Place) -> Token | None:
    """The word that is a verb's subject and means this person, alone or with others: "Brandt and Falk sat down", "the
    other man, his cousin Falk, left"."""
    root = doc.span(place.start, place.end).root
    for _ in range(_JOINED):
        if root.dep_ not in {"conj", "appos"}:
            break
        root = root.head
    return root if root.dep_ in {"nsubj", "nsubjpass"} else None


def _is_attributive(doc: Doc, place: Place) -> bool:
    """ "A Brandt presidency", "the Brandt campaign" tell of something else than Brandt."""
    root = doc.span(place.start, place.end).root
    return root.dep_ == "compound" and root.head.i >= place.end


def _is_like(doc: Doc, place: Place) -> bool:
    """ "Like Brandt, she …": whom somebody is like is not he who is spoken of, as in "experts like Brandt" he may be."""
    if _LIKE.isdisjoint(doc.lowers[max(0, place.start - _FAR_BEFORE) : place.start]):
        return False
    root = doc.span(place.start, place.end).root
    like = root.head
    return (
        root.dep_ == "pobj"
        and like.lower_ in _LIKE
        and (like.is_sent_start or like.nbor(-1).is_punct or like.nbor(-1).is_space)
    )


def _opens_paragraph(sent: Span) -> bool:
    return sent.start == 0 or "\n" in sent.doc[sent.start - 1].text


def _sentences_before(sent: Span) -> Iterator[Span]:
    """The sentences before this one in its paragraph and in the one before that, nearest first."""
    paragraphs = int(_opens_paragraph(sent))
    at = sent
    while at.start > max(0, sent.start - _FAR) and paragraphs < 2:
        at = sent.doc[at.start - 1].sent
        if at.text.strip():
            yield at
            paragraphs += _opens_paragraph(at)
