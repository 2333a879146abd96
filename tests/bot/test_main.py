"""`python -m bot` as a process: on Discord over the wire, in a sentence when it cannot be, and gone without a trace."""

import asyncio
import os
import re
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.__main__ import main
from tests.bot.delivering import now, until
from tests.bot.newsroom import READ_AT, fill, newsroom
from tests.digests.newsroom import schedule
from tests.discord_stand_in import CHANNEL, StandIn

Start = Callable[..., tuple[int, str]]

ROOT = Path(__file__).parent.parent.parent
TOKEN = "MTAwMTAwMTAwMTAwMTAwMTAwMQ.GabcDE.a-token-of-the-right-shape-00000000000"


@asynccontextmanager
async def a_bot(folder: Path, here: StandIn | None = None, *arguments: str, **environ: str) -> AsyncIterator[Process]:
    """`python -m bot` on a store of its own; killed in the end if it still runs."""
    known = {name: value for name, value in os.environ.items() if not name.startswith(("DISCORD_", "BRIEFINGS_"))}
    given = {"DISCORD_TOKEN": TOKEN, "BRIEFINGS_STORE": str(folder / "news.db")}
    if here is not None:
        given |= {"DISCORD_API_BASE": here.api, "DISCORD_GATEWAY": here.gateway}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-W", "ignore", "-m", "bot", *arguments,
        cwd=ROOT, env=known | given | environ, stdout=PIPE, stderr=PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def ended(process: Process, seconds: float = 20) -> tuple[int | None, str]:
    """How it ended, and what it said on standard error."""
    _, complaints = await asyncio.wait_for(process.communicate(), seconds)
    return process.returncode, complaints.decode()


async def reader_of(process: Process) -> int:
    """The process id of its reader, once there is one."""
    # Between fork and exec a child still bears its parent's name.
    await until(lambda: any(map(runs, children(process.pid))))
    return next(filter(runs, children(process.pid)))


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def runs(pid: int) -> bool:
    try:
        return "briefings" in Path(f"/proc/{pid}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="/proc tells who started whom")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with two stories, and a digest that was due a minute ago."""
    with newsroom(tmp_path) as app:
        fill(app)
        due = now().replace(second=0, microsecond=0)
        created = READ_AT + timedelta(hours=1)
        app.store.schedules.add(
            schedule("UTC", f"{due:%H:%M}", created=created, next_due=due, name="Brief of the hour")
        )
    return tmp_path


# --- on Discord --------------------------------------------------------------------------------------------------


@needs_proc
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
async def test_it_answers_and_posts_what_is_due_until_a_signal_ends_it_and_its_reader(
    store: Path, ending: signal.Signals
):
    async with StandIn(token=TOKEN) as here, a_bot(store, here) as process:
        await until(lambda: here.commands, seconds=20)
        assert {"who", "digest", "help"} <= {command["name"] for command in here.commands}
        reader = await reader_of(process)
        dossier = await here.answer(await here.slash("who", name="mattis"), seconds=10)
        assert "Defense Secretary" in str(dossier["components"])
        await until(lambda: any(marker.startswith("d1:") for marker in here.markers()), seconds=20)
        assert "Brief of the hour" in str(here.posted(CHANNEL))
        process.send_signal(ending)
        code, complaints = await ended(process)
        assert (code, "Traceback" in complaints, "ERROR" in complaints) == (0, False, False), complaints
        assert not runs(reader)


@needs_proc
async def test_a_bot_that_is_killed_leaves_no_reader_behind(store: Path):
    async with StandIn(token=TOKEN) as here, a_bot(store, here) as process:
        await until(lambda: here.commands, seconds=20)
        reader = await reader_of(process)
        assert runs(reader)
        process.kill()
        await process.communicate()
        await until(lambda: not runs(reader), seconds=20)


async def test_a_signal_before_it_is_connected_ends_it_too(store: Path):
    async with StandIn(token=TOKEN) as here:
        here.fail("apply_then_hang", method="GET", path="/users/@me")
        async with a_bot(store, here) as process:
            await until(lambda: here.requests, seconds=20)
            process.send_signal(signal.SIGTERM)
            assert await ended(process) == (0, "")


# --- in a browser ------------------------------------------------------------------------------------------------


@needs_proc
async def test_without_a_token_the_playground_opens_each_time_and_a_signal_ends_it(store: Path):
    pytest.importorskip("simcord", reason="SimCord is not installed: it is in the extra `playground`")
    from tests.bot.test_playground import Page

    for ending in (signal.SIGINT, signal.SIGTERM):
        async with a_bot(store, DISCORD_TOKEN="") as process:
            assert process.stdout is not None
            line = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
            assert re.fullmatch(r"playground: http://127\.0\.0\.1:\d+/#\S+\n", line)
            reader = await reader_of(process)
            address, capability = line.removeprefix("playground: ").strip().split("/#")
            async with aiohttp.ClientSession(headers={"X-Simcord-Capability": capability}) as http:
                page = Page(http, address)
                await page.open()
                assert await page.shows("/who mattis")  # it greets with what can be tried
                assert (await page.slash("who", name="mattis"))["settlement"] == "settled"
                assert await page.shows("Defense Secretary")
            process.send_signal(ending)
            code, complaints = await ended(process)
            assert (code, "Traceback" in complaints, "ERROR" in complaints) == (0, False, False), complaints
            assert not runs(reader)


# --- in a sentence -----------------------------------------------------------------------------------------------


async def test_a_token_that_discord_refuses_is_said_in_one_sentence(store: Path):
    async with StandIn(token="another") as here, a_bot(store, here) as process:
        code, said = await ended(process)
    assert (code, said.count("\n")) == (78, 1)
    assert said.startswith("Discord refused the token.")
    assert TOKEN not in said


@pytest.mark.parametrize(
    "close, sentence", [(4014, "Discord refused the intents."), (4004, "Discord refused the token.")]
)
async def test_what_discord_closes_the_gateway_for_is_said_in_one_sentence(store: Path, close: int, sentence: str):
    async with StandIn(token=TOKEN) as here:
        here.close_identify_with = close
        async with a_bot(store, here) as process:
            code, said = await ended(process)
    assert (code, said.count("\n")) == (78, 1), said
    assert said.startswith(sentence)


async def test_a_token_that_is_reset_while_it_runs_ends_it_with_the_same_sentence(store: Path):
    async with StandIn(token=TOKEN) as here, a_bot(store, here) as process:
        await until(lambda: here.markers(), seconds=20)
        await here.drop_connections(code=4004)
        code, said = await ended(process)
    assert (code, said.splitlines()[-1].startswith("Discord refused the token.")) == (78, True), said
    assert "Traceback" not in said


async def test_a_discord_that_fails_is_said_in_one_sentence(store: Path):
    async with StandIn(token=TOKEN) as here:
        here.fail("reject_503", method="GET", path="/users/@me", times=None)
        async with a_bot(store, here) as process:
            code, said = await ended(process)
    assert (code, said.count("\n")) == (1, 1), said
    assert said.startswith("Discord refused the connection")


# --- in a sentence, before it talks to anybody ------------------------------------------------------------------


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Start]:
    """Starts it here, with these settings and no others, and gives what it ended with and what it said."""
    before = signal.getsignal(signal.SIGTERM)

    def start(**environ: str) -> tuple[int, str]:
        given = {"DISCORD_TOKEN": TOKEN, "BRIEFINGS_STORE": str(tmp_path / "news.db")}
        monkeypatch.setattr("os.environ", given | environ)
        monkeypatch.setattr("discord.http.Route.BASE", "")
        code = main([])
        return code, capfd.readouterr().err

    monkeypatch.chdir(tmp_path)
    yield start
    signal.signal(signal.SIGTERM, before)


def test_a_discord_out_of_reach_is_said_in_one_sentence(start: Start):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nowhere = f"http://127.0.0.1:{taken.getsockname()[1]}/api/v10"
    code, said = start(DISCORD_API_BASE=nowhere)
    assert (code, said.count("\n")) == (1, 1), said
    assert said.startswith("Discord could not be reached")


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"DISCORD_API_BASE": "http://10.0.0.1:8080/api/v10"}, "only an http:// address on this machine is taken"),
        ({"DISCORD_API_BASE": "http://127.0.0.1.example.com/"}, "only an http:// address on this machine is taken"),
        ({"DISCORD_GATEWAY": "wss://gateway.example.com"}, "only a ws:// address on this machine is taken"),
        ({"DISCORD_TOKEN": "not a token"}, "DISCORD_TOKEN does not look like a bot token"),
        ({"BRIEFINGS_ZONE": "Mars"}, "BRIEFINGS_ZONE is “Mars”"),
    ],
)
def test_a_setting_that_cannot_work_is_refused(start: Start, wrong: dict[str, str], said: str):
    code, complaints = start(**wrong)
    assert (code, complaints.count("\n")) == (78, 1), complaints
    assert said in complaints


def test_a_second_bot_on_the_same_desk_says_so_and_leaves(start: Start, tmp_path: Path):
    with newsroom(tmp_path):
        code, said = start()
    assert (code, said.count("\n")) == (1, 1), said
    assert re.match(r"The store \S+ is being written by another process", said)


def test_a_store_that_cannot_be_made_is_said_in_one_sentence(start: Start, tmp_path: Path):
    code, said = start(BRIEFINGS_STORE=str(tmp_path / "nowhere" / "news.db"))
    assert (code, said.count("\n")) == (1, 1), said
    assert said.startswith("There is no place for the store")


def test_a_template_that_is_missing_is_said_in_one_sentence(start: Start, tmp_path: Path):
    (tmp_path / "templates").mkdir()
    code, said = start(BRIEFINGS_TEMPLATES=str(tmp_path / "templates"))
    assert (code, said.count("\n")) == (1, 1), said
    assert re.match(r"The template \S+ is missing", said)
