"""`/help`: what a member can ask, what a manager has still to do, what is kept, and what works."""

from pathlib import Path

import pytest

from bot.client import BriefingBot
from tests.bot.conftest import Simulate, answered
from tests.bot.newsroom import newsroom, text


async def test_a_member_gets_questions_about_people_who_are_there_and_no_checklist(
    bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        asked = await world.member(room, "Robin").slash(channel, "help")
        told = text(answered(asked))
        assert asked.ephemeral
        assert "- `/who` Jim Mattis" in told
        assert "This server" not in told


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
