"""Names while they are typed, and names near a name that nobody bears. From memory; nothing is parsed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from briefings import names
from briefings.answers.index import Index, forms_of
from briefings.answers.kept import Kept
from briefings.answers.shelves import as_seen, display_name, full_names, partners
from briefings.lexicon import word_set
from briefings.model import Named, PersonId, Scope
from briefings.nicknames import may_mean
from briefings.store import Store

LONGEST = 100  # characters of a label and of a value: Discord's


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A person to choose: what is shown, and what to ask `who` with."""

    label: str
    value: str
    name: str


def _index(store: Store, shelf: str) -> Index:
    return Index(store.people.everyone(Scope((shelf,))))


_KEPT = Kept(_index, Index())


def _shelves(store: Store, scope: Scope) -> list[Index]:
    """The names of each shelf, and of whom was parted from somebody there by decision: these are few."""
    parted = Index(store.people.parted(scope)) if scope.parted else None
    return [*(_KEPT.of(store, shelf) for shelf in scope.collections), *([parted] if parted else [])]


Person = tuple[Named, ...]


def suggest(store: Store, scope: Scope, typed: str, limit: int = 25) -> tuple[Suggestion, ...]:
    """The people whom `typed` may become, most mentioned first: every word of it begins a word of his names.

    Where these are few, people with a letter wrong follow, and then those whose name sounds so. Nothing typed: the most
    mentioned.
    """
    shelves = _shelves(store, scope)
    words = names.fold(typed).split()
    how: dict[PersonId, int] = {}
    found: list[Named] = []
    for shelf in shelves:
        for one in shelf.find(words, limit * len(shelves)):
            found.append(shelf.people[one.rank])
            how[found[-1].id] = one.how
    people = sorted(
        _as_seen(store, scope, shelves, found),
        key=lambda person: (min(how.get(n.id, 9) for n in person), *_most_mentioned(person)),
    )
    return tuple(_suggestion(shelves, person) for person in people[:limit])


def near(store: Store, scope: Scope, typed: str, limit: int = 5) -> tuple[str, ...]:
    """Names that `typed` may have been meant for, nearest first; only what this asker may see."""
    shelves = _shelves(store, scope)
    likeness: dict[PersonId, float] = {}
    found: list[Named] = []
    for shelf in shelves:
        for score, rank in shelf.near(names.fold(typed)):
            found.append(shelf.people[rank])
            likeness[found[-1].id] = score
    people = sorted(
        _as_seen(store, scope, shelves, found),
        key=lambda person: (-max(likeness.get(n.id, 0.0) for n in person), *_most_mentioned(person)),
    )
    return tuple(dict.fromkeys(display_name(person) for person in people))[:limit]


def joined_with(store: Store, scope: Scope, found: Sequence[Named]) -> tuple[Named, ...]:
    """Who is one with somebody among these by decision, whatever he is called."""
    keys = partners(found, scope)
    return store.people.get(scope, [PersonId(shelf, key) for key in keys for shelf in scope.collections])


def called(store: Store, scope: Scope, name: str) -> tuple[Person, ...]:
    """Those who have exactly this name or surname, as this asker sees them."""
    shelves = _shelves(store, scope)
    form = names.fold(name)
    people = _as_seen(store, scope, shelves, [named for shelf in shelves for named in shelf.called(form)])
    if scope.parted:  # the form may be another man's
        people = [person for person in people if any(form in forms_of(named) for named in person)]
    return tuple(people)


def called_otherwise(store: Store, scope: Scope, words: Sequence[str]) -> tuple[Person, ...]:
    """Those whose full name these folded words may mean in another form, by `nicknames.may_mean`.

    One word may also be the first of a name, where that is no given name that many bear: Guan Youfei is Guan.
    """
    if not words:
        return ()
    shelves = _shelves(store, scope)
    people = _as_seen(store, scope, shelves, [named for shelf in shelves for named in shelf.with_word(words[-1])])
    return tuple(
        person
        for person in people
        if any(
            _is_first(words, name.split()) or may_mean(words, name.split())
            for named in person
            for name in full_names(named)
        )
    )


def _is_first(words: Sequence[str], name: Sequence[str]) -> bool:
    first = words[0]
    return len(words) == 1 and len(first) > 2 and first == name[0] and first not in word_set("men") | word_set("women")


def _as_seen(store: Store, scope: Scope, shelves: Sequence[Index], found: Sequence[Named]) -> list[Person]:
    """The people among these, each with all of his shelves, as was decided about them."""
    found = _decided(store, scope, found)  # of which the memory of a shelf knows nothing
    joined = joined_with(store, scope, found) if scope.joined else ()
    if len(shelves) == 1 and not scope.joined:
        return [(named,) for named in found]
    all_ = {named.id: named for named in (*found, *joined)}
    if len(shelves) > 1:
        forms = {form for named in all_.values() for form in full_names(named)}
        others = {named.id: named for form in sorted(forms) for shelf in shelves for named in shelf.called(form)}
        all_ |= {one.id: one for one in _decided(store, scope, [one for one in others.values() if one.id not in all_])}
    chosen = {named.id for named in found}
    people = as_seen(all_.values(), scope)
    return [person for person in people if any(n.id in chosen for n in person)]


def _decided(store: Store, scope: Scope, found: Sequence[Named]) -> list[Named]:
    """These people without what was parted from them, and without the titles of hidden lines. Who is all another's is gone."""
    if not found or not (scope.parted or scope.hidden):
        return list(found)
    known = {named.id: named for named in store.people.get(scope, [named.id for named in found])}
    return [known[named.id] for named in found if named.id in known]


def _most_mentioned(person: Person) -> tuple[int, str, str]:
    return (-sum(n.mentions for n in person), names.fold(display_name(person)), min(n.id.key for n in person))


def _suggestion(shelves: Sequence[Index], person: Person) -> Suggestion:
    name = display_name(person)
    his = {named.id for named in person}
    alone = all(named.id in his for shelf in shelves for named in shelf.called(names.fold(name)))
    chosen = name if alone and len(name) <= LONGEST else min(n.id.key for n in person)
    return Suggestion(_label(person, name), chosen, name)


def _label(person: Person, name: str) -> str:
    """“Mattis, James — Defense Secretary (12)”; a name is turned round only where its surname was printed alone."""
    latest = max(person, key=lambda n: (n.last.last.toordinal() if n.last else 0, n.id))
    title = latest.title or next((n.title for n in person if n.title), None)
    count = f" ({sum(named.mentions for named in person)})"
    label = " ".join((_turned(person, name) + (f" — {title}" if title else "")).split())
    room = LONGEST - len(count)
    return (label if len(label) <= room else label[: room - 1].rstrip() + "…") + count


def _turned(person: Iterable[Named], name: str) -> str:
    surnames = {names.fold(alias.text) for named in person for alias in named.aliases if alias.kind == "surname"}
    parts = name.split()
    for at in range(1, len(parts)):
        if names.fold(" ".join(parts[at:])) in surnames:
            return f"{' '.join(parts[at:])}, {' '.join(parts[:at])}"
    return name
