"""Rendered parts → Discord's components, and the three ways in which they are sent."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any, Literal

import discord

from bot.controls import digest_buttons, in_rows, sources_buttons
from bot.destination import read_destination
from briefings.model import Delivery, Part, Pictured
from briefings.render import sections, without_links

ACCENT = discord.Colour(0x2F5D8A)
NOBODY = discord.AllowedMentions.none()  # a story pings nobody, whatever it says

MOST_MESSAGES = 6  # for one question: a reply, and the five that Discord lets follow when only the asker installed us


_SMALL_PRINT = re.compile("^-# ", re.MULTILINE)

Look = Literal["cards", "embeds"]
"""`cards` are Components V2. Where a client or a server shows none, `embeds` say the same with the same buttons."""

LOOKS: tuple[Look, ...] = ("cards", "embeds")

Sent = dict[str, Any]
"""What `send` and its like take for one message."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What somebody is told. `controls` are buttons of our own below the last part, `files` go with it.

    `pictured`: the chart that the first part may show, once it is drawn.
    """

    parts: Sequence[Part]
    private: bool = False
    controls: tuple[discord.ui.Item[Any], ...] = ()
    pictured: Pictured | None = None
    files: tuple[tuple[str, bytes], ...] = ()  # names and contents

    def messages(self, look: Look = "cards") -> list[Sent]:
        """One for each part, in order."""
        told = [message(part.text, self._buttons(n), look) for n, part in enumerate(self.parts)]
        return [*told[:-1], _with_files(told[-1], self.files)] if self.files else told

    def illustrated(self, png: bytes, look: Look = "cards") -> Sent:
        """The first message again, with its picture: what `edit` and its like take."""
        alt = self.pictured.alt if self.pictured else None
        file = discord.File(BytesIO(png), "chart.png", description=alt)
        return {**message(self.parts[0].text, self._buttons(0), look, file), "attachments": [file]}

    def _buttons(self, n: int) -> list[discord.ui.Item[Any]]:
        return [*sources_buttons(self.parts[n]), *(self.controls if n == len(self.parts) - 1 else ())]


def message(
    text: str,
    buttons: Iterable[discord.ui.Item[Any]] = (),
    look: Look = "cards",
    picture: discord.File | None = None,
) -> Sent:
    """One message: the text in our colour, then the picture, and the buttons in their rows below."""
    return {"view": card(text, buttons, picture)} if look == "cards" else embed(text, buttons, picture)


def _with_files(sent: Sent, files: Sequence[tuple[str, bytes]]) -> Sent:
    """A card shows the files that it names; an embed has them beside it."""
    if isinstance(view := sent.get("view"), discord.ui.LayoutView):
        for name, _ in files:
            view.add_item(discord.ui.File[Any](f"attachment://{name}"))
    return {**sent, "files": [discord.File(BytesIO(content), name) for name, content in files]}


def card(
    text: str, buttons: Iterable[discord.ui.Item[Any]] = (), picture: discord.File | None = None
) -> discord.ui.LayoutView:
    """One container, with a line between its sections."""
    shown: list[discord.ui.Item[Any]] = []
    for section in sections(text):
        shown += [discord.ui.Separator[Any]()] if shown else []
        shown.append(discord.ui.TextDisplay[Any](section))
    if picture is not None:
        shown.append(discord.ui.MediaGallery[Any](discord.MediaGalleryItem(picture, description=picture.description)))
    rows = [discord.ui.ActionRow[Any](*row) for row in in_rows(buttons)]
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.Container(*shown, *rows, accent_colour=ACCENT))
    return view


def embed(text: str, buttons: Iterable[discord.ui.Item[Any]] = (), picture: discord.File | None = None) -> Sent:
    """An embed with the whole text: it takes markdown but no small print, and 96 characters more than a card."""
    view = discord.ui.View(timeout=None)
    for n, row in enumerate(in_rows(buttons)):
        for button in row:
            button.row = n
            view.add_item(button)
    shown: Sent = {"embed": discord.Embed(description=_SMALL_PRINT.sub("", text), colour=ACCENT)}
    if picture is not None:
        shown["embed"].set_image(url=picture.uri)
    return {**shown, "view": view} if view.children else shown


async def respond(
    interaction: discord.Interaction[Any], reply: Reply, *, look: Look = "cards", deferred: bool | None = None
) -> int | None:
    """The reply is where its asker sees it; the id of its first message, if it took the interaction's own place.

    `deferred` is None, or whether the wait was shown privately.

    A private reply to a public wait takes the wait away first: the channel never sees an answer turn into an error.
    The wait is ended before it is deleted, for what follows upon a wait takes its place and its visibility, and upon a
    deleted one there was an error (discord-api-docs#2739).
    """
    first, *rest = reply.messages(look)
    answer: int | None = None
    if deferred is None:
        sent = await interaction.response.send_message(**first, ephemeral=reply.private, allowed_mentions=NOBODY)
        answer = sent.message_id
    elif reply.private and not deferred:
        await interaction.edit_original_response(**message("…", look=look), allowed_mentions=NOBODY)
        await interaction.delete_original_response()
        rest = [first, *rest]
    else:
        first["attachments"] = first.pop("files", [])
        answer = (await interaction.edit_original_response(**first, allowed_mentions=NOBODY)).id
    await _follow(interaction, rest, reply.private)
    return answer


async def turn(interaction: discord.Interaction[Any], reply: Reply, *, deferred: bool) -> None:
    """The message that was pressed shows the reply instead, in its own look.

    What only the presser should see, or what needs more than one message, is told to him privately: an answer never
    turns into an error.
    """
    cards = interaction.message is not None and interaction.message.flags.components_v2
    look: Look = "cards" if cards else "embeds"
    if not reply.private and len(reply.parts) == 1:
        edit = interaction.edit_original_response if deferred else interaction.response.edit_message
        await edit(**{"view": None, "attachments": [], **reply.messages(look)[0]}, allowed_mentions=NOBODY)
    elif deferred:
        await follow(interaction, replace(reply, private=True), look=look)
    else:
        await respond(interaction, replace(reply, private=True), look=look)


async def follow(interaction: discord.Interaction[Any], reply: Reply, *, look: Look = "cards") -> None:
    """The reply stands below what was answered already."""
    await _follow(interaction, reply.messages(look), reply.private)


async def _follow(interaction: discord.Interaction[Any], messages: Iterable[Sent], private: bool) -> None:
    for each in messages:
        await interaction.followup.send(**each, ephemeral=private, allowed_mentions=NOBODY)


async def tell(
    channel: discord.abc.Messageable, reply: Reply, *, nonce: str, look: Look = "cards"
) -> list[discord.Message]:
    """The reply is in the channel, once, also when it is told twice within a few minutes. Its messages."""
    return [
        await channel.send(**each, nonce=f"{nonce}-{n}", allowed_mentions=NOBODY)
        for n, each in enumerate(reply.messages(look))
    ]


async def post(
    channel: discord.abc.Messageable,
    delivery: Delivery,
    *,
    label: str,
    look: Look = "cards",
    mentions: discord.AllowedMentions = NOBODY,
) -> discord.Message:
    """One frozen part of a digest is in its channel, with the nonce and the marker by which it is known.

    `label` is on its button where the part has none of its own.
    """
    return await channel.send(**frozen(delivery, label, look), nonce=delivery.nonce, allowed_mentions=mentions)


def frozen(delivery: Delivery, label: str, look: Look) -> Sent:
    """A frozen part as it is sent each time; the first calls the digest's role, if it has one."""
    role = read_destination(delivery.destination).role if delivery.n == 0 else None
    text = without_links(delivery.part.text) if delivery.without_links else delivery.part.text
    sent = message(text, digest_buttons(delivery, label), look)
    if role is None:
        return sent
    call = f"<@&{role}>"
    if look == "embeds":
        return {**sent, "content": call}  # nobody is called by what stands in an embed
    view = discord.ui.LayoutView(timeout=None)
    for item in (discord.ui.TextDisplay[Any](call), *sent["view"].children):
        view.add_item(item)
    return {"view": view}
