"""The playground: the present, kept; a page that shows by itself what was posted; one line; a clean end."""

import asyncio
import re
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest

from briefings.errors import WrongUsage
from tests.bot.small_client import SmallClient, dossier

pytest.importorskip("simcord", reason="SimCord is not installed: it is in the extra `playground`")

from bot.playground import EPOCH, Now, WallClock, command_typed, run_playground

ROOT = Path(__file__).parent.parent.parent


@dataclass
class Page:
    """What a browser does: it opens the address, asks for the state twice a second, and posts actions."""

    http: aiohttp.ClientSession
    address: str
    context: dict[str, str] = field(default_factory=dict)
    actions: int = 0

    async def open(self) -> None:
        async with self.http.post(self.address + "/api/pages", json={}) as answer:
            self.context = {"X-Simcord-Context": (await answer.json())["context"]["id"]}

    async def state(self) -> dict[str, Any]:
        async with self.http.get(self.address + "/api/state", headers=self.context) as answer:
            state: dict[str, Any] = await answer.json()
            return state

    async def shows(self, words: str) -> bool:
        return words in str((await self.state())["messages"])

    async def act(self, kind: str, **details: Any) -> dict[str, Any]:
        state = await self.state()
        self.actions += 1
        action = {
            "protocol_version": 3, "sequence": self.actions, "request_id": f"action {self.actions}", "kind": kind,
            "generation": state["context"]["generation"], "bot_generation": state["botGeneration"],
            "published_revision": state["publishedRevision"],
        }  # fmt: skip
        async with self.http.post(self.address + "/api/action", json=action | details, headers=self.context) as answer:
            result: dict[str, Any] = await answer.json()
            return result

    async def slash(self, invocation: str, /, **options: Any) -> dict[str, Any]:
        async with self.http.get(self.address + "/api/commands", headers=self.context) as answer:
            (command,) = [entry for entry in (await answer.json())["entries"] if entry["invocation"] == invocation]
        return await self.act(
            "run_command", command_id=command["commandId"], path=command["path"],
            schema_fingerprint=command["schemaFingerprint"], options=options,
        )  # fmt: skip


@dataclass
class Playground:
    client: SmallClient
    page: Page
    place: discord.PartialMessageable
    now: Now
    stop: asyncio.Event
    running: asyncio.Task[None]
    left: list[str]


@asynccontextmanager
async def playing(dm: bool = False) -> AsyncIterator[Playground]:
    """A playground with its page open, greeted; stopped and cleanly gone afterwards."""
    client, stop, lines, left = SmallClient(), asyncio.Event(), asyncio.Queue[str](), list[str]()
    given: dict[str, Any] = {}

    async def greet(place: discord.PartialMessageable) -> None:
        given["place"] = place
        await place.send("Try /who Mattis", nonce="greeting")

    @asynccontextmanager
    async def around(now: Now) -> AsyncIterator[None]:
        given["now"], given["ready"] = now, client.is_ready()
        try:
            yield
        finally:
            left.append("around")

    running = asyncio.create_task(
        run_playground(client, greet=greet, around=around, dm=dm, announce=lines.put_nowait, stop=stop)
    )
    line = await asyncio.wait_for(lines.get(), 30)
    address, capability = line.removeprefix("playground: ").split("/#")
    async with aiohttp.ClientSession(headers={"X-Simcord-Capability": capability}) as http:
        page = Page(http, address)
        await page.open()
        assert given.pop("ready")
        yield Playground(client, page, running=running, stop=stop, left=left, **given)
    stop.set()
    await asyncio.wait_for(running, 10)
    assert left == ["around"]


async def soon(happened: Callable[[], Awaitable[bool]], seconds: int = 3) -> None:
    for _ in range(20 * seconds):
        if await happened():
            return
        await asyncio.sleep(0.05)
    pytest.fail(f"not within {seconds} seconds")


async def test_the_clock_is_the_present_before_the_client_is_ready_and_stays_so_while_the_page_is_used() -> None:
    before = datetime.now(UTC)
    async with playing() as playground:
        assert timedelta(0) <= playground.client.ready_at - before < timedelta(seconds=30)
        behind = []
        for _ in range(12):
            await asyncio.sleep(0.5)
            assert (await playground.page.slash("who", name="Mattis"))["settlement"] == "settled"
            behind.append(datetime.now(UTC) - playground.client.arrived[-1].created_at)
            behind.append(datetime.now(UTC) - playground.now())
        assert timedelta(0) <= max(behind) <= timedelta(seconds=2)


async def test_what_is_posted_around_the_client_appears_in_the_open_page_by_itself() -> None:
    async with playing() as playground:
        assert await playground.page.shows("Try /who Mattis")
        await playground.place.send(view=dossier("The morning digest"), nonce="digest")
        await soon(lambda: playground.page.shows("The morning digest"))

        (posted,) = [message async for message in playground.place.history(limit=1)]
        await posted.edit(view=dossier("The corrected digest"))
        await soon(lambda: playground.page.shows("The corrected digest"))


async def test_a_digest_due_by_the_playgrounds_clock_is_posted_between_two_commands() -> None:
    async with playing() as playground:
        due = playground.now() + timedelta(seconds=1)

        async def beat() -> None:
            await asyncio.sleep((due - playground.now()).total_seconds())
            await playground.place.send(view=dossier("The digest that was due", number=41), nonce="due")

        beating = asyncio.create_task(beat())
        assert (await playground.page.slash("who", name="Pompeo"))["settlement"] == "settled"
        await soon(lambda: playground.page.shows("The digest that was due"))
        await beating
        (found,) = [message async for message in playground.place.history(limit=1)]
        assert "r:41" in str(found.components)
        assert abs(found.created_at - due) < timedelta(seconds=2)
        assert (await playground.page.slash("brief"))["settlement"] == "settled"


async def test_the_visitor_may_try_the_admin_commands() -> None:
    async with playing() as playground:
        assert (await playground.page.slash("settings"))["settlement"] == "settled"
        assert await playground.page.shows("Only you see this.")


async def test_after_a_form_was_closed_a_command_is_offered_its_channels() -> None:
    async with playing() as playground:
        page = playground.page
        assert (await page.slash("wrong"))["outcomes"] == [{"kind": "modal"}]
        assert "Something wrong?" in str((await page.state())["modal"])
        async with page.http.get(page.address + "/api/commands", headers=page.context) as answer:
            (settings,) = [each for each in (await answer.json())["entries"] if each["invocation"] == "settings"]
        key = (
            f"command:{settings['commandId']}:settings:option:channel"  # closing it is told to nobody: this comes next
        )
        offered = await page.act("browse_candidates", control_key=key, query="", cursor=None)
        assert (offered["settlement"], offered["diagnostics"]) == ("settled", [])
        assert [each["label"] for each in offered["result"]["candidate"]["entries"]] == ["newsroom"]
        assert (await page.state())["modal"] is None


COMMANDS: list[dict[str, Any]] = [
    {"invocation": invocation, "commandId": "1", "path": invocation.split(), "schemaFingerprint": "sf",
     "options": [{"name": name} for name in names]}
    for invocation, names in {"who": ["name"], "quotes": ["person", "about"], "help": [], "digest list": []}.items()
]  # fmt: skip


@pytest.mark.parametrize(
    "text,path,options",
    [
        ("/who mattis", ["who"], {"name": "mattis"}),
        ("/Who  Jim Mattis ", ["who"], {"name": "Jim Mattis"}),
        ("/who name: mattis", ["who"], {"name": "mattis"}),
        ("/quotes mattis about:north korea", ["quotes"], {"person": "mattis", "about": "north korea"}),
        ("/quotes about: india person: mattis", ["quotes"], {"person": "mattis", "about": "india"}),
        ("/digest list", ["digest", "list"], {}),
        ("/help", ["help"], {}),
    ],
)
def test_a_command_typed_in_one_go_is_read_as_discord_reads_it(text: str, path: list[str], options: Any) -> None:
    read = command_typed(COMMANDS, text, {"kind": "send_message", "content": text, "sequence": 3})
    assert read == {
        "kind": "run_command", "sequence": 3, "command_id": "1", "path": path, "schema_fingerprint": "sf",
        "options": options,
    }  # fmt: skip


@pytest.mark.parametrize("text", ["who is mattis?", "/whois mattis", "/digest", "/help me", "/", "1/2"])
def test_what_is_no_command_is_a_message(text: str) -> None:
    assert command_typed(COMMANDS, text, {}) is None


async def test_a_command_typed_in_one_go_is_answered() -> None:
    async with playing() as playground:
        assert (await playground.page.act("send_message", content="/who Mattis"))["settlement"] == "settled"
        assert await playground.page.shows("## Mattis")


async def test_a_direct_message_can_be_opened_instead() -> None:
    async with playing(dm=True) as playground:
        assert await playground.page.shows("Try /who Mattis")
        assert (await playground.page.act("send_message", content="who is mattis?"))["settlement"] == "settled"
        await soon(lambda: playground.page.shows("You asked: who is mattis?"))


async def test_ending_the_session_in_the_page_ends_the_playground() -> None:
    async with playing() as playground:
        await playground.page.act("close")
        await asyncio.wait_for(playground.running, 10)
        assert playground.left == ["around"]


@asynccontextmanager
async def nothing(now: Now) -> AsyncIterator[None]:
    yield


async def test_a_port_that_is_taken_is_said_so() -> None:
    async def silent(place: discord.PartialMessageable) -> None: ...

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(WrongUsage, match=rf"port taken \(port: {port}\)"):
            await run_playground(SmallClient(), greet=silent, around=nothing, port=port)


async def test_an_error_of_the_callers_own_comes_back_to_it() -> None:
    async def wordless(place: discord.PartialMessageable) -> None:
        raise LookupError("no template")

    with pytest.raises(LookupError, match="no template"):
        await run_playground(SmallClient(), greet=wordless, around=nothing)


SCRIPT = """
import asyncio, contextlib
from bot.playground import run_playground
from tests.bot.small_client import SmallClient

@contextlib.asynccontextmanager
async def around(now):
    yield

asyncio.run(run_playground(SmallClient(), greet=lambda place: place.send("hello", nonce="1"), around=around))
"""


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_one_line_is_printed_and_a_signal_ends_it_cleanly(ending: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", SCRIPT],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        line = process.stdout.readline()
        process.send_signal(ending)
        rest, complaints = process.communicate(timeout=20)
    assert re.fullmatch(r"playground: http://127\.0\.0\.1:\d+/#\S+\n", line)
    assert (process.returncode, rest, complaints) == (0, "", "")


def test_the_clock_follows_a_suspended_machine_forward_and_never_steps_back() -> None:
    wall = iter([100.0, 100.0, 7300.0, 50.0])
    clock = WallClock(lambda: next(wall))
    seen = [clock.now() - EPOCH for _ in range(3)]
    assert [instant.total_seconds() for instant in seen] == [100.0, 7300.0, 7300.0]
