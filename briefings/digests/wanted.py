"""Which articles a schedule's filters let in, and which of them keeps one out."""

from collections.abc import Collection

from briefings.model import Filters, PersonKey
from briefings.store.search import terms

EVERYTHING = Filters()


def kept_out(
    filters: Filters, source: str | None, text: str, people: Collection[PersonKey]
) -> tuple[str, str | None] | None:
    """The filter that keeps an article out, and the word that does; None when it is in.

    `text` is its headline and its sentences, `people` all whom it names.
    """
    if filters == EVERYTHING:
        return None
    said = terms(text)
    words = frozenset(said)
    lets_in = {
        "people": not filters.people or not frozenset(filters.people).isdisjoint(people),
        "topics": not filters.topics or any(words.issuperset(terms(topic)) for topic in filters.topics),
        "sources": not filters.sources or _plain(source) in map(_plain, filters.sources),
        "include": not filters.include or any(_holds(said, phrase) for phrase in filters.include),
    }
    for name, is_in in lets_in.items():
        if not is_in:
            return name, None
    left_out = next((phrase for phrase in filters.exclude if _holds(said, phrase)), None)
    return ("exclude", left_out) if left_out else None


def _holds(said: tuple[str, ...], phrase: str) -> bool:
    """Whether the phrase's terms stand there one after the other. One of stop words alone is nowhere."""
    wanted = terms(phrase)
    return bool(wanted) and any(said[n : n + len(wanted)] == wanted for n in range(len(said) - len(wanted) + 1))


def _plain(source: str | None) -> str:
    return " ".join((source or "").casefold().split())
