"""Bodies and titles of public web pages: as HTML, flattened to text, and as a sloppy scraper leaves them."""

import gzip
import importlib
import importlib.util
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.evaluation import data, is_full, scorer
from briefings import ingest
from briefings.errors import SourceUnreadable

# File, what it is, and for each figure of the scorer: best peer, must beat, target. Titles of `snippets` are hand-made.
FIGURES: tuple[tuple[str, str, dict[str, tuple[float | None, ...]]], ...] = (
    ("html", "pages", {"f1": (96.5, 96, 97), "ge95": (85, 75, 80), "title": (88, 90, 94)}),
    ("text", "flattened text", {"f1": (90.6, 91, 93), "ge95": (61, 63, 70), "title": (62, 63, 80)}),
    ("text_near", "sloppy cut", {"f1": (94.6, 95, 96.5), "ge95": (74, 70, 78), "title": (56, 57, 75)}),
    ("snippets", "snippets of pages", {"snip_f1": (95.5, None, None), "title": (77.4, 72, 78)}),
    ("snippets", "snippets of text", {"snip_f1": (83.0, 82, 86), "title": (52.8, None, None)}),
)
NAMES = {"f1": "body F1", "ge95": "share ≥ .95", "title": "title", "snip_f1": "keep and leave F1"}
PEERS = ("trafilatura", "readability", "newspaper", "justext")

Chosen = dict[str, Any]
"""What the scorer reads: `body`, or `spans` of the text, and `title`."""
Chooser = Callable[[dict[str, Any]], Chosen]


def body() -> Iterator[str]:
    """Body F1, the share of pages that are nearly right and titles, beside the extractors that are installed.

    All of the texts and every second page of HTML; with `--full` all pages.
    """
    folder, score = data("body"), scorer("body")
    if folder is None or score is None:
        yield "body: skipped: no data"
        return
    installed = [name for name in PEERS if importlib.util.find_spec(name) is not None]
    yield f"body: English pages; peers that are not installed: {', '.join(sorted({*PEERS} - {*installed})) or 'none'}"
    for file, what, figures in FIGURES:
        pages = list(_pages(folder / f"{file}.jsonl.gz", flat="text" in what))
        if "html" in pages[0] and not is_full():
            pages = pages[::2]
        choosers: dict[str, Chooser] = {"here": _ours, "all text": _everything}
        if "html" not in pages[0]:
            choosers["long lines"] = _long_lines
        else:
            choosers |= {name: _MAKERS[name]() for name in installed}
        yield from _table(what, figures, pages, choosers, score)


def _pages(file: Path, *, flat: bool) -> Iterator[dict[str, Any]]:
    """The English pages, `flat` without their HTML."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for page in map(json.loads, lines):
            if page.get("english", True):
                yield {key: page[key] for key in page if not (flat and key == "html")}


def _table(
    what: str,
    figures: dict[str, tuple[float | None, ...]],
    pages: Sequence[dict[str, Any]],
    choosers: dict[str, Chooser],
    score: ModuleType,
) -> Iterator[str]:
    found = {}
    for name, choose in choosers.items():
        chosen = [{"id": page["id"], **choose(page)} for page in pages]
        found[name] = score.total(score.measure(pages, chosen))
        if not any(each.get("title") for each in chosen):
            found[name].pop("title")  # it looks for none
    titled = sum(bool(page["title"]) for page in pages)
    head = "".join(f"{name:>13}" for name in (*choosers, "best peer", "must beat", "target"))
    yield f"  {what}, {len(pages)} pages, {titled} titles".ljust(40) + head
    for figure, aims in figures.items():
        ours = "".join(f"{100 * each[figure]:13.1f}" if figure in each else f"{'-':>13}" for each in found.values())
        yield f"    {NAMES[figure]:<36}{ours}" + "".join(f"{'-' if aim is None else aim:>13}" for aim in aims)


# --- who chooses -------------------------------------------------------------------------------------------------


def _ours(page: dict[str, Any]) -> Chosen:
    read = ingest.article_from_html if "html" in page else ingest.article_from_text
    try:
        article = read(page.get("html") or page["text"], doc=page["id"])
    except SourceUnreadable:
        return {}
    parts = sorted((*article.body, *article.subheads))
    if "html" in page:
        return {"body": "\n".join(part.of(article.text) for part in parts), "title": article.title}
    return {"spans": [list(part) for part in parts], "title": article.title}


def _everything(page: dict[str, Any]) -> Chosen:
    """All that is printed; its first line is the title."""
    text = page.get("text") or _printed(page["html"])
    return {"body": text, "title": text.strip().split("\n")[0]}


def _long_lines(page: dict[str, Any]) -> Chosen:
    """The lines of eight words and more that end like a sentence; the first line is the title."""
    lines = [line.strip() for line in page["text"].splitlines()]
    long = [line for line in lines if len(line.split()) >= 8 and line.rstrip('"”’)').endswith((".", "!", "?"))]
    return {"body": "\n".join(long), "title": next(filter(None, lines), None)}


def _printed(html: str) -> str:
    from lxml import html as lxml

    tree = lxml.document_fromstring(html)
    for unseen in tree.xpath("//script | //style | //noscript"):
        unseen.drop_tree()
    return "\n".join(line.strip() for line in tree.itertext() if line.strip())


def _trafilatura() -> Chooser:
    trafilatura = importlib.import_module("trafilatura")

    def choose(page: dict[str, Any]) -> Chosen:
        found = trafilatura.bare_extraction(page["html"], include_comments=False, with_metadata=True)
        return {"body": found.text, "title": found.title} if found is not None else {}

    return choose


def _readability() -> Chooser:
    readability = importlib.import_module("readability")

    def choose(page: dict[str, Any]) -> Chosen:
        document = readability.Document(page["html"])
        return {"body": _printed(document.summary()), "title": document.short_title()}

    return choose


def _newspaper() -> Chooser:
    newspaper = importlib.import_module("newspaper")

    def choose(page: dict[str, Any]) -> Chosen:
        article = newspaper.Article("https://paper.example/", language="en")
        article.download(input_html=page["html"])
        article.parse()
        return {"body": article.text, "title": article.title}

    return choose


def _justext() -> Chooser:
    justext = importlib.import_module("justext")
    words = justext.get_stoplist("English")

    def choose(page: dict[str, Any]) -> Chosen:
        paragraphs = justext.justext(page["html"], words)
        return {"body": "\n".join(one.text for one in paragraphs if not one.is_boilerplate)}

    return choose


_MAKERS = {
    "trafilatura": _trafilatura, "readability": _readability, "newspaper": _newspaper, "justext": _justext
}  # fmt: skip
