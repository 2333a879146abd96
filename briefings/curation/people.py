"""Two dossiers that are one man's, by decision of a person: kept as keys, applied whenever somebody reads by that view.

Nothing that was read changes, so that it holds after every rebuild and can be taken back. A key that is not there any
more joins nobody: whoever asked is told so, and never shown another person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from briefings.errors import WrongUsage
from briefings.model import Decision, PersonId, PersonKey, Scope
from briefings.store import Store


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision with the names of those whom it is about, as they are known today. Empty: not known any more."""

    decision: Decision
    names: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Everybody whom it is about is still known by that key."""
        return all(self.names)


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
    ids = [PersonId(shelf, key) for key in decision.keys for shelf in scope.collections]
    known = {named.id.key: named.name for named in reversed(store.people.get(scope, ids))}
    return Decided(decision, tuple(known.get(key, "") for key in decision.keys))
