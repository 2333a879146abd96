"""The bot itself: what it asks of Discord, and what it tells Discord of its commands."""

from typing import Any

import discord
import pytest

from bot.client import BriefingBot
from briefings.app import App
from tests.bot.conftest import Simulate


def told_the_commands(world: Any) -> int:
    return sum(r.method == "PUT" and r.path.endswith("/commands") for r in world.env.http_requests)


async def test_the_commands_are_told_once_and_again_only_when_they_changed(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        assert told_the_commands(world) == 1
        await world.env.restart_bot(BriefingBot(app))
        assert told_the_commands(world) == 1
        note = app.store.desk.note("command_tree")
        app.store.desk.set_note("command_tree", "what an older version told")
        await world.env.restart_bot(BriefingBot(app))
        assert told_the_commands(world) == 2
        assert app.store.desk.note("command_tree") == note


async def test_another_application_is_told_too(app: App, bot: BriefingBot, simulate: Simulate) -> None:
    app.store.desk.set_note("command_tree", "1:the same hash for somebody else")
    async with simulate(bot) as world:
        assert told_the_commands(world) == 1


def test_no_privileged_intent_is_asked_for_and_nobody_is_pinged(bot: BriefingBot) -> None:
    assert {name for name, on in bot.intents if on} == {"guilds", "dm_messages"}
    assert bot.allowed_mentions is not None
    assert bot.allowed_mentions.to_dict() == discord.AllowedMentions.none().to_dict()


async def test_commands_that_read_are_everywhere_and_those_that_change_are_in_servers(
    bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        (payload,) = [r.json or [] for r in world.env.http_requests if r.path.endswith("/commands")]
    asking = {"who", "quotes", "timeline", "search", "brief", "links", "compare", "Who is mentioned here?"}
    everywhere = {*asking, "help"}
    assert {c["name"] for c in payload if (c["contexts"], c["integration_types"]) == ([0, 1, 2], [0, 1])} == everywhere
    admin = [c for c in payload if c["name"] not in everywhere]
    assert {c["name"] for c in admin} == {"digest", "settings", "people"}
    managing = [c for c in admin if c["name"] != "people"]  # a curator may manage nothing else
    assert all((c["contexts"], c["integration_types"]) == ([0], [0]) for c in managing)
    assert all(c["default_member_permissions"] == discord.Permissions(manage_guild=True).value for c in managing)


async def test_what_fails_because_the_bot_has_gone_is_told_to_nobody_and_is_no_error_of_ours(
    bot: BriefingBot, caplog: pytest.LogCaptureFixture
) -> None:
    """A session that is closed lets nothing out, not even an apology."""
    await bot.close()
    nobody: Any = None
    await bot.refuse(nobody, RuntimeError("Session is closed"))
    assert caplog.records == []
