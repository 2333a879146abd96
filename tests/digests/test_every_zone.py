"""One edition for each local date that exists: in every zone, at every half-hour, through every change of the clocks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefings.digests.due import freeze_due, keep_rules, latest_slot, next_slot
from briefings.model import Schedule
from tests.digests.newsroom import newsroom, promise, schedule

FIRST, LAST = date(2025, 1, 1), date(2027, 12, 31)
HALF_HOURS = [time(n // 2, n % 2 * 30) for n in range(48)]
HOUR = timedelta(hours=1)


def changes(zone: str, first: date = FIRST, last: date = LAST) -> tuple[tuple[date, timedelta | None], ...]:
    """The dates after which the clocks of a zone show another time, with what they differ from UTC by then."""
    found: list[tuple[date, timedelta | None]] = []
    before = None
    for n in range((last - first).days + 1):
        on = first + timedelta(days=n)
        offset = datetime.combine(on, time(), tzinfo=UTC).astimezone(ZoneInfo(zone)).utcoffset()
        if offset != before:
            found.append((on, offset))
        before = offset
    return tuple(found)


def clocks(zone: str) -> tuple[timedelta | None, ...]:
    """What the clocks of a zone show at every quarter of an hour of these years and the days beside them."""
    start, there = datetime.combine(FIRST, time(), tzinfo=UTC) - 72 * HOUR, ZoneInfo(zone)
    quarters = ((LAST - FIRST).days + 7) * 24 * 4
    return tuple((start + n * HOUR / 4).astimezone(there).utcoffset() for n in range(quarters))


def dates_that_exist(zone: str, first: date, last: date) -> list[date]:
    """Every date that the wall clocks of a zone show at some hour, by walking through the hours."""
    start = datetime.combine(first, time(), tzinfo=UTC) - 26 * HOUR
    hours = ((last - first).days + 3) * 24
    shown = {(start + n * HOUR).astimezone(ZoneInfo(zone)).date() for n in range(hours)}
    return sorted(on for on in shown if first <= on <= last)


def windows(zone: str, days: int) -> Iterator[tuple[date, date]]:
    """So many days before and after each change; all of it, if they are enough."""
    if days > (LAST - FIRST).days:
        yield FIRST, LAST
        return
    for on, _ in changes(zone):
        yield on - timedelta(days=days), on + timedelta(days=days)


@pytest.mark.soak(short=1, full=1_200)
def test_every_zone_has_one_edition_at_every_half_hour_of_each_date_that_exists(rounds: int):
    """Zones whose clocks always agree are one; in short, those that change on the same days, and around each change."""
    alike = changes if rounds < 1_000 else clocks
    zones = list({alike(zone): zone for zone in sorted(available_timezones())}.values())
    assert len(zones) > 50
    for zone in zones:
        for first, last in windows(zone, rounds):
            expected = dates_that_exist(zone, first, last)
            for at in HALF_HOURS:
                assert editions(zone, at, first, last) == expected, (zone, at)


def editions(zone: str, at: time, first: date, last: date) -> list[date]:
    """The local dates of a daily digest's slots, as the clock comes to them one after the other."""
    daily = replace(schedule(zone), at=at)
    found: list[date] = []
    instant = datetime.combine(first, time(), tzinfo=UTC) - 30 * HOUR
    while True:
        slot = next_slot(daily, after=instant)
        assert slot.due > instant
        assert latest_slot(daily, now=slot.due) == slot
        instant = slot.due
        if slot.local_date > last:
            return found
        if slot.local_date >= first:
            found.append(slot.local_date)


def test_a_date_that_a_zone_left_out_has_no_edition_and_its_neighbours_have_one():
    """Samoa went over the date line at the end of the 29th of December 2011."""
    first, last = date(2011, 12, 28), date(2012, 1, 2)
    expected = [date(2011, 12, 28), date(2011, 12, 29), date(2011, 12, 31), date(2012, 1, 1), date(2012, 1, 2)]
    assert dates_that_exist("Pacific/Apia", first, last) == expected
    for at in HALF_HOURS:
        assert editions("Pacific/Apia", at, first, last) == expected


# --- a clock that is not to be trusted -----------------------------------------------------------------------------


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    zone=st.sampled_from(("Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Beirut", "UTC")),
    at=st.sampled_from(HALF_HOURS),
    steps=st.lists(
        st.tuples(st.integers(1, 120), st.sampled_from((0, 0, 0, -180, -90, -1, 1, 90, 180))), min_size=60, max_size=120
    ),
    restarts=st.sets(st.integers(0, 120), max_size=6),
)
def test_a_clock_that_jumps_three_hours_doubles_no_edition_and_loses_none(
    tmp_path_factory: pytest.TempPathFactory,
    zone: str,
    at: time,
    steps: list[tuple[int, int]],
    restarts: set[int],
):
    start = datetime(2026, 10, 23, 12, tzinfo=UTC)  # clocks go back in London on the 25th, elsewhere near
    true, shown = start, [start]
    with newsroom(tmp_path_factory.mktemp("jumps")) as app:
        made = promise(app, zone=zone, at=f"{at:%H:%M}", created=start)
        for n, (minutes, jump) in enumerate(steps):
            true += timedelta(minutes=minutes)
            now = true + timedelta(minutes=jump)
            shown.append(now)
            freeze_due(app.store, now, app.render_digest)
            if n in restarts:
                keep_rules(app.store, now)
        seen = app.store.digests.editions(made.id, 1_000)
    passed = slots_between(replace(made, created=start), start, max(shown))
    assert sorted(one.local_date for one in seen) == passed
    assert {one.why for one in seen} <= {"nothing"}  # none was late, or missed


def slots_between(of: Schedule, after: datetime, until: datetime) -> list[date]:
    found = []
    while (slot := next_slot(of, after=after)).due <= until:
        found.append(slot.local_date)
        after = slot.due
    return found


def test_a_clock_that_was_in_2200_at_boot_waits_for_no_slot_of_then(tmp_path: Path):
    with newsroom(tmp_path) as app:
        made = promise(app)
        keep_rules(app.store, datetime(2200, 1, 1, tzinfo=UTC))
        app.store.schedules.wait_until(made, datetime(2200, 1, 2, 7, 30, tzinfo=UTC))
        keep_rules(app.store, datetime(2026, 11, 20, 13, tzinfo=UTC))
        (kept,) = app.store.schedules.waiting(datetime(2026, 11, 20, 13, tzinfo=UTC))
        assert kept.next_due == made.next_due
