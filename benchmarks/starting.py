"""The start of the bot, up to where Discord is called, against `import discord` alone: whole processes, in turns."""

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 7

BOT = """
import sys
from datetime import UTC, datetime
from bot.__main__ import BriefingBot, Settings, open_app
from dataclasses import replace
settings = replace(Settings(), store=sys.argv[1])
with open_app(settings, writes="desk", now=datetime.now(UTC)) as app:
    BriefingBot(app)
"""


def starting() -> Iterator[str]:
    """Seconds of each, and the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        runs = {"discord": ["-c", "import discord"], "bot": ["-c", BOT, f"{folder}/news.db"]}
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
        for n in range(ROUNDS + 1):
            for name, arguments in runs.items():
                cost = _cost(arguments)
                if n:
                    taken[name].append(cost)
    wall = {name: statistics.median(w for w, _ in each) for name, each in taken.items()}
    cpu = {name: statistics.median(c for _, c in each) for name, each in taken.items()}
    yield "start: a whole process each"
    yield f"  import discord      {wall['discord']:8.2f} s   {cpu['discord']:6.2f} s cpu"
    yield f"  the bot             {wall['bot']:8.2f} s   {cpu['bot']:6.2f} s cpu"
    yield f"  ratio               {wall['bot'] / wall['discord']:8.2f}     {cpu['bot'] / cpu['discord']:6.2f}    (the bot to import discord)"


def _cost(arguments: list[str]) -> tuple[float, float]:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, cpu
