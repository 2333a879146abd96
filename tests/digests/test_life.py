"""The life of digests, at random: made, changed, paused, taken up, beaten for, sent or not, killed, by a clock that leaps."""

import tempfile
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from briefings.app import App
from briefings.digests import plan
from briefings.digests.due import GRACE, freeze_due, keep_rules, latest_slot, post_now
from briefings.model import Delivery, Schedule, ServerSettings
from tests.digests.newsroom import SERVER, arrive, newsroom, story

ZONES = ("UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Beirut")
RULES = ("07:30", "02:30", "00:00", "weekdays 18:00", "every 6h", "15 3 * * 1-5")
MOST = 6  # digests at a time
START = datetime(2026, 10, 22, 12, tzinfo=UTC)  # clocks go back in these zones on the 25th and the days after


class Life(RuleBasedStateMachine):
    """A server's digests over weeks. `posted` is what stands in the channel, by marker."""

    schedules: Bundle[str] = Bundle("schedules")

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.true = self.shown = self.latest = START
        self.posted: Counter[str] = Counter()
        self.since: dict[str, datetime] = {}  # by name: from when on its slots are promised
        self.often: set[str] = set()  # those that were ever due several times a day
        self.stories = self.made = 0
        self.app: App = self.open()

    def open(self) -> App:
        self.room = ExitStack()
        return self.room.enter_context(newsroom(self.folder))

    def teardown(self) -> None:
        self.finish()
        self.room.close()
        self.stack.close()

    def get(self, name: str) -> Schedule | None:
        return next((one for one in self.app.store.schedules.all(SERVER) if one.name == name), None)

    # --- what people do --------------------------------------------------------------------------------------------

    @rule(target=schedules, at=st.sampled_from(RULES), zone=st.sampled_from(ZONES))
    def create(self, at: str, zone: str) -> str:
        if len(self.app.store.schedules.all(SERVER)) == MOST:
            return "none"
        self.made += 1
        name = f"Brief {self.made}"
        plan.make(
            self.app.store, ServerSettings(SERVER), destination="discord:1", name=name, rule=at, zone=zone,
            template="daily", templates=self.app.digest_templates, now=self.shown,
        )  # fmt: skip
        self.since[name] = max(self.shown, self.latest)
        self.note(name, at)
        return name

    @rule(name=schedules, at=st.sampled_from(RULES), zone=st.sampled_from(ZONES))
    def edit(self, name: str, at: str, zone: str) -> None:
        if (found := self.get(name)) is not None:
            plan.change(self.app.store, found, templates=self.app.digest_templates, now=self.shown, rule=at, zone=zone)
            self.note(name, at)
            self.since.pop(name, None)  # a date that has its edition has no other: only doubles are looked for

    def note(self, name: str, at: str) -> None:
        if at.startswith("every"):
            self.often.add(name)

    @rule(name=schedules)
    def pause(self, name: str) -> None:
        if (found := self.get(name)) is not None:
            plan.pause(self.app.store, found, "asked", now=self.shown)

    @rule(name=schedules)
    def resume(self, name: str) -> None:
        if (found := self.get(name)) is not None and found.paused:
            plan.resume(self.app.store, found, now=self.shown)
            self.since[name] = max(self.shown, self.latest)

    @rule(name=schedules)
    def remove(self, name: str) -> None:
        if (found := self.get(name)) is not None and name.endswith("3"):
            self.app.store.schedules.remove(found.id)

    @rule(name=schedules)
    def now(self, name: str) -> None:
        if (found := self.get(name)) is not None:
            post_now(self.app.store, found, self.shown, self.app.render_digest)

    # --- what happens ----------------------------------------------------------------------------------------------

    @rule(minutes=st.integers(1, 900), leap=st.sampled_from((0, 0, 0, 0, -180, -90, 90, 180)))
    def beat(self, minutes: int, leap: int) -> None:
        """Time goes on, news comes in, and the clock beats, which may be wrong by three hours."""
        self.true += timedelta(minutes=minutes)
        self.shown = self.true + timedelta(minutes=leap)
        self.latest = max(self.latest, self.shown)
        self.stories += 1
        arrive(self.app, self.true.isoformat()[:19], story(self.stories, published=self.true.date().isoformat()))
        freeze_due(self.app.store, self.shown, self.app.render_digest)

    @rule(minutes=st.integers(1, 900))
    def killed(self, minutes: int) -> None:
        """What was committed stays; a later process goes on."""
        self.room.close()
        self.app = self.open()
        self.true += timedelta(minutes=minutes)
        self.shown = self.true
        self.latest = max(self.latest, self.shown)
        keep_rules(self.app.store, self.shown)

    @rule(answer=st.sampled_from(("sent", "sent", "lost after", "lost before", "refused", "full", "unreadable")))
    def send(self, answer: str) -> None:
        """One round of the sender; Discord knows no nonce any more."""
        outbox = self.app.store.outbox
        for part in outbox.open_deliveries(self.shown):
            if part.state == "sending":
                self.look(part, readable=answer != "unreadable")
            elif part.n == 0 and part.due is not None and self.shown - part.due > GRACE:
                outbox.late(part, self.shown)
            elif outbox.claim(part, self.shown):
                self.post(part, answer)

    def post(self, part: Delivery, answer: str) -> None:
        outbox = self.app.store.outbox
        self.posted[part.marker] += answer in {"sent", "lost after"}
        if answer == "sent":
            outbox.sent(part, "1", self.shown)
        elif answer == "refused":
            self.app.store.schedules.pause(part.schedule, "channel_closed", tell=True)
            outbox.blocked(part, "channel_closed", self.shown)
        elif answer == "full":
            outbox.released(part, self.shown)
        else:
            outbox.unclear(part, self.shown)

    def look(self, part: Delivery, *, readable: bool) -> None:
        outbox = self.app.store.outbox
        if not readable:
            outbox.unknown(part, "history_unreadable", self.shown)
        elif self.posted[part.marker]:
            outbox.sent(part, "1", self.shown)
        elif part.looked:
            outbox.retry(part, self.shown)
        else:
            outbox.looked(part, self.shown)

    @rule(name=schedules)
    def somebody_looks(self, name: str) -> None:
        """What nobody could tell, a manager tells as it is."""
        if (found := self.get(name)) is not None:
            for part in self.app.store.outbox.unsure(found.id):
                tell = self.app.store.outbox.there if self.posted[part.marker] else self.app.store.outbox.again
                assert tell(part, self.shown)

    # --- what is always true ---------------------------------------------------------------------------------------

    @invariant()
    def nothing_is_posted_twice(self) -> None:
        assert max(self.posted.values(), default=0) <= 1

    @invariant()
    def no_slot_has_two_editions(self) -> None:
        for one in self.app.store.schedules.all(SERVER):
            own = [each for each in self.app.store.digests.editions(one.id, 1_000) if each.slot[:3] != "now"]
            assert len({(each.local_date, each.slot) for each in own}) == len(own)

    @invariant()
    def no_local_date_has_two_digests_of_one_that_is_daily(self) -> None:
        for one in self.app.store.schedules.all(SERVER):
            if one.name not in self.often:
                own = [each for each in self.app.store.digests.editions(one.id, 1_000) if each.slot[:3] != "now"]
                assert len({each.local_date for each in own}) == len(own), own

    @rule()
    def every_slot_that_came_has_its_edition(self) -> None:
        freeze_due(self.app.store, self.latest, self.app.render_digest)
        for one in self.app.store.schedules.all(SERVER):
            slot, since = latest_slot(one, now=self.latest), self.since.get(one.name)
            if not one.paused and since is not None and slot.due > since:
                editions = self.app.store.digests.editions(one.id, 1_000)
                assert (slot.local_date, slot.name) in {(each.local_date, each.slot) for each in editions}

    def finish(self) -> None:
        """When all goes well for a while, what was promised is there, and what was taken back is not."""
        self.shown = self.latest
        freeze_due(self.app.store, self.shown, self.app.render_digest)  # what a change took back is built again
        for _ in range(200):
            if not self.app.store.outbox.open_deliveries(self.latest):
                break
            self.send("sent")
        assert self.app.store.outbox.open_deliveries(self.latest) == ()
        for one in self.app.store.schedules.all(SERVER):
            for each in self.app.store.digests.editions(one.id, 1_000):
                assert each.state in {"sent", "skipped", "blocked", "unknown"}
        self.nothing_is_posted_twice()


@pytest.mark.soak(short=6, full=200)
def test_whatever_happens_nothing_is_lost_and_nothing_comes_twice(rounds: int):
    """Fifty steps a round."""
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=rounds,
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate,),  # a failure is told as it came: to make it shorter takes longer than it saves
        ),
    )
