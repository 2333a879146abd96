"""A web page → its article. trafilatura finds the body; title, day and masthead are what the page's own data agree on."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from briefings.dates import DateSpan, day, read_instant, read_iso
from briefings.errors import SourceUnreadable
from briefings.ingest.clean import is_story
from briefings.ingest.containers import bring_together
from briefings.ingest.decode import decode, storable
from briefings.ingest.known import Known, checked
from briefings.ingest.printed import date_in_url
from briefings.model import Article, Published, Slice

_ROOT = re.compile(
    r"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_MARKUP = re.compile(
    r"</?(?:html|head|body|div|p|span|article|section|h[1-6]|a|br|ul|li|table|meta|script)\b[^>]*>", re.I
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.I)

# What the libraries below are known to raise on odd markup.
_STUMBLES = (ValueError, TypeError, AttributeError, LookupError, AssertionError, RecursionError, ArithmeticError)


def recognises(start: str) -> bool:
    """A root element of HTML, or a fragment that opens with a tag and has several."""
    return bool(_ROOT.match(start)) or (start.lstrip().startswith("<") and len(_MARKUP.findall(start)) >= 3)


def read(data: bytes, known: Known, *, declared: str | None = None) -> tuple[Article, ...]:
    """The page's article. `declared` is the charset of the HTTP header, which wins over the page's own."""
    if declared is None and (found := _XML_ENCODING.match(data[:300]) or _CHARSET.search(data[:4096])):
        declared = found[1].decode("ascii", "replace")
    return (from_html(decode(data, declared=declared, doc=known.doc), known),)


def from_html(html: str, known: Known) -> Article:
    """The article of a page; `Article.text` is the text taken from it, a paragraph a line, with a blank line between.

    Raises `SourceUnreadable` (`page_without_article`).
    """
    html = checked_page(storable(html), doc=known.doc)
    try:
        about, blocks = _extract(html, known.url)
    except _STUMBLES as problem:
        raise SourceUnreadable("page_without_article", doc=known.doc) from problem
    text, body, subheads = _laid_out(blocks, about.title)
    if not body:
        raise SourceUnreadable("page_without_article", doc=known.doc)
    checked(text, doc=known.doc)
    return known.article(
        text,
        body,
        subheads=subheads,
        title=about.title,
        published=about.published,
        source=about.source,
        url=about.url,
        from_page=True,
    )


def checked_page(html: str, *, doc: str) -> str:
    """`html`, if there is anything in it."""
    if not html.strip():
        raise SourceUnreadable("source_empty", doc=doc)
    return html


class About(NamedTuple):
    """What a page says of itself."""

    title: str | None
    published: Published
    source: str | None
    url: str | None


class Block(NamedTuple):
    """A paragraph of the page, and whether it is a heading."""

    text: str
    heading: bool


def _extract(html: str, url: str | None) -> tuple[About, list[Block]]:
    # Imported here because it costs most of a second, and a folder of plain texts never needs it.
    from trafilatura import bare_extraction
    from trafilatura.utils import load_html

    tree = load_html(html)
    if tree is None:
        raise ValueError("no markup")
    about = _about(tree, url)

    def extracted(page: Any) -> list[Block]:
        found = bare_extraction(page, url=url, fast=True, include_comments=False, with_metadata=False)
        body = getattr(found, "body", None)
        return [] if body is None else list(_blocks(body))

    blocks = extracted(tree)
    whole = load_html(html)  # the first was taken to pieces
    if bring_together(whole, {block.text for block in blocks}):
        more = extracted(whole)
        blocks = max(blocks, more, key=lambda found: sum(len(block.text) for block in found))
    return about, blocks


# --- the body ----------------------------------------------------------------------------------------------------

_BLOCKS = frozenset({"p", "head", "item", "quote", "cell", "code", "list", "table", "row", "div", "lb", "body"})


def _blocks(element: Any) -> Iterator[Block]:
    """The paragraphs under an element, in reading order."""
    gathered: list[str] = []

    def walk(at: Any, heading: bool) -> Iterator[Block]:
        block = at.tag in _BLOCKS
        if block:
            yield from flush(heading)
        heading = heading or at.tag == "head"
        gathered.append(at.text or "")
        for child in at:
            yield from walk(child, heading)
            gathered.append(child.tail or "")
        if block:
            yield from flush(heading)

    def flush(heading: bool) -> Iterator[Block]:
        text = " ".join("".join(gathered).split())
        gathered.clear()
        if any(c.isalnum() for c in text):
            yield Block(storable(text), heading)

    yield from walk(element, heading=False)


def _laid_out(blocks: list[Block], title: str | None) -> tuple[str, tuple[Slice, ...], tuple[Slice, ...]]:
    """The blocks as one text with a blank line between them; the slices of paragraphs, and of headings among them."""
    paragraphs = [at for at, block in enumerate(blocks) if not block.heading]
    first, last = (paragraphs[0], paragraphs[-1]) if paragraphs else (0, 0)
    body, subheads, start = [], [], 0
    for at, block in enumerate(blocks):
        where = Slice(start, start + len(block.text))
        if is_story(block.text):
            if not block.heading:
                body.append(where)
            elif first < at < last and _key(block.text) != _key(title or ""):
                subheads.append(where)
        start = where.end + 2
    return "\n\n".join(block.text for block in blocks), tuple(body), tuple(subheads)


_FRAGMENT_BLOCKS = frozenset(
    "address article aside blockquote body br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr html li main"
    " ol p pre section table td th tr ul".split()
)
_NOT_READ = frozenset(
    {"script", "style", "noscript", "template", "figcaption", "iframe", "object", "svg", "button", "form"}
)


def text_of_fragment(html: str) -> str:
    """The text of a piece of HTML that is all story, such as a feed's entry: a paragraph a line, a blank line between."""
    if "<" not in html and "&" not in html:
        return storable(html).strip()
    from lxml import etree
    from lxml.html import fragment_fromstring

    try:
        tree = fragment_fromstring(storable(html), create_parent="div")
    except (etree.LxmlError, *_STUMBLES):
        return " ".join(re.sub(r"<[^>]{0,500}>", " ", storable(html)).split())
    lines: list[list[str]] = [[]]
    for event, at in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        if event in {"comment", "pi"}:
            lines[-1].append(at.tail or "")
            continue
        if at.tag in _FRAGMENT_BLOCKS:
            lines.append([])
        if event == "start":
            if at.tag not in _NOT_READ:
                lines[-1].append(at.text or "")
        elif at is not tree:
            lines[-1].append(at.tail or "")
    said = (" ".join("".join(line).split()) for line in lines)
    return storable("\n\n".join(line for line in said if line))


# --- what the page says of itself --------------------------------------------------------------------------------

_ARTICLE_TYPES = re.compile(r"(?:Article|BlogPosting|Report|Reportage\w*)$")
_SITE_BEHIND = re.compile(r"\s+[|–—»·•:-]+\s+[^|–—»·•]{2,60}$")


def _about(tree: Any, url: str | None) -> About:
    meta = _meta(tree)
    story = _linked_data(tree)
    publisher = story.get("publisher")
    site = _line(publisher.get("name") if isinstance(publisher, dict) else None) or meta.get("og:site_name")
    address = url or meta.get("og:url") or _first(tree.xpath("//link[@rel='canonical']/@href"))
    return About(
        title=_title(tree, meta, story, site),
        published=_published(tree, meta, story, address),
        source=site,
        url=address if address and address.startswith(("http://", "https://")) else None,
    )


def _meta(tree: Any) -> dict[str, str]:
    """The meta tags by lower-case name, the first of each."""
    found: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").strip().lower()
        if name and (content := _line(tag.get("content"))):
            found.setdefault(name, content)
    return found


def _linked_data(tree: Any) -> dict[str, Any]:
    """The page's first JSON-LD object that is an article with a headline; empty when there is none."""
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            data = json.loads(script, strict=False)
        except (ValueError, RecursionError):
            continue
        for thing in _things(data):
            types = thing.get("@type")
            names = types if isinstance(types, list) else [types]
            if any(isinstance(name, str) and _ARTICLE_TYPES.search(name) for name in names) and thing.get("headline"):
                return thing
    return {}


def _things(data: Any) -> Iterator[dict[str, Any]]:
    for thing in data if isinstance(data, list) else [data]:
        if isinstance(thing, dict):
            yield thing
            graph = thing.get("@graph")
            yield from (part for part in graph if isinstance(part, dict)) if isinstance(graph, list) else ()


def _title(tree: Any, meta: dict[str, str], story: dict[str, Any], site: str | None) -> str | None:
    """The heading that the page's own data repeat, or speak of; else what the data say, without the site's name."""
    heads = [line for h1 in tree.iter("h1") if (line := _line(h1.text_content()))]
    told = [
        story.get("headline"),
        meta.get("og:title"),
        meta.get("twitter:title"),
        _first(tree.xpath("//title/text()")),
    ]
    said = [line for item in told if (line := _line(item))]
    for head in heads:
        if len(head.split()) > 1 and any(_key(line).startswith(_key(head)) for line in said):
            return head
    for head in heads:
        # A heading may hold a rubric before the title or a standfirst behind it, and no white space between.
        if inside := [line for line in said if len(line.split()) > 2 and _key(line) in _key(head)]:
            return inside[0]
        if len(head.split()) > 2 and any(_key(head) in _key(line) for line in said):
            return head
    named = _without_site(said[0], site) if said else None
    if len(heads) == 1 and (named is None or _shared(heads[0], named) >= 2):
        return heads[0]  # what readers see: the data may hold a shorter one for other sites
    return named


def _shared(one: str, other: str) -> int:
    """How many longer words two lines have in common."""
    return len({word for word in _key(one).split() if len(word) > 4} & set(_key(other).split()))


def _without_site(title: str, site: str | None) -> str:
    short = _SITE_BEHIND.sub("", title)
    behind = title[len(short) :]
    if not behind:
        return title
    named = site is not None and _key(site) in _key(behind)
    return short if named or (len(behind.split()) <= 5 and len(short.split()) >= 4) else title


def _published(tree: Any, meta: dict[str, str], story: dict[str, Any], url: str | None) -> Published:
    """The day of first publication: linked data, meta tags, what htmldate finds in marked places, the address."""
    for told in (story.get("datePublished"), meta.get("article:published_time"), meta.get("datepublished")):
        if isinstance(told, str) and (on := _day(told)):
            return Published(on, "page")
    from htmldate import find_date

    # Never the extensive search: it takes any date in the text. A fixed end, so that today's date plays no part.
    marked = find_date(tree, extensive_search=False, original_date=True, url=url, max_date="2099-12-31")
    if marked and (on := read_iso(marked)):
        return Published(on, "page")
    return Published(on, "page") if url and (on := date_in_url(url)) else Published()


def _day(told: str) -> DateSpan | None:
    """The day as printed, in the zone it was printed in."""
    if found := re.match(r"\s*(\d{4})-(\d{2})-(\d{2})", told):
        try:
            return day(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            return None
    at = read_instant(told)
    return day(at.year, at.month, at.day) if at else None


def _first(found: list[Any]) -> str | None:
    return _line(found[0]) if found else None


def _line(told: Any) -> str | None:
    """A text as one line; None for anything else. Linked data are written by anybody."""
    return (" ".join(told.split()) or None) if isinstance(told, str) else None


def _key(line: str) -> str:
    return " ".join(re.findall(r"\w+", line.casefold()))
