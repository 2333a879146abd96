"""The reader is a process of its own: it comes back when it dies, and it goes when we go, however that is."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from bot import supervisor
from bot.supervisor import supervising
from tests.bot.delivering import until

ROOT = Path(__file__).parent.parent.parent

# A stand-in for the reader: says its number, ends politely, and with whoever holds its standard input.
READER = """
import os, pathlib, signal, sys, threading
pathlib.Path(sys.argv[1]).open("a").write(f"{os.getpid()}\\n")
stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
stop.wait(60)
pathlib.Path(sys.argv[1]).open("a").write("bye\\n")
"""


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    return tmp_path / "diary"


def lines(diary: Path) -> list[str]:
    return diary.read_text().split() if diary.exists() else []


def command(diary: Path, code: str = READER) -> list[str]:
    return [sys.executable, "-c", code, str(diary)]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return (
        "Z" not in Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] if sys.platform == "linux" else True
    )


async def test_a_reader_that_is_killed_is_started_again_and_ended_at_the_end(
    diary: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.05)
    async with supervising({}, command(diary)):
        await until(lambda: len(lines(diary)) == 1)
        first = int(lines(diary)[0])
        os.kill(first, signal.SIGKILL)
        await until(lambda: len(lines(diary)) == 2)
        second = int(lines(diary)[1])
        assert second != first
    assert lines(diary)[2:] == ["bye"]
    assert not alive(second)


async def test_a_reader_that_always_dies_is_started_less_and_less_often(diary: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.2)
    async with supervising({}, command(diary, "import sys; open(sys.argv[1], 'a').write('x ')")):
        await asyncio.sleep(2)
    assert 2 <= len(lines(diary)) <= 4


async def test_a_reader_that_does_not_want_to_end_is_killed(diary: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(supervisor, "STOP_SECONDS", 0.2)
    stubborn = "import os, signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); \
                open(sys.argv[1], 'a').write(f'{os.getpid()} '); time.sleep(60)"
    async with supervising({}, command(diary, stubborn)):
        await until(lambda: bool(lines(diary)))
    assert not alive(int(lines(diary)[0]))


async def test_a_reader_that_cannot_be_started_stops_nothing_else(tmp_path: Path):
    async with supervising({}, [str(tmp_path / "nowhere")]):
        await asyncio.sleep(0.1)


BOT = """
import asyncio, sys
from bot.supervisor import supervising

async def main():
    async with supervising({}, sys.argv[1:]):
        await asyncio.sleep(60)

asyncio.run(main())
"""


async def test_the_reader_ends_by_itself_when_the_bot_is_killed(diary: Path):
    bot = await asyncio.create_subprocess_exec(sys.executable, "-c", BOT, *command(diary), cwd=ROOT)
    await until(lambda: len(lines(diary)) == 1)
    bot.kill()
    await bot.wait()
    await until(lambda: lines(diary)[1:] == ["bye"])
    await until(lambda: not alive(int(lines(diary)[0])))
