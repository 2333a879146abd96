"""Rendered parts → Discord's components, and the three ways in which they are sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot.controls import digest_buttons, sources_buttons
from briefings.model import Delivery, Part

ACCENT = discord.Colour(0x2F5D8A)
NOBODY = discord.AllowedMentions.none()  # a story pings nobody, whatever it says

MOST_MESSAGES = 6  # for one question: a reply, and the five that Discord lets follow when only the asker installed us


@dataclass(frozen=True, slots=True)
class Reply:
    """What somebody is told. `controls` are buttons of our own below the last part."""

    parts: Sequence[Part]
    private: bool = False
    controls: tuple[discord.ui.Item[Any], ...] = ()

    def views(self) -> list[discord.ui.LayoutView]:
        buttons: list[list[discord.ui.Item[Any]]] = [sources_buttons(part) for part in self.parts]
        buttons[-1] = [*buttons[-1], *self.controls]
        return [layout(part.text, row) for part, row in zip(self.parts, buttons, strict=True)]


def layout(text: str, buttons: Iterable[discord.ui.Item[Any]] = ()) -> discord.ui.LayoutView:
    """One message: a container with the text, and the buttons in rows of five below it."""
    buttons = list(buttons)
    rows = [discord.ui.ActionRow[Any](*buttons[at : at + 5]) for at in range(0, len(buttons), 5)]
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.Container(discord.ui.TextDisplay(text), *rows, accent_colour=ACCENT))
    return view


async def respond(interaction: discord.Interaction[Any], reply: Reply, *, deferred: bool | None = None) -> None:
    """The reply is where its asker sees it. `deferred` is None, or whether the wait was shown privately.

    A private reply to a public wait takes the wait away first: the channel never sees an answer turn into an error.
    The wait is ended before it is deleted, for what follows upon a wait takes its place and its visibility, and upon a
    deleted one there was an error (discord-api-docs#2739).
    """
    views = reply.views()
    if deferred is None:
        await interaction.response.send_message(view=views[0], ephemeral=reply.private, allowed_mentions=NOBODY)
        views = views[1:]
    elif reply.private and not deferred:
        await interaction.edit_original_response(view=layout("…"), allowed_mentions=NOBODY)
        await interaction.delete_original_response()
    else:
        await interaction.edit_original_response(view=views[0], allowed_mentions=NOBODY)
        views = views[1:]
    await _follow(interaction, views, reply.private)


async def follow(interaction: discord.Interaction[Any], reply: Reply) -> None:
    """The reply stands below what was answered already."""
    await _follow(interaction, reply.views(), reply.private)


async def _follow(interaction: discord.Interaction[Any], views: Iterable[discord.ui.LayoutView], private: bool) -> None:
    for view in views:
        await interaction.followup.send(view=view, ephemeral=private, allowed_mentions=NOBODY)


async def tell(channel: discord.abc.Messageable, reply: Reply, *, nonce: str) -> None:
    """The reply is in the channel, once, also when it is told twice within a few minutes."""
    for n, view in enumerate(reply.views()):
        await channel.send(view=view, nonce=f"{nonce}-{n}", allowed_mentions=NOBODY)


async def post(channel: discord.abc.Messageable, delivery: Delivery) -> discord.Message:
    """One frozen part of a digest is in its channel, with the nonce and the marker by which it is known."""
    view = layout(delivery.part.text, digest_buttons(delivery))
    return await channel.send(view=view, nonce=delivery.nonce, allowed_mentions=NOBODY)
