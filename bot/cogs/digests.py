"""`/digest`: what is posted by the clock. Only for those who manage the server."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from inspect import Parameter, Signature, signature
from typing import Any, Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot import schedules
from bot.client import BriefingBot, manages
from bot.destination import LONGEST_TITLE
from bot.schedules import PreviewButton, RemoveButton, Wish
from bot.targets import Target, WhereOrForum, target
from briefings.app import App
from briefings.digests import plan, rules
from briefings.digests.layouts import SECTIONS
from briefings.errors import WrongUsage
from briefings.model import Length, Order

Interaction = discord.Interaction[BriefingBot]
Choices = list[app_commands.Choice[str]]

Name = app_commands.Range[str, 1, 80]
Words = app_commands.Range[str, 1, 300]
Short = app_commands.Range[str, 1, 60]
NAME = "The digest’s name"

WISHES: dict[str, tuple[Any, str]] = {
    "time": (Short, "Such as 07:30, weekdays 7:30, every 6h, or 30 7 * * 1-5"),
    "days": (Short, "Such as weekdays, Mon,Thu or every 6h"),
    "zone": (Short, "A time zone, such as Europe/London"),
    "channel": (WhereOrForum, "Where to post"),
    "template": (Short, "How it looks"),
    "people": (Words, "Only what mentions one of these people, with commas between"),
    "topics": (Words, "Only what is about one of these, with commas between"),
    "sources": (Words, "Only from these mastheads, with commas between"),
    "include": (Words, "Only what has one of these words, with commas between"),
    "exclude": (Words, "Nothing that has one of these words, with commas between"),
    "mention": (discord.Role, "The one role that it calls; @everyone is nobody"),
    "quiet": (Short, "When nothing is posted, such as 22:00-07:00"),
    "title": (app_commands.Range[str, 1, LONGEST_TITLE], "A forum post’s title; {name} and {date} are filled in"),
    "tags": (Words, "A forum post’s tags, with commas between"),
    "publish": (bool, "Publish it to followers, in an announcement channel; yes, unless you say no"),
}


def with_wishes(**said: str) -> Callable[[Any], Any]:
    """The command takes every wish as an option that may be left out; `said` are other words for some of them.

    discord.py reads a command's options from its signature, and two commands have these.
    """

    def taken(method: Any) -> Any:
        own = [each for each in signature(method).parameters.values() if each.kind is not Parameter.VAR_KEYWORD]
        wishes = [
            Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=kind | None)
            for name, (kind, _) in WISHES.items()
        ]
        method.__signature__ = Signature([*own, *wishes])
        return app_commands.describe(**({name: words for name, (_, words) in WISHES.items()} | said))(method)

    return taken


def _read(interaction: Interaction, given: dict[str, Any], *, new: bool) -> tuple[Target, Wish]:
    """What was chosen, and what was typed."""
    there = {name: given.pop(name) for name in ("title", "tags", "publish")}
    where = target(interaction, given.pop("channel"), role=given.pop("mention"), new=new, **there)
    return where, Wish(**given)


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

    @digest.command(description="Post what is new, by the clock of your zone")
    @app_commands.describe(name="What to call it")
    @with_wishes(
        days="Such as weekdays, Mon,Thu or every 6h; every day otherwise",
        zone="A time zone, such as Europe/London; the server’s otherwise",
        channel="Where to post; this channel otherwise",
    )
    async def create(self, interaction: Interaction, name: Name, **given: Any) -> None:
        where, wish = _read(interaction, given, new=True)
        await self.bot.manage(interaction, schedules.create, where, replace(wish, name=name), by=interaction.user.id)

    @digest.command(description="Change a digest; what you do not name stays as it is")
    @app_commands.describe(digest=NAME, name="What to call it from now on")
    @with_wishes()
    async def edit(self, interaction: Interaction, digest: Name, name: Name | None = None, **given: Any) -> None:
        where, wish = _read(interaction, given, new=False)
        await self.bot.manage(interaction, schedules.edit, digest, where, replace(wish, name=name))

    @digest.command(description="How long a digest is, what is in it and in which order; the rest stays")
    @app_commands.describe(
        digest=NAME, length="Of every section", stories="At most so many stories; 0: as the template has it",
        per_publisher="At most so many of one publisher; 0: as the template has it",
        sentences="At most so many sentences of a story; 0: as the template has it",
        sections="What is in it, in this order, with commas between; template: as the template has it",
        order="What comes first: what most publishers tell, or what is newest",
        quiet_day="What is posted when nothing is new",
    )  # fmt: skip
    async def layout(
        self,
        interaction: Interaction,
        digest: Name,
        length: Length | None = None,
        stories: app_commands.Range[int, 0, 20] | None = None,
        per_publisher: app_commands.Range[int, 0, 20] | None = None,
        sentences: app_commands.Range[int, 0, 5] | None = None,
        sections: Words | None = None,
        order: Order | None = None,
        quiet_day: Literal["nothing", "one line"] | None = None,
    ) -> None:
        chosen = {
            "length": length, "stories": stories, "per_publisher": per_publisher, "sentences": sentences,
            "order": order, "says_quiet": quiet_day and quiet_day == "one line",
        }  # fmt: skip
        await self.bot.manage(interaction, schedules.lay_out, digest, sections, chosen)

    @digest.command(name="list", description="Every digest of this server, and when it comes next")
    async def list_(self, interaction: Interaction) -> None:
        await self.bot.manage(interaction, schedules.listed)

    @digest.command(description="What a digest would say now; only you see it")
    @app_commands.describe(name=NAME)
    async def preview(self, interaction: Interaction, name: Name) -> None:
        await self.bot.manage(interaction, schedules.preview, name)

    @digest.command(description="Post a digest now, beside its own times")
    @app_commands.describe(name=NAME)
    async def now(self, interaction: Interaction, name: Name) -> None:
        await self.bot.manage(interaction, schedules.post_now, name)
        self.bot.wake()

    @digest.command(description="What became of a digest’s last editions")
    @app_commands.describe(name=NAME)
    async def history(self, interaction: Interaction, name: Name) -> None:
        await self.bot.manage(interaction, schedules.history, name)

    @digest.command(description="What a digest does, when it comes, and why it did not")
    @app_commands.describe(name=NAME)
    async def explain(self, interaction: Interaction, name: Name) -> None:
        await self.bot.manage(interaction, schedules.explain, name)

    @digest.command(description="Stop posting a digest for a while")
    @app_commands.describe(name=NAME, until="When it goes on by itself, such as 2026-12-01, 3 days or 2 weeks")
    async def pause(self, interaction: Interaction, name: Name, until: Short | None = None) -> None:
        await self.bot.manage(interaction, schedules.pause, name, until)

    @digest.command(description="Take up a paused digest again")
    @app_commands.describe(name=NAME)
    async def resume(self, interaction: Interaction, name: Name) -> None:
        await self.bot.manage(interaction, schedules.resume, name)

    @digest.command(description="Remove a digest; what it posted stays")
    @app_commands.describe(name=NAME)
    async def remove(self, interaction: Interaction, name: Name) -> None:
        await self.bot.manage(interaction, schedules.remove, name)

    @create.autocomplete("zone")
    @edit.autocomplete("zone")
    async def _zone(self, interaction: Interaction, typed: str) -> Choices:
        return await self.bot.choices(lambda: zones(typed, interaction.created_at))

    @create.autocomplete("time")
    @edit.autocomplete("time")
    async def _time(self, interaction: Interaction, typed: str) -> Choices:
        return await self.bot.choices(lambda: times(self.bot.app, typed))

    @create.autocomplete("template")
    @edit.autocomplete("template")
    async def _template(self, interaction: Interaction, typed: str) -> Choices:
        wanted = typed.strip().casefold()
        there = self.bot.app.digest_templates
        return await self.bot.choices(
            lambda: [(called, name) for name, called in there.items() if wanted in f"{called} {name}".casefold()]
        )

    @create.autocomplete("people")
    @edit.autocomplete("people")
    async def _people(self, interaction: Interaction, typed: str) -> Choices:
        before, comma, last = typed.rpartition(",")
        chosen = await self.bot.people(interaction, last.strip())
        start = f"{before}{comma} " if comma else ""
        return await self.bot.choices(lambda: [(start + one.name, start + str(one.value)) for one in chosen])

    @layout.autocomplete("sections")
    async def _sections(self, interaction: Interaction, typed: str) -> Choices:
        before, comma, last = typed.rpartition(",")
        start = f"{before}{comma} " if comma else ""
        fitting = [each for each in SECTIONS if last.strip().casefold() in each and each not in before]
        return await self.bot.choices(lambda: [(start + each, start + each) for each in fitting])

    @edit.autocomplete("digest")
    @layout.autocomplete("digest")
    @preview.autocomplete("name")
    @now.autocomplete("name")
    @pause.autocomplete("name")
    @resume.autocomplete("name")
    @remove.autocomplete("name")
    @history.autocomplete("name")
    @explain.autocomplete("name")
    async def _name(self, interaction: Interaction, typed: str) -> Choices:
        return await self.bot.choices(lambda: names(self.bot.app, interaction, typed))


def times(app: App, typed: str) -> Iterable[tuple[str, str]]:
    """How what was typed is read; nothing while it is no rule yet."""
    try:
        rule = rules.read_rule(typed)
    except WrongUsage:
        return []
    return [(app.renderer.say("digest_rule", rule=rule, at=f"{rule.at:%H:%M}"), typed)]


def zones(typed: str, now: datetime) -> list[tuple[str, str]]:
    """Zones to choose from, each with the time there."""
    return [(f"{zone} ({plan.local(now, zone):%H:%M})", zone) for zone in plan.near_zones(typed)]


def names(app: App, interaction: Interaction, typed: str) -> list[tuple[str, str]]:
    """The server's digests that contain what was typed; for those who may see them."""
    if interaction.guild_id is None or not manages(interaction):
        return []
    all_ = [schedule.name for schedule in app.store.schedules.all(f"guild:{interaction.guild_id}")]
    return [(name, name) for name in all_ if typed.strip().casefold() in name.casefold()]


async def setup(bot: BriefingBot) -> None:
    """Called by discord.py when the cog is loaded."""
    bot.add_dynamic_items(PreviewButton, RemoveButton)
    await bot.add_cog(Digests(bot))
