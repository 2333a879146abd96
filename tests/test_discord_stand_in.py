"""The stand-in behaves as Discord does where it matters: seen from the real discord.py client, over the wire."""

import asyncio
import json
import signal
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest

from tests.bot.small_client import SmallClient, dossier
from tests.discord_stand_in import CHANNEL, TOKEN, FaultKind, StandIn
from tests.payloads import check

ROOT = Path(__file__).parent.parent


async def until(happened: Callable[[], bool], seconds: int = 10) -> None:
    for _ in range(100 * seconds):
        if happened():
            return
        await asyncio.sleep(0.01)
    pytest.fail(f"not within {seconds} seconds")


@asynccontextmanager
async def connected(**options: Any) -> AsyncIterator[tuple[StandIn, SmallClient]]:
    """A real client, ready; afterwards Discord would have taken every request."""
    async with StandIn(**options) as here:
        with here.reached():
            client = SmallClient()
            client._connection.guild_ready_timeout = 0.1  # two seconds, for servers that come late; there is one
            running = asyncio.create_task(client.start(TOKEN))
            await until(lambda: client.is_ready() or running.done())
            try:
                yield here, client
            finally:
                await client.close()
                with suppress(discord.DiscordException):
                    await running
        assert check(here.requests) == []


def post(nonce: str) -> dict[str, Any]:
    return {"content": "Digest", "nonce": nonce, "enforce_nonce": True, "allowed_mentions": {"parse": []}}


async def send(client: discord.Client, nonce: str) -> Any:
    route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=CHANNEL)
    return await client.http.request(route, json=post(nonce))


async def test_a_command_a_button_a_deferred_answer_and_a_dm_go_the_whole_way() -> None:
    async with connected() as (here, client):
        assert [choice["name"] for choice in await here.autocomplete("who", "name", "mat")] == ["Jim Mattis"]
        dossier_shown = await here.answer(await here.slash("who", name="Mattis"))
        assert "## Mattis" in str(dossier_shown["components"])
        receipt = await here.answer(await here.press(dossier_shown, "r:7"))
        assert (receipt["content"], receipt["flags"]) == ("Receipt 7: Mattis said so.", 64)
        assert "## Brief" in str((await here.answer(await here.slash("brief", in_dm=True)))["components"])
        asked = await here.say("who is mattis?")
        await until(lambda: len(here.posted(int(asked["channel_id"]))) == 3)
        assert here.posted(int(asked["channel_id"]))[-1]["content"] == "You asked: who is mattis?"
        assert client.arrived[0].is_guild_integration()


async def test_a_nonce_posts_once_within_its_time_and_is_not_in_the_history() -> None:
    async with connected(nonce_seconds=0.2) as (here, client):
        first, again = await send(client, "a"), await send(client, "a")
        assert (first["id"], first["nonce"]) == (again["id"], again["nonce"])
        await asyncio.sleep(0.3)
        assert (await send(client, "a"))["id"] != first["id"]
        history = [message async for message in client.get_partial_messageable(CHANNEL).history()]
        assert [message.nonce for message in history] == [None, None]
        assert len(here.posted()) == 2


async def test_a_marker_is_found_in_the_history_page_by_page() -> None:
    async with connected() as (here, client):
        place = client.get_partial_messageable(CHANNEL)
        for number in range(3):
            await place.send(view=dossier("Digest", number), nonce=str(number))
        first = here.posted()[0]
        pages = [message async for message in place.history(after=discord.Object(int(first["id"])), limit=None)]
        assert [str(message.components).count("r:") for message in pages] == [1, 1]
        assert here.markers() == ["r:0", "r:1", "r:2"]


@pytest.mark.parametrize(
    "kind,posted,raised",
    [
        ("reject_503", 0, discord.DiscordServerError),
        ("apply_then_reset", 1, (aiohttp.ClientError, ConnectionError)),
        ("429_banned", 0, discord.HTTPException),
        ("401", 0, discord.HTTPException),
        ("403", 0, discord.Forbidden),
        ("404", 0, discord.NotFound),
    ],
)
async def test_a_fault_reaches_the_sender_and_only_some_leave_a_post(
    kind: FaultKind, posted: int, raised: type[Exception]
) -> None:
    async with connected() as (here, client):
        here.fail(kind)
        with pytest.raises(raised):
            await send(client, "a")
        assert len(here.posted()) == posted
        await send(client, "a")
        assert len(here.posted()) == 1


@pytest.mark.parametrize("kind", ["reject_500", "apply_then_500", "late_apply", "429", "429_global"])
async def test_discord_py_tries_again_by_itself_and_the_nonce_keeps_it_to_one_post(kind: FaultKind) -> None:
    async with connected() as (here, client):
        here.fail(kind)
        await send(client, "a")
        assert [sent.path for sent in here.requests].count(f"/channels/{CHANNEL}/messages") == 2
        assert len(here.posted()) == 1


async def test_an_answer_that_never_comes_is_the_senders_to_give_up_on() -> None:
    async with connected() as (here, client):
        here.fail("apply_then_hang")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(send(client, "a"), 0.3)
        assert len(here.posted()) == 1


async def test_a_lost_connection_is_resumed_and_nothing_that_happened_meanwhile_is_missed() -> None:
    async with connected() as (here, _):
        await here.drop_connections()
        asked = await here.slash("who", name="Pompeo")
        assert "## Pompeo" in str((await here.answer(asked, seconds=15))["components"])
        assert here.identified == 1


async def test_a_wrong_token_is_refused() -> None:
    async with StandIn(token="another") as here:
        with here.reached(), pytest.raises(discord.LoginFailure):
            async with SmallClient() as client:
                await client.start(TOKEN)


async def test_intents_that_were_not_granted_end_the_connection() -> None:
    async with StandIn() as here:
        here.close_identify_with = 4014
        with here.reached(), pytest.raises(discord.PrivilegedIntentsRequired):
            async with SmallClient() as client:
                await client.start(TOKEN)


async def test_messages_of_a_server_are_told_only_to_whom_has_the_intent_for_them() -> None:
    async with StandIn() as here:
        with here.reached():
            client, heard = discord.Client(intents=discord.Intents(guilds=True, dm_messages=True)), list[str]()
            client._connection.guild_ready_timeout = 0.1

            @client.event
            async def on_message(message: discord.Message) -> None:
                heard.append(message.content)

            running = asyncio.create_task(client.start(TOKEN))
            await until(client.is_ready)
            await here.say("to all", channel=CHANNEL)
            await here.say("to the bot")
            await until(lambda: bool(heard))  # events come in order
            await client.close()
            await running
            assert heard == ["to the bot"]


async def test_more_than_the_global_limit_is_told_to_wait() -> None:
    async with connected(per_second=5) as (here, client):
        await asyncio.gather(*(send(client, str(number)) for number in range(8)))
        assert len(here.posted()) == 8
        assert [sent.path for sent in here.requests].count(f"/channels/{CHANNEL}/messages") > 8


def test_it_runs_as_a_process_of_its_own_and_takes_orders() -> None:
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.discord_stand_in", "--fault", "reject_503:1"],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        orders = told["api"].replace("/api/v10", "/stand-in")
        with urllib.request.urlopen(f"{orders}/say", data=json.dumps({"content": "hello"}).encode()) as answer:
            assert json.load(answer)["content"] == "hello"
        with urllib.request.urlopen(f"{orders}/requests") as answer:
            assert json.load(answer) == []
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
