"""A digest is posted once, whatever Discord answers: tried on the real client, over the wire."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import BaseConnector
from discord.http import HTTPClient

from bot.bucket import Bucket
from bot.places import Places
from bot.sender import Patience, Sender
from briefings.app import App
from briefings.store.outbox import Outbox
from tests.bot.delivering import (
    BRIEFLY,
    NEVER,
    SHORT,
    bodies,
    connected,
    freeze,
    now,
    part,
    sending,
    until,
    without_history,
)
from tests.digests.newsroom import SERVER, newsroom
from tests.discord_stand_in import BOT, CHANNEL, READER, FaultKind, StandIn
from tests.payloads import check

ELSEWHERE = 3001


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    with newsroom(tmp_path) as app:
        yield app


def patience_with(kind: FaultKind) -> Patience:
    """Discord does answer; only where this fault has it hang, nobody waits for long."""
    return BRIEFLY if kind.endswith("hang") else SHORT


async def test_every_part_is_posted_in_order_with_its_marker_and_its_nonce(app: App):
    edition = freeze(app, "Part one", "Part two", "Part three")
    async with StandIn() as here, sending(app, here):
        await until(lambda: len(here.posted()) == 3)
        await until(lambda: part(app, edition, 2).state == "sent")
        assert [str(message["components"]).count(words) for message, words in
                zip(here.posted(), ["Part one", "Part two", "Part three"], strict=True)] == [1, 1, 1]  # fmt: skip
        assert here.markers() == [part(app, edition, n).marker for n in range(3)]
        assert [body["nonce"] for body in bodies(here)] == [part(app, edition, n).nonce for n in range(3)]
        assert [part(app, edition, n).message for n in range(3)] == [message["id"] for message in here.posted()]
        assert check(here.requests) == []


async def test_it_is_woken_when_there_is_something_new(app: App):
    async with StandIn() as here, sending(app, here, replace(SHORT, idle=NEVER)) as sender:
        await asyncio.sleep(0.2)
        freeze(app, "News")
        await asyncio.to_thread(sender.wake)
        await until(lambda: len(here.posted()) == 1)


@pytest.mark.parametrize(
    "kind",
    [
        "reject_500", "reject_503", "apply_then_500", "apply_then_reset", "apply_then_hang", "late_apply",
        "429", "429_global", "429_banned", "401",
    ],
)  # fmt: skip
async def test_whatever_discord_answers_it_is_posted_once_and_the_same_bytes_each_time(app: App, kind: FaultKind):
    edition = freeze(app, "The digest")
    frozen = part(app, edition)
    async with StandIn() as here:
        here.fail(kind, times=2, path=f"/channels/{CHANNEL}/messages")
        async with sending(app, here, patience_with(kind)):
            await until(lambda: part(app, edition).state == "sent")
        assert here.markers() == [frozen.marker]
        assert part(app, edition).message == here.posted()[0]["id"]
        looks = [sent for sent in here.requests if sent.method == "GET"]
        assert len(bodies(here)) + len(looks) >= 2  # on a slow machine the nonce is out of date, and history is asked
        assert all(body == bodies(here)[0] for body in bodies(here))
        assert without_history(part(app, edition)) == frozen


@pytest.mark.parametrize("kind", ["apply_then_500", "apply_then_reset", "apply_then_hang", "reject_500", "reject_503"])
async def test_after_the_nonces_time_it_is_looked_for_and_only_sent_again_when_it_is_not_there(
    app: App, kind: FaultKind
):
    edition = freeze(app, "The digest")
    impatient = replace(patience_with(kind), nonce=timedelta(seconds=0))
    async with StandIn(nonce_seconds=0) as here:
        here.fail(kind)
        async with sending(app, here, impatient):
            await until(lambda: part(app, edition).state == "sent")
            assert here.markers() == [part(app, edition).marker]
        looks = [sent for sent in here.requests if (sent.method, sent.path) == ("GET", f"/channels/{CHANNEL}/messages")]
        assert (len(looks), len(bodies(here))) == ((2, 2) if kind.startswith("reject") else (1, 1))


async def test_a_try_that_is_refused_does_not_undo_that_an_earlier_one_was_not_answered_clearly(app: App):
    """Discord posted it and answered 500; then the channel is full for longer than anybody knows its nonce."""
    edition = freeze(app, "The digest")
    async with StandIn() as here, connected(app, here) as client:
        here.fail("apply_then_500")
        here.fail("429", seconds=900)
        sender = Sender(client, app, now=now, patience=replace(SHORT, nonce=NEVER))
        while len(bodies(here)) < 2:
            await sender.send_open()
        assert (part(app, edition).state, part(app, edition).first_try is None) == ("sending", False)


# Where a second try may be held up until Discord has forgotten the first: in our queue, on the way to the socket.
HELD_UP = [(Bucket, "turn"), (Outbox, "claim"), (Places, "post"), (HTTPClient, "request"), (BaseConnector, "connect")]


@pytest.mark.parametrize("where, step", HELD_UP, ids=[step for _, step in HELD_UP])
async def test_what_leaves_so_late_that_its_nonce_is_forgotten_does_not_leave(
    app: App, monkeypatch: pytest.MonkeyPatch, where: type, step: str
):
    """A machine that sleeps for two hours stops its timers too; and the first try, whose answer was lost, was posted."""
    edition, first, slept = freeze(app, "The digest"), now(), timedelta(seconds=10)
    async with StandIn(nonce_seconds=0) as here, connected(app, here) as client:
        here.fail("apply_then_reset")
        patience = replace(SHORT, nonce=NEVER)
        await Sender(client, app, now=lambda: first, patience=patience).send_open()  # and waits for the next try
        assert (part(app, edition).state, len(bodies(here))) == ("sending", 1)

        def sleep() -> None:
            nonlocal slept
            slept = timedelta(hours=2)

        hold_up(monkeypatch, where, step, sleep)
        async with Sender(client, app, now=lambda: now() + slept, patience=patience).sending():
            await until(lambda: part(app, edition).state == "sent")
        assert slept == timedelta(hours=2)
        assert (here.markers(), len(bodies(here))) == ([part(app, edition).marker], 1)


def hold_up(monkeypatch: pytest.MonkeyPatch, where: type, step: str, sleep: Callable[[], None]) -> None:
    """Whenever it comes to this step, it sleeps before it, or where it is a thread's, after it."""
    real = getattr(where, step)

    def held(*args: Any, **options: Any) -> Any:
        try:
            return real(*args, **options)
        finally:
            sleep()

    monkeypatch.setattr(where, step, held)


async def test_a_message_that_appears_after_the_first_look_is_found_by_the_second(app: App):
    edition = freeze(app, "The digest")
    impatient = replace(SHORT, nonce=timedelta(seconds=0), between_looks=timedelta(seconds=3))
    async with StandIn(nonce_seconds=0) as here:
        here.fail("late_reset")
        async with sending(app, here, impatient):
            await until(lambda: part(app, edition).looked == 1)
            await here.do_late()
            await until(lambda: part(app, edition).state == "sent")
        assert (len(here.posted()), len(bodies(here))) == (1, 1)


async def test_a_message_is_found_behind_many_others(app: App):
    edition = freeze(app, "The digest")
    impatient = replace(SHORT, nonce=timedelta(seconds=0), between_tries=timedelta(seconds=1))
    async with StandIn(nonce_seconds=0) as here:
        here.fail("apply_then_reset")
        async with sending(app, here, impatient):
            await until(lambda: here.posted())
            for number in range(150):
                await here.say(f"chatter {number}", channel=CHANNEL)
            await until(lambda: part(app, edition).state == "sent")
        assert len(here.markers()) == 1


async def test_another_bots_message_with_the_same_marker_is_not_ours(app: App):
    edition = freeze(app, "The digest")
    impatient = replace(SHORT, nonce=timedelta(seconds=0))
    async with StandIn(nonce_seconds=0) as here:
        here.fail("apply_then_reset")
        async with sending(app, here, replace(SHORT, between_tries=NEVER)):
            await until(lambda: here.posted())
        here.posted()[0]["author"] = here._user(READER)  # as if it had not been us
        async with sending(app, here, impatient):
            await until(lambda: part(app, edition).state == "sent")
        assert [message["author"]["id"] for message in here.posted()] == [str(READER), str(BOT)]


@pytest.mark.parametrize("kind, why", [("403", "channel_closed"), ("404", "channel_gone")])
async def test_a_channel_that_is_gone_pauses_its_digest_with_the_reason_and_others_go_on(
    app: App, kind: FaultKind, why: str
):
    lost = freeze(app, "For nobody", "The rest", channel=ELSEWHERE, name="Lost")
    kept = freeze(app, "For everybody")
    async with StandIn() as here:
        here.fail(kind, times=None, path=f"/channels/{ELSEWHERE}/messages")
        async with sending(app, here):
            await until(lambda: part(app, kept).state == "sent" and part(app, lost).state == "blocked")
            await asyncio.sleep(0.3)
        assert len(bodies(here, ELSEWHERE)) == 1
        assert part(app, lost, 1).state == "built"  # and never sent without the first
        paused = {each.name: each.paused_why for each in app.store.schedules.all(SERVER) if each.paused}
        assert paused == {"Lost": why}


async def test_a_channel_that_went_meanwhile_pauses_its_digest_too(app: App):
    edition = freeze(app, "The digest", channel=ELSEWHERE)
    async with StandIn() as here:
        here.fail("apply_then_reset", path=f"/channels/{ELSEWHERE}/messages")
        here.messages[ELSEWHERE] = {}
        here.fail("404", method="GET", path=f"/channels/{ELSEWHERE}/messages")
        async with sending(app, here, replace(SHORT, nonce=timedelta(seconds=0))):
            await until(lambda: part(app, edition).state == "blocked")
        assert app.store.schedules.all(SERVER)[0].paused_why == "channel_gone"


async def test_a_channel_whose_history_may_not_be_read_leaves_it_unknown_and_nothing_is_sent_again(app: App):
    edition = freeze(app, "The digest")
    async with StandIn(nonce_seconds=0) as here:
        here.fail("apply_then_reset")
        here.fail("403", method="GET", times=None)
        async with sending(app, here, replace(SHORT, nonce=timedelta(seconds=0))):
            await until(lambda: part(app, edition).state == "unknown")
            await asyncio.sleep(0.3)
        assert part(app, edition).why == "history_unreadable"
        assert len(bodies(here)) == 1


async def test_an_empty_history_proves_nothing_where_we_may_not_know_that_we_see_it(app: App):
    """Without Read Message History Discord shows an empty channel, not an error."""
    edition = freeze(app, "The digest", channel=ELSEWHERE)
    async with StandIn(nonce_seconds=0) as here:
        here.messages[ELSEWHERE] = {}  # a channel that the client was never told of
        here.fail("reject_503", path=f"/channels/{ELSEWHERE}/messages")
        async with sending(app, here, replace(SHORT, nonce=timedelta(seconds=0))):
            await until(lambda: part(app, edition).state == "unknown")
        assert len(bodies(here, ELSEWHERE)) == 1


async def test_a_channel_that_hangs_does_not_keep_back_another(app: App):
    freeze(app, "Slow", channel=ELSEWHERE)
    quick = freeze(app, "Quick")
    async with StandIn() as here:
        here.messages[ELSEWHERE] = {}
        here.fail("apply_then_hang", path=f"/channels/{ELSEWHERE}/messages")
        async with sending(app, here, replace(SHORT, answer=NEVER)):
            await until(lambda: part(app, quick).state == "sent")


async def test_a_request_given_up_while_discord_is_full_does_not_stop_all_others_for_ever(app: App):
    """discord.py clears a flag before it sleeps off a global 429, and whoever cancels the sleep never sets it again."""
    edition = freeze(app, "The digest")
    async with StandIn() as here, connected(app, here) as client:
        here.fail("429_global", seconds=3)
        sender = Sender(client, app, now=now, patience=BRIEFLY)
        async with sender.sending():
            await until(lambda: part(app, edition).state == "sent")


@pytest.mark.parametrize("kind, refused", [("429_global", 5), ("429_banned", 1)])
async def test_when_discord_says_for_how_long_it_takes_nothing_the_sender_is_silent_so_long_and_no_longer(
    app: App, kind: FaultKind, refused: int
):
    """discord.py gives up after five; without `Via` at once."""
    edition = freeze(app, "The digest")
    async with StandIn() as here:
        here.fail(kind, times=refused, seconds=0.5)
        async with sending(app, here, replace(SHORT, quiet=NEVER, answer=NEVER)):
            await until(lambda: part(app, edition).state == "sent")
        posts = [
            sent.at for sent in here.requests if (sent.method, sent.path) == ("POST", f"/channels/{CHANNEL}/messages")
        ]
        assert len(posts) == refused + 1
        assert posts[-1] - posts[-2] >= 0.5


async def test_a_channel_that_stays_full_does_not_silence_the_others(app: App):
    """After five tries discord.py gives up; that channel is tried again when it said, and all the rest go on."""
    freeze(app, "Slow", channel=ELSEWHERE)
    async with StandIn() as here:
        here.messages[ELSEWHERE] = {}
        here.fail("429", times=None, path=f"/channels/{ELSEWHERE}/messages")
        async with sending(app, here, replace(SHORT, quiet=NEVER, answer=NEVER)) as sender:
            await until(lambda: len(bodies(here, ELSEWHERE)) > 5)
            quick = freeze(app, "Quick")
            sender.wake()
            await until(lambda: part(app, quick).state == "sent")


async def test_when_discord_refuses_everything_it_is_left_alone_for_a_while(app: App):
    channels = range(4000, 4005)
    editions = [freeze(app, f"Digest for {channel}", channel=channel) for channel in channels]
    async with StandIn() as here:
        for channel in channels:
            here.messages[channel] = {}
            await here.say("chatter", channel=channel)
        refusing = here.fail("401", times=None, path="/channels/*/messages")
        async with sending(app, here, replace(SHORT, quiet=timedelta(seconds=60))):
            await until(lambda: any(sent.path.endswith("/messages") for sent in here.requests))
            await asyncio.sleep(0.5)
        assert max(len(bodies(here, channel)) for channel in channels) == 1  # those that were under way, and no other
        here.faults.remove(refusing)
        async with sending(app, here):
            await until(lambda: all(part(app, edition).state == "sent" for edition in editions))
        assert [len(here.markers(channel)) for channel in channels] == [1] * 5


async def test_a_clock_that_was_set_back_does_not_make_an_old_nonce_young(app: App):
    edition = freeze(app, "The digest")
    async with StandIn(nonce_seconds=0) as here:
        here.fail("apply_then_reset")
        async with connected(app, here) as client:
            sender = Sender(client, app, now=now, patience=replace(SHORT, nonce=NEVER, between_tries=NEVER))
            await sender.send_open()
            back = Sender(client, app, now=lambda: now() - timedelta(seconds=30), patience=SHORT)
            await back.send_open()
        assert part(app, edition).state == "sent"
        assert len(here.posted()) == 1


# --- forums and announcements -------------------------------------------------------------------------------------

FORUM = 3002
NEWS = 3003


async def test_a_digest_in_a_forum_is_a_post_of_its_own_and_all_its_parts_stand_in_it(app: App):
    edition = freeze(app, "One", "Two", to=f"discord-forum:{FORUM}?tags=11,12&title=%7Bname%7D+of+%7Bdate%7D")
    async with StandIn() as here:
        here.add_forum(FORUM)
        async with sending(app, here):
            await until(lambda: part(app, edition, 1).state == "sent")
        (post,) = here.posts(FORUM)
        on = part(app, edition).day
        assert post["name"] == f"Morning brief of {on:%-d %B %Y}"
        assert post["applied_tags"] == ["11", "12"]
        assert here.markers(int(post["id"])) == [part(app, edition, n).marker for n in range(2)]
        assert check(here.requests) == []


async def test_a_post_without_a_title_has_the_digests_name_and_day(app: App):
    edition = freeze(app, "One", to=f"discord-forum:{FORUM}")
    async with StandIn() as here:
        here.add_forum(FORUM)
        async with sending(app, here):
            await until(lambda: part(app, edition).state == "sent")
        assert here.posts(FORUM)[0]["name"].startswith("Morning brief, ")


@pytest.mark.parametrize("archived", [False, True], ids=["active", "archived"])
@pytest.mark.parametrize("kind", ["apply_then_500", "apply_then_reset", "apply_then_hang", "reject_500", "late_apply"])
async def test_a_post_takes_no_nonce_so_it_is_waited_for_and_looked_for_before_the_next_try(
    app: App, kind: FaultKind, archived: bool
):
    edition = freeze(app, "One", "Two", to=f"discord-forum:{FORUM}")
    async with StandIn() as here:
        here.add_forum(FORUM)
        here.archives = archived
        here.fail(kind, path=f"/channels/{FORUM}/threads", seconds=0.1)
        async with sending(app, here, replace(patience_with(kind), nonce=timedelta(seconds=2))):
            await until(lambda: part(app, edition, 1).state == "sent")
        tries = [
            sent.at for sent in here.requests if (sent.method, sent.path) == ("POST", f"/channels/{FORUM}/threads")
        ]
        looks = [sent.at for sent in here.requests if sent.path.endswith("/threads/active")]
        assert len(here.posts(FORUM)) == 1
        assert len(tries) == (2 if kind == "reject_500" else 1)
        assert looks[0] - tries[0] >= 1  # counted from the claim, which comes earlier
        assert kind != "reject_500" or len(looks) == 2


async def test_a_forum_that_is_full_is_asked_again_without_looking(app: App):
    edition = freeze(app, "One", to=f"discord-forum:{FORUM}")
    async with StandIn() as here:
        here.add_forum(FORUM)
        here.fail("429", path=f"/channels/{FORUM}/threads")
        async with sending(app, here):
            await until(lambda: part(app, edition).state == "sent")
        assert len(here.posts(FORUM)) == 1
        assert not [sent for sent in here.requests if "archived" in sent.path]


async def test_an_announcement_is_posted_and_then_published_part_by_part(app: App):
    edition = freeze(app, "One", "Two", to=f"discord-news:{NEWS}")
    async with StandIn() as here:
        here.messages[NEWS] = {}
        async with sending(app, here):
            await until(lambda: [part(app, edition, n).state for n in range(2)] == ["sent", "sent"])
        assert here.published == [int(message["id"]) for message in here.posted(NEWS)]
        assert check(here.requests) == []


@pytest.mark.parametrize("kind", ["reject_500", "apply_then_500", "apply_then_reset", "apply_then_hang", "429"])
async def test_a_publishing_that_was_not_answered_is_asked_for_again_and_posts_nothing_twice(app: App, kind: FaultKind):
    edition = freeze(app, "One", to=f"discord-news:{NEWS}")
    async with StandIn() as here:
        here.messages[NEWS] = {}
        here.fail(kind, path="/channels/*/messages/*/crosspost")
        async with sending(app, here, patience_with(kind)):
            await until(lambda: part(app, edition).state == "sent")
        assert len(here.posted(NEWS)) == 1
        assert set(here.published) == {int(here.posted(NEWS)[0]["id"])}


async def test_what_may_not_be_published_stays_posted(app: App):
    edition = freeze(app, "One", "Two", to=f"discord-news:{NEWS}")
    async with StandIn() as here:
        here.messages[NEWS] = {}
        here.fail("403", path="/channels/*/messages/*/crosspost", times=None)
        async with sending(app, here):
            await until(lambda: part(app, edition, 1).state == "sent")
        assert len(here.posted(NEWS)) == 2
        assert [part(app, edition, n).why for n in range(2)] == ["not_published"] * 2


# --- what goes wrong for all ---------------------------------------------------------------------------------------


async def test_a_token_that_was_reset_ends_the_bot_and_keeps_the_queue(app: App):
    edition = freeze(app, "One")
    async with StandIn() as here:
        async with connected(app, here) as client:
            here.fail("401", times=None, method="*", path="*")
            here.fail("401", times=None, method="GET", path="/users/@me")
            here.fail("401", times=None)
            sender = Sender(client, app, now=now, patience=SHORT)
            async with sender.sending():
                await until(lambda: sender.stopped_by is not None)
            assert getattr(sender.stopped_by, "exit_code", None) == 78
            assert client.is_closed()
        assert part(app, edition).state == "built"
        assert len(bodies(here)) == 1


async def test_a_digest_that_could_not_be_sent_for_hours_is_not_begun(app: App):
    edition = freeze(app, "One", due=now() - timedelta(hours=7))
    async with StandIn() as here:
        async with sending(app, here):
            await until(lambda: part(app, edition).state == "skipped")
        assert here.posted() == []


async def test_what_could_not_be_sent_in_time_waits_for_the_end_of_the_quiet_hours(app: App):
    at, hour = now(), timedelta(hours=1)
    quiet = (at - hour).time(), (at + hour).time()
    late = freeze(app, "One", "Two", name="Late", zone="UTC", quiet=quiet, due=at - timedelta(minutes=6))
    on_time = freeze(app, "One", "Two", name="On time", zone="UTC", quiet=quiet, due=at - timedelta(minutes=4))
    async with StandIn() as here, connected(app, here) as client:
        await Sender(client, app, now=lambda: at, patience=SHORT).send_open()
        assert [part(app, late, n).state for n in range(2)] == ["built", "built"]
        assert [part(app, on_time, n).state for n in range(2)] == ["sent", "sent"]
        await Sender(client, app, now=lambda: at + hour, patience=SHORT).send_open()
        assert [part(app, late, n).state for n in range(2)] == ["sent", "sent"]


async def test_digests_of_one_schedule_come_in_their_order(app: App):
    first = freeze(app, "One", "Two")
    second = freeze(app, "Three", of=part(app, first).schedule)
    async with StandIn() as here:
        here.fail("reject_503", times=2)
        async with sending(app, here):
            await until(lambda: part(app, second).state == "sent")
        assert here.markers() == [part(app, first).marker, part(app, first, 1).marker, part(app, second).marker]


async def test_digests_of_one_channel_come_one_after_the_other_whoever_is_called_by_them(app: App):
    calls = [f"discord:{CHANNEL}", f"discord:{CHANNEL}?role=77", f"discord-news:{CHANNEL}"]
    editions = [freeze(app, "One", "Two", to=to, name=to) for to in calls]
    async with StandIn() as here, sending(app, here):
        await until(lambda: all(part(app, edition, 1).state == "sent" for edition in editions))
        assert here.markers() == [part(app, edition, n).marker for edition in editions for n in range(2)]


async def test_a_clock_that_shows_local_time_as_utc_finds_what_it_posted(app: App):
    """Kiritimati's is fourteen hours ahead; Discord numbers its messages by its own."""
    edition = freeze(app, "The digest", due=now() + timedelta(hours=13, minutes=59))
    async with StandIn(nonce_seconds=0) as here, connected(app, here) as client:
        here.fail("apply_then_reset")
        ahead = Sender(
            client, app, now=lambda: now() + timedelta(hours=14), patience=replace(SHORT, nonce=timedelta(0))
        )
        async with ahead.sending():
            await until(lambda: part(app, edition).state == "sent")
        assert len(here.posted()) == 1


async def test_so_many_invalid_requests_stop_what_is_not_essential(app: App, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.bucket.INVALID_MOST", 5)
    editions = [freeze(app, "News", channel=4000 + n) for n in range(40)]
    async with StandIn() as here, connected(app, here) as client:
        here.closed.update(range(4000, 4040))
        sender = Sender(client, app, now=now, patience=SHORT, per_second=10)
        async with sender.sending():
            await until(client.refusals.are_many)
            await asyncio.sleep(0.5)
        refused = sum(len(bodies(here, 4000 + n)) for n in range(40))
        assert 5 <= refused < 30  # those under way when the fifth was refused: one in a tenth of a second
        assert sum(part(app, edition).state == "built" for edition in editions) == 40 - refused


async def test_a_second_process_takes_over_and_the_first_posts_nothing_more(app: App):
    async with StandIn() as here, connected(app, here) as client:
        sender = Sender(client, app, now=now, patience=SHORT)
        Outbox(app.store._desk).take_over()
        edition = freeze(app, "One")
        async with sender.sending():
            await until(lambda: sender.stopped_by is not None)
        assert here.posted() == []
        assert part(app, edition).state == "built"


async def test_a_process_that_was_taken_over_ends_though_it_has_nothing_to_send(app: App):
    async with StandIn() as here, connected(app, here) as client:
        sender = Sender(client, app, now=now, patience=SHORT)
        async with sender.sending():
            Outbox(app.store._desk).take_over()
            await until(lambda: sender.stopped_by is not None)
        await until(client.is_closed)
