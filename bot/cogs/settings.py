"""`/settings`, and the checklist of what a server still needs, with a button that opens the form of the next step."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot import schedules
from bot.client import BriefingBot, manages, said
from bot.cogs.digests import zones
from bot.controls import StateButton
from bot.forms import Field, filled, form
from bot.replies import Reply
from bot.schedules import Wish
from bot.targets import POSTABLE, Place, Target, Where, place, place_with_id
from briefings.app import App
from briefings.digests import plan
from briefings.errors import WrongUsage
from briefings.model import Scope, ServerSettings

Interaction = discord.Interaction[BriefingBot]

What = Literal["articles", "reader", "zone", "alerts", "digest"]

AT = "07:30"  # the time that the digest's form proposes


# --- what is chosen ------------------------------------------------------------------------------------------------


def settings(
    app: App,
    server: ServerSettings,
    *,
    zone: str | None = None,
    alerts: Place | None = None,
    curators: int | None = None,
    public: bool | None = None,
    now: datetime,
) -> Reply:
    """What was named is saved; the rest stays. Nothing named: only shown."""
    if curators is not None and server.server == f"guild:{curators}":
        raise WrongUsage("role_is_everyone")
    if alerts is not None:
        alerts.check()
    chosen = replace(
        server,
        zone=plan.read_zone(zone) if zone else server.zone,
        alert_channel=alerts.channel if alerts else server.alert_channel,
        curator_role=curators if curators is not None else server.curator_role,
        public=server.public if public is None else public,
    )
    changed = chosen != server
    if changed:
        app.store.desk.save_settings(chosen)
    at = f"{plan.local(now, chosen.zone):%H:%M}" if chosen.zone else ""
    return said(app, "settings", settings=chosen, changed=changed, at=at)


# --- what is left to do --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a server needs before all of the bot works there. `what` names it in the template."""

    what: What
    done: bool


def checklist(app: App, scope: Scope, server: ServerSettings) -> tuple[Step, ...]:
    """The steps from an empty server to a daily briefing, in the order in which they are best taken."""
    return (
        Step("articles", app.store.articles.searched(scope).articles > 0),
        Step("reader", app.store.reader_runs()),
        Step("zone", server.zone is not None),
        Step("alerts", server.alert_channel is not None),
        Step("digest", any(not digest.paused for digest in app.store.schedules.all(server.server))),
    )


def step_buttons(app: App, steps: Iterable[Step]) -> list["StepButton"]:
    """The next step that a manager takes himself; the first two are for whoever runs us."""
    todo = [step.what for step in steps if not step.done and step.what in _FORMS]
    return [step_button(app, what) for what in todo[:1]]


def step_button(app: App, what: What) -> "StepButton":
    """Opens the form of this step."""
    return StepButton(what, app.renderer.say("step_button", what=what))


class StepButton(StateButton, template=r"n1:(?P<state>zone|alerts|digest)"):
    """Opens the form of one step, to whoever may take it."""

    style = discord.ButtonStyle.primary

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("step", interaction, self.state)


def _zone_fields(app: App, server: ServerSettings, here: int | None) -> list[Field]:
    say = app.renderer.say
    zone = discord.ui.TextInput[Any](custom_id="zone", default=server.zone, placeholder="Europe/London", max_length=60)
    return [discord.ui.Label(text=say("step_zone"), description=say("step_zone_means"), component=zone)]


def _alerts_fields(app: App, server: ServerSettings, here: int | None) -> list[Field]:
    say = app.renderer.say
    there = discord.ui.Label(text=say("step_alerts"), description=say("step_alerts_means"), component=_channels(here))
    return [there]


def _digest_fields(app: App, server: ServerSettings, here: int | None) -> list[Field]:
    say = app.renderer.say
    name = discord.ui.TextInput[Any](custom_id="name", default=say("step_digest_name"), max_length=80)
    time = discord.ui.TextInput[Any](custom_id="time", default=AT, max_length=60)
    return [
        discord.ui.Label(text=say("step_name"), component=name),
        discord.ui.Label(text=say("step_time"), description=say("step_time_means"), component=time),
        *_zone_fields(app, server, here),
        discord.ui.Label(text=say("step_channel"), component=_channels(here)),
    ]


def _channels(here: int | None) -> discord.ui.ChannelSelect[Any]:
    kind = discord.SelectDefaultValueType.channel
    chosen = [discord.SelectDefaultValue(id=here, type=kind)] if here else []
    return discord.ui.ChannelSelect(custom_id="channel", channel_types=list(POSTABLE), default_values=chosen)


_FORMS = {"zone": _zone_fields, "alerts": _alerts_fields, "digest": _digest_fields}


def taken(
    app: App,
    server: ServerSettings,
    what: str,
    given: dict[str, str],
    there: Place,
    *,
    by: int | None = None,
    now: datetime,
) -> Reply:
    """The step is done, and the next one has its button below."""
    if what == "digest":
        wish = Wish(given.get("name"), given.get("time"), zone=given.get("zone") or None)
        told = schedules.create(app, server, Target(there), wish, by=by, now=now)
    else:
        told = settings(app, server, zone=given.get("zone"), alerts=there if what == "alerts" else None, now=now)
    now_set = app.store.desk.settings(server.server)
    steps = checklist(app, app.store.decisions.decided(now_set.scope), now_set)
    return replace(told, controls=(*told.controls, *step_buttons(app, steps)))


# --- the commands --------------------------------------------------------------------------------------------------


class Settings(commands.Cog):
    """What can be set, all at once or step by step."""

    def __init__(self, bot: BriefingBot) -> None:
        self.bot = bot

    @app_commands.command()
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def settings(
        self,
        interaction: Interaction,
        zone: app_commands.Range[str, 1, 60] | None = None,
        alert_channel: Where | None = None,
        curator_role: discord.Role | None = None,
        public: bool | None = None,
    ) -> None:
        alerts = place(interaction, alert_channel) if alert_channel else None
        curators = curator_role.id if curator_role else None
        await self.bot.manage(interaction, settings, zone=zone, alerts=alerts, curators=curators, public=public)

    @settings.autocomplete("zone")
    async def _zone(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await self.bot.choices(lambda: zones(typed, interaction.created_at))

    @commands.Cog.listener()
    async def on_step(self, interaction: Interaction, what: str) -> None:
        """The button was pressed: the form opens, for those who manage the server."""
        app, channel = self.bot.app, interaction.channel
        if not manages(interaction):
            await self.bot.manage(interaction, settings)  # says who may
            return
        server = await self.bot.in_thread(app.store.desk.settings, f"guild:{interaction.guild_id}")
        here = channel.id if channel and channel.type in POSTABLE else None
        title = app.renderer.say("step_button", what=what)
        await interaction.response.send_modal(form(title, f"n1:{what}", _FORMS[what](app, server, here)))

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        """A form that comes back, whichever process showed it."""
        if (back := filled(interaction, "n1:")) is not None:
            what, given = back
            chosen = given.get("channel", "")
            there = place_with_id(interaction, int(chosen) if chosen.isdecimal() else interaction.channel_id or 0)
            await self.bot.manage(interaction, taken, what, given, there, by=interaction.user.id)


async def setup(bot: BriefingBot) -> None:
    """Called by discord.py when the cog is loaded."""
    bot.add_dynamic_items(StepButton)
    bot.remedies["digest_zone_needed"] = lambda: step_button(bot.app, "zone")
    await bot.add_cog(Settings(bot))
