"""A simulated Discord for the playground and the tests: SimCord, completed where Discord says more.

SimCord runs the real discord.py client with no network and no token. It says too little about an interaction: who
installed the app is left empty, every place is a server or the bot's own DM, everybody speaks American English.
`Simulation` fills in what Discord sends, so that the app can be tried as it is installed in a server, in its DM,
and by one person who carries it into other places.

Nothing imports this file when the bot runs with a token.
"""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

import discord
import simcord

# Discord's names for where an interaction happens, and for who installed the app.
IN_A_SERVER, IN_THE_BOTS_DM, IN_A_PRIVATE_CHANNEL = 0, 1, 2
BY_A_SERVER, BY_A_USER = "0", "1"

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5

# SimCord waits until the bot has finished what one event started. The slowest answer is well below this; a test or
# a page that waits so long has found something that was started inside the client and never ends.
SETTLE_SECONDS = 60.0


class SimulatedClock(Protocol):
    """What SimCord asks of its clock: `now`, aware and in UTC, dates messages and ids; `elapsed` seconds drive timers."""

    @property
    def elapsed(self) -> float: ...

    def now(self) -> datetime: ...

    def advance(self, seconds: float) -> None: ...


class HeldClock:
    """Stands still at `start` until a test moves it with `env.advance_time(seconds)`."""

    def __init__(self, start: datetime) -> None:
        self._start = start
        self.elapsed = 0.0

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self.elapsed)

    def advance(self, seconds: float) -> None:
        self.elapsed += seconds


@dataclass(frozen=True)
class Simulation:
    """The client, ready, in a Discord of its own; `env` is SimCord's, with all its verbs.

    The app is installed in every server made with `server(...)` and by nobody for themselves, unless said otherwise.
    """

    env: simcord.Env
    clock: SimulatedClock
    _carriers: set[int] = field(default_factory=set)  # users who installed the app for themselves
    _private: set[int] = field(default_factory=set)  # channels that stand for a DM or group without the bot
    _locales: dict[int, str] = field(default_factory=dict)  # by user
    _owners: dict[str, dict[str, str]] = field(default_factory=dict)  # by interaction: whose installation it used

    # ── setting the scene ────────────────────────────────────────────────────────────────────────────────────────

    def server(
        self, name: str = "Briefing room", *, installed: bool = True, locale: str = "en-US"
    ) -> simcord.GuildHandle:
        """A server. Not `installed`: the bot is no member and cannot post there, as where only a visitor carries it."""
        guild = self.env.create_guild(name, preferred_locale=locale)
        if not installed:
            del self.env.backend.get_guild(guild.id).members[self.env.backend.bot_user.id]
            self.env.backend.emit("GUILD_DELETE", {"id": str(guild.id)})
        return guild

    def member(
        self,
        guild: simcord.GuildHandle,
        name: str,
        *,
        manages: bool = False,
        carries: bool = False,
        locale: str = "en-US",
    ) -> simcord.MemberActor:
        """Somebody in a server. `manages` gives Manage Server; `carries` installs the app for this person."""
        person = self.person(name, carries=carries, locale=locale)
        roles = []
        if manages:
            roles.append(guild.create_role("Editor", permissions=discord.Permissions(manage_guild=True)))
        return guild.add_member(person, roles=roles)

    def person(self, name: str, *, carries: bool = False, locale: str = "en-US") -> simcord.UserHandle:
        """Somebody in no server; `person.dm_channel` is the DM with the bot."""
        person = self.env.create_user(name)
        self._locales[person.id] = locale
        if carries:
            self._carriers.add(person.id)
        return person

    @contextmanager
    def in_private(self, person: simcord.UserHandle) -> Iterator[simcord.ChannelHandle]:
        """Within, this person's DM stands for one with somebody else, where only a carried app can be used."""
        channel = person.dm_channel
        self._private.add(channel.id)
        try:
            yield channel
        finally:
            self._private.discard(channel.id)

    # ── what Discord says and SimCord does not ───────────────────────────────────────────────────────────────────

    def complete(self, event: str, payload: Mapping[str, Any]) -> None:
        """Every interaction carries its owners, context and locales from here on, in place, before the client sees it."""
        if event != "INTERACTION_CREATE" or not isinstance(payload, dict):
            return
        guild_id = payload.get("guild_id")
        user = (payload.get("member") or payload)["user"]
        payload["locale"] = self._locales.get(int(user["id"]), "en-US")
        if guild_id is not None:
            locale = self.env.backend.get_guild(int(guild_id)).preferred_locale
            payload["guild_locale"] = locale
            payload["guild"] = {"id": guild_id, "locale": locale, "features": []}
        payload["context"] = self._context(payload)
        payload["authorizing_integration_owners"] = self._owners[payload["id"]] = self._authorized(payload, user["id"])

    def _context(self, payload: dict[str, Any]) -> int:
        if payload.get("guild_id") is not None:
            return IN_A_SERVER
        return IN_A_PRIVATE_CHANNEL if int(payload["channel_id"]) in self._private else IN_THE_BOTS_DM

    def _authorized(self, payload: dict[str, Any], user_id: str) -> dict[str, str]:
        """Whose installation lets this happen (Discord's docs, "Authorizing Integration Owners Object").

        A press of a button counts for whoever installed the app for the answer that carries the button, not for who
        presses it. A command counts only for the ways of installing that it was registered for.
        """
        answered = (payload.get("message") or {}).get("interaction_metadata")
        if answered is not None and answered["id"] in self._owners:
            return self._owners[answered["id"]]
        owners = {}
        guild_id = payload.get("guild_id")
        if guild_id is not None and self.env.backend.bot_user.id in self.env.backend.get_guild(int(guild_id)).members:
            owners[BY_A_SERVER] = guild_id
        elif payload["context"] == IN_THE_BOTS_DM:
            owners[BY_A_SERVER] = "0"
        if int(user_id) in self._carriers:
            owners[BY_A_USER] = user_id
        if payload["type"] in (COMMAND, AUTOCOMPLETE):
            allowed = self._installable(payload["data"])
            owners = {way: owner for way, owner in owners.items() if int(way) in allowed}
        return owners

    def _installable(self, command: Mapping[str, Any]) -> list[int]:
        for scope in self.env.backend.commands.values():
            for known in scope.values():
                if known["id"] == command["id"]:
                    return list(known.get("integration_types") or [int(BY_A_SERVER)])
        return [int(BY_A_SERVER)]


def _send_no_files_without_a_form(http: Any) -> None:
    """As discord.py: a request's files are in its form; beside JSON they are only rewound before each try."""
    ask = http.request

    async def request(route: Any, *, files: Any = None, form: Any = None, **options: Any) -> Any:
        return await ask(route, files=files if form is not None else None, form=form, **options)

    http.request = request


@asynccontextmanager
async def simulated(client: discord.Client, clock: SimulatedClock) -> AsyncIterator[Simulation]:
    """The client is ready, in an empty Discord that keeps this clock; afterwards it is closed.

    The clock is in place before the client starts, so no timer, message or id knows another time.
    """
    env = simcord.Env(client, settle_timeout=SETTLE_SECONDS)
    backend: Any = env.backend
    backend.clock = clock
    backend.bot_user.name = "Briefings"
    simulation = Simulation(env, clock)
    backend.subscribers.insert(0, simulation.complete)  # before the client's own, which copies what it is given
    try:
        await env.start()
        _send_no_files_without_a_form(client.http)
        try:
            with env.time_context():
                yield simulation
        finally:
            await env.shutdown()
    finally:
        await client.close()
