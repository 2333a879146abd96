"""`python -m bot`: the bot on Discord, or, without a token, the very same bot in a local browser."""

import argparse
import asyncio
import logging
import math
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta

import aiohttp
import discord
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from bot import starts
from bot.client import BriefingBot, said
from bot.clock import ticking
from bot.config import BotSettings
from bot.replies import tell
from bot.sender import Sender
from bot.supervisor import supervising
from briefings.answers import suggest
from briefings.app import App, open_app
from briefings.config import Settings, with_env_file
from briefings.errors import BriefingsError, DiscordUnusable, SettingsInvalid
from briefings.model import PUBLIC, Scope
from briefings.render import Renderer

log = logging.getLogger(__name__)

SEEDS_PATIENCE = timedelta(minutes=2)  # a first start loads the model and five articles
READER_PATIENCE = timedelta(seconds=45)  # to be there at all, on a small machine

BAD_TOKEN = 4004  # how Discord closes the gateway
BAD_INTENTS = 4013

Now = Callable[[], datetime]
Around = Callable[[Now], AbstractAsyncContextManager[None]]


def main(argv: Sequence[str] | None = None) -> int:
    """Run until Ctrl-C or SIGTERM. 0: stopped so; 78: the settings cannot work; 1: something else, said in a sentence."""
    arguments = _arguments(argv)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # until the loop has taken both over
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nobody speaks here
    renderer = Renderer(Settings().templates)
    try:
        environ = with_env_file(os.environ)
        if arguments.store:
            environ["BRIEFINGS_STORE"] = arguments.store
        settings, for_discord = Settings.from_env(environ), BotSettings.from_env(environ)
        _log(settings.log_level)
        with open_app(settings, writes="desk", now=_now()) as app:
            app.renderer.check()
            renderer = app.renderer
            asyncio.run(_run(app, for_discord, environ, arguments))
    except BriefingsError as error:
        print(renderer.error(error, markdown=False), file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 0
    return 0


async def _run(app: App, for_discord: BotSettings, environ: Mapping[str, str], arguments: argparse.Namespace) -> None:
    sender: Sender | None = None
    bot = BriefingBot(
        app,
        wake=lambda: sender.wake() if sender else None,
        look=for_discord.layout,
        pictures=for_discord.pictures,
    )

    @asynccontextmanager
    async def around(now: Now) -> AsyncIterator[None]:
        nonlocal sender
        sender = Sender(bot, app, now=now, look=for_discord.layout, look_after=bot.troubles.look_after)
        async with supervising(environ), sender.sending(), ticking(app, now=now, wake=sender.wake):
            names = asyncio.create_task(asyncio.to_thread(suggest, app.store, Scope(), ""), name="names")
            yield
            await asyncio.gather(names, return_exceptions=True)  # the first who types a name does not wait for them all

    if for_discord.token and not arguments.playground:
        await _connect(bot, for_discord, around)
    else:
        await _play(bot, app, around, arguments)
    if sender is not None and sender.stopped_by is not None:
        raise sender.stopped_by


# --- on Discord --------------------------------------------------------------------------------------------------


async def _connect(bot: BriefingBot, settings: BotSettings, around: Around) -> None:
    """The bot is on Discord until a signal comes. Raises `SettingsInvalid` or `DiscordUnusable`."""
    if settings.api_base:
        Route.BASE = settings.api_base
    if settings.gateway:
        DiscordWebSocket.DEFAULT_GATEWAY = URL(settings.gateway)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with bot:
        connected = asyncio.create_task(_begin(bot, settings.token), name="Discord's gateway")
        stopped = asyncio.create_task(stop.wait(), name="stop")
        ready = asyncio.create_task(bot.wait_until_ready(), name="ready")
        await asyncio.wait({connected, stopped, ready}, return_when=asyncio.FIRST_COMPLETED)
        if not connected.done() and not stopped.done():
            log.info("connected as %s", bot.user)
            async with around(_now):
                await asyncio.wait({connected, stopped}, return_when=asyncio.FIRST_COMPLETED)
        await bot.close()
        for task in (connected, ready, stopped):  # it may still wait to begin
            task.cancel()
        await asyncio.wait({connected, ready, stopped})
        if stop.is_set():
            await asyncio.to_thread(starts.end, bot.app)
        if not stop.is_set() and not connected.cancelled() and (problem := connected.exception()) is not None:
            raise problem


async def _begin(bot: BriefingBot, token: str) -> None:
    """One session, begun when it may be."""
    count, wait = await asyncio.to_thread(starts.begin, bot.app, _now())
    await _wait(bot, wait, "crash_loop", starts=count)
    await _login_and_connect(bot, token)


async def _wait(bot: BriefingBot, wait: timedelta, why: str, **values: int) -> None:
    if wait:
        minutes = math.ceil(wait.total_seconds() / 60)
        print(bot.app.renderer.say(why, minutes=minutes, **values), file=sys.stderr, flush=True)
        await asyncio.sleep(wait.total_seconds())


async def _none_left(bot: BriefingBot) -> timedelta:
    """How long Discord lets this bot begin no session. Where it does not say, we begin."""
    try:
        *_, left = await bot.http.get_bot_gateway()
    except (discord.GatewayNotFound, KeyError, TypeError):
        return timedelta(0)
    return timedelta(milliseconds=left["reset_after"]) if left["remaining"] < 1 else timedelta(0)


async def _login_and_connect(bot: BriefingBot, token: str) -> None:
    try:
        await bot.login(token)
        await _wait(bot, await _none_left(bot), "starts_used_up")
        await bot.connect()
    except discord.LoginFailure as refusal:
        raise SettingsInvalid("token_refused") from refusal
    except discord.PrivilegedIntentsRequired as refusal:
        raise SettingsInvalid("intents_refused") from refusal
    except (aiohttp.ClientError, OSError, TimeoutError) as unreachable:
        raise DiscordUnusable("discord_unreachable", why=type(unreachable).__name__) from unreachable
    except discord.ConnectionClosed as closed:
        keys = {BAD_TOKEN: "token_refused", BAD_INTENTS: "intents_refused"}
        if closed.code in keys:
            raise SettingsInvalid(keys[closed.code]) from closed
        raise DiscordUnusable("discord_refused", why=f"the gateway closed with {closed.code}") from closed
    except (discord.HTTPException, discord.GatewayNotFound) as refusal:
        raise DiscordUnusable("discord_refused", why=str(refusal)) from refusal


# --- in a browser ------------------------------------------------------------------------------------------------


async def _play(bot: BriefingBot, app: App, around: Around, arguments: argparse.Namespace) -> None:
    # SimCord tries a client without intents when it is imported, of which discord.py warns.
    logging.getLogger("discord.state").setLevel(logging.ERROR)
    try:
        from bot.playground import run_playground  # SimCord is installed where there is no token, and only there
    except ImportError as missing:
        raise SettingsInvalid("playground_missing", missing=missing.name) from missing

    # This Discord begins empty each time, under the same application id: it was told no command yet.
    await asyncio.to_thread(app.store.desk.set_note, "command_tree", "")

    async def greet(channel: discord.PartialMessageable) -> None:
        problem = await _seeds_loaded(app)
        await tell(channel, said(app, "greeting", problem=problem or ""), nonce="greeting", look=bot.look)

    await run_playground(bot, greet=greet, around=around, port=arguments.port, dm=arguments.dm)


async def _seeds_loaded(app: App) -> str | None:
    """An empty store has the seeds now, read by the reader. What went wrong with that; None when nothing did."""
    desk, everything = app.store.desk, Scope()
    if (await asyncio.to_thread(app.store.articles.searched, everything)).articles:
        return None
    print("reading the five sample articles …", file=sys.stderr, flush=True)
    started = _now()
    key = f"seeds {started.isoformat()}"
    wish = {"paths": [str(app.seeds)], "collection": PUBLIC}
    await asyncio.to_thread(desk.request, key, "load", wish, started)
    there = started
    while _now() - started < SEEDS_PATIENCE and _now() - there < READER_PATIENCE:
        outcome = await asyncio.to_thread(desk.outcome, key)
        if outcome.state in {"done", "failed"}:
            return None if outcome.state == "done" else str(outcome.detail.get("said"))
        if outcome.state == "waiting":
            there = _now()
        await asyncio.sleep(0.2)
    return app.renderer.error(SettingsInvalid("no_reader"), markdown=False)


# --- the front ---------------------------------------------------------------------------------------------------


def _log(level: str) -> None:
    """On standard error. Libraries speak only when something is wrong, unless all is to be told."""
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    for library in ("alembic", "apscheduler", "discord"):
        logging.getLogger(library).setLevel(level if level == "DEBUG" else logging.WARNING)


def _now() -> datetime:
    return datetime.now(UTC)


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    parser.add_argument("--playground", action="store_true", help="a local browser page, even where there is a token")
    parser.add_argument("--dm", action="store_true", help="open a direct message instead of a server's channel")
    parser.add_argument("--port", type=int, metavar="N", help="the page's port; any free one otherwise")
    parser.add_argument("--store", metavar="URL", help="an SQLite file or postgresql://… (usually BRIEFINGS_STORE)")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
