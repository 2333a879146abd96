"""Bytes to Article: one line per format in READERS."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from briefings.errors import SourceUnreadable
from briefings.ingest import feed, inputs, page, textfile
from briefings.ingest.decode import decode
from briefings.ingest.inputs import Input
from briefings.ingest.known import Known, content_key
from briefings.model import Article, Published

__all__ = (
    "Input", "article_from_html", "article_from_text", "content_key", "decode", "find_inputs", "find_lines", "read"
)  # fmt: skip


class Recognises(Protocol):
    """Whether a text that starts like this is of the format."""

    def __call__(self, start: str, /) -> bool: ...


class Reads(Protocol):
    """The bytes' articles; raises `SourceUnreadable`."""

    def __call__(self, data: bytes, known: Known, /, *, declared: str | None) -> tuple[Article, ...]: ...


class Reader(NamedTuple):
    """A format."""

    name: str
    recognises: Recognises
    read: Reads


# Asked in this order, by content and never by the file's name.
READERS = (
    Reader("feed", feed.recognises, feed.read),
    Reader("page", page.recognises, page.read),
    Reader("text", textfile.recognises, textfile.read),
)
START = 4096  # characters that a format is recognised by


def read(
    data: bytes,
    *,
    doc: str,
    published: Published | None = None,
    title: str | None = None,
    source: str | None = None,
    url: str | None = None,
    declared: str | None = None,
) -> tuple[Article, ...]:
    """The articles in `data`, of whatever format; a feed holds several. What is given wins over what the data say.

    Raises `SourceUnreadable` with a key of its own for each reason: empty, binary, too long, without an article.
    """
    return _read(data, Known(doc, published, title, source, url), declared=declared)


def article_from_text(
    text: str,
    *,
    doc: str,
    published: Published | None = None,
    title: str | None = None,
    source: str | None = None,
    url: str | None = None,
) -> Article:
    """The article in a text that is already decoded. Raises `SourceUnreadable`."""
    return textfile.from_text(text, Known(doc, published, title, source, url))


def article_from_html(
    html: str,
    *,
    doc: str,
    published: Published | None = None,
    title: str | None = None,
    source: str | None = None,
    url: str | None = None,
) -> Article:
    """The article of a page; `Article.text` is the text taken from it. Raises `SourceUnreadable`."""
    return page.from_html(html, Known(doc, published, title, source, url))


def find_inputs(paths: Iterable[Path | str], *, published: Published | None = None) -> Iterator[Input]:
    """The inputs at these files and folders, in sorted order, a `manifest.toml` beside them honoured. Never raises."""
    return inputs.find_files(paths, _read, published=published)


def find_lines(lines: Iterable[str | bytes], *, published: Published | None = None) -> Iterator[Input]:
    """The inputs in JSON lines of `{"id", "text" | "html", "published"?, "title"?, "source"?, "url"?}`. Never raises."""
    return inputs.find_lines(lines, _read_record, published=published)


def _read(data: bytes, known: Known, *, declared: str | None = None) -> tuple[Article, ...]:
    if not data.strip(b" \t\r\n\0"):
        raise SourceUnreadable("source_empty", doc=known.doc)
    start = decode(data, declared=declared, doc=known.doc)[:START]
    reader = next(reader for reader in READERS if reader.recognises(start))
    return reader.read(data, known, declared=declared)


def _read_record(record: dict[str, Any], known: Known) -> Article:
    html = record.get("html")
    return page.from_html(html, known) if html is not None else textfile.from_text(record["text"], known)
