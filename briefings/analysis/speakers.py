"""Who speaks: a person of the article, a body, somebody unnamed, or nobody we could name."""

from collections.abc import Iterator
from itertools import chain

from briefings import names
from briefings.analysis.people import Cast
from briefings.analysis.title_words import office_ending
from briefings.analysis.titles import titles_before
from briefings.analysis.words import Token
from briefings.lexicon import word_set
from briefings.model import Person, Slice, SpeakerKind

_HE_OR_SHE = frozenset("he she him her his".split())
_PERSONAL = frozenset("i you he she we they who him her them".split())
_RELATIVE = frozenset("who which that".split())


def name_speaker(head: Token, phrase: tuple[int, int], cast: Cast) -> tuple[SpeakerKind, Person | None]:
    """What kind of speaker this phrase is, and the one person it means, if the cast knows exactly one.

    Only the head word and its apposition may name the speaker: "Clinton's manager" is not Clinton. Two who speak
    together ("Smith and Jones said") are people, but nobody in particular.
    """
    if head.lower_ in _RELATIVE and head.head.dep_ == "relcl":
        who, head = head.lower_ == "who", head.head.head
        if who and head.dep_ == "appos" and (person := cast.at(_name_around(head.head))):
            return "person", person  # "Ann Keller, the mayor of Hull, | who said …"
    if any(c.dep_ == "conj" and c.i < phrase[1] for c in head.children) or _is_joined(head, phrase[0]):
        return _kind(head), None
    explained = tuple(_explained(head, phrase[1]))
    for word in chain((head,), explained):
        if person := cast.at(_name_around(word)):
            return "person", person
    if (bearer := _bearer_of_office(head, phrase[1], cast)) is not None:
        return "person", bearer
    if any(word.ent_type_ == "PERSON" and word.pos_ == "PROPN" for word in explained):
        return "person", None  # "Keller's niece, Del. Maria “Mia” Lund": named, but not so that we could follow
    if head.is_upper and head.nbor(1).text == ":" and (person := named_by_label(head, cast)):
        return "person", person
    return _kind(head), None


def _is_joined(head: Token, start: int) -> bool:
    """ "Ann Keller and Tom | Brandt: “…”": the label ends in one of two."""
    first = head.i
    while first > start and head.doc[first - 1].pos_ == "PROPN":
        first -= 1
    return first - 1 > start and head.doc[first - 1].lower_ == "and"


def _explained(head: Token, end: int) -> Iterator[Token]:
    """Who a speaker is said to be: "the other man, his cousin | Tom Brandt", "one of the men, | Tom Brandt"."""
    yield from _behind_the_body(head, end)
    if not _is_human(head) and head.lower_ != "one":
        return
    words = [head]
    if head.lower_ == "one":
        words += [men for of in head.children if of.lower_ == "of" for men in of.children if men.dep_ == "pobj"]
    for word in words:  # which grows
        further = [child for child in word.children if child.dep_ == "appos" and word.i < child.i < end]
        yield from further
        words += [child for child in further if child.pos_ == "NOUN"]


def _behind_the_body(head: Token, end: int) -> Iterator[Token]:
    """ "The leader of the Labour Party, | Ann Keller": the parser takes the name for the party's.

    Not "a spokesman for the president, Ann Keller", who may be the president.
    """
    within = head
    while of := next((child for child in within.children if child.dep_ == "prep" and child.lower_ == "of"), None):
        within = next((child for child in of.children if child.dep_ == "pobj"), head)
        if within is head or not within.i < end or _is_human_noun(within):
            return
        yield from (child for child in within.children if child.dep_ == "appos" and within.i < child.i < end)


def _bearer_of_office(head: Token, end: int, cast: Cast) -> Person | None:
    """ "The ambassador to Kabul | Ann Keller", "Chairman of the Senate | Ann Keller": the parser takes her for where
    or what he is of. Not "an envoy to Ann Keller".
    """
    if office_ending(head.doc, head.i + 1) is None:
        return None
    to = next((child for child in head.children if child.lower_ == "to" and child.i > head.i), None)
    name = next((child for child in to.children if child.dep_ == "pobj" and child.i < end), None) if to else None
    name = name if name is not None else head.doc[end - 1]
    person = cast.at(Slice(name.idx, name.idx + len(name))) if name.i > head.i else None
    if person is None:
        return None
    first = name.i
    while first > head.i and cast.at(Slice(head.doc[first - 1].idx, head.doc[first - 1].idx + 1)) is person:
        first -= 1
    return person if any(title.start <= head.i < title.end for title in titles_before(head.doc, first)) else None


def named_by_label(head: Token, cast: Cast) -> Person | None:
    """The one person whom the last word of a transcript's label means: "KELLER:", "ANN KELLER:", "Ann Keller:"."""
    if (known := cast.at(Slice(head.idx, head.idx + len(head)))) is not None:
        return known
    who = [person for person in cast.people if head.is_upper and names.fold(head.text) == names.words(person.name)[-1]]
    return who[0] if len(who) == 1 else None


def may_speak(head: Token) -> bool:
    """A person, a body, or a pronoun for one: no "scene" and no "that"."""
    words = {head.lower_, head.lemma_.lower()}
    known = any(not words.isdisjoint(word_set(name)) for name in ("people_nouns", "speaking_bodies"))
    return head.pos_ == "PROPN" or known or head.lower_ in _PERSONAL


def is_he_or_she(head: Token) -> bool:
    """A pronoun for one person, who may be known from what was said before."""
    return head.lower_ in _HE_OR_SHE


def is_unnamed_person(head: Token) -> bool:
    """One person without a name: "the official", not "officials"."""
    return head.tag_ == "NN" and head.lower_ in word_set("people_nouns")


def _name_around(head: Token) -> Slice:
    """The head word with the parts of the name before it: "Jim Mattis" of "US Defence Secretary Jim Mattis"."""
    first = head
    while first.i > 0 and first.nbor(-1).dep_ == "compound" and first.nbor(-1).head == head:
        first = first.nbor(-1)
    return Slice(first.idx if head.pos_ == "PROPN" else head.idx, head.idx + len(head))


def _is_human(head: Token) -> bool:
    return head.pos_ == "PROPN" or _is_human_noun(head) or office_ending(head.doc, head.i + 1) is not None


def _is_human_noun(head: Token) -> bool:
    return bool({head.lower_, head.lemma_.lower()} & word_set("people_nouns"))


def _kind(head: Token) -> SpeakerKind:
    """What the head word says of a speaker whom the cast does not know."""
    words = {head.lower_, head.lemma_.lower()}
    if head.pos_ == "PRON" or head.tag_ in ("DT", "WP", "WDT", "PRP"):
        return "unknown"
    if words & word_set("people_nouns"):
        return "anonymous"
    if words & word_set("speaking_bodies") or head.ent_type_ == "GPE" or (head.ent_type_ == "ORG" and _is_body(head)):
        return "organisation"
    return "person" if head.ent_type_ == "PERSON" else "unknown"


def _is_body(head: Token) -> bool:
    """A proper name that the model calls an organisation: a lone surname is often called one too."""
    return head.text.isupper() or any(c.dep_ in ("det", "compound") for c in head.children)
