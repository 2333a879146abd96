"""`/help`: what a member can ask, what a manager has still to do, what is kept, and what works."""

import re
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.client import BriefingBot
from bot.cogs.settings import StepButton
from bot.replies import card
from briefings.app import App
from tests.bot import test_wrong as wrong
from tests.bot.conftest import Simulate, answered
from tests.bot.newsroom import labels, newsroom, text


async def test_a_member_gets_questions_about_people_who_are_there_and_no_checklist(
    bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        asker = world.member(room, "Robin")
        asked = await asker.slash(channel, "help")
        told = text(answered(asked))
        assert asked.ephemeral
        assert "- `/who` Jim Mattis" in told
        assert "This server" not in told
        assert labels(answered(asked)) == ["Who is Jim Mattis?", "What did Mike Pompeo say?"]
        pressed = await asker.click(answered(asked), label="What did Mike Pompeo say?")
        assert pressed.ephemeral
        assert "“India is a true partner,”" in text(answered(pressed))


async def test_a_manager_sees_what_is_done_and_what_comes_next(bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        editor = world.member(room, "Robin", manages=True)
        told = text(answered(await editor.slash(channel, "help")))
        assert "- Done · articles to answer from\n- Done · a reader that reads new ones\n- To do · a time zone" in told
        assert "Next: `/settings` with `zone`." in told
        await editor.slash(channel, "settings", zone="Europe/London", alert_channel=channel)
        told = text(answered(await editor.slash(channel, "help")))
        assert "- Done · a channel for alerts\n- To do · a daily digest: `/digest create`." in told
        assert "Next: `/digest create`." in told
        await editor.slash(
            channel, "digest create", name="Morning", channel=channel, time="07:30", zone="Europe/London"
        )
        assert "Everything is set up." in text(answered(await editor.slash(channel, "help")))


async def test_in_an_empty_corpus_the_first_step_says_who_can_fill_it(simulate: Simulate, tmp_path: Path) -> None:
    with newsroom(tmp_path) as app:
        async with simulate(BriefingBot(app)) as world:
            room = world.server()
            channel = room.create_text_channel("newsroom")
            told = text(answered(await world.member(room, "Robin", manages=True).slash(channel, "help")))
            assert "There is nothing to answer from yet" in told
            assert "Next: whoever runs me can load some with `python -m briefings load FOLDER`." in told


async def test_privacy_is_told_in_five_lines(bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        asked = await world.person("Robin").slash("help", topic="privacy")
        lines = [line for line in text(answered(asked)).splitlines() if line.startswith("- ")]
        assert [line.split(":**")[0] for line in lines] == [
            "- **What is kept of you",
            "- **What is kept of a server",
            "- **Where",
            "- **How long",
            "- **How to delete it",
        ]


@pytest.mark.parametrize("manages", [True, False])
async def test_the_doctor_says_what_works_and_a_manager_also_what_his_server_lacks(
    bot: BriefingBot, simulate: Simulate, manages: bool
) -> None:
    async with simulate(bot) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        asked = await world.member(room, "Robin", manages=manages).slash(channel, "help", topic="doctor")
        told = text(answered(asked))
        assert asked.ephemeral
        assert "- Fine · articles: I have read 2 articles, 10 November 2017 to 6 September 2018." in told
        assert ("- To do · a time zone: `/settings` with `zone`." in told) == manages


async def test_a_manager_goes_from_step_to_step_with_a_button_that_opens_its_form(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        room = world.server()
        channel, alerts = room.create_text_channel("newsroom"), room.create_text_channel("alerts")
        kim = world.member(room, "Kim", manages=True)
        asked = answered(await kim.slash(channel, "help"))

        form = await kim.click(asked, label="Choose the time zone")
        refused = answered(await kim.submit_modal(form, {"zone": "Londn"}))
        assert "Closest: Europe/London" in text(refused)
        form = await kim.click(asked, label="Choose the time zone")
        saved = answered(await kim.submit_modal(form, {"zone": "london"}))
        assert "- Time zone: Europe/London, now 13:00" in text(saved)

        form = await kim.click(saved, label="Choose the alert channel")
        assert f"'id': {channel.id}" in str(form.modal), "the channel where it was asked is proposed"
        saved = answered(await kim.submit_modal(form, {"channel": [alerts]}))
        assert f"- Alerts: <#{alerts.id}>" in text(saved)

        form = await kim.click(saved, label="Set up a digest")
        given = {"name": "Morning", "time": "weekdays 7:30", "zone": "Europe/London", "channel": [channel]}
        made = answered(await kim.submit_modal(form, given))
        assert f"**“Morning”** → <#{channel.id}>, weekdays 07:30 Europe/London" in text(made)
        assert labels(made) == ["Preview", "Cancel"]
        (digest,) = app.store.schedules.all(f"guild:{room.id}")
        assert digest.at.isoformat() == "07:30:00"
        assert "Everything is set up." in text(answered(await kim.slash(channel, "help")))


async def test_a_step_is_taken_only_by_those_who_manage_the_server_and_after_a_restart_too(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        room: Any = world.server()
        silent = discord.PermissionOverwrite(send_messages=False)
        channel = room.create_text_channel("newsroom")
        locked = room.create_text_channel("locked", overwrites={room.me: silent})
        kim, robin = world.member(room, "Kim", manages=True), world.member(room, "Robin")
        await kim.slash(channel, "settings", zone="UTC")
        message = await bot.get_partial_messageable(channel.id).send(
            view=card("Alerts", [StepButton("alerts", "Next")]), nonce=1
        )
        refused = await robin.click(message, label="Next")
        assert "needs the permission Manage Server" in text(answered(refused))

        form = await kim.click(message, label="Next")
        await world.env.restart_bot(BriefingBot(app))
        closed = answered(await kim.submit_modal(form, {"channel": [locked]}))
        assert "I am missing **Send Messages**" in text(closed)
        assert app.store.desk.settings(f"guild:{room.id}").alert_channel is None


async def test_the_audit_tells_a_manager_who_decided_what_and_takes_it_back(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        _, channel, robin, kim = await wrong.newsroom(world, app)
        assert "needs the permission Manage Server" in text(answered(await robin.slash(channel, "help", topic="audit")))
        told = text(answered(await kim.slash(channel, "help", topic="audit")))
        assert "**Lines out of sight**\nNone.\n\n**Who is whom**\nNothing was decided about people." in told

        reported = await wrong.report(kim, channel, "mattis")
        await kim.click(answered(reported), label="Hide this line here")
        asked = await kim.slash(channel, "people merge", one="mattis", other="pompeo")
        await kim.click(asked.followups[-1], label="They are one")
        await kim.slash(channel, "digest create", name="Morning", channel=channel, time="07:30", zone="UTC")

        asked = answered(await kim.slash(channel, "help", topic="audit"))
        assert f"1. Hidden by <@{kim.id}> " in text(asked)
        assert "“We are in this fight together,”" in text(asked)
        assert f"1. Jim Mattis and Mike Pompeo are one, by <@{kim.id}> " in text(asked)
        assert f"- **“Morning”** → <#{channel.id}>, daily 07:30 UTC, set up by <@{kim.id}> " in text(asked)
        assert labels(asked) == ["Show line 1 again", "Undo 1"]
        assert "is shown again" in text(answered(await kim.click(asked, label="Show line 1 again")))
        await world.env.advance_time(61)  # ten answers a minute
        assert "are two people again" in text(answered(await kim.click(asked, label="Undo 1")))
        assert labels(answered(await kim.slash(channel, "help", topic="audit"))) == []


async def test_the_audit_tells_who_changed_a_digest_last(app: App, bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        kim, lee = world.member(room, "Kim", manages=True), world.member(room, "Lee", manages=True)
        await kim.slash(channel, "digest create", name="Morning", channel=channel, time="07:30", zone="UTC")

        async def told() -> str:
            return text(answered(await kim.slash(channel, "help", topic="audit")))

        set_up = rf"“Morning”.*, set up by <@{kim.id}> <t:\d+:f>"
        assert re.search(rf"{set_up} · next", await told())
        await lee.slash(channel, "digest pause", name="Morning")
        assert re.search(rf"{set_up}, paused by <@{lee.id}> <t:\d+:f> · paused", await told())
        await lee.slash(channel, "digest resume", name="Morning")
        assert re.search(rf"{set_up}, resumed by <@{lee.id}> <t:\d+:f> · next", await told())
        await kim.slash(channel, "digest edit", digest="Morning", time="08:15")
        assert re.search(rf"{set_up}, edited by <@{kim.id}> <t:\d+:f> · next", await told())
