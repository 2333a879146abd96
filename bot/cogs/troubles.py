"""When a digest cannot be posted, somebody who can do something is told, once; and what is put right goes on by itself.

Who is told: the channel that the server chose for alerts; else who made the digest, by direct message; else only the
log, which whoever runs us reads. Who takes no direct messages is told when he next asks something. Of a digest template
that is broken, and of a clock that is behind, whoever has the application is told.
"""

import hashlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

import discord
from discord.ext import commands

from bot.client import BriefingBot, said
from bot.destination import Kind, read_destination
from bot.replies import Reply, follow, tell
from bot.schedules import GoOnButton
from bot.targets import lacking
from bot.unsure import UnsureButton, unsure_buttons
from briefings.digests import troubles
from briefings.model import Delivery, Schedule, Trouble

log = logging.getLogger(__name__)

MOST_BUTTONS = 5
LATER = 60.0  # seconds until it is tried again, where Discord did not answer

Interaction = discord.Interaction[BriefingBot]
Turn = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A trouble as a message shows it."""

    name: str
    kind: Kind
    channel: int
    part: Delivery | None


class Troubles(commands.Cog):
    """Tells, and looks whether it is over."""

    def __init__(self, bot: BriefingBot) -> None:
        self.bot = bot
        self._not_before: dict[tuple[str, str], float] = {}  # by whom and why, in the loop's time
        self._waiting: dict[int, list[Trouble]] = {}  # by person: what he cannot be told before he asks something
        self._looked: date | None = None

    async def look_after(self, now: datetime, turn: Turn) -> None:
        """What nobody knows yet is told; once a day it is looked whether we may post again where we might not.

        `turn` returns when we may speak to Discord.
        """
        if self._looked != now.date():
            self._looked = now.date()
            await self.bot.in_thread(self._once_a_day, now)
        found = await self.bot.in_thread(troubles.untold, self.bot.app.store)
        for (_, why), group in groupby(sorted(found, key=_cause), key=_cause):
            await self._tell(why, list(group), turn)
        for what, faults in (await self.bot.in_thread(troubles.untold_faults, self.bot.app.store)).items():
            await self._tell_operator(what, faults, turn)

    # --- telling ---------------------------------------------------------------------------------------------------

    async def _tell(self, why: str, group: Sequence[Trouble], turn: Turn) -> None:
        collection, loop = group[0].schedule.collection, self.bot.loop
        if loop.time() < self._not_before.get((collection, why), 0.0):
            return
        await turn()
        try:
            is_told = await self._tell_server(why, group) or await self._tell_people(why, group)
        except Exception as no_answer:  # noqa: BLE001  whatever it was, the others are told all the same
            log.warning("nobody could be told of %s yet: %s", why, no_answer)
            self._not_before[collection, why] = loop.time() + LATER
            return
        if is_told == "later":
            return
        await self.bot.in_thread(troubles.told, self.bot.app.store, group)

    async def _tell_operator(self, what: str, faults: Sequence[str], turn: Turn) -> None:
        """Of broken templates and a wrong clock, by direct message; the log says it too, for who takes none."""
        if self.bot.loop.time() < self._not_before.get(("operator", what), 0.0):
            return
        await turn()
        reply = replace(said(self.bot.app, what, faults=faults), private=False)
        try:
            await self._send_dm(await self._operator(), reply, faults)
        except Exception as no_answer:  # noqa: BLE001  whatever it was, the digests go on all the same
            log.warning("the operator could not be told of %s yet: %s", what, no_answer)
            self._not_before["operator", what] = self.bot.loop.time() + LATER
            return
        await self.bot.in_thread(troubles.told_of_faults, self.bot.app.store, what, faults)

    async def _operator(self) -> int:
        """Who has the application, or the team's owner."""
        of = self.bot.application or await self.bot.application_info()
        return (of.team and of.team.owner_id) or of.owner.id

    async def _tell_server(self, why: str, group: Sequence[Trouble]) -> bool:
        """Whether the channel for alerts took it."""
        collection = group[0].schedule.collection
        if not collection.startswith("guild:"):
            return False
        server = await self.bot.in_thread(self.bot.app.store.desk.settings, collection)
        if server.alert_channel is None:
            return False
        return await self._send(server.alert_channel, self._reply(why, group, buttons=True), _about(group))

    async def _tell_people(self, why: str, group: Sequence[Trouble]) -> str:
        """ "yes", or "later" where those who made these digests have to be waited for. Of whom nobody made, the log tells."""
        told = "yes"
        for person, theirs in groupby(sorted(group, key=_person), key=_person):
            mine = list(theirs)
            is_own = mine[0].schedule.collection.startswith("user:")
            reply = self._reply(why, mine, buttons=False)
            if person and why != "dm_closed" and await self._send_dm(person, reply, _about(mine)):
                continue
            if person and is_own:
                self._waiting[person] = mine
                told = "later"
            else:
                names = ", ".join(one.schedule.name for one in mine)
                log.warning("there is nobody to be told of %s in %s: %s", why, mine[0].schedule.collection, names)
        return told

    async def _send_dm(self, person: int, reply: Reply, about: Sequence[object]) -> bool:
        try:
            channel = await self.bot.http.start_private_message(person)
        except (discord.Forbidden, discord.NotFound):
            return False
        return await self._send(int(channel["id"]), reply, about)

    async def _send(self, channel: int, reply: Reply, about: Sequence[object]) -> bool:
        """Whether it stands there. What it is `about` makes its nonce, so that a second try is no second message.

        That holds for Discord's few minutes. Where we were ended between the message and the note that it was told, and
        begin again later, it is told again: an alert that came twice does less harm than one that never came.
        """
        nonce = hashlib.blake2b(repr(list(about)).encode(), digest_size=8).hexdigest()
        try:
            await tell(self.bot.get_partial_messageable(channel), reply, nonce=f"t{nonce}", look=self.bot.look)
        except (discord.Forbidden, discord.NotFound) as refusal:
            log.warning("channel %s takes no alert: %s", channel, refusal)
            return False
        return True

    def _reply(self, why: str, group: Sequence[Trouble], *, buttons: bool) -> Reply:
        """What happened, to which digests, and what to do. Buttons work in the server only."""
        shown = [_shown(one) for one in group]
        below = self._buttons(why, group) if buttons else []
        return replace(
            said(self.bot.app, "digest_trouble", *below, why=why, digests=shown, here=buttons), private=False
        )

    def _buttons(self, why: str, group: Sequence[Trouble]) -> Sequence[GoOnButton | UnsureButton]:
        app, parts = self.bot.app, [one.delivery for one in group if one.delivery]
        if why == "history_unreadable":
            return unsure_buttons(app, parts)
        if why == troubles.LEFT:
            return [GoOnButton("all", app.renderer.label("go_on_button", digest=None))]
        if parts:
            return []
        several = len(group) > 1
        return [
            GoOnButton(one.schedule.id, app.renderer.label("go_on_button", digest=one.schedule if several else None))
            for one in group[:MOST_BUTTONS]
        ]

    @commands.Cog.listener()
    async def on_answered(self, interaction: Interaction) -> None:
        """Somebody was answered who could not be told before."""
        if (mine := self._waiting.pop(interaction.user.id, None)) is None:
            return
        told = replace(self._reply(mine[0].why, mine, buttons=False), private=True)
        await follow(interaction, told, look=self.bot.look)
        await self.bot.in_thread(troubles.told, self.bot.app.store, mine)

    # --- looking whether it is over --------------------------------------------------------------------------------

    async def _look_again(self, guild: int) -> None:
        """Digests go on where we lacked something and, as far as Discord told us, lack nothing any more.

        Nothing is asked of Discord for it. Whoever asked in vain again and again would be shut out.
        """
        await self.bot.in_thread(self._look_at, discord.utils.utcnow(), f"guild:{guild}")

    def _once_a_day(self, now: datetime) -> None:
        """However often we are started: where Discord refuses what it had told us we may, that is one try a day."""
        desk, today = self.bot.app.store.desk, now.date().isoformat()
        if desk.note("permissions_looked_at") != today:
            desk.set_note("permissions_looked_at", today)
            self._look_at(now, None)

    def _look_at(self, now: datetime, server: str | None) -> None:
        store = self.bot.app.store
        for schedule in store.schedules.paused_for(troubles.MAY_END, server):
            if self._may_post(schedule):
                troubles.go_on(store, schedule, now=now)
                log.info("the digest %r goes on", schedule.name)

    def _may_post(self, schedule: Schedule) -> bool:
        there: Any = self.bot.get_channel(read_destination(schedule.destination).id)
        if not isinstance(there, discord.abc.GuildChannel | discord.Thread):
            return False
        ours = there.permissions_for(there.guild.me)
        is_locked = isinstance(there, discord.Thread) and there.locked and not ours.manage_threads
        return not is_locked and not lacking(there, ours)

    @commands.Cog.listener()
    async def on_guild_channel_update(self, _before: object, after: discord.abc.GuildChannel) -> None:
        """Its permissions may be others now."""
        await self._look_again(after.guild.id)

    @commands.Cog.listener()
    async def on_guild_role_update(self, _before: object, after: discord.Role) -> None:
        """What we may may be something else now."""
        await self._look_again(after.guild.id)

    @commands.Cog.listener()
    async def on_member_update(self, _before: object, after: discord.Member) -> None:
        """We may bear another role now."""
        if after == after.guild.me:
            await self._look_again(after.guild.id)

    @commands.Cog.listener()
    async def on_thread_update(self, _before: object, after: discord.Thread) -> None:
        """It may be open again."""
        await self._look_again(after.guild.id)

    # --- servers that come and go ----------------------------------------------------------------------------------

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The server sent us away. An outage is no leaving: of that Discord tells another event."""
        await self.bot.in_thread(troubles.leave, self.bot.app.store, f"guild:{guild.id}", now=discord.utils.utcnow())

    @commands.Cog.listener("on_guild_available")
    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The server has us, maybe again."""
        if await self.bot.in_thread(troubles.come_back, self.bot.app.store, f"guild:{guild.id}"):
            self.bot.wake()

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Servers may have come and gone while nobody ran us; those in an outage are among ours."""
        store, here = self.bot.app.store, frozenset(f"guild:{guild.id}" for guild in self.bot.guilds)
        for server in await self.bot.in_thread(store.desk.servers) - here:
            await self.bot.in_thread(store.desk.leave, server, discord.utils.utcnow())
        for guild in self.bot.guilds:
            await self.on_guild_join(guild)


def _about(group: Sequence[Trouble]) -> Sequence[object]:
    return [(one.schedule.id, one.why, one.schedule.next_due, one.delivery and one.delivery.marker) for one in group]


def _cause(one: Trouble) -> tuple[str, str]:
    return one.schedule.collection, one.why


def _person(one: Trouble) -> int:
    """Who gets the digest alone, or who made it; 0 where nobody knows."""
    of, _, number = one.schedule.collection.partition(":")
    return int(number) if of == "user" else one.schedule.made_by or 0


def _shown(one: Trouble) -> Shown:
    there = read_destination(one.schedule.destination)
    return Shown(one.schedule.name, there.kind, there.id, one.delivery)


async def setup(bot: BriefingBot) -> None:
    """Called by discord.py when the cog is loaded."""
    bot.add_dynamic_items(GoOnButton, UnsureButton)
    await bot.add_cog(Troubles(bot))
