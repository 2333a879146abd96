"""“Something wrong?” under every view of sources, and what is done about it."""

import logging
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import discord
from discord.ext import commands

from bot.client import BriefingBot, curates, said
from bot.controls import read
from bot.forms import filled, form
from bot.replies import Reply, tell
from briefings.answers import Source, source
from briefings.app import App
from briefings.curation import reports
from briefings.curation.reports import Reported
from briefings.model import Scope, SentenceRef, ServerSettings

log = logging.getLogger(__name__)

Interaction = discord.Interaction[BriefingBot]

LONGEST_OPTION = 100  # characters: Discord's


# --- asking what is wrong ------------------------------------------------------------------------------------------


def _lines(app: App, scope: Scope, refs: Sequence[SentenceRef]) -> list[Source | None]:
    """What each ref means to this asker, if anything."""
    return [next(iter(source(app.store, scope, [ref]).sources), None) for ref in refs]


def _form(app: App, custom_id: str, lines: Sequence[Source | None]) -> discord.ui.Modal:
    """Which line, what is wrong, and in what words."""
    say = app.renderer.say
    shown = [(n, line) for n, line in enumerate(lines) if line]
    which = discord.ui.Select[Any](
        custom_id="line", options=[discord.SelectOption(label=_short(line), value=str(n)) for n, line in shown]
    )
    kinds = discord.ui.Select[Any](
        custom_id="kind",
        options=[discord.SelectOption(label=say("wrong_kind", kind=kind), value=kind) for kind in reports.KINDS],
    )
    words = discord.ui.TextInput[Any](
        custom_id="words", style=discord.TextStyle.paragraph, required=False, max_length=reports.LONGEST_WORDS
    )
    fields = [
        discord.ui.Label(text=say("wrong_which"), component=which),
        discord.ui.Label(text=say("wrong_what"), component=kinds),
        discord.ui.Label(text=say("wrong_words"), description=say("wrong_kept"), component=words),
    ]
    return form(say("wrong_button"), custom_id, fields if len(shown) > 1 else fields[1:])


def _short(line: Source) -> str:
    text = " ".join(line.text.split())
    return text if len(text) <= LONGEST_OPTION else text[: LONGEST_OPTION - 1].rstrip() + "…"


# --- what is done and said -----------------------------------------------------------------------------------------


class LineButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"h1:(?P<report>\d{1,19}):(?P<what>hide|show|dismiss)"
):
    """Hides a reported line, shows it again, or dismisses the report; whoever presses it must be allowed to."""

    def __init__(self, report: int, what: str, label: str) -> None:
        super().__init__(discord.ui.Button(label=label, custom_id=f"h1:{report}:{what}"))
        self._report, self._what = report, what

    @classmethod
    async def from_custom_id(cls, interaction: discord.Interaction[Any], item: Any, match: re.Match[str], /) -> Any:
        return cls(int(match["report"]), match["what"], getattr(item, "label", None) or "")

    async def callback(self, interaction: Any) -> None:
        await interaction.client.curate(interaction, _DONE[self._what], self._report)


def hide(app: App, server: ServerSettings, number: int, *, by: int, now: datetime) -> Reply:
    """The line is gone from everything that this server reads."""
    found = reports.hide(app.store, server.scope, number, server.server, by=by, now=now)
    return said(app, "line_hidden", _button(app, found, "show"), reported=found)


def show(app: App, server: ServerSettings, number: int, *, by: int, now: datetime) -> Reply:
    """The line is there again."""
    found = reports.show(app.store, server.scope, number, server.server)
    return said(app, "line_shown", _button(app, found, "hide"), reported=found)


def dismiss(app: App, server: ServerSettings, number: int, *, by: int, now: datetime) -> Reply:
    """Nothing was wrong."""
    found = reports.dismiss(app.store, server.scope, number, server.server)
    return said(app, "report_dismissed", reported=found)


_DONE = {"hide": hide, "show": show, "dismiss": dismiss}


def _button(app: App, found: Reported, what: str) -> LineButton:
    return LineButton(found.report.id, what, app.renderer.say("line_button", what=what))


class Wrong(commands.Cog):
    """Takes what people say is wrong, and tells it once to those who can do something about it."""

    def __init__(self, bot: BriefingBot) -> None:
        self.bot = bot

    @commands.Cog.listener()
    async def on_wrong(self, interaction: Interaction, state: str) -> None:
        """The button was pressed: the form opens."""
        bot, refs = self.bot, [SentenceRef(*ref) for ref in read(state)]
        lines = await bot.in_thread(lambda: _lines(bot.app, bot.scope(interaction), refs))
        if any(lines):
            await interaction.response.send_modal(_form(bot.app, f"w1:{state}", lines))
        else:
            await bot.reply(interaction, lambda: bot.say("sources_changed"), private=True)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        """A form that comes back, whichever process showed it."""
        if (given := filled(interaction, "w1:")) is not None:
            state, values = given
            await self._take(interaction, read(state), values)

    async def _take(self, interaction: Interaction, refs: Sequence[Any], values: dict[str, str]) -> None:
        taken: list[tuple[Reported, ServerSettings | None]] = []
        app, line = self.bot.app, values.get("line", "0")

        def take() -> Reply:
            n = int(line) if line.isdecimal() and int(line) < len(refs) else 0
            ref = SentenceRef(*refs[n]) if refs else SentenceRef("", 0, 0)
            scope, now = self.bot.scope(interaction), interaction.created_at
            found = reports.report(app.store, scope, ref, values.get("kind", ""), values.get("words", ""), now=now)
            server = app.store.desk.settings(found.report.collection) if not found.is_public else None
            taken.append((found, server))
            return self._thanks(interaction, found, server)

        await self.bot.reply(interaction, take, private=True)
        for found, server in taken:
            if found.what == "kept":
                await self._tell(found, server)

    def _thanks(self, interaction: Interaction, found: Reported, server: ServerSettings | None) -> Reply:
        """What becomes of it; who may hide the line is given the button at once."""
        here = interaction.guild_id if interaction.is_guild_integration() else None
        may = here is not None and curates(interaction, self.bot.app.store.desk.settings(f"guild:{here}"))
        buttons = [_button(self.bot.app, found, "hide")] if may and found.what != "too_many" else []
        told = "operator" if server is None else "server" if server.alert_channel else "nobody"
        return said(self.bot.app, "report_kept", *buttons, reported=found, told=told)

    async def _tell(self, found: Reported, server: ServerSettings | None) -> None:
        """Once: to the server's alert channel, or to the operator, who reads the log and `briefings reports`."""
        if server is None:
            log.warning("a public line was reported (%s): `python -m briefings reports`", found.report.kind)
        elif server.alert_channel is not None:
            buttons = [_button(self.bot.app, found, what) for what in ("hide", "dismiss")]
            alert = replace(said(self.bot.app, "report_alert", *buttons, reported=found), private=False)
            channel = self.bot.get_partial_messageable(server.alert_channel)
            try:
                await tell(channel, alert, nonce=f"r{found.report.id}", look=self.bot.look)
            except discord.HTTPException as refusal:
                log.warning("the alert channel of %s does not take a report: %s", server.server, refusal)
                return
        else:
            return
        await self.bot.in_thread(self.bot.app.store.decisions.told, found.report.id)


async def setup(bot: BriefingBot) -> None:
    """Called by discord.py when the cog is loaded."""
    bot.add_dynamic_items(LineButton)
    await bot.add_cog(Wrong(bot))
