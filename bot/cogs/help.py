"""`/help`: what can be asked, what a server still needs, what was decided there, what is kept about somebody."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import BriefingBot, said
from bot.cogs.mine import my_data
from bot.cogs.people import UndoButton
from bot.cogs.questions import anywhere
from bot.cogs.settings import checklist, step_buttons
from bot.cogs.wrong import LineButton
from bot.controls import AskButton
from bot.replies import Reply
from bot.schedules import shown
from bot.state import pack, pack_key
from briefings.answers import Suggestion, suggest
from briefings.app import App
from briefings.curation import people, reports
from briefings.errors import WrongUsage
from briefings.model import ReadAs, Scope, ServerSettings

Interaction = discord.Interaction[BriefingBot]

EXAMPLES = ("who", "quotes", "links")  # the questions that are asked as examples, one of each person
SHOWN = 5  # lines and decisions, each with its button

Topic = Literal["start", "privacy", "delete my data", "doctor", "audit"]


def topic_(app: App, scope: Scope, server: ServerSettings | None, user: int, topic: Topic, *, now: datetime) -> Reply:
    """What there is to say about it, to whoever asks. `server` is the one that he manages, if he asks there."""
    if topic == "delete my data":
        return my_data(app, user)
    if topic == "privacy":
        return said(app, "privacy")
    if topic == "audit":
        return audit(app, server, now=now)
    return doctor(app, scope, server) if topic == "doctor" else help_(app, scope, server)


def help_(app: App, scope: Scope, server: ServerSettings | None) -> Reply:
    """What can be asked, with examples of people whom the asker may see; for a manager, what is left to set up."""
    steps = checklist(app, scope, server) if server else ()
    examples = suggest(app.store, scope, "", limit=len(EXAMPLES))
    return said(
        app,
        "help",
        *step_buttons(app, steps),
        *_examples(app, examples),
        examples=[person.name for person in examples],
        searched=app.store.articles.searched(scope),
        reader=app.store.reader_runs(),
        steps=steps,
        following=next((step for step in steps if not step.done), None),
    )


def _examples(app: App, people: Sequence[Suggestion]) -> list[AskButton]:
    """The examples, to be asked with one press."""
    asked = {_packed(kind, one): (kind, one.name) for kind, one in zip(EXAMPLES, people, strict=False)}
    return [
        AskButton(state, app.renderer.label("example_button", what=kind, name=name))
        for state, (kind, name) in asked.items()
        if state
    ]


def _packed(kind: str, person: Suggestion) -> str | None:
    """A name that only he has stands for him, else his key."""
    is_key = pack_key(person.value) is not None
    return pack(ReadAs(kind, key=person.value) if is_key else ReadAs(kind, person=person.value))


def doctor(app: App, scope: Scope, server: ServerSettings | None) -> Reply:
    """What works and what does not, as far as the asker may know; whoever runs us can see more."""
    paused = [digest for digest in app.store.schedules.all(server.server) if digest.paused] if server else []
    steps = checklist(app, scope, server) if server else ()
    return said(
        app,
        "doctor",
        *step_buttons(app, steps),
        searched=app.store.articles.searched(scope),
        reader=app.store.reader_runs(),
        steps=steps,
        paused=[digest.name for digest in paused],
    )


def audit(app: App, server: ServerSettings | None, *, now: datetime) -> Reply:
    """What was decided for this server, when and by whom, each with the button that takes it back."""
    if server is None:
        raise WrongUsage("manage_server_needed")
    scope = app.store.decisions.decided(server.scope)
    lines = reports.hidden(app.store, scope, server.server)
    decided = people.decisions(app.store, scope, server.server)
    say = app.renderer.say
    buttons: list[discord.ui.Item[Any]] = [
        *(
            LineButton(one.report.id, "show", say("show_one_button", n=n))
            for n, (_, one) in enumerate(lines[:SHOWN], 1)
        ),
        *(UndoButton(one.decision.id, say("undo_one_button", n=n)) for n, one in enumerate(decided[:SHOWN], 1)),
    ]
    return said(
        app,
        "audit",
        *buttons,
        lines_hidden=lines[:SHOWN],
        more_lines=max(len(lines) - SHOWN, 0),
        decisions=decided[:SHOWN],
        more_decisions=max(len(decided) - SHOWN, 0),
        digests=[
            (Made(each.made_by, each.created), each.changed, shown(app, each, now))
            for each in app.store.schedules.all(server.server)
        ],
        reports=len(app.store.decisions.reports(server.server, open_only=True)),
    )


class Made(NamedTuple):
    """By whom, and when; None where that is not known."""

    by: int | None
    at: datetime


class Help(commands.Cog):
    """What can be asked, and what can be set."""

    def __init__(self, bot: BriefingBot) -> None:
        self.bot = bot

    @app_commands.command()
    @anywhere
    async def help(self, interaction: Interaction, topic: Topic = "start") -> None:
        def tell() -> Reply:
            scope, server = self.bot.scope(interaction), self.bot.managed(interaction)
            return topic_(self.bot.app, scope, server, interaction.user.id, topic, now=interaction.created_at)

        await self.bot.reply(interaction, tell, private=True)


async def setup(bot: BriefingBot) -> None:
    """Called by discord.py when the cog is loaded."""
    await bot.add_cog(Help(bot))
