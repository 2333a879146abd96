"""What an admin asks for, read into a `Schedule`: or a clear no."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from rapidfuzz import fuzz, process

from briefings.digests.due import next_date, next_slot
from briefings.digests.rules import EVERY_DAY, read_quiet, read_rule, read_time, times, weekday_of
from briefings.errors import WrongUsage
from briefings.model import Changed, Filters, LayoutChoice, PersonKey, Schedule, ServerSettings
from briefings.store import Store

PER_SERVER = 20  # digests a server may have
MOST_WORDS = 20  # of each kind in a filter
FIRST_WATCH = "08:00"


@cache
def zones() -> tuple[str, ...]:
    """Every IANA zone with a place in it, sorted; and UTC. "EST" and "CET" have no daylight rule people expect."""
    return ("UTC", *sorted(z for z in available_timezones() if "/" in z and not z.startswith(("Etc/", "SystemV/"))))


def read_zone(text: str) -> str:
    """An IANA zone by its name or its place alone, whatever the case. Raises `WrongUsage` with the nearest names.

    A place that two zones have ("Louisville") is none alone.
    """
    given = text.strip().replace(" ", "_")
    wanted = given.casefold()
    found = [zone for zone in zones() if zone.casefold() == wanted]
    found = found or [zone for zone in zones() if _place(zone) == wanted]
    if len(found) == 1:
        return found[0]
    near = [name for name, score, _ in process.extract(given, zones(), limit=3) if score >= 60]
    raise WrongUsage("zone_unknown", given=text, near=near)


def near_zones(typed: str, limit: int = 25) -> tuple[str, ...]:
    """Zones to choose from while somebody types: those that contain it, a place's beginning first.

    Where none does, those whose place is nearly so: “londn”.
    """
    wanted = typed.strip().replace(" ", "_").casefold()
    hits = [zone for zone in zones() if wanted in zone.casefold()]
    if not hits:
        near = process.extract(wanted, [_place(zone) for zone in zones()], scorer=fuzz.ratio, score_cutoff=70, limit=5)
        return tuple(zones()[at] for _, _, at in near)
    return tuple(sorted(hits, key=lambda z: (not _place(z).startswith(wanted), z))[:limit])


def _place(zone: str) -> str:
    return zone.rpartition("/")[2].casefold()


def read_words(text: str) -> tuple[str, ...]:
    """What stands between commas, each once, in order; nothing for "none". Raises `WrongUsage` for too many."""
    words = tuple(dict.fromkeys(word for each in text.split(",") if (word := " ".join(each.split()))))
    if len(words) > MOST_WORDS:
        raise WrongUsage("filter_long", most=MOST_WORDS, given=len(words))
    return () if words in {("none",), ("None",)} else words


def make(
    store: Store,
    server: ServerSettings,
    *,
    destination: str,
    name: str,
    rule: str,
    zone: str | None,
    template: str,
    templates: Mapping[str, str],
    now: datetime,
    quiet: str = "none",
    filters: Filters | None = None,
    most: int = PER_SERVER,
    by: int | None = None,
) -> Schedule:
    """Store a new digest of this server and say when it is first due. Without a zone it is in the server's.

    Raises `WrongUsage` for a rule, a zone or a template that does not exist, for a name the server has already,
    and when the server has `most` of them.
    """
    if zone is None and server.zone is None:
        raise WrongUsage("digest_zone_needed")
    if len(store.schedules.all(server.server)) >= most:
        raise WrongUsage("digests_too_many", most=most)
    blank = Schedule(
        id=0,
        collection=server.server,
        destination=destination,
        name="",
        at=time(0),
        days=EVERY_DAY,
        zone=zone or server.zone or "",
        template=template,
        created=now,
        next_due=now,
        made_by=by,
    )
    wished = _changed(
        store, blank, {"name": name, "rule": rule, "zone": blank.zone, "template": template, "quiet": quiet}, templates
    )
    wished = replace(wished, filters=filters or Filters())
    return store.schedules.add(replace(wished, next_due=next_slot(wished, after=now).due))


def change(
    store: Store,
    schedule: Schedule,
    *,
    templates: Mapping[str, str],
    now: datetime,
    destination: str | None = None,
    filters: Filters | None = None,
    layout: LayoutChoice | None = None,
    by: int | None = None,
    **given: str | None,
) -> Schedule:
    """The digest with what was `given` anew: `name`, `rule`, `zone`, `template`, `quiet`. The rest stays.

    A local date that had its edition keeps that one: the next is the first future slot of another date, or of the
    same where there are several a day. Where nothing is another, nothing is done. Raises `WrongUsage` as `make` does.
    """
    wanted = {name: text for name, text in given.items() if text is not None}
    changed = _changed(store, schedule, wanted, templates)
    changed = replace(
        changed,
        destination=destination or changed.destination,
        filters=changed.filters if filters is None else filters,
        layout=layout or changed.layout,
    )
    if changed == schedule:
        return schedule
    changed = replace(changed, changed=_who("edited", by, now) or changed.changed)
    if changed.rule != schedule.rule:
        changed = replace(changed, next_due=next_date(store, changed, after=now).due)
    store.schedules.change(changed)
    return changed


def _changed(store: Store, schedule: Schedule, given: Mapping[str, str], templates: Mapping[str, str]) -> Schedule:
    if "name" in given:
        schedule = replace(schedule, name=_free_name(store, schedule, given["name"]))
    if "template" in given:
        schedule = replace(schedule, template=_template(given["template"], templates))
    if "rule" in given:
        rule = read_rule(given["rule"])
        schedule = replace(schedule, at=rule.at, days=rule.days, every_hours=rule.every_hours, cron=rule.cron)
    if "quiet" in given:
        schedule = replace(schedule, quiet=read_quiet(given["quiet"]))
    if "zone" in given:
        schedule = replace(schedule, zone=read_zone(given["zone"]))
    if not times(schedule):
        raise WrongUsage("digest_always_quiet")
    return schedule


def _template(given: str, templates: Mapping[str, str]) -> str:
    """By its file's name or by what it calls itself, whatever the case."""
    wanted = given.strip().casefold()
    for name, called in templates.items():
        if wanted in {name.casefold(), called.casefold()}:
            return name
    raise WrongUsage("digest_template_unknown", given=given, known=list(templates.values()))


def _free_name(store: Store, schedule: Schedule, given: str) -> str:
    name = " ".join(given.split())
    if not 1 <= len(name) <= 80:
        raise WrongUsage("digest_name_length", given=name)
    others = (each for each in store.schedules.all(schedule.collection) if each.id != schedule.id)
    if any(other.name.casefold() == name.casefold() for other in others):
        raise WrongUsage("digest_name_taken", given=name)
    return name


def find(store: Store, server: str, name: str) -> Schedule:
    """The server's digest of that name. Raises `WrongUsage` with the names that there are."""
    existing = store.schedules.all(server)
    for schedule in existing:
        if schedule.name.casefold() == name.strip().casefold():
            return schedule
    raise WrongUsage("digest_unknown", given=name, known=[schedule.name for schedule in existing])


def watch(
    store: Store,
    collection: str,
    key: PersonKey | None,
    *,
    destination: str,
    name: str,
    at: str | None,
    zone: str | None,
    template: str,
    templates: Mapping[str, str],
    now: datetime,
) -> Schedule:
    """This person's own digest, daily, now tells of `key` too; of everything where that is None.

    It is made with the first, at `FIRST_WATCH` if no time is named. One that was paused goes on.
    """
    if at is not None:
        read_time(at)
    mine = next(iter(store.schedules.all(collection)), None)
    before = mine.filters.people if mine else ()
    people = tuple(dict.fromkeys((*before, key))) if key else ()
    if len(people) > MOST_WORDS:
        raise WrongUsage("filter_long", most=MOST_WORDS, given=len(people))
    if mine is None:
        rule, server = at or FIRST_WATCH, ServerSettings(collection)
        return make(
            store, server, destination=destination, name=name, rule=rule, zone=zone, template=template,
            templates=templates, now=now, filters=Filters(people=people), most=1,
        )  # fmt: skip
    if mine.paused:
        resume(store, mine, now=now)
        mine = next(iter(store.schedules.all(collection)))
    return change(store, mine, templates=templates, now=now, filters=Filters(people=people), rule=at, zone=zone)


def unwatch(
    store: Store, collection: str, key: PersonKey | None, *, templates: Mapping[str, str], now: datetime
) -> Schedule | None:
    """This person's digest tells of `key` no more; None when nothing is left of it, as when `key` is None.

    Raises `WrongUsage` where there is none, or where it does not tell of `key`.
    """
    mine = next(iter(store.schedules.all(collection)), None)
    if mine is None:
        raise WrongUsage("watch_none")
    if key is not None and key not in mine.filters.people:
        raise WrongUsage("watch_not_this")
    left = tuple(each for each in mine.filters.people if each != key)
    if key is None or not left:
        store.schedules.remove(mine.id)
        return None
    return change(store, mine, templates=templates, now=now, filters=Filters(people=left))


def pause(
    store: Store, schedule: Schedule, why: str, *, until: str | None = None, by: int | None = None, now: datetime
) -> datetime | None:
    """The digest is no longer due, until it is resumed; or until that day begins in its zone, which is returned.

    Raises `WrongUsage` for what is no day to come.
    """
    ends = _day_begins(until, schedule.zone, now) if until else None
    store.schedules.pause(schedule.id, why, until=ends, changed=_who("paused", by, now))
    return ends


def _day_begins(text: str, zone: str, now: datetime) -> datetime:
    """ "2026-12-01", "tomorrow", "Monday", or "3 days", "2 weeks" from today."""
    today, words = local(now, zone).date(), text.strip().casefold()
    if counted := re.fullmatch(r"([0-9]{1,3})\s*(d|days?|w|weeks?)", words):
        on = today + timedelta(days=int(counted[1]) * (7 if counted[2].startswith("w") else 1))
    elif words == "tomorrow":
        on = today + timedelta(days=1)
    elif weekday := weekday_of(words):
        on = today + timedelta(days=(weekday - today.isoweekday() - 1) % 7 + 1)
    else:
        try:
            on = date.fromisoformat(text.strip())
        except ValueError as wrong:
            raise WrongUsage("until_unreadable", given=text) from wrong
    if on <= today:
        raise WrongUsage("until_past", given=text)
    return datetime.combine(on, time(0), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def resume(store: Store, schedule: Schedule, *, by: int | None = None, now: datetime) -> datetime:
    """The digest is due again from its next slot on; what was missed meanwhile stays missed."""
    due = next_date(store, schedule, after=now).due
    store.schedules.resume(schedule.id, due, changed=_who("resumed", by, now))
    return due


def _who(how: str, by: int | None, now: datetime) -> Changed | None:
    return None if by is None else Changed(how, by, now)


def local(at: datetime, zone: str) -> datetime:
    """An instant on a wall clock in `zone`."""
    return at.astimezone(ZoneInfo(zone))
