"""What an admin asks for, read into a `Schedule`: or a clear no."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from rapidfuzz import fuzz, process

from briefings.digests.due import next_slot
from briefings.errors import WrongUsage
from briefings.model import Schedule, ServerSettings
from briefings.store import Store

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
PER_SERVER = 20  # digests a server may have

_TIME = re.compile(r"([01]?\d|2[0-3])[:.h]([0-5]\d)")  # 07:30, 7.30, 7h30


def read_time(text: str) -> time:
    """A local time of day, "07:30". Raises `WrongUsage` for anything that is not plainly one."""
    found = _TIME.fullmatch(text.strip())
    if not found:
        raise WrongUsage("time_unreadable", given=text)
    return time(int(found[1]), int(found[2]))


@cache
def zones() -> tuple[str, ...]:
    """Every IANA zone with a place in it, sorted; and UTC. "EST" and "CET" have no daylight rule people expect."""
    return ("UTC", *sorted(z for z in available_timezones() if "/" in z and not z.startswith(("Etc/", "SystemV/"))))


def read_zone(text: str) -> str:
    """An IANA zone by its exact name, whatever the case. Raises `WrongUsage` with the nearest names."""
    given = text.strip().replace(" ", "_")
    for zone in zones():
        if zone.casefold() == given.casefold():
            return zone
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


def make(
    store: Store,
    server: ServerSettings,
    *,
    destination: str,
    name: str,
    at: str,
    zone: str,
    template: str,
    templates: Sequence[str],
    now: datetime,
) -> Schedule:
    """Store a new daily digest of this server and say when it is first due.

    Raises `WrongUsage` for a time, a zone or a template that does not exist, for a name the server has
    already, and when the server has `PER_SERVER` of them.
    """
    name = " ".join(name.split())
    if not 1 <= len(name) <= 80:
        raise WrongUsage("digest_name_length", given=name)
    if template not in templates:
        raise WrongUsage("digest_template_unknown", given=template, known=list(templates))
    existing = store.digests.all(server.server)
    if len(existing) >= PER_SERVER:
        raise WrongUsage("digests_too_many", most=PER_SERVER)
    if any(schedule.name.casefold() == name.casefold() for schedule in existing):
        raise WrongUsage("digest_name_taken", given=name)
    schedule = Schedule(
        id=0,
        collection=server.server,
        destination=destination,
        name=name,
        at=read_time(at),
        days=EVERY_DAY,
        zone=read_zone(zone),
        template=template,
        created=now,
        next_due=now,
    )
    return store.digests.add(replace(schedule, next_due=next_slot(schedule, after=now).due))


def find(store: Store, server: str, name: str) -> Schedule:
    """The server's digest of that name. Raises `WrongUsage` with the names that there are."""
    existing = store.digests.all(server)
    for schedule in existing:
        if schedule.name.casefold() == name.strip().casefold():
            return schedule
    raise WrongUsage("digest_unknown", given=name, known=[schedule.name for schedule in existing])


def pause(store: Store, schedule: Schedule, why: str) -> None:
    """The digest is no longer due, until it is resumed."""
    store.digests.pause(schedule.id, why)


def resume(store: Store, schedule: Schedule, *, now: datetime) -> datetime:
    """The digest is due again from its next slot on; what was missed meanwhile stays missed."""
    due = next_slot(schedule, after=now).due
    store.digests.resume(schedule.id, due)
    return due


def local(at: datetime, zone: str) -> datetime:
    """An instant on a wall clock in `zone`."""
    return at.astimezone(ZoneInfo(zone))
