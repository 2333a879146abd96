"""`manifest.toml` beside the files: what their text does not say. The operator writes it; nothing in it is guessed."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefings.dates import read_iso
from briefings.errors import SourceUnreadable
from briefings.model import Published

NAME = "manifest.toml"
_KEYS = {"source": str, "agency": str, "published": str, "estimated": bool, "title": str, "url": str}


@dataclass(frozen=True, slots=True)
class Entry:
    """One file's table."""

    published: Published | None = None
    title: str | None = None
    source: str | None = None
    agency: str | None = None  # where the masthead only printed it; an Article has no place for it yet
    url: str | None = None


def read_manifest(path: Path) -> dict[str, Entry]:
    """File name → its entry. Raises `SourceUnreadable("manifest_invalid")` that lists everything wrong."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise SourceUnreadable("manifest_invalid", path=str(path), problems=[str(problem)]) from problem
    problems = [told for name, table in tables.items() for told in _problems(name, table)]
    if problems:
        raise SourceUnreadable("manifest_invalid", path=str(path), problems=problems)
    return {name: _entry(table) for name, table in tables.items()}


def _problems(name: str, table: Any) -> list[str]:
    if not isinstance(table, dict):
        return [f'“{name}” is no table; write ["{name}"]']
    told = [f"“{name}” has “{key}”, which is not known" for key in table if key not in _KEYS]
    told += [
        f"“{name}”: “{key}” must be {'true or false' if kind is bool else 'a text in quotes'}"
        for key, kind in _KEYS.items()
        if key in table and not isinstance(table[key], kind)
    ]
    when = table.get("published")
    if isinstance(when, str) and read_iso(when) is None:
        told.append(f"“{name}”: “{when}” is no date such as 2017-12-04, 2017-12 or 2017")
    return told


def _entry(table: dict[str, Any]) -> Entry:
    when = table.get("published")
    published = Published(read_iso(when), "manifest", bool(table.get("estimated"))) if when else None
    return Entry(published, *(table.get(key) for key in ("title", "source", "agency", "url")))
