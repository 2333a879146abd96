"""`/people`: preview, merge and undo, for those who look after a server and for that server alone."""

from datetime import timedelta
from typing import Any

import discord
import pytest

from bot.client import BriefingBot
from bot.cogs.people import MergeButton
from bot.state import pack_key
from briefings.app import App
from tests import builders
from tests.bot.conftest import Simulate, answered
from tests.bot.newsroom import keep, labels, text, told

KABUL = builders.article(
    "Secretary James Norman visited Kabul. “We go on,” Norman said on Monday.", published="2018-01-02", doc="kabul"
)
PAIR = {"one": "mattis", "other": "norman"}


async def a_server(world: Any, app: App) -> tuple[Any, Any, Any, Any]:
    keep(app, KABUL, told(KABUL, "James Norman", "Norman", title="Secretary", said="“We go on,”",
                          ahead=("on Monday", "2018-01-01")))  # fmt: skip
    room = world.server()
    return (
        room,
        room.create_text_channel("newsroom"),
        world.member(room, "Robin"),
        world.member(room, "Kim", manages=True),
    )


def last(result: Any) -> Any:
    """The message with the buttons: the last of several."""
    return result.followups[-1] if result.followups else answered(result)


async def test_both_dossiers_are_shown_then_merged_then_two_again(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        _, channel, robin, kim = await a_server(world, app)
        asked = await kim.slash(channel, "people merge", **PAIR)
        assert asked.ephemeral
        shown = text(answered(asked))
        assert "### Jim Mattis" in shown
        assert "### James Norman" in shown
        assert "Secretary James Norman visited Kabul." in shown
        assert "Are **Jim Mattis** and **James Norman** the same person?" in text(last(asked))
        assert "“We go on,”" not in text(answered(await robin.slash(channel, "quotes", person="mattis")))

        done = await kim.click(last(asked), label="They are one")
        assert "are one person now" in text(answered(done))
        assert "“We go on,”" in text(answered(await robin.slash(channel, "quotes", person="mattis")))
        assert "“We go on,”" not in text(answered(await world.person("Alex").slash("quotes", person="mattis")))

        back = await kim.click(answered(done), label="Undo")
        assert "are two people again" in text(answered(back))
        assert "“We go on,”" not in text(answered(await robin.slash(channel, "quotes", person="mattis")))
        assert "taken back already" in text(answered(await kim.click(answered(done), label="Undo")))


async def test_while_typing_two_who_are_one_are_offered_once_by_either_name_and_twice_again_after_an_undo(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        _, channel, robin, kim = await a_server(world, app)

        async def offered(typed: str) -> list[str]:
            return [choice["name"] for choice in await robin.autocomplete(channel, "who", "name", typed)]

        mattis, norman = await offered("mattis"), await offered("norman")
        assert [len(mattis), len(norman)] == [1, 1]
        assert mattis != norman
        asked = await kim.slash(channel, "people merge", **PAIR)
        done = await kim.click(last(asked), label="They are one")
        both = await offered("mattis")
        assert both == await offered("norman")
        assert len(both) == 1
        assert len(await offered("")) == 2, "and Pompeo"
        await kim.click(answered(done), label="Undo")
        assert (await offered("mattis"), await offered("norman")) == (mattis, norman)


async def test_what_was_decided_is_listed_and_taken_back_a_week_and_a_restart_later(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        _, channel, _, kim = await a_server(world, app)
        assert "Nothing was decided" in text(answered(await kim.slash(channel, "people undo")))
        asked = await kim.slash(channel, "people merge", **PAIR)
        await world.env.advance_time(timedelta(days=7).total_seconds())
        await world.env.restart_bot(BriefingBot(app))
        await kim.click(last(asked), label="They are one")
        listed = answered(await kim.slash(channel, "people undo"))
        assert "are one, by <@" in text(listed)
        assert labels(listed) == ["Undo 1"]
        assert "are two people again" in text(answered(await kim.click(listed, label="Undo 1")))


async def test_who_may_not_is_told_who_may_and_the_curator_role_may(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        room, channel, robin, kim = await a_server(world, app)
        for command, options in (("people merge", PAIR), ("people undo", {})):
            refused = await robin.slash(channel, command, **options)
            assert refused.ephemeral
            assert "needs the permission Manage Server, or the curator role" in text(answered(refused))
        curators = room.create_role("Curators")
        await kim.slash(channel, "settings", curator_role=curators)
        sam = room.add_member(world.person("Sam"), roles=[curators])
        asked = await sam.slash(channel, "people merge", **PAIR)
        assert "are one person now" in text(answered(await sam.click(last(asked), label="They are one")))
        assert app.store.decisions.kept_of(sam.id).decisions == 1


@pytest.mark.parametrize(
    "pair,said",
    [
        ({"one": "mattis", "other": "Jim Mattis"}, "These two are one person here already"),
        ({"one": "mattis", "other": "@everyone **x** =1+1"}, "No one called"),
        ({"one": "m" * 100, "other": "mattis"}, "No one called"),
    ],
)
async def test_what_cannot_be_merged_is_said(
    app: App, bot: BriefingBot, simulate: Simulate, pair: dict[str, str], said: str
) -> None:
    async with simulate(bot) as world:
        _, channel, _, kim = await a_server(world, app)
        asked = await kim.slash(channel, "people merge", **pair)
        assert asked.ephemeral
        assert said in text(answered(asked))
        assert "**x**" not in text(answered(asked))


async def test_a_person_whose_key_is_no_more_is_not_merged(app: App, bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        room, channel, _, kim = await a_server(world, app)
        known = app.store.people.by_alias(bot.own_scope(), "mattis")[0].id.key
        keys = "".join(str(pack_key(key)) for key in (known, "00112233aabbccdd:1-2"))
        view = discord.ui.LayoutView(timeout=None)
        view.add_item(discord.ui.ActionRow(MergeButton(keys, "They are one")))
        message = await bot.get_partial_messageable(channel.id).send(view=view, nonce=1)
        pressed = await kim.click(message, label="They are one")
        assert "This has changed since it was shown" in text(answered(pressed))
        assert app.store.decisions.all(f"guild:{room.id}") == ()


async def test_what_would_be_parted_is_shown_then_parted_then_his_again(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        _, channel, robin, kim = await a_server(world, app)
        other = builders.article(
            "Secretary James Norman spoke in Bern. “Rates stay,” Norman said on Monday.",
            published="2018-02-02", title="Rates in Bern", doc="bern",
        )  # fmt: skip
        keep(app, other, told(other, "James Norman", "Norman", title="Secretary", said="“Rates stay,”",
                              ahead=("on Monday", "2018-01-29")))  # fmt: skip
        refused = await robin.slash(channel, "people split", person="norman", apart="bern")
        assert "needs the permission Manage Server" in text(answered(refused))
        assert "prints “Ottawa”" in text(
            answered(await kim.slash(channel, "people split", person="norman", apart="Ottawa"))
        )
        asked = answered(await kim.slash(channel, "people split", person="norman", apart="rates in bern"))
        assert "1 of 2 articles" in text(asked)
        assert "> Secretary James Norman spoke in Bern." in text(asked)
        assert "“Rates stay,”" in text(answered(await robin.slash(channel, "quotes", person="norman")))
        await world.env.advance_time(timedelta(days=7).total_seconds())
        await world.env.restart_bot(BriefingBot(app))
        done = answered(await kim.click(asked, label="Part them"))
        assert "1 article no longer counts for James Norman, but for another person: James Norman." in text(done)
        assert labels(done) == ["The other dossier", "Undo"]
        opened = answered(await kim.click(done, label="The other dossier"))
        assert "“Rates stay,”" in text(opened)
        assert "“We go on,”" not in text(opened)
        which = answered(await robin.slash(channel, "quotes", person="norman"))
        assert "I know 2 people called “norman”" in text(which)
        offered = await robin.autocomplete(channel, "quotes", "person", "norman")
        each = [text(answered(await robin.slash(channel, "quotes", person=one["value"]))) for one in offered]
        assert [("“We go on,”" in one, "“Rates stay,”" in one) for one in sorted(each)] == [
            (False, True),
            (True, False),
        ]
        elsewhere = text(answered(await world.person("Alex").slash("quotes", person="norman")))
        assert "“Rates stay,”" in elsewhere
        assert "1 article parted from James Norman" in text(answered(await kim.slash(channel, "people undo")))
        assert "Taken back" in text(answered(await kim.click(done, label="Undo")))
        assert "“Rates stay,”" in text(answered(await robin.slash(channel, "quotes", person="norman")))
