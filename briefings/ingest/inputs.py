"""Files, folders and JSON lines → inputs, each to be read later and by itself, so that none stops the rest."""

import json
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from briefings.dates import read_iso
from briefings.errors import SourceUnreadable
from briefings.ingest import manifest
from briefings.ingest.decode import storable
from briefings.ingest.known import Known
from briefings.model import Article, Published

log = logging.getLogger(__name__)

LARGEST = 15_000_000  # bytes of a file that are read at all

Read = Callable[[bytes, Known], tuple[Article, ...]]


@dataclass(frozen=True, slots=True)
class Input:
    """Something to read. `read()` gives its articles or raises `SourceUnreadable`; nothing is opened before."""

    doc: str
    read: Callable[[], tuple[Article, ...]]


def find_files(paths: Iterable[Path | str], read: Read, *, published: Published | None = None) -> Iterator[Input]:
    """The inputs at `paths`, folders walked in sorted order. What is missing or empty is an input that says so.

    Hidden files are passed over, and a `manifest.toml` is never an article. `published` wins over the manifest.
    """
    for path in map(Path, paths):
        if not path.is_dir():
            yield _input(path, read, _entry(path), published)
            continue
        files = list(_walk(path))
        if not files:
            yield _problem(path.name or str(path), SourceUnreadable("folder_empty", path=str(path)))
        for folder, names in files:
            entries, problem = _entries(folder)
            if problem:
                yield _problem(manifest.NAME, problem)
            for name in sorted(entries.keys() - set(names)):
                log.warning("%s names %s, which is not there", folder / manifest.NAME, name)
            for name in names:
                yield _input(folder / name, read, entries.get(name), published)


def find_lines(
    lines: Iterable[str | bytes],
    read_one: Callable[[dict[str, Any], Known], Article],
    *,
    published: Published | None = None,
) -> Iterator[Input]:
    """The inputs in JSON lines of `{"id", "text" | "html", "published"?, "title"?, "source"?, "url"?}`."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _line(line, number, read_one, published)


# --- files -------------------------------------------------------------------------------------------------------


def _walk(top: Path) -> Iterator[tuple[Path, list[str]]]:
    for folder, folders, names in os.walk(top):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        files = sorted(name for name in names if not name.startswith(".") and name != manifest.NAME)
        if files:
            yield Path(folder), files


def _entries(folder: Path) -> tuple[dict[str, manifest.Entry], SourceUnreadable | None]:
    beside = folder / manifest.NAME
    if not beside.is_file():
        return {}, None
    try:
        return manifest.read_manifest(beside), None
    except SourceUnreadable as problem:
        return {}, problem


def _entry(path: Path) -> manifest.Entry | None:
    """A single file's entry in the manifest beside it. A broken manifest is a problem of that file."""
    entries, problem = _entries(path.parent)
    if problem:
        log.warning("%s cannot be read", path.parent / manifest.NAME)
    return entries.get(path.name)


def _input(path: Path, read: Read, entry: manifest.Entry | None, published: Published | None) -> Input:
    entry = entry or manifest.Entry()
    doc = storable(path.stem)  # a name that is no UTF-8 comes with halves of surrogate pairs
    known = Known(doc, published or entry.published, entry.title, entry.source, entry.url)
    return Input(doc, partial(_read_file, path, read, known))


def _read_file(path: Path, read: Read, known: Known) -> tuple[Article, ...]:
    try:
        return read(_bytes_of(path), known)
    except FileNotFoundError as problem:
        raise SourceUnreadable("source_missing", doc=known.doc, path=str(path)) from problem
    except OSError as problem:
        why = problem.strerror or str(problem)
        raise SourceUnreadable("source_unreadable", doc=known.doc, path=str(path), why=why) from problem


def _bytes_of(path: Path) -> bytes:
    if path.exists() and not path.is_file():
        raise SourceUnreadable("source_unreadable", doc=path.stem, path=str(path), why="it is no ordinary file")
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise SourceUnreadable("source_too_large", doc=path.stem, bytes=path.stat().st_size, largest=LARGEST)
    return data


def _problem(doc: str, problem: SourceUnreadable) -> Input:
    def tell() -> tuple[Article, ...]:
        raise problem

    return Input(doc, tell)


# --- JSON lines --------------------------------------------------------------------------------------------------


def _line(
    line: str | bytes, number: int, read_one: Callable[[dict[str, Any], Known], Article], published: Published | None
) -> Input:
    doc = str(number)
    try:
        record = json.loads(line)
        doc = storable(str(record.get("id", number))) if isinstance(record, dict) else doc
    except (ValueError, RecursionError) as problem:
        return _problem(doc, SourceUnreadable("line_invalid", doc=doc, line=number, why=str(problem)))
    if wrong := _wrong_in(record):
        return _problem(doc, SourceUnreadable("line_invalid", doc=doc, line=number, why=wrong))
    when = record.get("published")
    known = Known(
        doc,
        published or (Published(read_iso(when), "given") if when else None),
        *(storable(record.get(key) or "") or None for key in ("title", "source", "url")),
    )
    return Input(doc, lambda: (read_one(record, known),))


def _wrong_in(record: Any) -> str | None:
    if not isinstance(record, dict):
        return "it is no object"
    for key in ("text", "html", "published", "title", "source", "url"):
        if not isinstance(record.get(key) or "", str):
            return f"“{key}” is no text"
    if (record.get("text") is None) == (record.get("html") is None):
        return "it needs either “text” or “html”"
    if (when := record.get("published")) and read_iso(when) is None:
        return f"“{when}” is no date such as 2017-12-04, 2017-12 or 2017"
    return None
