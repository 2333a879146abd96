"""The button that gives an answer as files: to read on, to count with, to cite."""

from datetime import datetime
from typing import Any

import discord
from discord.ext import commands

from bot.client import BriefingBot, said
from bot.controls import NO_ANSWERS
from bot.replies import Reply
from bot.state import unpack
from briefings.answers import again
from briefings.answers.export import files
from briefings.model import Scope


class Export(commands.Cog):
    """Asks the question again, as far as whoever presses may see, and gives him the answer in every format."""

    def __init__(self, bot: BriefingBot) -> None:
        self.bot = bot

    @commands.Cog.listener()
    async def on_export(self, interaction: discord.Interaction[Any], question: str) -> None:
        """The button was pressed."""

        def work() -> Reply:
            return exported(self.bot, self.bot.scope(interaction), question, interaction.created_at)

        await self.bot.reply(interaction, work, private=True)


def exported(bot: BriefingBot, scope: Scope, question: str, now: datetime) -> Reply:
    """The answer of today as files; what is no answer any more says so itself."""
    asked = unpack(question)
    answer = again(bot.app.store, scope, asked, now=now) if asked else None
    if answer is None:
        return bot.say("export_changed")
    if answer.kind in NO_ANSWERS:
        return bot.told(answer, private=True)
    told = said(bot.app, "exported", entries=len(answer.entries))
    return Reply(told.parts, private=True, files=files(answer, bot.app.renderer.text(answer)))


async def setup(bot: BriefingBot) -> None:
    """Called by discord.py when the cog is loaded."""
    await bot.add_cog(Export(bot))
