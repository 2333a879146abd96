"""The same bot in a local browser, without a token: SimCord's preview, kept alive.

SimCord is made for tests. Five things make it a place to stay: its clock keeps the wall clock's time, the page shows
by itself what was posted around it, a command typed in one go is a command, a form that was closed is gone, and it runs
until it is told to stop.
"""

import asyncio
import logging
import re
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import simcord

from bot.simulated import Simulation, simulated
from briefings.errors import SettingsInvalid, WrongUsage

log = logging.getLogger(__name__)

Now = Callable[[], datetime]
Viewer = simcord.MemberActor | simcord.UserHandle

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class WallClock:
    """Keeps the wall clock's time, and never steps back.

    SimCord's own clock starts in January 2026 and moves only when it is pushed, which a page in use does not allow:
    a push and a click exclude each other. `elapsed` drives timers and is the same number as `time.monotonic`, so that
    code inside and outside the client agrees on it; `now` follows the wall clock also over a suspend. `perf_counter`
    is read because SimCord replaces `time.monotonic` while it runs; on Linux and macOS they are one clock.
    """

    def __init__(self, wall: Callable[[], float] = time.time) -> None:
        self._wall = wall
        self._elapsed_at_least = 0.0
        self._latest = wall()

    @property
    def elapsed(self) -> float:
        return max(self._elapsed_at_least, time.perf_counter())

    def now(self) -> datetime:
        self._latest = max(self._latest, self._wall())
        return EPOCH + timedelta(seconds=self._latest)

    def advance(self, seconds: float) -> None:
        """A timer that the event loop rang a hair too early is due all the same."""
        self._elapsed_at_least = self.elapsed + seconds


def say(line: str) -> None:
    """On standard output at once, also when that is a pipe."""
    print(line, flush=True)


async def run_playground(
    client: discord.Client,
    *,
    greet: Callable[[discord.PartialMessageable], Awaitable[object]],
    around: Callable[[Now], AbstractAsyncContextManager[object]],
    port: int | None = None,
    dm: bool = False,
    announce: Callable[[str], object] = say,
    stop: asyncio.Event | None = None,
    clock: WallClock | None = None,
) -> None:
    """The client, in an open page, until Ctrl-C, SIGTERM, `stop` or the page's own end button; then all is closed.

    `around(now)` is entered once the client is ready and left before it goes: the clock, the sender and the
    supervisor live there, outside the client, because SimCord waits for everything that the client starts. Then
    `greet` posts the first message, and the page's address is announced. Raises `WrongUsage` when the port is taken and
    `SettingsInvalid` when a part of the preview is not installed.
    """
    clock = clock or WallClock()

    async def play() -> None:
        async with simulated(client, clock) as simulation:
            channel, visitor = _room(simulation, dm)
            await simulation.env.settle()
            async with around(clock.now):
                await greet(client.get_partial_messageable(channel.id))
                await simulation.env.settle()
                async with _page(simulation.env, channel, visitor, port) as preview:
                    announce(f"playground: {preview.url}")
                    await preview.wait_closed()

    stop = stop or asyncio.Event()
    with _stopped_by_signals(stop):
        await _until(stop, play())


def _room(simulation: Simulation, dm: bool) -> tuple[simcord.ChannelHandle, Viewer]:
    """A server where the visitor may try everything, admin commands too; with `dm`, the visitor's DM with the bot."""
    guild = simulation.server("Briefing room")
    visitor = simulation.member(guild, "visitor", manages=True)
    channel = guild.create_text_channel("newsroom", topic="The same bot as on Discord, on this machine only")
    return (visitor.user.dm_channel, visitor.user) if dm else (channel, visitor)


@asynccontextmanager
async def _page(
    env: simcord.Env, channel: simcord.ChannelHandle, visitor: Viewer, port: int | None
) -> AsyncIterator[simcord.Preview]:
    preview = env.preview(channel, viewers=[visitor], layout="channel", port=port)
    try:
        await preview.__aenter__()
    except simcord.SetupError as problem:
        if isinstance(problem.__cause__, OSError):
            raise WrongUsage("port_taken", port=port) from problem
        raise SettingsInvalid("playground_missing", missing="simcord[preview]") from problem
    try:
        async with _kept_fresh(env, preview):
            yield preview
    finally:
        await preview.close()


@asynccontextmanager
async def _kept_fresh(env: simcord.Env, preview: Any) -> AsyncIterator[None]:
    """What is posted around the page appears in it.

    SimCord publishes a page after an action of its own only. We count what happens in its Discord, note at which
    count each page was published, and publish the pages that are behind. Publishing takes no turn of the event loop,
    so it cannot fall into the middle of a click. While a click is being answered we wait: its answer is published
    anyway, and a page's controls are bound to what it shows.
    """
    happened = 0
    published: dict[str, int] = {}
    something = asyncio.Event()
    publish, act = preview._publish, preview._action

    def noticed(event: str, payload: Mapping[str, Any]) -> None:
        nonlocal happened
        if event not in {"INTERACTION_CREATE", "TYPING_START"}:
            happened += 1
            something.set()

    def publish_and_note(page: Any, **why: Any) -> None:
        published[page.id] = happened
        publish(page, **why)

    async def act_and_look(context_id: str, action: dict[str, Any]) -> Any:
        if (page := preview._pages.get(context_id)) is not None and is_behind_forms(action):
            page.modal = page.modal_handle = None
        if action.get("kind") == "send_message" and context_id in preview._pages:
            commands = preview._pages[context_id].command_catalog["entries"]
            action = command_typed(commands, action["content"], action) or action
        try:
            return await act(context_id, action)
        finally:
            something.set()

    async def keep_fresh() -> None:
        while True:
            await something.wait()
            something.clear()
            if preview._active_action is not None:
                continue
            try:
                publish_what_is_behind()
            except Exception:
                log.exception("the page could not be refreshed")

    def publish_what_is_behind() -> None:
        preview._advance_presentation_time()
        for page in tuple(preview._pages.values()):
            if published.get(page.id, -1) < happened:
                preview._publish(page, reason="refresh")

    preview._publish, preview._action = publish_and_note, act_and_look
    env.backend.subscribers.append(noticed)
    task = asyncio.create_task(keep_fresh(), name="keep the page fresh")
    try:
        yield
    finally:
        env.backend.subscribers.remove(noticed)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def is_behind_forms(action: Mapping[str, Any]) -> bool:
    """Can this be done only where no form is open? Closing one is told to nobody, in Discord and in SimCord's page,

    but SimCord offers no channel and no role to a command while it believes that one stands open.
    """
    at_the_composer = str(action.get("control_key")).startswith("command:")
    return at_the_composer or action.get("kind") in {
        "run_command",
        "autocomplete_command",
        "send_message",
        "click",
        "select",
    }


def command_typed(
    commands: Iterable[Mapping[str, Any]], text: str, message: Mapping[str, Any]
) -> dict[str, Any] | None:
    """What the page would have sent had the command been picked from its list; None: it is a message after all.

    Discord reads "/who mattis", typed in one go, as the command with its first option; SimCord's page sends a message.
    `/who name: mattis` names the option. The longest command that fits is meant: `/digest list`, not `/digest`.
    """
    fitting = [each for each in commands if f"{text.rstrip()} ".lower().startswith(f"/{each['invocation']} ")]
    if not fitting:
        return None
    command = max(fitting, key=lambda each: len(each["invocation"]))
    names = [option["name"] for option in command["options"]]
    first, *named = re.split(rf"(?:^|\s)({'|'.join(names) or '(?!)'}):", text[len(command["invocation"]) + 1 :])
    options = dict(zip(named[::2], (value.strip() for value in named[1::2]), strict=True))
    if first.strip():
        if not names:
            return None
        options.setdefault(names[0], first.strip())
    return {
        **{key: value for key, value in message.items() if key not in {"content", "reply_to_id"}},
        "kind": "run_command",
        "command_id": command["commandId"],
        "path": command["path"],
        "schema_fingerprint": command["schemaFingerprint"],
        "options": options,
    }


@contextmanager
def _stopped_by_signals(stop: asyncio.Event) -> Iterator[None]:
    """Ctrl-C and SIGTERM set `stop`. A second one, while things are being closed, ends the process at once."""
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)

    def stopped() -> None:
        stop.set()
        for each in signals:
            loop.remove_signal_handler(each)

    for each in signals:
        loop.add_signal_handler(each, stopped)
    try:
        yield
    finally:
        for each in signals:
            loop.remove_signal_handler(each)


async def _until(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Does the work, or as much of it as there is time for; its own error is the caller's."""
    working = asyncio.create_task(work, name="playground")
    stopping = asyncio.create_task(stop.wait(), name="playground's end")
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        working.cancel()
        stopping.cancel()
        await asyncio.wait({working, stopping})
    if not working.cancelled():
        working.result()
