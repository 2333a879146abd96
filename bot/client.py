"""The bot on Discord: loads the cogs, crosses into a thread once, and turns errors into kind private replies."""

import asyncio
import hashlib
import json
import logging
import re
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any, Protocol, TypeVar, cast

import discord
from discord import app_commands
from discord.ext import commands

from bot.bucket import Refusals
from bot.controls import CONTROLS, NO_ANSWERS, Show, answer_buttons
from bot.forms import FORMS
from bot.pace import Pace
from bot.pictures import Pictures
from bot.replies import MOST_MESSAGES, NOBODY, Look, Reply, follow, respond, turn
from bot.translations import Translations
from bot.tries import watched
from briefings.answers import again, suggest, topics
from briefings.app import App
from briefings.dates import DateSpan, read_iso
from briefings.errors import BriefingsError, TemplateBroken, WrongUsage
from briefings.model import Answer, Part, ReadAs, Scope, ServerSettings
from briefings.pictures import pictured
from briefings.render import plain, split

log = logging.getLogger(__name__)

T = TypeVar("T")
Interaction = discord.Interaction[Any]

COGS = ("questions", "digests", "wrong", "export", "people", "mine", "settings", "help", "direct", "troubles")
THREADS = 4
PATIENCE_SECONDS = 1.5  # an answer that takes longer is waited for in view; Discord itself gives up after three
LONGEST_WAIT = 30.0  # seconds in which discord.py sits out a full route; the sender knows better what to do meanwhile
MOST_CHOICES = 25
LONGEST_CHOICE = 100


Change = Callable[..., Reply]
"""What a manager asks for: `(app, server settings, *args, now=…, **options)`, done, says what is true then."""


class LooksAfter(Protocol):
    """What the sender calls between two rounds."""

    async def look_after(self, now: datetime, turn: Callable[[], Awaitable[None]]) -> None:
        """What nobody knows yet is told; `turn` returns when we may speak to Discord."""


class BriefingBot(commands.Bot):
    """Answers from `app`. `wake` tells the sender that something new is in the outbox.

    With no patience at all, every wait is shown.
    """

    def __init__(
        self,
        app: App,
        *,
        wake: Callable[[], object] = lambda: None,
        patience_seconds: float = PATIENCE_SECONDS,
        look: Look = "cards",
        pace: Pace | None = None,
        pictures: bool = True,
    ) -> None:
        self.refusals = Refusals()
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=discord.Intents(guilds=True, dm_messages=True),
            allowed_mentions=discord.AllowedMentions.none(),
            tree_cls=Tree,
            http_trace=watched(self.refusals.trace()),
            max_ratelimit_timeout=LONGEST_WAIT,
        )
        self.app = app
        self.wake = wake
        self.look = look
        self.words = Translations(app.settings.templates / "commands")
        self.controls: list[re.Pattern[str]] = []  # how the buttons and lists are written that are read here
        self.remedies: dict[
            str, Callable[[], discord.ui.Item[Any]]
        ] = {}  # the button that helps a manager, by the error's key
        self._pace = pace or Pace()
        self._patience_seconds = patience_seconds
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="answer")
        self._pictures = Pictures(app, self.in_thread) if pictures else None
        self._unpictured: dict[int | None, Reply] = {}  # by message: what waits there for its picture

    # --- coming and going ------------------------------------------------------------------------------------------

    async def setup_hook(self) -> None:
        for cog in COGS:
            await self.load_extension(f"bot.cogs.{cog}")
        self.add_dynamic_items(*CONTROLS)
        self.words.describe(self.tree.walk_commands())
        await self.tree.set_translator(self.words)
        await self._tell_discord_the_commands()

    async def _tell_discord_the_commands(self) -> None:
        """Only when they differ from what this application was last told: Discord counts."""
        commands = sorted(self.tree.get_commands(), key=lambda command: command.name)
        translator = self.tree.translator
        payload = [
            await command.get_translated_payload(self.tree, translator) if translator else command.to_dict(self.tree)
            for command in commands
        ]
        told = hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
        told = f"{self.application_id}:{told}"
        desk = self.app.store.desk
        if await self.in_thread(desk.note, "command_tree") != told:
            await self.tree.sync()
            await self.in_thread(desk.set_note, "command_tree", told)

    async def on_message(self, message: discord.Message) -> None:
        """No commands in messages; what is written to us is read in cogs/direct.py."""

    def add_dynamic_items(self, *items: type[discord.ui.DynamicItem[Any]]) -> None:
        super().add_dynamic_items(*items)
        self.controls += [item.__discord_ui_compiled_template__ for item in items]

    async def on_interaction(self, interaction: Interaction) -> None:
        """What an earlier version showed and this one does not read says so; all else is answered elsewhere."""
        data: Any = interaction.data or {}
        custom_id = str(data.get("custom_id"))
        if interaction.type is discord.InteractionType.modal_submit and not custom_id.startswith(FORMS):
            await self.reply(interaction, lambda: self.say("form_changed"), private=True)
        if interaction.type is discord.InteractionType.component and not any(
            template.fullmatch(custom_id) for template in self.controls
        ):
            await self.reply(interaction, lambda: self.say("sources_changed"), private=True)

    @property
    def troubles(self) -> "LooksAfter":
        """Who tells somebody what went wrong, from the time on that the cogs are loaded (cogs/troubles.py)."""
        return cast(LooksAfter, self.get_cog("Troubles"))

    async def close(self) -> None:
        await super().close()
        self._threads.shutdown(wait=False, cancel_futures=True)

    # --- who may see what ------------------------------------------------------------------------------------------

    def guild_scope(self, guild_id: int) -> Scope:
        """What may be seen in this server. Reads the store."""
        return self.app.store.decisions.decided(self._server(guild_id).scope)

    def own_scope(self) -> Scope:
        """What may be seen outside of any server. Reads the store."""
        return self.app.store.decisions.decided(Scope())

    def scope(self, interaction: Interaction) -> Scope:
        """What may be seen where this is asked: a server's shelf only where the server installed us. Reads the store."""
        if interaction.guild_id is not None and interaction.is_guild_integration():
            return self.guild_scope(interaction.guild_id)
        return self.own_scope()

    def managed(self, interaction: Interaction) -> ServerSettings | None:
        """The server where this is asked, if whoever asks manages it. Reads the store."""
        may = interaction.guild_id is not None and manages(interaction)
        return self._server(interaction.guild_id or 0) if may else None

    def _server(self, guild_id: int) -> ServerSettings:
        return self.app.store.desk.settings(f"guild:{guild_id}")

    # --- answering -------------------------------------------------------------------------------------------------

    async def answer(
        self,
        interaction: Interaction,
        question: Callable[..., Answer],
        *args: Any,
        private: bool = False,
        since: str | None = None,
        until: str | None = None,
        as_of: str | None = None,
        **options: Any,
    ) -> None:
        """`question`'s answer is sent. `since`, `until` and `as_of` are days as somebody typed them.

        What only the asker can act on (nobody of that name, nothing found) he alone sees.
        """

        def ask() -> Reply:
            days = _days(since, until, as_of)
            scope, now = self.scope(interaction), interaction.created_at
            answer = question(self.app.store, scope, *args, now=now, **days, **options)
            return self.told(answer, private=private)

        await self.reply(interaction, ask, private=private)

    async def show(self, interaction: Interaction, show: Show) -> None:
        """What a button opens, for whoever pressed it."""
        await self.reply(
            interaction, lambda: Reply(show(self.app, self.scope(interaction)), private=True), private=True
        )

    async def ask_again(self, interaction: Interaction, asked: ReadAs | None, *, turns: bool) -> None:
        """What a button asks: told to whoever pressed it, or, where it `turns` his own answer, shown in its place."""

        def ask() -> Reply:
            scope, now = self.scope(interaction), interaction.created_at
            answer = again(self.app.store, scope, asked, now=now) if asked else None
            if answer and interaction.context.dm_channel:
                self.loop.call_soon_threadsafe(self.dispatch, "pressed", interaction.user.id, answer, now)
            return self.told(answer, private=not in_place) if answer else self.say("sources_changed")

        in_place = turns and _is_his(interaction)
        if not in_place:
            await self.reply(interaction, ask, private=True)
            return
        message = interaction.message.id if interaction.message else None
        self._unpictured.pop(message, None)  # what is still drawn for the page that goes comes too late
        reply = self.too_many(interaction.user.id, interaction.created_at)
        working = asyncio.ensure_future(self.settled((lambda: reply) if reply else ask, interaction.id))
        if self._patience_seconds:
            await asyncio.wait({working}, timeout=self._patience_seconds)
        if deferred := not working.done():
            await interaction.response.defer()
        told = await working
        await turn(interaction, told, deferred=deferred)
        await self.illustrate(told, message, interaction.edit_original_response, interaction.created_at)

    async def manage(self, interaction: Interaction, change: Change, *args: Any, **options: Any) -> None:
        """A change to this server, for those who manage it; what is true then, they alone are told."""

        def do() -> Reply:
            if interaction.guild_id is None or not manages(interaction):
                raise WrongUsage("manage_server_needed")
            server = self._server(interaction.guild_id)
            try:
                return change(self.app, server, *args, now=interaction.created_at, **options)
            except WrongUsage as error:
                if (remedy := self.remedies.get(error.key)) is None:
                    raise
                return replace(self._told_error(error, interaction.id), controls=(remedy(),))

        await self.reply(interaction, do, private=True)

    async def curate(self, interaction: Interaction, change: Change, *args: Any, **options: Any) -> None:
        """A correction of what was read, for this server, by those who manage it or bear its curator role."""

        def do() -> Reply:
            server = self._server(interaction.guild_id) if interaction.guild_id is not None else None
            if server is None or not curates(interaction, server):
                raise WrongUsage("curator_needed")
            return change(self.app, server, *args, by=interaction.user.id, now=interaction.created_at, **options)

        await self.reply(interaction, do, private=True)

    async def reply(self, interaction: Interaction, work: Callable[[], Reply], *, private: bool) -> None:
        """What `work` says, which is done in a thread. An error is told kindly, and to nobody else."""
        if (wait := self.too_many(interaction.user.id, interaction.created_at)) is not None:
            await respond(interaction, wait, look=self.look)
            return
        working = asyncio.ensure_future(self.settled(work, interaction.id))
        if self._patience_seconds:
            await asyncio.wait({working}, timeout=self._patience_seconds)
        deferred = None if working.done() else private
        if deferred is not None:
            await interaction.response.defer(ephemeral=private, thinking=True)
        told = await working
        message = await respond(interaction, told, look=self.look, deferred=deferred)
        self.dispatch("answered", interaction)
        await self.illustrate(told, message, interaction.edit_original_response, interaction.created_at)

    async def illustrate(
        self, reply: Reply, message: int | None, edit: Callable[..., Awaitable[Any]], now: datetime
    ) -> None:
        """The reply, which somebody has read by now, shows its picture too, if it has one and that comes in time:

        before another page was turned to in its `message`.
        """
        if reply.pictured is None or self._pictures is None:
            return
        self._unpictured[message] = reply
        png = await self._pictures.drawn(reply.pictured.chart, now)
        if self._unpictured.get(message) is not reply:
            return
        del self._unpictured[message]
        if png is None:
            return
        try:
            await edit(**reply.illustrated(png, self.look), allowed_mentions=NOBODY)
        except discord.HTTPException as refused:  # the message is gone, or files are not allowed here
            log.info("a picture could not be attached: %s", refused)

    def too_many(self, person: int, now: datetime) -> Reply | None:
        """None: one more answer is fine, and counts. Else what this person is told instead."""
        again = self._pace.wait(person, now)
        return None if again is None else self.say("too_many", again=again)

    async def settled(self, work: Callable[[], Reply], asked: int) -> Reply:
        """What `work` says, or what to tell about its error. `asked` is the id of the interaction or message."""
        try:
            return await self.in_thread(work)
        except Exception as error:  # noqa: BLE001  it is logged, and somebody waits for an answer
            return self._told_error(error, asked)

    async def in_thread(self, work: Callable[..., T], *args: Any, **options: Any) -> T:
        """The one crossing: the domain is plain code that waits for the disk."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(work, *args, **options))

    def told(self, answer: Answer, *, private: bool = False) -> Reply:
        """An answer as a reply of at most `MOST_MESSAGES` messages."""
        parts = self.app.renderer.render(answer)
        if len(parts) > MOST_MESSAGES:
            last = parts[MOST_MESSAGES - 1]
            more = self.app.renderer.say("answer_cut", messages=len(parts) - MOST_MESSAGES)
            parts = (*parts[: MOST_MESSAGES - 1], Part(f"{last.text}\n\n{more}", last.buttons))
        buttons = tuple(answer_buttons(self.app, answer, alone=len(parts) == 1))
        chart = pictured(answer, self.app.renderer) if self._pictures else None
        return Reply(parts, private or answer.kind in NO_ANSWERS, controls=buttons, pictured=chart)

    def say(self, name: str, /, **values: Any) -> Reply:
        """A text of ours as a private reply."""
        return said(self.app, name, **values)

    # --- choosing while typing -------------------------------------------------------------------------------------

    async def people(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """The people whom `typed` may become."""
        return await self.choices(
            lambda: [(one.label, one.value) for one in suggest(self.app.store, self.scope(interaction), typed)]
        )

    async def topics(self, interaction: Interaction, typed: str, *, people: int = 0) -> list[app_commands.Choice[str]]:
        """What `typed` may become: at most so many `people`, then what headlines speak of."""

        def found() -> list[tuple[str, str]]:
            store, scope = self.app.store, self.scope(interaction)
            named = suggest(store, scope, typed, limit=people) if people else ()
            spoken_of = [(topic.label, topic.text) for topic in topics(store, scope, typed)]
            return [*((one.label, one.value) for one in named), *spoken_of]

        return await self.choices(found)

    async def choices(self, suggest: Callable[[], Iterable[tuple[str, str]]]) -> list[app_commands.Choice[str]]:
        """What Discord shows while somebody types: labels and values, as many and as long as it takes."""
        suggested = await self.in_thread(lambda: list(suggest()))
        fitting = [(label, value) for label, value in suggested if 0 < len(value) <= LONGEST_CHOICE]
        return [
            app_commands.Choice(name=plain(label)[:LONGEST_CHOICE] or value, value=value)
            for label, value in fitting[:MOST_CHOICES]
        ]

    # --- errors ----------------------------------------------------------------------------------------------------

    async def refuse(self, interaction: Interaction, error: BaseException) -> None:
        """The asker, and nobody else, is told what went wrong. What was answered already stays as it is."""
        if self.is_closed():
            return  # there is no way to him any more
        reply = self._told_error(error, interaction.id)
        if interaction.type is discord.InteractionType.autocomplete:
            return
        try:
            await (follow if interaction.response.is_done() else respond)(interaction, reply, look=self.look)
        except discord.HTTPException as gone:
            log.warning("nobody could be told: %s", gone)

    def _told_error(self, error: BaseException, asked: int) -> Reply:
        if not isinstance(error, BriefingsError):
            reference = f"{asked >> 22 & 0xFFFFFF:06X}"  # the millisecond at which it was asked
            log.error("an answer failed (ref %s)", reference, exc_info=error)
            error = BriefingsError("unexpected", reference=reference)
        elif isinstance(error, TemplateBroken):  # whose file it is, and where, is for whoever runs us
            log.error("%s", self.app.renderer.error(error, markdown=False))
            error = BriefingsError("wording_broken")
        return Reply((Part(self.app.renderer.error(error)),), private=True)


class Tree(app_commands.CommandTree["BriefingBot"]):
    """The slash commands; what goes wrong before a command runs is told here."""

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError) -> None:
        known: dict[type[Exception], str] = {
            app_commands.CommandNotFound: "command_changed",
            app_commands.CommandSignatureMismatch: "command_changed",
            app_commands.TransformerError: "command_changed",
            app_commands.CheckFailure: "manage_server_needed",
        }
        key = next((key for kind, key in known.items() if isinstance(error, kind)), None)
        await self.client.refuse(interaction, WrongUsage(key) if key else error.__cause__ or error)


def said(app: App, name: str, /, *controls: discord.ui.Item[Any], **values: Any) -> Reply:
    """A text of ours as a private reply, with buttons of our own below."""
    return Reply(split(app.renderer.say(name, **values), ()), private=True, controls=controls)


def _is_his(interaction: Interaction) -> bool:
    """Was the message that is pressed the answer to whoever presses it?"""
    message = interaction.message
    if message is None:
        return False
    if message.interaction_metadata is not None:
        return message.interaction_metadata.user.id == interaction.user.id
    return message.flags.ephemeral or interaction.guild_id is None


def manages(interaction: Interaction) -> bool:
    """May whoever asks change this server's settings? Discord's own switch can be turned off by a server; this cannot."""
    may = interaction.permissions
    return interaction.is_guild_integration() and (may.manage_guild or may.administrator)


def curates(interaction: Interaction, server: ServerSettings) -> bool:
    """May whoever asks correct what was read, for this server?"""
    roles = getattr(interaction.user, "roles", ())
    bears_it = interaction.is_guild_integration() and any(role.id == server.curator_role for role in roles)
    return manages(interaction) or bears_it


def _days(since: str | None, until: str | None, as_of: str | None = None) -> dict[str, date | None]:
    """The days that were typed, of `as_of` only where one was.

    Raises `WrongUsage` for what is none, and when they end before they begin.
    """
    begin, end, then = (_read_day(typed) for typed in (since, until, as_of))
    first, last = begin.first if begin else None, end.last if end else None
    if first and last and last < first:
        raise WrongUsage("window_empty", since=first.isoformat(), until=last.isoformat())
    days = {"since": first, "until": last, "as_of": then.last if then else None}
    return {name: day for name, day in days.items() if day}  # a question need not know what was not asked for


def _read_day(typed: str | None) -> DateSpan | None:
    span = read_iso(typed) if typed else None
    if typed and span is None:
        raise WrongUsage("date_unreadable", given=typed)
    return span
