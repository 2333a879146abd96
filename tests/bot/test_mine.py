"""`/help`, delete my data: what is kept about whoever asks, and a button that deletes it after asking once."""

from datetime import timedelta
from typing import Any

from bot.client import BriefingBot
from briefings.app import App
from briefings.model import KeptOfUser, SentenceRef
from tests.bot.conftest import NOON, Simulate, answered
from tests.bot.newsroom import BRUSSELS, labels, text
from tests.bot.test_direct import say

LINE = SentenceRef(BRUSSELS.key, 0, 0)


async def test_who_decided_nothing_has_nothing_to_delete(bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        asked = await world.person("Robin").slash("help", topic="delete my data")
        assert asked.ephemeral
        said = text(answered(asked))
        assert "**What you ask**: nothing, anywhere." in said
        assert "So there is nothing to delete." in said
        assert labels(answered(asked)) == []


async def test_a_number_is_deleted_after_asking_once_and_the_decision_stays(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        robin, kim = world.member(room, "Robin"), world.member(room, "Kim")
        for someone in (robin, kim):
            app.store.decisions.hide(f"guild:{someone.id}", LINE, by=someone.id, now=NOON)
        asked = answered(await robin.slash(channel, "help", topic="delete my data"))
        assert "**Lines that you hid**: 1." in text(asked)
        sure = answered(await robin.click(asked, label="Delete my number"))
        assert "This cannot be taken back" in text(sure)
        assert app.store.decisions.kept_of(robin.id) == KeptOfUser(hidden=1)
        done = await robin.click(sure, label="Yes, delete it")
        assert done.ephemeral
        assert text(answered(done)) == "Done: nothing here names you any more."
        assert app.store.decisions.kept_of(robin.id) == KeptOfUser()
        assert app.store.decisions.is_hidden(f"guild:{robin.id}", LINE)
        assert app.store.decisions.kept_of(kim.id) == KeptOfUser(hidden=1), "and nobody else’s"


async def test_it_works_in_a_dm_a_week_and_a_restart_later_and_what_was_talked_about_is_forgotten(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        robin = world.person("Robin")
        app.store.decisions.hide("guild:1", LINE, by=robin.id, now=NOON)
        asked = answered(await robin.slash("help", topic="delete my data"))
        await world.env.advance_time(timedelta(days=7).total_seconds())
        restarted = BriefingBot(app)
        await world.env.restart_bot(restarted)
        await say(world, robin, "who was Mattis?")
        direct: Any = restarted.get_cog("Direct")
        assert set(direct._talks) == {robin.id}
        await robin.click(answered(await robin.click(asked, label="Delete my number")), label="Yes, delete it")
        assert direct._talks == {}


async def test_help_without_a_topic_says_what_can_be_asked(bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        asked = await world.person("Robin").slash("help")
        assert "## What you can ask" in text(answered(asked))
