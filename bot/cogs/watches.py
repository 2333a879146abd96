"""`/people watch` and `unwatch`: what is new about somebody, once a day, by direct message, until one press stops it."""

from datetime import datetime

import discord

from bot.client import said
from bot.controls import StopButton
from bot.destination import Destination
from bot.replies import Reply
from bot.schedules import person, shown
from briefings.app import FIRST_OF_ALL, App
from briefings.digests import plan
from briefings.model import Scope


def watch(
    app: App, user: int, server: str | None, name: str | None, *, time: str | None, zone: str | None, now: datetime
) -> Reply:
    """This user gets what is new about that person. Without a name: about everything. `server` lends its zone."""
    key = _key(app, name, now)
    has_one = bool(app.store.schedules.all(_own(user)))
    if zone is None and server is not None and not has_one:
        zone = app.store.desk.settings(server).zone
    mine = plan.watch(
        app.store,
        _own(user),
        key,
        destination=Destination(user, "dm").written(),
        name=app.renderer.say("watch_name"),
        at=time,
        zone=zone,
        template=FIRST_OF_ALL,
        templates=app.digest_templates,
        now=now,
    )
    stop = StopButton(mine.id, app.renderer.say("watch_stop_button"))
    return said(app, "watching", stop, digest=shown(app, mine, now))


def unwatch(app: App, user: int, name: str | None, *, now: datetime) -> Reply:
    """Nothing more comes about that person; without a name, nothing at all."""
    left = plan.unwatch(app.store, _own(user), _key(app, name, now), templates=app.digest_templates, now=now)
    return said(app, "unwatched", digest=shown(app, left, now) if left else None)


def stopped(app: App, user: int, schedule: int, *, now: datetime) -> Reply:
    """Nothing more comes to whoever pressed; nobody stops what another gets."""
    if app.store.schedules.get(_own(user), schedule) is None:
        return said(app, "digest_gone")
    return unwatch(app, user, None, now=now)


def server_of(interaction: discord.Interaction) -> str | None:
    """The server where it is asked, if that installed us."""
    if interaction.guild_id is None or not interaction.is_guild_integration():
        return None
    return f"guild:{interaction.guild_id}"


def _own(user: int) -> str:
    return f"user:{user}"


def _key(app: App, name: str | None, now: datetime) -> str | None:
    """Among the people of the public articles: what stands on a server's own shelf, nobody carries out of it."""
    return person(app, app.store.decisions.decided(Scope()), name, now=now).key if name else None
