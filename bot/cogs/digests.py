"""`/digest`: what is posted by the clock. Only for those who manage the server."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import BriefingBot, manages, said
from bot.destination import LONGEST_TITLE, MOST_TAGS, Destination, Kind, read_destination
from bot.replies import Reply
from briefings.answers import subject
from briefings.app import App
from briefings.digests import due, plan, rules
from briefings.errors import WrongUsage
from briefings.model import EditionSeen, Filters, PersonKey, ReadAs, Schedule, Scope, ServerSettings

Interaction = discord.Interaction[BriefingBot]
Choices = list[app_commands.Choice[str]]

Name = app_commands.Range[str, 1, 80]
Words = app_commands.Range[str, 1, 300]
Short = app_commands.Range[str, 1, 60]
NAME = "The digest’s name"
DAILY = "daily"  # the template that is taken when none is named

POSTABLE = (
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.public_thread,
    discord.ChannelType.private_thread,
    discord.ChannelType.news_thread,
)
HISTORY = 10  # editions


# --- where a digest goes -------------------------------------------------------------------------------------------


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
    me = interaction.guild.me if interaction.guild else None  # None where only our commands were installed
    there: Any
    if channel is None:
        there, theirs = interaction.channel, interaction.permissions
        ours = interaction.app_permissions if me else discord.Permissions.none()
    else:
        there, theirs = channel.resolve() or channel, channel.permissions
        can = getattr(there, "permissions_for", None)
        ours = can(me) if can and me else discord.Permissions.none()
    needs = _needs(there)
    forum = there if isinstance(there, discord.ForumChannel) else None
    return Place(
        channel=channel.id if channel else interaction.channel_id or 0,
        bot_lacks=_missing(ours, "view_channel", *needs, "embed_links", "read_message_history"),
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


# --- what is done and said -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wish:
    """What a digest should be, in the words of whoever types it. None: as it is."""

    name: str | None = None
    time: str | None = None
    days: str | None = None
    zone: str | None = None
    template: str | None = None
    quiet: str | None = None
    people: str | None = None
    topics: str | None = None
    sources: str | None = None
    include: str | None = None
    exclude: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A schedule as a reply shows it."""

    name: str
    kind: Kind
    channel: int
    at: str
    days: tuple[int, ...]
    every_hours: int
    cron: str
    zone: str
    template: str
    quiet: tuple[str, ...]
    role: int | None
    people: tuple[str, ...]
    filters: Filters
    paused: bool
    why: str | None  # it is paused
    until: datetime | None
    runs: tuple[datetime, ...]  # the next three; none while it is paused


def shown(app: App, schedule: Schedule, now: datetime) -> Shown:
    """As it is now, with its next three runs."""
    runs = _runs(schedule, now)
    there = read_destination(schedule.destination)
    return Shown(
        name=schedule.name,
        kind=there.kind,
        channel=there.id,
        at=f"{schedule.at:%H:%M}",
        days=schedule.days,
        every_hours=schedule.every_hours,
        cron=schedule.cron,
        zone=schedule.zone,
        template=schedule.template,
        quiet=tuple(f"{each:%H:%M}" for each in schedule.quiet or ()),
        role=there.role,
        people=tuple(_name(app, schedule, key, now) for key in schedule.filters.people),
        filters=schedule.filters,
        paused=schedule.paused,
        why=schedule.paused_why,
        until=schedule.paused_until,
        runs=() if schedule.paused else (next(runs), next(runs), next(runs)),
    )


def _name(app: App, schedule: Schedule, key: PersonKey, now: datetime) -> str:
    """What a filter's person is called today; the key when nobody has it any more."""
    scope = app.store.decisions.decided(app.store.desk.settings(schedule.collection).scope)
    found = subject.find(app.store, scope, key, read_as=ReadAs("who", person=key), now=now)
    return found.name if isinstance(found, subject.Subject) else key


def _runs(schedule: Schedule, now: datetime) -> Iterator[datetime]:
    """From the time on that it waits for: the date of an edition that was already posted is not among them."""
    if schedule.next_due > now:
        yield schedule.next_due
        now = schedule.next_due
    while True:
        now = due.next_slot(schedule, after=now).due
        yield now


def create(app: App, server: ServerSettings, target: Target, wish: Wish, *, now: datetime) -> Reply:
    """A new digest stands in the store; its channel was looked at first."""
    destination = target.destination()
    schedule = plan.make(
        app.store,
        server,
        destination=destination.written(),
        name=wish.name or "",
        rule=" ".join(filter(None, (wish.days, wish.time))),
        zone=wish.zone,
        template=wish.template or DAILY,
        templates=app.digest_templates,
        quiet=wish.quiet or "none",
        filters=_filters(app, server.scope, Filters(), wish, now),
        now=now,
    )
    cancel = RemoveButton(schedule.id, app.renderer.say("digest_cancel_button"))
    return said(app, "digest_created", _preview_button(app, schedule), cancel, digest=shown(app, schedule, now))


def edit(app: App, server: ServerSettings, which: str, target: Target, wish: Wish, *, now: datetime) -> Reply:
    """The digest is as it was wished; what was not said stays."""
    schedule = plan.find(app.store, server.server, which)
    rule = rules.reworded(schedule, wish.time, wish.days) if wish.time or wish.days else None
    changed = plan.change(
        app.store,
        schedule,
        name=wish.name,
        rule=rule,
        zone=wish.zone,
        template=wish.template,
        quiet=wish.quiet,
        templates=app.digest_templates,
        destination=target.destination(read_destination(schedule.destination)).written(),
        filters=_filters(app, server.scope, schedule.filters, wish, now),
        now=now,
    )
    return said(app, "digest_edited", _preview_button(app, changed), digest=shown(app, changed, now))


def _filters(app: App, scope: Scope, before: Filters, wish: Wish, now: datetime) -> Filters:
    """Raises `WrongUsage` for a name that is nobody's, or several people's."""
    given = {name: text for name in ("topics", "sources", "include", "exclude") if (text := getattr(wish, name))}
    read: dict[str, tuple[str, ...]] = {name: plan.read_words(text) for name, text in given.items()}
    if wish.people:
        decided = app.store.decisions.decided(scope)
        read["people"] = tuple(person(app, decided, name, now=now).key for name in plan.read_words(wish.people))
    return replace(before, **read)


def person(app: App, scope: Scope, name: str, *, now: datetime) -> subject.Subject:
    """Whom a filter or a watch is about. Raises `WrongUsage` for nobody and for several."""
    found = subject.find(app.store, scope, name, read_as=ReadAs("who", person=name), now=now)
    if isinstance(found, subject.Subject):
        return found
    if isinstance(found, subject.Ambiguous):
        raise WrongUsage("person_ambiguous", given=name, people=[choice.label for choice in found.choices])
    raise WrongUsage("person_unknown", given=name, near=list(found.candidates))


def listed(app: App, server: ServerSettings, *, now: datetime) -> Reply:
    """Every digest of the server, with its next run."""
    return said(app, "digest_list", digests=[shown(app, each, now) for each in app.store.digests.all(server.server)])


def history(app: App, server: ServerSettings, name: str, *, now: datetime) -> Reply:
    """What became of a digest's last editions."""
    schedule = plan.find(app.store, server.server, name)
    editions = app.store.digests.editions(schedule.id, HISTORY)
    guild = server.server.removeprefix("guild:")
    lines = [(one, _link(guild, read_destination(schedule.destination), one)) for one in editions]
    return said(app, "digest_history", digest=shown(app, schedule, now), editions=lines)


def _link(guild: str, there: Destination, one: EditionSeen) -> str | None:
    """Where the edition stands; a forum's post has the number of its first message."""
    if one.message is None or one.state not in {"sent", "built"}:
        return None
    channel = one.message if there.kind == "forum" else str(there.id)
    return f"https://discord.com/channels/{guild}/{channel}/{one.message}"


def explain(app: App, server: ServerSettings, name: str, *, now: datetime) -> Reply:
    """What a digest does, what is in its way, and what became of its last edition."""
    schedule = plan.find(app.store, server.server, name)
    editions = app.store.digests.editions(schedule.id, 1)
    return said(
        app,
        "digest_explained",
        _preview_button(app, schedule),
        digest=shown(app, schedule, now),
        last=editions[0] if editions else None,
        grace=int(due.GRACE.total_seconds() // 3600),
    )


def preview_of(app: App, server: ServerSettings, schedule_id: int, *, now: datetime) -> Reply:
    """Exactly what would be posted now."""
    schedule = app.store.digests.get(server.server, schedule_id)
    return said(app, "digest_gone") if schedule is None else preview(app, server, schedule.name, now=now)


def preview(app: App, server: ServerSettings, name: str, *, now: datetime) -> Reply:
    """Exactly what would be posted now."""
    schedule = plan.find(app.store, server.server, name)
    digest = due.preview(app.store, schedule, plan.local(now, schedule.zone).date(), now)
    if digest.silent:
        return said(app, "digest_preview_empty", digest=digest)
    return Reply(app.render_digest(digest), private=True)


def post_now(app: App, server: ServerSettings, name: str, *, now: datetime) -> Reply:
    """An edition beside the digest's own times is in the outbox."""
    schedule = plan.find(app.store, server.server, name)
    digest = due.post_now(app.store, schedule, now, app.render_digest)
    if digest is None:
        return said(app, "digest_posting_already", digest=schedule)
    if digest.silent:
        return said(app, "digest_posting_nothing", digest=digest)
    return said(app, "digest_posting", digest=digest, to=shown(app, schedule, now))


def pause(app: App, server: ServerSettings, name: str, until: str | None = None, *, now: datetime) -> Reply:
    """The digest is due no more, until it is resumed, or until that day."""
    schedule = plan.find(app.store, server.server, name)
    ends = plan.pause(app.store, schedule, "asked", until=until, now=now)
    return said(app, "digest_paused", digest=schedule, until=ends)


def resume(app: App, server: ServerSettings, name: str, *, now: datetime) -> Reply:
    """The digest is due again from its next slot on."""
    schedule = plan.find(app.store, server.server, name)
    return said(app, "digest_resumed", digest=schedule, due=plan.resume(app.store, schedule, now=now))


def remove(app: App, server: ServerSettings, name: str, *, now: datetime) -> Reply:
    """Nothing is removed yet: it is asked once."""
    schedule = plan.find(app.store, server.server, name)
    button = RemoveButton(schedule.id, app.renderer.say("digest_remove_button"))
    return said(app, "digest_remove_sure", button, digest=shown(app, schedule, now))


def removed(app: App, server: ServerSettings, schedule_id: int, *, now: datetime) -> Reply:
    """The digest is gone."""
    schedule = app.store.digests.get(server.server, schedule_id)
    if schedule is None:
        return said(app, "digest_gone")
    app.store.digests.remove(schedule.id)
    return said(app, "digest_removed", digest=schedule)


def _preview_button(app: App, schedule: Schedule) -> "PreviewButton":
    return PreviewButton(schedule.id, app.renderer.say("digest_preview_button"))


class PreviewButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"v1:(?P<schedule>\d{1,18})"):
    """Shows what a digest would say now; whoever presses it must still be allowed to."""

    def __init__(self, schedule: int, label: str) -> None:
        super().__init__(discord.ui.Button(label=label, custom_id=f"v1:{schedule}"))
        self._schedule = schedule

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Any:
        return cls(int(match["schedule"]), getattr(item, "label", None) or "…")

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.client.manage(interaction, preview_of, self._schedule)


class RemoveButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"r1:(?P<schedule>\d{1,18})"):
    """Removes a digest; whoever presses it must still be allowed to."""

    def __init__(self, schedule: int, label: str) -> None:
        super().__init__(discord.ui.Button(label=label, style=discord.ButtonStyle.danger, custom_id=f"r1:{schedule}"))
        self._schedule = schedule

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Any:
        return cls(int(match["schedule"]), getattr(item, "label", None) or "")

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.client.manage(interaction, removed, self._schedule)


# --- the commands --------------------------------------------------------------------------------------------------


class Digests(commands.Cog):
    """One method for each thing that a manager can ask of the clock."""

    digest = app_commands.Group(
        name="digest",
        description="What is posted by the clock",
        default_permissions=discord.Permissions(manage_guild=True),
        allowed_contexts=app_commands.AppCommandContext(guild=True),
        allowed_installs=app_commands.AppInstallationType(guild=True),
    )

    def __init__(self, bot: BriefingBot) -> None:
        self.bot = bot

    @digest.command(description="Post what is new, by the clock of your zone")
    @app_commands.describe(
        name="What to call it", time="Such as 07:30, weekdays 7:30, every 6h, or 30 7 * * 1-5",
        days="Such as weekdays, Mon,Thu or every 6h; every day otherwise", zone="A time zone, such as Europe/London; the server’s otherwise",
        channel="Where to post; this channel otherwise", template="How it looks",
        people="Only what mentions one of these people, with commas between", topics="Only what is about one of these, with commas between",
        sources="Only from these mastheads, with commas between", include="Only what has one of these words, with commas between",
        exclude="Nothing that has one of these words, with commas between", mention="The one role that it calls; @everyone is nobody",
        quiet="When nothing is posted, such as 22:00-07:00", title="A forum post’s title; {name} and {date} are filled in",
        tags="A forum post’s tags, with commas between", publish="Publish it to followers, in an announcement channel; yes, unless you say no",
    )  # fmt: skip
    async def create(
        self,
        interaction: Interaction,
        name: Name,
        time: Short | None = None,
        days: Short | None = None,
        zone: Short | None = None,
        channel: WhereOrForum | None = None,
        template: Short | None = None,
        people: Words | None = None,
        topics: Words | None = None,
        sources: Words | None = None,
        include: Words | None = None,
        exclude: Words | None = None,
        mention: discord.Role | None = None,
        quiet: Short | None = None,
        title: app_commands.Range[str, 1, LONGEST_TITLE] | None = None,
        tags: Words | None = None,
        publish: bool | None = None,
    ) -> None:
        where = target(interaction, channel, role=mention, new=True, title=title, tags=tags, publish=publish)
        wish = Wish(
            name, time, days, zone, template, quiet,
            people=people, topics=topics, sources=sources, include=include, exclude=exclude,
        )  # fmt: skip
        await self.bot.manage(interaction, create, where, wish)

    @digest.command(description="Change a digest; what you do not name stays as it is")
    @app_commands.describe(
        digest=NAME,
        name="What to call it from now on", time="Such as 07:30, weekdays 7:30, every 6h, or 30 7 * * 1-5",
        days="Such as weekdays, Mon,Thu or every 6h; the same otherwise", zone="A time zone, such as Europe/London; the same otherwise",
        channel="Where to post from now on", template="How it looks",
        people="Only what mentions one of these people, with commas between", topics="Only what is about one of these, with commas between",
        sources="Only from these mastheads, with commas between", include="Only what has one of these words, with commas between",
        exclude="Nothing that has one of these words, with commas between", mention="The one role that it calls; @everyone is nobody",
        quiet="When nothing is posted, such as 22:00-07:00", title="A forum post’s title; {name} and {date} are filled in",
        tags="A forum post’s tags, with commas between", publish="Publish it to followers, in an announcement channel; yes, unless you say no",
    )  # fmt: skip
    async def edit(
        self,
        interaction: Interaction,
        digest: Name,
        name: Name | None = None,
        time: Short | None = None,
        days: Short | None = None,
        zone: Short | None = None,
        channel: WhereOrForum | None = None,
        template: Short | None = None,
        people: Words | None = None,
        topics: Words | None = None,
        sources: Words | None = None,
        include: Words | None = None,
        exclude: Words | None = None,
        mention: discord.Role | None = None,
        quiet: Short | None = None,
        title: app_commands.Range[str, 1, LONGEST_TITLE] | None = None,
        tags: Words | None = None,
        publish: bool | None = None,
    ) -> None:
        where = target(interaction, channel, role=mention, new=False, title=title, tags=tags, publish=publish)
        wish = Wish(
            name, time, days, zone, template, quiet,
            people=people, topics=topics, sources=sources, include=include, exclude=exclude,
        )  # fmt: skip
        await self.bot.manage(interaction, edit, digest, where, wish)

    @digest.command(name="list", description="Every digest of this server, and when it comes next")
    async def list_(self, interaction: Interaction) -> None:
        await self.bot.manage(interaction, listed)

    @digest.command(description="What a digest would say now; only you see it")
    @app_commands.describe(name=NAME)
    async def preview(self, interaction: Interaction, name: Name) -> None:
        await self.bot.manage(interaction, preview, name)

    @digest.command(description="Post a digest now, beside its own times")
    @app_commands.describe(name=NAME)
    async def now(self, interaction: Interaction, name: Name) -> None:
        await self.bot.manage(interaction, post_now, name)
        self.bot.wake()

    @digest.command(description="What became of a digest’s last editions")
    @app_commands.describe(name=NAME)
    async def history(self, interaction: Interaction, name: Name) -> None:
        await self.bot.manage(interaction, history, name)

    @digest.command(description="What a digest does, when it comes, and why it did not")
    @app_commands.describe(name=NAME)
    async def explain(self, interaction: Interaction, name: Name) -> None:
        await self.bot.manage(interaction, explain, name)

    @digest.command(description="Stop posting a digest for a while")
    @app_commands.describe(name=NAME, until="When it goes on by itself, such as 2026-12-01, 3 days or 2 weeks")
    async def pause(self, interaction: Interaction, name: Name, until: Short | None = None) -> None:
        await self.bot.manage(interaction, pause, name, until)

    @digest.command(description="Take up a paused digest again")
    @app_commands.describe(name=NAME)
    async def resume(self, interaction: Interaction, name: Name) -> None:
        await self.bot.manage(interaction, resume, name)

    @digest.command(description="Remove a digest; what it posted stays")
    @app_commands.describe(name=NAME)
    async def remove(self, interaction: Interaction, name: Name) -> None:
        await self.bot.manage(interaction, remove, name)

    @create.autocomplete("zone")
    @edit.autocomplete("zone")
    async def _zone(self, interaction: Interaction, typed: str) -> Choices:
        return await self.bot.choices(lambda: zones(typed, interaction.created_at))

    @create.autocomplete("time")
    @edit.autocomplete("time")
    async def _time(self, interaction: Interaction, typed: str) -> Choices:
        return await self.bot.choices(lambda: times(self.bot.app, typed))

    @create.autocomplete("template")
    @edit.autocomplete("template")
    async def _template(self, interaction: Interaction, typed: str) -> Choices:
        wanted = typed.strip().casefold()
        return await self.bot.choices(lambda: [(t, t) for t in self.bot.app.digest_templates if wanted in t.casefold()])

    @create.autocomplete("people")
    @edit.autocomplete("people")
    async def _people(self, interaction: Interaction, typed: str) -> Choices:
        before, comma, last = typed.rpartition(",")
        chosen = await self.bot.people(interaction, last.strip())
        start = f"{before}{comma} " if comma else ""
        return await self.bot.choices(lambda: [(start + one.name, start + str(one.value)) for one in chosen])

    @edit.autocomplete("digest")
    @preview.autocomplete("name")
    @now.autocomplete("name")
    @pause.autocomplete("name")
    @resume.autocomplete("name")
    @remove.autocomplete("name")
    @history.autocomplete("name")
    @explain.autocomplete("name")
    async def _name(self, interaction: Interaction, typed: str) -> Choices:
        return await self.bot.choices(lambda: names(self.bot.app, interaction, typed))


def times(app: App, typed: str) -> Iterable[tuple[str, str]]:
    """How what was typed is read; nothing while it is no rule yet."""
    try:
        rule = rules.read_rule(typed)
    except WrongUsage:
        return []
    return [(app.renderer.say("digest_rule", rule=rule, at=f"{rule.at:%H:%M}"), typed)]


def zones(typed: str, now: datetime) -> list[tuple[str, str]]:
    """Zones to choose from, each with the time there."""
    return [(f"{zone} ({plan.local(now, zone):%H:%M})", zone) for zone in plan.near_zones(typed)]


def names(app: App, interaction: Interaction, typed: str) -> list[tuple[str, str]]:
    """The server's digests that contain what was typed; for those who may see them."""
    if interaction.guild_id is None or not manages(interaction):
        return []
    all_ = [schedule.name for schedule in app.store.digests.all(f"guild:{interaction.guild_id}")]
    return [(name, name) for name in all_ if typed.strip().casefold() in name.casefold()]


async def setup(bot: BriefingBot) -> None:
    """Called by discord.py when the cog is loaded."""
    bot.add_dynamic_items(PreviewButton, RemoveButton)
    await bot.add_cog(Digests(bot))
