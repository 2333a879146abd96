"""Names while they are typed, and names near a name that nobody bears. From memory; nothing is parsed."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from weakref import WeakKeyDictionary

from rapidfuzz import fuzz, process

from briefings import names
from briefings.answers.shelves import as_seen, display_name
from briefings.model import Named, Scope
from briefings.store import Store

LONGEST = 100  # characters of a label and of a value: Discord's
NEAR = 80.0  # rapidfuzz ratio, 0 to 100: one wrong letter in five
SCOPES = 64  # askers' views kept in memory


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A person to choose: what is shown, and what to ask `who` with."""

    label: str
    value: str
    name: str


def suggest(store: Store, scope: Scope, typed: str, limit: int = 25) -> tuple[Suggestion, ...]:
    """The people whom `typed` may become, most mentioned first: every word of it begins a word of his names.

    Where that finds nobody, those whose name is nearly so. Nothing typed: the most mentioned.
    """
    return index(store, scope).suggest(names.fold(typed), limit)


def near(store: Store, scope: Scope, typed: str, limit: int = 5) -> tuple[str, ...]:
    """Names that `typed` may have been meant for, nearest first; only what this asker may see."""
    seen = index(store, scope)
    return tuple(dict.fromkeys(seen.people[i].name for i in seen.near(names.fold(typed))))[:limit]


class Index:
    """All people that one asker may see, by the words of their names."""

    def __init__(self, everyone: Iterable[Named]) -> None:
        people = sorted(as_seen(everyone), key=_most_mentioned)
        bearers: dict[str, int] = {}
        for person in people:
            for form in _forms(person):
                bearers[form] = bearers.get(form, 0) + 1
        self.people = tuple(_suggestion(person, bearers) for person in people)
        forms = [(form, i) for i, person in enumerate(people) for form in sorted(_forms(person))]
        self._forms = [form for form, _ in forms]
        self._bearer = [i for _, i in forms]
        self._words = sorted({(word, i) for form, i in forms for word in form.split()})

    def suggest(self, typed: str, limit: int) -> tuple[Suggestion, ...]:
        words = typed.split()
        if not words:
            return self.people[:limit]
        found: set[int] = set.intersection(*(self._beginning(word) for word in words))
        return tuple(self.people[i] for i in (sorted(found) or self.near(typed))[:limit])

    def near(self, typed: str) -> list[int]:
        """The bearers of names nearly so, nearest first. A surname counts by itself, so “matis” is near Jim Mattis."""
        if len(typed) < 3:
            return []
        best: dict[int, float] = {}
        for _, score, at in process.extract(typed, self._forms, scorer=fuzz.ratio, score_cutoff=NEAR, limit=50):
            best[self._bearer[at]] = max(score, best.get(self._bearer[at], 0.0))
        return sorted(best, key=lambda i: (-best[i], i))

    def _beginning(self, word: str) -> set[int]:
        at, found = bisect_left(self._words, (word, -1)), set()
        while at < len(self._words) and self._words[at][0].startswith(word):
            found.add(self._words[at][1])
            at += 1
        return found


_kept: WeakKeyDictionary[Store, dict[Scope, tuple[int, Index]]] = WeakKeyDictionary()
_lock = Lock()


def index(store: Store, scope: Scope) -> Index:
    """The asker's index, made anew when the store has news."""
    version = store.version()
    with _lock:
        kept = _kept.setdefault(store, {})
        if scope not in kept or kept[scope][0] != version:
            kept.pop(scope, None)
            if len(kept) >= SCOPES:
                kept.pop(next(iter(kept)))
            kept[scope] = (version, Index(store.people.everyone(scope)))
        return kept[scope][1]


def _forms(person: Iterable[Named]) -> frozenset[str]:
    """Everything he is found by: his names, and the surname of each."""
    printed = {text for named in person for text in (named.name, *(alias.text for alias in named.aliases))}
    return frozenset({names.fold(text) for text in printed} | {names.surname(text) for text in printed}) - {""}


def _most_mentioned(person: Sequence[Named]) -> tuple[int, str, str]:
    return (-sum(n.mentions for n in person), names.fold(display_name(person)), min(n.id.key for n in person))


def _suggestion(person: Sequence[Named], bearers: dict[str, int]) -> Suggestion:
    name = display_name(person)
    alone = bearers[names.fold(name)] == 1 and len(name) <= LONGEST
    return Suggestion(_label(person, name), name if alone else min(n.id.key for n in person), name)


def _label(person: Sequence[Named], name: str) -> str:
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
