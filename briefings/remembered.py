"""What was worked out of a word, kept for the next text that has it."""

from collections.abc import Callable, Hashable
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(dict[K, V]):
    """What `ask` says of each key, asked once; with `most` keys all are forgotten.

    A text asks for a thousand words, most of them known: `lru_cache` takes several times as long for each, as it puts
    every one that was asked for in front of the others.
    """

    def __init__(self, ask: Callable[[K], V], most: int = 1 << 15) -> None:
        super().__init__()
        self._ask, self._most = ask, most

    def __missing__(self, key: K) -> V:
        if len(self) >= self._most:
            self.clear()
        self[key] = said = self._ask(key)
        return said
