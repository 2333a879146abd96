"""How somebody says when a digest comes, and which dates and times that means."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.digests.due import next_slot
from briefings.digests.rules import EVERY_DAY, Rule, is_quiet, read_cron, read_quiet, read_rule, read_time, times
from briefings.errors import WrongUsage
from briefings.model import Schedule
from tests.digests.newsroom import schedule, utc

WEEKDAYS = (1, 2, 3, 4, 5)


def ruled(text: str, zone: str = "Europe/London") -> Schedule:
    rule = read_rule(text)
    return replace(schedule(zone), at=rule.at, days=rule.days, every_hours=rule.every_hours, cron=rule.cron)


def comes(of: Schedule, after: str, count: int) -> list[str]:
    """Its next slots, as the wall clock shows them."""
    shown, instant = [], utc(after)
    for _ in range(count):
        slot = next_slot(of, after=instant)
        shown.append(f"{slot.local_date:%a %d} {slot.name}")
        instant = slot.due
    return shown


@pytest.mark.parametrize(
    "given, at",
    [
        ("07:30", time(7, 30)),
        ("7:30", time(7, 30)),
        (" 23.05 ", time(23, 5)),
        ("7h30", time(7, 30)),
        ("7:30am", time(7, 30)),
        ("7:30 PM", time(19, 30)),
        ("7 p.m.", time(19)),
        ("12am", time(0)),
        ("12:15 pm", time(12, 15)),
    ],
)
def test_a_time_of_day_is_read_as_it_is_written(given: str, at: time):
    assert read_time(given) == at


@pytest.mark.parametrize("given", ["", "half seven", "24:00", "7", "07:60", "19:30 pm", "0am", "7 m", "٠٧:٣٠"])
def test_what_is_no_plain_time_is_refused(given: str):
    with pytest.raises(WrongUsage) as refused:
        read_time(given)
    assert refused.value.key == "time_unreadable"


@pytest.mark.parametrize(
    "text, rule",
    [
        ("07:30", Rule(time(7, 30))),
        ("every day at 7:30", Rule(time(7, 30))),
        ("weekdays 7:30", Rule(time(7, 30), WEEKDAYS)),
        ("Fridays at 6 pm", Rule(time(18), (5,))),
        ("Mon,Thu 18:00", Rule(time(18), (1, 4))),
        ("Mondays and Thursdays at 18.00", Rule(time(18), (1, 4))),
        ("mon-wed, fri 6:05", Rule(time(6, 5), (1, 2, 3, 5))),
        ("sat-mon 9:00", Rule(time(9), (1, 6, 7))),  # over the end of the week
        ("weekends 10:00", Rule(time(10), (6, 7))),
        ("every 6h", Rule(time(0), EVERY_DAY, 6)),
        ("every 6 hours from 07:30", Rule(time(7, 30), EVERY_DAY, 6)),
        ("weekdays every 12h 8:00", Rule(time(8), WEEKDAYS, 12)),
        ("every hour", Rule(time(0), EVERY_DAY, 1)),
        ("30 7 * * 1-5", Rule(time(7, 30), cron="30 7 * * 1-5")),
        ("0  8,18 * * MON", Rule(time(8), cron="0 8,18 * * mon")),
        ("*/30 6-9 1 jan *", Rule(time(6), cron="*/30 6-9 1 jan *")),
    ],
)
def test_a_rule_is_read_in_the_words_of_whoever_types_it(text: str, rule: Rule):
    assert read_rule(text) == rule


@pytest.mark.parametrize(
    "text, key",
    [
        ("half sevenish", "rule_unreadable"),
        ("", "rule_unreadable"),
        ("weekdays", "rule_unreadable"),  # at what time?
        ("7:30 8:30", "rule_unreadable"),
        ("19:30 pm", "rule_unreadable"),
        ("7 8pm", "rule_unreadable"),
        ("thurnesday 7:30", "rule_unreadable"),
        ("every 5h", "rule_hours_uneven"),  # five does not go round the clock
        ("every 0h", "rule_hours_uneven"),
        ("61 7 * * *", "cron_unreadable"),
        ("0 7 * * mon-", "cron_unreadable"),
        ("0 7-5 * * *", "cron_unreadable"),
        ("0 7 * * 8", "cron_unreadable"),
        ("*/0 7 * * *", "cron_unreadable"),
        ("* * * * *", "rule_too_often"),
        ("0,30 * * * *", "rule_too_often"),
        ("0 7 30 2 *", "rule_never"),
    ],
)
def test_what_is_no_rule_is_refused_by_what_is_wrong_with_it(text: str, key: str):
    with pytest.raises(WrongUsage) as refused:
        read_rule(text)
    assert refused.value.key == key


def test_a_cron_line_means_what_crontab_says():
    assert comes(ruled("0 9 * * 1-5"), "2026-11-20T12:00", 2) == ["Mon 23 09:00", "Tue 24 09:00"]
    assert comes(ruled("0 9 * * 0"), "2026-11-20T12:00", 1) == comes(ruled("0 9 * * 7"), "2026-11-20T12:00", 1)
    assert comes(ruled("0 9 * * sun"), "2026-11-20T12:00", 1) == ["Sun 22 09:00"]
    assert comes(ruled("15 6,18 1 * *"), "2026-11-20T12:00", 2) == ["Tue 01 06:15", "Tue 01 18:15"]
    # Both kinds of days are limited: one is enough.
    assert comes(ruled("0 9 25 * fri"), "2026-11-20T12:00", 3) == ["Wed 25 09:00", "Fri 27 09:00", "Fri 04 09:00"]
    # One begins with a star: both must be so.
    assert comes(ruled("0 9 */2 * fri"), "2026-11-20T12:00", 2) == ["Fri 27 09:00", "Fri 11 09:00"]


def test_a_day_that_comes_in_leap_years_only_is_waited_for():
    assert next_slot(ruled("0 7 29 2 *"), after=utc("2096-03-01T00:00")).local_date == date(2104, 2, 29)


def test_every_six_hours_stays_on_the_wall_clock_when_clocks_change():
    six = ruled("every 6h from 07:30")
    assert comes(six, "2026-10-24T19:00", 5) == [
        "Sun 25 01:30", "Sun 25 07:30", "Sun 25 13:30", "Sun 25 19:30", "Mon 26 01:30",
    ]  # fmt: skip


def test_two_times_that_a_gap_moves_to_one_instant_are_one_slot():
    """New York has no 02:00 on the 14th of March 2027: it is three o'clock then."""
    hourly = ruled("every hour", "America/New_York")
    assert comes(hourly, "2027-03-14T05:30", 3) == ["Sun 14 01:00", "Sun 14 03:00", "Sun 14 04:00"]


def test_in_quiet_hours_nothing_is_due():
    six = replace(ruled("every 6h from 07:30"), quiet=read_quiet("22:00-07:00"))
    assert [f"{at:%H:%M}" for at in times(six)] == ["07:30", "13:30", "19:30"]
    assert read_quiet("22:00 – 7:00") == read_quiet("22.00 to 07.00") == (time(22), time(7))
    assert read_quiet("none") is None
    assert is_quiet((time(22), time(7)), time(23))
    assert is_quiet((time(22), time(7)), time(6, 59))
    assert not is_quiet((time(22), time(7)), time(7))
    assert not is_quiet((time(9), time(17)), time(8))
    for wrong in ("22:00", "night", "07:00-07:00", "1-2"):
        with pytest.raises(WrongUsage):
            read_quiet(wrong)


@given(
    minutes=st.sets(st.integers(0, 59), min_size=1, max_size=2),
    hours=st.sets(st.integers(0, 23), min_size=1, max_size=6),
    months=st.sets(st.integers(1, 12), min_size=1),
    weekdays=st.sets(st.integers(0, 7), min_size=1),
    on=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
)
def test_a_cron_line_of_plain_lists_means_every_one_of_them(
    minutes: set[int], hours: set[int], months: set[int], weekdays: set[int], on: date
):
    def listed(numbers: set[int]) -> str:
        return ",".join(map(str, sorted(numbers)))

    line = f"{listed(minutes)} {listed(hours)} * {listed(months)} {listed(weekdays)}"
    cron = read_cron(line)
    assert set(cron.times) == {time(hour, minute) for hour in hours for minute in minutes}
    assert cron.falls_on(on) == (
        on.month in months and (on.isoweekday() in weekdays or (on.isoweekday() == 7 and 0 in weekdays))
    )


def test_the_rules_of_a_digest_never_begin_before_its_instant():
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    for text in ("12:00", "every hour", "0 12 * * *"):
        assert next_slot(ruled(text, "UTC"), after=noon).due > noon
        assert next_slot(ruled(text, "UTC"), after=noon - timedelta(seconds=1)).due == noon
