"""The Sources button: what it shows, to whom, and that it still does a week and a restart later."""

from datetime import timedelta
from typing import Any

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.client import BriefingBot
from bot.controls import MOST_REFS, SourcesButton, read, written
from bot.forms import form
from briefings.app import App
from briefings.model import SentenceRef
from tests.bot.conftest import Simulate, answered
from tests.bot.newsroom import text
from tests.bot.test_questions import KABUL, keep_for

A_KEY = st.text("0123456789abcdef", min_size=64, max_size=64)
REFS = st.lists(
    st.builds(
        lambda key, first, more: SentenceRef(key, first, first + more), A_KEY, st.integers(0, 4095), st.integers(0, 63)
    ),
    min_size=1,
    max_size=MOST_REFS,
)


@given(REFS)
def test_what_a_button_is_to_show_can_be_read_from_its_custom_id(refs: list[SentenceRef]) -> None:
    state = written(refs)
    assert len(f"s1:{state}") <= 100
    assert [(ref.prefix, ref.first, ref.last) for ref in read(state)] == [
        (ref.article[:9], ref.first, ref.last) for ref in refs
    ]


@given(st.text(max_size=97))
def test_anything_else_in_a_custom_id_is_read_as_nothing_or_as_it_would_be_written(state: str) -> None:
    found = read(state)
    whole = [SentenceRef(ref.prefix.ljust(64, "0"), ref.first, ref.last) for ref in found]
    assert not found or written(whole) == state


def test_a_sentence_too_far_in_or_a_range_too_long_is_left_out_or_cut() -> None:
    assert written([SentenceRef("ab" * 32, 4096, 4096)]) == ""
    assert read(written([SentenceRef("ab" * 32, 3, 200)]))[0].last == 66


READ = [
    "s1:", "d1:7:0", "d1:7:0:1", "r1:3", "v1:3", "k1:3", "w1:AAAAAAAAA", "h1:3:hide", "e1:brief", "m1:" + "A" * 34,
    "a1:" + "A" * 17 + "0f0f0fwords", "u1:3", "y1:ask", "q1:brief", "p1:brief", "o1:0", "n1:zone", "g1:3",
    "t1:7:0:again",
]  # fmt: skip


async def test_every_button_that_we_send_has_exactly_one_that_answers_for_it(
    bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot):
        takers = {custom_id: sum(bool(each.fullmatch(custom_id)) for each in bot.controls) for custom_id in READ}
        assert takers == dict.fromkeys(READ, 1)
        assert len(bot.controls) == len(READ) - 2, "d1 and the two that ask are each written in two ways"


async def test_it_shows_the_sentence_its_neighbours_the_masthead_and_the_day(
    bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        asked = await world.member(room, "Robin").slash(channel, "quotes", person="mattis")
        pressed = await world.member(room, "Kim").click(answered(asked), label="Sources")
        assert pressed.ephemeral
        shown = text(answered(pressed))
        assert "[1] **[Mattis meets allies in Brussels](<https://courier.example/brussels>)**" in shown
        assert "The Brussels Courier · 10 November 2017" in shown
        assert "> “We are in this fight together,” Mattis said." in shown
        assert "-# … Defense Secretary Jim Mattis arrived in Brussels" in shown
        assert "-# He will travel to Kabul on Friday. …" in shown


async def test_it_works_a_week_and_a_restart_later(app: App, bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        robin = world.member(room, "Robin")
        asked = answered(await robin.slash(channel, "who", name="mattis"))
        await world.env.advance_time(timedelta(days=7).total_seconds())
        await world.env.restart_bot(BriefingBot(app))
        pressed = await robin.click(asked, label="Sources")
        assert "We are in this fight together" in text(answered(pressed))


async def test_who_may_not_see_an_article_is_not_shown_its_sentence(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    """The same button, pressed where the server's own articles are not to be seen."""
    async with simulate(bot) as world:
        ours, theirs = world.server("Ours"), world.server("Theirs")
        keep_for(app, ours.id)
        view = discord.ui.LayoutView(timeout=None)
        view.add_item(discord.ui.ActionRow(SourcesButton(written([SentenceRef(KABUL.key, 0, 0)]), "Sources")))
        for room, shown in ((ours, "Ambassador Rina Amiri spoke in Kabul."), (theirs, "Please ask again.")):
            channel = room.create_text_channel("newsroom")
            message = await bot.get_partial_messageable(channel.id).send(view=view, nonce=1)
            pressed = answered(await world.member(room, "Robin").click(message, label="Sources"))
            assert pressed.ephemeral
            assert shown in text(pressed)


GONE = [
    "s1:________" + "A", "s1:", "d1:999:0",  # known, and nothing there
    "s0:old", "s2:AAAA", "d2:7:0", "h2:3", "x9:anything",  # letters and ways of other versions
    "d1:seven", "m1:A", "a1:A", "r1:x", "h1:1:eat", "n1:moon", "y1:no", "u1:", "x", "old",  # damaged
]  # fmt: skip


@pytest.mark.parametrize("custom_id", GONE)
async def test_a_button_whose_sentences_are_gone_says_so(bot: BriefingBot, simulate: Simulate, custom_id: str) -> None:
    async with simulate(bot) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        view = discord.ui.LayoutView(timeout=None)
        view.add_item(discord.ui.ActionRow(discord.ui.Button(label="Sources", custom_id=custom_id)))
        message = await bot.get_partial_messageable(channel.id).send(view=view, nonce=1)
        pressed = await world.member(room, "Robin").click(message, label="Sources")
        assert pressed.ephemeral
        assert text(answered(pressed)) == "This has changed since it was shown. Please ask again."


async def test_a_list_of_an_earlier_version_says_so(bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        view = discord.ui.LayoutView(timeout=None)
        options = [discord.SelectOption(label="Jim Mattis", value="who")]
        view.add_item(
            discord.ui.ActionRow(discord.ui.Select[Any](custom_id="o0:0", placeholder="Ask", options=options))
        )
        message = await bot.get_partial_messageable(channel.id).send(view=view, nonce=1)
        chosen = await world.member(room, "Robin").select(message, ["who"])
        assert chosen.ephemeral
        assert text(answered(chosen)) == "This has changed since it was shown. Please ask again."


class OldButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template="an old button"):
    """Opens a form as an earlier version did."""

    @classmethod
    async def from_custom_id(cls, interaction: Any, item: Any, match: Any, /) -> Any:
        return cls(item)

    async def callback(self, interaction: Any) -> None:
        words = discord.ui.Label[Any](text="In your words", component=discord.ui.TextInput[Any](custom_id="words"))
        await interaction.response.send_modal(form("Something wrong?", "w0:old", [words]))


async def test_a_form_of_an_earlier_version_says_that_nothing_was_taken(bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        bot.add_dynamic_items(OldButton)
        room = world.server()
        channel, robin = room.create_text_channel("newsroom"), world.member(room, "Robin")
        view = discord.ui.LayoutView(timeout=None)
        view.add_item(discord.ui.ActionRow(discord.ui.Button(label="Wrong?", custom_id="an old button")))
        message = await bot.get_partial_messageable(channel.id).send(view=view, nonce=1)
        shown = await robin.click(message, label="Wrong?")
        back = await robin.submit_modal(shown, {"words": "It was his spokesman."})
        assert back.ephemeral
        assert "nothing of it was taken. Please open it again" in text(answered(back))
