"""`/digest`: what is posted by the clock. Only for those who manage the server."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import BriefingBot, manages, said
from bot.replies import Reply
from briefings.app import App
from briefings.digests import due, plan
from briefings.errors import WrongUsage
from briefings.model import Schedule, ServerSettings

Interaction = discord.Interaction[BriefingBot]
Choices = list[app_commands.Choice[str]]

Name = app_commands.Range[str, 1, 80]
NAME = "The digest’s name"
DAILY = "daily"  # the template that is taken when none is named

POSTABLE = (
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.public_thread,
    discord.ChannelType.private_thread,
    discord.ChannelType.news_thread,
)


# --- where a digest goes -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """A channel, and what is missing there to post: to the bot, and to whoever asks for it."""

    channel: int
    bot_lacks: tuple[str, ...]
    asker_lacks: tuple[str, ...]

    def check(self) -> None:
        """Raises `WrongUsage` naming every permission that is missing."""
        if self.asker_lacks:
            raise WrongUsage("channel_closed_to_you", channel=self.channel, missing=list(self.asker_lacks))
        if self.bot_lacks:
            raise WrongUsage("channel_closed_to_bot", channel=self.channel, missing=list(self.bot_lacks))


class Channel(app_commands.Transformer):
    """A channel option that keeps what Discord says of the asker's rights there."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        return list(POSTABLE)

    async def transform(self, interaction: discord.Interaction[Any], value: Any, /) -> Any:
        return value


Destination = app_commands.Transform[app_commands.AppCommandChannel, Channel]


def place(interaction: Interaction, channel: app_commands.AppCommandChannel | None) -> Place:
    """The channel that was chosen, or the one where it was asked."""
    me = interaction.guild.me if interaction.guild else None  # None where only our commands were installed
    if channel is None:
        channel_id, theirs, thread = interaction.channel_id, interaction.permissions, _is_thread(interaction.channel)
        ours = interaction.app_permissions if me else discord.Permissions.none()
    else:
        there = channel.resolve()
        channel_id, theirs, thread = channel.id, channel.permissions, _is_thread(there)
        ours = there.permissions_for(me) if there and me else discord.Permissions.none()
    send = "send_messages_in_threads" if thread else "send_messages"
    return Place(
        channel=channel_id or 0,
        bot_lacks=_missing(ours, "view_channel", send, "embed_links", "read_message_history"),
        asker_lacks=_missing(theirs, "view_channel", send),
    )


def _is_thread(channel: object) -> bool:
    return isinstance(channel, discord.Thread | app_commands.AppCommandThread)


def _missing(has: discord.Permissions, *needed: str) -> tuple[str, ...]:
    """The permissions that are not there, as Discord calls them on its own pages."""
    if has.administrator:
        return ()
    return tuple(each.replace("_", " ").title().replace(" In ", " in ") for each in needed if not getattr(has, each))


# --- what is done and said -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """A schedule as a reply shows it."""

    name: str
    channel: str
    at: str
    zone: str
    paused: bool
    why: str | None  # it is paused
    runs: tuple[datetime, ...]  # the next three; none while it is paused


def _shown(schedule: Schedule, now: datetime) -> Shown:
    runs = _runs(schedule, now)
    return Shown(
        name=schedule.name,
        channel=_channel(schedule),
        at=f"{schedule.at:%H:%M}",
        zone=schedule.zone,
        paused=schedule.paused,
        why=schedule.paused_why,
        runs=() if schedule.paused else (next(runs), next(runs), next(runs)),
    )


def _channel(schedule: Schedule) -> str:
    return schedule.destination.removeprefix("discord:")


def _runs(schedule: Schedule, now: datetime) -> Iterator[datetime]:
    while True:
        now = due.next_slot(schedule, after=now).due
        yield now


def create(
    app: App, server: ServerSettings, place: Place, *, name: str, time: str, zone: str, template: str, now: datetime
) -> Reply:
    """A new digest stands in the store; its channel was looked at first."""
    place.check()
    schedule = plan.make(
        app.store,
        server,
        destination=f"discord:{place.channel}",
        name=name,
        rule=time,
        zone=zone,
        template=template,
        templates=app.digest_templates,
        now=now,
    )
    return said(app, "digest_created", digest=_shown(schedule, now))


def listed(app: App, server: ServerSettings, *, now: datetime) -> Reply:
    """Every digest of the server, with its next run."""
    return said(app, "digest_list", digests=[_shown(each, now) for each in app.store.digests.all(server.server)])


def preview(app: App, server: ServerSettings, name: str, *, now: datetime) -> Reply:
    """Exactly what would be posted now."""
    schedule = plan.find(app.store, server.server, name)
    digest = due.preview(app.store, schedule, plan.local(now, schedule.zone).date(), now)
    if not digest.stories:
        return said(app, "digest_preview_empty", digest=digest)
    return Reply(app.render_digest(digest), private=True)


def post_now(app: App, server: ServerSettings, name: str, *, now: datetime) -> Reply:
    """An edition beside the digest's own times is in the outbox."""
    schedule = plan.find(app.store, server.server, name)
    digest = due.post_now(app.store, schedule, now, app.render_digest)
    if digest is None:
        return said(app, "digest_posting_already", digest=schedule)
    if not digest.stories:
        return said(app, "digest_posting_nothing", digest=digest)
    return said(app, "digest_posting", digest=digest, channel=_channel(schedule))


def pause(app: App, server: ServerSettings, name: str, *, now: datetime) -> Reply:
    """The digest is due no more, until it is resumed."""
    schedule = plan.find(app.store, server.server, name)
    plan.pause(app.store, schedule, "asked", now=now)
    return said(app, "digest_paused", digest=schedule)


def resume(app: App, server: ServerSettings, name: str, *, now: datetime) -> Reply:
    """The digest is due again from its next slot on."""
    schedule = plan.find(app.store, server.server, name)
    return said(app, "digest_resumed", digest=schedule, due=plan.resume(app.store, schedule, now=now))


def remove(app: App, server: ServerSettings, name: str, *, now: datetime) -> Reply:
    """Nothing is removed yet: it is asked once."""
    schedule = plan.find(app.store, server.server, name)
    button = RemoveButton(schedule.id, app.renderer.say("digest_remove_button"))
    return said(app, "digest_remove_sure", button, digest=_shown(schedule, now))


def removed(app: App, server: ServerSettings, schedule_id: int, *, now: datetime) -> Reply:
    """The digest is gone."""
    schedule = app.store.digests.get(server.server, schedule_id)
    if schedule is None:
        return said(app, "digest_gone")
    app.store.digests.remove(schedule.id)
    return said(app, "digest_removed", digest=schedule)


class RemoveButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"r1:(?P<schedule>\d{1,18})"):
    """Removes a digest; whoever presses it must still be allowed to."""

    def __init__(self, schedule: int, label: str) -> None:
        super().__init__(discord.ui.Button(label=label, style=discord.ButtonStyle.danger, custom_id=f"r1:{schedule}"))
        self._schedule = schedule

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Any:
        return cls(int(match["schedule"]), getattr(item, "label", None) or "")

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.client.manage(interaction, removed, self._schedule)


# --- the commands --------------------------------------------------------------------------------------------------


class Digests(commands.Cog):
    """One method for each thing that a manager can ask of the clock."""

    digest = app_commands.Group(
        name="digest",
        description="What is posted by the clock",
        default_permissions=discord.Permissions(manage_guild=True),
        allowed_contexts=app_commands.AppCommandContext(guild=True),
        allowed_installs=app_commands.AppInstallationType(guild=True),
    )

    def __init__(self, bot: BriefingBot) -> None:
        self.bot = bot

    @digest.command(description="Post what is new, every day at a time of your zone")
    @app_commands.describe(
        name="What to call it", time="Time of day, such as 07:30", zone="Your time zone, such as Europe/London",
        channel="Where to post; this channel otherwise", template="How it looks",
    )  # fmt: skip
    async def create(
        self,
        interaction: Interaction,
        name: Name,
        time: app_commands.Range[str, 3, 10],
        zone: app_commands.Range[str, 1, 60],
        channel: Destination | None = None,
        template: app_commands.Range[str, 1, 60] = DAILY,
    ) -> None:
        where = place(interaction, channel)
        await self.bot.manage(interaction, create, where, name=name, time=time, zone=zone, template=template)

    @digest.command(name="list", description="Every digest of this server, and when it comes next")
    async def list_(self, interaction: Interaction) -> None:
        await self.bot.manage(interaction, listed)

    @digest.command(description="What a digest would say now; only you see it")
    @app_commands.describe(name=NAME)
    async def preview(self, interaction: Interaction, name: Name) -> None:
        await self.bot.manage(interaction, preview, name)

    @digest.command(description="Post a digest now, beside its own times")
    @app_commands.describe(name=NAME)
    async def now(self, interaction: Interaction, name: Name) -> None:
        await self.bot.manage(interaction, post_now, name)
        self.bot.wake()

    @digest.command(description="Stop posting a digest for a while")
    @app_commands.describe(name=NAME)
    async def pause(self, interaction: Interaction, name: Name) -> None:
        await self.bot.manage(interaction, pause, name)

    @digest.command(description="Take up a paused digest again")
    @app_commands.describe(name=NAME)
    async def resume(self, interaction: Interaction, name: Name) -> None:
        await self.bot.manage(interaction, resume, name)

    @digest.command(description="Remove a digest; what it posted stays")
    @app_commands.describe(name=NAME)
    async def remove(self, interaction: Interaction, name: Name) -> None:
        await self.bot.manage(interaction, remove, name)

    @create.autocomplete("zone")
    async def _zone(self, interaction: Interaction, typed: str) -> Choices:
        return await self.bot.choices(lambda: zones(typed, interaction.created_at))

    @create.autocomplete("template")
    async def _template(self, interaction: Interaction, typed: str) -> Choices:
        wanted = typed.strip().casefold()
        return await self.bot.choices(lambda: [(t, t) for t in self.bot.app.digest_templates if wanted in t.casefold()])

    @preview.autocomplete("name")
    @now.autocomplete("name")
    @pause.autocomplete("name")
    @resume.autocomplete("name")
    @remove.autocomplete("name")
    async def _name(self, interaction: Interaction, typed: str) -> Choices:
        return await self.bot.choices(lambda: names(self.bot.app, interaction, typed))


def zones(typed: str, now: datetime) -> list[tuple[str, str]]:
    """Zones to choose from, each with the time there."""
    return [(f"{zone} ({plan.local(now, zone):%H:%M})", zone) for zone in plan.near_zones(typed)]


def names(app: App, interaction: Interaction, typed: str) -> list[tuple[str, str]]:
    """The server's digests that contain what was typed; for those who may see them."""
    if interaction.guild_id is None or not manages(interaction):
        return []
    all_ = [schedule.name for schedule in app.store.digests.all(f"guild:{interaction.guild_id}")]
    return [(name, name) for name in all_ if typed.strip().casefold() in name.casefold()]


async def setup(bot: BriefingBot) -> None:
    """Called by discord.py when the cog is loaded."""
    bot.add_dynamic_items(RemoveButton)
    await bot.add_cog(Digests(bot))
