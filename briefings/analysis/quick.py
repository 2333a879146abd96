"""The stock pipeline read more quickly. It says the same: what differs on a fixed text is not used.

Where the time went, and what is done about it (spaCy 3.8, `python -m benchmarks reading`):

* The loop that takes the parser's and the recogniser's decisions lets go of Python's lock and asks for it back at each
  small step, some 280 times a word (wheels for Python 3.11). The loop of spaCy's own training takes the same decisions
  and keeps the lock.
* The attribute ruler tries its patterns at every word; nearly all look at one word's tag, form and dependency alone,
  and what they say of those is said once.
* A word's embedding is the same wherever it stands: once for each form in a batch.
* Large products are done by whichever of BLIS and numpy's own BLAS is quicker on this processor.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from spacy.attrs import IDS  # type: ignore[import-not-found]  # compiled, without types
from spacy.language import Language as Pipeline
from spacy.matcher import Matcher
from spacy.ml.parser_model import ParserStepModel  # type: ignore[import-not-found]  # compiled, without types
from spacy.tokens import Doc

log = logging.getLogger(__name__)

Read = Callable[[list[str]], list[Doc]]
"""Texts → their Docs, in their order."""

_PART_TOKENS = 1_000  # the vectors of so many words lie in the processor's cache
_REMEMBERED = 50_000  # kinds of words that the ruler keeps in mind
_QUICKER = 0.9  # numpy's BLAS must take less than this share of the time of BLIS


def read_plainly(pipeline: Pipeline) -> Read:
    """As spaCy does it by itself."""
    return lambda texts: list(pipeline.pipe(texts, batch_size=max(len(texts), 1)))


def read_quickly(pipeline: Pipeline) -> Read:
    """The same Docs in less time; `read_plainly` where a library or a model turns out to be another than expected."""
    plainly = read_plainly(pipeline)
    expected = _annotations(plainly(list(_FIXED)))
    try:
        quickly = _quickly(pipeline)
        same = _annotations(quickly(list(_FIXED))) == expected
    except Exception:
        log.warning("the quick reading does not fit this spaCy or this model", exc_info=True)
        same = False
    if not same:
        log.warning("articles are read at the plain speed")
    return quickly if same else plainly


def _quickly(pipeline: Pipeline) -> Read:
    _choose_products(pipeline)
    steps: list[Callable[[list[Doc]], object]] = [_step(name, pipe) for name, pipe in pipeline.pipeline]

    def read(texts: list[str]) -> list[Doc]:
        docs = [pipeline.make_doc(text) for text in texts]
        for step in steps if docs else ():
            step(docs)
        return docs

    return read


def _step(name: str, pipe: Any) -> Callable[[list[Doc]], object]:
    """One component of the pipeline, as what it does to Docs."""
    if name == "tok2vec":
        vectors = _vectors(pipe.model)
        return lambda docs: pipe.set_annotations(docs, vectors(docs))
    if name in {"parser", "ner"}:
        states = _decisions(pipe)
        return lambda docs: pipe.set_annotations(docs, states(docs))
    if name == "attribute_ruler":
        return _Ruler(pipe)
    return lambda docs: [pipe(doc) for doc in docs]


# --- products ---------------------------------------------------------------------------------------------------


def _choose_products(pipeline: Pipeline) -> None:
    """Large products are left to numpy's BLAS where it is quicker than BLIS, which does not know every processor.

    numpy must have been loaded with OPENBLAS_NUM_THREADS=1: on two threads it is slower for products of this size.
    """
    models = [pipe.model for _, pipe in pipeline.pipeline if hasattr(pipe, "model") and hasattr(pipe.model, "walk")]
    nodes = [node for model in models for node in model.walk()]
    kind = type(nodes[0].ops)
    blis, openblas = kind(use_blis=True), kind(use_blis=False)
    chosen = openblas if _seconds(openblas) < _QUICKER * _seconds(blis) else blis
    for node in nodes:
        node.ops = chosen


def _seconds(ops: Any) -> float:
    """The shortest of some products like those of the model."""
    words, layer = np.ones((_PART_TOKENS, 288), "f"), np.ones((288, 288), "f")
    taken: list[float] = []
    for _ in range(8):
        start = time.perf_counter()
        ops.gemm(words, layer, trans2=True)
        taken.append(time.perf_counter() - start)
    return min(taken)


# --- vectors -----------------------------------------------------------------------------------------------------


def _vectors(tok2vec: Any) -> Callable[[Sequence[Doc]], list[Any]]:
    """The vectors of the words of each Doc: looked up once a form, then read in their surroundings."""
    embed, encode = tok2vec.layers
    features, _, look_up, mix, _ = embed.layers

    def vectors(docs: Sequence[Doc]) -> list[Any]:
        forms, places = np.unique(np.concatenate(features.predict(docs)), axis=0, return_inverse=True)
        looked_up = [
            mix.predict(look_up.predict(forms[at : at + _PART_TOKENS])) for at in range(0, len(forms), _PART_TOKENS)
        ]
        words = np.concatenate(looked_up)[places.reshape(-1)] if looked_up else np.zeros((0, mix.get_dim("nO")), "f")
        ends = np.cumsum([len(doc) for doc in docs])[:-1]
        return [vector for part in _parts(np.split(words, ends)) for vector in encode.predict(part)]

    return vectors


def _parts(arrays: Sequence[Any]) -> Iterator[list[Any]]:
    part: list[Any] = []
    for array in arrays:
        part.append(array)
        if sum(map(len, part)) >= _PART_TOKENS:
            yield part
            part = []
    if part:
        yield part


# --- decisions ---------------------------------------------------------------------------------------------------


def _decisions(pipe: Any) -> Callable[[list[Doc]], list[Any]]:
    """What `pipe.predict` returns, the parser's or the recogniser's: the state in which each Doc ended."""
    read, lower, upper = pipe.model.layers
    tok2vec, as_array, narrow = read.layers
    vectors = _vectors(tok2vec) if len(tok2vec.layers) == 2 else tok2vec.predict
    weights, bias, product = upper.get_param("W"), upper.get_param("b"), upper.ops.gemm

    def states(docs: list[Doc]) -> list[Any]:
        began: list[Any] = pipe.moves.init_batch(docs)
        going = [state for state in began if not state.is_final()]
        if not going:
            return began
        layers = [lambda docs, is_train: (narrow.predict(as_array.predict(vectors(docs))), None), lower, upper]
        model = ParserStepModel(docs, layers, unseen_classes=set(), train=False, has_upper=True)
        while going:
            scores = product(model.state2vec.predict(model.get_token_ids(going)), weights, trans2=True)
            scores += bias
            going = pipe.transition_states(going, scores)
        return began

    return states


# --- the attribute ruler -----------------------------------------------------------------------------------------


class _Ruler:
    """What the attribute ruler does.

    A pattern of one word looks at its tag, its small letters and its dependency, so what such patterns say is kept for
    each kind of word. Where a longer pattern holds too, all are applied in their order, as later ones overrule.
    """

    def __init__(self, ruler: Any) -> None:
        self._attributes: list[dict[int, int]] = ruler.attrs
        self._indices: list[int] = ruler.indices
        self._strings = ruler.vocab.strings
        self._vocab = ruler.vocab
        self._speaks_of = [IDS[name] for name in _SAID]
        self._one, self._more = Matcher(ruler.vocab), Matcher(ruler.vocab)
        for n, rule in enumerate(ruler.patterns):
            alone = all(len(pattern) == 1 for pattern in rule["patterns"])
            (self._one if alone else self._more).add(str(n), rule["patterns"])
        self._kinds: dict[tuple[int, int, int], tuple[tuple[int, ...], _Said]] = {}

    def __call__(self, docs: list[Doc]) -> None:
        for doc in docs:
            if len(doc):
                self._apply(doc)

    def _apply(self, doc: Doc) -> None:
        if len(self._kinds) > _REMEMBERED:
            self._kinds.clear()
        kinds = [
            self._kinds.get(kind) or self._kind(*kind)
            for kind in map(tuple, doc.to_array(["TAG", "LOWER", "DEP"]).tolist())
        ]
        said = [each[1] for each in kinds]
        longer: dict[int, list[int]] = {}
        for match, start, _ in self._more(doc, allow_missing=True):
            n = int(self._strings[match])
            longer.setdefault(start + self._indices[n], []).append(n)
        for at, rules in longer.items():
            said[at] = self._say({*kinds[at][0], *rules})
        there, new = doc.to_array(list(_SAID)), np.array(said, dtype="uint64")
        merged: Any = np.where(new != 0, new, there)
        doc.from_array(list(_SAID), merged)

    def _kind(self, tag: int, lower: int, dep: int) -> tuple[tuple[int, ...], "_Said"]:
        alone = Doc(self._vocab, words=[self._strings[lower]])
        known: Any = np.array([[tag, dep]], dtype="uint64")
        alone.from_array(["TAG", "DEP"], known)
        rules = tuple(int(self._strings[match]) for match, _, _ in self._one(alone, allow_missing=True))
        kind = self._kinds[tag, lower, dep] = rules, self._say(rules)
        return kind

    def _say(self, rules: Iterable[int]) -> "_Said":
        """What these rules say in their order; 0 of what they do not speak of."""
        said: dict[int, int] = {}
        for n in sorted(rules):
            said.update(self._attributes[n])
        if not said.keys() <= set(self._speaks_of):
            raise ValueError(f"a rule of the attribute ruler speaks of {sorted(said)}")
        return tuple(said.get(attribute, 0) for attribute in self._speaks_of)


_SAID = ("POS", "MORPH", "LEMMA", "TAG", "DEP")
_Said = tuple[int, ...]


# --- is it the same? ---------------------------------------------------------------------------------------------

_FIXED = (
    """KABUL, Aug. 10 (Wire) - Defense Secretary Jane Roe said on Monday that the U.S. won't send 3,000 more troops.

"We're not gonna do that," she told reporters. "There's no plan, and it ain't likely; let's wait."

Roe, who'd met President Omar Malik and two of his ministers in Brussels last week, has been asked by the Senate to
explain what the $2.5bn was spent on. C'mon, y'all, said one senator: you've gotta tell us more!
""",
    "",
    "  \n",
    """What the generals want (and don't)

NATO's Jens Holm and the European Union's own envoy disagreed: those who left better than ever in 1996-97, or might've,
cannot be those who'll return tomorrow, he'd argued.""",
)


def _annotations(docs: Iterable[Doc]) -> list[tuple[Any, ...]]:
    return [
        (t.idx, t.tag, t.pos, str(t.morph), t.lemma, t.dep, t.head.i, t.ent_type, t.ent_iob, t.is_sent_start)
        for doc in docs
        for t in doc
    ]
