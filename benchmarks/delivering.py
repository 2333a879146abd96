"""500 digests due in the same minute, against a Discord that keeps its limits: how quickly, and what else waits.

Over the wire, with the real client: posted at the bucket's rate, none lost and none twice, while somebody presses a
button every 300 ms. Whoever asks is answered beside the queue, so his time is measured idle and then under it.
"""

import asyncio
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

from bot.bucket import PER_SECOND
from bot.sender import Sender
from tests.bot.delivering import connected, freeze, part, until
from tests.digests.newsroom import newsroom
from tests.discord_stand_in import StandIn

DIGESTS = 500
LIMIT = 50  # requests a second: Discord's
ASKED = 30  # answers that are timed, idle and under load each


def delivering() -> Iterator[str]:
    """The rate of 500 digests, what was lost, and an unrelated answer's median with and without them."""
    with tempfile.TemporaryDirectory() as folder:
        rate, lost, twice, idle, busy = asyncio.run(_deliver(Path(folder)))
    yield f"delivering: {DIGESTS} digests due in one minute, {LIMIT} requests a second allowed"
    yield f"  posted              {rate:8.1f} a second"
    yield f"  ratio               {rate / PER_SECOND:8.2f}  (to the bucket's {PER_SECOND}; at least 0.95)"
    yield f"  lost, twice         {lost:8d}, {twice}"
    yield f"  an answer, idle     {idle * 1e3:8.1f} ms"
    yield f"  an answer, beside   {busy * 1e3:8.1f} ms"
    yield f"  ratio               {busy / idle:8.2f}  (at most 1.25)"


async def _deliver(folder: Path) -> tuple[float, int, int, float, float]:
    with newsroom(folder) as app:
        channels = range(7000, 7000 + DIGESTS)
        async with StandIn(per_second=LIMIT) as here, connected(app, here) as client:
            for channel in channels:
                here.messages[channel] = {}
            idle = await _asked(here, ASKED)
            editions = [freeze(app, "News of the morning", channel=channel) for channel in channels]
            sender = Sender(client, app, now=lambda: datetime.now(UTC))
            async with sender.sending():
                busy = await _asked(here, ASKED)
                await until(lambda: all(here.messages[channel] for channel in channels), seconds=180)
                await asyncio.sleep(1)
            at = sorted(sent.at for sent in here.requests if sent.method == "POST" and "/channels/7" in sent.path)
            there = [len(here.markers(channel)) for channel in channels]
            lost = sum(part(app, edition).state != "sent" for edition in editions)
    return (len(at) - 1) / (at[-1] - at[0]), lost, sum(n > 1 for n in there), median(idle), median(busy)


async def _asked(here: StandIn, times: int) -> list[float]:
    """How long `/help` takes, asked again and again by people who did not ask before."""
    took = []
    for person in range(times):
        started = perf_counter()
        await here.answer(await here.slash("help", user=9000 + person), seconds=30)
        took.append(perf_counter() - started)
        await asyncio.sleep(0.3)
    return took
