"""When a digest is due: on local time, once on each date, through every change of the clocks."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.digests.due import latest_slot, next_slot
from briefings.digests.plan import zones
from tests.digests.newsroom import schedule, utc


@pytest.mark.parametrize(
    "zone, at, after, due, on",
    [
        ("Europe/London", "07:30", "2026-11-20T12:00", "2026-11-21T07:30", "2026-11-21"),  # tomorrow, winter time
        ("Europe/London", "07:30", "2026-07-01T00:00", "2026-07-01T06:30", "2026-07-01"),  # today, summer time
        ("Asia/Kathmandu", "06:00", "2026-11-20T12:00", "2026-11-21T00:15", "2026-11-21"),  # a quarter of an hour
        ("Pacific/Auckland", "07:00", "2026-11-20T12:00", "2026-11-20T18:00", "2026-11-21"),  # its day is ahead
        ("America/New_York", "02:30", "2027-03-14T05:00", "2027-03-14T07:30", "2027-03-14"),  # a gap: moved behind it
        ("America/New_York", "01:30", "2027-11-07T04:00", "2027-11-07T05:30", "2027-11-07"),  # twice: the first
        ("Asia/Beirut", "00:00", "2027-03-27T12:00", "2027-03-27T22:00", "2027-03-28"),  # the gap at midnight
        ("America/Santiago", "00:00", "2027-09-04T12:00", "2027-09-05T04:00", "2027-09-05"),
    ],
)
def test_the_next_slot_is_on_the_wall_clock_of_the_zone(zone: str, at: str, after: str, due: str, on: str):
    slot = next_slot(schedule(zone, at), after=utc(after))
    assert (slot.due, slot.local_date) == (utc(due), date.fromisoformat(on))


def test_a_time_that_comes_twice_in_autumn_is_one_slot():
    night = schedule("America/New_York", "01:30")
    first = next_slot(night, after=utc("2027-11-07T04:00"))
    assert next_slot(night, after=first.due).local_date == date(2027, 11, 8)


def test_a_date_that_a_zone_left_out_has_no_slot():
    first = next_slot(schedule("Pacific/Apia", "07:30"), after=datetime(2011, 12, 29, 20, tzinfo=UTC))
    assert first.local_date == date(2011, 12, 31)


def test_only_the_days_chosen_have_a_slot():
    weekdays = schedule(days=(1, 2, 3, 4, 5))
    assert next_slot(weekdays, after=utc("2026-11-20T12:00")).local_date == date(2026, 11, 23)
    assert latest_slot(weekdays, now=utc("2026-11-22T12:00")).local_date == date(2026, 11, 20)


def test_after_three_days_offline_only_the_latest_slot_counts():
    assert latest_slot(schedule(), now=utc("2026-11-23T08:00")).local_date == date(2026, 11, 23)
    assert latest_slot(schedule(), now=utc("2026-11-23T07:29")).local_date == date(2026, 11, 22)


@given(
    zone=st.sampled_from(zones()),
    at=st.times().map(lambda t: t.replace(second=0, microsecond=0, tzinfo=None)),
    start=st.datetimes(utc("2024-01-01").replace(tzinfo=None), utc("2029-01-01").replace(tzinfo=None)),
)
def test_every_local_date_has_exactly_one_slot(zone: str, at: time, start: datetime):
    daily = replace(schedule(zone), at=at)
    instant = start.replace(tzinfo=UTC)
    dates = []
    for _ in range(40):
        slot = next_slot(daily, after=instant)
        assert slot.due > instant
        assert latest_slot(daily, now=slot.due) == slot
        assert slot.due.astimezone(ZoneInfo(zone)).date() == slot.local_date
        dates.append(slot.local_date)
        instant = slot.due
    assert dates == [dates[0] + timedelta(days=n) for n in range(40)]
