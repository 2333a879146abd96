"""A picture for an answer that stands already: wished for, waited for a little while, and attached when it comes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from briefings.app import App
from briefings.errors import BriefingsError
from briefings.model import Chart

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 8.0  # the reader's first picture takes three or, where much else runs, six: it loads the library
EVERY_SECONDS = 0.2
MOST_WAITING = 4  # further answers go without: a reader that is so far behind would not come to theirs in time

InThread = Callable[..., Awaitable[Any]]


class Pictures:
    """Waits for the reader's pictures, of a few answers at a time."""

    def __init__(self, app: App, in_thread: InThread, *, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._app = app
        self._in_thread = in_thread
        self._patience_seconds = patience_seconds
        self._waiting = 0

    async def drawn(self, chart: Chart, now: datetime) -> bytes | None:
        """The chart as PNG. None when no reader runs, when it does not come in time, or when it cannot be drawn."""
        if self._waiting >= MOST_WAITING:
            return None
        self._waiting += 1
        try:
            return await self._wait_for(chart, now)
        except (BriefingsError, RuntimeError) as problem:  # the answer stands; or the bot is closing, and its threads
            log.warning("a picture could not be asked for: %s", problem)
            return None
        finally:
            self._waiting -= 1

    async def _wait_for(self, chart: Chart, now: datetime) -> bytes | None:
        store = self._app.store
        if not await self._in_thread(store.reader_runs):
            return None
        key = await self._in_thread(store.pictures.ask, chart, now)
        try:
            for _ in range(round(self._patience_seconds / EVERY_SECONDS)):
                if await self._in_thread(store.pictures.settled, key):
                    break
                await asyncio.sleep(EVERY_SECONDS)
            png: bytes | None = await self._in_thread(store.pictures.drawn, key)
            return png
        finally:
            await self._in_thread(store.pictures.give_up, key)
