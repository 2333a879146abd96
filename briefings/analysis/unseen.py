"""Characters inside words that nobody sees: soft hyphens, zero-width marks, marks of direction.

Whoever reads a story reads past them, and so do we: it is analysed as if they were not there, and everything found
gets the offsets of the text as it came.
"""

from bisect import bisect_left
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from briefings.model import Article, Findings, PersonKey, Slice
from briefings.names import UNSEEN


@dataclass(frozen=True, slots=True)
class Seen:
    """An article as it reads. `came` gives for each of its characters the place in the text as it came; empty where
    both are the same."""

    article: Article
    came: tuple[int, ...] = ()

    def as_it_came(self, where: Slice) -> Slice:
        """The same words in the text as it came."""
        return Slice(self.came[where.start], self.came[where.end - 1] + 1) if self.came else where


def seen(article: Article) -> Seen:
    """The article without what nobody sees inside its words. Elsewhere such a character is left: it may be a space."""
    text = article.text
    unseen = [] if text.isascii() else [found.span() for found in UNSEEN.finditer(text)]
    cut = [range(a, b) for a, b in unseen if text[a - 1 : a].isalnum() and text[b : b + 1].isalnum()]
    if not cut:
        return Seen(article)
    gone = {at for places in cut for at in places}
    came = tuple(at for at in range(len(text)) if at not in gone)

    def here(parts: tuple[Slice, ...]) -> tuple[Slice, ...]:
        return tuple(Slice(bisect_left(came, part.start), bisect_left(came, part.end)) for part in parts)

    reads = "".join(text[at] for at in came)
    return Seen(replace(article, text=reads, body=here(article.body), subheads=here(article.subheads)), came)


def findings_as_it_came(findings: Findings, story: Seen) -> Findings:
    """What was found in the article as it reads, at its places in the text as it came."""
    if not story.came:
        return findings
    keys = {person.key: _key_as_it_came(person.key, story) for person in findings.people}

    def moved(found: Any) -> Any:
        if isinstance(found, Slice):
            return story.as_it_came(found)
        if isinstance(found, str):
            return keys.get(found, found)
        if isinstance(found, tuple):
            parts = map(moved, found)
            return type(found)(*parts) if hasattr(found, "_fields") else tuple(parts)
        if is_dataclass(found) and not isinstance(found, type):
            return replace(found, **{field.name: moved(getattr(found, field.name)) for field in fields(found)})
        return found

    told: Findings = moved(findings)
    return told


def _key_as_it_came(key: PersonKey, story: Seen) -> PersonKey:
    article, _, place = key.rpartition(":")
    start, _, end = place.partition("-")
    where = story.as_it_came(Slice(int(start), int(end)))
    return f"{article}:{where.start}-{where.end}"
