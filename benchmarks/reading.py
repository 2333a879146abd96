"""Reading with everything written, against the bare `nlp.pipe` of the same model on the same texts."""

import gzip
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar
from unittest.mock import patch

import spacy
from spacy.tokens import Doc

from benchmarks.evaluation import data, is_full
from benchmarks.side_by_side import side_by_side
from briefings import ingest, reader
from briefings.analysis.language import Language, load_language, shadow
from briefings.analysis.quick import read_plainly, read_quickly
from briefings.config import Settings
from briefings.ingest import Input
from briefings.model import Article
from briefings.store import Store

T = TypeVar("T")

ROOT = Path(__file__).resolve().parent.parent
COPIES = 8  # of each seed where there is no data, each with a line of its own, so that no two are the same article
ARTICLES = 40  # the short form
ROUNDS = 3
NOW = datetime(2021, 8, 10, 12, tzinfo=UTC)


def reading() -> Iterator[str]:
    """How many words a second, what comes after the parse, reading again from kept parses, and the memory."""
    texts = plain_texts(None if is_full() else ARTICLES)
    model = Settings().model
    articles = [ingest.article_from_text(text, doc=str(n)) for n, text in enumerate(texts)]
    bodies = ["\n\n".join(part.of(article.text) for part in article.body) for article in articles]
    words = sum(len(body.split()) for body in bodies)
    plain, language = spacy.load(model), load_language(model)

    def pipe() -> None:
        for _ in plain.pipe(bodies):
            pass

    def parse() -> None:
        for _ in language.parse_many(map(shadow, articles)):
            pass

    loads: list[_Stages] = []
    with _loaded(texts) as store:
        timed = side_by_side(
            {
                "pipe": pipe,
                "parse": parse,
                "read": lambda: loads.append(_stages_of_a_load(texts)),
                "again": lambda: reader.reanalyse(store, model=model, now=NOW, everything=True),
            },
            1 if is_full() else ROUNDS,
        )
    cpu = {name: each.cpu for name, each in timed.items()}
    yield f"reading: {len(texts)} articles, {words:,} words in their bodies"
    for name, what in (
        ("pipe", "plain nlp.pipe"),
        ("parse", "our parse"),
        ("read", "load, all writes"),
        ("again", "reanalyse"),
    ):
        yield f"  {what:<20}{words / cpu[name]:8,.0f} words/s"
    yield f"  ratio               {cpu['pipe'] / cpu['read']:8.2f}  (load to nlp.pipe, cpu; must be 0.85, target 1.4)"
    before, after = (statistics.median(shares) for shares in zip(*(load.shares for load in loads[1:]), strict=True))
    yield f"  before the parse    {before:8.1%}  of the parse in the same load: decoding, cleaning, what the model is given"
    yield f"  after the parse     {after:8.1%}  of it: from its Docs to the committed rows (must be 20 %, target 10 %)"
    yield from _memory()


def annotations() -> Iterator[str]:
    """The quick parse against spaCy's own, word by word, over all of PolNeAR with `--full`."""
    model = Settings().model
    pipelines = [spacy.load(model) for _ in range(2)]
    for pipeline in pipelines:
        pipeline.add_pipe("breaks", first=True)
    plainly, quickly = read_plainly(pipelines[0]), read_quickly(pipelines[1])
    told = ("ORTH", "TAG", "POS", "MORPH", "LEMMA", "DEP", "HEAD", "ENT_TYPE", "ENT_IOB", "SENT_START")
    texts = iter(plain_texts(None if is_full() else 100))
    docs = tokens = different = 0
    while batch := [shadow(ingest.article_from_text(text, doc="")) for text in islice(texts, 25)]:
        with pipelines[0].memory_zone(), pipelines[1].memory_zone():
            for one, other in zip(plainly(batch), quickly(batch), strict=True):
                docs, tokens = docs + 1, tokens + len(one)
                different += one.to_array(list(told)).tolist() != other.to_array(list(told)).tolist()
    yield f"annotations: {different} of {docs} articles differ ({tokens:,} tokens; {', '.join(told).lower()})"


# --- what is read --------------------------------------------------------------------------------------------------


def plain_texts(most: int | None) -> list[str]:
    """At most so many articles of the public data, else of the seeds, over and over."""
    folder = data("polnear")
    if folder is None:
        seeds = [path.read_text("utf-8") for path in sorted(ROOT.glob("seeds/*.txt"))]
        return [f"{text}\nEdition {copy}.\n" for copy in range(COPIES) for text in seeds][:most]
    texts: list[str] = []
    for part in ("dev", "train"):
        with gzip.open(folder / f"{part}.jsonl.gz", "rt", encoding="utf-8") as lines:
            texts += [json.loads(line)["text"] for line in islice(lines, None if most is None else most - len(texts))]
    return texts


@contextmanager
def _loaded(texts: Sequence[str]) -> Iterator[Store]:
    """A store in which these texts are."""
    with _new_store() as store:
        _load(store, texts)
        yield store


@contextmanager
def _new_store() -> Iterator[Store]:
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(f"{folder}/news.db", writes="news", now=NOW) as store,
    ):
        yield store


def _load(store: Store, texts: Sequence[str], read: Callable[..., tuple[Article, ...]] = ingest.read) -> None:
    inputs = (Input(str(n), partial(read, text.encode(), doc=str(n))) for n, text in enumerate(texts))
    loaded = reader.load(store, inputs, model=Settings().model, clock=lambda: NOW)
    if problems := [one.problem for one in loaded if one.problem]:
        raise RuntimeError(f"not every text was read: {problems[0]}")


# --- the stages of a load ------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Stages:
    """What a load into an open store takes, in seconds of this process's own work.

    Taken within one load: the difference of two, one of them without what follows the parse, swings by more than what
    is looked for.
    """

    whole: float = 0
    reading: float = 0  # bytes to articles
    shadows: float = 0  # articles to what the model is given
    docs: float = 0  # the parse, and the shadows, which it asks for

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        started = time.process_time()
        yield
        setattr(self, stage, getattr(self, stage) + time.process_time() - started)

    def each_timed(self, stage: str, items: Iterable[T]) -> Iterator[T]:
        """The same items; what it takes to come by them belongs to this stage."""
        rest = iter(items)
        while True:
            with self.timed(stage):
                item = next(rest, None)
            if item is None:
                return
            yield item

    @property
    def shares(self) -> tuple[float, float]:
        """What comes before the parse, and after it, as shares of the parse."""
        before, parse = self.reading + self.shadows, self.docs - self.shadows
        return before / parse, (self.whole - before - parse) / parse


def _stages_of_a_load(texts: Sequence[str]) -> _Stages:
    stages = _Stages()
    parse_many = Language.parse_many

    def read(data: bytes, *, doc: str) -> tuple[Article, ...]:
        with stages.timed("reading"):
            return ingest.read(data, doc=doc)

    def parse(self: Language, shadows: Iterable[str]) -> Iterator[Doc]:
        return stages.each_timed("docs", parse_many(self, stages.each_timed("shadows", shadows)))

    with _new_store() as store, patch.object(Language, "parse_many", parse), stages.timed("whole"):
        _load(store, texts, read)
    return stages


# --- memory --------------------------------------------------------------------------------------------------------

_IN_A_PROCESS = """
import os
os.environ["OPENBLAS_NUM_THREADS"] = "1"
import re
from pathlib import Path
from benchmarks.reading import ARTICLES, _loaded, plain_texts
from briefings import reader
from briefings.config import Settings

def peak():  # of this process; getrusage would tell that of the one that started it
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) / 1024

language = reader._language(Settings().model)
loaded, strings = peak(), len(language.vocab.strings)
with _loaded(plain_texts(ARTICLES)):
    pass
print(loaded, peak(), len(language.vocab.strings) - strings)
"""


def _memory() -> Iterator[str]:
    if not Path("/proc/self/status").is_file():
        return
    told = subprocess.run([sys.executable, "-c", _IN_A_PROCESS], cwd=ROOT, check=True, capture_output=True, text=True)
    loaded, peak, strings = map(float, told.stdout.split())
    yield f"  memory              {peak:8,.0f}  MB at most, {peak / loaded:.1f} times that of the loaded model ({loaded:.0f} MB)"
    yield f"  new strings kept    {strings:8,.0f}  by the model after {ARTICLES} articles"
