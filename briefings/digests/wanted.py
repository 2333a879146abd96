"""Which articles a schedule's filters let in."""

from collections.abc import Collection

from briefings.model import Filters, PersonKey
from briefings.store.search import terms

EVERYTHING = Filters()


def is_wanted(filters: Filters, source: str | None, text: str, people: Collection[PersonKey]) -> bool:
    """Whether an article is in. `text` is its headline and its sentences, `people` all whom it names."""
    if filters == EVERYTHING:
        return True
    said = terms(text)
    words = frozenset(said)
    return (
        (not filters.people or not frozenset(filters.people).isdisjoint(people))
        and (not filters.topics or any(words.issuperset(terms(topic)) for topic in filters.topics))
        and (not filters.sources or _plain(source) in map(_plain, filters.sources))
        and (not filters.include or any(_holds(said, phrase) for phrase in filters.include))
        and not any(_holds(said, phrase) for phrase in filters.exclude)
    )


def _holds(said: tuple[str, ...], phrase: str) -> bool:
    """Whether the phrase's terms stand there one after the other. One of stop words alone is nowhere."""
    wanted = terms(phrase)
    return bool(wanted) and any(said[n : n + len(wanted)] == wanted for n in range(len(said) - len(wanted) + 1))


def _plain(source: str | None) -> str:
    return " ".join((source or "").casefold().split())
