"""Twenty commands a second through the real bot, a process of its own on a loopback Discord, while the reader reads.

The bot with an idle reader and the bot with a reader at work take turns. What is timed is what somebody waits for: from
the command's arrival at the gateway to the first answer, be it the wait that Discord shows.
"""

import asyncio
import os
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from benchmarks.evaluation import is_full
from benchmarks.reading import ROOT, plain_texts
from briefings import reader
from briefings.config import Settings
from briefings.model import PUBLIC, Scope
from briefings.store import Store
from tests.discord_stand_in import READER, StandIn

A_SECOND = 20
USERS = 200  # so that nobody asks more than his ten a minute
ROUNDS = 2
SECONDS = 15  # of one round; 60 with --full
MOST_SECONDS = 3.0  # then Discord gives up
TOKEN = "a" * 24 + ".loopy." + "b" * 27  # of the form that the bot takes

ASKED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("who", {"name": "mattis"}),
    ("quotes", {"person": "mattis", "about": "pakistan"}),
    ("timeline", {"topic": "pakistan"}),
    ("search", {"query": "safe havens"}),
    ("brief", {"topic": "kabul"}),
    ("who", {"name": "tillerson"}),
    ("quotes", {"person": "tillerson"}),
    ("who", {"name": "nobody of that name"}),
)


def load() -> Iterator[str]:
    """The median and the 99th percentile of both, their ratio, and what came too late for Discord."""
    yield from asyncio.run(_load())


async def _load() -> list[str]:
    seconds = 60 if is_full() else SECONDS
    waits: dict[str, list[float]] = {"idle": [], "reading": []}
    read = 0
    with tempfile.TemporaryDirectory() as folder:
        stories = _stories(Path(folder), seconds)
        for n in range(ROUNDS):
            for name in waits:
                file = Path(folder) / f"{name}{n}.db"
                _seeded(file, stories if name == "reading" else None)
                waits[name] += await _round(file, seconds)
                read += _articles(file) if name == "reading" else 0
    worst = max(waits["idle"] + waits["reading"])
    late = sum(wait > MOST_SECONDS for each in waits.values() for wait in each)
    p99 = {name: _percentile(each, 99) for name, each in waits.items()}
    return [
        f"load: {A_SECOND} commands/s, {len(waits['idle'])} with an idle reader and {len(waits['reading'])} while it read {read} articles",
        *(
            f"  {name:<20}{statistics.median(each) * 1e3:8.0f} ms p50  {p99[name] * 1e3:6.0f} ms p99"
            for name, each in waits.items()
        ),
        f"  ratio               {p99['reading'] / p99['idle']:8.2f}  (p99, reading to idle; must be 2)",
        f"  the longest wait    {worst * 1e3:8.0f} ms; {late} later than Discord's {MOST_SECONDS:.0f} s (must be 0)",
    ]


async def _round(file: Path, seconds: float) -> list[float]:
    """The waits of all commands of one round, in seconds. One that is never answered waits for ever."""
    async with StandIn(token=TOKEN) as discord_here, _bot(discord_here, file):
        await _asked(discord_here, 3)  # the first answers of a process load what the others find loaded
        return await _asked(discord_here, seconds)


async def _asked(discord_here: StandIn, seconds: float) -> list[float]:
    """Commands at their time, whether or not those before were answered: a queue shows in the waits."""
    loop = asyncio.get_running_loop()
    started, waiting = loop.time(), []
    for n, (name, options) in enumerate(islice(cycle(ASKED), round(seconds * A_SECOND))):
        await asyncio.sleep(max(0.0, started + n / A_SECOND - loop.time()))
        waiting.append(asyncio.create_task(_wait(discord_here, name, options, READER + 1 + n % USERS)))
    return list(await asyncio.gather(*waiting))


async def _wait(discord_here: StandIn, name: str, options: dict[str, Any], user: int) -> float:
    loop = asyncio.get_running_loop()
    started = loop.time()
    asked = await discord_here.slash(name, user=user, **options)
    try:
        async with asyncio.timeout(10):
            await asked.changed.wait()
    except TimeoutError:
        return float("inf")
    return loop.time() - started


@asynccontextmanager
async def _bot(discord_here: StandIn, file: Path) -> AsyncIterator[None]:
    """The bot as an operator runs it, connected and with its commands registered; its reader runs beside it."""
    environ = os.environ | {
        "DISCORD_TOKEN": TOKEN,
        "DISCORD_API_BASE": discord_here.api,
        "DISCORD_GATEWAY": discord_here.gateway,
        "BRIEFINGS_STORE": str(file),
        "BRIEFINGS_LOG_LEVEL": "ERROR",
    }
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", cwd=ROOT, env=environ)
    try:
        async with asyncio.timeout(60):
            while not (discord_here.commands and discord_here.identified):  # noqa: ASYNC110  a process is waited for
                await asyncio.sleep(0.1)
            await asyncio.sleep(5)  # the reader loads its model
        yield
    finally:
        process.terminate()
        await process.wait()


# --- what is there to read -------------------------------------------------------------------------------------------


def _stories(folder: Path, seconds: float) -> Path:
    """More articles than the reader can read in a round."""
    stories = folder / "stories"
    stories.mkdir()
    for n, text in enumerate(islice(_copies(), round(seconds * 60))):
        (stories / f"{n}.txt").write_text(text, "utf-8")
    return stories


def _copies() -> Iterator[str]:
    for copy in cycle(range(1_000_000)):
        for text in plain_texts(40):
            yield f"{text}\nEdition {copy}.\n"


def _seeded(file: Path, stories: Path | None) -> None:
    """A store with the seeds and, when there are stories, the wish that they be read."""
    now = datetime.now(UTC)
    with Store.open(str(file), writes="news", now=now) as store:
        list(reader.load(store, reader.sources([str(ROOT / "seeds")]), model=Settings().model, clock=lambda: now))
    with Store.open(str(file), writes="desk", now=now) as store:
        if stories:
            store.desk.request("stories", "load", {"paths": [str(stories)], "collection": PUBLIC}, now)


def _articles(file: Path) -> int:
    """How many of the stories were read meanwhile."""
    with Store.open(str(file), now=datetime.now(UTC)) as store:
        return store.articles.searched(Scope()).articles - 5


def _percentile(values: list[float], percent: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]
