"""Plain words in a DM."""

from types import SimpleNamespace
from typing import Any

import pytest

from bot.client import BriefingBot
from briefings.app import App
from tests import builders as b
from tests.bot.conftest import Simulate
from tests.bot.newsroom import keep, labels, text
from tests.bot.test_further import fill_with_quotes, statements


async def say(world: Any, person: Any, words: str, **more: Any) -> list[Any]:
    """The bot's answers to these words."""
    before = len(person.dm_channel.history())
    await person.send_dm(words, **more)
    return [m for m in person.dm_channel.history()[before:] if m.author.id != person.id]


@pytest.mark.parametrize(
    "words,said",
    [
        ("who is mattis?", "## Jim Mattis"),
        ("Mattis", "## Jim Mattis"),
        ("what did pompeo say about india", "“India is a true partner,”"),
        ("what did angela merkel say", "No one called “angela merkel” in 2 articles"),
        ("hello", "You can ask"),
        ("why is the sky so blue over there", "nothing in 2 articles"),
    ],
)
async def test_plain_words_are_answered(bot: BriefingBot, simulate: Simulate, words: str, said: str) -> None:
    async with simulate(bot) as world:
        (answer,) = await say(world, world.person("Robin"), words)
        assert said in text(answer)


async def test_an_answer_has_its_sources(bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        robin = world.person("Robin")
        (answer,) = await say(world, robin, "who is mattis?")
        assert labels(answer)[0] == "Sources"
        pressed = await robin.click(answer, label="Sources")
        assert "> Defense Secretary Jim Mattis arrived" in text(pressed.response)


SULLIVANS = ["Ann", "Bob", "Cid", "Dan", "Eve", "Fay"]


def six_sullivans(app: App) -> None:
    """Each of whom met Pompeo in Oslo and spoke of peace."""
    for n, first in enumerate(SULLIVANS):
        story = b.article(
            f"{first} Sullivan met Mike Pompeo in Oslo. “Peace {n},” {first} Sullivan said.",
            title=f"Day {n}", published=f"2018-0{n + 1}-03", doc=f"s-{n}",
        )  # fmt: skip
        his, pompeo = b.person(story, f"{first} Sullivan", "Sullivan"), b.person(story, "Mike Pompeo", "Pompeo")
        keep(app, story, b.findings(story, people=[his, pompeo], quotes=[b.quote(story, f"“Peace {n},”", his)]))


@pytest.mark.parametrize(
    "words,read,said",
    [
        ("who is Sullivan?", "about Sullivan", "## Bob Sullivan"),
        ("what did Sullivan say about peace in 2018?", "what was said by Sullivan on “peace” · 2018",
         "## Bob Sullivan on “peace” · 2018"),
        ("who did Sullivan meet in Oslo?", "who met Sullivan", "> Bob Sullivan met Mike Pompeo in Oslo."),
        ("compare Sullivan and Pompeo on peace", "", "“Peace 1,”"),
        ("compare Pompeo and Sullivan on peace", "", "“Peace 1,”"),
        ("Sullivan over time on peace", "over time Sullivan", "## Bob Sullivan over time on “peace”"),
        ("links of Sullivan", "links Sullivan", "## Bob Sullivan: named together with"),
    ],
)  # fmt: skip
async def test_of_several_one_is_chosen_with_a_press_and_asked_all_of_the_same(
    app: App, bot: BriefingBot, simulate: Simulate, words: str, read: str, said: str
) -> None:
    six_sullivans(app)
    async with simulate(bot) as world:
        robin = world.person("Robin")
        (asked,) = await say(world, robin, words)
        assert f"I read: {read}" in text(asked)
        assert labels(asked) == [f"{first} Sullivan" for first in SULLIVANS[:5]]
        pressed = await robin.click(asked, label="Bob Sullivan")
        assert said in text(pressed.response)
        assert not {"“Peace 0,”", "“Peace 2,”"} & set(text(pressed.response).split("\n"))
        (sources,) = await say(world, robin, "sources")
        assert "Bob Sullivan met" in text(sources), "the conversation goes on from what was pressed"


async def test_a_page_goes_on_where_the_shorter_answer_of_a_conversation_ended(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    fill_with_quotes(app)
    async with simulate(bot) as world:
        robin, kim = world.person("Robin"), world.person("Kim")
        (first,) = await say(world, robin, "what did Mattis say about statement?")
        assert statements(first) == list(range(20, 25))
        await robin.click(first, label="Older")
        turned = robin.dm_channel.history()[-1]
        assert statements(turned) == list(range(10, 20))
        (rest,) = await say(world, robin, "more")
        assert statements(rest) == list(range(5, 10))
        (told,) = await say(world, kim, "brief")
        seen = [text(told)]
        while (
            "That was all" not in (more := text((await say(world, kim, "more"))[0])) and len(seen) < 9
        ):  # ten answers a minute
            seen.append(more)
        assert len(seen) == len(set(seen)) == 9


async def test_a_name_nearly_so_is_offered_and_asked_the_same(bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        robin = world.person("Robin")
        (asked,) = await say(world, robin, "what did Mikhael Pompeo say about India in 2018")
        assert "Did you mean Mike Pompeo?" in text(asked)
        pressed = await robin.click(asked, label="Mike Pompeo")
        assert "## Mike Pompeo on “India” · 2018" in text(pressed.response)


async def test_sources_are_shown_as_its_button_shows_them(bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        robin = world.person("Robin")
        (asked,) = await say(world, robin, "what did Pompeo say?")
        (shown,) = await say(world, robin, "sources")
        pressed = await robin.click(asked, label="Sources")
        assert text(shown) == text(pressed.response)
        assert labels(shown) == ["Something wrong?"]


@pytest.mark.parametrize(
    "words,said",
    [
        ("qui est Pompeo ?", "Did you mean Mike Pompeo?"),
        ("¿quién es Mike Pompeo?", "Did you mean Mike Pompeo?"),
        ("Кто такой Помпео?", "I read English"),
        ("彭佩奥是谁？", "I read English"),
        ("😀", "I read English"),
        ("???", "You can ask"),
        ("thanks!", "With pleasure"),
        ("good morning", "Good day."),
        ("more", "I do not know whom you mean"),
        ("sources", "I do not know whom you mean"),
        ("reset", "Forgotten."),
        ("x" * 2000, "That is longer than a question I can read."),
        ("@everyone <@1> <#2> [x](https://evil.example)", "No one called “@everyone"),
    ],
)
async def test_whatever_is_written_gets_one_helpful_answer(
    bot: BriefingBot, simulate: Simulate, words: str, said: str
) -> None:
    async with simulate(bot) as world:
        (answer,) = await say(world, world.person("Robin"), words)
        assert said in text(answer)


async def test_what_only_a_subscriber_of_discord_can_write_is_too_long_too(
    bot: BriefingBot, simulate: Simulate
) -> None:
    """SimCord lets nobody write 4,000 characters, so the message comes as Discord would tell of it."""
    async with simulate(bot) as world:
        robin = world.person("Robin")
        channel = robin.dm_channel
        author = {"id": str(robin.id), "username": "Robin", "discriminator": "0", "avatar": None}
        told = {
            "id": str(channel.id + 1),
            "channel_id": str(channel.id),
            "author": author,
            "content": "x" * 4000,
            "type": 0,
        }
        empty: dict[str, list[str]] = {name: [] for name in ("mentions", "mention_roles", "attachments", "embeds")}
        when = {"timestamp": world.clock.now().isoformat(), "edited_timestamp": None}
        flags = dict.fromkeys(("tts", "mention_everyone", "pinned"), False)
        world.env.backend.emit("MESSAGE_CREATE", told | empty | when | flags)
        await world.env.settle()
        (answer,) = channel.history()
        assert "That is longer than a question I can read." in text(answer)


async def test_a_sticker_alone_gets_one_helpful_answer(bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        robin = world.person("Robin")
        (answer,) = await say(
            world, robin, "", stickers=[SimpleNamespace(id=749054660769218631, name="Wave", format_type=1)]
        )
        assert text(answer).startswith("I read text only")


async def test_eleven_messages_in_a_minute_get_eleven_answers_the_last_of_which_says_when_it_goes_on(
    bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        robin = world.person("Robin")
        told = [await say(world, robin, "hello") for _ in range(11)]
        assert [len(each) for each in told] == [1] * 11
        assert "ten answers within a minute" in text(told[10][0])


async def test_nothing_and_too_much_get_one_helpful_answer(bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        robin = world.person("Robin")
        photo = world.env.backend.store_attachments(robin.dm_channel.id, [("kabul.jpg", b"a photograph")])
        (empty,) = await say(world, robin, "", attachments=photo)
        (long,) = await say(world, robin, "what did mattis say " * 50)
        assert text(empty).startswith("I read text only")
        assert text(long).startswith("That is longer than a question I can read.")


async def test_he_is_whom_we_talked_about_for_half_an_hour(bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        robin, kim = world.person("Robin"), world.person("Kim")
        await say(world, robin, "who is pompeo?")
        (his,) = await say(world, robin, "what did he say?")
        (strangers,) = await say(world, kim, "what did he say?")
        await world.env.advance_time(31 * 60)
        (forgotten,) = await say(world, robin, "what did he say?")
        assert "“India is a true partner,”" in text(his)
        assert "“India" not in text(strangers)
        assert "“India" not in text(forgotten)


async def test_what_is_written_in_a_server_is_not_for_us(bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        await world.member(room, "Robin").send(channel, "who is mattis?")
        assert len(channel.history()) == 1


async def test_we_do_not_answer_ourselves(bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        robin = world.person("Robin")
        assert len(await say(world, robin, "hello")) == 1
