"""One person on several shelves: shown as one to whoever may see them, and never stored as one."""

from collections.abc import Iterable, Mapping, Sequence

from briefings.model import Named, PersonKey, Scope
from briefings.names import fold
from briefings.store.parted import key_of


def as_seen(found: Iterable[Named], scope: Scope) -> tuple[tuple[Named, ...], ...]:
    """The people among `found`, each with all his shelves, in a fixed order.

    The same key on two shelves is one person: it was made from the same words. So is the same full name, unless some
    shelf knows two people who bear it; then we would rather show one man twice than two as one. Whoever was parted from
    somebody by decision is no other man of his name. Last come those whom somebody joined; where one of them is not
    there any more, nothing is joined.
    """
    parted = set(map(key_of, scope.parted))
    by_key: dict[str, tuple[Named, ...]] = {}
    for named in sorted(set(found), key=lambda n: n.id):
        by_key[named.id.key] = (*by_key.get(named.id.key, ()), named)
    parent = {key: key for key in by_key}

    def root(key: str) -> str:
        while parent[key] != key:
            key = parent[key] = parent[parent[key]]
        return key

    for keys in _bearers({key: one for key, one in by_key.items() if key not in parted}).values():
        if len(keys) > 1 and _fit({key: by_key[key] for key in keys}):
            for key in keys[1:]:
                parent[root(key)] = root(keys[0])
    groups: dict[str, dict[str, tuple[Named, ...]]] = {}
    for key in by_key:
        groups.setdefault(root(key), {})[key] = by_key[key]
    people = [
        part
        for group in groups.values()
        for part in ([tuple(n for named in group.values() for n in named)] if _fit(group) else group.values())
    ]
    for decided in scope.joined:
        people = _join(people, decided)
    return tuple(sorted((tuple(sorted(part, key=lambda n: n.id)) for part in people), key=_order))


def _join(people: list[tuple[Named, ...]], keys: Sequence[PersonKey]) -> list[tuple[Named, ...]]:
    theirs = [part for part in people if any(named.id.key in keys for named in part)]
    if {named.id.key for part in theirs for named in part}.issuperset(keys):
        return [*(part for part in people if part not in theirs), tuple(named for part in theirs for named in part)]
    return people


def partners(found: Iterable[Named], scope: Scope) -> tuple[PersonKey, ...]:
    """Who is to be one with somebody among `found`, by decision, and is not there yet, also through a third."""
    there = {named.id.key for named in found}
    wanted = set(there)
    groups = [set(keys) for keys in scope.joined]
    while more := {key for group in groups if group & wanted for key in group} - wanted:
        wanted |= more
    return tuple(sorted(wanted - there))


def full_names(named: Named) -> frozenset[str]:
    """The folded names of more than one word that are wholly his: no surname and no nickname alone."""
    names = {fold(alias.text) for alias in named.aliases if alias.kind == "full"} | {fold(named.name)}
    return frozenset(name for name in names if " " in name)


def display_name(person: Iterable[Named]) -> str:
    """The name that most articles know him by."""
    return min(person, key=lambda n: (-n.articles, -len(n.name), n.name)).name


def alias_texts(person: Iterable[Named]) -> tuple[str, ...]:
    """Every form of his name, sorted, each once; forms that differ only in case or dots are one."""
    forms = {fold(alias.text): alias.text for named in person for alias in sorted(named.aliases, reverse=True)}
    return tuple(sorted(forms.values()))


def _bearers(by_key: Mapping[str, tuple[Named, ...]]) -> dict[str, list[str]]:
    bearers: dict[str, list[str]] = {}
    for key, shelves in by_key.items():
        for name in sorted({name for named in shelves for name in full_names(named)}):
            bearers.setdefault(name, []).append(key)
    return dict(sorted(bearers.items()))


def _fit(people: Mapping[str, tuple[Named, ...]]) -> bool:
    """No shelf has two of these people: they may be one."""
    shelves = [named.id.collection for several in people.values() for named in several]
    return len(shelves) == len(set(shelves))


def _order(person: tuple[Named, ...]) -> tuple[int, str, str]:
    return (-sum(named.articles for named in person), fold(display_name(person)), min(n.id.key for n in person))
