"""Completing names while they are typed: each keystroke beside a plain scan of the same people.

A hundred thousand made-up people, a few of them in most of the news. Typed are names of people drawn by how often they
are mentioned: letter by letter, and whole with one letter wrong.
"""

import random
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

from briefings import names as fold_names
from briefings.answers.index import Index, forms_of
from briefings.model import Alias, Named, PersonId

PEOPLE = 100_000
TYPED = 300  # names
SCANNED = 40  # keystrokes for the scan, which takes its time
SHOWN = 25

_BEGIN = "b br c ch d dr f g gr h j k kh kr l m n p pr q r s sh st t tr v w y z".split()
_VOWELS = "a e i o u ai ea ie ou".split()
_END = "l n r s t ck ff ll ng nd rd ski son ton v z".split()


def names() -> Iterator[str]:
    """p50 and p99 of a keystroke, of a typo, of the scan; what is found; how long the index takes to make."""
    dice = random.Random(7)
    people = _people(dice)
    started = time.thread_time()
    index = Index(people)
    took = time.thread_time() - started
    tracemalloc.start()
    again = Index(people)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    yield f"names: {len(again.people):,} people; times are of the processor"
    yield f"  index made in       {took:8.2f} s, holds {held / 1e6:.0f} MB"

    weights = list(accumulate(named.mentions for named in people))
    wanted = dice.choices(people, cum_weights=weights, k=TYPED)
    keystrokes = [(fold_names.fold(n.name)[:to], n) for n in wanted for to in range(1, len(n.name) + 1)]
    wrong = [(_with_typo(fold_names.fold(n.name).split()[-1], dice), n) for n in wanted]
    whole = [(f"{fold_names.fold(n.name).split()[0]} {typed}", n) for typed, n in wrong]
    scanned = _Scan(people)
    several = dice.sample(keystrokes, SCANNED)

    def find(typed: str) -> list[Named]:
        return [index.people[found.rank] for found in index.find(typed.split(), SHOWN)]

    yield _line("keystroke", keystrokes, find)
    yield _line("surname, a typo", wrong, find)
    yield _line("name, a typo", whole, find)
    yield _line("plain scan", several, scanned.find)


def _line(what: str, typed: Sequence[tuple[str, Named]], find: Callable[[str], list[Named]]) -> str:
    taken, hits = [], 0
    for text, wanted in typed:
        started = time.thread_time()
        found = find(text)
        taken.append(time.thread_time() - started)
        hits += any(one.id == wanted.id for one in found)
    p50, p99 = statistics.median(taken), statistics.quantiles(taken, n=100)[98]
    return f"  {what:18}  p50 {p50 * 1e3:8.3f} ms   p99 {p99 * 1e3:8.3f} ms   found {hits / len(typed):.2f}"


class _Scan:
    """What anybody would write first: look at everybody's names, keep the first that begin so."""

    def __init__(self, people: Sequence[Named]) -> None:
        self._people = sorted(people, key=lambda n: -n.mentions)
        self._words = [{word for form in forms_of(n) for word in form.split()} for n in self._people]

    def find(self, typed: str) -> list[Named]:
        """Everybody is looked at, as where the hits are to be put in order."""
        wanted = typed.split()
        every = zip(self._people, self._words, strict=True)
        return [n for n, words in every if all(any(w.startswith(t) for w in words) for t in wanted)][:SHOWN]


def _people(dice: random.Random) -> list[Named]:
    first = [_word(dice, 2).title() for _ in range(600)]
    last = [_word(dice, dice.choice((2, 2, 3))).title() for _ in range(40_000)]
    titles = [f"{_word(dice, 2)} {dice.choice(('minister', 'spokesman', 'secretary'))}" for _ in range(PEOPLE // 10)]
    people = []
    for n in range(PEOPLE):
        surname = last[min(int(dice.paretovariate(0.6)), len(last) - 1)] if n % 3 == 0 else dice.choice(last)
        name = f"{dice.choice(first)} {surname}"
        aliases = (Alias(name, "full"), Alias(surname, "surname"))
        mentions = 1 + int(50_000 / (n + 1))
        people.append(
            Named(
                PersonId("public", f"{n:016x}:0-9"), name, aliases, mentions, mentions, None, None, dice.choice(titles)
            )
        )
    return people


def _word(dice: random.Random, syllables: int) -> str:
    return "".join(dice.choice(_BEGIN) + dice.choice(_VOWELS) for _ in range(syllables)) + dice.choice(_END)


def _with_typo(word: str, dice: random.Random) -> str:
    at = dice.randrange(1, len(word))
    return dice.choice(
        (word[:at] + word[at + 1 :], word[:at] + word[at - 1] + word[at:], word[:at] + "e" + word[at + 1 :])
    )
