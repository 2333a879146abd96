"""What is kept about a user, and the button that deletes it: `/help`, delete my data."""

import re
from typing import Any

import discord

from bot.client import BriefingBot, said
from bot.replies import Reply
from briefings.app import App


def my_data(app: App, user: int) -> Reply:
    """What is kept about whoever asks; where there is something, a button below."""
    kept = app.store.decisions.kept_of(user)
    buttons = [DeleteButton("ask", app.renderer.say("delete_button", what="ask"))] if kept.anything else []
    return said(app, "my_data", *buttons, kept=kept)


def sure(app: App, user: int) -> Reply:
    """Nothing is deleted yet: it is asked once."""
    return said(app, "delete_sure", DeleteButton("yes", app.renderer.say("delete_button", what="yes")))


def deleted(app: App, user: int) -> Reply:
    """Nothing names this user any more."""
    app.store.decisions.forget_user(user)
    app.store.desk.clear(f"user:{user}")
    return said(app, "deleted", kept=app.store.decisions.kept_of(user))


class DeleteButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"y1:(?P<what>ask|yes)"):
    """Deletes what is kept about whoever presses it, and about nobody else, after asking once."""

    def __init__(self, what: str, label: str) -> None:
        style = discord.ButtonStyle.danger if what == "yes" else discord.ButtonStyle.secondary
        super().__init__(discord.ui.Button(label=label, style=style, custom_id=f"y1:{what}"))
        self._what = what

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Any:
        return cls(match["what"], getattr(item, "label", None) or "…")

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        bot: BriefingBot = interaction.client
        do, user = deleted if self._what == "yes" else sure, interaction.user.id
        await bot.reply(interaction, lambda: do(bot.app, user), private=True)
        if self._what == "yes":
            bot.dispatch("forgotten", user)  # what was talked about lives in memory


async def setup(bot: BriefingBot) -> None:
    """Called by discord.py when the extension is loaded."""
    bot.add_dynamic_items(DeleteButton)
