"""Reading with everything written, against the bare `nlp.pipe` of the same model on the same texts."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import spacy

from benchmarks.side_by_side import side_by_side
from briefings import ingest, reader
from briefings.config import Settings
from briefings.ingest import Input
from briefings.store import Store

ROOT = Path(__file__).resolve().parent.parent
COPIES = 8  # of each seed, each with a line of its own, so that no two are the same article
ROUNDS = 3


def reading() -> Iterator[str]:
    """How many words a second, and the ratio of the two."""
    model = Settings().model
    nlp = spacy.load(model)
    texts = [
        f"{path.read_text('utf-8')}\nEdition {copy}.\n"
        for copy in range(COPIES)
        for path in sorted(ROOT.glob("seeds/*.txt"))
    ]
    bodies = ["\n\n".join(part.of(text) for part in ingest.article_from_text(text, doc="").body) for text in texts]
    words = sum(len(body.split()) for body in bodies)

    def inputs() -> Iterator[Input]:
        for n, text in enumerate(texts):
            yield Input(str(n), lambda n=n, text=text: (ingest.article_from_text(text, doc=str(n)),))  # type: ignore[misc]

    def read() -> None:
        now = datetime(2021, 8, 10, 12, tzinfo=UTC)
        with (
            tempfile.TemporaryDirectory() as folder,
            Store.open(f"{folder}/news.db", writes="news", now=now) as store,
        ):
            loaded = list(reader.load(store, inputs(), model=model, clock=lambda: now))
        if len(loaded) != len(texts) or not all(one.new for one in loaded):
            raise RuntimeError("not every text was read")

    def pipe() -> None:
        for _ in nlp.pipe(bodies):
            pass

    timed = side_by_side({"pipe": pipe, "read": read}, ROUNDS)
    ratio = timed["pipe"].cpu / timed["read"].cpu
    yield f"reading: {len(texts)} articles, {words:,} words in their bodies"
    yield f"  plain nlp.pipe      {words / timed['pipe'].cpu:8,.0f} words/s"
    yield f"  load, all writes    {words / timed['read'].cpu:8,.0f} words/s"
    yield f"  ratio               {ratio:8.2f}  (load to nlp.pipe, cpu)"
