"""Topics while they are typed: what headlines speak of most, one word or two beside each other.

Taken from the newest headlines of each shelf, in memory: cheap, and an editor chose these words. What the reader would
have to count in whole texts would be longer in coming and no better to choose from.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from briefings import names
from briefings.answers.kept import Kept
from briefings.model import Scope
from briefings.store import Store
from briefings.store.search import terms

HEADLINES = 2000  # of one shelf, the newest
MOST = 5000  # topics of one shelf
LONGEST = 60  # characters


@dataclass(frozen=True, slots=True)
class Topic:
    """Words of headlines, as they are mostly printed. `headlines` counts those that have them."""

    text: str
    headlines: int

    @property
    def label(self) -> str:
        return f"{self.text} ({self.headlines})"


Topics = dict[str, Topic]
"""By the folded text."""


def topics(store: Store, scope: Scope, typed: str, limit: int = 25) -> tuple[Topic, ...]:
    """Those of which every typed word begins a word, in most headlines first."""
    wanted = names.fold(typed).split()
    together: Topics = {}
    for shelf in scope.collections:
        for key, topic in _KEPT.of(store, shelf).items():
            words = key.split()
            if all(any(word.startswith(begin) for word in words) for begin in wanted):
                known = together.get(key)
                headlines = topic.headlines + (known.headlines if known else 0)
                together[key] = Topic(known.text if known else topic.text, headlines)
    return tuple(sorted(together.values(), key=lambda one: (-one.headlines, one.text)))[:limit]


def _topics(store: Store, shelf: str) -> Topics:
    heads = store.articles.newest(Scope((shelf,)), limit=HEADLINES)
    return spoken_of(head.title for head in heads if head.title)


def spoken_of(headlines: Iterable[str]) -> Topics:
    """What these headlines speak of: a word by itself, and two together where two headlines have them so."""
    headlines_with: Counter[str] = Counter()
    printed: dict[str, Counter[str]] = {}
    for headline in headlines:
        here = {names.fold(text): text for text in _pieces(headline)}
        headlines_with.update(here.keys())
        for key, text in here.items():
            printed.setdefault(key, Counter())[text] += 1
    chosen = [key for key, count in headlines_with.items() if key and (count > 1 or " " not in key)]
    chosen.sort(key=lambda key: (-headlines_with[key], key))
    return {key: Topic(min(printed[key], key=lambda text: (-printed[key][text], text)), headlines_with[key])
            for key in chosen[:MOST]}  # fmt: skip


def _pieces(headline: str) -> Iterator[str]:
    """Its words that say something, and each two of them beside each other."""
    before = ""
    for word in headline.split():
        inner = word.strip("“”‘’\"'().,:;!?…–—-[]|")
        says = len(inner) > 2 and bool(terms(inner)) and not inner.isdigit() and len(inner) <= LONGEST // 2
        if says:
            yield inner
            if before:
                yield f"{before} {inner}"
        before = inner if says and word.endswith(inner) else ""


_KEPT: Kept[Topics] = Kept(_topics, {})
