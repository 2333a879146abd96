"""A question asked again, exactly as it was read the first time: what a button under an answer does."""

from collections.abc import Callable
from datetime import datetime

from briefings.answers.brief import brief
from briefings.answers.quotes import quotes
from briefings.answers.search import search
from briefings.answers.timeline import timeline
from briefings.answers.who import who
from briefings.model import Answer, ReadAs, Scope
from briefings.store import Store

Again = Callable[..., Answer]

# The arguments of each question, by the kind that its answers were read as.
_AGAIN: dict[str, tuple[Again, Callable[[ReadAs], dict[str, object]]]] = {
    "who": (who, lambda asked: {"name": _whom(asked)}),
    "quotes": (quotes, lambda asked: {"name": _whom(asked), "about": asked.topic}),
    "timeline": (timeline, lambda asked: {"topic": asked.key or asked.topic, "ahead": asked.ahead}),
    "search": (search, lambda asked: {"query": asked.topic or ""}),
    "brief": (brief, lambda asked: {"topic": asked.topic}),
}


def again(store: Store, scope: Scope, asked: ReadAs, *, now: datetime, limit: int = 10) -> Answer | None:
    """The answer of today. A person is asked for by his key, so it is never about another of the same name.

    None for a kind of question that there is not, or not any more.
    """
    if asked.kind not in _AGAIN:
        return None
    question, arguments = _AGAIN[asked.kind]
    days = {"since": asked.since, "until": asked.until}
    return question(store, scope, **arguments(asked), **days, now=now, limit=limit)


def _whom(asked: ReadAs) -> str:
    return asked.key or asked.person or ""
