"""How quickly we speak to Discord of our own accord, and what it says when that is too much.

Answers to people never wait here: Discord's limit leaves room for them beside the bucket's rate.
"""

import asyncio
from collections import deque
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import aiohttp

PER_SECOND = 45  # Discord allows 50 in all; answers to people need the rest
BEHIND = 2  # turns that may follow at once, where the machine was busy and came late to them

INVALID_MOST = 500  # of the 10,000 in ten minutes after which Discord shuts a whole address out for an hour
INVALID_SECONDS = 600.0


class Bucket:
    """So many turns a second, one after the other."""

    def __init__(self, per_second: float = PER_SECOND) -> None:
        self._every = 1 / per_second
        self._next = 0.0

    async def turn(self) -> None:
        """Returns when it is this caller's turn; callers come in the order in which they asked."""
        now = asyncio.get_running_loop().time()
        self._next = max(self._next, now - BEHIND * self._every) + self._every
        await asyncio.sleep(self._next - self._every - now)


class Refusals:
    """Counts what Discord calls invalid requests, of everybody's, and knows how long it is full for all of us."""

    def __init__(self) -> None:
        self._at: deque[float] = deque()
        self._full_until = 0.0

    def trace(self) -> aiohttp.TraceConfig:
        """For discord.py's `http_trace`: it shows every answer, also those that discord.py deals with by itself."""
        config = aiohttp.TraceConfig()
        config.on_request_end.append(self._answered)
        return config

    async def _answered(
        self, _session: aiohttp.ClientSession, _context: SimpleNamespace, end: aiohttp.TraceRequestEndParams
    ) -> None:
        self.count(end.response.status, end.response.headers)

    def count(self, status: int, headers: Any) -> None:
        """One answer of Discord's. Other apps' use of a shared limit is not held against us."""
        now = asyncio.get_running_loop().time()
        scope = headers.get("X-RateLimit-Scope")
        if status in {401, 403} or (status == 429 and scope != "shared"):
            self._at.append(now)
        if status == 429 and (scope == "global" or headers.get("X-RateLimit-Global")):
            self._full_until = max(self._full_until, now + (seconds_told(headers) or 1.0))

    def are_many(self) -> bool:
        """Whether there were so many lately that only answers to people should go on."""
        now = asyncio.get_running_loop().time()
        while self._at and self._at[0] < now - INVALID_SECONDS:
            self._at.popleft()
        return len(self._at) >= INVALID_MOST

    def is_full(self) -> bool:
        """Whether Discord said that it takes nothing of ours now."""
        return asyncio.get_running_loop().time() < self._full_until


def is_of_one_route(headers: Mapping[str, str]) -> bool:
    """Whether a 429 says that one channel is full, and not all of Discord: not that of its doorkeeper, who has no `Via`."""
    return "Via" in headers and headers.get("X-RateLimit-Scope") != "global"


def seconds_told(headers: Mapping[str, str]) -> float | None:
    """How long an answer says to wait; None where it does not say, or says it in another way."""
    try:
        return float(headers["Retry-After"])
    except (KeyError, ValueError):
        return None
