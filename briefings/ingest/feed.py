"""A feed → its entries, and the articles that stand in it whole. Fetches nothing: it is handed bytes."""

import io
import re
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from briefings.dates import day
from briefings.errors import SourceUnreadable
from briefings.ingest.clean import choose_story
from briefings.ingest.known import Known, checked
from briefings.ingest.page import text_of_fragment
from briefings.model import Article, Published

NEWEST = 200  # entries that are looked at; some feeds carry their whole archive

_ROOT = re.compile(
    r"""\s*(?:(?: <\?[^>]*> | <!--(?:(?!-->).)*--> | <!DOCTYPE[^>\[]*(?:\[[^\]]*\])?\s*> )\s*)*   # what may stand before
        <(?:rss|rdf:RDF|(?:\w+:)?feed)\b""",
    re.S | re.X | re.I,
)
_DECLARES_ENTITIES = re.compile(rb"<!ENTITY\b", re.I)
# feedparser's search for an e-mail address in an author is quadratic (kurtmckee/feedparser#562).
_LONG_AUTHOR = re.compile(
    rb"(<(?:\w+:)?(?:author|name|email|managingEditor|webMaster|creator|contributor|publisher)\b[^>]{0,200}>[^<]{300})[^<]+",
    re.I,
)
_STUMBLES = (ValueError, TypeError, AttributeError, LookupError, AssertionError, RecursionError, ArithmeticError)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed. `text` is what the feed itself holds of the story, perhaps only its first lines, or nothing."""

    id: str | None
    link: str | None
    title: str | None
    published: Published
    text: str


def recognises(start: str) -> bool:
    """RSS, Atom or RDF by its root element."""
    return bool(_ROOT.match(start))


def read(data: bytes, known: Known, *, declared: str | None = None) -> tuple[Article, ...]:
    """An article for every entry that holds text, in the feed's order; its `url` leads to the rest.

    Raises `SourceUnreadable` (`feed_empty`) when no entry does.
    """
    masthead, entries = read_entries(data, doc=known.doc, declared=declared)
    articles = tuple(
        _article(entry, number, masthead, known) for number, entry in enumerate(entries, 1) if _has_words(entry.text)
    )
    if not articles:
        raise SourceUnreadable("feed_empty", doc=known.doc, entries=len(entries))
    return articles


def read_entries(data: bytes, *, doc: str, declared: str | None = None) -> tuple[str | None, tuple[Entry, ...]]:
    """The feed's masthead and its newest entries in the feed's order. Raises `SourceUnreadable` (`feed_invalid`)."""
    import feedparser

    if _DECLARES_ENTITIES.search(data[:65536]):
        raise SourceUnreadable("feed_invalid", doc=doc)  # nobody needs them, and bombs are made of them
    headers = {"content-type": f"application/xml; charset={declared}"} if declared else None
    try:
        # As a stream: feedparser would take a text for an address and fetch it, or for a file name and open it.
        found = feedparser.parse(io.BytesIO(_LONG_AUTHOR.sub(rb"\1", data)), response_headers=headers)
        entries = tuple(_entry(item) for item in found.entries)
    except _STUMBLES as problem:
        raise SourceUnreadable("feed_invalid", doc=doc) from problem
    if not entries and not found.get("version"):
        raise SourceUnreadable("feed_invalid", doc=doc)
    return _text(found.feed.get("title")), _newest(entries)


def _newest(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    if len(entries) <= NEWEST:
        return entries

    def rank(at: int) -> tuple[int, int]:
        span = entries[at].published.span
        return (-span.first.toordinal() if span else 0, at)

    return tuple(entries[at] for at in sorted(sorted(range(len(entries)), key=rank)[:NEWEST]))


def _article(entry: Entry, number: int, masthead: str | None, known: Known) -> Article:
    doc = entry.id or entry.link or f"{known.doc}#{number}"
    text = checked(entry.text, doc=doc)
    entry_known = replace(known, doc=doc, title=None, published=None, url=None)
    published = entry.published if entry.published.span else known.published or Published()
    return entry_known.article(
        text,
        choose_story(text).body,
        title=entry.title,
        published=published,
        source=masthead,
        url=entry.link,
        from_page=True,
    )


def _entry(item: Any) -> Entry:
    held = [part.get("value", "") for part in item.get("content", [])] or [item.get("summary", "")]
    link = _text(item.get("link"))
    return Entry(
        id=_text(item.get("id")),
        link=link if link and link.startswith(("http://", "https://")) else None,
        title=_text(text_of_fragment(item.get("title", ""))),
        published=_published(item),
        text=text_of_fragment(max(held, key=len)),
    )


def _published(item: Any) -> Published:
    """The day as the feed prints it. "Updated" alone is an estimate. We read it ourselves: feedparser takes
    30 February for 2 March.
    """
    for name, estimated in (("published", False), ("updated", True)):
        at = _instant(_text(item.get(name)) or "")
        if at and 1900 <= at.year < 2100:
            return Published(day(at.year, at.month, at.day), "feed", estimated)
    return Published()


def _instant(told: str) -> datetime | None:
    """An RFC 822 or ISO 8601 instant in the zone it is printed in."""
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return parse(told)
        except (ValueError, IndexError, TypeError, OverflowError):
            continue
    return None


def _has_words(text: str) -> bool:
    return any(c.isalnum() for c in text)


def _text(told: Any) -> str | None:
    return (" ".join(told.split()) or None) if isinstance(told, str) else None
