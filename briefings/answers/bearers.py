"""Who is meant by an office: “the ISI chief”, “Clinton's campaign manager”, as the articles of the days asked for say."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import chain
from operator import itemgetter

from briefings import names
from briefings.answers.office_words import (
    CHIEFS,
    LITTLE,
    OTHER_OFFICE,
    canonical,
    head,
    one_form,
    same_land,
    variants,
    words_of,
)
from briefings.answers.placed import in_place
from briefings.answers.subject import Ambiguous, Subject, Unknown, among, bearer, find
from briefings.model import Hit, Mention, PersonId, Present, ReadAs, Role, Scope, Slice
from briefings.store import Store
from briefings.store.search import terms

ARTICLES = 200  # the newest that print the office's words
NEAR = 40  # characters between a title and what it belongs to: “Robby Mook, Clinton's campaign manager”

SPOKEN_FOR = 300  # characters before a bare “spokesman” or “her spokesman”, in which it was told who speaks through him


def find_or_bearer(
    store: Store,
    scope: Scope,
    typed: str,
    *,
    read_as: ReadAs,
    now: datetime,
    since: date | None = None,
    until: date | None = None,
) -> Subject | Ambiguous | Unknown:
    """Whom `find` finds; where nobody is called so, the one who bears that office: “the Pentagon spokesman”."""
    found = find(store, scope, typed, read_as=read_as, now=now, main=True)
    if not isinstance(found, Unknown):
        return found
    held = bearers(store, scope, typed, since=since, until=until)
    if len(held) == 1:
        return held[0]
    return among(store, scope, typed, held[:MOST_CHOICES], read_as=read_as, now=now) if held else found


MOST_CHOICES = 5


def bearers(
    store: Store, scope: Scope, office: str, *, since: date | None = None, until: date | None = None
) -> tuple[Subject, ...]:
    """The people whom articles of these days give this office, the one seen in it last first. Nobody on a doubt.

    Where somebody bears exactly this office, nobody who bears one of more words is meant: the mayor of Miami is not
    that of Miami-Dade County.
    """
    office, owner = _with_surname(store, scope, office)
    wanted, former = words_of(office)
    if not wanted:
        return ()
    heads = {hit.head.key: hit.head for hit in _candidates(store, scope, wanted, since, until)}
    titled = store.people.titles(scope, list(heads)) if heads else {}
    there = store.people.present(
        scope, [key for key, titles in titled.items() if any(_may_be(title, wanted) for title in titles)]
    )
    fits: dict[PersonId, int] = {}
    latest: dict[PersonId, int] = {}
    fitting = _nearest([(one, fit) for one in there if (fit := _fit(store, scope, one, office, there)) is not None])
    if owner is not None:
        fitting = [(one, fit) for one, fit in fitting if _is_his(one, there, owner)]
    fitting = fitting or [(one, FAR) for one in in_place(store, scope, there, set(wanted), former=former)]
    for one, fit in fitting:
        span = heads[one.article].published.span
        latest[one.id] = max(latest.get(one.id, 0), span.last.toordinal() if span else 0)
        fits[one.id] = min(fits.get(one.id, fit), fit)
    best = min(fits.values(), default=0) if len(wanted) > 1 else 0
    meant = [one for one in latest if len(wanted) == 1 or fits[one] == best]
    return _subjects(store, scope, sorted(meant, key=lambda one: (-latest[one], one)))


_OWNED = (
    re.compile(r"(?P<owner>.+?)(?:['’]s|(?<=s)['’]) (?P<office>.+)"),
    re.compile(r"(?P<office>.+) (?:for|of|to) (?P<owner>.+)"),
)


def _with_surname(store: Store, scope: Scope, office: str) -> tuple[str, Subject | None]:
    """“Ada Roe's spokesman” as the articles print it, “Roe's spokesman”, and the one whose spokesman it is."""
    for form in _OWNED:
        found = form.fullmatch(office)
        owner = bearer(store, scope, found["owner"]) if found and " " in found["owner"] else None
        if found and owner is not None:
            return f"{found['office']} {names.surname(found['owner'])}", owner
    return office, None


def _is_his(one: Present, there: Iterable[Present], owner: Subject) -> bool:
    """Does the article speak of the owner beside the title?"""
    places = [
        m.slice for other in there if other.article == one.article and other.id in owner.ids for m in other.mentions
    ]
    return any(role.slice.start - NEAR < place.start < role.slice.end + NEAR for role in one.roles for place in places)


def _nearest(fitting: Sequence[tuple[Present, int]]) -> list[tuple[Present, int]]:
    """Of several who may hold an office that their article only names, whoever stands right beside it there."""
    beside = {one.article: fit for one, fit in sorted(fitting, key=itemgetter(1), reverse=True) if fit > FAR}
    return [
        (one, min(fit, FAR))
        for one, fit in fitting
        if fit <= FAR or fit == beside[one.article] or beside[one.article] > FAR + BESIDE
    ]


def gives_office(store: Store, scope: Scope, one: Present, office: str) -> bool:
    """Does that article give him this office, as one that he holds, or as a former one where that is asked for?"""
    return _fit(store, scope, one, office) is not None


def _candidates(
    store: Store, scope: Scope, wanted: Sequence[str], since: date | None, until: date | None
) -> Iterator[Hit]:
    """Articles that print the office; where none does, those that print all of it but one word: a land in another form."""
    less = [[word for word in wanted if word != left_out] for left_out in wanted] if len(wanted) > 1 else []
    for some in ([wanted], less):
        found = False
        for words in chain.from_iterable(map(variants, some)):
            for hit in store.search.find(scope, terms(" ".join(words)), since=since, until=until, limit=ARTICLES):
                found = True
                yield hit
        if found:
            return


FAR = 100  # how badly an office fits that stands near its title, not in it; elsewhere the distance comes to it
BESIDE = 80  # characters between somebody and the office that he is right beside


def _fit(store: Store, scope: Scope, one: Present, office: str, there: Iterable[Present] = ()) -> int | None:
    """How many words more his office has than the one asked for; None when it is another.

    `there` are the people of the article, of whom one may be he whose "campaign manager" he is.
    """
    wanted, former = words_of(office)
    roles = [
        role
        for role in one.roles
        if (role.status == "former") == former and role.status != "nominee" and _may_be(role.title, wanted)
    ]
    if not roles:
        return None
    text = store.articles.text(scope, one.article) or ""
    fits = [fit for role in roles if (fit := _fits(role, wanted, text, one.mentions)) is not None]
    fits += [
        1 + fit
        for role in roles
        if (fit := _fits(role, _of_its_chief(role.title, wanted), text, one.mentions)) is not None
    ]
    fits += [FAR for role in roles if _is_of_him(store, scope, role, wanted, text, one, there)]
    return min(fits, default=None)


def _may_be(title: str, wanted: Sequence[str]) -> bool:
    """Does any title that says what he is in this word fit? Told before anything of the article is read."""
    return head(title) in {one_form(word) for word in wanted} or bool(_of_its_chief(title, wanted))


def _is_of_him(
    store: Store, scope: Scope, role: Role, wanted: Sequence[str], text: str, one: Present, there: Iterable[Present]
) -> bool:
    """ "Her | campaign manager": is she the one whose it is to be?"""
    whose = _HIS.search(text, 0, role.slice.start)
    asked, title = set(wanted), canonical(names.title_form(role.title)) - LITTLE
    if whose is None or not title < asked or head(role.title) not in asked:
        return False
    owners = [
        other.id
        for other in there
        if other.article == one.article and any(m.slice.start == whose.start(1) for m in other.mentions)
    ]
    named = store.people.get(scope, owners) if len(owners) == 1 else ()
    return any(asked - title <= canonical(names.title_form(found.name)) for found in named)


def _of_its_chief(title: str, wanted: Sequence[str]) -> Sequence[str]:
    """The words of “the NATO chief” as those of its secretary general, where that is his title; else none."""
    of = head(title)
    return (
        [of if word == "head" else word for word in wanted]
        if of in CHIEFS and len(wanted) > 1 and "head" in wanted
        else ()
    )


def _fits(role: Role, wanted: Sequence[str], text: str, his: Collection[Mention]) -> int | None:
    if not wanted:
        return None
    if _is(role, wanted, ""):
        whole = canonical(names.title_form(f"{role.title} {role.organisation or ''}")) - LITTLE
        return max(0, len(whole) - len(wanted))
    if _is(role, wanted, text):
        return FAR
    away = _said_so(role, wanted, text, his)
    return FAR + away if away is not None else None


def _said_so(role: Role, wanted: Sequence[str], text: str, his: Collection[Mention]) -> int | None:
    """How far from him the article names the office whole, in a headline say, where it gives him its title; else None.

    Not where somebody else's name follows: “French President Roe” gives the office to Roe alone.
    """
    if head(role.title) not in wanted or OTHER_OFFICE & (canonical(names.title_form(role.title)) ^ set(wanted)):
        return None
    away: list[int] = []
    words = _words(text)
    for at in (at for at, (form, _) in enumerate(words) if form in wanted):
        office = words[at : at + len(wanted)]
        if set(wanted) == {form for form, _ in office} and not any(_PAUSE.search(found[0]) for _, found in office[:-1]):
            after = next((found for _, found in words[at + len(wanted) : at + len(wanted) + 1]), None)
            if (
                after is None
                or not after[0][0].isupper()
                or any(one.slice.start <= after.start() < one.slice.end for one in his)
            ):
                start = office[0][1].start()
                away += [abs(one.slice.start - start) + 1 for one in his]
    return min(away, default=None)


@lru_cache(maxsize=8)  # several of an article may hold an office
def _words(text: str) -> list[tuple[str, re.Match[str]]]:
    """What an article prints, but for the words that say nothing, each as `canonical` has it."""
    printed = ((_form(found[0]), found) for found in re.finditer(r"\S+", text))
    return [(form, found) for form, found in printed if form]


@lru_cache(maxsize=16_384)
def _form(word: str) -> str:
    form = names.title_form(word)
    return "" if form in LITTLE else one_form(form)


_PAUSE = re.compile(r"(?<![A-Z])[.,;:!?][\"”’')]*$")  # not that of "U.S."


def _is(role: Role, wanted: Sequence[str], text: str) -> bool:
    asked = {one_form(word) for word in wanted}
    title = canonical(names.title_form(role.title))
    whole = title | canonical(names.title_form(role.organisation or ""))
    if OTHER_OFFICE & (title ^ asked) or head(role.title) not in asked:
        return False
    missing = {word for word in asked - whole if not any(same_land(word, other) for other in whole)}
    if not missing:
        return True
    if head(role.title) == "spokesman" and role.organisation is None:
        start = max(0, role.slice.start - SPOKEN_FOR)
        return missing <= canonical(names.title_form(text[start : role.slice.start]))
    return missing <= canonical(names.title_form(" ".join(_beside(text, role.slice, role.title))))


def _beside(text: str, title: Slice, words: str) -> Iterator[str]:
    """What a title belongs to by where it stands: “Clinton’s | campaign manager”, “spokesman | for the White House”.

    Nothing further away: whoever is president and travels to Cuba is not the president of Cuba.
    """
    sentence = re.split(r"[.;]\s|\n", text[max(0, title.start - SPOKEN_FOR) : title.start])[-1]
    after = text[title.end : title.end + NEAR]
    names_him = not title.of(text).endswith(words)  # President Roe | in Cuba
    for pattern, there in ((_OWNER, sentence[-NEAR:]), (_OF_HIM if names_him else _OF, after), (_BODY, after)):
        if found := pattern.search(there):
            yield found[1]
    owners = set(_POSSESSIVE.findall(sentence))
    if _HERS.search(sentence) and len(owners) == 1:
        yield owners.pop()


_HIS = re.compile(r"\b(his|her|their)\s+(?:[a-z][\w-]*\s+)?\Z", re.I)
_HERS = re.compile(r"\b(?:her|his|its|their)\s+(?:[a-z][\w-]*\s+)?$")
_POSSESSIVE = re.compile(r"([A-Z][\w.&-]+)['’]s?\b")  # Clinton's aides, among them her | campaign chairman
_OWNER = re.compile(r"((?:[A-Z][\w.&-]*\s+)*[A-Z][\w.&-]*(?:['’]s?)?)\s+(?:[a-z][\w-]*\s+)?$")
_BODY = re.compile(r"^,\s+([A-Z]{3,})\b")  # president of football's governing body, | FIFA
_OF = re.compile(r"^,?\s+(?:of|for|at|in|with|to)\s+((?:the\s+)?(?:[A-Z][\w.&'’-]*(?:\s+|$))+)")
_OF_HIM = re.compile(r"^,?\s+(?:of|for)\s+((?:the\s+)?(?:[A-Z][\w.&'’-]*(?:\s+|$))+)")


def _subjects(store: Store, scope: Scope, ids: Sequence[PersonId]) -> tuple[Subject, ...]:
    found: dict[tuple[PersonId, ...], Subject] = {}
    for one in ids:
        if subject := bearer(store, scope, one.key):
            found.setdefault(subject.ids, subject)
    return tuple(found.values())
