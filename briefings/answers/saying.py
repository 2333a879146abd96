"""How well a sentence says a word: itself, in another form, in another word, or by what stands around it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from briefings.lexicon import entries
from briefings.model import ArticleKey, Passage, Scope, SentenceRef
from briefings.store import Store
from briefings.store.search import terms

OTHERWISE = 0.9  # what a word counts that is said in another form or in another word
NEIGHBOUR = 0.5  # that stands in the sentence before or after, or in the headline or the first sentence
FURTHER = 0.25  # and what is added where it stands there and there, or all over the article
UNDERSTOOD = NEIGHBOUR + FURTHER
LONG = 6  # letters of a word that another may begin with: biotech, biotechnology
OFTEN = 5  # so many sentences of an article say what it is about; of a long one a part
PART = 0.15

_EMPTY = frozenset(
    "give gave given hold held keep want need kept make made money get got go took take place happen there exact peopl person ever still "
    "actual realli total mani much have be accord attend belong again part particip "
    "along amid among amongst despit onto per toward upon via within".split()
)
_MODALS = re.compile(  # in small letters: May is a month
    r"\b(?:can|could|may|might|must|shall|should|will|would|(?:want(?:s|ed)?|going) to)\b"
)


def said(text: str) -> tuple[str, ...]:
    """The terms of a text in its order, bodies that are written out by their letters: “the European Union” → ("eu",)."""
    return terms(_bodies().sub(lambda found: letters()[found[0]], text))


def telling(topic: str) -> tuple[str, ...]:
    """The words of a topic that tell something, each once, as `said` cuts them; all of them where none does."""
    every = tuple(dict.fromkeys(said(_MODALS.sub(" ", topic))))
    return tuple(term for term in every if term not in _EMPTY) or every


@dataclass(frozen=True, slots=True)
class Around:
    """The words that stand around a sentence."""

    beside: frozenset[str] = frozenset()  # in the sentences before and after
    headline: frozenset[str] = frozenset()  # at the head of its article
    often: frozenset[str] = frozenset()  # all over it


def mark(term: str, here: frozenset[str], around: Around = Around()) -> float:
    """How well a sentence of these words says a term, 0 to 1."""
    if term in here:
        return 1.0
    if alike(term) & here or _root(term) in map(_root, here):
        return OTHERWISE
    if len(term) >= LONG and any(word.startswith(term) for word in here):
        return OTHERWISE
    beside, headline, often = term in around.beside, term in around.headline, term in around.often
    return NEIGHBOUR * (beside or headline) + FURTHER * (often or (beside and headline))


class Coverage:
    """What share of some words a passage says, 0 to 1; what stands around it counts half."""

    def __init__(self, store: Store, scope: Scope, wanted: Sequence[str]) -> None:
        self._store, self._scope, self._wanted = store, scope, wanted
        self._often: dict[ArticleKey, frozenset[str]] = {}

    def of(self, passages: Sequence[Passage], *, back: int = 1) -> list[float]:
        """Of each passage. `back` are the sentences before it that are looked at, where it says a part of the words itself."""
        here = [frozenset(said(passage.text)) for passage in passages]
        refs = [
            self._refs(passage, back if any(mark(term, words) for term in self._wanted) else 1)
            for passage, words in zip(passages, here, strict=True)
        ]
        there = self._store.articles.passages(self._scope, {ref for around in refs for ref in around})
        found = {ref: frozenset(said(one.text)) for ref, one in there.items()}
        return [
            self._share(passage, words, [found.get(ref, frozenset()) for ref in around])
            for passage, words, around in zip(passages, here, refs, strict=True)
        ]

    @staticmethod
    def _refs(passage: Passage, back: int) -> list[SentenceRef]:
        """The first sentence of the article, and those around the passage."""
        first, last = passage.sentences
        places = (0, *range(first - back, first), last + 1)
        return [SentenceRef(passage.head.key, at, at) for at in places if at >= 0]

    def _share(self, passage: Passage, here: frozenset[str], around: Sequence[frozenset[str]]) -> float:
        beside = frozenset().union(*around[1:])
        headline = around[0].union(said(passage.head.title or ""))
        only_beside = any(term in beside and term not in here | headline for term in self._wanted)
        where = Around(beside, headline, self._said_often(passage.head.key) if only_beside else frozenset())
        return sum(mark(term, here, where) for term in self._wanted) / len(self._wanted)

    def _said_often(self, key: ArticleKey) -> frozenset[str]:
        if key not in self._often:
            text = self._store.articles.text(self._scope, key) or ""
            sentences = self._store.articles.sentences(self._scope, key)
            self._often[key] = often([frozenset(said(one.slice.of(text))) for one in sentences])
        return self._often[key]


def often(sentences: Sequence[frozenset[str]]) -> frozenset[str]:
    """The words that many of an article's sentences say: it is about them."""
    counted = Counter(word for sentence in sentences for word in sentence)
    enough = max(OFTEN, PART * len(sentences))
    return frozenset(word for word, times in counted.items() if times >= enough)


def alike(term: str) -> frozenset[str]:
    """The other words that say the same."""
    return _alike().get(term, frozenset())


@lru_cache(maxsize=1 << 14)
def _root(term: str) -> str:
    """What a word's other spellings and the words made from it have in common, where the stemmer leaves them apart.

    Labour and labor, globalise and globalize, defend and defense, decide and decision, economic and economy.
    """
    root = term.replace("our", "or").replace("z", "s")
    if len(root) < LONG - 1:
        return root
    for pattern, ending in _ENDINGS:
        shorter = re.sub(pattern, ending, root)
        if shorter != root and len(shorter) >= LONG - 2:
            return shorter
    return root


_ENDINGS = (
    (r"programm$", "program"),
    (r"entr$", "enter"),  # centre
    (r"enc$", "en"),  # defence, as "defense" below
    (r"aci$", "at"),  # democracy, democratic
    (r"omi$|omist$", "om"),  # economy, economist, economic
    (r"(?<=\wt)ion$", ""),  # creation
    (r"is$", ""),  # globalise, globalization
    (r"[ds]$", ""),  # decide, decision; respond, response
)


@cache
def _alike() -> dict[str, frozenset[str]]:
    rows = [*(row.split() for row in entries("synonyms")), *map(_forms_of_a_land, entries("states"))]
    found: dict[str, frozenset[str]] = {}
    for row in rows:
        stems = frozenset(stem for word in row for stem in terms(word))
        for stem in stems:
            found[stem] = found.get(stem, frozenset()) | stems
    return found


def _forms_of_a_land(row: str) -> list[str]:
    """France and French; of lands with several words the last, which tells them: Korea and Korean."""
    return [name.split("_")[-1] for name in row.split() if not name.startswith("United")]


@cache
def letters() -> dict[str, str]:
    """The names of bodies as papers write them out, each with the letters that askers abbreviate it by."""
    rows = (entry.split(maxsplit=1) for entry in entries("abbreviations"))
    return {name: short for short, written_out in rows for name in written_out.split("|")}


@cache
def _bodies() -> re.Pattern[str]:
    longest_first = sorted(letters(), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")
