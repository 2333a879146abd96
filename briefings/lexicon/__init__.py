"""Word lists, one entry per line, for a journalist to edit. `#` begins a comment."""

from functools import cache
from pathlib import Path

_HERE = Path(__file__).resolve().parent


@cache
def entries(name: str) -> tuple[str, ...]:
    """The entries of `<name>.txt` in their order, without comments and empty lines."""
    lines = (_HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(entry for line in lines if (entry := line.split("#")[0].strip()))


@cache
def word_set(name: str) -> frozenset[str]:
    """The entries of `<name>.txt` in small letters, to ask whether a word is one of them."""
    return frozenset(entry.casefold() for entry in entries(name))


@cache
def word_set_as_printed(name: str) -> frozenset[str]:
    """The entries of `<name>.txt`, large letters kept."""
    return frozenset(entries(name))
