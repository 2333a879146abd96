"""What people decided and what was promised to them."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from briefings.errors import StoreUnusable
from briefings.model import (
    Button,
    Changed,
    Delivery,
    Filters,
    KeptOfUser,
    Opening,
    Part,
    Schedule,
    SentenceRef,
    ServerSettings,
    Slot,
)
from briefings.store import Store
from briefings.store.outbox import Outbox
from tests.builders import NOW

SERVER = "guild:9223372036854775807"
MORNING = datetime(2018, 9, 8, 5, 30, tzinfo=UTC)
PARTS = (
    Part("## Friday\nMattis in Kabul [1]", (Button("Sources", "sources", (SentenceRef("a" * 64, 0, 1),)),)),
    Part("second part 🎉"),
    Part("third part"),
)


def schedule(server: str = SERVER, name: str = "Morning") -> Schedule:
    return Schedule(
        id=0,
        collection=server,
        destination="discord:9223372036854775807",
        name=name,
        at=time(7, 30),
        days=(1, 2, 3, 4, 5),
        zone="Europe/Berlin",
        template="daily",
        created=NOW,
        next_due=MORNING,
    )


def opened(store: Store, of: Schedule, on: date = date(2018, 9, 8), slot: str = "07:30") -> int:
    number = store.digests.open_edition(
        of, local_date=on, slot=slot, due=MORNING, next_due=MORNING + timedelta(days=1), now=MORNING
    )
    assert number is not None
    return number


def test_a_server_has_settings_before_anybody_chose_any(store: Store):
    assert store.desk.settings(SERVER) == ServerSettings(SERVER)
    chosen = ServerSettings(SERVER, "Europe/Berlin", 2**63 - 1, 2**63 - 1, public=False)
    store.desk.save_settings(ServerSettings(SERVER, "UTC"))
    store.desk.save_settings(chosen)
    assert store.desk.settings(SERVER) == chosen
    assert store.desk.settings("guild:2") == ServerSettings("guild:2")


def test_a_schedule_comes_back_as_it_was_chosen(store: Store):
    chosen = replace(
        schedule(),
        destination="discord-forum:1?title=" + "%C3%A9" * 100,
        cron="30 7 * * 1-5",
        every_hours=6,
        quiet=(time(22), time(6, 30)),
        filters=Filters(("a" * 16,), ("North Korea",), ("The Delhi Times",), ("nuclear", "arms talks"), ("golf",)),
        paused=True,
        paused_until=MORNING,
    )
    stored = store.schedules.add(chosen)
    assert stored == replace(chosen, id=stored.id)
    assert store.schedules.get(SERVER, stored.id) == stored


def test_a_server_that_is_forgotten_leaves_nothing_but_the_wish_that_its_articles_be_forgotten(store: Store):
    store.desk.save_settings(ServerSettings(SERVER, "UTC"))
    mine, other = store.schedules.add(schedule()), store.schedules.add(schedule("guild:2"))
    number = opened(store, mine)
    store.digests.freeze(number, PARTS, ["a" * 64], now=MORNING)
    store.desk.forget(SERVER, NOW)
    assert store.desk.settings(SERVER) == ServerSettings(SERVER)
    assert store.schedules.all(SERVER) == ()
    assert store.outbox.open_deliveries(MORNING) == ()
    assert store.digests.told(mine.id) == frozenset()
    assert store.schedules.all("guild:2") == (other,)
    (wish,) = store.desk.requests()
    assert (wish.kind, wish.payload) == ("forget", {"collection": SERVER})


def test_a_note_is_kept_until_it_changes(store: Store):
    assert store.desk.note("command tree") is None
    store.desk.set_note("command tree", "abc")
    store.desk.set_note("command tree", "def")
    assert store.desk.note("command tree") == "def"


def test_a_wish_waits_until_the_reader_answers(store: Store):
    store.desk.request("r1", "chart", {"person": "a:1-2"}, NOW)
    store.desk.request("r1", "chart", {"person": "another"}, NOW)
    store.desk.request("r0", "file", {}, NOW + timedelta(seconds=1))
    assert [(wish.key, wish.payload) for wish in store.desk.requests()] == [("r1", {"person": "a:1-2"}), ("r0", {})]
    assert store.desk.outcome("r1").state == "waiting"
    store.answer_request("r1", "done", {"articles": 3}, NOW)
    assert store.desk.outcome("r1").detail == {"articles": 3}
    assert [wish.key for wish in store.desk.requests()] == ["r0"]


def test_without_a_reader_a_wish_is_told_so(address: str):
    with Store.open(address, writes="desk", now=NOW) as bot:
        bot.desk.request("r1", "file", {}, NOW)
        assert bot.desk.outcome("r1").state == "no reader"
        assert not bot.reader_runs()
        assert bot.reader_seen() is None
        with Store.open(address, writes="news", now=NOW) as reader:
            reader.beat(NOW)
            assert bot.reader_runs()
            assert bot.reader_seen() == NOW
            assert bot.desk.outcome("r1").state == "waiting"
            assert [wish.key for wish in reader.desk.requests()] == ["r1"]
        assert not bot.reader_runs()


def test_a_schedule_comes_back_as_it_was_set_up(store: Store):
    stored = store.schedules.add(schedule())
    assert stored == replace(schedule(), id=stored.id)
    assert store.schedules.get(SERVER, stored.id) == stored
    assert store.schedules.get("guild:2", stored.id) is None


def test_what_is_due_is_what_is_neither_paused_nor_removed(store: Store):
    one, two, three = (store.schedules.add(schedule(name=name)) for name in ("one", "two", "three"))
    assert store.schedules.due(MORNING - timedelta(seconds=1)) == ()
    store.schedules.pause(one.id, "channel_gone")
    store.schedules.remove(two.id)
    assert [due.name for due in store.schedules.due(MORNING)] == ["three"]
    (paused, _) = store.schedules.all(SERVER)
    assert (paused.paused, paused.paused_why) == (True, "channel_gone")
    store.schedules.resume(one.id, MORNING + timedelta(hours=1))
    store.schedules.wait_until(three, MORNING + timedelta(hours=2))
    assert store.schedules.due(MORNING) == ()
    assert [due.name for due in store.schedules.due(MORNING + timedelta(hours=2))] == ["one", "three"]


SLOT = Slot(date(2018, 9, 8), "07:30", MORNING)
MONDAY = Slot(date(2018, 9, 10), "07:30", MORNING + timedelta(days=2))


def test_what_has_one_rule_is_opened_at_once_whatever_else_was_chosen(store: Store):
    like = store.schedules.add(schedule())
    elsewhere = store.schedules.add(
        replace(schedule("guild:2"), template="headlines", filters=Filters(topics=("ice",)))
    )
    hourly = store.schedules.add(replace(schedule(name="Hourly"), every_hours=1))
    paused = store.schedules.add(replace(schedule(name="Paused"), paused=True))
    assert due_alike(store) == {like, hourly}
    before = opened(store, hourly, date(2018, 9, 7))
    due_again(store, hourly)

    alike = store.schedules.due_alike(MORNING)
    for _ in range(2):  # the second finds nobody who still waits
        store.digests.open_due([Opening(each, SLOT, MONDAY) for each in alike], MORNING)
    found = [(one.schedule, one.local_date) for one, _ in store.digests.unfrozen()]
    assert found[0] == (hourly.id, date(2018, 9, 7))
    assert sorted(found[1:]) == [(each.id, SLOT.local_date) for each in (like, elsewhere, hourly)]
    numbers = [one.id for one, _ in store.digests.unfrozen()]
    assert numbers[0] == before
    assert numbers == sorted(set(numbers))
    assert {each.next_due for each in store.schedules.all("guild:2")} == {MONDAY.due}
    assert store.schedules.due(MONDAY.due - timedelta(seconds=1)) == ()
    assert next(each for each in store.schedules.all(SERVER) if each.id == paused.id).next_due == MORNING


def test_an_edition_that_is_there_keeps_its_number_and_the_schedule_goes_on(store: Store):
    like, other = store.schedules.add(schedule()), store.schedules.add(schedule(name="Other"))
    there = opened(store, like)
    due_again(store, like)
    (alike,) = store.schedules.due_alike(MORNING)
    store.digests.open_due([Opening(alike, SLOT, MONDAY)], MORNING)
    assert [(one.id == there, one.schedule) for one, _ in store.digests.unfrozen()] == [
        (True, like.id),
        (False, other.id),
    ]
    assert {each.next_due for each in store.schedules.all(SERVER)} == {MONDAY.due}


def test_what_was_given_another_rule_while_the_clock_looked_is_not_opened_by_the_old_one(store: Store):
    like, other = store.schedules.add(schedule()), store.schedules.add(schedule(name="Other"))
    (alike,) = store.schedules.due_alike(MORNING)
    later = replace(like, at=time(18))
    store.schedules.change(later)
    store.digests.open_due([Opening(alike, SLOT, MONDAY)], MORNING)
    assert [one.schedule for one, _ in store.digests.unfrozen()] == [other.id]
    assert due_alike(store) == {later}, "which is opened at the next beat"


def test_what_was_given_another_rule_is_due_by_that_one(store: Store):
    made = store.schedules.add(schedule())
    assert due_alike(store) == {made}
    store.schedules.change(later := replace(made, at=time(18)))
    assert due_alike(store) == {later}
    store.schedules.change(replace(made, name="The old rule again"))
    assert {each.rule for each in due_alike(store)} == {made.rule}


def due_again(store: Store, of: Schedule) -> None:
    """It was opened, and is as before."""
    store.schedules.wait_until(replace(of, next_due=MORNING + timedelta(days=1)), MORNING)


def due_alike(store: Store) -> set[Schedule]:
    """One of each rule that is due."""
    return {alike.like for alike in store.schedules.due_alike(MORNING)}


def test_what_is_due_by_the_rule_of_today_is_not_what_somebody_changed_while_that_was_looked_up(store: Store):
    made = store.schedules.add(schedule())
    store.schedules.change(evening := replace(made, at=time(18), next_due=MORNING + timedelta(hours=10)))
    for seen in (made, replace(made, next_due=evening.next_due)):
        store.schedules.wait_until(seen, MONDAY.due)
    assert store.schedules.all(SERVER) == (evening,)
    store.schedules.wait_until(evening, MONDAY.due)
    assert store.schedules.all(SERVER) == (replace(evening, next_due=MONDAY.due),)


def test_an_edit_does_not_undo_what_happened_to_the_digest_while_it_was_typed(store: Store):
    made = store.schedules.add(schedule())
    opened(store, made)  # and is due again tomorrow
    store.schedules.pause(made.id, "channel_gone", tell=True)
    store.schedules.change(replace(made, name="Evening brief"))
    (found,) = store.schedules.all(SERVER)
    assert (found.name, found.paused, found.paused_why) == ("Evening brief", True, "channel_gone")
    assert found.next_due == MORNING + timedelta(days=1)
    store.schedules.change(replace(made, at=time(18), next_due=MONDAY.due))
    assert store.schedules.all(SERVER)[0].next_due == MONDAY.due


def test_who_changed_a_schedule_last_is_known_and_can_be_forgotten(store: Store):
    made = store.schedules.add(replace(schedule(), made_by=7))
    store.schedules.pause(made.id, "asked", changed=Changed("paused", 8, NOW))
    store.schedules.resume(made.id, MORNING, by_itself=True)
    (found,) = store.schedules.all(SERVER)
    assert (found.made_by, found.changed) == (7, Changed("paused", 8, NOW)), (
        "what goes on by itself was changed by nobody"
    )
    assert store.decisions.kept_of(8) == KeptOfUser(digests=1)
    store.decisions.forget_user(8)
    (found,) = store.schedules.all(SERVER)
    assert (found.made_by, found.changed) == (7, Changed("paused", None, NOW))
    assert store.decisions.kept_of(8) == KeptOfUser()


def test_an_edition_is_opened_once(store: Store):
    of = store.schedules.add(schedule())
    number = opened(store, of)
    assert [(edition.id, who) for edition, who in store.digests.unfrozen()] == [
        (number, replace(of, next_due=MORNING + timedelta(days=1)))
    ]
    again = MORNING + timedelta(days=2)
    same = store.digests.open_edition(
        of, local_date=date(2018, 9, 8), slot="07:30", due=MORNING, next_due=again, now=MORNING
    )
    assert same is None
    assert [found.next_due for found in store.schedules.all(SERVER)] == [again]
    store.schedules.remove(of.id)
    other = store.digests.open_edition(
        of, local_date=date(2018, 9, 9), slot="07:30", due=MORNING, next_due=again, now=MORNING
    )
    assert other is None


def test_parts_are_frozen_once_and_sent_one_after_the_other(store: Store):
    of = store.schedules.add(schedule())
    number = opened(store, of)
    store.digests.freeze(number, PARTS, ["a" * 64, "b" * 64], now=MORNING)
    store.digests.freeze(number, PARTS[:1], ["c" * 64], now=MORNING + timedelta(hours=1))
    assert store.digests.told(of.id) == {"a" * 64, "b" * 64}
    assert store.digests.last_until(of.id) == MORNING
    assert store.digests.unfrozen() == ()
    nonces = set()
    for n, part in enumerate(PARTS):
        (delivery,) = store.outbox.open_deliveries(MORNING)
        assert (delivery.n, delivery.part, delivery.state, delivery.marker) == (n, part, "built", f"d1:{number}:{n}")
        assert len(delivery.nonce) == 24
        nonces.add(delivery.nonce)
        assert store.outbox.claim(delivery, MORNING)
        assert not store.outbox.claim(delivery, MORNING)
        store.outbox.sent(delivery, f"{2**63 - 1 - n}", MORNING)
    assert len(nonces) == 3
    assert store.outbox.open_deliveries(MORNING) == ()
    last = store.outbox.delivery(number, 2)
    assert last is not None
    assert (last.state, last.message, last.first_try) == ("sent", str(2**63 - 3), MORNING)
    assert store.outbox.delivery(number, 3) is None


def test_an_edition_without_parts_is_skipped_and_its_window_is_done(store: Store):
    of = store.schedules.add(schedule())
    store.digests.freeze(opened(store, of), (), (), now=MORNING)
    assert store.outbox.open_deliveries(MORNING) == ()
    assert store.digests.unfrozen() == ()
    assert store.digests.last_until(of.id) == MORNING


def test_an_edition_too_late_is_skipped_and_its_window_stays_open(store: Store):
    of = store.schedules.add(schedule())
    store.digests.skip(opened(store, of), "late", MORNING)
    assert store.digests.last_until(of.id) is None
    assert store.digests.unfrozen() == ()


def sending(store: Store) -> Delivery:
    """A part whose answer never came."""
    store.digests.freeze(opened(store, store.schedules.add(schedule())), PARTS, (), now=MORNING)
    (delivery,) = store.outbox.open_deliveries(MORNING)
    assert store.outbox.claim(delivery, MORNING)
    store.outbox.unclear(delivery, MORNING + timedelta(seconds=15))
    (delivery,) = store.outbox.open_deliveries(MORNING)
    return delivery


def test_an_unclear_part_is_looked_for_before_it_is_sent_again(store: Store):
    delivery = sending(store)
    assert (delivery.state, delivery.first_try) == ("sending", MORNING)
    assert delivery.last_try == MORNING + timedelta(seconds=15)
    store.outbox.looked(delivery, MORNING + timedelta(minutes=2))
    (looked,) = store.outbox.open_deliveries(MORNING)
    assert looked.looked == 1
    store.outbox.retry(looked, MORNING + timedelta(minutes=3))
    (again,) = store.outbox.open_deliveries(MORNING)
    assert (again.state, again.looked, again.first_try) == ("built", 0, None)
    assert (again.nonce, again.marker, again.part) == (delivery.nonce, delivery.marker, delivery.part)


@pytest.mark.parametrize("state", ["unknown", "blocked"])
def test_what_cannot_be_known_or_is_refused_is_not_sent_again(store: Store, state: str):
    delivery = sending(store)
    end = store.outbox.unknown if state == "unknown" else store.outbox.blocked
    end(delivery, "403", MORNING)
    assert store.outbox.open_deliveries(MORNING) == ()
    stored = store.outbox.delivery(delivery.edition, 0)
    assert stored is not None
    assert (stored.state, stored.why) == (state, "403")
    assert not store.outbox.claim(stored, MORNING)
    store.outbox.sent(stored, "17", MORNING)  # it was there after all
    assert [open_.n for open_ in store.outbox.open_deliveries(MORNING)] == [1]


@pytest.mark.parametrize("step", ["released", "unclear", "looked", "retry", "leave_out_links", "late"])
def test_what_a_process_learned_before_another_one_went_on_changes_nothing_but_what_it_has_posted(
    store: Store, step: str
):
    """The next one may have sent the part, and died before it could say so."""
    delivery = sending(store)
    Outbox(store._desk).take_over()
    with pytest.raises(StoreUnusable):
        getattr(store.outbox, step)(delivery, MORNING)
    with pytest.raises(StoreUnusable):
        store.outbox.blocked(delivery, "403", MORNING)
    assert store.outbox.open_deliveries(MORNING) == (delivery,)
    store.outbox.sent(delivery, "17", MORNING)
    assert [open_.n for open_ in store.outbox.open_deliveries(MORNING)] == [1]


def test_a_pause_withdraws_what_has_not_begun_and_finishes_what_has(store: Store):
    begun = sending(store)
    waiting = store.schedules.add(schedule(name="waiting"))
    store.digests.freeze(opened(store, waiting), PARTS, ["a" * 64], now=MORNING)
    store.schedules.pause(waiting.id)
    store.schedules.pause(begun.schedule)
    assert [(open_.edition, open_.n) for open_ in store.outbox.open_deliveries(MORNING)] == [(begun.edition, 0)]
    assert store.digests.told(waiting.id) == frozenset()  # it was never told


def test_every_installation_has_nonces_of_its_own(store: Store, fresh_store: Store):
    assert sending(store).nonce != sending(fresh_store).nonce


def test_an_instant_without_a_zone_is_refused(store: Store):
    naive = datetime(2018, 9, 8, 5, 30)  # noqa: DTZ001
    with pytest.raises(Exception, match="needs a time zone"):
        store.schedules.add(replace(schedule(), next_due=naive))
    assert store.schedules.all(SERVER) == ()
