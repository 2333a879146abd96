"""What is kept in memory of each shelf, and how it is made anew when there is news.

Small things are made anew at once, so that they are never behind. What took long is made anew in a thread of its own
while the old one still answers, and not again before ten times as long has passed.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from briefings.store import Store

log = logging.getLogger(__name__)

T = TypeVar("T")

AT_ONCE_SECONDS = 0.05  # to make: nobody notices
REST = 10  # times as long as making took
PATIENCE_SECONDS = 1.0  # for what another thread makes for the first time; then there is nothing yet
MOST = 64  # shelves


@dataclass(slots=True)
class _One(Generic[T]):
    thing: T
    version: int
    took: float
    made: float
    in_the_making: bool = False


class Kept(Generic[T]):
    """`make(store, shelf)` for each shelf of each store; `empty` while there is nothing yet."""

    def __init__(self, make: Callable[[Store, str], T], empty: T) -> None:
        self._make, self._empty = make, empty
        self._stores: WeakKeyDictionary[Store, dict[str, _One[T]]] = WeakKeyDictionary()
        self._lock = Lock()
        self._first: dict[tuple[int, str], Lock] = {}

    def of(self, store: Store, shelf: str) -> T:
        """The newest that can be had without a wait."""
        version = store.version()
        one = self._there(store, shelf)
        if one is None:
            return self._made_first(store, shelf, version)
        if one.version == version:
            return one.thing
        if one.took < AT_ONCE_SECONDS:
            return self._make_now(store, shelf, version).thing
        with self._lock:
            due = not one.in_the_making and time.monotonic() - one.made > REST * one.took
            one.in_the_making |= due
        if due:
            Thread(target=self._make_beside, args=(store, shelf, version, one), daemon=True).start()
        return one.thing

    def _there(self, store: Store, shelf: str) -> _One[T] | None:
        with self._lock:
            return self._stores.setdefault(store, {}).get(shelf)

    def _made_first(self, store: Store, shelf: str, version: int) -> T:
        with self._lock:
            turn = self._first.setdefault((id(store), shelf), Lock())
        if not turn.acquire(timeout=PATIENCE_SECONDS):
            return self._empty
        try:
            one = self._there(store, shelf)  # somebody else was quicker
            return (one or self._make_now(store, shelf, version)).thing
        finally:
            turn.release()

    def _make_now(self, store: Store, shelf: str, version: int) -> _One[T]:
        started = time.monotonic()
        thing = self._make(store, shelf)
        made = time.monotonic()
        one = _One(thing, version, made - started, made)
        with self._lock:
            shelves = self._stores.setdefault(store, {})
            shelves.pop(shelf, None)
            while len(shelves) >= MOST:
                del shelves[next(iter(shelves))]
            shelves[shelf] = one
        return one

    def _make_beside(self, store: Store, shelf: str, version: int, old: _One[T]) -> None:
        try:
            self._make_now(store, shelf, version)
        except Exception:
            # The store was closed meanwhile, most likely; the old one goes on answering.
            log.warning("the index of %s could not be made anew", shelf, exc_info=True)
            old.made, old.in_the_making = time.monotonic(), False
