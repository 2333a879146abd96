"""`/digest`: what is posted by the clock. Only for those who manage the server."""

from collections.abc import Iterable
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

WISHES: dict[str, Any] = {
    "time": Short, "days": Short, "zone": Short, "channel": WhereOrForum, "template": Short, "people": Words,
    "topics": Words, "sources": Words, "include": Words, "exclude": Words, "mention": discord.Role, "quiet": Short,
    "title": app_commands.Range[str, 1, LONGEST_TITLE], "tags": Words, "publish": bool,
}  # fmt: skip


def with_wishes(method: Any) -> Any:
    """The command takes every wish as an option that may be left out.

    discord.py reads a command's options from its signature, and two commands have these.
    """
    own = [each for each in signature(method).parameters.values() if each.kind is not Parameter.VAR_KEYWORD]
    wishes = [
        Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=kind | None) for name, kind in WISHES.items()
    ]
    method.__signature__ = Signature([*own, *wishes])
    return method


def _read(interaction: Interaction, given: dict[str, Any], *, new: bool) -> tuple[Target, Wish]:
    """What was chosen, and what was typed."""
    there = {name: given.pop(name) for name in ("title", "tags", "publish")}
    where = target(interaction, given.pop("channel"), role=given.pop("mention"), new=new, **there)
    return where, Wish(**given)


class Digests(commands.Cog):
    """One method for each thing that a manager can ask of the clock."""

    digest = app_commands.Group(
        name="digest",
        description="…",
        default_permissions=discord.Permissions(manage_guild=True),
        allowed_contexts=app_commands.AppCommandContext(guild=True),
        allowed_installs=app_commands.AppInstallationType(guild=True),
    )

    def __init__(self, bot: BriefingBot) -> None:
        self.bot = bot

    @digest.command()
    @with_wishes
    async def create(self, interaction: Interaction, name: Name, **given: Any) -> None:
        where, wish = _read(interaction, given, new=True)
        await self.bot.manage(interaction, schedules.create, where, replace(wish, name=name), by=interaction.user.id)

    @digest.command()
    @with_wishes
    async def edit(self, interaction: Interaction, digest: Name, name: Name | None = None, **given: Any) -> None:
        where, wish = _read(interaction, given, new=False)
        await self.bot.manage(
            interaction, schedules.edit, digest, where, replace(wish, name=name), by=interaction.user.id
        )

    @digest.command()
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
        await self.bot.manage(interaction, schedules.lay_out, digest, sections, chosen, by=interaction.user.id)

    @digest.command(name="list")
    async def list_(self, interaction: Interaction) -> None:
        await self.bot.manage(interaction, schedules.listed)

    @digest.command()
    async def preview(self, interaction: Interaction, name: Name) -> None:
        await self.bot.manage(interaction, schedules.preview, name)

    @digest.command()
    async def now(self, interaction: Interaction, name: Name) -> None:
        await self.bot.manage(interaction, schedules.post_now, name)
        self.bot.wake()

    @digest.command()
    async def history(self, interaction: Interaction, name: Name) -> None:
        await self.bot.manage(interaction, schedules.history, name)

    @digest.command()
    async def explain(self, interaction: Interaction, name: Name) -> None:
        await self.bot.manage(interaction, schedules.explain, name)

    @digest.command()
    async def pause(self, interaction: Interaction, name: Name, until: Short | None = None) -> None:
        await self.bot.manage(interaction, schedules.pause, name, until, by=interaction.user.id)

    @digest.command()
    async def resume(self, interaction: Interaction, name: Name) -> None:
        await self.bot.manage(interaction, schedules.resume, name, by=interaction.user.id)

    @digest.command()
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
