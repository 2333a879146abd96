"""Plain text, mostly scraped: one file is one article."""

from briefings.ingest.clean import choose_story
from briefings.ingest.decode import decode, storable
from briefings.ingest.known import Known, checked
from briefings.ingest.printed import printed_date
from briefings.model import Article


def recognises(_start: str) -> bool:
    """Whatever is text and nothing more special."""
    return True


def read(data: bytes, known: Known, *, declared: str | None = None) -> tuple[Article, ...]:
    """The one article. `declared` is the charset that somebody said it has."""
    return (from_text(decode(data, declared=declared, doc=known.doc), known),)


def from_text(text: str, known: Known) -> Article:
    """The article in `text`, which stays as it is but for characters that no database keeps."""
    text = checked(storable(text), doc=known.doc)
    story = choose_story(text)
    published = known.published or printed_date(text, story, url=known.url)
    return known.article(text, story.body, subheads=story.subheads, title=story.title, published=published)
