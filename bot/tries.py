"""One try at a time: what may stand in a channel already is not asked for again by anybody but the outbox.

discord.py repeats a request by itself when Discord answers 500, and does not know how old its nonce is by then. Where
the machine slept in between, neither does any timer: they stand still as long as it sleeps. So whatever is about to
leave this machine asks here first, by the clock on the wall.

What is left: a process that stops in the microseconds between that question and the socket, for longer than Discord
knows a nonce, posts when it wakes up.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Any

import aiohttp

TOO_MANY = 429  # by which Discord says that it did nothing


class Unsure(Exception):
    """A try that might be the second one was not made."""


class Try:
    """What was asked of Discord within `only_once`."""

    def __init__(self, may_go: Callable[[], bool]) -> None:
        self._may_go = may_go
        self._is_made = False

    def begin(self) -> None:
        """Raises `Unsure` where it was tried before, unless Discord surely did nothing then."""
        if self._is_made:
            raise Unsure("an earlier try was not answered clearly")
        self._is_made = True

    def leave(self) -> None:
        """Raises `Unsure` where it comes too late."""
        if not self._may_go():
            raise Unsure("this machine slept")

    def answered(self, status: int) -> None:
        self._is_made = status != TOO_MANY


_UNDER_WAY: ContextVar[Try | None] = ContextVar("under way", default=None)


@contextmanager
def only_once(may_go: Callable[[], bool]) -> Iterator[None]:
    """Within, one request is made once, and only as long as it `may_go`; else it ends with an error."""
    token = _UNDER_WAY.set(Try(may_go))
    try:
        yield
    finally:
        _UNDER_WAY.reset(token)


def watched(trace: aiohttp.TraceConfig) -> aiohttp.TraceConfig:
    """For discord.py's `http_trace`: without it, `only_once` does nothing."""
    trace.on_request_start.append(_begin)
    trace.on_request_chunk_sent.append(_leave)  # called before it is; the headers leave with the first one
    trace.on_request_end.append(_answered)
    return trace


async def _begin(_session: aiohttp.ClientSession, _context: SimpleNamespace, _params: Any) -> None:
    if (one := _UNDER_WAY.get()) is not None:
        one.begin()


async def _leave(_session: aiohttp.ClientSession, _context: SimpleNamespace, _params: Any) -> None:
    if (one := _UNDER_WAY.get()) is not None:
        one.leave()


async def _answered(
    _session: aiohttp.ClientSession, _context: SimpleNamespace, end: aiohttp.TraceRequestEndParams
) -> None:
    if (one := _UNDER_WAY.get()) is not None:
        one.answered(end.response.status)
