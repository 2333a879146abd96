"""Names as they stand in the text: which runs of large letters are people's names, and what speaks for each."""

import re
from collections import Counter
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import cached_property

from briefings import names
from briefings.analysis.large_runs import PARTICLES, is_trap, last_words_of_people, runs_in
from briefings.analysis.likeness import Gender, gender_of_word, is_given_name
from briefings.analysis.title_parts import Title
from briefings.analysis.title_words import ends_abbreviation, is_country, office_ending
from briefings.analysis.titles import address_before, titles_around
from briefings.analysis.words import Doc, Span, Token
from briefings.lexicon import word_set, word_set_as_printed

_NAMED_AFTER = frozenset(
    "airport arena award bridge county disease district highway hospital library museum prize province school square"
    " stadium station street terminal tunnel university".split()
)
_OF_A_FAMILY = frozenset("elder older younger".split())
_BODIES = frozenset(("GOP", "PAC", "PACs"))
_BETWEEN_WORDS = frozenset("and are as for from is of to was with".split())
_MOST_WORDS = 5
_EXPLAINED = 8  # words behind the comma that explains a name
_DESCRIBED = 3  # words between "his" and "brother"
_LONGEST = 25  # letters of a word
_WORD = re.compile(rf"[^\W\d_][\w.'’]{{0,{_LONGEST - 1}}}")
_IN_DATES = frozenset(
    "mon tue tues wed thu thur thurs fri sat sun jan feb mar apr may jun jul aug sep sept oct nov dec".split()
)
_OF_WHOM = re.compile(r" (?:of|for|to|at|in|with) ")
_DATELINE = re.compile(r"\([A-Z][\w.]+\)\s*[-–—]")
_PLACE = re.compile(r"(?:, [A-Z][\w.]*){0,2}\s?(?:--|[-–—])\s?[A-Z]")
_REPORTED = re.compile(r"\b(contributed reporting|(contributed to|reported|wrote|filed) this (report|story|article))\b")
_REPORTS = ("contributed reporting", "this report", "this story", "this article")  # one of which that needs
_SEAT = re.compile(r"\(?[DRI]-[A-Z]")


Form = tuple[str, ...]
"""A name's folded words."""


@dataclass(eq=False)
class Naming:
    """Tokens `[start, end)` that look like somebody's name, and, for whoever asks, what stands around them."""

    doc: Doc
    start: int
    end: int
    words: tuple[str, ...]  # folded
    headline: bool  # in a line where every word is written large
    small: AbstractSet[str]  # the words that the article writes small
    epithet: int = 0  # words before it that are no part of it, though what stands before them speaks for it
    is_full: bool = field(init=False)
    honorific: str | None = field(init=False)
    _opens: int = field(init=False)  # where it begins, its honorifics included

    def __post_init__(self) -> None:
        self.is_full = len(self.words) > 1 and not PARTICLES.issuperset(self.words[:-1])
        self._opens = address_before(self.doc, self.start - self.epithet)
        self.honorific = self.doc[self._opens].text if self._opens < self.start - self.epithet else None

    @cached_property
    def titles(self) -> tuple[Title, ...]:
        """Before the name and after it; none in a headline."""
        if self.headline:
            return ()
        before, after = titles_around(self.doc, self._opens, self.end)
        return before + after

    @cached_property
    def genders(self) -> frozenset[Gender]:
        """What "Mrs." and the titles tell; not whose adviser somebody is: "pollster for Mr. Brandt"."""
        heads = (_OF_WHOM.split(title.head)[0] for title in self.titles)
        words = (self.honorific or "", *(word for head in heads for word in head.split()))
        return frozenset(gender for word in words if (gender := gender_of_word(word)) is not None)

    @property
    def labelled(self) -> bool:
        """The model says PERSON of its last word."""
        return self.doc[self.end - 1].ent_type_ == "PERSON"

    @property
    def other_label(self) -> bool:
        """The model says that it is something else."""
        return self.doc[self.end - 1].ent_type_ not in {"", "PERSON"}

    @property
    def has_article(self) -> bool:
        """ "The Observer", "a Holm"."""
        return self.start > 0 and self.doc[self.start - 1].pos_ == "DET"

    @property
    def is_relative(self) -> bool:
        """ "The younger Mr. Holm", "the elder Holm" is hardly the Holm of whom the story is."""
        return self._opens > 0 and self.doc[self._opens - 1].lower_ in _OF_A_FAMILY

    @property
    def has_seat(self) -> bool:
        """ "Ann Keller (D-Md.)": a party and a state stand behind it in brackets."""
        after = self.doc.text_of(self.end, self.end + 4)
        return _SEAT.match(after) is not None

    @property
    def is_body(self) -> bool:
        """The model says that its last word is an organisation or a place."""
        return self.doc[self.end - 1].ent_type_ in {"ORG", "GPE", "LOC", "FAC"}

    @property
    def is_place(self) -> bool:
        """A land or a town as we know them; the model takes many a surname for one."""
        word = self.doc[self.start]
        return is_country(word) or word.text in word_set_as_printed("places")

    @property
    def speaks(self) -> bool:
        """It is the subject of a reporting verb; “Nonsense,” wrote a man: what he wrote is not."""
        says = self._head.dep_ == "nsubj" and self._head.head.lemma_ in word_set("reporting_verbs")
        behind = self.doc[self.end : self.end + 2] if says and self._head.head.i > self.end else ()
        said = len(behind) == 2 and behind[0].text in {",", "!", "?", "."} and behind[1].text in {'"', "”", "''"}
        return says and not said

    @property
    def compound(self) -> bool:
        """ "The Trump administration": it only stands before a noun."""
        head = self._head
        before = head.dep_ in {"compound", "amod", "nmod"} and head.head.i >= self.end
        return before and self.doc[self.end].pos_ in {"NOUN", "PROPN"}

    @property
    def acts(self) -> bool:
        """It does something, or is explained: the subject of a verb, beside an apposition, before "who"."""
        head, end = self._head, self.end
        if head.dep_ in {"nsubj", "nsubjpass"} or any(c.dep_ == "appos" and c.i >= end for c in head.children):
            return True
        return end + 1 < len(self.doc) and self.doc[end + 1].lower_ in {"who", "whose", "whom"}

    @property
    def exact(self) -> bool:
        """The model marks just these words as one person, no "the" stands before, no word is also written small."""
        doc, start, end = self.doc, self.start, self.end
        if doc[start].ent_iob_ != "B" or (end < len(doc) and doc[end].ent_iob_ == "I"):
            return False
        if any(token.ent_type_ != "PERSON" for token in doc[start:end]):
            return False
        one = all(token.ent_iob_ != "B" for token in doc[start + 1 : end])
        return one and (start == 0 or doc[start - 1].pos_ != "DET") and self.small.isdisjoint(self.words)

    @property
    def doubtful(self) -> bool:
        """A place, a day, an office: a name only if somebody bears it as a surname."""
        word = self.doc[self.start]
        return len(self.words) == 1 and (
            is_country(word)
            or is_trap(word.text)
            or word.lower_ in word_set("organisation_words")
            or office_ending(self.doc, self.start + 1) is not None
        )

    @cached_property
    def _head(self) -> Token:
        return self.doc.span(self.start, self.end).root


def find_namings(doc: Doc) -> tuple[Naming, ...]:
    """Every run of large letters that may be a name, in text order. None is believed yet."""
    small = set(filter(str.islower, doc.forms))
    surnames = last_words_of_people(doc)
    found = [
        Naming(doc, start, end, words, headline, small)
        for sent in doc.sents
        for start, end, headline in runs_in(sent, surnames)
        if (words := tuple(names.fold(doc.text_of(start, end)).split()))
    ]
    places = {naming.words for naming in found if _is_named_after(naming) and not is_given_name(naming.words[0])}
    credits = _credits(doc)
    return tuple(
        naming
        for naming in found
        if naming.words not in places and doc[naming.start].sent not in credits and _may_be_name(naming)
    )


def _credits(doc: Doc) -> frozenset[Span]:
    """The sentences that tell who "contributed to this report": nobody in them is in the story."""
    if not any(words in doc.text for words in _REPORTS):
        return frozenset()
    return frozenset(sent for sent in doc.sents if _REPORTED.search(sent.text))


def believe(namings: tuple[Naming, ...], says_i: Callable[[Naming], bool]) -> frozenset[Form]:
    """The names, as folded words, that enough witnesses speak for.

    A full name needs a title, or the model's word for it more often than against it, or two weaker signs. A word
    alone needs a title or "Mr.", or it must say something while the model calls it a person or it says "I".
    """
    by_words: dict[Form, list[Naming]] = {}
    for naming in namings:
        by_words.setdefault(naming.words, []).append(naming)
    believed = frozenset(
        words
        for words, found in by_words.items()
        if (_is_full_name(found, by_words.get(words[-1:], [])) if len(words) > 1 else _is_lone_name(found, says_i))
    )
    return frozenset(words for words in believed if not _is_name_and_noun(by_words[words][0], believed))


def _is_name_and_noun(naming: Naming, believed: frozenset[Form]) -> bool:
    """ "President Obama Speech at Banquet": whom the article calls Obama, and what it speaks of."""
    first, *rest = naming.words
    return len(rest) == 1 and rest[0] in naming.small and (first,) in believed and not is_given_name(first)


def without_epithets(namings: tuple[Naming, ...], believed: frozenset[Form]) -> tuple[Naming, ...]:
    """ "Crooked Hillary Clinton" is Hillary Clinton, where she is also named without it, and so is "Crooked Hillary"."""
    full = {words for words in believed if len(words) > 1}
    called = full | {words[:1] for words in full}
    return tuple(
        replace(n, start=n.start + 1, words=n.words[1:], epithet=1)
        if n.words[1:] in called and is_given_name(n.words[1]) and not is_given_name(n.words[0])
        else n
        for n in namings
    )


def without_more_of_headline(namings: tuple[Naming, ...], believed: frozenset[Form]) -> tuple[Naming, ...]:
    """ "Jane Roe Tells Allies …" is of Jane Roe, where the story itself names her so, and nobody by the longer name."""
    named = [naming for naming in namings if len(naming.words) > 1]
    told = {words for words, times in Counter(naming.words for naming in named).items() if times > 1}
    told |= {naming.words for naming in named if not (naming.headline or _goes_beyond_name(naming))}
    known = told & believed

    def shorter(naming: Naming) -> Naming:
        words = naming.words
        if words not in told and naming.end - naming.start == len(words):
            for many in range(len(words) - 1, 1, -1):
                if words[:many] in known:
                    return replace(naming, end=naming.start + many, words=words[:many])
        return naming

    return tuple(map(shorter, namings))


def _goes_beyond_name(naming: Naming) -> bool:
    """A verb or an adverb is taken for a part of it, as in titles that are written large."""
    return any(token.tag_[:2] in {"RB", "VB", "MD"} for token in naming.doc[naming.start : naming.end])


def has_relative(naming: Naming) -> bool:
    """ "Trump's daughter Ivanka Trump", "Robert Kennedy, his brother,": the name is another's too, maybe.

    Not "Imran Khan, the husband of Jemima Goldsmith".
    """
    doc, at = naming.doc, naming.start - naming.epithet - 1
    at -= at > 0 and doc[at].text == ","
    if at >= 0 and _is_relative(doc[at]):
        return _is_namesake(naming, _relative_of(doc, at))
    if naming.end >= len(doc) or doc[naming.end].text != ",":
        return False
    explained = doc[naming.end + 1 : naming.end + _EXPLAINED]
    ends = next((token.i for token in explained if token.is_punct or token.pos_ in {"VERB", "AUX"}), len(doc))
    at = next((token.i for token in explained if token.i < ends and _is_relative(token)), 0)
    of = _relative_of(doc, at) if at else None
    return of is not None and _is_namesake(naming, of)


def _is_relative(token: Token) -> bool:
    return token.lower_ in word_set("relatives")


def _is_namesake(naming: Naming, of: Token | None) -> bool:
    """Whether the relative may have the same surname; nobody names one of another name by chance."""
    return of is None or of.pos_ != "PROPN" or names.fold(of.text) == naming.words[-1]


def _relative_of(doc: Doc, at: int) -> Token | None:
    """Whose relative the one at token `at` is: the "his", the name or the noun; None where that is not said."""
    if at + 1 < len(doc) and doc[at + 1].lower_ == "of":
        whose = None
        for token in doc[at + 2 : at + _EXPLAINED]:
            if token.is_punct or token.pos_ in {"VERB", "AUX"}:
                break
            whose = token if whose is None or token.pos_ in {"NOUN", "PROPN"} else whose
        return whose
    for before in range(at - 1, max(at - _DESCRIBED, 0) - 1, -1):
        if doc[before].tag_ == "PRP$":
            return doc[before]
        if doc[before].tag_ == "POS" and before:
            return doc[before - 1]
    return None


def _is_full_name(found: list[Naming], alone: list[Naming]) -> bool:
    """`alone` are the places where its last word stands by itself."""
    known = is_given_name(found[0].words[0])
    plain = [n for n in found if not n.headline]
    if any(n.titles or n.honorific or has_relative(n) or n.has_seat for n in plain):
        return True
    votes = Counter("for" if n.labelled else "against" if n.other_label else "none" for n in plain or found)
    if not plain:
        return known and len(found[0].words) < 4 and bool(votes["for"])
    if votes["for"] and votes["for"] >= votes["against"]:
        return (
            known
            or any(n.speaks or (n.exact and n.acts) for n in plain)
            or any(n.honorific or n.labelled for n in alone)
        )
    if known and len(found[0].words) == 2 and any(n.speaks and not (n.doubtful or n.has_article) for n in alone):
        return True  # Amanda Roe is the campaign's director. Roe told reporters: the model may take both for bodies
    if any(n.speaks for n in plain) and any(n.speaks and not n.doubtful for n in alone):
        return not any(n.is_body for n in (*plain, *alone))  # “…,” said Roman Holm. Holm added: the model may err
    return known and not votes["against"] and any(n.speaks for n in plain)


def _is_lone_name(found: list[Naming], says_i: Callable[[Naming], bool]) -> bool:
    plain = [n for n in found if not (n.headline or n.doubtful or n.compound)]
    if found[0].words[0].endswith("s") and found[0].words[0][:-1] in word_set("people_nouns"):
        plain = [n for n in plain if n.honorific]  # "Aides said so"
    if any(_is_addressed(n) or any(t.text[0].isupper() for t in n.titles) for n in plain):
        return True
    labelled = sum(n.labelled for n in plain) > sum(n.other_label for n in plain)
    return any(n.speaks and (labelled or says_i(n)) for n in plain)


def _is_addressed(naming: Naming) -> bool:
    """ "Mr. Holm"; but many a "Miss" is a nickname or won a prize."""
    return naming.honorific is not None and (naming.honorific != "Miss" or naming.labelled)


def _may_be_name(naming: Naming) -> bool:
    doc = naming.doc
    words = [token for token in doc[naming.start : naming.end] if token.text[0].isalnum()]
    if not 0 < len(words) <= _MOST_WORDS or not all(map(_is_word, words)):
        return False
    if ends_abbreviation(doc, naming.end):
        return False  # "Navy Capt. Ann Keller"
    if _is_credit(naming) or _is_named_after(naming) or _is_adjectival(naming) or not _is_last_word(words[-1], naming):
        return False
    if len(words) > 1 and all(word.lower_.rstrip(".") in _IN_DATES for word in words):
        return False  # "Sat Apr 30, 2011 6:33 pm"
    last, whole = doc[naming.end - 1], doc.text_of(naming.start, naming.end)
    if naming.is_full and (last.text in _BODIES or (last.tag_ == "NNPS" and is_trap(last.text))):
        return False  # "Norland GOP", "Hoosier Republicans"
    if (naming.is_full or "." in whole) and is_trap(whole):
        return False
    if not naming.is_full:
        if naming.start and is_trap(f"{doc[naming.start - 1].text} {whole}"):
            return False  # "General Motors"
        if last.is_upper and last.i and doc[last.i - 1].is_upper and office_ending(doc, last.i) == last.i - 1:
            return False  # "the DG | ISPR"
        honorific = naming.honorific
        addressed = honorific and f"{honorific} {last.text}" in word_set_as_printed("name_traps")  # "Miss Universe"
        return (not last.is_upper or naming.labelled) and not addressed
    if any(word.is_upper and len(word) > 1 and (word.is_stop or word.like_num) for word in words):
        return False
    if any(word.lower_ in _BETWEEN_WORDS for word in words[1:-1]):
        return False  # "Keys To Victory"
    known = is_given_name(words[0].text)
    told = known or bool(naming.titles)  # "President Park Geun-hye" is no park
    if any(word.lower_ in word_set("organisation_words") for word in words[told:-1]):
        return False
    doubtful = last.lower_ in word_set("organisation_words") or office_ending(doc, naming.end) is not None
    places = any(is_country(word) or word.text in word_set_as_printed("places") for word in words)
    witnessed = naming.labelled or bool(naming.titles)
    return not (doubtful or places) or (witnessed and known and (len(words) == 2 or not doubtful))


def _is_word(token: Token) -> bool:
    """Letters and what stands between them in names; no longer than any name is."""
    return (token.is_alpha and len(token.text) <= _LONGEST) or _WORD.fullmatch(token.text) is not None


def _is_last_word(word: Token, naming: Naming) -> bool:
    """No initial; but "V" is the fifth of his name, where a title says so: "King Harald V"."""
    return len(word.text.rstrip(".")) > 1 or (names.fold(word.text) in names.SUFFIXES and bool(naming.titles))


def _is_named_after(naming: Naming) -> bool:
    """ "Charles de Gaulle airport" is a place, whoever he was."""
    doc, end = naming.doc, naming.end
    return end < len(doc) and doc[end].lower_ in _NAMED_AFTER and naming.compound


def _is_credit(naming: Naming) -> bool:
    """ "Win McNamee—AFP", "Photo by Jane Roe": who took the picture is not in the story. "OSLO (Reuters) -" is nobody."""
    doc, start, end = naming.doc, naming.start, naming.end
    if doc[end - 1].is_upper and _DATELINE.match(doc.text_of(end, end + 5)):
        return True
    opens = start == 0 or doc[start - 1].is_space
    if opens and doc.span(start, end).text.isupper() and _PLACE.match(doc.text_of(end, end + 6)):
        return True  # "LE HOLM, France — Two weeks after …"
    if end < len(doc) and (doc[end].is_space or doc[end].text[0] in "—–/-"):
        after = doc.text_of(end, end + 2)
        if re.match(r"\s?[—–/-]\s?[A-Z]{2,}|/\s?\w", after):
            return True
    if start > 1 and doc[start - 1].lower_ == "by":
        before = doc.text_of(start - 2, start).lower()
        return re.search(r"(photo|image|picture)s? by$", before) is not None
    return False


def _is_adjectival(naming: Naming) -> bool:
    """ "Pompeo-led", "anti-Trump"."""
    doc, start, end = naming.doc, naming.start, naming.end
    after = end < len(doc) and doc[end].text in {"-", "–"} and not doc[end - 1].whitespace_
    before = start > 1 and doc[start - 1].text == "-" and not doc[start - 1].whitespace_
    return (after and not doc[end].whitespace_) or (before and not doc[start - 2].whitespace_)
