"""The writing path: a source → articles → findings → the store. A process of its own: no parse ever runs in the bot."""

import asyncio
import gc
import json
import logging
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from itertools import groupby
from multiprocessing import active_children, get_context
from operator import itemgetter
from pathlib import Path
from typing import IO, Any, Literal, TypeVar

from briefings import ingest
from briefings.analysis.as_json import findings_json
from briefings.analysis.identity import identify
from briefings.analysis.language import Language, load_language
from briefings.analysis.pipeline import analyse_parsed, to_parse, version_with
from briefings.analysis.summary import summarise
from briefings.analysis.table import Table
from briefings.charts import draw
from briefings.config import Settings
from briefings.errors import BriefingsError, SourceUnreadable, WrongUsage
from briefings.ingest import Input
from briefings.ingest.fetch import fetch
from briefings.model import PUBLIC, Article, ArticleKey, Findings, Published, Request
from briefings.store import Store
from briefings.store.articles import AT_ONCE
from briefings.store.desk import FORGET
from briefings.store.pictures import KIND as CHART
from briefings.store.pictures import wished

log = logging.getLogger(__name__)

T = TypeVar("T")

BATCH = 25  # articles read together, before anything else that waits is looked at
MOST_CHARACTERS = 1_000_000  # two hundred articles have nearly as many
IDLE_SECONDS = 0.5  # between two looks for wishes of the bot


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one input. `problem` says why nothing was stored."""

    doc: str
    article: ArticleKey | None = None
    new: bool = False
    title: str | None = None
    published: Published = Published()
    words: int = 0
    people: int = 0
    quotes: int = 0
    events: int = 0
    english: bool = True
    problem: BriefingsError | None = None


Analysed = tuple[Article, Findings]

# --- reading without a store -------------------------------------------------------------------------------------


def analysed(inputs: Iterable[Input], *, model: str, workers: int = 1) -> Iterator[Analysed | Loaded]:
    """Every article in `inputs` with its findings, in their order; a `Loaded` with its problem for what is none.

    One unreadable input never stops the rest. With several workers each is a process with a model of its own.
    """
    batches = _batches(_articles(inputs), BATCH)
    analyse_all = partial(_analyse_batch, model)
    if workers <= 1:
        for batch in batches:
            yield from analyse_all(batch)
        return
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
    try:
        waiting: deque[Future[list[Analysed | Loaded]]] = deque()
        for batch in batches:
            with _deaf_to_ctrl_c():
                waiting.append(pool.submit(analyse_all, batch))
            # The inputs may be more than memory holds: only two batches a worker lie ready.
            if len(waiting) >= 2 * workers:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BaseException:  # Ctrl-C, or nobody wants the rest: what they are at is of no use any more
        for worker in active_children():
            worker.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """A process that is started within never sees Ctrl-C; it ends with the one that started it, and says nothing."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def analysed_json(
    inputs: Iterable[Input], *, model: str, sentences: int = 3, workers: int = 1
) -> Iterator[dict[str, Any] | Loaded]:
    """The `analyse` command: one JSON object per article, a `Loaded` with its problem for what could not be read."""
    for result in analysed(inputs, model=model, workers=workers):
        yield result if isinstance(result, Loaded) else findings_json(*result, sentences=sentences)


def summarised(texts: Sequence[str], *, model: str, sentences: int, words: int | None) -> tuple[str, ...]:
    """Whole sentences of these texts that carry them together, none twice. A text without a word adds nothing.

    Raises `SourceUnreadable` for a text that is too long.
    """
    articles = [
        ingest.article_from_text(text, doc=f"text {n}")
        for n, text in enumerate(texts, 1)
        if any(map(str.isalnum, text))
    ]
    docs = _language(model).parse_many(map(to_parse, articles))
    return summarise(articles, lambda _shadow: next(docs), sentences=sentences, words=words)


def _articles(inputs: Iterable[Input]) -> Iterator[Article | Loaded]:
    for source in inputs:
        try:
            yield from source.read()
        except SourceUnreadable as problem:
            yield Loaded(source.doc, problem=problem)


def _analyse_batch(model: str, batch: Sequence[Article | Loaded]) -> list[Analysed | Loaded]:
    language = _language(model)
    docs = language.parse_many(to_parse(found) for found in batch if isinstance(found, Article))
    with _no_collector():
        # One after another, before the first of them is analysed: what makes a table stays in the processor's cache.
        tables = iter([Table.of(doc) for doc in docs])
        return [_analyse_one(found, next(tables)) if isinstance(found, Article) else found for found in batch]


def _analyse_one(article: Article, table: Table) -> Analysed | Loaded:
    try:
        return article, analyse_parsed(article, table)
    except Exception:
        # A story that trips a rule of ours is reported and left out; the other stories are still read.
        log.exception("the analysis of %s failed", article.doc)
        return Loaded(article.doc, problem=SourceUnreadable("analysis_failed", doc=article.doc))


@contextmanager
def _no_collector() -> Iterator[None]:
    """Nobody looks for garbage: an article's words and rows are many objects, in use until it is in, then freed at once."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@cache
def _language(model: str) -> Language:
    """One model a process: loading takes two seconds."""
    language = load_language(model)
    gc.freeze()  # it stays as long as the process: whoever looks for garbage need not look through it each time
    return language


def _batches(items: Iterable[T], most: int) -> Iterator[list[T]]:
    """So many at once, or fewer where they are long: what was read of them is in memory together."""
    batch: list[T] = []
    characters = 0
    for item in items:
        batch.append(item)
        characters += _length(item)
        if len(batch) == most or characters >= MOST_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _length(item: object) -> int:
    """Characters of the article that this is, or that it begins with."""
    article = item[0] if isinstance(item, tuple) else item
    return len(article.text) if isinstance(article, Article) else 0


# --- into the store ----------------------------------------------------------------------------------------------


def load(
    store: Store,
    inputs: Iterable[Input],
    *,
    model: str,
    collection: str = PUBLIC,
    workers: int = 1,
    clock: Callable[[], datetime],
    meanwhile: Callable[[], None] = lambda: None,
) -> Iterator[Loaded]:
    """Read, analyse and store every input, and say what became of each. Loading a story twice is loading it once.

    Each transaction has an instant of its own: an hour of reading must not fall behind a digest's window. `meanwhile`
    is called whenever another `BATCH` of articles was read.
    """
    for batch in _batches(_with_pauses(analysed(inputs, model=model, workers=workers), meanwhile), AT_ONCE):
        pairs = [result for result in batch if not isinstance(result, Loaded)]
        new = iter(save(store, pairs, collection=collection, now=clock()))
        for result in batch:
            yield result if isinstance(result, Loaded) else _loaded(*result, new=next(new))


def _with_pauses(results: Iterator[T], meanwhile: Callable[[], None]) -> Iterator[T]:
    for batch in _batches(results, BATCH):
        meanwhile()
        yield from batch


def save(store: Store, pairs: Sequence[Analysed], *, collection: str = PUBLIC, now: datetime) -> Sequence[bool]:
    """These articles are in the store with their findings, and who is who is settled again. Which of them are new."""
    with _no_collector():
        return store.articles.save_many(pairs, collection=collection, identify=identify, at=now)


def _loaded(article: Article, findings: Findings, *, new: bool) -> Loaded:
    return Loaded(
        doc=article.doc,
        article=article.key,
        new=new,
        title=article.title,
        published=article.published,
        words=sum(len(piece.of(article.text).split()) for piece in article.body),
        people=len(findings.people),
        quotes=len(findings.quotes),
        events=len(findings.events),
        english=findings.english,
    )


def reanalyse(store: Store, *, model: str, now: datetime, everything: bool = False) -> int:
    """Findings of older rules are rebuilt from the kept parses; with `everything`, those of today too. How many.

    An article is parsed again only where its parse came from another model or library. One that trips a rule keeps
    what was found in it before.
    """
    language = _language(model)
    outdated = store.articles.outdated("" if everything else version_with(language))
    done = 0
    for collection, shelf in groupby(outdated, key=itemgetter(0)):
        for batch in _batches(((article, kept) for _, article, kept in shelf), AT_ONCE):
            with _no_collector():
                results = [_analyse_one(article, _parsed(article, kept, language)) for article, kept in batch]
            anew = [(result[0].key, result[1]) for result in results if not isinstance(result, Loaded)]
            store.articles.replace_many(anew, collection=collection, identify=identify, at=now)
            done += len(anew)
    return done


def _parsed(article: Article, kept: bytes, language: Language) -> Table:
    table = Table.from_bytes(kept)
    if table is None or table.parsed_by != language.version:
        return Table.of(language(to_parse(article)))
    return table


# --- where it comes from -----------------------------------------------------------------------------------------


def sources(paths: Iterable[str], published: Published | None = None) -> Iterator[Input]:
    """Files, folders, `-` for standard input, and addresses of pages and feeds, in the order given."""
    for path in paths:
        if path == "-":
            yield Input("-", partial(ingest.read, sys.stdin.buffer.read(), doc="-", published=published))
        elif path.startswith(("http://", "https://")):
            yield Input(path, partial(_fetched, path, published))
        else:
            yield from ingest.find_inputs([path], published=published)


def jsonl_sources(path: str, published: Published | None = None) -> Iterator[Input]:
    """The articles of a file of JSON lines; `-` is standard input."""
    with _lines(path) as lines:
        yield from ingest.find_lines(lines, published=published)


_NEEDED: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "docs": ("a list of texts", lambda found: isinstance(found, list) and all(isinstance(text, str) for text in found)),
    "question": ("a text", lambda found: isinstance(found, str)),
}


def json_lines(path: str, needed: str) -> Iterator[dict[str, Any]]:
    """The objects in a file of JSON lines. Raises `WrongUsage` for a line that is none or lacks the field `needed`."""
    what, is_that = _NEEDED[needed]
    with _lines(path) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except (ValueError, RecursionError) as problem:
                raise WrongUsage("json_line_invalid", line=number, why=str(problem)) from problem
            if not isinstance(record, dict) or not is_that(record.get(needed)):
                raise WrongUsage("json_line_invalid", line=number, why=f"“{needed}” must be {what}")
            yield record


@contextmanager
def _lines(path: str) -> Iterator[IO[bytes]]:
    if path == "-":
        yield sys.stdin.buffer
        return
    try:
        file = Path(path).open("rb")  # noqa: SIM115  closed below, after the caller has read it
    except OSError as problem:
        why = problem.strerror or str(problem)
        raise SourceUnreadable("source_unreadable", doc=path, path=path, why=why) from problem
    with file:
        yield file


def _fetched(url: str, published: Published | None) -> tuple[Article, ...]:
    page = asyncio.run(fetch(url))
    return ingest.read(page.data, doc=url, published=published, url=page.url, declared=page.charset)


# --- the process -------------------------------------------------------------------------------------------------


def read(
    settings: Settings,
    *,
    tell: Callable[[BriefingsError], str],
    clock: Callable[[], datetime],
    wait: Callable[[float], bool],
    once: bool = False,
) -> None:
    """Be the reader: take the bot's wishes, answer each under its key, and show that it lives.

    `tell` puts a problem into words for whoever wished; `wait(seconds)` sleeps and says whether to stop. It is asked
    between two wishes, so that what is in hand is finished.
    """
    with Store.open(settings.store, writes="news", now=clock()) as store:
        store.beat(clock())
        _language(settings.model)
        log.info("the reader is ready: %s", settings.shown_store)
        while True:
            store.beat(clock())
            draw_wished(store, clock)
            for request in store.desk.requests():
                if request.kind == CHART:
                    continue
                state, detail = _granted(store, request, settings, tell, clock)
                store.answer_request(request.key, state, {"said": detail}, clock())
                log.info("%s: %s", request.kind, state)
                if wait(0):
                    return
            if once or wait(IDLE_SECONDS):
                return


def _granted(
    store: Store,
    request: Request,
    settings: Settings,
    tell: Callable[[BriefingsError], str],
    clock: Callable[[], datetime],
) -> tuple[Literal["done", "failed"], str]:
    """What became of one wish: a count of what was stored or forgotten, or the sentence that says why not."""
    if request.kind == FORGET:
        gone = store.articles.forget(str(request.payload["collection"]), identify=identify, at=clock())
        return "done", str(gone)
    if request.kind != "load":
        return "failed", tell(BriefingsError("wish_unknown", kind=request.kind))

    def live() -> None:  # reading may take hours
        store.beat(clock())
        draw_wished(store, clock)

    try:
        inputs, collection = sources(request.payload["paths"]), str(request.payload["collection"])
        loaded = list(load(store, inputs, model=settings.model, collection=collection, clock=clock, meanwhile=live))
    except BriefingsError as problem:
        return "failed", tell(problem)
    except Exception as mistake:
        # What trips us once would trip us at every start: it is answered, and the next wish is granted.
        log.exception("a wish could not be granted: %s", request.kind)
        return "failed", tell(BriefingsError("mistake", why=type(mistake).__name__))
    problems = [tell(each.problem) for each in loaded if each.problem]
    return ("failed", problems[0]) if problems else ("done", str(len(loaded)))


def draw_wished(store: Store, clock: Callable[[], datetime]) -> None:
    """Every chart that somebody waits for is drawn; one that cannot be is not tried again."""
    for request in store.desk.requests():
        if request.kind == CHART and store.pictures.is_wished(request.key):
            store.pictures.keep(request.key, _drawn(request), clock())


def _drawn(request: Request) -> bytes | None:
    try:
        return draw(wished(request))
    except Exception:
        log.exception("a chart could not be drawn")
        return None
