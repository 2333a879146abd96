"""Reading with everything written, against the bare `nlp.pipe` of the same model on the same texts."""

import gzip
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
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
from briefings.store import Store

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

    after: list[float] = []  # of the parse, round by round

    def read() -> None:
        started = time.process_time()
        with _parse_timed() as parsed:
            _load(texts)
        after.append((time.process_time() - started) / sum(parsed) - 1)

    with _loaded(texts) as store:
        timed = side_by_side(
            {
                "pipe": pipe,
                "parse": parse,
                "read": read,
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
    yield f"  after the parse     {statistics.median(after[1:]):8.0%}  of the parse in the same load (must be 20 %, target 10 %)"
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


def _inputs(texts: Sequence[str]) -> Iterator[Input]:
    for n, text in enumerate(texts):
        yield Input(str(n), lambda n=n, text=text: (ingest.article_from_text(text, doc=str(n)),))  # type: ignore[misc]


@contextmanager
def _loaded(texts: Sequence[str]) -> Iterator[Store]:
    """A store in which these texts are."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(f"{folder}/news.db", writes="news", now=NOW) as store,
    ):
        problems = [
            one.problem
            for one in reader.load(store, _inputs(texts), model=Settings().model, clock=lambda: NOW)
            if one.problem
        ]
        if problems:
            raise RuntimeError(f"not every text was read: {problems[0]}")
        yield store


@contextmanager
def _parse_timed() -> Iterator[list[float]]:
    """What the parse alone takes of a load, in seconds of this process's own work.

    The difference of two loads, one of them without what follows, swings by more than what is looked for.
    """
    taken: list[float] = []
    parse_many = Language.parse_many

    def timed(self: Language, texts: Iterable[str]) -> Iterator[Doc]:
        docs = parse_many(self, texts)
        while True:
            started = time.process_time()
            doc = next(docs, None)
            taken.append(time.process_time() - started)
            if doc is None:
                return
            yield doc

    with patch.object(Language, "parse_many", timed):
        yield taken


def _load(texts: Sequence[str]) -> None:
    with _loaded(texts):
        pass


# --- memory --------------------------------------------------------------------------------------------------------

_IN_A_PROCESS = """
import os
os.environ["OPENBLAS_NUM_THREADS"] = "1"
import re
from pathlib import Path
from benchmarks.reading import ARTICLES, _load, plain_texts
from briefings import reader
from briefings.config import Settings

def peak():  # of this process; getrusage would tell that of the one that started it
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) / 1024

language = reader._language(Settings().model)
loaded, strings = peak(), len(language.vocab.strings)
_load(plain_texts(ARTICLES))
print(loaded, peak(), len(language.vocab.strings) - strings)
"""


def _memory() -> Iterator[str]:
    if not Path("/proc/self/status").is_file():
        return
    told = subprocess.run([sys.executable, "-c", _IN_A_PROCESS], cwd=ROOT, check=True, capture_output=True, text=True)
    loaded, peak, strings = map(float, told.stdout.split())
    yield f"  memory              {peak:8,.0f}  MB at most, {peak / loaded:.1f} times that of the loaded model ({loaded:.0f} MB)"
    yield f"  new strings kept    {strings:8,.0f}  by the model after {ARTICLES} articles"
