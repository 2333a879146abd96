"""When a digest cannot be posted, somebody is told once, and it goes on when it can: on the real client, over the wire."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import discord
import pytest
from discord.ext import commands

from bot.clock import beat, proof
from bot.sender import Sender
from briefings.app import BUILT_IN, App
from briefings.digests.due import behind_until, open_due
from briefings.digests.troubles import KEPT, forget_gone, note_faults, untold_faults
from briefings.model import Part, ServerSettings
from briefings.render import Renderer
from tests.bot.delivering import SHORT, bodies, connected, freeze, now, part, sending, until
from tests.digests.newsroom import newsroom
from tests.discord_stand_in import CHANNEL, GUILD, OWNER, READER, FaultKind, StandIn
from tests.payloads import check

SERVER = f"guild:{GUILD}"
ALERTS, ELSEWHERE = 3001, 3002
MANAGER = discord.Permissions(manage_guild=True).value
AT_ONCE = replace(SHORT, nonce=timedelta(0))


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    with newsroom(tmp_path) as app:
        app.store.desk.save_settings(ServerSettings(SERVER, alert_channel=ALERTS))
        # Or the day's first look takes up what was refused just before it: the stand-in shows no permission that is lacking.
        app.store.desk.set_note("permissions_looked_at", now().date().isoformat())
        yield app


def promise(app: App, *texts: str, **chosen: Any) -> int:
    return freeze(app, *(texts or ("The news",)), **({"collection": SERVER} | chosen))


def discord_here(**options: Any) -> StandIn:
    here = StandIn(**options)
    here.messages[ALERTS] = {}
    return here


def said(here: StandIn, channel: int = ALERTS) -> list[str]:
    return [str(message["components"]) for message in here.posted(channel)]


def is_told(app: App) -> bool:
    """Everything is paused, and somebody was told."""
    return all(each.paused for each in app.store.schedules.all(SERVER)) and not app.store.schedules.untold()


def button(here: StandIn, start: str, channel: int = ALERTS) -> tuple[Any, str]:
    """The newest message with such a button, and its state."""
    found = [(one, each) for one in here.posted(channel) for each in ids(one["components"]) if each.startswith(start)]
    return found[-1]


def ids(components: list[Any]) -> Iterator[str]:
    for one in components:
        yield from ([one["custom_id"]] if "custom_id" in one else ids(one.get("components") or []))


def labels_of(components: list[Any]) -> Iterator[str]:
    for one in components:
        yield from ([one["label"]] if "label" in one else labels_of(one.get("components") or []))


async def press(here: StandIn, start: str, *, permissions: int = MANAGER, channel: int = ALERTS) -> str:
    answer = await here.answer(await here.press(*button(here, start, channel), permissions=permissions), seconds=50)
    return str(answer["components"])


# --- templates -----------------------------------------------------------------------------------------------------


async def test_of_a_broken_template_whoever_has_the_application_is_told_once_for_each_time_that_it_is_broken(
    tmp_path: Path,
):
    templates = tmp_path / "templates"
    shutil.copytree(BUILT_IN, templates)
    daily, works = templates / "digests" / "daily.md.j2", "## {{ digest.name }}"
    with newsroom(tmp_path) as made:
        app = replace(made, settings=replace(made.settings, templates=templates), renderer=Renderer(templates))
        async with discord_here(nonce_seconds=0) as here:  # minutes pass
            for n, text in enumerate(("## {{ digest.naem }}", works, "## {{ digest.naem }}", "## {{ digest.dya }}")):
                daily.write_text(text, "utf-8")
                proof(app, now())
                for _ in range(2):  # a new process does not tell it again
                    async with sending(app, here):
                        await until(lambda: not untold_faults(app.store))
                assert len(said(here, here._dm(OWNER))) == (1, 1, 2, 3)[n]
            first, _, third = said(here, here._dm(OWNER))
            assert "digests/daily.md.j2" in first
            assert "Did you mean “name”?" in first
            assert "Did you mean “day”?" in third
            assert check(here.requests) == []


async def test_of_a_clock_that_is_behind_whoever_has_the_application_is_told_once_until_it_is_set(app: App):
    promise(app)
    (made,) = app.store.schedules.all(SERVER)
    async with discord_here(nonce_seconds=0) as here:
        async with sending(app, here):
            await until(lambda: app.store.digests.editions(made.id, 1)[0].state == "sent")
        for times in (1, 2):
            for days in (3, 2):  # it goes on, and is behind all the same
                beat(app, now() - timedelta(days=days))
                async with sending(app, here):
                    await until(lambda: not untold_faults(app.store))
                assert len(said(here, here._dm(OWNER))) == times
            beat(app, now())
        goes_on = behind_until(app.store, now() - timedelta(days=2))
        assert f"{goes_on:%Y-%m-%d %H:%M} UTC" in said(here, here._dm(OWNER))[0]
        assert check(here.requests) == []


async def test_an_operator_who_takes_no_messages_is_asked_once_and_has_the_log(app: App):
    note_faults(app.store, "templates_broken", ["The template digests/daily.md.j2 is broken."])
    async with discord_here() as here:
        here.fail("dm_closed", times=None)
        async with sending(app, here):
            await until(lambda: not untold_faults(app.store))
        assert not here.posted(here._dm(OWNER))
        assert len([sent for sent in here.requests if sent.method == "POST" and sent.path.endswith("/messages")]) == 1


class Ended(BaseException):
    """As a kill: nothing of ours catches it."""


def end(*_: object) -> None:
    raise Ended


async def test_an_alert_that_nobody_noted_as_told_is_told_again(app: App, monkeypatch: pytest.MonkeyPatch):
    """A process that ended between the message and the note. Within Discord's minutes its nonce keeps it one message."""
    promise(app)
    async with discord_here(nonce_seconds=0) as here:
        here.fail("403", times=None, path=f"/channels/{CHANNEL}/messages")
        with monkeypatch.context() as ended:
            ended.setattr("briefings.digests.troubles.told", end)
            async with sending(app, here):
                await until(lambda: said(here))
        async with sending(app, here):
            await until(lambda: is_told(app))
        assert len(said(here)) == 2
        assert len({body["nonce"] for body in bodies(here, ALERTS)}) == 1


# --- who is told ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind, words", [("403", "I may not post there"), ("404", "the channel is gone"), ("locked", "the thread is locked")]
)
async def test_the_alert_channel_is_told_once_which_digests_are_paused_and_what_to_do(
    app: App, kind: FaultKind, words: str
):
    for n in range(2):
        promise(app, name=f"Brief {n}")
    async with discord_here() as here:
        here.fail(kind, times=None, path=f"/channels/{CHANNEL}/messages")
        for _ in range(2):  # a new process does not tell it again
            async with sending(app, here):
                await until(lambda: is_told(app))
        told = "".join(said(here))
        assert words in told
        assert [told.count(f"Brief {n}”") for n in range(2)] == [1, 1]
        here.faults.clear()
        async with sending(app, here):
            assert "goes on" in await press(here, "g1:")
        assert sum(each.paused for each in app.store.schedules.all(SERVER)) == 1
        assert check(here.requests) == []


async def test_of_several_that_stand_still_at_once_one_message_has_a_button_for_each(app: App):
    names = ["Brief_1", "Ba" * 40]
    for name in names:
        promise(app, name=name)
    for each in app.store.schedules.all(SERVER):
        app.store.schedules.pause(each.id, "channel_closed", tell=True)
    async with discord_here() as here:
        async with sending(app, here):
            await until(lambda: is_told(app))
        (one,) = here.posted(ALERTS)
        labels = [label for label in labels_of(one["components"]) if label.startswith("Take up")]
        assert labels == ["Take up Brief_1", f"Take up {'Ba' * 35}B…"]
        assert check(here.requests) == []


async def test_where_no_channel_takes_it_who_made_the_digest_is_told_and_else_the_log(
    app: App, caplog: pytest.LogCaptureFixture
):
    app.store.desk.save_settings(ServerSettings(SERVER))
    promise(app, name="Owned", made_by=OWNER)
    promise(app, name="Orphaned")
    async with discord_here() as here:
        here.fail("404", times=None, path=f"/channels/{CHANNEL}/messages")
        async with sending(app, here):
            await until(lambda: said(here, here._dm(OWNER)))  # one may be told before the other is paused
            await until(lambda: "Orphaned" in caplog.text)
            await until(lambda: is_told(app))
        (told,) = said(here, here._dm(OWNER))
        assert "Owned" in told
        assert "g1:" not in told  # which works in the server only


async def test_an_alert_channel_that_is_closed_too_leaves_it_to_who_made_the_digest(app: App):
    promise(app, made_by=OWNER)
    async with discord_here() as here:
        here.closed.update((CHANNEL, ALERTS))
        async with sending(app, here):
            await until(lambda: is_told(app))
        assert len(said(here, here._dm(OWNER))) == 1


async def test_who_takes_no_direct_messages_is_told_when_he_next_asks_something(app: App):
    promise(app, name="What you watch", to=f"discord-dm:{READER}", collection=f"user:{READER}")
    async with discord_here() as here:
        here.fail("dm_closed", times=None)
        async with sending(app, here) as sender:
            await until(lambda: [each.paused_why for each in app.store.schedules.untold()] == ["dm_closed"])
            await until(lambda: vars(cast(commands.Bot, sender._client).cogs["Troubles"])["_waiting"])
            asked = await here.slash("help")
            await until(lambda: len(asked.messages) == 2)
            told = here.messages[CHANNEL][asked.messages[1]]
            await until(lambda: not app.store.schedules.untold())
        assert "you take no direct messages" in str(told["components"])
        assert told["flags"] & 64  # he alone sees it


async def test_a_zone_that_is_known_no_more_pauses_its_digest_and_says_so(app: App):
    promise(app, zone="Mars/Olympus", name="Martian")
    open_due(app.store, now() + timedelta(days=2))
    async with discord_here() as here, sending(app, here):
        await until(lambda: said(here))
        assert "time zone is not known" in said(here)[0]


async def test_what_could_not_be_published_is_told_and_goes_on(app: App):
    edition = promise(app, to=f"discord-news:{ELSEWHERE}")
    async with discord_here() as here:
        here.messages[ELSEWHERE] = {}
        here.fail("403", path="/channels/*/messages/*/crosspost", times=None)
        async with sending(app, here):
            await until(lambda: said(here))
        assert part(app, edition).state == "sent"
        assert "could not publish it" in said(here)[0]


# --- nobody can tell whether it was posted -------------------------------------------------------------------------


async def unknown(app: App, here: StandIn, *texts: str, **chosen: Any) -> int:
    """A digest of whose first part nobody can tell whether it was posted; and a server that knows it."""
    edition = promise(app, *texts, **chosen)
    here.messages[ELSEWHERE] = {}
    here.fail("apply_then_reset")
    here.fail("403", method="GET", times=None, path=f"/channels/{CHANNEL}/messages")
    async with sending(app, here, AT_ONCE):
        await until(lambda: part(app, edition).state == "unknown")
        await until(lambda: said(here))
    return edition


async def test_what_nobody_can_tell_is_sent_again_when_a_manager_says_so_and_nobody_else(app: App):
    async with discord_here(nonce_seconds=0) as here:
        edition = await unknown(app, here, "One", "Two", due=now() - timedelta(hours=5, minutes=59, seconds=50))
        async with sending(app, here, AT_ONCE):  # another process: the button knows all that it needs
            await press(here, "t1:", permissions=0)
            assert part(app, edition).state == "unknown"
            found, _ = button(here, "t1:")
            again = next(each for each in ids(found["components"]) if each.endswith(":again"))
            await here.answer(await here.press(found, again, permissions=MANAGER), seconds=50)
            await until(lambda: part(app, edition, 1).state == "sent")
            assert "settled already" in await press(here, "t1:")
        assert here.markers() == [part(app, edition, n).marker for n in (0, 0, 1)]


async def test_what_somebody_has_seen_is_not_sent_again_and_what_follows_is(app: App):
    async with discord_here(nonce_seconds=0) as here:
        edition = await unknown(app, here, "One", "Two")
        async with sending(app, here, AT_ONCE):
            asked = await here.slash("digest history", permissions=MANAGER, name="Morning brief")
            shown = await here.answer(asked, seconds=50)
            assert list(ids(shown["components"])) == [f"t1:{edition}:0:again", f"t1:{edition}:0:there"]
            answer = await here.press(shown, f"t1:{edition}:0:there", permissions=MANAGER)
            assert "Noted" in str((await here.answer(answer, seconds=50))["components"])
            await until(lambda: part(app, edition, 1).state == "sent")
        markers = [each for each in here.markers() if each.startswith("d1:")]
        assert markers == [part(app, edition, n).marker for n in range(2)]
        assert check(here.requests) == []


async def test_what_is_asked_for_again_is_sent_however_late(app: App):
    edition = promise(app)
    (delivery,) = app.store.outbox.open_deliveries(now())
    assert app.store.outbox.claim(delivery, now())
    app.store.outbox.unknown(delivery, "history_unreadable", now())
    assert app.store.outbox.again(delivery, now())

    async with discord_here() as here, connected(app, here) as client:
        await Sender(client, app, now=lambda: now() + timedelta(days=1), patience=SHORT).send_open()
    assert part(app, edition).state == "sent"


# --- it is over ----------------------------------------------------------------------------------------------------


def closed_to_us(here: StandIn, *, closed: bool) -> dict[str, Any]:
    """The channel as Discord tells of it."""
    deny = str(discord.Permissions(send_messages=True).value) if closed else "0"
    (here.closed.add if closed else here.closed.discard)(CHANNEL)
    return here._channel(CHANNEL) | {
        "permission_overwrites": [{"id": str(GUILD), "type": 0, "allow": "0", "deny": deny}]
    }


async def test_a_channel_that_is_open_again_gets_its_digest_again_and_nobody_is_told_twice_of_the_same(app: App):
    promise(app)

    def paused() -> bool:
        (only,) = app.store.schedules.all(SERVER)
        return only.paused

    async with discord_here() as here, sending(app, here) as sender:
        for _ in range(2):
            await here.dispatch("CHANNEL_UPDATE", closed_to_us(here, closed=True))
            await until(lambda: not may_write(sender._client))
            again(app)
            sender.wake()
            await until(paused)
            await until(lambda: not app.store.schedules.untold())
            await here.dispatch("CHANNEL_UPDATE", closed_to_us(here, closed=False))
            await until(lambda: not paused())
        assert len(said(here)) == 1
        again(app)
        sender.wake()
        await until(lambda: here.posted() and not app.store.outbox.open_deliveries(now()))  # sent, and written down
        await here.dispatch("CHANNEL_UPDATE", closed_to_us(here, closed=True))
        again(app)
        sender.wake()
        await until(lambda: len(said(here)) == 2)  # it had worked meanwhile, so this is something new


def may_write(client: discord.Client) -> bool:
    channel = client.guilds[0].get_channel(CHANNEL)
    assert channel is not None
    return channel.permissions_for(client.guilds[0].me).send_messages


def again(app: App) -> None:
    """The digest has something to be sent, where nothing is."""
    (only,) = app.store.schedules.all(SERVER)
    if app.store.outbox.open_deliveries(now()):
        return
    slots, at = len(app.store.digests.editions(only.id, 100)), now() - timedelta(seconds=10)
    edition = app.store.digests.open_edition(
        only, local_date=at.date(), slot=f"now {slots}", due=at, next_due=only.next_due, now=at
    )
    assert edition is not None
    app.store.digests.freeze(edition, [Part("News")], [], now=at)


# --- what a message says -------------------------------------------------------------------------------------------

LINKED = "## News\n[The Courier](<https://courier.example/a_(b)>) says so [1]."


@pytest.mark.parametrize("kind", ["automod", "400"])
async def test_what_a_filter_blocks_is_tried_once_more_without_its_links(app: App, kind: FaultKind):
    edition = promise(app, LINKED.replace("_(b)", ""))
    async with discord_here() as here:
        here.fail(kind)
        async with sending(app, here):
            await until(lambda: part(app, edition).state == "sent")
        assert ["https://" in str(body) for body in bodies(here)] == [True, False]
        assert "The Courier says so" in str(here.posted())
        assert len({body["nonce"] for body in bodies(here)}) == 1


async def test_what_is_blocked_without_its_links_too_pauses_the_digest_and_says_why(app: App):
    promise(app, LINKED)
    async with discord_here() as here:
        here.fail("automod", times=None, path=f"/channels/{CHANNEL}/messages")
        async with sending(app, here):
            await until(lambda: said(here))
        assert len(bodies(here)) == 2
        assert "AutoMod" in said(here)[0]


async def test_an_overload_is_waited_for(app: App):
    edition = promise(app)
    async with discord_here() as here:
        here.fail("overload", times=2)
        async with sending(app, here):
            await until(lambda: part(app, edition).state == "sent")
        assert len(here.posted()) == 1


# --- servers that come and go --------------------------------------------------------------------------------------


async def test_an_outage_of_a_server_takes_nothing_from_it(app: App):
    promise(app)
    async with discord_here() as here, connected(app, here) as client:
        await here.dispatch("GUILD_DELETE", {"id": str(GUILD), "unavailable": True})
        await until(lambda: client.guilds[0].unavailable)
        await here.dispatch("GUILD_CREATE", here._guild())
        await until(lambda: not client.guilds[0].unavailable)
    (kept,) = app.store.schedules.all(SERVER)
    assert not kept.paused
    assert app.store.desk.settings(SERVER).alert_channel == ALERTS
    assert app.store.desk.left_before(datetime.max.replace(tzinfo=now().tzinfo)) == ()


async def test_a_server_that_takes_us_back_finds_its_digests_paused_and_takes_them_up_with_one_press(app: App):
    edition = promise(app)
    async with discord_here() as here, connected(app, here) as client:
        await here.dispatch("GUILD_DELETE", {"id": str(GUILD)})
        await until(lambda: app.store.schedules.all(SERVER)[0].paused_why == "left")
        assert part(app, edition).state == "skipped"
        assert app.store.schedules.untold() == ()  # there is nobody yet
        joined = {name: value for name, value in here._guild().items() if name != "unavailable"}
        await here.dispatch("GUILD_CREATE", joined)
        await until(lambda: client.guilds and app.store.schedules.untold())
    async with discord_here() as here, sending(app, here):
        await until(lambda: said(here))
        assert "did without me" in said(here)[0]
        await press(here, "g1:all")
        assert not app.store.schedules.all(SERVER)[0].paused


async def test_after_thirty_days_nothing_is_left_of_a_server_that_sent_us_away_also_unseen(app: App):
    promise(app, collection="guild:7")
    promise(app)
    async with discord_here() as here, connected(app, here):
        await until(lambda: app.store.desk.left_before(now() + timedelta(minutes=1)) == ("guild:7",))
    forget_gone(app.store, now() + KEPT - timedelta(minutes=1))
    assert app.store.schedules.all("guild:7") != ()
    forget_gone(app.store, now() + KEPT + timedelta(minutes=1))
    assert app.store.schedules.all("guild:7") == ()
    assert len(app.store.schedules.all(SERVER)) == 1
    assert [wish.payload for wish in app.store.desk.requests()] == [{"collection": "guild:7"}]
