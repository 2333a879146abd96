"""The questions as slash commands: in a server, in the bot's DM, and where somebody carries the app along."""

import time
from typing import Any

import pytest

from bot.client import BriefingBot
from briefings import answers
from briefings.app import App
from briefings.errors import SourceUnreadable
from tests import builders
from tests.bot.conftest import Simulate, answered
from tests.bot.newsroom import keep, labels, parts, text, told

QUESTIONS = [
    ("who", {"name": "mattis"}, "## Jim Mattis"),
    ("quotes", {"person": "Mike Pompeo", "about": "india"}, "“India is a true partner,”"),
    ("timeline", {"topic": "pompeo", "ahead": True}, "12 September 2021"),
    ("search", {"query": "brussels", "until": "2017"}, "arrived in Brussels"),
    ("brief", {}, "landed in New Delhi"),
]


@pytest.mark.parametrize("command,options,said", QUESTIONS, ids=[row[0] for row in QUESTIONS])
async def test_a_question_in_a_server_is_answered_for_everybody_with_its_sources(
    bot: BriefingBot, simulate: Simulate, command: str, options: dict[str, Any], said: str
) -> None:
    async with simulate(bot) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        asked = await world.member(room, "Robin").slash(channel, command, **options)
        assert (asked.ephemeral, asked.deferred) == (False, False)
        assert said in text(answered(asked))
        assert labels(answered(asked))[0] == "Sources"


@pytest.mark.parametrize("command,options,said", QUESTIONS, ids=[row[0] for row in QUESTIONS])
async def test_the_same_questions_are_answered_in_the_bots_dm(
    bot: BriefingBot, simulate: Simulate, command: str, options: dict[str, Any], said: str
) -> None:
    async with simulate(bot) as world:
        asked = await world.person("Robin").slash(command, **options)
        assert said in text(answered(asked))


async def test_who_carries_the_app_asks_it_in_a_dm_with_somebody_else_and_in_a_strange_server(
    bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        person = world.person("Robin", carries=True)
        with world.in_private(person):
            asked = await person.slash("who", name="mattis")
        assert "## Jim Mattis" in text(answered(asked))

        elsewhere = world.server("Elsewhere", installed=False)
        channel = elsewhere.create_text_channel("general")
        asked = await world.member(elsewhere, "Kim", carries=True).slash(channel, "who", name="mattis")
        assert "## Jim Mattis" in text(answered(asked))


async def test_a_private_answer_is_seen_by_its_asker_alone(bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        asked = await world.member(room, "Robin").slash(channel, "who", name="mattis", private=True)
        assert asked.ephemeral
        assert "## Jim Mattis" in text(answered(asked))


ONLY_FOR_THE_ASKER = [
    ("who", {"name": "Matis"}, "Did you mean Jim Mattis?"),
    ("who", {"name": "Angela Merkel"}, "No one called “Angela Merkel”"),
    ("quotes", {"person": "mattis", "about": "tariffs"}, "nothing on “tariffs”"),
    ("search", {"query": "tariffs"}, "2 articles"),
    ("search", {"query": "brussels", "since": "last tuesday"}, "I can’t read “last tuesday” as a date. Try 2017-12-04"),
    ("search", {"query": "brussels", "since": "2018", "until": "2017"}, "end before they begin"),
    ("who", {"name": "@everyone **bold**"}, r"\*\*bold\*\*"),
]


@pytest.mark.parametrize("command,options,said", ONLY_FOR_THE_ASKER)
async def test_what_only_the_asker_can_act_on_he_alone_is_told(
    bot: BriefingBot, simulate: Simulate, command: str, options: dict[str, Any], said: str
) -> None:
    async with simulate(bot) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        asked = await world.member(room, "Robin").slash(channel, command, **options)
        assert asked.ephemeral
        assert said in text(answered(asked))
        assert channel.history(viewer=world.member(room, "Kim")) == []


async def test_names_are_offered_while_they_are_typed_and_can_be_asked_with(
    bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        robin = world.member(room, "Robin")
        offered = await robin.autocomplete(channel, "who", "name", "mat")
        assert [choice["value"] for choice in offered] == ["Jim Mattis"]
        assert "Defense Secretary" in offered[0]["name"]
        assert len(await robin.autocomplete(channel, "quotes", "person", "")) == 2
        asked = await robin.slash(channel, "who", name=offered[0]["value"])
        assert "## Jim Mattis" in text(answered(asked))


async def test_topics_are_offered_while_they_are_typed_after_people_where_both_can_be_asked(
    bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        robin = world.person("Robin")
        offered = await robin.autocomplete("search", "query", "bru")
        assert [(choice["name"], choice["value"]) for choice in offered] == [("Brussels (1)", "Brussels")]
        both = await robin.autocomplete("timeline", "topic", "mat")
        assert [choice["value"] for choice in both] == ["Jim Mattis", "Mattis"]
        assert "Delhi (1)" in [choice["name"] for choice in await robin.autocomplete("brief", "topic", "")]


# --- who may see what ----------------------------------------------------------------------------------------------

KABUL = builders.article("Ambassador Rina Amiri spoke in Kabul. “We wait,” Amiri said on Monday.", doc="own-003")


def keep_for(app: App, guild_id: int) -> None:
    findings = told(
        KABUL, "Rina Amiri", "Amiri", title="Ambassador", said="“We wait,”", ahead=("on Monday", "2017-11-06")
    )
    keep(app, KABUL, findings, collection=f"guild:{guild_id}")


async def test_a_servers_own_articles_are_shown_in_that_server_and_nowhere_else(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        ours, theirs = world.server("Ours"), world.server("Theirs")
        keep_for(app, ours.id)
        here, there = ours.create_text_channel("here"), theirs.create_text_channel("there")
        robin = world.person("Robin", carries=True)
        at_home, away = ours.add_member(robin), theirs.add_member(robin)

        assert "## Rina Amiri" in text(answered(await at_home.slash(here, "who", name="amiri")))
        assert len(await at_home.autocomplete(here, "who", "name", "")) == 3
        for asked in (await away.slash(there, "who", name="amiri"), await robin.slash("who", name="amiri")):
            assert "No one called “amiri” in 2 articles" in text(answered(asked))
        assert len(await away.autocomplete(there, "who", "name", "")) == 2


async def test_who_carries_the_app_into_a_server_that_never_installed_it_sees_the_public_shelf_only(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        strange = world.server("Strange", installed=False)
        keep_for(app, strange.id)
        channel = strange.create_text_channel("general")
        asked = await world.member(strange, "Robin", carries=True).slash(channel, "who", name="amiri")
        assert "No one called “amiri”" in text(answered(asked))


async def test_a_server_that_turned_the_public_articles_off_does_not_see_them(
    bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        editor = world.member(room, "Robin", manages=True)
        await editor.slash(channel, "settings", public=False)
        asked = await editor.slash(channel, "who", name="mattis")
        assert "No one called “mattis” in 0 articles" in text(answered(asked))


# --- slow and broken answers ---------------------------------------------------------------------------------------


async def test_an_answer_that_takes_long_is_waited_for_in_view(
    app: App, simulate: Simulate, monkeypatch: pytest.MonkeyPatch
) -> None:
    slowly(monkeypatch, "who", answers.who)
    async with simulate(BriefingBot(app, patience_seconds=0)) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        asked = await world.member(room, "Robin").slash(channel, "who", name="mattis")
        assert waits_shown(world) == 1
        assert not asked.ephemeral
        assert "## Jim Mattis" in text(answered(asked))


async def test_a_slow_error_does_not_stay_in_the_channel(
    app: App, simulate: Simulate, monkeypatch: pytest.MonkeyPatch
) -> None:
    slowly(monkeypatch, "who", answers.who)
    async with simulate(BriefingBot(app, patience_seconds=0)) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        asked = await world.member(room, "Robin").slash(channel, "who", name="Merkel")
        assert waits_shown(world) == 1
        assert asked.response is None
        (reply,) = asked.followups
        assert reply.ephemeral
        assert channel.history(viewer=world.member(room, "Kim")) == []
        assert "No one called “Merkel”" in text(reply)


async def test_an_error_that_we_know_is_told_in_its_own_words(
    bot: BriefingBot, simulate: Simulate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "brief", raising(SourceUnreadable("source_missing", path="kabul.txt")))
    async with simulate(bot) as world:
        asked = await world.person("Robin").slash("brief")
        assert asked.ephemeral
        assert text(answered(asked)) == "There is no file kabul.txt."


async def test_an_error_that_we_do_not_know_is_logged_and_told_by_its_reference(
    bot: BriefingBot, simulate: Simulate, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(answers, "brief", raising(ZeroDivisionError("secret words")))
    async with simulate(bot) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        asked = await world.member(room, "Robin").slash(channel, "brief")
        assert asked.ephemeral
        said = text(answered(asked))
        assert said.startswith("That did not work, and it is not your fault.")
        assert "secret" not in said
        (failed,) = [record for record in caplog.records if record.name == "bot.client"]
        assert failed.getMessage().removeprefix("an answer failed ") in said


async def test_an_answer_whose_second_message_fails_keeps_its_first_and_only_the_asker_is_told(
    bot: BriefingBot, simulate: Simulate, monkeypatch: pytest.MonkeyPatch
) -> None:
    render = bot.app.renderer.render
    monkeypatch.setattr(type(bot.app.renderer), "render", lambda self, thing: render(thing) * 2)
    async with simulate(bot) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        world.env.inject_error("POST", "/webhooks/*", status=400, code=50035)
        asked = await world.member(room, "Robin").slash(channel, "who", name="mattis")
        assert len(world.env.errors) == 1
        (seen,) = channel.history(viewer=world.member(room, "Kim"))
        assert "## Jim Mattis" in text(seen)
        (told_him,) = asked.followups
        assert told_him.ephemeral
        assert "That did not work" in text(told_him)


async def test_a_command_that_discord_still_shows_and_we_no_longer_have_is_said_to_have_changed(
    bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        bot.tree.remove_command("brief")
        asked = await world.person("Robin").slash("brief")
        assert len(world.env.errors) == 1
        assert asked.ephemeral
        assert text(answered(asked)).startswith("This command has changed.")


def waits_shown(world: Any) -> int:
    callbacks = [request for request in world.env.http_requests if request.path.endswith("/callback")]
    return sum(request.json["type"] == 5 for request in callbacks)


def slowly(monkeypatch: pytest.MonkeyPatch, name: str, question: Any) -> None:
    def slow(*args: Any, **options: Any) -> Any:
        time.sleep(0.1)
        return question(*args, **options)

    monkeypatch.setattr(answers, name, slow)


def raising(error: Exception) -> Any:
    def question(*_: Any, **__: Any) -> Any:
        raise error

    return question


# --- how an answer looks -------------------------------------------------------------------------------------------


async def test_an_answer_is_one_container_with_its_buttons_below(bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        asked = answered(await world.person("Robin").slash("who", name="mattis"))
        kinds = [part["type"] for part in parts(asked)]
        assert kinds == [
            17,
            10,
            14,
            10,
            14,
            10,
            1,
            2,
            2,
            2,
            2,
            2,
        ]  # container; text, line, text, line, text; row, buttons
        assert parts(asked)[0]["accent_color"]
        assert asked.flags.value & (1 << 15)


async def test_where_no_cards_are_shown_an_embed_says_the_same_and_its_sources_open(
    app: App, simulate: Simulate
) -> None:
    async with simulate(BriefingBot(app, look="embeds")) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        asked = await world.member(room, "Robin").slash(channel, "who", name="mattis")
        (embed,) = answered(asked).embeds
        assert "## Jim Mattis" in str(embed.description)
        assert [part["type"] for part in parts(answered(asked))] == [1, 2, 2, 2, 2, 2]
        pressed = answered(await world.member(room, "Kim").click(answered(asked), label="Sources"))
        assert "[1] **[Mattis meets allies in Brussels]" in str(pressed.embeds[0].description)


async def test_a_long_answer_is_several_messages_and_never_more_than_six(
    bot: BriefingBot, simulate: Simulate, monkeypatch: pytest.MonkeyPatch
) -> None:
    render = bot.app.renderer.render
    monkeypatch.setattr(type(bot.app.renderer), "render", lambda self, thing: render(thing) * 8)
    async with simulate(bot) as world:
        person = world.person("Robin", carries=True)
        with world.in_private(person):
            asked = await person.slash("who", name="mattis")
        assert len(asked.followups) == 5
        assert text(asked.followups[-1]).endswith(
            "-# 2 more messages left out. Ask for fewer days, or for something narrower."
        )


async def test_quotes_of_one_day_and_title_stand_under_one_line(app: App, bot: BriefingBot, simulate: Simulate) -> None:
    story = builders.article(
        "Mayor Ann Hall spoke in Leeds. “We build,” Hall said. “We stay,” Hall said.",
        published="2018-09-06",
        doc="hall",
    )
    hall = builders.person(story, "Ann Hall", "Hall")
    said = [builders.quote(story, words, hall) for words in ("“We build,”", "“We stay,”")]
    found = builders.findings(story, people=[hall], roles=[builders.role(story, hall, "Mayor")], quotes=said)
    keep(app, story, found)
    async with simulate(bot) as world:
        room = world.server()
        shown = answered(
            await world.member(room, "Robin").slash(room.create_text_channel("newsroom"), "quotes", person="hall")
        )
        above = "**6 September 2018** · as Mayor · The Brussels Courier"
        *_, quotes, small_print = (part["content"].replace("\u200b", "") for part in parts(shown) if part["type"] == 10)
        assert f"{above}\n> “We build,” [1]\n\n> “We stay,” [2]" in quotes
        assert small_print == "-# 2 of 2 quotes (6 September 2018)."


@pytest.mark.parametrize("office", ["defense secretary", "the Secretary of State"])
async def test_an_office_is_a_name_of_whoever_bears_it(bot: BriefingBot, simulate: Simulate, office: str) -> None:
    """As in a direct message."""
    async with simulate(bot) as world:
        room = world.server()
        channel, robin = room.create_text_channel("newsroom"), world.member(room, "Robin")
        name = "Jim Mattis" if office.startswith("defense") else "Mike Pompeo"
        assert f"## {name}" in text(answered(await robin.slash(channel, "who", name=office)))
        assert f"## {name}" in text(answered(await robin.slash(channel, "quotes", person=office)))
