"""What can be pressed under an answer: other questions, other pages, people to choose from; for days and restarts."""

from datetime import timedelta
from typing import Any

import discord
import pytest

from bot.client import BriefingBot
from bot.controls import CONTROLS
from bot.state import pack
from briefings.app import App
from briefings.model import Article, Findings, ReadAs
from tests import builders as b
from tests.bot.conftest import Simulate, answered
from tests.bot.newsroom import custom_ids, keep, labels, parts, text

DAYS = 25


def fill_with_quotes(app: App) -> None:
    """Jim Mattis says something on each of many days, and meets Mike Pompeo on each."""
    for n in range(DAYS):
        story = b.article(
            f"“Statement number {n},” Jim Mattis said. Jim Mattis met Mike Pompeo in town {n}.",
            title=f"Statement {n}", published=f"2017-10-{n + 1:02}", doc=f"statement-{n}",
        )  # fmt: skip
        keep(app, story, met(story, n))


def met(story: Article, n: int) -> Findings:
    mattis, pompeo = b.person(story, "Jim Mattis"), b.person(story, "Mike Pompeo")
    return b.findings(story, people=[mattis, pompeo], quotes=[b.quote(story, f"“Statement number {n},”", mattis)])


def statements(message: Any) -> list[int]:
    return [n for n in range(DAYS) if f"Statement number {n}," in text(message)]


ASIDE = [
    ("who", {"name": "mattis"}, ["Quotes", "Timeline", "Related"]),
    ("quotes", {"person": "mattis"}, ["Dossier", "Timeline", "Related"]),
    ("timeline", {"topic": "mattis"}, ["Dossier", "Quotes", "Related"]),
    ("timeline", {"topic": "brussels"}, ["Search"]),
    ("search", {"query": "brussels"}, ["Timeline"]),
    ("brief", {"topic": "brussels"}, ["Timeline", "Search"]),
    ("brief", {}, []),
]


@pytest.mark.parametrize("command,options,beside", ASIDE)
async def test_under_an_answer_stand_the_questions_that_go_on_from_it(
    bot: BriefingBot, simulate: Simulate, command: str, options: dict[str, Any], beside: list[str]
) -> None:
    async with simulate(bot) as world:
        robin = world.person("Robin")
        asked = answered(await robin.slash(command, **options))
        assert labels(asked) == ["Sources", *beside, "Export"]
        for label in beside:
            pressed = await robin.click(asked, label=label)
            assert pressed.ephemeral
            assert "## " in text(answered(pressed)) or "nothing" in text(answered(pressed))


async def test_pages_turn_in_place_for_who_asked_and_privately_for_others(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    fill_with_quotes(app)
    async with simulate(bot) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        robin, kim = world.member(room, "Robin"), world.member(room, "Kim")
        asked = answered(await robin.slash(channel, "quotes", person="mattis", about="statement"))
        assert statements(asked) == list(range(15, 25))
        assert "Older" in labels(asked)
        assert "Newer" not in labels(asked)

        his = await kim.click(asked, label="Older")
        assert his.ephemeral
        assert statements(answered(his)) == list(range(5, 15))
        assert statements(channel.history()[-1]) == list(range(15, 25))

        await robin.click(asked, label="Older")
        (turned,) = channel.history()
        assert statements(turned) == list(range(5, 15))
        assert {"Newer", "Older"} <= set(labels(turned))
        await robin.click(turned, label="Older")
        (last,) = channel.history()
        assert statements(last) == list(range(5))
        assert "Older" not in labels(last)
        await robin.click(last, label="Newer")
        assert statements(channel.history()[0]) == list(range(5, 15))


async def test_a_private_page_turns_in_place_too(app: App, bot: BriefingBot, simulate: Simulate) -> None:
    fill_with_quotes(app)
    async with simulate(bot) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        robin = world.member(room, "Robin")
        asked = answered(await robin.slash(channel, "quotes", person="mattis", about="statement", private=True))
        turned = await robin.click(asked, label="Older")
        assert not turned.followups
        assert updates(world) == 1


@pytest.mark.parametrize("look", ["cards", "embeds"])
async def test_they_still_work_a_week_and_a_restart_later_in_every_look(
    app: App, simulate: Simulate, look: Any
) -> None:
    fill_with_quotes(app)
    async with simulate(BriefingBot(app, look=look)) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        robin = world.member(room, "Robin")
        asked = answered(await robin.slash(channel, "quotes", person="mattis", about="statement"))
        await world.env.advance_time(timedelta(days=7).total_seconds())
        await world.env.restart_bot(BriefingBot(app))
        await robin.click(asked, label="Older")
        (turned,) = channel.history()
        said = turned.embeds[0].description if look == "embeds" else text(turned)
        assert "Statement number 5," in str(said)
        assert answered(await robin.click(turned, label="Dossier")).ephemeral


async def test_a_slow_page_turns_all_the_same(app: App, simulate: Simulate) -> None:
    fill_with_quotes(app)
    async with simulate(BriefingBot(app, patience_seconds=0)) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        robin = world.member(room, "Robin")
        asked = answered(await robin.slash(channel, "quotes", person="mattis", about="statement"))
        await robin.click(asked, label="Older")
        assert statements(channel.history()[0]) == list(range(5, 15))


async def test_who_bears_the_name_is_chosen_with_a_press_and_asked_the_same(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    for n, first in enumerate(["Ann", "Bob", "Cid", "Dan", "Eve", "Fay"]):
        story = b.article(f"“Yes,” {first} Sullivan said.", title=f"Day {n}", doc=f"s-{n}")
        who = b.person(story, f"{first} Sullivan", "Sullivan")
        findings = b.findings(story, people=[who], quotes=[b.quote(story, "“Yes,”", who)])
        keep(app, story, findings)
    async with simulate(bot) as world:
        robin = world.person("Robin")
        asked = answered(await robin.slash("quotes", person="sullivan"))
        assert "I know 6 people called" in text(asked)
        people = [label for label in labels(asked) if "Sullivan" in label]
        assert len(people) == 5
        pressed = answered(await robin.click(asked, label=people[1]))
        assert text(pressed).startswith("-# Newest source") or f"## {people[1]}" in text(pressed)
        assert "“Yes,”" in text(pressed)


async def test_a_typo_and_an_absent_topic_offer_what_there_is(bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        robin = world.person("Robin")
        typo = answered(await robin.slash("quotes", person="Matis"))
        assert labels(typo) == ["Jim Mattis"]
        assert "“We are in this fight together,”" in text(answered(await robin.click(typo, label="Jim Mattis")))
        absent = answered(await robin.slash("quotes", person="mattis", about="tariffs"))
        assert {"Quotes", "Dossier"} <= set(labels(absent))
        pressed = answered(await robin.click(absent, label="Quotes"))
        assert "“We are in this fight together,”" in text(pressed)


async def test_people_named_together_open_from_a_list(app: App, bot: BriefingBot, simulate: Simulate) -> None:
    fill_with_quotes(app)
    async with simulate(bot) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        robin = world.member(room, "Robin")
        dossier = answered(await robin.slash(channel, "who", name="mattis"))
        related = answered(await robin.click(dossier, label="Related"))
        (menu,) = [part for part in parts(related) if part["type"] == 3]
        assert menu["custom_id"] == "o1:0"
        (option,) = menu["options"]
        assert option["label"].startswith("Mike Pompeo")
        opened = await robin.select(related, [option["value"]])
        assert opened.ephemeral
        assert "## Mike Pompeo" in text(answered(opened))


UNREADABLE = ["q1:", "q1:nonsense,z1", "p1:who", "q2:who,pMattis", "q1:dance,tTango", "q1:who,kAAAAAAAAAAAAAAAAA"]


@pytest.mark.parametrize("custom_id", UNREADABLE)
async def test_a_question_that_cannot_be_read_any_more_says_what_to_do(
    bot: BriefingBot, simulate: Simulate, custom_id: str
) -> None:
    async with simulate(bot) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        view = discord.ui.LayoutView(timeout=None)
        view.add_item(discord.ui.ActionRow(discord.ui.Button(label="Quotes", custom_id=custom_id)))
        message = await bot.get_partial_messageable(channel.id).send(view=view, nonce=1)
        pressed = await world.member(room, "Robin").click(message, label="Quotes")
        assert pressed.ephemeral
        assert "Please ask again" in text(answered(pressed))
        assert custom_ids(channel.history()[0]) == [custom_id]


@pytest.mark.parametrize("custom_id", ["q1:who,pMattis", "p1:quotes,pX,o10", "o1:0"])
def test_each_has_exactly_one_that_answers_for_it(custom_id: str) -> None:
    takers = [c for c in CONTROLS if c.__discord_ui_compiled_template__.fullmatch(custom_id)]
    assert len(takers) == 1


def test_a_question_too_long_for_a_button_has_none() -> None:
    assert pack(ReadAs("search", topic="x" * 90)) is None


def updates(world: Any) -> int:
    callbacks = [request for request in world.env.http_requests if request.path.endswith("/callback")]
    return sum(request.json["type"] == 7 for request in callbacks)
