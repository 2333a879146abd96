"""The Export button: the answer of today as files, for whoever presses it, also a week and a restart later."""

import io
import json
from datetime import timedelta
from typing import Any

import discord
import pytest

from bot.client import BriefingBot
from bot.state import pack
from briefings.app import App
from briefings.model import ReadAs
from tests.bot.conftest import Simulate, answered
from tests.bot.newsroom import custom_ids, labels, text
from tests.bot.test_direct import say
from tests.bot.test_questions import keep_for

NAMES = ["answer.md", "answer.csv", "answer.json", "answer-apa.txt", "answer-chicago.txt", "answer.bib"]

ASKED = [
    ("who", {"name": "mattis"}, "We are in this fight together"),
    ("quotes", {"person": "pompeo", "about": "india"}, "India is a true partner"),
    ("timeline", {"topic": "pompeo", "ahead": True}, "12 September 2021"),
    ("search", {"query": "brussels", "until": "2017"}, "arrived in Brussels"),
    ("brief", {}, "landed in New Delhi"),
]


async def content(message: Any) -> dict[str, str]:
    return {each.filename: (await each.read()).decode() for each in message.attachments}


@pytest.mark.parametrize("command,options,said", ASKED, ids=[row[0] for row in ASKED])
async def test_every_answer_can_be_had_in_every_format(
    bot: BriefingBot, simulate: Simulate, command: str, options: dict[str, Any], said: str
) -> None:
    async with simulate(bot) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        asked = await world.member(room, "Robin").slash(channel, command, **options)
        pressed = await world.member(room, "Kim").click(answered(asked), label="Export")
        assert pressed.ephemeral
        given = await content(answered(pressed))
        assert list(given) == NAMES
        assert all(said in text for text in given.values())
        assert json.loads(given["answer.json"])["read_as"]["kind"] == command
        assert "Markdown, as a table (CSV)" in text(answered(pressed))


async def test_it_works_a_week_and_a_restart_later_and_gives_the_answer_of_that_day(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        robin = world.person("Robin")
        asked = answered(await robin.slash("who", name="mattis"))
        await world.env.advance_time(timedelta(days=7).total_seconds())
        await world.env.restart_bot(BriefingBot(app))
        given = await content(answered(await robin.click(asked, label="Export")))
        assert "August 17, 2021" in given["answer-apa.txt"], "it was opened on that day"


async def test_in_a_dm_after_a_plain_question_and_where_somebody_carries_the_app(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        robin = world.person("Robin", carries=True)
        (answer,) = await say(world, robin, "what did Mattis say about the fight?")
        assert list(await content(answered(await robin.click(answer, label="Export")))) == NAMES
        with world.in_private(robin):
            asked = answered(await robin.slash("who", name="mattis"))
            assert list(await content(answered(await robin.click(asked, label="Export")))) == NAMES


async def test_what_the_presser_may_not_see_is_not_in_his_files(app: App, bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        room = world.server()
        keep_for(app, room.id)
        channel = room.create_text_channel("newsroom")
        editor = world.member(room, "Kim", manages=True)
        asked = answered(await editor.slash(channel, "brief"))
        (export,) = [one for one in custom_ids(asked) if one.startswith("e1:")]
        assert export == "e1:brief"
        assert "Amiri" in (await content(answered(await editor.click(asked, label="Export"))))["answer.csv"]
        await editor.slash(channel, "settings", public=False)
        given = await content(answered(await editor.click(asked, label="Export")))
        assert "Pompeo" not in str(given)


async def test_a_question_too_long_for_a_button_has_none_and_nothing_that_is_no_answer(
    bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        robin = world.person("Robin")
        long = answered(await robin.slash("search", query="brussels " * 20))
        assert labels(long) in ([], ["Sources"])
        assert labels(answered(await robin.slash("who", name="Angela Merkel"))) == []


@pytest.mark.parametrize("state", ["brief,x", "weather", "quotes,k" + "A" * 17 + ",o-1", ""])
async def test_a_state_that_is_no_longer_read_says_what_to_do(bot: BriefingBot, simulate: Simulate, state: str) -> None:
    async with simulate(bot) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        view = discord.ui.LayoutView(timeout=None)
        view.add_item(discord.ui.ActionRow(discord.ui.Button(label="Export", custom_id=f"e1:{state}")))
        message = await bot.get_partial_messageable(channel.id).send(view=view, nonce=1)
        pressed = await world.member(room, "Robin").click(message, label="Export")
        assert "Please ask again, then press **Export** there" in text(answered(pressed))


async def test_a_person_who_is_not_known_by_that_key_any_more_is_never_another(
    bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        state = pack(ReadAs("who", "Jim Mattis", key="00112233aabbccdd:1-2"))
        view = discord.ui.LayoutView(timeout=None)
        view.add_item(discord.ui.ActionRow(discord.ui.Button(label="Export", custom_id=f"e1:{state}")))
        message = await bot.get_partial_messageable(channel.id).send(view=view, nonce=1)
        pressed = answered(await world.member(room, "Robin").click(message, label="Export"))
        assert pressed.attachments == []
        assert "changed" in text(pressed)


async def test_as_embeds_and_after_a_wait_the_files_are_there_too(app: App, simulate: Simulate) -> None:
    async with simulate(BriefingBot(app, look="embeds", patience_seconds=0)) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        robin = world.member(room, "Robin")
        asked = answered(await robin.slash(channel, "who", name="mattis"))
        pressed = answered(await robin.click(asked, label="Export"))
        assert [each.filename for each in pressed.attachments] == NAMES
        assert io.StringIO((await content(pressed))["answer.md"]).readline()
