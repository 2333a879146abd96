"""`/people`: who is whom, as those decide who look after a server. It holds for what this server reads."""

from datetime import datetime
from typing import Any
from urllib.parse import quote_plus, unquote_plus

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import BriefingBot, said
from bot.cogs import watches
from bot.cogs.digests import zones
from bot.cogs.questions import Choices, Name
from bot.cogs.watches import server_of
from bot.controls import AskButton, StateButton
from bot.replies import Reply
from bot.state import LONGEST_ID, pack, pack_key, unpack_key
from briefings.answers.dossiers import Dossiers, dossiers
from briefings.answers.subject import bearer
from briefings.app import App
from briefings.curation import people
from briefings.errors import WrongUsage
from briefings.model import PersonKey, ReadAs, Scope, ServerSettings

Interaction = discord.Interaction[BriefingBot]

SHOWN = 10  # decisions, each with its button


def _scope(app: App, server: ServerSettings) -> Scope:
    return app.store.decisions.decided(server.scope)


def merge(app: App, server: ServerSettings, one: str, other: str, *, by: int, now: datetime) -> Reply:
    """Nothing is merged yet: both are shown, and it is asked once."""
    found = dossiers(app.store, _scope(app, server), [one, other], now=now)
    if not isinstance(found, Dossiers):
        return Reply(app.renderer.render(found), private=True)
    if found.are_one:
        raise WrongUsage("people_are_one")
    keys = [pack_key(person.key) for person in found.people]
    if None in keys:
        raise WrongUsage("people_changed")
    button = MergeButton("".join(str(key) for key in keys), app.renderer.say("merge_button"))
    asked = said(app, "merge_sure", people=found.people)
    return Reply([*app.renderer.render(found), *asked.parts], private=True, controls=(button,))


def merged(app: App, server: ServerSettings, keys: str, *, by: int, now: datetime) -> Reply:
    """They are one in this server."""
    both = [unpack_key(keys[:17]) or "", unpack_key(keys[17:]) or ""]
    done = people.merge(app.store, _scope(app, server), server.server, both, by=by, now=now)
    button = UndoButton(done.decision.id, app.renderer.say("undo_button"))
    return said(app, "merged", button, decided=done)


def decided(app: App, server: ServerSettings, *, by: int, now: datetime) -> Reply:
    """What was decided here, each with a button that takes it back."""
    found = people.decisions(app.store, _scope(app, server), server.server)
    buttons = [
        UndoButton(one.decision.id, app.renderer.say("undo_one_button", n=n)) for n, one in enumerate(found[:SHOWN], 1)
    ]
    return said(app, "decisions", *buttons, decisions=found[:SHOWN], more=max(len(found) - SHOWN, 0))


def undone(app: App, server: ServerSettings, number: int, *, by: int, now: datetime) -> Reply:
    """They are two again."""
    return said(app, "undone", decided=people.undo(app.store, _scope(app, server), server.server, number))


def split(app: App, server: ServerSettings, person: str, apart: str, *, by: int, now: datetime) -> Reply:
    """Nothing is parted yet: what would be is shown, and it is asked once."""
    scope = _scope(app, server)
    found = dossiers(app.store, scope, [person], now=now)
    if not isinstance(found, Dossiers):
        return Reply(app.renderer.render(found), private=True)
    (him,) = found.people
    asked = _parting(app, scope, him.key, apart)
    state = f"{pack_key(him.key)}{asked.check}{quote_plus(apart, errors='replace')}"
    if pack_key(him.key) is None or len(f"a1:{state}") > LONGEST_ID:
        raise WrongUsage("parting_long")
    button = SplitButton(state, app.renderer.say("split_button"))
    return said(app, "split_sure", button, person=him, asked=asked, shown=asked.theirs[:SHOWN])


def _parting(app: App, scope: Scope, key: PersonKey, apart: str) -> people.Parting:
    him = bearer(app.store, scope, key)
    return people.parting(app.store, scope, him.ids if him else (), apart)


def parted(app: App, server: ServerSettings, key: str, check: str, apart: str, *, by: int, now: datetime) -> Reply:
    """What was shown is parted; if it is not the same any more, nothing is."""
    scope = _scope(app, server)
    asked = _parting(app, scope, unpack_key(key) or "", unquote_plus(apart))
    if asked.check != check:
        raise WrongUsage("people_changed")
    done = people.split(app.store, scope, server.server, asked, by=by, now=now)
    undo = UndoButton(done.decision.id, app.renderer.say("undo_button"))
    other = pack(ReadAs("who", person=done.names[1], key=done.parted))
    opens = [AskButton(other, app.renderer.say("parted_button"))] if other else []
    return said(app, "parted", *opens, undo, decided=done)


class SplitButton(StateButton, template=r"a1:(?P<state>[\w-]{17}[0-9a-f]{6}.+)"):
    """Parts what was shown from a person; whoever presses it must still be allowed to."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        key, check, apart = self.state[:17], self.state[17:23], self.state[23:]
        await interaction.client.curate(interaction, parted, key, check, apart)


class MergeButton(StateButton, template=r"m1:(?P<state>[\w-]{34})"):
    """Makes two people one; whoever presses it must still be allowed to."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.client.curate(interaction, merged, self.state)


class UndoButton(StateButton, template=r"u1:(?P<state>\d{1,19})"):
    """Takes a decision back."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.client.curate(interaction, undone, int(self.state))


class People(commands.Cog):
    """One method for each thing that can be decided about people."""

    # Anybody watches; curators need not manage the server, so Discord shows the command to all and `curate` looks who asks.
    people = app_commands.Group(
        name="people",
        description="…",
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
    )

    def __init__(self, bot: BriefingBot) -> None:
        self.bot = bot

    @people.command()
    async def merge(self, interaction: Interaction, one: Name, other: Name) -> None:
        await self.bot.curate(interaction, merge, one, other)

    @people.command()
    async def split(self, interaction: Interaction, person: Name, apart: Name) -> None:
        await self.bot.curate(interaction, split, person, apart)

    @people.command()
    async def undo(self, interaction: Interaction) -> None:
        await self.bot.curate(interaction, decided)

    @people.command()
    async def watch(
        self, interaction: Interaction, person: Name | None = None, time: Name | None = None, zone: Name | None = None
    ) -> None:
        app, user, server, now = self.bot.app, interaction.user.id, server_of(interaction), interaction.created_at
        await self.bot.reply(
            interaction, lambda: watches.watch(app, user, server, person, time=time, zone=zone, now=now), private=True
        )

    @people.command()
    async def unwatch(self, interaction: Interaction, person: Name | None = None) -> None:
        app, user, now = self.bot.app, interaction.user.id, interaction.created_at
        await self.bot.reply(interaction, lambda: watches.unwatch(app, user, person, now=now), private=True)

    @commands.Cog.listener()
    async def on_stop_watch(self, interaction: Interaction, schedule: int) -> None:
        app, user, now = self.bot.app, interaction.user.id, interaction.created_at
        await self.bot.reply(interaction, lambda: watches.stopped(app, user, schedule, now=now), private=True)

    @watch.autocomplete("zone")
    async def _zone(self, interaction: Interaction, typed: str) -> Choices:
        return await self.bot.choices(lambda: zones(typed, interaction.created_at))

    @watch.autocomplete("person")
    @unwatch.autocomplete("person")
    @merge.autocomplete("one")
    @merge.autocomplete("other")
    @split.autocomplete("person")
    async def _person(self, interaction: Interaction, typed: str) -> Choices:
        return await self.bot.people(interaction, typed)


async def setup(bot: BriefingBot) -> None:
    """Called by discord.py when the cog is loaded."""
    bot.add_dynamic_items(MergeButton, SplitButton, UndoButton)
    await bot.add_cog(People(bot))
