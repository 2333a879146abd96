"""The names of one shelf in memory: by how they begin, by what differs in one letter, by how they sound; and titles.

A word is found by its place among all words in order; a typo by what two words have in common when each lost a letter;
a sound by Metaphone. For a hundred thousand people that is a fraction of a millisecond each (`benchmarks/names.py`).
"""

import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest
from itertools import chain
from typing import NamedTuple

import jellyfish
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from briefings import names
from briefings.answers.office_words import LITTLE
from briefings.model import Named

NEAR = 80.0  # rapidfuzz ratio, 0 to 100: one wrong letter in five
ALIKE = 60.0  # of two words that sound the same: “Kadafi” and “Gaddafi”, not “chaos” and “Xi”
SHORTEST_TYPO = 4  # letters of a word in which one may be wrong
SHORTEST_SOUND = 2  # consonants

LEAST_OF_TITLE = 3  # letters typed before titles are looked for

BEGINS, TITLED, NEARLY, SOUNDS = range(4)


class Found(NamedTuple):
    """A person, and how he was found: BEGINS, TITLED, NEARLY, SOUNDS."""

    how: int
    rank: int


class _Match(NamedTuple):
    """The words that a typed word may become: those from `first` to before `last`, and some others."""

    first: int
    last: int
    others: frozenset[int] = frozenset()

    def __contains__(self, word: object) -> bool:
        return isinstance(word, int) and (self.first <= word < self.last or word in self.others)


class Index:
    """All people of one shelf, the most mentioned first: `people[rank]`."""

    def __init__(self, everyone: Iterable[Named] = ()) -> None:
        self.people = sorted(everyone, key=lambda n: (-n.mentions, names.fold(n.name), n.id))
        self._forms: dict[str, list[int]] = {}
        words: dict[str, list[int]] = {}
        for rank, named in enumerate(self.people):
            forms = sorted(forms_of(named))
            for form in forms:
                self._forms.setdefault(form, []).append(rank)
            for word in dict.fromkeys(word for form in forms for word in form.split()):
                words.setdefault(word, []).append(rank)
        self._words = sorted(words)
        self._starts = array("I", [0])
        self._bearers = array("I")
        self._words_of: list[list[int]] = [[] for _ in self.people]
        for at, word in enumerate(self._words):
            self._bearers.extend(words[word])
            self._starts.append(len(self._bearers))
            for rank in words[word]:
                self._words_of[rank].append(at)
        self._shortened = _shortened(self._words)
        self._sounds: dict[str, list[int]] = {}
        for at, word in enumerate(self._words):
            if of := sound(word):
                self._sounds.setdefault(of, []).append(at)
        self._titles = _Titles((rank, named.title) for rank, named in enumerate(self.people) if named.title)
        self._listed = list(self._forms)
        self._of_letters: dict[str, list[int]] = {}  # filled as they are typed: many begin with one letter or two

    def called(self, form: str) -> list[Named]:
        """Those who have exactly this folded name or surname."""
        return [self.people[rank] for rank in self._forms.get(form, ())]

    def with_word(self, word: str) -> list[Named]:
        """Those with exactly this word in one of their names."""
        at = bisect_left(self._words, word)
        there = at < len(self._words) and self._words[at] == word
        return [self.people[rank] for rank in self._of(at)] if there else []

    def find(self, words: Sequence[str], limit: int) -> list[Found]:
        """Those with a name of which words begin so; where these are few, those whose title has words that do, those
        with a typo, then those who sound so.
        """
        if not words:
            return [Found(BEGINS, rank) for rank in range(min(limit, len(self.people)))]
        begin = [_Match(*self._beginning(word)) for word in words]
        found = dict.fromkeys(self._all(begin, words, limit), BEGINS)
        if len(found) < limit and len("".join(words)) >= LEAST_OF_TITLE:
            found |= {rank: TITLED for rank in self._titles.find(words, limit) if rank not in found}
        whole = all(self._words[m.first : m.first + 1] == [word] for m, word in zip(begin, words, strict=True))
        if not (BEGINS in found.values() and whole) and len(found) < limit:
            nearly = [m._replace(others=self._nearly(word)) for m, word in zip(begin, words, strict=True)]
            found |= {rank: NEARLY for rank in self._all(nearly, words, limit) if rank not in found}
            if len(found) < limit:
                both = zip(nearly, words, strict=True)
                sounding = [m._replace(others=m.others | self._sounding(word)) for m, word in both]
                found |= {rank: SOUNDS for rank in self._all(sounding, words, limit) if rank not in found}
        return sorted(Found(how, rank) for rank, how in found.items())[:limit]

    def near(self, typed: str, limit: int = 50) -> list[tuple[float, int]]:
        """The bearers of names nearly so, nearest first, each with its likeness; then those who sound so.

        A surname counts by itself, so “matis” is near Jim Mattis.
        """
        if len(typed) < 3:
            return []
        best: dict[int, float] = {}
        for form, score, _ in process.extract(typed, self._listed, scorer=fuzz.ratio, score_cutoff=NEAR, limit=limit):
            for rank in self._forms[form]:
                best[rank] = max(score, best.get(rank, 0.0))
        words = typed.split()
        for rank in self._all([_Match(0, 0, self._sounding(word)) for word in words], words, limit):
            best.setdefault(rank, ALIKE)
        return sorted(((score, rank) for rank, score in best.items()), key=lambda one: (-one[0], one[1]))[:limit]

    # --- words -----------------------------------------------------------------------------------------------------

    def _beginning(self, word: str) -> tuple[int, int]:
        first = bisect_left(self._words, word)
        return first, bisect_left(self._words, word + "\U0010ffff", lo=first)

    def _nearly(self, word: str) -> frozenset[int]:
        if len(word) < SHORTEST_TYPO:
            return frozenset()
        found = {at for key in _keys(word) for at in _under(self._shortened, key)}
        return frozenset(at for at in found if OSA.distance(word, self._words[at], score_cutoff=1) <= 1)

    def _sounding(self, word: str) -> frozenset[int]:
        alike = self._sounds.get(sound(word) or "", ())
        return frozenset(at for at in alike if fuzz.ratio(word, self._words[at]) >= ALIKE)

    # --- people ----------------------------------------------------------------------------------------------------

    def _all(self, matches: Sequence[_Match], words: Sequence[str], limit: int) -> list[int]:
        """The first who have a word for each of the matches."""
        if len(words) == 1 and len(words[0]) <= 2 and not matches[0].others:
            if words[0] not in self._of_letters:
                self._of_letters[words[0]] = self._bearing(matches[0])[:100]
            return self._of_letters[words[0]][:limit]
        rarest = min(matches, key=self._how_many)
        others = [match for match in matches if match is not rarest]
        found: list[int] = []
        for rank in self._bearing(rarest):
            if len(found) == limit:
                break
            if all(any(word in match for word in self._words_of[rank]) for match in others):
                found.append(rank)
        return found

    def _how_many(self, match: _Match) -> int:
        return self._starts[match.last] - self._starts[match.first] + sum(len(self._of(at)) for at in match.others)

    def _bearing(self, match: _Match) -> list[int]:
        ranks = set(self._bearers[self._starts[match.first] : self._starts[match.last]])
        for at in match.others:
            ranks.update(self._of(at))
        return sorted(ranks)

    def _of(self, at: int) -> Sequence[int]:
        return self._bearers[self._starts[at] : self._starts[at + 1]]


class _Titles:
    """Who bears a title, by how its words begin: many share one, so that there are few."""

    def __init__(self, borne: Iterable[tuple[int, str]]) -> None:
        bearers: dict[str, list[int]] = {}
        for rank, title in borne:
            bearers.setdefault(names.fold(title), []).append(rank)
        self._bearers = list(bearers.values())
        titles: dict[str, list[int]] = {}
        for number, title in enumerate(bearers):
            for word in dict.fromkeys(title.split()):
                titles.setdefault(word, []).append(number)
        self._words = sorted(titles)
        self._titles = [titles[word] for word in self._words]

    def find(self, words: Sequence[str], limit: int) -> list[int]:
        """The first by rank whose title has a word for each of these that begins so."""
        telling = [word for word in words if word not in LITTLE] or words
        fitting = set.intersection(*(set(self._having(word)) for word in telling))
        return nsmallest(limit, (rank for number in fitting for rank in self._bearers[number][:limit]))

    def _having(self, begin: str) -> Iterator[int]:
        first = bisect_left(self._words, begin)
        last = bisect_left(self._words, begin + "\U0010ffff", lo=first)
        return chain.from_iterable(self._titles[first:last])


def forms_of(named: Named) -> frozenset[str]:
    """Everything he is found by: his names, and the surname of each."""
    folded = {names.fold(text) for text in (named.name, *(alias.text for alias in named.aliases))}
    return frozenset(folded | {names.surname(text) for text in folded if " " in text}) - {""}


def _shortened(words: Sequence[str]) -> "array[int]":
    """Each word's number under the checksums of what it is without one of its letters, in order of the checksums.

    Two different letters may share a checksum; what is found is looked at again.
    """
    pairs = (
        key << 32 | at for at, word in enumerate(words) if len(word) >= SHORTEST_TYPO - 1 for key in set(_keys(word))
    )
    return array("Q", sorted(pairs))


def _keys(word: str) -> Iterator[int]:
    yield zlib.crc32(word.encode())
    for at in range(len(word)):
        yield zlib.crc32((word[:at] + word[at + 1 :]).encode())


def _under(pairs: "array[int]", key: int) -> Iterator[int]:
    at = bisect_left(pairs, key << 32)
    while at < len(pairs) and pairs[at] >> 32 == key:
        yield pairs[at] & 0xFFFFFFFF
        at += 1


def sound(word: str) -> str | None:
    """Metaphone's consonants of a Latin word, None where they say too little."""
    consonants = jellyfish.metaphone(word) if word.isascii() else ""
    return consonants if len(consonants) >= SHORTEST_SOUND else None
