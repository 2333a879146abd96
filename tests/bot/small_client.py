"""A small discord.py client with one of everything that the real bot uses: what the playground and SimCord are tried with.

A slash command with autocomplete that answers in a Components V2 layout, a button that works after a restart, a private
answer, a deferred answer, a form, and plain words in a DM.
"""

import re
from typing import Any

import discord
from discord import app_commands

OFFICIALS = ("Jim Mattis", "Mike Pompeo", "Leon Panetta")


class Receipt(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"r:(?P<number>\d+)"):
    """Shows one receipt to whoever presses it; the number is in the button itself."""

    def __init__(self, number: int) -> None:
        super().__init__(discord.ui.Button(label="Sources", custom_id=f"r:{number}"))
        self.number = number

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> "Receipt":
        return cls(int(match["number"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"Receipt {self.number}: Mattis said so.", ephemeral=True)


def dossier(name: str, number: int = 7) -> discord.ui.LayoutView:
    view = discord.ui.LayoutView(timeout=None)
    row: discord.ui.ActionRow[Any] = discord.ui.ActionRow(Receipt(number))
    view.add_item(discord.ui.Container(discord.ui.TextDisplay(f"## {name}"), row))
    return view


class SmallClient(discord.Client):
    """Remembers every interaction it was sent, so that a test can look at what arrived."""

    def __init__(self) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        super().__init__(intents=intents, allowed_mentions=discord.AllowedMentions.none())
        self.arrived: list[discord.Interaction] = []
        self.ready_at: Any = None
        self.tree = app_commands.CommandTree(self)

        @self.tree.command(description="Who somebody is")
        @app_commands.allowed_installs(guilds=True, users=True)
        @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
        async def who(interaction: discord.Interaction, name: str) -> None:
            await interaction.response.send_message(view=dossier(name))

        @who.autocomplete("name")
        async def names(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
            return [app_commands.Choice(name=each, value=each) for each in OFFICIALS if typed.lower() in each.lower()]

        @self.tree.command(description="An answer that takes a moment")
        async def brief(interaction: discord.Interaction) -> None:
            await interaction.response.defer(thinking=True)
            await interaction.followup.send(view=dossier("Brief"))

        @self.tree.command(description="For those who manage the server")
        @app_commands.default_permissions(manage_guild=True)
        @app_commands.guild_only()
        async def settings(interaction: discord.Interaction, channel: discord.TextChannel | None = None) -> None:
            await interaction.response.send_message("Only you see this.", ephemeral=True)

        @self.tree.command(description="Opens a form")
        async def wrong(interaction: discord.Interaction) -> None:
            form = discord.ui.Modal(title="Something wrong?", custom_id="w:1", timeout=None)
            form.add_item(discord.ui.TextInput(label="In your words"))
            form.stop()
            await interaction.response.send_modal(form)

    async def setup_hook(self) -> None:
        self.add_dynamic_items(Receipt)
        await self.tree.sync()

    async def on_ready(self) -> None:
        self.ready_at = discord.utils.utcnow()

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        self.arrived.append(interaction)

    async def on_message(self, message: discord.Message) -> None:
        if message.guild is None and not message.author.bot:
            await message.channel.send(f"You asked: {message.content}", nonce=str(message.id))
