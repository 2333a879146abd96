"""An answer reads the news of one moment, however many things it looks up."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from briefings.store import Store

P = ParamSpec("P")
Found = TypeVar("Found")


def at_one_moment(question: Callable[Concatenate[Store, P], Found]) -> Callable[Concatenate[Store, P], Found]:
    """The same question, whose reads see no article that arrives while it is answered."""

    @wraps(question)
    def asked(store: Store, /, *given: P.args, **options: P.kwargs) -> Found:
        with store.moment():
            return question(store, *given, **options)

    return asked
