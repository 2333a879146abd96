"""Every command, menu and direct message, and every button, list and form below what is said: in a server, in a DM, carried.

The commands are those of the real tree, the buttons those that the client answers for, so a new one without a row fails.
Whatever the bot sends is held against Discord's own rules when the simulation ends (tests/payloads.py).
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import discord
import pytest

from bot.client import BriefingBot
from bot.pace import Pace
from bot.replies import card, post
from bot.schedules import GoOnButton
from bot.unsure import unsure_buttons
from briefings.app import App
from briefings.digests.due import freeze_due
from tests.bot.conftest import Simulate, answered
from tests.bot.newsroom import parts, text
from tests.bot.test_direct import say, six_sullivans
from tests.bot.test_further import fill_with_quotes

MENU = "Who is mentioned here?"

# What is asked, in this order. `channel` stands for the one where it is asked.
COMMANDS: dict[str, list[dict[str, Any]]] = {
    "who": [{"name": "mattis"}, {"name": "sullivan"}, {"name": "matis"}, {"name": "nobody", "private": True}],
    "quotes": [{"person": "mattis", "about": "statement"}, {"person": "mattis", "as_of": "2017-10", "since": "2017"}],
    "timeline": [{"topic": "pompeo"}, {"ahead": True}, {"topic": "brussels", "until": "2018"}],
    "search": [{"query": "town"}, {"query": "zebra"}],
    "brief": [{}, {"topic": "brussels"}],
    "links": [{"person": "mattis"}],
    "compare people": [{"a": "mattis", "b": "pompeo", "topic": "statement"}],
    "compare over-time": [{"person": "mattis", "topic": "statement"}],
    "help": [{"topic": topic} for topic in ("start", "privacy", "doctor", "audit")],
    "settings": [{}, {"zone": "Europe/London", "public": True, "alert_channel": "channel"}, {"zone": "nowhere"}],
    "digest create": [
        {"name": "Draft", "time": "07:30", "zone": "UTC"},  # cancelled with the button below it
        {"name": "Morning", "time": "weekdays 7:30", "zone": "UTC", "channel": "channel", "people": "mattis"},
        {"name": "Morning", "time": "sideways"},
    ],
    "digest edit": [{"digest": "Morning", "people": "none", "quiet": "22:00-06:00"}],
    "digest layout": [{"digest": "Morning", "length": "short", "stories": 3}],
    "digest list": [{}],
    "digest preview": [{"name": "Morning"}],
    "digest now": [{"name": "Morning"}],
    "digest history": [{"name": "Morning"}],
    "digest explain": [{"name": "Morning"}],
    "digest pause": [{"name": "Morning", "until": "3 days"}],
    "digest resume": [{"name": "Morning"}],
    "digest remove": [{"name": "Morning"}],
    "people merge": [{"one": "mattis", "other": "pompeo"}],
    "people split": [{"person": "mattis", "apart": "statement 3"}],
    "people undo": [{}],
    "people watch": [{"person": "mattis", "zone": "UTC"}],
    "people unwatch": [{"person": "pompeo"}, {}],
}

DIRECT = [
    "hello", "who is mattis?", "what did he say about statement?", "and in 2018?", "more", "sources", "reset",
    "when did Pompeo land in New Delhi", "where did Mattis meet Pompeo", "who did Mattis meet", "how many statements",
    "which jobs has Pompeo held", "the Secretary of State", "latest on brussels", "timeline of pompeo", "links of mattis",
    "compare Mattis and Pompeo on statement", "Mattis over time on statement", "matis", "sullivan", "who is Merkel?",
    "why is the sky so blue over there", "qui est Pompeo ?", "彭佩奥是谁？", "thanks!", "???", "x" * 500, "",
]  # fmt: skip

FAILED = re.compile(r"did not work|mistake is ours|ten answers")


class Visitor:
    """Asks, and presses whatever of its kind was not pressed before."""

    def __init__(self, world: Any, person: Any, channel: Any) -> None:
        self.world, self.person, self.channel = world, person, channel
        self.in_a_server = hasattr(person, "guild")
        self.pressed: dict[str, str] = {}  # what was pressed, by its kind

    async def slash(self, name: str, options: dict[str, Any]) -> None:
        here = [self.channel] if self.in_a_server else []
        options = {key: self.channel if value == "channel" else value for key, value in options.items()}
        await self.look(await self.person.slash(*here, name, **options), f"/{name}")

    async def menu(self, message: Any) -> Any:
        if self.in_a_server:
            return await self.person.context_menu(self.channel, MENU, message)
        from simcord.actors import _dispatch_actor_interaction  # its people have menus in servers only
        from simcord.backend import serializers

        backend = self.world.env.backend
        stored = backend.get_message(self.channel.id, message.id)
        command = backend.find_command(MENU, None, type=3)
        seen = {"messages": {str(message.id): dict(serializers.message_payload(backend, stored))}}
        data = {"id": command["id"], "name": MENU, "type": 3, "target_id": str(message.id), "resolved": seen}
        return await _dispatch_actor_interaction(self.person, 2, self.channel, data)

    async def look(self, result: Any, asked: str) -> None:
        """It is a form, which is filled in, or an answer, below which all that is new is pressed."""
        if result.modal is not None:
            await self.look(await self.person.submit_modal(result, self.filled(result.modal)), f"{asked}, filled in")
            return
        assert result.acknowledged, asked
        for message in [*([result.response] if result.response else []), *result.followups]:
            await self.press_all(message, asked)

    async def press_all(self, message: Any, asked: str) -> None:
        assert text(message).strip() or message.attachments, asked
        assert not FAILED.search(text(message)), (asked, text(message))
        for part in parts(message):
            custom_id = part.get("custom_id", "")
            if part["type"] not in {2, 3} or kind(custom_id) in self.pressed:
                continue
            self.pressed[kind(custom_id)] = custom_id
            if part["type"] == 3:
                result = await self.person.select(message, [part["options"][0]["value"]])
            else:
                result = await self.person.click(message, custom_id=custom_id)
            await self.look(result, f"{asked}, {part.get('label') or part.get('placeholder')}")

    def filled(self, form: dict[str, Any]) -> dict[str, Any]:
        fields = [row["component"] for row in form["components"]]
        return {field["custom_id"]: self.value(field) for field in fields}

    def value(self, field: dict[str, Any]) -> Any:
        if field["type"] == 8:
            return [self.channel]
        return [field["options"][0]["value"]] if field["type"] == 3 else field.get("value") or "Europe/Rome"


def kind(custom_id: str) -> str:
    """The letter of a button, with the question that it asks or what it does."""
    letter, _, state = custom_id.partition(":")
    if letter in {"q1", "p1"}:
        return f"{letter}:{state.partition(',')[0]}"
    return f"{letter}:{state.rpartition(':')[2] if letter in {'h1', 't1', 'y1', 'n1'} else ''}"


@contextmanager
def visitor(world: Any, where: str) -> Iterator[Visitor]:
    """Somebody there, who may do everything that can be done there."""
    if where == "server":
        room = world.server()
        yield Visitor(world, world.member(room, "Robin", manages=True), room.create_text_channel("newsroom"))
    elif where == "dm":
        robin = world.person("Robin")
        yield Visitor(world, robin, robin.dm_channel)
    else:
        robin = world.person("Robin", carries=True)
        with world.in_private(robin) as channel:
            yield Visitor(world, robin, channel)


def offered(bot: BriefingBot, where: str) -> list[str]:
    """The commands that Discord offers there, as the tree tells it."""
    context, way = {"server": (0, 0), "dm": (1, 0), "carried": (2, 1)}[where]
    roots = {
        root.name: root.to_dict(bot.tree) for root in bot.tree.get_commands(type=discord.AppCommandType.chat_input)
    }
    there = {name for name, root in roots.items() if context in root["contexts"] and way in root["integration_types"]}
    commands = [each for each in bot.tree.walk_commands() if isinstance(each, discord.app_commands.Command)]
    return [each.qualified_name for each in commands if each.qualified_name.split()[0] in there]


def quiet(app: App) -> BriefingBot:
    """The bot, for somebody who asks more than a person would."""
    fill_with_quotes(app)
    six_sullivans(app)
    return BriefingBot(app, pace=Pace(most=10_000))


@pytest.mark.parametrize("where", ["server", "dm", "carried"])
async def test_every_command_and_all_that_can_be_pressed_below_is_answered(
    app: App, simulate: Simulate, where: str
) -> None:
    bot = quiet(app)
    async with simulate(bot) as world:
        with visitor(world, where) as robin:
            there = offered(bot, where)
            assert set(there) <= set(COMMANDS), "a new command wants a row"
            assert where != "server" or set(COMMANDS) <= set(there), "a row without a command"
            for name in (name for name in COMMANDS if name in there):
                for options in COMMANDS[name]:
                    await robin.slash(name, options)
            if where == "server":
                await robin.slash("digest create", {"name": "Noon", "time": "12:00", "zone": "UTC"})
                await world.env.advance_time(25 * 3600)
                freeze_due(app.store, world.clock.now(), app.render_digest)
                deliveries = app.store.outbox.open_deliveries(world.clock.now())
                channel = bot.get_partial_messageable(robin.channel.id)
                for delivery in deliveries:
                    await robin.press_all(await post(channel, delivery, label="Sources"), "a digest")
                trouble = [*unsure_buttons(app, deliveries[:1]), GoOnButton("all", "Go on")]
                await robin.press_all(await channel.send(view=card("Told.", trouble), nonce="told"), "an alert")
            await robin.slash("help", {"topic": "delete my data"})
            pressed = robin.pressed.values()
            unpressed = [each.pattern for each in bot.controls if not any(map(each.fullmatch, pressed))]
    elsewhere = {"server": [], "dm": ["[adghmnrtuv]1:"], "carried": ["[adghkmnrtuvy]1:"]}[where]  # what is for managers
    assert [each for each in unpressed if not any(re.match(those, each) for those in elsewhere)] == []


@pytest.mark.parametrize("where", ["server", "dm", "carried"])
async def test_the_menu_of_a_message_is_answered(app: App, simulate: Simulate, where: str) -> None:
    bot = quiet(app)
    async with simulate(bot) as world:
        menus = bot.tree.get_commands(type=discord.AppCommandType.message)
        assert [menu.name for menu in menus] == [MENU]
        assert bot.tree.get_commands(type=discord.AppCommandType.user) == []
        with visitor(world, where) as robin:
            words = "Mattis met Sullivan and somebody else"
            sent = await (robin.person.send(robin.channel, words) if where == "server" else robin.person.send_dm(words))
            asked = await robin.menu(sent)
            assert asked.ephemeral
            assert "**Jim Mattis**" in text(answered(asked))
            await robin.look(asked, MENU)


@pytest.mark.parametrize("name", ["who", "quotes", "timeline", "search", "brief", "links", "compare people"])
async def test_whatever_another_presses_below_a_public_answer_only_he_is_told(
    app: App, simulate: Simulate, name: str
) -> None:
    async with simulate(quiet(app)) as world:
        with visitor(world, "server") as robin:
            kim = world.member(robin.person.guild, "Kim")
            asked = await robin.person.slash(robin.channel, name, **COMMANDS[name][0])
            before = text(answered(asked))
            for part in parts(answered(asked)):
                if part["type"] == 2:
                    assert (await kim.click(answered(asked), custom_id=part["custom_id"])).ephemeral, part["label"]
                elif part["type"] == 3:
                    assert (await kim.select(answered(asked), [part["options"][0]["value"]])).ephemeral
            assert [text(message) for message in robin.channel.history()] == [before]


async def test_every_way_of_writing_to_us_is_answered_and_all_that_can_be_pressed_below(
    app: App, simulate: Simulate
) -> None:
    async with simulate(quiet(app)) as world:
        with visitor(world, "dm") as robin:
            photo = world.env.backend.store_attachments(robin.channel.id, [("kabul.jpg", b"a photograph")])
            for words in DIRECT:
                answers = await say(world, robin.person, words, **({} if words else {"attachments": photo}))
                assert answers, words
                for answer in answers:
                    await robin.press_all(answer, words)
        assert {"s1:", "e1:", "o1:", "w1:", "q1:who", "q1:quotes", "q1:timeline", "q1:links", "p1:quotes"} <= set(
            robin.pressed
        )
