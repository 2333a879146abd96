"""Who is who across articles: the second, pure step, over all people of one family of surnames on one shelf."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import combinations
from typing import Literal, NamedTuple

from briefings import names
from briefings.lexicon import entries
from briefings.model import Identity, PersonKey, Sighting
from briefings.nicknames import are_forms_of_one, formal_names

_MUCH_MORE = 4
_A_YEAR = 366  # days
_OF_STATE = frozenset("minister president premier chancellor king queen secretary".split())

_Bond = Literal["same", "open", "apart"]
"""Two full names: surely one person's, not told apart by anything, or two people's."""


class _Form(NamedTuple):
    """A name, folded and taken apart. A surname alone has no `given`."""

    given: str
    middle: tuple[str, ...]
    surname: str
    suffix: str


@dataclass(frozen=True, slots=True)
class _Group:
    """All sightings under one folded name, the earliest first."""

    form: _Form
    sightings: tuple[Sighting, ...]
    titles: frozenset[str]
    callings: frozenset[str]
    states: frozenset[str]  # whose minister or president he is
    days: tuple[date, date]  # the first and the last on which he is seen as that
    articles: frozenset[str]
    other_forms: frozenset[_Form]  # under which the same articles name him too


def identify(sightings: tuple[Sighting, ...]) -> tuple[Identity, ...]:
    """Who is who among the people of one family of surnames (names.surname_family). Every sighting is in exactly one identity; their order cannot matter.

    A merge needs evidence: the same full name; a short form of it (Jim for James); an article that uses both; or, when
    the titles agree, another spelling (Mahmood, Mehmood; Zelensky, Zelenskyy) or a middle name more. A surname alone joins the only full
    name there is, and only when the titles agree. Names that could join two people who are not each other join
    neither, and two who bear one name are apart where they are only ever seen in different callings: a senator and a
    goalkeeper; or, within a year, as ministers of different countries. Whatever is in doubt stays apart: a curator can merge, but nobody finds a wrong merge.

    An identity bears the key of its earliest sighting (undated ones are the latest) and its most formal name.
    """
    if len(sightings) == 1:  # most families are seen once: there is nobody to compare with
        (seen,) = sightings
        return (Identity(seen.person.key, seen.person.name, (seen.person.key,)),)
    parts, doubtful = _parts(sorted(sightings, key=_age))
    if len(parts) == 1 and parts[0][0].given and not doubtful:  # all bear one name, and nothing tells them apart
        (seen, *_) = parts[0][1]
        return (Identity(seen.person.key, seen.person.name, tuple(sorted(s.person.key for s in sightings))),)
    groups = [_group(form, seen) for form, seen in parts]
    full = [group for group in groups if group.form.given]
    clusters = _clusters(full)
    alone = [sighting for group in groups if not group.form.given for sighting in group.sightings]
    joining = _bearers_of_surnames(clusters, alone)
    taken = {sighting.person.key for seen in joining.values() for sighting in seen}
    told = [_identity(cluster, joining.get(i, ())) for i, cluster in enumerate(clusters)]
    told += [_identity([], [sighting]) for sighting in alone if sighting.person.key not in taken]
    told += [_identity([], [sighting]) for sighting in doubtful]
    return tuple(sorted(told, key=lambda identity: identity.key))


def _bearers_of_surnames(clusters: list[list[_Group]], alone: Iterable[Sighting]) -> dict[int, list[Sighting]]:
    """Which surnames alone mean the only full name with it, for they share a title: sightings by cluster."""
    bearers: dict[str, set[int]] = defaultdict(set)
    for i, cluster in enumerate(clusters):
        for group in cluster:
            bearers[group.form.surname].add(i)
    found: dict[int, list[Sighting]] = defaultdict(list)
    for sighting in alone:
        who = bearers[_form(sighting.person.name).surname]
        for i in who if len(who) == 1 else ():
            if any(group.titles & _titles([sighting]) for group in clusters[i]):
                found[i].append(sighting)
    return found


def _identity(cluster: list[_Group], more: Iterable[Sighting] = ()) -> Identity:
    sightings = sorted([s for group in cluster for s in group.sightings] + list(more), key=_age)
    return Identity(
        key=sightings[0].person.key,
        name=_most_formal(cluster) or sightings[0].person.name,
        sightings=tuple(sorted(s.person.key for s in sightings)),
    )


def _most_formal(cluster: list[_Group]) -> str | None:
    """ "James Mattis" rather than "Jim Mattis"; among equals the one that was printed first."""
    givens = {group.form.given for group in cluster}
    formal = [group for group in cluster if not formal_names(group.form.given) & givens]
    return min((group.sightings[0] for group in formal or cluster), key=_age).person.name if cluster else None


def _age(sighting: Sighting) -> tuple[date, str, int, PersonKey]:
    mentions = sighting.person.mentions
    first = mentions[0].slice.start if mentions else 0
    return sighting.published.first if sighting.published else date.max, sighting.article, first, sighting.person.key


# --- names, taken apart --------------------------------------------------------------------------------------------


def _parts(sightings: list[Sighting]) -> tuple[list[tuple[_Form, list[Sighting]]], list[Sighting]]:
    """Who bears each name, by what tells them apart, and those who bear a name that different people bear, and show nothing to tell them by."""
    by_form: dict[_Form, list[Sighting]] = defaultdict(list)
    for sighting in sightings:
        by_form[_form(sighting.person.name)].append(sighting)
    found, doubtful = [], []
    for form, seen in sorted(by_form.items()):
        parts = _by_calling(seen) or _by_state(seen) or [seen]
        placed = {id(sighting) for part in parts for sighting in part}
        found += [(form, part) for part in parts]
        doubtful += [sighting for sighting in seen if id(sighting) not in placed]
    return found, doubtful


def _group(form: _Form, seen: list[Sighting]) -> _Group:
    named = (a.text for s in seen for a in s.person.aliases if a.kind in ("full", "nickname", "variant"))
    return _Group(
        form,
        tuple(seen),
        _titles(seen),
        _callings(seen),
        _states(seen),
        _days(seen),
        frozenset(s.article for s in seen),
        frozenset(map(_form, named)),
    )


def _by_calling(seen: list[Sighting]) -> list[list[Sighting]]:
    """The bearers of one name by callings that no article joins; none when all may be one person."""
    of = {i: callings for i, sighting in enumerate(seen) if sighting.roles and (callings := _callings([sighting]))}
    parts = _alike(of)
    return _parted(seen, of, parts) if len(parts) > 1 else []


def _by_state(seen: list[Sighting]) -> list[list[Sighting]]:
    """The bearers of one name by the country whose ministers they are, if two were so within a year; else none."""
    of = {i: states for i, sighting in enumerate(seen) if sighting.roles and (states := _states([sighting]))}
    parts = _alike(of)
    days = [_days([seen[i] for i in part]) for part in parts]
    near = any(_are_near(days[a], days[b]) for a, b in combinations(range(len(parts)), 2))
    return _parted(seen, of, parts) if near else []


def _alike(of: dict[int, frozenset[str]]) -> list[list[int]]:
    """The numbers whose sets are joined by a common member, one way or another."""
    first = {each: i for i in sorted(of, reverse=True) for each in of[i]}
    return _components(of, [(first[each], i) for i in of for each in sorted(of[i])])


def _parted(seen: list[Sighting], of: dict[int, frozenset[str]], parts: list[list[int]]) -> list[list[Sighting]]:
    """Who shows neither calling nor country is the one who is seen four times as often as all others, if one is."""
    main = max(parts, key=len)
    if len(main) >= _MUCH_MORE * (len(of) - len(main)):
        main += [i for i in range(len(seen)) if i not in of]
    return [[seen[i] for i in sorted(part)] for part in parts]


def _are_near(one: tuple[date, date], other: tuple[date, date]) -> bool:
    """Less than a year lies between them, or nobody knows."""
    return date.max in (*one, *other) or max((other[0] - one[1]).days, (one[0] - other[1]).days) < _A_YEAR


@lru_cache(maxsize=1 << 14)
def _form(name: str) -> _Form:
    """A name taken apart; initials stand together, so that "H. R." is "H.R." and "HR"."""
    parts = names.fold(re.sub(r"(?<=\b\w)\.\s*(?=\w\b\.?)", "", name)).split()
    suffix = parts.pop() if len(parts) > 1 and parts[-1] in names.SUFFIXES else ""
    surname = names.surname(" ".join(parts))
    given = parts[: len(parts) - len(surname.split())]
    return _Form(given[0] if given else "", tuple(given[1:]), surname, suffix)


def _titles(sightings: Iterable[Sighting]) -> frozenset[str]:
    return frozenset(names.title_form(role.title) for sighting in sightings for role in sighting.roles)


def _callings(sightings: Iterable[Sighting]) -> frozenset[str]:
    heads = {_head(role.title) for sighting in sightings for role in sighting.roles}
    return frozenset(filter(None, map(_calling_of().get, heads)))


def _states(sightings: Iterable[Sighting]) -> frozenset[str]:
    """The countries whose minister, president or king he is: an office that nobody holds in two of them."""
    roles = (role for sighting in sightings for role in sighting.roles if role.status in ("held", "acting"))
    held = (r.organisation for r in roles if r.organisation and _head(r.title) in _OF_STATE)
    return frozenset(filter(None, (_state_of().get(body.removeprefix("the ")) for body in held)))


def _days(sightings: Iterable[Sighting]) -> tuple[date, date]:
    """The first and the last day on which he is seen as a minister; date.max where a day is unknown."""
    days = [s.published.first if s.published else date.max for s in sightings if s.roles and _states([s])]
    return min(days, default=date.max), max(days, default=date.max)


@lru_cache(maxsize=1 << 13)
def _head(title: str) -> str:
    """The office without what it is of: the "professor" of "Professor of Law". Whoever is often seen bears few titles."""
    return next(reversed(re.split(r" (?:of|for|at|in|to|with) ", names.title_form(title))[0].split()), "")


@cache
def _state_of() -> dict[str, str]:
    return {word.replace("_", " "): row.split()[0] for row in entries("states") for word in row.split()}


@cache
def _calling_of() -> dict[str, str]:
    return dict(row.split() for row in entries("callings"))


# --- which names are one person's ----------------------------------------------------------------------------------


def _clusters(groups: list[_Group]) -> list[list[_Group]]:
    """The groups that are one person each. A group between two that are apart joins neither."""
    bonds = {(a, b): "same" for a, b in _near(groups) if _bond(groups[a], groups[b]) == "same"}
    alone: set[int] = set()
    while True:
        parts = _components(range(len(groups)), [pair for pair in bonds if not alone & set(pair)])
        torn = [part for part in parts if _is_torn(groups, part)]
        if not torn:
            return [[groups[i] for i in part] for part in parts]
        for part in torn:
            between = {i for i in part if _is_torn(groups, [j for j in part if tuple(sorted((i, j))) in bonds])}
            alone |= between or set(part)


def _is_torn(groups: list[_Group], part: list[int]) -> bool:
    return any(_bond(groups[a], groups[b]) == "apart" for a, b in combinations(part, 2))


def _components(nodes: Iterable[int], pairs: list[tuple[int, int]]) -> list[list[int]]:
    joined = {node: [node] for node in nodes}
    for a, b in pairs:
        if joined[a] is not joined[b]:
            joined[a] += joined[b]
            for node in joined[b]:
                joined[node] = joined[a]
    return [sorted(part) for node, part in joined.items() if node == min(part)]


def _near(groups: list[_Group]) -> Iterator[tuple[int, int]]:
    """The pairs worth a look: given names that share a formal name or a skeleton, and names that one article shares."""
    shelves: dict[str, set[int]] = defaultdict(set)
    at: dict[_Form, list[int]] = defaultdict(list)
    for i, group in enumerate(groups):
        at[group.form].append(i)
    for i, group in enumerate(groups):
        given = group.form.given
        for label in (given, _skeleton(given), *formal_names(given)):
            shelves[label].add(i)
    pairs = {pair for shelf in shelves.values() for pair in combinations(sorted(shelf), 2)}
    for i, group in enumerate(groups):
        pairs |= {(min(i, j), max(i, j)) for form in group.other_forms for j in at.get(form, ()) if j != i}
    return iter(sorted(pairs))


def _bond(one: _Group, other: _Group) -> _Bond:
    a, b = one.form, other.form
    if one.callings and other.callings and not one.callings & other.callings:
        return "apart"
    if one.states and other.states and not one.states & other.states and _are_near(one.days, other.days):
        return "apart"
    if a == b:
        return "open"  # one name, borne by two: see _by_calling
    if (a.suffix and b.suffix and a.suffix != b.suffix) or _middles_differ(a.middle, b.middle):
        return "apart"
    if a.suffix != b.suffix:
        return "open"  # a father and his son share a name
    if b in one.other_forms or a in other.other_forms:
        return "same"
    agree = bool(one.titles & other.titles) and not one.articles & other.articles
    if a.surname != b.surname:
        alike = a.given == b.given and _same_middles(a.middle, b.middle)
        return ("same" if agree else "open") if alike else "apart"
    if are_forms_of_one(a.given, b.given):
        return "same" if _same_middles(a.middle, b.middle) or agree else "open"
    if _are_spellings_of_one(a.given, b.given):
        return "same" if agree else "open"
    if 1 in (len(a.given), len(b.given)) and a.given[0] == b.given[0]:
        return "open"
    return "apart"


def _same_middles(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """As many middle names, each the other's or its initial."""
    return len(a) == len(b) and all(
        x == y or (1 in (len(x), len(y)) and x[0] == y[0]) for x, y in zip(a, b, strict=True)
    )


def _middles_differ(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Two middle names that cannot be the same: "A." and "B.", but not "W." and "Walker", nor one that is missing."""
    return any(
        not (x == y or (1 in (len(x), len(y)) and x[0] == y[0]) or _are_spellings_of_one(x, y))
        for x, y in zip(a, b, strict=False)
    )


def _are_spellings_of_one(one: str, other: str) -> bool:
    """The same consonants in the same order, between the same letters: Mehmood and Mahmood, but not Mario and Maria."""
    return (
        min(len(one), len(other)) > 4
        and (one[0], one[-1]) == (other[0], other[-1])
        and _skeleton(one) == _skeleton(other)
    )


def _skeleton(name: str) -> str:
    """The consonants, doubled ones once."""
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouy'-]", "", name))
