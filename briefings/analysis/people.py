"""Who is spoken of in one article, under which names, and where."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from briefings import names
from briefings.analysis.likeness import Gender, gender_of, gender_of_word, is_given_name, names_agree
from briefings.analysis.marks import in_quotes
from briefings.analysis.namings import (
    Form,
    Naming,
    believe,
    find_namings,
    has_relative,
    without_epithets,
    without_more_of_headline,
)
from briefings.analysis.references import Known, Place, find_pronouns, find_titles
from briefings.analysis.title_parts import Title
from briefings.analysis.words import Doc
from briefings.lexicon import word_set
from briefings.model import Alias, AliasKind, Article, Mention, Person, Sentence, Slice
from briefings.nicknames import are_forms_of_one

_MUCH_MORE = 4
_OFTEN = 2  # times that "Mrs. Lund" is named who is not Peter Lund, until she is somebody
_FAR = 300  # tokens
_MANY_NAMES = 400  # a list of names, in which nobody is spelled twice
_CONSORTS = frozenset(("first lady", "first gentleman"))
_RUNNING = frozenset(("candidate", "nominee"))
_SOUGHT = frozenset(("president", "prime minister", "premier", "chancellor"))


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of one article, in the order in which they appear."""

    people: tuple[Person, ...]
    _places: tuple[tuple[Slice, Person], ...] = field(init=False, repr=False, compare=False)
    _starts: list[int] = field(init=False, repr=False, compare=False)
    _ends: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        places = sorted(((m.slice, p) for p in self.people for m in p.mentions), key=lambda place: place[0])
        object.__setattr__(self, "_places", tuple(places))
        object.__setattr__(self, "_starts", [where.start for where, _ in places])
        object.__setattr__(self, "_ends", [where.end for where, _ in places])

    def at(self, where: Slice) -> Person | None:
        """The one person whose mention overlaps these characters; None when there is none, or more than one."""
        people = {p.key: p for p in self._overlapping(where)}
        return next(iter(people.values())) if len(people) == 1 else None

    def mentioned(self, within: Slice) -> tuple[Person, ...]:
        """The people with a mention that starts inside, each once, in text order."""
        first, last = bisect_left(self._starts, within.start), bisect_left(self._starts, within.end)
        return tuple({p.key: p for _, p in self._places[first:last]}.values())

    def _overlapping(self, where: Slice) -> Iterable[Person]:
        first, last = bisect_right(self._ends, where.start), bisect_left(self._starts, where.end)
        return (p for _, p in self._places[first:last])


def find_people(doc: Doc, article: Article, sentences: tuple[Sentence, ...]) -> Cast:
    """The people whom the article names, with every mention: names, and pronouns and titles that can mean only one.

    A name is believed on its witnesses (namings.believe). A surname means the one person whose full name it ends; two
    full names that share it are two people unless they agree (likeness.names_agree). `Person.key` is the place of
    the fullest form, where it first stands.
    """
    quoted = in_quotes(doc, article)
    namings = find_namings(doc)
    believed = believe(namings, lambda naming: _says_i(doc, naming, quoted))
    namings = without_more_of_headline(without_epithets(namings, believed), believed)
    people, bearings = _same_people([n for n in namings if n.words in believed])
    named = _with_brackets(doc, _places(doc, namings, people, bearings))
    known = _known(namings, people, named)
    titled = find_titles(doc, named, known)
    spoken = find_pronouns(doc, (*named, *titled), known, quoted)
    return _cast(doc, article, (*named, *titled, *spoken), len(people))


# --- who is one person -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Bearing:
    """What the places that give somebody's full name say of whom else its words may mean."""

    offices: frozenset[str] = frozenset()
    has_namesake: bool = False  # "President Trump's daughter Ivanka Trump"
    is_running: bool = False
    gender: Gender | None = None
    is_told: bool = False  # the gender, by "Mrs." or "first lady" rather than by a given name
    first: int = 0  # the token at which the full name first stands

    @classmethod
    def of(cls, namings: Sequence[Naming]) -> "_Bearing":
        titles = [title for naming in namings for title in naming.titles]
        offices = frozenset(names.title_form(title.head.removesuffix(" - elect")) for title in titles)
        has_namesake = not offices.isdisjoint(_CONSORTS) or any(map(has_relative, namings))
        is_running = any(title.head in _RUNNING and title.status != "former" for title in titles)
        first = min((naming.start for naming in namings), default=0)
        return cls(offices, has_namesake, is_running, _gender(namings), bool(_told(namings)), first)

    def is_other(self, naming: Naming, *, by_given: bool = False) -> bool:
        """ "President Trump" is not she who is the first lady, nor "Queen Elizabeth" whoever has that given name.

        Nor is "Secretary Clinton" President Bill Clinton, of whom nothing was said by then.
        """
        if not (by_given or self.has_namesake):
            before = _offices_before(naming, large=True) if naming.start < self.first else frozenset()
            leads = bool(self.offices & _SOUGHT)
            return leads and bool(before) and before.isdisjoint(self.offices | _SOUGHT)
        offices = _offices_before(naming, large=by_given)  # "heart doctor Peter" is only described
        return bool(offices) and not offices & self.offices

    def is_not(self, naming: Naming, both: bool) -> bool:
        """ "Mr. Obama" is not she who is the first lady, nor anybody called Mary who is introduced later.

        A given name alone may mislead (Jean Moreau): then `both` tells whether the article has a Mr. and a Mrs. so
        called.
        """
        told = gender_of_word(naming.honorific or "")
        certain = self.is_told or both or naming.start < self.first
        return certain and None not in {told, self.gender} and told != self.gender

    def may_be(self, naming: Naming, *, by_given: bool = False, both: bool = False) -> bool:
        """ "President Clinton" is hardly she who runs for it, though a sentence may see her there already."""
        if self.is_other(naming, by_given=by_given) or (not by_given and self.is_not(naming, both)):
            return False
        sought = _offices_before(naming) & _SOUGHT if self.is_running else frozenset()
        return not sought or bool(sought & self.offices)


def _offices_before(naming: Naming, *, large: bool = False) -> frozenset[str]:
    before = (title for title in naming.titles if title.end <= naming.start)
    return frozenset(names.title_form(title.head) for title in before if not large or title.text[0].isupper())


def _same_people(believed: Sequence[Naming]) -> tuple[tuple[frozenset[Form], ...], tuple[_Bearing, ...]]:
    """The forms of each person's name. A form that agrees with two people is nobody's but its own.

    A surname under a title that nobody of that name can have is another person's, of whom no more is known.
    """
    by_form: dict[Form, list[Naming]] = {}
    for naming in believed:
        by_form.setdefault(naming.words, []).append(naming)
    people: list[set[Form]] = []
    full = [form for form, found in by_form.items() if found[0].is_full]
    shelves: dict[str, list[int]] = {}  # people by surname, or by its first letter: "Gadhafi" is "Gaddafi"
    few = len(full) <= _MANY_NAMES
    for form in sorted(full, key=lambda form: -len(form)):
        surname = names.words(" ".join(form))[-1]
        shelf = shelves.setdefault(surname[0] if few else surname, [])
        alike = [i for i in shelf if any(names_agree(" ".join(form), " ".join(other)) for other in people[i])]
        if len(alike) == 1:
            people[alike[0]].add(form)
        else:
            shelf.append(len(people))
            people.append({form})
    bearings = [_Bearing.of([naming for form in forms for naming in by_form[form]]) for forms in people]
    borne: dict[str, list[tuple[_Bearing, bool]]] = {}  # who has the word in his name, and whether before the last
    for bearing, forms in zip(bearings, people, strict=True):
        for word, by_given in {word: at < len(form) - 1 for form in forms for at, word in enumerate(form)}.items():
            borne.setdefault(word, []).append((bearing, by_given))
    alone: dict[str, set[Form]] = {}  # by the word that they end in: "Al Gore" is Gore
    told_of: dict[str, list[Naming]] = {}
    for form, found in by_form.items():
        bearers = borne.get(form[-1], ())
        is_other = len(form) == 1 and any(all(one.is_other(n, by_given=given) for one, given in bearers) for n in found)
        both = len(_told(found)) > 1
        others = [
            n for n in found if len(form) == 1 and all(one.is_not(n, both) and not given for one, given in bearers)
        ]
        is_other = is_other or len(others) >= _OFTEN
        if not found[0].is_full and (is_other or not bearers):
            alone.setdefault(form[-1], set()).add(form)
            told_of.setdefault(form[-1], []).extend(others)
    people += alone.values()
    bearings += [_Bearing(gender=_gender(told_of[word])) for word in alone]
    return tuple(map(frozenset, people)), tuple(bearings)


def _gender(namings: Iterable[Naming]) -> Gender | None:
    """What titles, "Mr." and the given name say together; None when they say nothing or disagree."""
    namings = tuple(namings)
    full = [naming for naming in namings if naming.is_full] or namings  # "Mohammad, a resident"
    certain = _told(namings) or {gender_of(naming.words[0]) for naming in full} - {None}
    return next(iter(certain)) if len(certain) == 1 else None


def _told(namings: Iterable[Naming]) -> frozenset[Gender]:
    """The genders that titles and "Mr." tell."""
    return frozenset().union(*(naming.genders for naming in namings))


def _known(namings: Sequence[Naming], people: Sequence[frozenset[Form]], named: Sequence[Place]) -> list[Known]:
    """What is known of each person: everything is gone through once, for a list of names is long."""
    by_form: dict[Form, list[Naming]] = {}
    for naming in namings:
        by_form.setdefault(naming.words, []).append(naming)
    whose = {place.start: place.person for place in named}
    his: list[list[Naming]] = [[naming for form in forms for naming in by_form[form]] for forms in people]
    titles: list[list[Title]] = [[] for _ in people]
    for naming in namings:
        if naming.start in whose:
            his[whose[naming.start]].append(naming)  # "Rush Lomax …, Mr Lomax said"
            titles[whose[naming.start]] += naming.titles
    return [Known(_gender(his[i]), tuple(titles[i])) for i in range(len(people))]


# --- where they are named ----------------------------------------------------------------------------------------


def _places(
    doc: Doc, namings: Sequence[Naming], people: Sequence[frozenset[Form]], bearings: Sequence[_Bearing]
) -> list[Place]:
    by_form = {form: i for i, forms in enumerate(people) for form in forms}
    by_surname = _index(people, lambda form: {names.words(" ".join(form))[-1], names.surname(" ".join(form))})
    by_given = _index(people, lambda form: {form[0]} if len(form) > 1 else set())
    found: list[Place] = []
    times: Counter[int] = Counter()  # how often each was named by then
    latest: dict[int, int] = {}  # the last paragraph in which each was, as the number of breaks before it
    told: dict[str, set[Gender | None]] = {}
    for naming in namings:
        told.setdefault(naming.words[-1], {None}).add(gender_of_word(naming.honorific or ""))
    for naming in namings:
        word = naming.words[-1]
        if not (naming.words in by_form or word in by_surname or word in by_given):
            continue  # nobody is called so
        here, both = bisect_left(doc.breaks, naming.start), told[word].issuperset(("m", "f"))
        bearers = [i for i in by_surname.get(word, ()) if naming.is_full or bearings[i].may_be(naming, both=both)]
        if naming.words in by_form and (naming.is_full or len(by_surname[word]) == 1):
            who: int | None = by_form[naming.words]
        elif naming.is_full or naming.is_relative or _is_part_of_other(doc, naming) or _is_unlikely(naming):
            who = None
        elif word in by_surname:
            named_here = {person for person in bearers if latest.get(person) == here}
            who = _bearer(bearers, naming, times, named_here, bearings)
        else:
            called = [i for i in by_given.get(word, ()) if bearings[i].may_be(naming, by_given=True)]
            seen = naming.labelled or (naming.speaks and not naming.doubtful)
            who = called[0] if len(called) == 1 and seen else None
        if who is not None:
            found.append(Place(naming.start, naming.end, who))
            times[who] += 1
            latest[who] = here
    return found


def _is_unlikely(naming: Naming) -> bool:
    """ "Jordan" and "Park" are people only where something in the sentence says so."""
    told = naming.labelled or naming.speaks or naming.honorific or (naming.acts and not naming.is_place)
    return naming.doubtful and not told


def _index(people: Sequence[frozenset[Form]], words_of: Callable[[Form], set[str]]) -> dict[str, list[int]]:
    index: dict[str, list[int]] = {}
    for i, forms in enumerate(people):
        for word in sorted({word for form in forms for word in words_of(form)}):
            index.setdefault(word, []).append(i)
    return index


def _bearer(
    candidates: list[int], naming: Naming, times: Counter[int], named_here: set[int], bearings: Sequence[_Bearing]
) -> int | None:
    """Whom a surname means: its only bearer, or the only one named by then whom "Mrs." and the title allow.

    Of two who were named the story is about one, if he was named four times as often and the other not just before.
    Where neither rules, it is the only one of them in this paragraph.
    """
    told = gender_of_word(naming.honorific or "")
    if told and len(candidates) > 1:
        candidates = [i for i in candidates if bearings[i].gender in {None, told}]
    if len(candidates) < 2:
        return candidates[0] if candidates else None
    named = sorted((i for i in candidates if times[i]), key=lambda i: (-times[i], i))
    if len(named) < 2:
        return next(iter(named), None)
    first, *others = named
    here = named_here & set(named)
    if times[first] >= _MUCH_MORE * sum(times[i] for i in others):
        return first if here <= {first} else None
    return here.pop() if len(here) == 1 else None


def _is_part_of_other(doc: Doc, naming: Naming) -> bool:
    """In a headline a surname may belong to a longer name: "Clinton Foundation", "Bill Clinton"."""
    after = doc[naming.end].lower_ if naming.end < len(doc) else ""
    before = doc[naming.start - 1] if naming.start else None
    return naming.headline and (
        after in word_set("organisation_words")
        or (before is not None and is_given_name(before.text) and before.is_title)
    )


def _with_brackets(doc: Doc, places: list[Place]) -> list[Place]:
    """ "Mike (Pompeo)" is one mention of the one Pompeo, when he may be called Mike."""
    found: list[Place] = []
    for place in places:
        i = place.start
        bracketed = place.end < len(doc) and i > 1 and doc[i - 1].text == "(" and doc[place.end].text == ")"
        if bracketed and is_given_name(doc[i - 2].text):
            if found and found[-1].start == i - 2:
                found.pop()
            place = Place(i - 2, place.end + 1, place.person)
        found.append(place)
    return found


# --- quotation marks ---------------------------------------------------------------------------------------------


def _says_i(doc: Doc, naming: Naming, quoted: Sequence[bool]) -> bool:
    """The words quoted before "X said" in the same paragraph say "I": X is no ministry and no newspaper."""
    at = naming.start - 1
    first = max(0, at - _FAR)
    while at >= first and "\n" not in doc[at].text:
        if quoted[at] and doc[at].text in {"I", "my", "me", "My"}:
            return True
        at -= 1
    return False


# --- what is handed on -------------------------------------------------------------------------------------------


def _cast(doc: Doc, article: Article, places: Iterable[Place], people: int) -> Cast:
    mentions: list[list[Mention]] = [[] for _ in range(people)]
    for place in sorted(places, key=lambda place: place.start):
        first, last = doc[place.start], doc[place.end - 1]
        mentions[place.person].append(Mention(Slice(first.idx, last.idx + len(last.text)), place.kind))
    found = [_person(article, tuple(m), named) for m in mentions if (named := _names(article, m))]
    return Cast(tuple(sorted(found, key=lambda person: person.mentions[0].slice)))


def _names(article: Article, mentions: Iterable[Mention]) -> list[Slice]:
    """Where the name stands by itself. "Mike (Pompeo)" alone is no form to call anybody by."""
    return [m.slice for m in mentions if m.kind == "name" and not m.slice.of(article.text).endswith(")")]


def _person(article: Article, mentions: tuple[Mention, ...], named: Sequence[Slice]) -> Person:
    forms: dict[str, Slice] = {}  # each with the place where it first stands
    for where in named:
        forms.setdefault(" ".join(where.of(article.text).split()), where)
    name = max(forms, key=lambda form: len(names.words(form)))
    aliases = tuple(Alias(form, _alias_kind(form, name)) for form in sorted(forms))
    return Person(f"{article.key[:16]}:{forms[name].start}-{forms[name].end}", name, aliases, mentions)


def _alias_kind(form: str, name: str) -> AliasKind:
    words, whole = names.words(form), names.words(name)
    if names.fold(form) == names.surname(name):
        return "surname"
    if len(words) == 1:
        return "surname" if words[0] in names.surname(name).split() or words[0] == whole[-1] else "nickname"
    if any(len(word) == 1 for word in words[:-1]):
        return "initials"
    if set(words) <= set(whole):
        return "full"
    return "nickname" if are_forms_of_one(words[0], whole[0]) and words[0] != whole[0] else "variant"
