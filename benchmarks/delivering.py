"""500 digests due in the same minute, against a Discord that keeps its limits: how quickly, and what else waits.

Over the wire, with the real client, and a stand-in for Discord that is a process of its own: posted at the bucket's
rate, none lost and none twice, while somebody asks something every 300 ms. Whoever asks is answered beside the queue,
so his time is measured under it, and idle before and after it, there where he sits.
"""

import asyncio
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bot.bucket import PER_SECOND
from bot.sender import Sender
from briefings.app import App
from tests.bot.delivering import connected, freeze, part
from tests.digests.newsroom import newsroom
from tests.discord_stand_in import Elsewhere, elsewhere

DIGESTS, ROUNDS = 500, 5
LIMIT = 50  # requests a second: Discord's
ASKED = 30  # answers that are timed, idle and under load each
PAUSE = 0.3  # seconds between two of them


@dataclass(frozen=True)
class Round:
    """One minute's digests."""

    rate: float  # of posts, a second
    lost: int
    twice: int
    idle: float  # seconds to an answer, in the median
    busy: float


def delivering() -> Iterator[str]:
    """The rate of 500 digests, what was lost, and an unrelated answer's median with and without them."""
    with tempfile.TemporaryDirectory() as folder:
        rounds = asyncio.run(_deliver(Path(folder)))
    rate, lost, twice = min(r.rate for r in rounds), sum(r.lost for r in rounds), sum(r.twice for r in rounds)
    low, _, fair, _, high = sorted(rounds, key=lambda r: r.busy / r.idle)
    yield f"delivering: {DIGESTS} digests due in one minute, {LIMIT} requests a second allowed; {ROUNDS} times"
    yield f"  posted              {rate:8.1f} a second, the slowest time"
    yield f"  ratio               {rate / PER_SECOND:8.2f}  (to the bucket's {PER_SECOND}; at least 0.95)"
    yield f"  lost, twice         {lost:8d}, {twice}"
    yield f"  an answer, idle     {fair.idle * 1e3:8.1f} ms, the median time"
    yield f"  an answer, beside   {fair.busy * 1e3:8.1f} ms"
    yield f"  ratio               {fair.busy / fair.idle:8.2f}  (at most 1.25; {low.busy / low.idle:.2f} to {high.busy / high.idle:.2f})"


async def _deliver(folder: Path) -> list[Round]:
    with newsroom(folder) as app:
        async with elsewhere("--per-second", str(LIMIT)) as there, connected(app, there) as client:
            sender = Sender(client, app, now=lambda: datetime.now(UTC))
            await _asked(there)  # the first answers of a process load what the others find loaded
            rounds, before = [], await _asked(there)
            for n in range(ROUNDS):
                done, before = await _round(app, there, sender, 7000 + n * DIGESTS, before)
                rounds.append(done)
            return rounds


async def _round(
    app: App, there: Elsewhere, sender: Sender, first: int, before: list[float]
) -> tuple[Round, list[float]]:
    """And how long answers took after it: what else a machine does comes and goes, so idle is on both sides of it."""
    channels = range(first, first + DIGESTS)
    await there.order("open", channels=list(channels))
    editions = [freeze(app, "News of the morning", channel=channel) for channel in channels]
    async with sender.sending():
        busy = await _asked(there)
        async with asyncio.timeout(180):
            while app.store.outbox.open_deliveries(datetime.now(UTC)):  # noqa: ASYNC110  a database is waited for
                await asyncio.sleep(0.5)
    after = await _asked(there)
    paths = {f"/channels/{channel}/messages" for channel in channels}
    posts = (sent for sent in await there.told("requests") if sent["method"] == "POST" and sent["path"] in paths)
    at = sorted(sent["at"] for sent in posts)
    shown = [len(await there.told("markers", channel=channel)) for channel in channels]
    lost = sum(part(app, edition).state != "sent" for edition in editions) + shown.count(0)
    rate = (len(at) - 1) / (at[-1] - at[0])
    return Round(rate, lost, sum(n > 1 for n in shown), median(before + after), median(busy)), after


async def _asked(there: Elsewhere) -> list[float]:
    """How long `/help` takes, asked again and again by people who did not ask before."""
    took: list[float] = await there.order("asked", command="help", times=ASKED, pause=PAUSE)
    return took
