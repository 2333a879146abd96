"""SimCord, completed: an interaction says who installed the app, where it happens and which language is spoken there.

What Discord sends is in its documentation under "Authorizing Integration Owners Object" and "Interaction Context Types".
"""

from datetime import UTC, datetime
from typing import Any

import discord
import pytest

from tests.bot.conftest import NOON, Simulate, answered
from tests.bot.small_client import SmallClient, dossier


def place_and_owners(asked: discord.Interaction) -> tuple[str, dict[int, Any]]:
    places = {"server": "guild", "bot's DM": "dm_channel", "private channel": "private_channel"}
    (place,) = [name for name, flag in places.items() if getattr(asked.context, flag)]
    return place, asked._integration_owners


def buttons(message: discord.Message) -> list[discord.ui.Button[Any]]:
    layout = discord.ui.LayoutView.from_message(message)
    return [item for item in layout.walk_children() if isinstance(item, discord.ui.Button)]


@pytest.fixture
def client() -> SmallClient:
    return SmallClient()


async def test_in_a_server_the_server_is_the_owner_and_both_languages_arrive(
    client: SmallClient, simulate: Simulate
) -> None:
    async with simulate(client) as world:
        room = world.server("Briefing room", locale="de")
        channel = room.create_text_channel("newsroom")
        editor = world.member(room, "Robin", locale="fr")
        await editor.slash(channel, "who", name="Mattis")

        (asked,) = client.arrived
        assert place_and_owners(asked) == ("server", {0: room.id})
        assert (asked.locale, asked.guild_locale) == (discord.Locale.french, discord.Locale.german)
        assert asked.created_at == NOON == client.ready_at


async def test_in_the_bots_dm_the_owner_is_nought(client: SmallClient, simulate: Simulate) -> None:
    async with simulate(client) as world:
        person = world.person("Robin")
        await person.slash("who", name="Mattis")

        (asked,) = client.arrived
        assert place_and_owners(asked) == ("bot's DM", {0: 0})


async def test_who_carries_the_app_owns_it_in_a_private_channel_and_whoever_presses_its_button_uses_that(
    client: SmallClient, simulate: Simulate
) -> None:
    async with simulate(client) as world:
        person = world.person("Robin", carries=True)
        with world.in_private(person):
            answer = await person.slash("who", name="Mattis")
            await person.click(answered(answer), label="Sources")
        await person.slash("who", name="Mattis")

        assert [place_and_owners(each) for each in client.arrived] == [
            ("private channel", {1: person.id}),
            ("private channel", {1: person.id}),
            ("bot's DM", {0: 0, 1: person.id}),
        ]


async def test_a_carried_app_answers_in_a_server_where_the_bot_is_no_member(
    client: SmallClient, simulate: Simulate
) -> None:
    async with simulate(client) as world:
        elsewhere = world.server("Elsewhere", installed=False)
        channel = elsewhere.create_text_channel("general")
        visitor = world.member(elsewhere, "Robin", carries=True)
        answer = await visitor.slash(channel, "who", name="Mattis")

        (asked,) = client.arrived
        assert place_and_owners(asked) == ("server", {1: visitor.id})
        assert answer.acknowledged
        assert client.get_guild(elsewhere.id) is None
        with pytest.raises(discord.Forbidden):
            await client.get_partial_messageable(channel.id).send("A digest")


async def test_a_command_for_servers_only_is_never_owned_by_its_user(client: SmallClient, simulate: Simulate) -> None:
    async with simulate(client) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        editor = world.member(room, "Robin", manages=True, carries=True)
        await editor.slash(channel, "settings")
        assert client.arrived[0]._integration_owners == {0: room.id}


async def test_who_may_not_manage_the_server_does_not_see_its_commands(client: SmallClient, simulate: Simulate) -> None:
    async with simulate(client) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        assert "settings" in world.member(room, "Robin", manages=True).available_commands(channel)
        assert "settings" not in world.member(room, "Kim").available_commands(channel)


async def test_a_posted_button_is_found_in_the_history_and_works(client: SmallClient, simulate: Simulate) -> None:
    """A digest's part carries its marker in a button; the nonce is not in the history."""
    async with simulate(client) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        reader = world.member(room, "Robin")
        place = client.get_partial_messageable(channel.id)
        sent = await place.send(view=dossier("Digest", 99), nonce="a-nonce")

        (found,) = [message async for message in place.history(after=datetime(2021, 8, 10, 11, 55, tzinfo=UTC))]
        assert (found.id, found.nonce, [button.custom_id for button in buttons(found)]) == (sent.id, None, ["r:99"])
        answer = answered(await reader.click(found, label="Sources"))
        assert (answer.ephemeral, answer.content) == (True, "Receipt 99: Mattis said so.")


async def test_plain_words_in_a_dm_are_read_without_a_privileged_intent(
    client: SmallClient, simulate: Simulate
) -> None:
    async with simulate(client) as world:
        person = world.person("Robin")
        await person.send_dm("who is mattis?")
        assert [message.content for message in person.dm_channel.history()][1:] == ["You asked: who is mattis?"]


async def test_a_deferred_answer_arrives(client: SmallClient, simulate: Simulate) -> None:
    async with simulate(client) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        answer = await world.member(room, "Robin").slash(channel, "brief")
        assert "## Brief" in str(answered(answer).components)


async def test_the_clock_stands_still_until_it_is_moved(client: SmallClient, simulate: Simulate) -> None:
    async with simulate(client, at=datetime(2017, 12, 4, 9, tzinfo=UTC)) as world:
        await world.env.advance_time(90)
        assert world.clock.now() == datetime(2017, 12, 4, 9, 1, 30, tzinfo=UTC) == discord.utils.utcnow()
