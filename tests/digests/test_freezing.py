"""What is due stands in the outbox, frozen: once, on time or marked late, whatever happened in between."""

import sqlite3
from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from briefings.app import App
from briefings.digests import plan, troubles
from briefings.digests.compose import compose
from briefings.digests.due import behind_until, freeze_due, keep_rules, post_now, preview
from briefings.errors import BriefingsError
from briefings.model import Delivery, Digest, Filters, Part, Schedule, SentenceRef, ServerSettings
from tests.digests.newsroom import CREATED, SERVER, arrive, newsroom, promise, schedule, story, utc


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    with newsroom(tmp_path) as app:
        yield app


def beat(app: App, at: str) -> list[Delivery]:
    """The clock beats. What waits to be sent then."""
    freeze_due(app.store, utc(at), app.render_digest)
    return list(app.store.outbox.open_deliveries(utc(at)))


def send(app: App, deliveries: list[Delivery]) -> None:
    for delivery in deliveries:
        assert app.store.outbox.claim(delivery, CREATED)
        app.store.outbox.sent(delivery, "1", CREATED)


def editions(tmp_path: Path) -> list[tuple[str, str, str | None]]:
    """What became of every edition."""
    with sqlite3.connect(tmp_path / "news.desk.db") as desk:
        return list(desk.execute("select local_date, state, why from edition order by id"))


def test_a_digest_stands_in_the_outbox_when_it_is_due_and_not_before(app: App):
    promise(app)
    arrive(app, "2026-11-20T13:00", story(1))
    assert beat(app, "2026-11-21T07:29") == []
    (delivery,) = beat(app, "2026-11-21T07:30")
    assert "Meeting 1" in delivery.part.text
    assert "Posted late" not in delivery.part.text
    assert beat(app, "2026-11-21T07:30") == [delivery]


def test_what_was_previewed_is_what_is_posted(app: App):
    made = promise(app)
    for number in range(12):
        arrive(app, "2026-11-20T13:00", story(number))
    seen = app.render_digest(preview(app.store, made, date(2026, 11, 21), utc("2026-11-21T07:30")))
    beat(app, "2026-11-21T07:30")
    frozen = [app.store.outbox.delivery(1, n) for n in range(len(seen))]
    assert tuple(delivery.part for delivery in frozen if delivery) == seen
    assert app.store.outbox.delivery(1, len(seen)) is None


def test_the_next_digest_begins_where_the_last_one_ended_and_tells_nothing_twice(app: App):
    promise(app)
    arrive(app, "2026-11-20T13:00", story(1))
    send(app, beat(app, "2026-11-21T07:30"))
    arrive(app, "2026-11-21T07:29", story(2))  # read before the first digest, stored after it
    arrive(app, "2026-11-21T12:00", story(3))
    (second,) = beat(app, "2026-11-22T07:30")
    assert [f"Meeting {n}" in second.part.text for n in (1, 2, 3)] == [False, True, True]


def test_the_first_digest_looks_back_on_a_day(app: App):
    promise(app)
    arrive(app, "2026-11-19T11:59", story(1))
    arrive(app, "2026-11-19T12:00", story(2))
    (first,) = beat(app, "2026-11-21T07:30")
    assert [f"Meeting {n}" in first.part.text for n in (1, 2)] == [False, True]


def test_without_news_nothing_is_posted_and_the_edition_says_why(app: App, tmp_path: Path):
    promise(app)
    assert beat(app, "2026-11-21T07:30") == []
    assert editions(tmp_path) == [("2026-11-21", "skipped", "nothing")]


def test_after_three_days_offline_one_digest_tells_it_all_and_says_that_it_is_late(app: App, tmp_path: Path):
    promise(app)
    arrive(app, "2026-11-20T13:00", story(1))
    arrive(app, "2026-11-23T13:00", story(2))
    (late,) = beat(app, "2026-11-24T09:00")
    assert "Posted late" in late.part.text
    assert "Meeting 1" in late.part.text
    assert "Meeting 2" in late.part.text
    assert editions(tmp_path) == [("2026-11-21", "skipped", "missed"), ("2026-11-24", "built", None)]


def test_a_slot_missed_by_more_than_six_hours_is_skipped_and_its_news_come_with_the_next(app: App, tmp_path: Path):
    promise(app)
    arrive(app, "2026-11-20T13:00", story(1))
    assert beat(app, "2026-11-21T13:31") == []
    (next_one,) = beat(app, "2026-11-22T07:30")
    assert "Meeting 1" in next_one.part.text
    assert editions(tmp_path) == [("2026-11-21", "skipped", "late"), ("2026-11-22", "built", None)]


def test_a_clock_that_is_set_back_brings_no_digest_twice(app: App, tmp_path: Path):
    promise(app)
    arrive(app, "2026-11-20T13:00", story(1))
    send(app, beat(app, "2026-11-21T07:30"))
    arrive(app, "2026-11-21T06:00", story(2))
    assert beat(app, "2026-11-21T05:00") == []
    assert beat(app, "2026-11-21T07:30") == []
    assert len(editions(tmp_path)) == 1


@pytest.mark.parametrize(
    "zone, at, beats, dates",
    [
        ("Asia/Beirut", "00:00", "2027-03-27T22:00", "2027-03-28"),  # there is no midnight that day
        ("America/Santiago", "00:00", "2027-09-05T04:00", "2027-09-05"),
        ("America/New_York", "01:30", "2027-11-07T05:30", "2027-11-07"),  # that time comes twice
        ("Australia/Lord_Howe", "01:45", "2027-04-03T14:45", "2027-04-04"),  # half an hour comes twice
    ],
)
def test_when_the_clocks_change_there_is_one_digest(
    app: App, tmp_path: Path, zone: str, at: str, beats: str, dates: str
):
    promise(app, zone=zone, at=at, created=utc(beats) - timedelta(hours=20))
    for hour in range(24):
        beat(app, (utc(beats) + timedelta(minutes=10 * hour)).isoformat()[:16])
    assert [on for on, _, _ in editions(tmp_path)] == [dates]


def test_an_edition_whose_process_died_before_freezing_is_frozen_by_the_next_beat(app: App):
    made = promise(app)
    arrive(app, "2026-11-20T13:00", story(1))

    def killed(digest: Digest) -> tuple[Part, ...]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        freeze_due(app.store, utc("2026-11-21T07:30"), killed)
    assert app.store.schedules.due(utc("2026-11-21T07:31")) == ()  # and yet:
    send(app, beat(app, "2026-11-21T07:31"))
    arrive(app, "2026-11-21T09:00", story(2))
    with pytest.raises(KeyboardInterrupt):
        post_now(app.store, made, utc("2026-11-21T12:00"), killed)
    (delivery,) = beat(app, "2026-11-21T12:01")
    assert "Meeting 2" in delivery.part.text


def test_a_digest_that_cannot_be_built_keeps_back_no_other_and_is_built_when_it_can(app: App):
    promise(app, name="Broken")
    promise(app)
    arrive(app, "2026-11-20T13:00", story(1))

    def broken(digest: Digest) -> tuple[Part, ...]:
        if digest.name == "Broken":
            raise RuntimeError("no words")
        return app.render_digest(digest)

    with pytest.raises(ExceptionGroup) as failed:
        freeze_due(app.store, utc("2026-11-21T07:30"), broken)
    assert "“Broken”" in str(failed.value.exceptions[0].__notes__)
    assert len(app.store.outbox.open_deliveries(utc("2026-11-21T07:30"))) == 1
    freeze_due(app.store, utc("2026-11-21T08:00"), app.render_digest)
    assert len(app.store.outbox.open_deliveries(utc("2026-11-21T08:00"))) == 2


def test_a_zone_that_is_known_no_more_pauses_its_digest_and_no_other(app: App):
    lost = app.store.schedules.add(schedule("Atlantis/Capital", next_due=utc("2026-11-21T07:00")))
    promise(app, name="Another")
    arrive(app, "2026-11-20T13:00", story(1))
    assert len(beat(app, "2026-11-21T07:30")) == 1
    found = app.store.schedules.get(lost.collection, lost.id)
    assert found is not None
    assert (found.paused, found.paused_why) == (True, "zone_unknown")


def test_posting_now_stands_beside_the_digests_own_time(app: App):
    made = promise(app)
    arrive(app, "2026-11-20T13:00", story(1))
    digest = post_now(app.store, made, utc("2026-11-20T15:00"), app.render_digest)
    assert digest is not None
    assert [told.title for told in digest.stories] == ["Meeting 1"]
    assert post_now(app.store, made, utc("2026-11-20T15:00") + timedelta(seconds=59), app.render_digest) is None
    (delivery,) = app.store.outbox.open_deliveries(utc("2026-11-20T15:00"))
    assert delivery.part == app.render_digest(digest)[0]
    send(app, [delivery])
    arrive(app, "2026-11-20T16:00", story(2))
    (morning,) = beat(app, "2026-11-21T07:30")
    assert [f"Meeting {n}" in morning.part.text for n in (1, 2)] == [False, True]


def test_posting_now_without_news_posts_nothing(app: App, tmp_path: Path):
    made = promise(app)
    digest = post_now(app.store, made, utc("2026-11-20T15:00"), app.render_digest)
    assert digest is not None
    assert digest.stories == ()
    assert editions(tmp_path) == [("2026-11-20", "skipped", "nothing")]


def test_a_paused_digest_is_not_due_and_goes_on_from_its_next_time(app: App, tmp_path: Path):
    made = promise(app)
    plan.pause(app.store, made, "asked", now=CREATED)
    arrive(app, "2026-11-20T13:00", story(1))
    assert beat(app, "2026-11-21T07:30") == []
    assert plan.resume(app.store, made, now=utc("2026-11-21T09:00")) == utc("2026-11-22T07:30")
    assert beat(app, "2026-11-21T09:00") == []
    assert len(beat(app, "2026-11-22T07:30")) == 1
    assert [on for on, _, _ in editions(tmp_path)] == ["2026-11-22"]


def test_what_was_withdrawn_before_it_was_sent_is_still_news(app: App):
    made = promise(app)
    arrive(app, "2026-11-20T13:00", story(1))
    assert len(beat(app, "2026-11-21T07:30")) == 1
    plan.pause(app.store, made, "asked", now=CREATED)
    plan.resume(app.store, made, now=utc("2026-11-21T08:00"))
    (delivery,) = beat(app, "2026-11-22T07:30")
    assert "Meeting 1" in delivery.part.text


def test_what_a_channel_refused_is_still_news(app: App):
    made = promise(app)
    arrive(app, "2026-11-20T13:00", story(1))
    (refused,) = beat(app, "2026-11-21T07:30")
    app.store.outbox.claim(refused, CREATED)
    app.store.outbox.blocked(refused, "channel_closed", CREATED)
    (delivery,) = beat(app, "2026-11-22T07:30")
    assert "Meeting 1" in delivery.part.text
    assert app.store.digests.told(made.id) == {arrived.article for arrived in delivery.part.buttons[0].refs}


def test_a_server_that_turns_the_public_shelf_off_has_it_in_no_digest_from_then_on(app: App):
    made = promise(app)
    arrive(app, "2026-11-20T18:00", story(1))
    own = arrive(app, "2026-11-20T18:00", story(2), collection=SERVER)
    app.store.desk.save_settings(ServerSettings(SERVER, public=False))
    digest = preview(app.store, made, date(2026, 11, 21), utc("2026-11-21T07:30"))
    assert {receipt.article for receipt in digest.receipts} == {own.key}


def test_a_digest_paused_until_a_day_goes_on_by_itself_when_that_day_begins_in_its_zone(app: App, tmp_path: Path):
    made = promise(app, zone="Asia/Tokyo")
    arrive(app, "2026-11-20T13:00", story(1))
    assert plan.pause(app.store, made, "asked", until="2026-11-23", now=CREATED) == utc("2026-11-22T15:00")
    assert beat(app, "2026-11-22T14:59") == []
    assert beat(app, "2026-11-22T15:00") == []
    (delivery,) = beat(app, "2026-11-22T22:30")
    assert "Posted late" not in delivery.part.text
    assert editions(tmp_path) == [("2026-11-23", "built", None)]


def test_a_pause_that_somebody_made_while_the_one_before_ran_out_stays(app: App):
    made = promise(app)
    plan.pause(app.store, made, "asked", until="2026-11-23", now=CREATED)
    (over,) = app.store.schedules.paused_until(utc("2026-11-24T00:00"))
    app.store.schedules.pause(made.id, "asked")
    app.store.schedules.resume(made.id, made.next_due, seen=over)
    (still,) = app.store.schedules.all(made.collection)
    assert still.paused
    app.store.schedules.resume(made.id, made.next_due, seen=still)
    assert not app.store.schedules.all(made.collection)[0].paused


@pytest.mark.parametrize(
    "until, ends",  # from a Friday noon on
    [
        ("tomorrow", "2026-11-21T00:00"),
        ("Monday", "2026-11-23T00:00"),
        ("fri", "2026-11-27T00:00"),
        ("3 days", "2026-11-23T00:00"),
        ("1w", "2026-11-27T00:00"),
        ("2026-12-01", "2026-12-01T00:00"),
    ],
)
def test_the_day_until_which_a_digest_rests_is_read_as_people_say_it(app: App, until: str, ends: str):
    assert plan.pause(app.store, promise(app), "asked", until=until, now=CREATED) == utc(ends)


def test_a_late_digest_waits_for_the_end_of_the_quiet_hours(app: App):
    promise(app, at="21:30", quiet=(time(22), time(1)))
    arrive(app, "2026-11-20T13:00", story(1))
    assert beat(app, "2026-11-20T22:30") == []
    assert beat(app, "2026-11-21T00:59") == []
    (late,) = beat(app, "2026-11-21T01:00")
    assert "Posted late" in late.part.text


def change(app: App, made: Schedule, at: str, **given: Any) -> Schedule:
    return plan.change(
        app.store, made, templates={"daily": "Morning brief", "headlines": "Headlines"}, now=utc(at), **given
    )


def test_a_local_date_that_had_its_digest_keeps_that_one_when_the_hour_is_changed(app: App):
    made = promise(app)
    arrive(app, "2026-11-20T13:00", story(1))
    send(app, beat(app, "2026-11-21T07:30"))
    later = change(app, made, "2026-11-21T08:00", rule="18:00")
    assert later.next_due == utc("2026-11-22T18:00")
    # Tokyo's 22nd of November has no digest yet, its 21st has.
    assert change(app, later, "2026-11-21T08:00", zone="Asia/Tokyo").next_due == utc("2026-11-22T09:00")
    assert change(app, later, "2026-11-21T08:00", rule="every 6h").next_due == utc("2026-11-21T12:00")
    assert change(app, later, "2026-11-21T08:00", name="Evening").next_due == later.next_due


def test_a_local_date_that_had_its_digest_keeps_that_one_also_after_a_restart_and_a_pause(app: App):
    made = promise(app)
    arrive(app, "2026-11-20T13:00", story(1))
    send(app, beat(app, "2026-11-21T07:30"))
    later = change(app, made, "2026-11-21T08:00", rule="18:00")
    keep_rules(app.store, utc("2026-11-21T09:00"))
    assert app.store.schedules.all(SERVER) == (later,)
    for when in ("2026-11-21T10:00", "2026-11-22T17:59"):
        plan.pause(app.store, later, "asked", now=utc(when))
        assert plan.resume(app.store, later, now=utc(when)) == utc("2026-11-22T18:00")
    app.store.schedules.pause(later.id, "channel_closed")
    troubles.go_on(app.store, later, now=utc("2026-11-21T10:00"))
    assert app.store.schedules.all(SERVER)[0].next_due == utc("2026-11-22T18:00")


def test_a_digest_that_was_frozen_and_then_changed_is_posted_as_it_was_changed(app: App):
    made = promise(app)
    arrive(app, "2026-11-20T13:00", story(1))
    (before,) = beat(app, "2026-11-21T07:30")
    change(app, made, "2026-11-21T07:30", name="Evening brief")
    assert app.store.outbox.open_deliveries(utc("2026-11-21T07:30")) == ()
    (after,) = beat(app, "2026-11-21T07:31")
    assert (after.edition, after.marker, after.nonce) == (before.edition, before.marker, before.nonce)
    assert "Evening brief" in after.part.text
    assert "Meeting 1" in after.part.text
    assert not app.store.outbox.claim(before, utc("2026-11-21T07:31")), "whoever still holds what it was"
    assert app.store.outbox.claim(after, utc("2026-11-21T07:31"))


def test_a_digest_that_is_changed_while_it_is_built_is_posted_as_it_was_changed(app: App):
    """Where hundreds are due, the last of them is built seconds after it was due."""
    made = promise(app)
    arrive(app, "2026-11-20T13:00", story(1))

    def edited_meanwhile(digest: Digest) -> tuple[Part, ...]:
        change(app, made, "2026-11-21T07:30", name="Evening brief")
        return app.render_digest(digest)

    freeze_due(app.store, utc("2026-11-21T07:30"), edited_meanwhile)
    (delivery,) = beat(app, "2026-11-21T07:31")
    assert "Evening brief" in delivery.part.text


def test_a_digest_that_has_begun_to_be_posted_is_finished_as_it_was_frozen(app: App):
    made = promise(app)
    arrive(app, "2026-11-20T13:00", story(1))
    (begun,) = beat(app, "2026-11-21T07:30")
    assert app.store.outbox.claim(begun, utc("2026-11-21T07:30"))
    change(app, made, "2026-11-21T07:30", name="Evening brief")
    (still,) = beat(app, "2026-11-21T07:31")
    assert still.part == begun.part


def test_a_clock_a_day_behind_what_was_written_is_known_by_that(app: App):
    promise(app)
    assert behind_until(app.store, utc("1970-01-01T00:00")) is None  # nothing was written yet
    beat(app, "2026-11-21T07:30")
    assert behind_until(app.store, utc("2026-11-20T07:29")) == utc("2026-11-20T07:30")
    assert behind_until(app.store, utc("2026-11-20T07:30")) is None


def test_nothing_is_sent_by_hand_either_while_the_clock_is_behind(app: App):
    made = promise(app)
    beat(app, "2026-11-21T07:30")
    with pytest.raises(BriefingsError) as refused:
        post_now(app.store, made, utc("2026-11-19T07:30"), app.render_digest)
    assert refused.value.key == "clock_behind"
    assert "go on by themselves at 2026-11-20 07:30 UTC" in app.renderer.error(refused.value)
    assert behind_until(app.store, utc("2026-11-19T07:30")) == utc("2026-11-20T07:30")
    assert post_now(app.store, made, utc("2026-11-20T07:30"), app.render_digest) is not None


def test_many_that_are_due_together_each_have_one_edition(app: App, tmp_path: Path):
    for number in range(40):
        promise(app, name=f"Brief {number}", zone=("Europe/London", "Europe/Lisbon", "Asia/Tokyo")[number % 3])
    beat(app, "2026-11-21T07:30")
    beat(app, "2026-11-21T07:31")
    with sqlite3.connect(tmp_path / "news.desk.db") as desk:
        (count, schedules) = desk.execute("select count(*), count(distinct schedule) from edition").fetchone()
        assert (count, schedules) == (40, 40)
        assert desk.execute("select count(*) from schedule where next_due <= '2026-11-21 07:30:00'").fetchone() == (0,)


def test_digests_that_are_the_same_but_for_their_names_are_composed_once(app: App, monkeypatch: pytest.MonkeyPatch):
    """And none of them is given what another would tell: one left a masthead out, one has told a story already."""
    arrive(app, "2026-11-20T13:00", story(1))
    arrive(app, "2026-11-20T14:00", story(2, source="The Courier"))
    told = promise(app, name="Told before")
    assert post_now(app.store, told, utc("2026-11-20T13:30"), app.render_digest)
    send(app, beat(app, "2026-11-20T13:30"))
    for number in range(5):
        promise(app, name=f"Brief {number}", collection=f"guild:{number}")
    promise(app, name="Narrow", filters=Filters(sources=("The Courier",)))
    composed: list[object] = []

    def counted(*what: Any, **how: Any) -> Digest:
        composed.append(how)
        return compose(*what, **how)

    monkeypatch.setattr("briefings.digests.due.compose", counted)
    frozen = {each.name: each.part.text for each in beat(app, "2026-11-21T07:30")}
    titles = {name: [n for n in (1, 2) if f"Meeting {n}" in text] for name, text in frozen.items()}
    assert titles == {**{f"Brief {n}": [1, 2] for n in range(5)}, "Narrow": [2], "Told before": [2]}
    assert all(name in text for name, text in frozen.items())
    assert len(composed) == 3


def test_a_line_that_one_server_hid_is_hidden_there_and_nowhere_else_at_the_same_moment(app: App):
    shown = arrive(app, "2026-11-20T13:00", story(1))
    for server in ("guild:1", "guild:2"):
        promise(app, name=server, collection=server)
    app.store.decisions.hide("guild:2", SentenceRef(shown.key, 1, 1), by=7, now=CREATED)
    text = {each.name: each.part.text for each in beat(app, "2026-11-21T07:30")}
    assert ("agreed on" in text["guild:1"], "agreed on" in text["guild:2"]) == (True, False)
