"""`/help`: what can be asked. `/settings`: what a server's managers chose."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import BriefingBot, said
from bot.cogs.digests import zones
from bot.cogs.mine import my_data
from bot.cogs.questions import anywhere
from bot.replies import Reply
from bot.targets import Place, Where, place
from briefings.answers import suggest
from briefings.app import App
from briefings.digests import plan
from briefings.errors import WrongUsage
from briefings.model import Scope, ServerSettings

Interaction = discord.Interaction[BriefingBot]

EXAMPLES = 3

Topic = Literal["start", "privacy", "delete my data", "doctor"]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a server needs before all of the bot works there. `what` names it in the template."""

    what: Literal["articles", "reader", "zone", "alerts", "digest"]
    done: bool


def topic_(app: App, scope: Scope, server: ServerSettings | None, user: int, topic: Topic) -> Reply:
    """What there is to say about it, to whoever asks. `server` is the one that he manages, if he asks there."""
    if topic == "delete my data":
        return my_data(app, user)
    if topic == "privacy":
        return said(app, "privacy")
    return doctor(app, scope, server) if topic == "doctor" else help_(app, scope, server)


def help_(app: App, scope: Scope, server: ServerSettings | None) -> Reply:
    """What can be asked, with examples of people whom the asker may see; for a manager, what is left to set up."""
    steps = checklist(app, scope, server) if server else ()
    return said(
        app,
        "help",
        examples=[person.name for person in suggest(app.store, scope, "", limit=EXAMPLES)],
        searched=app.store.articles.searched(scope),
        reader=app.store.reader_runs(),
        steps=steps,
        following=next((step for step in steps if not step.done), None),
    )


def doctor(app: App, scope: Scope, server: ServerSettings | None) -> Reply:
    """What works and what does not, as far as the asker may know; whoever runs us can see more."""
    paused = [digest for digest in app.store.schedules.all(server.server) if digest.paused] if server else []
    return said(
        app,
        "doctor",
        searched=app.store.articles.searched(scope),
        reader=app.store.reader_runs(),
        steps=checklist(app, scope, server) if server else (),
        paused=[digest.name for digest in paused],
    )


def checklist(app: App, scope: Scope, server: ServerSettings) -> tuple[Step, ...]:
    """The steps from an empty server to a daily briefing, in the order in which they are best taken."""
    return (
        Step("articles", app.store.articles.searched(scope).articles > 0),
        Step("reader", app.store.reader_runs()),
        Step("zone", server.zone is not None),
        Step("alerts", server.alert_channel is not None),
        Step("digest", any(not digest.paused for digest in app.store.schedules.all(server.server))),
    )


def settings(
    app: App,
    server: ServerSettings,
    *,
    zone: str | None,
    alerts: Place | None,
    curators: int | None,
    public: bool | None,
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


class Help(commands.Cog):
    """What can be asked, and what can be set."""

    def __init__(self, bot: BriefingBot) -> None:
        self.bot = bot

    @app_commands.command(description="What you can ask, with examples; and what is kept about you")
    @app_commands.describe(topic="What to read about; what can be asked otherwise")
    @anywhere
    async def help(self, interaction: Interaction, topic: Topic = "start") -> None:
        def tell() -> Reply:
            scope, server = self.bot.scope(interaction), self.bot.managed(interaction)
            return topic_(self.bot.app, scope, server, interaction.user.id, topic)

        await self.bot.reply(interaction, tell, private=True)

    @app_commands.command(description="Time zone, alerts, curators and public articles of this server")
    @app_commands.describe(
        zone="The server’s time zone, such as Europe/London", alert_channel="Where to tell what went wrong",
        curator_role="Who may correct what was read", public="Whether the public articles are shown here",
    )  # fmt: skip
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


async def setup(bot: BriefingBot) -> None:
    """Called by discord.py when the cog is loaded."""
    await bot.add_cog(Help(bot))
