"""The questions as slash commands: in servers, in the bot's DM, and wherever somebody carries the app along."""

from collections.abc import Callable
from typing import Any, TypeVar

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import BriefingBot
from briefings import answers

Interaction = discord.Interaction[BriefingBot]
Choices = list[app_commands.Choice[str]]
Command = TypeVar("Command", bound=Callable[..., Any] | app_commands.Group | app_commands.ContextMenu)

Name = app_commands.Range[str, 1, 100]
Words = app_commands.Range[str, 1, 200]
Day = app_commands.Range[str, 4, 20]


def anywhere(command: Command) -> Command:
    """In servers, in the bot's DM and in other DMs; installed by a server or by one person."""
    installed = app_commands.allowed_installs(guilds=True, users=True)(command)
    return app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)(installed)


class Questions(commands.Cog):
    """One method for each question; its answer is found in briefings/answers."""

    def __init__(self, bot: BriefingBot) -> None:
        self.bot = bot
        menu = app_commands.ContextMenu(name=bot.words.menu("mentioned"), callback=self.mentioned)
        self._menu = anywhere(menu)

    async def cog_load(self) -> None:
        self.bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    async def mentioned(self, interaction: Interaction, message: discord.Message) -> None:
        await self.bot.answer(interaction, answers.mentioned, message.content, private=True)

    @app_commands.command()
    @anywhere
    async def who(self, interaction: Interaction, name: Name, as_of: Day | None = None, private: bool = False) -> None:
        await self.bot.answer(interaction, answers.who, name, as_of=as_of, private=private)

    @app_commands.command()
    @anywhere
    async def quotes(
        self,
        interaction: Interaction,
        person: Name,
        about: Words | None = None,
        since: Day | None = None,
        until: Day | None = None,
        as_of: Day | None = None,
        private: bool = False,
    ) -> None:
        days = {"since": since, "until": until, "as_of": as_of}
        await self.bot.answer(interaction, answers.quotes, person, about=about, private=private, **days)

    @app_commands.command()
    @anywhere
    async def timeline(
        self,
        interaction: Interaction,
        topic: Words | None = None,
        since: Day | None = None,
        until: Day | None = None,
        ahead: bool = False,
        private: bool = False,
    ) -> None:
        await self.bot.answer(
            interaction, answers.timeline, topic, since=since, until=until, ahead=ahead, private=private
        )

    @app_commands.command()
    @anywhere
    async def search(
        self,
        interaction: Interaction,
        query: Words,
        since: Day | None = None,
        until: Day | None = None,
        private: bool = False,
    ) -> None:
        await self.bot.answer(interaction, answers.search, query, since=since, until=until, private=private)

    @app_commands.command()
    @anywhere
    async def brief(self, interaction: Interaction, topic: Words | None = None, private: bool = False) -> None:
        await self.bot.answer(interaction, answers.brief, topic, private=private)

    @app_commands.command()
    @anywhere
    async def links(
        self, interaction: Interaction, person: Name, as_of: Day | None = None, private: bool = False
    ) -> None:
        await self.bot.answer(interaction, answers.links, person, as_of=as_of, private=private)

    compare = anywhere(app_commands.Group(name="compare", description="…"))

    @compare.command(name="people")
    async def compare_people(
        self, interaction: Interaction, a: Name, b: Name, topic: Words, as_of: Day | None = None, private: bool = False
    ) -> None:
        await self.bot.answer(interaction, answers.compare, a, b, topic, as_of=as_of, private=private)

    @compare.command(name="over-time")
    async def compare_over_time(
        self, interaction: Interaction, person: Name, topic: Words, as_of: Day | None = None, private: bool = False
    ) -> None:
        await self.bot.answer(interaction, answers.over_time, person, topic, as_of=as_of, private=private)

    @who.autocomplete("name")
    @links.autocomplete("person")
    @compare_people.autocomplete("a")
    @compare_people.autocomplete("b")
    @compare_over_time.autocomplete("person")
    @quotes.autocomplete("person")
    async def _person(self, interaction: Interaction, typed: str) -> Choices:
        return await self.bot.people(interaction, typed)

    @timeline.autocomplete("topic")
    async def _person_or_topic(self, interaction: Interaction, typed: str) -> Choices:
        return await self.bot.topics(interaction, typed, people=10)

    @quotes.autocomplete("about")
    @search.autocomplete("query")
    @brief.autocomplete("topic")
    async def _topic(self, interaction: Interaction, typed: str) -> Choices:
        return await self.bot.topics(interaction, typed)


async def setup(bot: BriefingBot) -> None:
    """Called by discord.py when the cog is loaded."""
    await bot.add_cog(Questions(bot))
