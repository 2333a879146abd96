"""500 digests due in the same minute, against a Discord that keeps its limits: how quickly, and what else waits.

Over the wire, with the real client, and a stand-in for Discord that is a process of its own: posted at the bucket's
rate, none lost and none twice, while somebody asks something every 300 ms. Whoever asks is answered beside the queue,
so his time is measured idle and then under it, there where he sits.
"""

import asyncio
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from bot.bucket import PER_SECOND
from bot.sender import Sender
from tests.bot.delivering import connected, freeze, part
from tests.digests.newsroom import newsroom
from tests.discord_stand_in import Elsewhere, elsewhere

DIGESTS = 500
LIMIT = 50  # requests a second: Discord's
ASKED = 30  # answers that are timed, idle and under load each
PAUSE = 0.3  # seconds between two of them


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
    channels = range(7000, 7000 + DIGESTS)
    with newsroom(folder) as app:
        async with elsewhere("--per-second", str(LIMIT)) as there, connected(app, there) as client:
            await there.order("open", channels=list(channels))
            idle = await _asked(there)
            editions = [freeze(app, "News of the morning", channel=channel) for channel in channels]
            sender = Sender(client, app, now=lambda: datetime.now(UTC))
            async with sender.sending():
                busy = await _asked(there)
                async with asyncio.timeout(180):
                    while app.store.outbox.open_deliveries(datetime.now(UTC)):  # noqa: ASYNC110  a database is waited for
                        await asyncio.sleep(0.5)
            at = sorted(sent["at"] for sent in await there.told("requests") if _is_post(sent))
            shown = [len(await there.told("markers", channel=channel)) for channel in channels]
        lost = sum(part(app, edition).state != "sent" for edition in editions) + shown.count(0)
    return (len(at) - 1) / (at[-1] - at[0]), lost, sum(n > 1 for n in shown), median(idle), median(busy)


async def _asked(there: Elsewhere) -> list[float]:
    """How long `/help` takes, asked again and again by people who did not ask before."""
    took: list[float] = await there.order("asked", command="help", times=ASKED, pause=PAUSE)
    return took


def _is_post(sent: dict[str, Any]) -> bool:
    return bool(sent["method"] == "POST" and sent["path"].startswith("/channels/7"))
