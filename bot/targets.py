"""Where a digest is to go, as somebody chose it on Discord: and what is missing there, to us and to him."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import discord
from discord import app_commands

from bot.destination import MOST_TAGS, Destination, Kind
from briefings.digests import plan
from briefings.errors import WrongUsage

Interaction = discord.Interaction[Any]

POSTABLE = (
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.public_thread,
    discord.ChannelType.private_thread,
    discord.ChannelType.news_thread,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A channel, and what is missing there to post: to the bot, and to whoever asks for it."""

    channel: int
    bot_lacks: tuple[str, ...]
    asker_lacks: tuple[str, ...]
    kind: Kind = "channel"
    tags: tuple[tuple[str, int], ...] = ()  # that a forum has
    needs_tag: bool = False

    def check(self) -> None:
        """Raises `WrongUsage` naming every permission that is missing."""
        if self.asker_lacks:
            raise WrongUsage("channel_closed_to_you", channel=self.channel, missing=list(self.asker_lacks))
        if self.bot_lacks:
            raise WrongUsage("channel_closed_to_bot", channel=self.channel, missing=list(self.bot_lacks))

    def tagged(self, words: str) -> tuple[int, ...]:
        """The forum's tags of these names. Raises `WrongUsage` for one that it has not, and where one is needed."""
        known = {name.casefold(): number for name, number in self.tags}
        wanted = plan.read_words(words)
        strange = [word for word in wanted if word.casefold() not in known]
        if strange or len(wanted) > MOST_TAGS or (self.needs_tag and not wanted):
            raise WrongUsage(
                "forum_tags", channel=self.channel, given=strange[:1], known=[n for n, _ in self.tags], most=MOST_TAGS
            )
        return tuple(known[word.casefold()] for word in wanted)


@dataclass(frozen=True, slots=True)
class Called:
    """The role that a digest is to mention, and who of the two may not."""

    role: int | None  # None: nobody
    bot_may: bool = True
    asker_may: bool = True

    def check(self) -> None:
        """Raises `WrongUsage` where Discord would call nobody, or where we would call for somebody who may not."""
        if not self.asker_may:
            raise WrongUsage("role_closed_to_you", role=self.role)
        if not self.bot_may:
            raise WrongUsage("role_closed_to_bot", role=self.role)


@dataclass(frozen=True, slots=True)
class Target:
    """Where and how a digest is to be posted, as far as it was said."""

    place: Place | None = None  # None: as before
    called: Called | None = None
    title: str | None = None
    tags: str | None = None
    publish: bool | None = None

    def destination(self, before: Destination | None = None) -> Destination:
        """Raises `WrongUsage` for a channel that is closed, a role that cannot be called, and tags that are none."""
        there = before
        if self.place is not None:
            self.place.check()
            there = Destination(self.place.channel, self.place.kind, role=before.role if before else None)
        if there is None:
            raise LookupError("a new digest has a place")
        if self.called is not None:
            self.called.check()
            there = replace(there, role=self.called.role)
        if there.kind == "news" and self.publish is False:
            there = replace(there, kind="channel")
        if there.kind != "forum":
            if self.title or self.tags:
                raise WrongUsage("forum_only", channel=there.id)
            return there
        if self.title is not None:
            there = replace(there, title=self.title)
        if self.place is not None:
            return replace(there, tags=self.place.tagged(self.tags or ""))
        if self.tags:
            raise WrongUsage("forum_channel_needed", channel=there.id)
        return there


class Channel(app_commands.Transformer):
    """A channel option that keeps what Discord says of the asker's rights there."""

    def __init__(self, types: Sequence[discord.ChannelType]) -> None:
        self._types = types

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        return list(self._types)

    async def transform(self, interaction: discord.Interaction[Any], value: Any, /) -> Any:
        return value


Where = app_commands.Transform[app_commands.AppCommandChannel, Channel(POSTABLE)]
WhereOrForum = app_commands.Transform[app_commands.AppCommandChannel, Channel((*POSTABLE, discord.ChannelType.forum))]


def place(interaction: Interaction, channel: app_commands.AppCommandChannel | None) -> Place:
    """The channel that was chosen, or the one where it was asked."""
    if channel is None:
        return _place(interaction, interaction.channel_id or 0, interaction.channel, interaction.permissions)
    return _place(interaction, channel.id, channel.resolve() or channel, channel.permissions)


def place_with_id(interaction: Interaction, channel: int) -> Place:
    """The channel that was chosen in a form; one that is not there (any more) lacks everything."""
    there = interaction.guild.get_channel_or_thread(channel) if interaction.guild else None
    member, can = interaction.user, getattr(there, "permissions_for", None)
    theirs = can(member) if can and isinstance(member, discord.Member) else discord.Permissions.none()
    return _place(interaction, channel, there, theirs)


def _place(interaction: Interaction, channel: int, there: Any, theirs: discord.Permissions) -> Place:
    me = interaction.guild.me if interaction.guild else None  # None where only our commands were installed
    can = getattr(there, "permissions_for", None)
    ours = can(me) if can and me else discord.Permissions.none()
    if me and channel == interaction.channel_id:
        ours = interaction.app_permissions
    needs = _needs(there)
    forum = there if isinstance(there, discord.ForumChannel) else None
    return Place(
        channel=channel,
        bot_lacks=lacking(there, ours),
        asker_lacks=_missing(theirs, "view_channel", *needs),
        kind=_kind(there),
        tags=tuple((tag.name, tag.id) for tag in forum.available_tags) if forum else (),
        needs_tag=forum.flags.require_tag if forum else False,
    )


def target(
    interaction: Interaction,
    channel: app_commands.AppCommandChannel | None,
    *,
    role: discord.Role | None,
    new: bool,
    **more: Any,
) -> Target:
    """What was chosen. A `new` digest goes to the channel where it was asked, unless another is named."""
    where = place(interaction, channel) if new or channel is not None else None
    called = _called(interaction, role) if role is not None else None
    return Target(where, called, **more)


def _called(interaction: Interaction, role: discord.Role) -> Called:
    """Everybody is nobody: no digest calls all."""
    if role.is_default():
        return Called(None)
    open_to_all = role.mentionable
    return Called(
        role.id,
        bot_may=open_to_all or interaction.app_permissions.mention_everyone,
        asker_may=open_to_all or interaction.permissions.mention_everyone,
    )


def lacking(there: object, ours: discord.Permissions) -> tuple[str, ...]:
    """What we have to be allowed to post there, and are not."""
    return _missing(ours, "view_channel", *_needs(there), "embed_links", "read_message_history")


def _needs(there: object) -> tuple[str, ...]:
    """What it takes to write there. Discord calls the right to open a forum's posts Send Messages too."""
    if isinstance(there, discord.ForumChannel):
        return "send_messages", "send_messages_in_threads"
    return ("send_messages_in_threads",) if _is_thread(there) else ("send_messages",)


def _kind(there: object) -> Kind:
    if isinstance(there, discord.ForumChannel):
        return "forum"
    return "news" if getattr(there, "type", None) is discord.ChannelType.news else "channel"


def _is_thread(channel: object) -> bool:
    return isinstance(channel, discord.Thread | app_commands.AppCommandThread)


def _missing(has: discord.Permissions, *needed: str) -> tuple[str, ...]:
    """The permissions that are not there, as Discord calls them on its own pages."""
    if has.administrator:
        return ()
    return tuple(each.replace("_", " ").title().replace(" In ", " in ") for each in needed if not getattr(has, each))
