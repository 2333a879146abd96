"""A stand-in for Discord on loopback: its HTTP API and gateway, for the real discord.py client over the wire.

SimCord replaces the part of discord.py that retries, drops nonces and fails only before an effect; so what happens
between us and Discord is tried here. What matters for delivery is kept exactly: a nonce is remembered for a while and
returned with the answer and MESSAGE_CREATE, never with the history; a fault can strike after the effect; a 429 names
its `Via`, without which discord.py gives up. Every request is kept for tests/payloads.py.

    async with StandIn() as discord_here:
        with discord_here.reached():                    # discord.py in this process talks to it
            ...
        discord_here.fail("apply_then_reset", times=2)  # the next two posts are made, and the answer is lost

As a process of its own, which prints one JSON line with its addresses and takes orders under /stand-in/:

    python -m tests.discord_stand_in --fault apply_then_500:0.03 --nonce-seconds 3
"""

import argparse
import asyncio
import contextlib
import itertools
import json
import random
import signal
import sys
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatch
from typing import Any, Literal, Self, get_args

import aiohttp
import discord
import yarl
from aiohttp import BodyPartReader, WSMsgType, web
from discord.gateway import DiscordWebSocket
from discord.http import Route

TOKEN = "stand-in.token"

APPLICATION = 1001
BOT = 1002
OWNER = 1003
READER = 1004
GUILD = 2001
CHANNEL = 2002

EVERYTHING = discord.Permissions.all()
EVERYTHING.update(administrator=False)  # which no channel could take anything from

DISCORD_EPOCH_MS = 1420070400000
EPHEMERAL = 64
LOADING = 128

Json = dict[str, Any]

FaultKind = Literal[
    "reject_500",  # nothing was done
    "reject_503",
    "apply_then_500",  # it was done, and the answer says that it was not
    "apply_then_reset",  # it was done, and the connection broke
    "apply_then_hang",  # it was done, and no answer ever comes
    "hang",  # nothing was done, and no answer ever comes
    "late_apply",  # the answer is 500, and it is done `seconds` later
    "late_reset",  # the connection broke, and it is done when `do_late` says so
    "429",  # this route is full for `seconds`
    "429_global",  # everything is
    "429_banned",  # without `Via`: Cloudflare, for too many invalid requests
    "401",  # the token was reset
    "403",  # the channel is closed to us
    "404",  # the channel is gone
    "400",  # it is not written as it should be
    "dm_closed",  # the person takes no direct messages from us
    "automod",  # the server's AutoMod blocked it
    "locked",  # the thread is locked
    "overload",  # Discord has too much to do
]
FAULTS: tuple[FaultKind, ...] = get_args(FaultKind)

REFUSALS: dict[str, tuple[int, Json]] = {
    "reject_500": (500, {"message": "500: Internal Server Error", "code": 0}),
    "reject_503": (503, {"message": "503: Service Unavailable", "code": 0}),
    "401": (401, {"message": "401: Unauthorized", "code": 0}),
    "403": (403, {"message": "Missing Access", "code": 50001}),
    "404": (404, {"message": "Unknown Channel", "code": 10003}),
    "400": (400, {"message": "Invalid Form Body", "code": 50035, "errors": {}}),
    "dm_closed": (403, {"message": "Cannot send messages to this user", "code": 50007}),
    "automod": (400, {"message": "Message was blocked by automatic moderation", "code": 200000}),
    "locked": (400, {"message": "Thread is archived", "code": 50083}),
    "overload": (400, {"message": "API resource is currently overloaded. Try again a little later", "code": 130000}),
}


@dataclass(frozen=True)
class Sent:
    """One request as it came in; `json` is the payload also where files were uploaded beside it."""

    method: str
    path: str  # without /api/v10
    query: dict[str, str]
    json: Any
    files: int
    at: float


@dataclass
class Fault:
    """What goes wrong, where, and how often: the next `times` fitting requests (None: all), each with this `chance`."""

    kind: FaultKind
    method: str = "POST"
    path: str = "/channels/*/messages"
    times: int | None = 1
    chance: float = 1.0
    seconds: float = 0.1  # how long a 429 lasts, or how much later it is done


@dataclass
class Asked:
    """An interaction that a person started, and what the bot has said to it so far."""

    id: int
    token: str
    channel: int
    metadata: Json  # what its answers say about it
    source: int | None = None  # the message whose button was pressed
    callbacks: list[Json] = field(default_factory=list)
    messages: list[int] = field(default_factory=list)  # the first is the original answer
    changed: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(eq=False)
class Session:
    """One gateway connection and what may have to be replayed to it after a RESUME."""

    id: str
    socket: web.WebSocketResponse
    intents: int
    events: list[Json] = field(default_factory=list)

    def is_told(self, event: str, data: Json) -> bool:
        """Of messages only where it said at the start that it wants to be: in servers, or in direct messages."""
        wanted = discord.Intents.guild_messages.flag if "guild_id" in data else discord.Intents.dm_messages.flag
        return not event.startswith("MESSAGE_") or bool(self.intents & wanted)


class Refused(Exception):
    """Discord's answer when it does not do what it was asked."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.body = status, {"code": code, "message": message}


Handler = Callable[["StandIn", web.Request, Any], Awaitable[Any]]
ROUTES: list[tuple[str, str, Handler]] = []


def route(method: str, path: str) -> Callable[[Handler], Handler]:
    def keep(handler: Handler) -> Handler:
        ROUTES.append((method, path, handler))
        return handler

    return keep


class StandIn:
    """Discord with one server, one channel, the bot, its owner and one reader; more are made by asking for them."""

    def __init__(
        self, *, token: str = TOKEN, nonce_seconds: float = 180.0, per_second: int | None = None, seed: int = 0
    ):
        self.token = token
        self.nonce_seconds = nonce_seconds
        self.per_second = per_second  # Discord's global limit is 50; None: none
        self.requests: list[Sent] = []
        self.faults: list[Fault] = []
        self.commands: list[Json] = []
        self.messages: dict[int, dict[int, Json]] = {CHANNEL: {}}  # by channel, then id, in the order of posting
        self.closed: set[int] = set()  # channels the bot may not see
        self.forums: dict[int, list[Json]] = {}  # by channel: its posts, oldest first
        self.archives = False  # a post is archived as soon as it is begun
        self.published: list[int] = []  # messages, as often as they were
        self.identified = 0  # how often a client has begun a new session
        self.sessions_left = 1000  # that may be begun today
        self.close_identify_with: int | None = None  # 4004: bad token, 4014: intents that were not granted
        self._dice = random.Random(seed)
        self._ids = itertools.count()
        self._nonces: dict[str, tuple[float, Json]] = {}
        self._asked: dict[str, Asked] = {}
        self._sessions: dict[str, Session] = {}
        self._dms: dict[int, int] = {}
        self._let_in: deque[float] = deque()  # when requests were let in, over the last second
        self._late: set[asyncio.Task[None]] = set()
        self._undone: list[tuple[web.Request, str, Any]] = []
        self._runner: web.AppRunner | None = None
        self.port = 0

    # ── being there ──────────────────────────────────────────────────────────────────────────────────────────────

    async def start(self, port: int = 0) -> None:
        app = web.Application(client_max_size=64 * 2**20)
        app.router.add_get("/gateway", self._gateway)
        app.router.add_route("*", "/api/v10/{path:.*}", self._api)
        app.router.add_get("/stand-in/{what}", self._told)
        app.router.add_post("/stand-in/{what}", self._ordered)
        # Requests that hang by a fault are cut off at the end, not waited for.
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2, handler_cancellation=True)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        for late in self._late:
            late.cancel()
        for session in list(self._sessions.values()):
            await session.socket.close(code=1001)
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def api(self) -> str:
        """For DISCORD_API_BASE."""
        return f"http://127.0.0.1:{self.port}/api/v10"

    @property
    def gateway(self) -> str:
        """For DISCORD_GATEWAY."""
        return f"ws://127.0.0.1:{self.port}/gateway"

    def reached(self) -> contextlib.AbstractContextManager[None]:
        """Within, discord.py in this process takes us for Discord."""
        return _reached(self.api, self.gateway)

    # ── going wrong ──────────────────────────────────────────────────────────────────────────────────────────────

    def fail(self, kind: FaultKind, **where_and_when: Any) -> Fault:
        fault = Fault(kind, **where_and_when)
        self.faults.append(fault)
        return fault

    def _fault_for(self, method: str, path: str) -> Fault | None:
        for fault in self.faults:
            if (
                fault.method not in {method, "*"}
                or not fnmatch(path, fault.path)
                or self._dice.random() >= fault.chance
            ):
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self.faults.remove(fault)
            return fault
        return None

    def _over_the_limit(self) -> float:
        """Seconds until another request is let in; 0 lets this one in, and counts it."""
        if self.per_second is None:
            return 0.0
        now = time.monotonic()
        while self._let_in and self._let_in[0] <= now - 1:
            self._let_in.popleft()
        if len(self._let_in) >= self.per_second:
            return self._let_in[0] + 1 - now
        self._let_in.append(now)
        return 0.0

    def forget_nonces(self) -> None:
        """As after some minutes: what has the same nonce as an earlier message is posted beside it."""
        self._nonces.clear()

    async def drop_connections(self, code: int = 1006) -> None:
        """Every client loses its gateway connection and may resume. 1006: without a word."""
        for session in list(self._sessions.values()):
            if code == 1006 and session.socket._req is not None and session.socket._req.transport is not None:
                session.socket._req.transport.abort()
            else:
                await session.socket.close(code=code)

    # ── people ───────────────────────────────────────────────────────────────────────────────────────────────────

    def posted(self, channel: int = CHANNEL) -> list[Json]:
        """What stands in a channel, oldest first."""
        return list(self.messages.get(channel, {}).values())

    def markers(self, channel: int = CHANNEL) -> list[str]:
        """The `custom_id` of every button and menu in a channel, oldest first: how often was each part posted?"""
        return [marker for message in self.posted(channel) for marker in _custom_ids(message["components"])]

    def add_forum(self, channel: int) -> None:
        self.forums[channel] = []

    def posts(self, forum: int) -> list[Json]:
        """The posts of a forum, oldest first; each is a channel of its own."""
        return list(self.forums[forum])

    async def say(self, content: str, *, user: int = READER, channel: int | None = None) -> Json:
        """Somebody writes, by default in a DM with the bot."""
        channel = channel or self._dm(user)
        message = self._message(channel, user, {"content": content})
        await self.dispatch("MESSAGE_CREATE", self._placed(message))
        return message

    async def slash(
        self, name: str, /, *, user: int = READER, in_dm: bool = False, permissions: int = 1 << 31, **options: Any
    ) -> Asked:
        """Somebody uses a command that the bot has registered; `name` may go down to a subcommand."""
        root, *path = name.split()
        (command,) = [each for each in self.commands if each["name"] == root]
        data = {
            "id": command["id"],
            "name": root,
            "type": command.get("type", 1),
            "options": _given(command, path, options),
        }
        return await self._ask(
            2, data, user=user, channel=self._dm(user) if in_dm else CHANNEL, permissions=permissions
        )

    async def asked(self, command: str, *, times: int, pause: float = 0.0, user: int = 9000) -> list[float]:
        """Seconds until each of so many people, one after the other, who did not ask before, has his answer."""
        took = []
        for person in range(user, user + times):
            started = time.perf_counter()
            await self.answer(await self.slash(command, user=person), seconds=30)
            took.append(time.perf_counter() - started)
            await asyncio.sleep(pause)
        return took

    async def press(self, message: Json, custom_id: str, *, user: int = READER, permissions: int = 1 << 31) -> Asked:
        """Somebody presses a button under a message."""
        data = {"custom_id": custom_id, "component_type": 2}
        channel = int(message["channel_id"])
        return await self._ask(3, data, user=user, channel=channel, permissions=permissions, message=message)

    async def autocomplete(self, name: str, option: str, typed: str, *, user: int = READER) -> list[Json]:
        """What the bot offers to somebody who is typing into an option of a command."""
        root, *path = name.split()
        (command,) = [each for each in self.commands if each["name"] == root]
        options = _given(command, path, {option: typed})
        leaf = options
        for _ in path:
            leaf = leaf[0]["options"]
        leaf[0]["focused"] = True
        data = {"id": command["id"], "name": root, "type": 1, "options": options}
        asked = await self._ask(4, data, user=user, channel=CHANNEL, permissions=1 << 31)
        async with asyncio.timeout(5):
            await asked.changed.wait()
        choices: list[Json] = asked.callbacks[0]["data"]["choices"]
        return choices

    async def answer(self, asked: Asked, seconds: float = 5.0) -> Json:
        """What the bot answered, once it is more than "thinking…". Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while True:
                for message_id in asked.messages:
                    message = self.messages[asked.channel][message_id]
                    if not message["flags"] & LOADING:
                        return message
                asked.changed.clear()
                await asked.changed.wait()

    async def _ask(
        self, kind: int, data: Json, *, user: int, channel: int, permissions: int, message: Json | None = None
    ) -> Asked:
        number = self._id()
        in_guild = channel not in self._dms.values()
        owners = {"0": str(GUILD) if in_guild else "0"}
        about = {"id": str(number), "type": kind, "user": self._user(user), "authorizing_integration_owners": owners}
        asked = self._asked[f"interaction-{number}"] = Asked(
            number, f"interaction-{number}", channel, about, int(message["id"]) if message else None
        )  # fmt: skip
        payload: Json = {
            "id": str(number), "application_id": str(APPLICATION), "type": kind, "token": asked.token, "version": 1,
            "data": data, "channel_id": str(channel), "channel": self._channel(channel), "locale": "en-GB",
            "entitlements": [], "attachment_size_limit": 10485760, "app_permissions": str(permissions),
            "context": 0 if in_guild else 1,
            "authorizing_integration_owners": owners,
        }  # fmt: skip
        if in_guild:
            payload["guild_id"], payload["guild_locale"] = str(GUILD), "en-US"
            payload["guild"] = {"id": str(GUILD), "locale": "en-US", "features": []}
            payload["member"] = self._member(user) | {"permissions": str(permissions)}
        else:
            payload["user"] = self._user(user)
        if message is not None:
            payload["message"] = message
        await self.dispatch("INTERACTION_CREATE", payload)
        return asked

    # ── the gateway ──────────────────────────────────────────────────────────────────────────────────────────────

    async def dispatch(self, event: str, data: Json) -> None:
        """An event to everybody who is connected and has the intent for it, kept for those who resume."""
        for session in list(self._sessions.values()):
            if session.is_told(event, data):
                await self._send(session, event, data)

    async def _send(self, session: Session, event: str, data: Json) -> None:
        packet = {"op": 0, "t": event, "s": len(session.events) + 1, "d": data}
        session.events.append(packet)
        if not session.socket.closed:
            with contextlib.suppress(ConnectionError):
                await session.socket.send_json(packet)

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 41250}})
        async for frame in socket:
            if frame.type != WSMsgType.TEXT:
                continue
            packet = frame.json()
            match packet["op"]:
                case 1:
                    await socket.send_json({"op": 11})
                case 2:
                    await self._identify(socket, packet["d"])
                case 6:
                    await self._resume(socket, packet["d"])
                case 8:
                    await self._members(socket, packet["d"])
        return socket

    async def _identify(self, socket: web.WebSocketResponse, identity: Json) -> None:
        self.identified += 1
        code = self.close_identify_with or (4004 if identity["token"] != self.token else None)
        if code is not None:
            await socket.close(code=code)
            return
        session = Session(f"session-{self.identified}", socket, int(identity["intents"]))
        ready = {
            "v": 10, "user": self._user(BOT), "guilds": [{"id": str(GUILD), "unavailable": True}],
            "session_id": session.id, "resume_gateway_url": self.gateway,
            "application": {"id": str(APPLICATION), "flags": 0},
        }  # fmt: skip
        await self._send(session, "READY", ready)
        await self._send(session, "GUILD_CREATE", self._guild())
        self._sessions[session.id] = session

    async def _resume(self, socket: web.WebSocketResponse, where: Json) -> None:
        session = self._sessions.get(where["session_id"])
        if session is None:
            await socket.send_json({"op": 9, "d": False})
            return
        session.socket = socket
        for packet in session.events[where["seq"] or 0 :]:
            await socket.send_json(packet)
        await self._send(session, "RESUMED", {})

    async def _members(self, socket: web.WebSocketResponse, wanted: Json) -> None:
        for session in self._sessions.values():
            if session.socket is socket:
                chunk = {
                    "guild_id": wanted["guild_id"],
                    "members": [self._member(BOT)],
                    "chunk_index": 0,
                    "chunk_count": 1,
                }
                await self._send(session, "GUILD_MEMBERS_CHUNK", chunk | {"nonce": wanted.get("nonce")})

    # ── the HTTP API ─────────────────────────────────────────────────────────────────────────────────────────────

    async def _api(self, request: web.Request) -> web.StreamResponse:
        path = "/" + request.match_info["path"]
        body, files = await _body(request)
        self.requests.append(Sent(request.method, path, dict(request.query), body, files, time.time()))
        carries_token = path.startswith(("/interactions/", "/webhooks/"))
        if not carries_token and request.headers.get("Authorization") != f"Bot {self.token}":
            return _json(*REFUSALS["401"])
        if not carries_token and (wait := self._over_the_limit()) > 0:
            return _full(wait, everything=True)
        fault = self._fault_for(request.method, path)
        if fault is None:
            return await self._done(request, path, body)
        if fault.kind.startswith("429"):
            return _full(fault.seconds, everything=fault.kind == "429_global", via=fault.kind != "429_banned")
        if fault.kind in REFUSALS:
            return _json(*REFUSALS[fault.kind])
        if fault.kind == "late_apply":
            self._later(fault.seconds, request, path, body)
            return _json(*REFUSALS["reject_500"])
        if fault.kind == "late_reset":
            self._undone.append((request, path, body))
            self._abort(request)
        if fault.kind in {"hang", "late_reset"}:
            await asyncio.sleep(3600)
        answer = await self._done(request, path, body)
        if fault.kind == "apply_then_hang":
            await asyncio.sleep(3600)
        if fault.kind == "apply_then_reset":
            self._abort(request)
        return _json(*REFUSALS["reject_500"]) if fault.kind == "apply_then_500" else answer

    async def _done(self, request: web.Request, path: str, body: Any) -> web.Response:
        for method, template, handler in ROUTES:
            if method == request.method and (names := _fits(template, path)) is not None:
                request.match_info.update(names)
                try:
                    answer = await handler(self, request, body)
                except Refused as refused:
                    return _json(refused.status, refused.body)
                return web.Response(status=204) if answer is None else _json(200, answer)
        return _json(404, {"message": "404: Not Found", "code": 0})

    @staticmethod
    def _abort(request: web.Request) -> None:
        if request.transport is not None:
            request.transport.abort()

    async def do_late(self) -> None:
        """What `late_reset` left undone is done."""
        while self._undone:
            await self._done(*self._undone.pop(0))

    def _later(self, seconds: float, request: web.Request, path: str, body: Any) -> None:
        async def apply() -> None:
            await asyncio.sleep(seconds)
            await self._done(request, path, body)

        task = asyncio.create_task(apply())
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    # ── orders from another process ──────────────────────────────────────────────────────────────────────────────

    async def _told(self, request: web.Request) -> web.Response:
        match request.match_info["what"]:
            case "requests":
                return _json(200, [asdict(sent) for sent in self.requests])
            case "messages":
                return _json(200, self.posted(int(request.query.get("channel", CHANNEL))))
            case "markers":
                return _json(200, self.markers(int(request.query.get("channel", CHANNEL))))
            case "commands":
                return _json(200, self.commands)
        raise web.HTTPNotFound

    async def _ordered(self, request: web.Request) -> web.Response:
        order = await request.json()
        match request.match_info["what"]:
            case "fault":
                return _json(200, asdict(self.fail(**order)))
            case "say":
                return _json(200, await self.say(**order))
            case "slash":
                seconds = order.pop("seconds", 5.0)
                return _json(200, await self.answer(await self.slash(order.pop("command"), **order), seconds))
            case "asked":
                return _json(200, await self.asked(order.pop("command"), **order))
            case "open":
                self.messages |= {channel: {} for channel in order["channels"]}
                return _json(200, {})
            case "press":
                seconds = order.pop("seconds", 5.0)
                return _json(200, await self.answer(await self.press(**order), seconds))
            case "drop":
                await self.drop_connections(**order)
                return _json(200, {})
        raise web.HTTPNotFound

    # ── Discord's objects ────────────────────────────────────────────────────────────────────────────────────────

    def _id(self) -> int:
        return ((int(time.time() * 1000) - DISCORD_EPOCH_MS) << 22) | (next(self._ids) % (1 << 22))

    def _user(self, number: int) -> Json:
        names = {BOT: "Briefings", OWNER: "Owner", READER: "Robin"}
        return {
            "id": str(number), "username": names.get(number, f"user-{number}"), "discriminator": "0", "avatar": None,
            "global_name": None, "bot": number == BOT, "public_flags": 0,
        }  # fmt: skip

    def _member(self, number: int) -> Json:
        return {
            "user": self._user(number), "roles": [], "joined_at": "2021-01-01T00:00:00+00:00", "deaf": False,
            "mute": False, "flags": 0, "nick": None, "avatar": None,
        }  # fmt: skip

    def _guild(self) -> Json:
        everyone = {
            "id": str(GUILD), "name": "@everyone", "permissions": str(EVERYTHING.value), "position": 0,
            "color": 0, "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None}, "hoist": False,
            "managed": False, "mentionable": False, "flags": 0,
        }  # fmt: skip
        return {
            "id": str(GUILD), "name": "Briefing room", "owner_id": str(OWNER), "roles": [everyone], "emojis": [],
            "features": [], "channels": [self._channel(CHANNEL)], "members": [self._member(BOT), self._member(OWNER)],
            "member_count": 3, "threads": [], "presences": [], "voice_states": [], "stickers": [], "large": False,
            "stage_instances": [], "guild_scheduled_events": [], "soundboard_sounds": [], "unavailable": False,
            "preferred_locale": "en-US", "verification_level": 0, "default_message_notifications": 0, "mfa_level": 0,
            "explicit_content_filter": 0, "afk_timeout": 300, "premium_tier": 0, "nsfw_level": 0,
            "system_channel_flags": 0, "premium_progress_bar_enabled": False, "icon": None, "region": "",
        }  # fmt: skip

    def _channel(self, number: int) -> Json:
        for user, dm in self._dms.items():
            if dm == number:
                return {"id": str(dm), "type": 1, "recipients": [self._user(user)], "last_message_id": None}
        return {
            "id": str(number), "type": 0, "guild_id": str(GUILD), "name": "newsroom", "position": 0, "topic": None,
            "permission_overwrites": [], "nsfw": False, "parent_id": None, "rate_limit_per_user": 0,
            "permissions": str(discord.Permissions.all().value), "last_message_id": None,
        }  # fmt: skip

    def _dm(self, user: int) -> int:
        if user not in self._dms:
            self._dms[user] = self._id()
            self.messages[self._dms[user]] = {}
        return self._dms[user]

    def _message(self, channel: int, author: int, body: Json, **more: Any) -> Json:
        """A new message, in its channel."""
        message: Json = {
            "id": str(self._id()), "channel_id": str(channel), "author": self._user(author),
            "content": body.get("content") or "", "embeds": body.get("embeds") or [],
            "components": body.get("components") or [], "flags": int(body.get("flags") or 0),
            "timestamp": discord.utils.utcnow().isoformat(), "edited_timestamp": None, "tts": False, "type": 0,
            "mention_everyone": False, "mentions": [], "mention_roles": [], "attachments": [], "pinned": False, **more,
        }  # fmt: skip
        self.messages[channel][int(message["id"])] = message
        return message

    def _placed(self, message: Json) -> Json:
        """A message as an event shows it: with its server, if it has one."""
        in_guild = int(message["channel_id"]) not in self._dms.values()
        return message | ({"guild_id": str(GUILD)} if in_guild else {})

    def _open(self, channel: int) -> dict[int, Json]:
        if channel in self.closed:
            raise Refused(403, 50001, "Missing Access")
        if channel not in self.messages:
            raise Refused(404, 10003, "Unknown Channel")
        return self.messages[channel]

    def _found(self, channel: int, message: int) -> Json:
        found = self._open(channel).get(message)
        if found is None:
            raise Refused(404, 10008, "Unknown Message")
        return found

    def _edited(self, message: Json, body: Json) -> Json:
        for key in ("content", "embeds", "components", "flags"):
            if key in body:
                message[key] = body[key] if body[key] is not None else type(message[key])()
        message["flags"] &= ~LOADING
        message["edited_timestamp"] = discord.utils.utcnow().isoformat()
        return message

    def _interaction(self, token: str) -> Asked:
        asked = self._asked.get(token)
        if asked is None:
            raise Refused(404, 10015, "Unknown Webhook")
        return asked


# ── what each route does ─────────────────────────────────────────────────────────────────────────────────────────────


@route("GET", "/users/@me")
async def me(here: StandIn, request: web.Request, body: Any) -> Json:
    return here._user(BOT)


@route("GET", "/oauth2/applications/@me")
async def application(here: StandIn, request: web.Request, body: Any) -> Json:
    return {
        "id": str(APPLICATION), "name": "Briefings", "description": "", "icon": None, "bot_public": False,
        "bot_require_code_grant": False, "owner": here._user(OWNER), "verify_key": "0" * 64, "flags": 0, "team": None,
    }  # fmt: skip


@route("GET", "/gateway/bot")
async def gateway(here: StandIn, request: web.Request, body: Any) -> Json:
    left = {"total": 1000, "remaining": here.sessions_left, "reset_after": 1500, "max_concurrency": 1}
    return {"url": here.gateway, "shards": 1, "session_start_limit": left}


@route("GET", "/applications/{application}/commands")
async def commands(here: StandIn, request: web.Request, body: Any) -> list[Json]:
    return here.commands


@route("PUT", "/applications/{application}/commands")
async def register(here: StandIn, request: web.Request, body: Any) -> list[Json]:
    known = {command["name"]: command["id"] for command in here.commands}
    # A command in a message's menu has no description; Discord answers with an empty one.
    fixed = {"application_id": str(APPLICATION), "version": "1", "default_member_permissions": None, "description": ""}
    here.commands = [fixed | command | {"id": known.get(command["name"]) or str(here._id())} for command in body]
    return here.commands


@route("POST", "/users/@me/channels")
async def open_dm(here: StandIn, request: web.Request, body: Any) -> Json:
    return here._channel(here._dm(int(body["recipient_id"])))


@route("GET", "/users/{user}")
async def user(here: StandIn, request: web.Request, body: Any) -> Json:
    return here._user(int(request.match_info["user"]))


@route("GET", "/channels/{channel}")
async def channel(here: StandIn, request: web.Request, body: Any) -> Json:
    number = int(request.match_info["channel"])
    if number in here.forums:
        return here._channel(number) | {"type": 15, "available_tags": []}
    here._open(number)
    return here._channel(number)


@route("POST", "/channels/{channel}/messages")
async def post(here: StandIn, request: web.Request, body: Any) -> Json:
    """The same nonce within its time gives the first message again, and posts nothing."""
    channel = int(request.match_info["channel"])
    here._open(channel)
    nonce = body.get("nonce")
    if nonce is not None and body.get("enforce_nonce"):
        seen = here._nonces.get(str(nonce))
        if seen is not None and time.monotonic() - seen[0] < here.nonce_seconds:
            return seen[1] | {"nonce": nonce}
    message = here._message(channel, BOT, body)
    if nonce is not None:
        here._nonces[str(nonce)] = (time.monotonic(), message)
    await here.dispatch("MESSAGE_CREATE", here._placed(message) | {"nonce": nonce})
    return message | {"nonce": nonce}


@route("POST", "/channels/{channel}/threads")
async def begin_post(here: StandIn, request: web.Request, body: Any) -> Json:
    """A post and its first message have one id. A nonce is not known here."""
    forum = int(request.match_info["channel"])
    if forum in here.closed:
        raise Refused(403, 50001, "Missing Access")
    if forum not in here.forums:
        raise Refused(404, 10003, "Unknown Channel")
    number = here._id()
    post = {
        "id": str(number), "type": 11, "guild_id": str(GUILD), "parent_id": str(forum), "owner_id": str(BOT),
        "name": body["name"], "applied_tags": body.get("applied_tags") or [], "member_count": 1, "message_count": 0,
        "last_message_id": str(number), "rate_limit_per_user": 0, "total_message_sent": 0,
        "thread_metadata": {
            "archived": here.archives, "archive_timestamp": discord.utils.utcnow().isoformat(),
            "auto_archive_duration": 4320, "locked": False,
        },
    }  # fmt: skip
    here.forums[forum].append(post)
    here.messages[number] = {}
    first = here._message(number, BOT, body["message"])
    del here.messages[number][int(first["id"])]
    here.messages[number][number] = first = first | {"id": str(number)}
    return post | {"message": first}


@route("GET", "/guilds/{guild}/threads/active")
async def active_posts(here: StandIn, request: web.Request, body: Any) -> Json:
    posts = [post for forum in here.forums.values() for post in forum]
    return {"threads": [post for post in posts if not post["thread_metadata"]["archived"]], "members": []}


@route("GET", "/channels/{channel}/threads/archived/public")
async def archived_posts(here: StandIn, request: web.Request, body: Any) -> Json:
    """The one archived last comes first."""
    posts = [post for post in here.forums[int(request.match_info["channel"])] if post["thread_metadata"]["archived"]]
    before = request.query.get("before")
    older = [post for post in posts[::-1] if before is None or post["thread_metadata"]["archive_timestamp"] < before]
    limit = int(request.query.get("limit", 50))
    return {"threads": older[:limit], "members": [], "has_more": len(older) > limit}


@route("POST", "/channels/{channel}/messages/{message}/crosspost")
async def publish(here: StandIn, request: web.Request, body: Any) -> Json:
    found = here._found(int(request.match_info["channel"]), int(request.match_info["message"]))
    if int(found["id"]) in here.published:
        raise Refused(400, 40033, "This message has already been crossposted.")
    here.published.append(int(found["id"]))
    return found


@route("GET", "/channels/{channel}/messages")
async def history(here: StandIn, request: web.Request, body: Any) -> list[Json]:
    """Newest first. `after` gives those that come next after it, not the newest of all: whoever pages misses none."""
    messages = here._open(int(request.match_info["channel"])).values()
    visible = [message for message in messages if not message["flags"] & EPHEMERAL]
    limit = int(request.query.get("limit", 50))
    if "after" in request.query:
        visible = [message for message in visible if int(message["id"]) > int(request.query["after"])][:limit]
    if "before" in request.query:
        visible = [message for message in visible if int(message["id"]) < int(request.query["before"])]
    return visible[::-1][:limit]


@route("GET", "/channels/{channel}/messages/{message}")
async def message(here: StandIn, request: web.Request, body: Any) -> Json:
    return here._found(int(request.match_info["channel"]), int(request.match_info["message"]))


@route("PATCH", "/channels/{channel}/messages/{message}")
async def edit(here: StandIn, request: web.Request, body: Any) -> Json:
    found = here._found(int(request.match_info["channel"]), int(request.match_info["message"]))
    edited = here._edited(found, body)
    await here.dispatch("MESSAGE_UPDATE", here._placed(edited))
    return edited


@route("DELETE", "/channels/{channel}/messages/{message}")
async def delete(here: StandIn, request: web.Request, body: Any) -> None:
    found = here._found(int(request.match_info["channel"]), int(request.match_info["message"]))
    del here.messages[int(found["channel_id"])][int(found["id"])]
    gone = {"id": found["id"], "channel_id": found["channel_id"]}
    await here.dispatch("MESSAGE_DELETE", here._placed(gone))


@route("POST", "/interactions/{interaction}/{token}/callback")
async def callback(here: StandIn, request: web.Request, body: Any) -> Json:
    asked = here._interaction(request.match_info["token"])
    if asked.callbacks:
        raise Refused(400, 40060, "Interaction has already been acknowledged.")
    asked.callbacks.append(body)
    data = body.get("data") or {}
    answer: Json = {"interaction": {"id": str(asked.id), "type": 2}}
    if body["type"] in {6, 7} and asked.source is not None:
        asked.messages.append(asked.source)
        here._edited(here._found(asked.channel, asked.source), data)
    if body["type"] in {4, 5}:
        flags = int(data.get("flags") or 0) | (LOADING if body["type"] == 5 else 0)
        said = here._message(asked.channel, BOT, data | {"flags": flags}, **_answering(asked))
        asked.messages.append(int(said["id"]))
        answer["interaction"]["response_message_id"] = said["id"]
        answer["resource"] = {"type": body["type"], "message": said}
    asked.changed.set()
    return answer


@route("POST", "/webhooks/{application}/{token}")
async def follow_up(here: StandIn, request: web.Request, body: Any) -> Json:
    """The first follow-up of a deferred answer completes it, and is as private as the deferral was."""
    asked = here._interaction(request.match_info["token"])
    original = here.messages[asked.channel].get(asked.messages[0]) if asked.messages else None
    if original is not None and original["flags"] & LOADING:
        said = here._edited(original, body | {"flags": int(body.get("flags") or 0) & ~EPHEMERAL | original["flags"]})
    else:
        said = here._message(asked.channel, BOT, body, **_answering(asked))
        asked.messages.append(int(said["id"]))
    asked.changed.set()
    return said


@route("GET", "/webhooks/{application}/{token}/messages/{message}")
async def answered(here: StandIn, request: web.Request, body: Any) -> Json:
    asked = here._interaction(request.match_info["token"])
    which = request.match_info["message"]
    if which == "@original" and not asked.messages:
        raise Refused(404, 10008, "Unknown Message")
    return here._found(asked.channel, asked.messages[0] if which == "@original" else int(which))


@route("PATCH", "/webhooks/{application}/{token}/messages/{message}")
async def edit_answer(here: StandIn, request: web.Request, body: Any) -> Json:
    edited = here._edited(await answered(here, request, None), body)
    here._interaction(request.match_info["token"]).changed.set()
    return edited


@route("DELETE", "/webhooks/{application}/{token}/messages/{message}")
async def delete_answer(here: StandIn, request: web.Request, body: Any) -> None:
    found = await answered(here, request, None)
    del here.messages[int(found["channel_id"])][int(found["id"])]


# ── reading and writing ──────────────────────────────────────────────────────────────────────────────────────────────


def _answering(asked: Asked) -> Json:
    return {"interaction_metadata": asked.metadata, "type": 20}


def _json(status: int, body: Any) -> web.Response:
    # discord.py compares the whole header: with a charset behind it the body would stay a string.
    return web.Response(status=status, body=json.dumps(body).encode(), headers={"Content-Type": "application/json"})


def _full(seconds: float, *, everything: bool = False, via: bool = True) -> web.Response:
    answer = _json(429, {"message": "You are being rate limited.", "retry_after": seconds, "global": everything})
    answer.headers["Retry-After"] = str(seconds)
    answer.headers["X-RateLimit-Scope"] = "global" if everything else "user"
    if via:
        answer.headers["Via"] = "1.1 google"
    return answer


async def _body(request: web.Request) -> tuple[Any, int]:
    """The JSON of a request, and how many files came with it."""
    if not request.can_read_body:
        return None, 0
    if not request.content_type.startswith("multipart/"):
        return await request.json(), 0
    payload, files = None, 0
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader), "Discord's parts hold no parts of their own"
        data = await part.read(decode=False)
        if part.name == "payload_json":
            payload = json.loads(data)
        else:
            files += 1
    return payload, files


def _fits(template: str, path: str) -> dict[str, str] | None:
    names, wanted, parts = {}, template.split("/"), path.split("/")
    if len(wanted) != len(parts):
        return None
    for want, got in zip(wanted, parts, strict=True):
        if want.startswith("{"):
            names[want.strip("{}")] = got
        elif want != got:
            return None
    return names


def _given(command: Json, path: list[str], values: Json) -> list[Json]:
    """The options of a command as Discord sends them: subcommands nested, each value with its type."""
    options = {option["name"]: option for option in command.get("options") or []}
    if path:
        sub = options[path[0]]
        return [{"name": sub["name"], "type": sub["type"], "options": _given(sub, path[1:], values)}]
    return [{"name": name, "type": options[name]["type"], "value": value} for name, value in values.items()]


def _custom_ids(components: list[Json]) -> Iterator[str]:
    for component in components:
        if "custom_id" in component:
            yield component["custom_id"]
        yield from _custom_ids(component.get("components") or [])
        yield from _custom_ids([component["accessory"]] if component.get("accessory") else [])


@contextlib.contextmanager
def _reached(api: str, gateway: str) -> Iterator[None]:
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = api, yarl.URL(gateway)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


# ── as a process ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Elsewhere:
    """A stand-in that is a process of its own, as Discord is: its work delays nobody here."""

    api: str
    gateway: str
    session: aiohttp.ClientSession

    def reached(self) -> contextlib.AbstractContextManager[None]:
        return _reached(self.api, self.gateway)

    async def order(self, what: str, **order: Any) -> Any:
        async with self.session.post(self._at(what), json=order) as answer:
            return await answer.json()

    async def told(self, what: str, **query: Any) -> Any:
        async with self.session.get(self._at(what), params=query) as answer:
            return await answer.json()

    def _at(self, what: str) -> str:
        return self.api.replace("/api/v10", f"/stand-in/{what}")


@contextlib.asynccontextmanager
async def elsewhere(*options: str) -> AsyncIterator[Elsewhere]:
    """Within, it runs, with these options of its command line."""
    command = sys.executable, "-W", "ignore", "-m", "tests.discord_stand_in", *options
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None
        addresses = json.loads(await process.stdout.readline())
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None)) as session:
            yield Elsewhere(addresses["api"], addresses["gateway"], session)
    finally:
        process.terminate()
        await process.wait()


@contextlib.asynccontextmanager
async def _running(options: argparse.Namespace) -> AsyncIterator[StandIn]:
    here = StandIn(nonce_seconds=options.nonce_seconds, per_second=options.per_second, seed=options.seed)
    for kind, chance in (fault.split(":") for fault in options.fault):
        here.fail(kind, chance=float(chance), times=None)
    await here.start(options.port)
    try:
        yield here
    finally:
        await here.stop()


async def _serve(options: argparse.Namespace) -> None:
    ended = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, ended.set)
    async with _running(options) as here:
        addresses = {"api": here.api, "gateway": here.gateway, "token": TOKEN, "channel": CHANNEL, "guild": GUILD}
        print(json.dumps(addresses), flush=True)  # noqa: T201
        await ended.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description="A stand-in for Discord on loopback.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--nonce-seconds", type=float, default=180.0)
    parser.add_argument("--per-second", type=int, help="the global limit; Discord's is 50")
    parser.add_argument("--fault", action="append", default=[], metavar="KIND:CHANCE", help=", ".join(FAULTS))
    parser.add_argument("--seed", type=int, default=0)
    asyncio.run(_serve(parser.parse_args()))


if __name__ == "__main__":
    main()
