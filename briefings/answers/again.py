"""A question asked again, exactly as it was read the first time: what a button under an answer does."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, get_args

from briefings.answers.brief import brief
from briefings.answers.compare import compare
from briefings.answers.links import links
from briefings.answers.over_time import over_time
from briefings.answers.quotes import quotes
from briefings.answers.search import search
from briefings.answers.subject import bearer
from briefings.answers.timeline import timeline
from briefings.answers.told import Fact, told
from briefings.answers.who import who
from briefings.model import Answer, ReadAs, Scope
from briefings.store import Store

Again = Callable[..., Answer]


def _fact(asked: ReadAs) -> dict[str, object]:
    return _page(asked) | {"fact": asked.kind, "topic": asked.topic or "", "key": asked.key}


def _told(store: Store, scope: Scope, fact: Fact, topic: str, *, key: str | None, **days: Any) -> Answer:
    return told(store, scope, fact, topic, subject=bearer(store, scope, key) if key else None, **days)


# The arguments of each question, by the kind that its answers were read as.
_AGAIN: dict[str, tuple[Again, Callable[[ReadAs], dict[str, object]]]] = {
    "who": (who, lambda asked: {"name": _whom(asked), "as_of": asked.as_of}),
    "quotes": (quotes, lambda asked: _page(asked) | {"name": _whom(asked), "about": asked.topic, "as_of": asked.as_of}),
    "timeline": (timeline, lambda asked: _page(asked) | {"topic": asked.key or asked.topic, "ahead": asked.ahead}),
    "search": (search, lambda asked: _page(asked) | {"query": asked.topic or ""}),
    "brief": (brief, lambda asked: _page(asked) | {"topic": asked.topic}),
    "compare": (
        compare,
        lambda asked: (
            _page(asked) | {"name": _whom(asked), "other": asked.other, "about": asked.topic, "as_of": asked.as_of}
        ),
    ),
    "over-time": (
        over_time,
        lambda asked: _page(asked) | {"name": _whom(asked), "about": asked.topic, "as_of": asked.as_of},
    ),
    "links": (links, lambda asked: _page(asked) | {"name": _whom(asked), "as_of": asked.as_of}),
    **dict.fromkeys(get_args(Fact), (_told, _fact)),
}

ASKED_AGAIN = frozenset(_AGAIN)
"""The kinds of questions that a button can ask again."""


_OF_PEOPLE = {"who", "quotes", "links", "compare", "over-time"}

LIMIT = 10  # entries of a page


def can(asked: ReadAs) -> bool:
    """Is it a question that a press may ask?"""
    nobody = asked.kind in _OF_PEOPLE and not _whom(asked)
    nobody |= asked.kind == "compare" and not asked.other
    return asked.kind in _AGAIN and not nobody and (asked.kind != "search" or bool(asked.topic))


def again(store: Store, scope: Scope, asked: ReadAs, *, now: datetime, limit: int = LIMIT) -> Answer | None:
    """The answer of today. A person is asked for by his key, so it is never about another of the same name.

    None for a kind of question that there is not, or not any more.
    """
    if not can(asked):
        return None
    question, arguments = _AGAIN[asked.kind]
    days = {"since": asked.since, "until": asked.until}
    return question(store, scope, **arguments(asked), **days, now=now, limit=limit)


def _page(asked: ReadAs) -> dict[str, object]:
    return {"offset": asked.offset}


def _whom(asked: ReadAs) -> str:
    return asked.key or asked.person or ""
