"""What a sentence adds to what was told before."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from briefings.digests.stories import Telling
from briefings.store.search import terms

KNOWN = 0.6  # of a sentence's terms, in one sentence that was told: it adds nothing, unless a figure is another one
REPEATED = 0.8  # of the terms of both together: the same sentence in a digest
FEWEST_TERMS = 3  # of a sentence that can add anything

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_NOT = re.compile(r"\b(?:not|no|never|nor|without|cannot)\b|n[’']t\b", re.IGNORECASE)


class Told:
    """All sentences of one story that earlier digests stood for."""

    def __init__(self, members: Iterable[Telling]) -> None:
        self._members = tuple(members)
        self._texts = [text for one in self._members for text in one.texts]
        self._having: dict[str, set[int]] = defaultdict(set)  # a term → the sentences that have it
        for n, found in enumerate(found for one in self._members for found in one.terms):
            for term in found:
                self._having[term].add(n)
        self._figures = {figure for text in self._texts for figure in _figures(text)}

    def fresh(self, one: Telling) -> tuple[int, ...]:
        """The numbers of the article's sentences that add something; all of them where nothing was told.

        A version of an article that was told adds every sentence that is not in the old one word for word, as far as
        words mean something; another article adds what no single sentence has said.
        """
        if not self._members:
            return tuple(range(len(one.texts)))
        old = [other for other in self._members if one.head.url and other.head.url == one.head.url]
        adds = self._changes(old) if old else self._adds
        return tuple(n for n, text in enumerate(one.texts) if adds(text))

    @staticmethod
    def _changes(old: Sequence[Telling]) -> "Changes":
        return Changes(text for one in old for text in one.texts)

    def _adds(self, text: str) -> bool:
        found = frozenset(terms(text))
        if len(found) < FEWEST_TERMS:
            return False
        shared = Counter(n for term in found for n in self._having.get(term, ()))
        nearest = max(shared.values(), default=0)
        return nearest < KNOWN * len(found) or bool(_figures(text) - self._figures)


class Changes:
    """Whether a sentence of a new version is none of the old one's."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._old = {_meaning(text) for text in texts}

    def __call__(self, text: str) -> bool:
        return bool(terms(text)) and _meaning(text) not in self._old


class Printed:
    """The lines that a reader has seen, so that none comes twice."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._terms: list[frozenset[str]] = []
        self._exact: set[str] = set()
        for text in texts:
            self.add(text)

    def add(self, text: str) -> None:
        self._exact.add(_exact(text))
        self._terms.append(frozenset(terms(text)))

    def says(self, text: str, *, nearly: bool = True) -> bool:
        """Whether the line was printed, word for word or, with `nearly`, nearly so and with the same figures."""
        if _exact(text) in self._exact:
            return True
        found = frozenset(terms(text))
        return nearly and any(len(found & other) >= REPEATED * len(found | other) > 0 for other in self._terms)


def _exact(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _meaning(text: str) -> tuple[tuple[str, ...], int, frozenset[str]]:
    """What must differ for a sentence to be another one: commas, articles and prepositions do not count."""
    return terms(text), len(_NOT.findall(text)), _figures(text)


def _figures(text: str) -> frozenset[str]:
    return frozenset(found.replace(",", "") for found in _FIGURE.findall(text))
