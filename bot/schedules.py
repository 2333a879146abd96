"""What managers do about their digests, and what they are told then."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, get_args

import discord

from bot.client import said
from bot.controls import Pressed, StateButton
from bot.destination import Destination, Kind, read_destination
from bot.replies import Reply
from bot.targets import Target
from bot.unsure import unsure_buttons
from briefings.answers import subject
from briefings.app import FIRST_OF_ALL, App
from briefings.digests import due, layouts, plan, rules, troubles
from briefings.errors import WrongUsage
from briefings.model import (
    Became,
    EditionSeen,
    Fate,
    Filters,
    Layout,
    PersonKey,
    ReadAs,
    Schedule,
    Scope,
    ServerSettings,
)

HISTORY = 10  # editions
REASONS = 5  # articles that a preview names for one reason


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
    layout: Layout
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
        template=app.digest_templates.get(schedule.template, schedule.template),
        quiet=tuple(f"{each:%H:%M}" for each in schedule.quiet or ()),
        role=there.role,
        people=tuple(_name(app, schedule, key, now) for key in schedule.filters.people),
        filters=schedule.filters,
        layout=layouts.layout(schedule.template, schedule.layout),
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


def create(
    app: App, server: ServerSettings, target: Target, wish: Wish, *, by: int | None = None, now: datetime
) -> Reply:
    """A new digest stands in the store; its channel was looked at first. `by`: who made it, to be told of trouble."""
    destination = target.destination()
    schedule = plan.make(
        app.store,
        server,
        destination=destination.written(),
        name=wish.name or "",
        rule=" ".join(filter(None, (wish.days, wish.time))),
        zone=wish.zone,
        template=wish.template or FIRST_OF_ALL,
        templates=app.digest_templates,
        quiet=wish.quiet or "none",
        filters=_filters(app, server.scope, Filters(), wish, now),
        by=by,
        now=now,
    )
    cancel = RemoveButton(schedule.id, app.renderer.say("digest_cancel_button"))
    return said(app, "digest_created", _preview_button(app, schedule), cancel, digest=shown(app, schedule, now))


def edit(
    app: App, server: ServerSettings, which: str, target: Target, wish: Wish, *, by: int | None = None, now: datetime
) -> Reply:
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
        by=by,
        now=now,
    )
    return _edited(app, schedule, changed, now)


def lay_out(
    app: App,
    server: ServerSettings,
    which: str,
    sections: str | None,
    chosen: Mapping[str, Any],
    *,
    by: int | None = None,
    now: datetime,
) -> Reply:
    """The digest is laid out as was chosen; None: as it is."""
    schedule = plan.find(app.store, server.server, which)
    given = {name: value for name, value in chosen.items() if value is not None}
    if sections is not None:
        given["sections"] = layouts.read_sections(sections)
    changed = plan.change(
        app.store,
        schedule,
        templates=app.digest_templates,
        layout=replace(schedule.layout, **given),
        by=by,
        now=now,
    )
    return _edited(app, schedule, changed, now)


def _edited(app: App, before: Schedule, after: Schedule, now: datetime) -> Reply:
    preview_it = _preview_button(app, after)
    return said(app, "digest_edited", preview_it, digest=shown(app, after, now), same=after == before)


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
    return said(app, "digest_list", digests=[shown(app, each, now) for each in app.store.schedules.all(server.server)])


def history(app: App, server: ServerSettings, name: str, *, now: datetime) -> Reply:
    """What became of a digest's last editions."""
    schedule = plan.find(app.store, server.server, name)
    editions = app.store.digests.editions(schedule.id, HISTORY)
    guild = server.server.removeprefix("guild:")
    lines = [(one, _link(guild, read_destination(schedule.destination), one)) for one in editions]
    buttons = unsure_buttons(app, app.store.outbox.unsure(schedule.id))
    return said(app, "digest_history", *buttons, digest=shown(app, schedule, now), editions=lines, unsure=bool(buttons))


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
    schedule = app.store.schedules.get(server.server, schedule_id)
    return said(app, "digest_gone") if schedule is None else preview(app, server, schedule.name, now=now)


def preview(app: App, server: ServerSettings, name: str, *, now: datetime) -> Reply:
    """Exactly what would be posted now, and below it why each article is in or out."""
    schedule = plan.find(app.store, server.server, name)
    digest = due.preview(app.store, schedule, plan.local(now, schedule.zone).date(), now)
    posted = said(app, "digest_preview_empty", digest=digest).parts if digest.silent else app.render_digest(digest)
    fates = [*digest.fates, *due.earlier(app.store, schedule, digest)]
    to = layouts.layout(schedule.template, schedule.layout)
    broken = app.digest_templates.get(schedule.template, schedule.template) if app.is_broken(digest) else None
    why = said(app, "digest_why", outcomes=_outcomes(fates), layout=to, since=digest.since, broken=broken)
    return Reply([*posted, *why.parts], private=True)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of some articles, for one reason."""

    became: Became
    why: str | None
    shown: tuple[Fate, ...]
    more: int  # that are not shown


def _outcomes(fates: Iterable[Fate]) -> tuple[Outcome, ...]:
    """Those that are in before those that are out."""
    alike: dict[tuple[Became, str | None], list[Fate]] = {}
    for fate in sorted(fates, key=lambda fate: get_args(Became).index(fate.became)):
        alike.setdefault((fate.became, fate.why), []).append(fate)
    return tuple(Outcome(*reason, tuple(some[:REASONS]), max(len(some) - REASONS, 0)) for reason, some in alike.items())


def post_now(app: App, server: ServerSettings, name: str, *, now: datetime) -> Reply:
    """An edition beside the digest's own times is in the outbox."""
    schedule = plan.find(app.store, server.server, name)
    digest = due.post_now(app.store, schedule, now, app.render_digest)
    if digest is None:
        return said(app, "digest_posting_already", digest=schedule)
    if digest.silent:
        return said(app, "digest_posting_nothing", digest=digest)
    return said(app, "digest_posting", digest=digest, to=shown(app, schedule, now))


def pause(
    app: App, server: ServerSettings, name: str, until: str | None = None, *, by: int | None = None, now: datetime
) -> Reply:
    """The digest is due no more, until it is resumed, or until that day."""
    schedule = plan.find(app.store, server.server, name)
    ends = plan.pause(app.store, schedule, "asked", until=until, by=by, now=now)
    again = due.next_slot(schedule, after=ends).due if ends else None
    return said(app, "digest_paused", digest=schedule, until=ends, again=again)


def resume(app: App, server: ServerSettings, name: str, *, by: int | None = None, now: datetime) -> Reply:
    """The digest is due again from its next slot on."""
    schedule = plan.find(app.store, server.server, name)
    if not schedule.paused:
        return said(app, "digest_not_paused", digest=schedule)
    return said(app, "digest_resumed", digest=schedule, due=plan.resume(app.store, schedule, by=by, now=now))


def remove(app: App, server: ServerSettings, name: str, *, now: datetime) -> Reply:
    """Nothing is removed yet: it is asked once."""
    schedule = plan.find(app.store, server.server, name)
    button = RemoveButton(schedule.id, app.renderer.say("digest_remove_button"))
    return said(app, "digest_remove_sure", button, digest=shown(app, schedule, now))


def removed(app: App, server: ServerSettings, schedule_id: int, *, now: datetime) -> Reply:
    """The digest is gone."""
    schedule = app.store.schedules.get(server.server, schedule_id)
    if schedule is None:
        return said(app, "digest_gone")
    app.store.schedules.remove(schedule.id)
    return said(app, "digest_removed", digest=schedule)


def _preview_button(app: App, schedule: Schedule) -> "PreviewButton":
    return PreviewButton(schedule.id, app.renderer.say("digest_preview_button"))


class PreviewButton(StateButton, template=r"v1:(?P<state>\d{1,18})"):
    """Shows what a digest would say now; whoever presses it must still be allowed to."""

    async def callback(self, interaction: Pressed) -> None:
        await interaction.client.manage(interaction, preview_of, int(self.state))


class RemoveButton(StateButton, template=r"r1:(?P<state>\d{1,18})"):
    """Removes a digest; whoever presses it must still be allowed to."""

    style = discord.ButtonStyle.danger

    async def callback(self, interaction: Pressed) -> None:
        await interaction.client.manage(interaction, removed, int(self.state))


def go_on(app: App, server: ServerSettings, which: str, *, by: int | None = None, now: datetime) -> Reply:
    """What was paused by itself is due again: one digest, or all that the server had when it sent us away."""
    mine = app.store.schedules.all(server.server)
    if which != "all":
        name = next((each.name for each in mine if each.id == int(which)), None)
        return said(app, "digest_gone") if name is None else resume(app, server, name, by=by, now=now)
    chosen = [each for each in mine if each.paused and each.paused_why == troubles.LEFT]
    for schedule in chosen:
        plan.resume(app.store, schedule, by=by, now=now)
    return listed(app, server, now=now) if chosen else said(app, "digest_gone")


class GoOnButton(StateButton, template=r"g1:(?P<state>\d{1,18}|all)"):
    """Takes up a digest that was paused by itself; whoever presses it must be allowed to."""

    async def callback(self, interaction: Pressed) -> None:
        await interaction.client.manage(interaction, go_on, self.state, by=interaction.user.id)
