"""What is known of an input before it is read, and the one place where an Article is made."""

import hashlib
from dataclasses import dataclass

from briefings.errors import SourceUnreadable
from briefings.ingest.decode import storable
from briefings.model import Article, ArticleKey, Published, Slice

LONGEST = 1_000_000  # characters; no news story is longer, and parsing one costs minutes


def content_key(text: str) -> ArticleKey:
    """What an article is known by: the same text is the same article, wherever it came from."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Known:
    """What somebody said about an input: it wins over what the input says of itself. `doc` is what a person calls it."""

    doc: str
    published: Published | None = None
    title: str | None = None
    source: str | None = None
    url: str | None = None

    def article(
        self,
        text: str,
        body: tuple[Slice, ...],
        *,
        subheads: tuple[Slice, ...] = (),
        title: str | None = None,
        published: Published = Published(),
        source: str | None = None,
        url: str | None = None,
        from_page: bool = False,
    ) -> Article:
        """The article; the keyword arguments are what the input says of itself."""
        return Article(
            key=content_key(text),
            text=text,
            body=body,
            subheads=subheads,
            title=_storable(self.title or title),
            published=self.published or published,
            source=_storable(self.source or source),
            url=_storable(self.url or url),
            doc=storable(self.doc),
            from_page=from_page,
        )


def _storable(line: str | None) -> str | None:
    return storable(line).strip() or None if line else None


def checked(text: str, *, doc: str) -> str:
    """`text`, if there is something to read in it and not more than can be read."""
    if len(text) > LONGEST:
        raise SourceUnreadable("source_too_long", doc=doc, characters=len(text), longest=LONGEST)
    if not any(c.isalnum() for c in text):
        raise SourceUnreadable("source_empty", doc=doc)
    return text
