"""Two dossiers that are one man's, or one that is two men's, by decision of a person: kept as keys, applied whenever somebody reads by that view.

Nothing that was read changes, so that it holds after every rebuild and can be taken back. A key that is not there any
more joins nobody: whoever asked is told so, and never shown another person.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from briefings.errors import WrongUsage
from briefings.model import Decision, PersonId, PersonKey, Scope, SightingFound
from briefings.names import fold
from briefings.store import Store
from briefings.store.parted import key_of


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision with the names of those whom it is about, as they are known today. Empty: not known any more.

    Of a split: whose articles they were read as, and whose they are now.
    """

    decision: Decision
    names: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Everybody whom it is about is still known by that key."""
        return all(self.names)

    @property
    def articles(self) -> int:
        """How many a split parts."""
        return len(self.decision.sightings)

    @property
    def parted(self) -> PersonKey:
        """The key of whom a split makes."""
        return key_of(self.decision.apart)


def merge(
    store: Store, scope: Scope, view: str, keys: Sequence[PersonKey], *, by: int | None, now: datetime
) -> Decided:
    """They are one person for all who read by this view. Raises `WrongUsage` when a key is not known there (any more)."""
    if len(set(keys)) < 2:
        raise WrongUsage("people_are_one")
    new = Decision(0, view, "merge", tuple(sorted(set(keys))), by, now)
    if not _decided(store, scope, new).holds:
        raise WrongUsage("people_changed")
    return _decided(store, scope, store.decisions.decide(new))


def undo(store: Store, scope: Scope, view: str, number: int) -> Decided:
    """It holds no more. Raises `WrongUsage` when this view has no such decision."""
    undone = store.decisions.undo(view, number)
    if undone is None:
        raise WrongUsage("decision_gone")
    return _decided(store, scope, undone)


def decisions(store: Store, scope: Scope, view: str) -> tuple[Decided, ...]:
    """What was decided for this view, the newest first."""
    return tuple(_decided(store, scope, one) for one in store.decisions.all(view))


def _decided(store: Store, scope: Scope, decision: Decision) -> Decided:
    split = [decision.keys, (key_of(decision.apart),)]
    people = split if decision.kind == "split" else [(key,) for key in decision.keys]
    ids = [PersonId(shelf, key) for keys in people for key in keys for shelf in scope.collections]
    known = {named.id.key: named.name for named in reversed(store.people.get(scope, ids))}
    return Decided(decision, tuple(next((known[key] for key in keys if key in known), "") for keys in people))


# --- one automatic person who is two -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Parting:
    """What would be parted from a person: `theirs` are the articles of somebody else, `his` stay."""

    keys: tuple[PersonKey, ...]
    theirs: tuple[SightingFound, ...]
    his: tuple[SightingFound, ...]

    @property
    def check(self) -> str:
        """Six characters that change with what would be parted."""
        sightings = ",".join(sorted(one.key for one in self.theirs))
        return hashlib.sha256(f"{','.join(self.keys)}|{sightings}".encode()).hexdigest()[:6]


def parting(store: Store, scope: Scope, ids: Sequence[PersonId], told_by: str) -> Parting:
    """The articles that print this form of the person's name; where none does, those with these words in the headline.

    Raises `WrongUsage` when he is not known (any more), when none is found, and when all would go.
    """
    all_ = store.people.sightings(scope, ids)
    if not all_:
        raise WrongUsage("people_changed")
    form = fold(told_by)
    theirs = [one for one in all_ if form in {fold(name) for name in one.names}]
    theirs = theirs or [one for one in all_ if form and f" {form} " in f" {fold(one.head.title or one.head.doc)} "]
    his = tuple(one for one in all_ if one not in theirs)
    if not theirs or not his:
        raise WrongUsage("parting_all" if theirs else "parting_nothing", given=told_by)
    return Parting(tuple(sorted({one.key for one in ids})), tuple(theirs), his)


def split(store: Store, scope: Scope, view: str, asked: Parting, *, by: int | None, now: datetime) -> Decided:
    """These articles are told of a person of his own, by this view."""
    sightings = tuple(sorted({one.key for one in asked.theirs}))
    new = store.decisions.decide(Decision(0, view, "split", asked.keys, by, now, sightings))
    return _decided(store, replace(scope, parted=(*scope.parted, new.apart)), new)
