"""“Something wrong?” under every view of sources: kept, told once, hidden or left by those who may."""

import logging
from datetime import timedelta
from typing import Any

import discord
import pytest

from bot.client import BriefingBot
from briefings.app import App
from briefings.digests.troubles import KEPT, forget_gone
from briefings.model import Scope
from tests.bot.conftest import Simulate, answered
from tests.bot.newsroom import custom_ids, labels, text
from tests.bot.test_questions import KABUL, keep_for

SAID = "“We are in this fight together,”"
REPORTED: dict[str, Any] = {"kind": ["speaker"], "words": "It was his spokesman."}


async def newsroom(world: Any, app: App) -> tuple[Any, Any, Any, Any]:
    """A server with an article of its own, its channel, a member and an editor."""
    room = world.server()
    keep_for(app, room.id)
    channel = room.create_text_channel("newsroom")
    return room, channel, world.member(room, "Robin"), world.member(room, "Kim", manages=True)


async def sources_of(reader: Any, channel: Any, name: str) -> Any:
    asked = answered(await reader.slash(channel, "quotes", person=name))
    return answered(await reader.click(asked, label="Sources"))


async def report(reader: Any, channel: Any, name: str, **filled: Any) -> Any:
    form = await reader.click(await sources_of(reader, channel, name), label="Something wrong?")
    return await reader.submit_modal(form, {**REPORTED, **filled})


async def test_a_member_reports_a_line_and_it_is_kept_without_his_name(
    app: App, bot: BriefingBot, simulate: Simulate, caplog: pytest.LogCaptureFixture
) -> None:
    async with simulate(bot) as world:
        _, channel, robin, _ = await newsroom(world, app)
        with caplog.at_level(logging.WARNING):
            told = await report(robin, channel, "mattis")
        assert told.ephemeral
        assert "without your name, and whoever runs me is told" in text(answered(told))
        assert labels(answered(told)) == [], "a member may not hide"
        (kept,) = app.store.decisions.reports()
        assert (kept.kind, kept.words, kept.collection, kept.told) == ("speaker", REPORTED["words"], "public", True)
        assert "briefings reports" in caplog.text
        assert REPORTED["words"] not in caplog.text
        again = await report(robin, channel, "mattis")
        assert text(answered(again)) == "That was reported before. Thank you."


async def test_of_several_lines_the_one_that_was_chosen_is_reported(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        _, channel, robin, _ = await newsroom(world, app)
        asked = answered(await robin.slash(channel, "who", name="mattis"))
        opened = answered(await robin.click(asked, label="Sources"))
        form = await robin.click(opened, label="Something wrong?")
        await robin.submit_modal(form, {**REPORTED, "kind": ["date"], "line": ["1"]})
        (kept,) = app.store.decisions.reports()
        stands = text(opened).split("[2]")[1]
        line = app.store.articles.text(bot.own_scope(), kept.ref.article) or ""
        assert kept.slice.of(line) in stands


async def test_a_form_that_was_shown_before_a_restart_is_taken_after_it(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        _, channel, robin, _ = await newsroom(world, app)
        opened = await sources_of(robin, channel, "mattis")
        form = await robin.click(opened, label="Something wrong?")
        await world.env.restart_bot(BriefingBot(app))
        assert "Thank you" in text(answered(await robin.submit_modal(form, REPORTED)))
        await world.env.advance_time(timedelta(days=7).total_seconds())
        form = await robin.click(opened, label="Something wrong?")
        assert "reported before" in text(answered(await robin.submit_modal(form, REPORTED)))


async def test_a_servers_own_line_is_told_once_in_its_alert_channel_where_a_manager_hides_it(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        room, channel, robin, kim = await newsroom(world, app)
        alerts = room.create_text_channel("alerts")
        await kim.slash(channel, "settings", alert_channel=alerts)
        told = await report(robin, channel, "amiri", words="@everyone <@1> **bold** [x](http://evil.example)")
        assert "those who look after this server’s articles are told" in text(answered(told))
        await report(robin, channel, "amiri", words="@everyone <@1> **bold** [x](http://evil.example)")
        (alert,) = alerts.history()
        assert "wrong speaker" in text(alert)
        assert r"\*\*bold\*\*" in text(alert)
        assert r"\[x\](http\://evil.example)" in text(alert)
        assert alert.mentions == []
        assert labels(alert) == ["Hide this line here", "Nothing is wrong"]

        refused = await robin.click(alert, label="Hide this line here")
        assert refused.ephemeral
        assert "needs the permission Manage Server, or the curator role" in text(answered(refused))
        assert "“We wait,”" in text(answered(await robin.slash(channel, "quotes", person="amiri")))

        hidden = await kim.click(alert, label="Hide this line here")
        assert hidden.ephemeral
        assert "This line is hidden from every answer and digest of this server" in text(answered(hidden))
        asked = await robin.slash(channel, "quotes", person="amiri")
        assert "“We wait,”" not in text(answered(asked))

        shown = await kim.click(answered(hidden), label="Show it again")
        assert "This line is shown again" in text(answered(shown))
        assert "“We wait,”" in text(answered(await robin.slash(channel, "quotes", person="amiri")))

        closed = await kim.click(alert, label="Nothing is wrong")
        assert "The report is closed" in text(answered(closed))
        assert [one.state for one in app.store.decisions.reports()] == ["dismissed"]


async def test_the_alert_works_a_week_and_a_restart_later_and_for_the_curator_role(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        room, channel, robin, kim = await newsroom(world, app)
        alerts = room.create_text_channel("alerts")
        curators = room.create_role("Curators")
        await kim.slash(channel, "settings", alert_channel=alerts, curator_role=curators)
        await report(robin, channel, "amiri")
        await world.env.advance_time(timedelta(days=7).total_seconds())
        await world.env.restart_bot(BriefingBot(app))
        sam = room.add_member(world.person("Sam"), roles=[curators])
        (alert,) = alerts.history()
        assert "is hidden" in text(answered(await sam.click(alert, label="Hide this line here")))
        assert app.store.decisions.kept_of(sam.id).hidden == 1


async def test_where_no_alert_channel_was_chosen_or_it_is_closed_the_report_is_kept_all_the_same(
    app: App, bot: BriefingBot, simulate: Simulate, caplog: pytest.LogCaptureFixture
) -> None:
    async with simulate(bot) as world:
        room, channel, robin, kim = await newsroom(world, app)
        told = await report(robin, channel, "amiri")
        assert "Nobody is told yet: this server has chosen no alert channel" in text(answered(told))
        alerts = room.create_text_channel("alerts")
        await kim.slash(channel, "settings", alert_channel=alerts)
        await bot.get_partial_messageable(alerts.id).send("here")
        server = app.store.desk.settings(f"guild:{room.id}")
        app.store.desk.save_settings(type(server)(server.server, alert_channel=12345))
        await report(robin, channel, "amiri", kind=["date"])
        assert "does not take a report" in caplog.text
        assert [one.told for one in app.store.decisions.reports()] == [False, False]


async def test_who_manages_the_server_hides_a_public_line_for_it_at_once_and_only_for_it(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        _, channel, robin, kim = await newsroom(world, app)
        told = await report(kim, channel, "mattis")
        await kim.click(answered(told), label="Hide this line here")
        assert SAID not in text(answered(await robin.slash(channel, "quotes", person="mattis")))
        assert SAID in text(answered(await world.person("Alex").slash("quotes", person="mattis")))
        (kept,) = app.store.decisions.reports()
        assert kept.state == "open", "the operator has not looked yet"


async def test_it_works_in_a_dm_and_where_somebody_carries_the_app(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        alex = world.person("Alex", carries=True)
        for kind, place in (("speaker", None), ("date", world.in_private(alex))):
            if place is not None:
                place.__enter__()
            asked = answered(await alex.slash("quotes", person="mattis"))
            opened = answered(await alex.click(asked, label="Sources"))
            form = await alex.click(opened, label="Something wrong?")
            assert "Thank you" in text(answered(await alex.submit_modal(form, {"kind": [kind]})))
            if place is not None:
                place.__exit__(None, None, None)
        assert len(app.store.decisions.reports()) == 2


async def test_sources_that_are_gone_meanwhile_are_said_to_be(app: App, bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        _, channel, robin, kim = await newsroom(world, app)
        opened = await sources_of(robin, channel, "amiri")
        form = await robin.click(opened, label="Something wrong?")
        told = await report(kim, channel, "amiri")
        await kim.click(answered(told), label="Hide this line here")
        late = await robin.submit_modal(form, REPORTED)
        assert "That line is not there any more" in text(answered(late))
        pressed = await robin.click(opened, label="Something wrong?")
        assert "Please ask again." in text(answered(pressed))
        assert custom_ids(opened)[0].startswith("w1:")
        assert KABUL.key not in str(custom_ids(opened))


async def test_a_server_that_removes_the_bot_leaves_nothing_on_the_desk_after_thirty_days(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        room, channel, _, kim = await newsroom(world, app)
        await kim.slash(channel, "settings", zone="Europe/London")
        told = await report(kim, channel, "amiri")
        await kim.click(answered(told), label="Hide this line here")
        world.env.backend.emit("GUILD_DELETE", {"id": str(room.id)})
        await world.env.settle()
        server = f"guild:{room.id}"
        assert app.store.decisions.reports(server) != ()
        forget_gone(app.store, discord.utils.utcnow() + KEPT + timedelta(minutes=1))
        assert app.store.desk.settings(server) == type(app.store.desk.settings(server))(server)
        assert app.store.decisions.reports(server) == ()
        assert app.store.decisions.decided(Scope((server,))) == Scope((server,))
        assert [(wish.kind, wish.payload) for wish in app.store.desk.requests()] == [("forget", {"collection": server})]
