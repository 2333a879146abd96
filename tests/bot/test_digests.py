"""`/digest` and `/settings`: only for those who manage a server, and only where they and the bot may post."""

from typing import Any

import discord
import pytest

from bot.client import BriefingBot
from bot.replies import post
from briefings.app import App
from briefings.digests.due import freeze_due
from tests import builders
from tests.bot.conftest import NOON, Simulate, answered
from tests.bot.newsroom import READ_AT, custom_ids, keep, labels, text, told

MORNING = {"name": "Morning brief", "time": "07:30", "zone": "europe/london"}
LISBON = builders.article(
    "Foreign Minister Ana Gomes spoke in Lisbon. “We agree on most,” Gomes said on Monday.",
    title="Gomes in Lisbon",
    published="2021-08-09",
    doc="lisbon-003",
)


async def a_server(world: Any, name: str = "Briefing room") -> tuple[Any, Any, Any]:
    """A server, its channel for briefings, and an editor who manages it."""
    room = world.server(name)
    return room, room.create_text_channel("briefing"), world.member(room, f"Editor of {name}", manages=True)


async def test_a_new_digest_restates_what_was_set_and_its_next_three_runs(bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        _, channel, editor = await a_server(world)
        made = await editor.slash(channel, "digest create", **MORNING)
        assert made.ephemeral
        said = text(answered(made))
        assert f"**“Morning brief”** → <#{channel.id}>, daily 07:30 Europe/London" in said
        first = int(NOON.replace(hour=6, minute=30).timestamp())
        for day in (1, 2, 3):
            at = first + day * 86400
            assert f"<t:{at}:f> (<t:{at}:R>)" in said


@pytest.mark.parametrize(
    "changed,said",
    [
        ({"time": "half seven"}, "I can’t read “half seven”. Try 07:30, weekdays 7:30"),
        ({"zone": "Londn"}, "“Londn” is no time zone I know. Closest: Europe/London"),
        ({"template": "fancy"}, "There is no digest template “fancy”. There are: daily"),
        ({"name": "   "}, "A digest’s name has 1 to 80 characters"),
    ],
)
async def test_what_cannot_be_read_is_said_and_nothing_is_made(
    app: App, bot: BriefingBot, simulate: Simulate, changed: dict[str, str], said: str
) -> None:
    async with simulate(bot) as world:
        room, channel, editor = await a_server(world)
        made = await editor.slash(channel, "digest create", **{**MORNING, **changed})
        assert made.ephemeral
        assert said in text(answered(made))
        assert app.store.digests.all(f"guild:{room.id}") == ()


# --- permissions ---------------------------------------------------------------------------------------------------


async def test_where_the_bot_may_not_post_every_missing_permission_is_named(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        room, channel, editor = await a_server(world)
        closed = room.create_text_channel("closed", overwrites={room.me: NO_POSTS})
        made = await editor.slash(channel, "digest create", **MORNING, channel=closed)
        assert made.ephemeral
        assert (
            f"I can’t post in <#{closed.id}>: I am missing **Send Messages**, **Embed Links**, **Read Message History**."
            in text(answered(made))
        )
        assert app.store.digests.all(f"guild:{room.id}") == ()


async def test_nobody_has_the_bot_post_where_he_may_not_himself(bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        room, channel, editor = await a_server(world)
        staff = room.create_text_channel("staff", overwrites={editor: discord.PermissionOverwrite(send_messages=False)})
        made = await editor.slash(channel, "digest create", **MORNING, channel=staff)
        assert made.ephemeral
        assert f"You may not post in <#{staff.id}> yourself (missing **Send Messages**)" in text(answered(made))


NO_POSTS = discord.PermissionOverwrite(send_messages=False, embed_links=False, read_message_history=False)
COMMANDS: list[tuple[str, dict[str, Any]]] = [
    ("digest create", MORNING),
    ("digest list", {}),
    ("digest preview", {"name": "Morning brief"}),
    ("digest now", {"name": "Morning brief"}),
    ("digest pause", {"name": "Morning brief"}),
    ("digest resume", {"name": "Morning brief"}),
    ("digest remove", {"name": "Morning brief"}),
    ("settings", {"public": False}),
]


@pytest.mark.parametrize("command,options", COMMANDS, ids=[row[0] for row in COMMANDS])
async def test_a_server_that_opens_a_command_to_all_still_lets_only_managers_use_it(
    app: App, bot: BriefingBot, simulate: Simulate, command: str, options: dict[str, Any]
) -> None:
    async with simulate(bot) as world:
        room, channel, _ = await a_server(world)
        reader = world.member(room, "Kim")
        command_id = world.env.backend.commands[None][command.split()[0], 1]["id"]
        room.set_command_permissions(int(command_id), {room.default_role: True})
        before = app.store.desk.settings(f"guild:{room.id}")
        asked = await reader.slash(channel, command, **options)
        assert asked.ephemeral
        assert text(answered(asked)) == "This needs the permission Manage Server. Please ask somebody who has it."
        assert app.store.digests.all(f"guild:{room.id}") == ()
        assert app.store.desk.settings(f"guild:{room.id}") == before


# --- one digest's life ---------------------------------------------------------------------------------------------


async def test_a_digest_is_listed_paused_resumed_and_removed_after_asking_once(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        room, channel, editor = await a_server(world)

        async def told(command: str, **options: Any) -> str:
            asked = await editor.slash(channel, f"digest {command}", **options)
            assert asked.ephemeral
            return text(answered(asked))

        assert await told("list") == "There is no digest here yet. Make one with `/digest create`."
        assert "There is no digest called “Noon” here. Make one" in await told("pause", name="Noon")
        await told("create", **MORNING)
        assert "already a digest called" in await told("create", **MORNING)
        assert "· next <t:" in await told("list")
        assert "is paused" in await told("pause", name="morning brief")
        assert "· paused" in await told("list")
        assert "goes on: next <t:1628663400:f>" in await told("resume", name="Morning brief")

        asked = answered(await editor.slash(channel, "digest remove", name="Morning brief"))
        assert len(app.store.digests.all(f"guild:{room.id}")) == 1
        assert labels(asked) == ["Remove it"]
        pressed = await editor.click(asked, label="Remove it")
        assert text(answered(pressed)) == "“Morning brief” is removed. What it posted stays."
        assert app.store.digests.all(f"guild:{room.id}") == ()
        await world.env.advance_time(60)  # ten answers a minute
        again = await editor.click(asked, label="Remove it")
        assert text(answered(again)) == "That digest is gone already."


@pytest.mark.parametrize(
    "why, said",
    [
        ("asked", "· paused"),
        ("channel_gone", "· paused: its channel is gone"),
        ("channel_closed", "· paused: I may not post in its channel any more"),
        ("refused", "· paused: Discord refused its last message"),
        ("zone_unknown", "· paused: its time zone is not known any more"),
    ],
)
async def test_a_digest_that_paused_itself_is_listed_with_the_reason(
    app: App, bot: BriefingBot, simulate: Simulate, why: str, said: str
) -> None:
    async with simulate(bot) as world:
        room, channel, editor = await a_server(world)
        await editor.slash(channel, "digest create", **MORNING)
        (made,) = app.store.digests.all(f"guild:{room.id}")
        app.store.digests.pause(made.id, why)
        assert text(answered(await editor.slash(channel, "digest list"))).endswith(said)


async def test_a_preview_is_what_would_be_posted_and_now_puts_it_into_the_outbox(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    woken: list[None] = []
    bot.wake = lambda: woken.append(None)
    async with simulate(bot) as world:
        _, channel, editor = await a_server(world)
        await editor.slash(channel, "digest create", **MORNING)
        previewed = await editor.slash(channel, "digest preview", name="Morning brief")
        assert previewed.ephemeral
        assert "Pompeo in New Delhi" in text(answered(previewed))

        posted = await editor.slash(channel, "digest now", name="Morning brief")
        assert posted.ephemeral
        assert f"goes to <#{channel.id}> now: 2 stories" in text(answered(posted))
        assert woken == [None]
        (delivery,) = app.store.digests.open_deliveries(NOON)
        assert delivery.part.text.replace("\u200b", "").split() == text(answered(previewed)).split()

        again = await editor.slash(channel, "digest now", name="Morning brief")
        assert "this very minute already" in text(answered(again))
        await world.env.advance_time(60)
        nothing = await editor.slash(channel, "digest now", name="Morning brief")
        assert "posts nothing now" in text(answered(nothing))
        empty = await editor.slash(channel, "digest preview", name="Morning brief")
        assert "would post nothing now" in text(answered(empty))


async def test_a_posted_digests_sources_are_those_frozen_with_it(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        room, channel, editor = await a_server(world)
        await editor.slash(channel, "digest create", **MORNING)
        await world.env.advance_time(18.5 * 3600)
        freeze_due(app.store, world.clock.now(), app.render_digest)
        (delivery,) = app.store.digests.open_deliveries(world.clock.now())
        message = await post(bot.get_partial_messageable(channel.id), delivery, label="Sources")
        assert custom_ids(message)[0] == delivery.marker

        findings = told(LISBON, "Ana Gomes", "Gomes", title="Foreign Minister", said="“We agree on most,”",
                        ahead=("on Monday", "2021-08-09"))  # fmt: skip
        keep(app, LISBON, findings)
        await world.env.restart_bot(BriefingBot(app))
        pressed = await world.member(room, "Kim").click(message, label="Sources")
        assert pressed.ephemeral
        shown = text(answered(pressed))
        assert "The Delhi Times · 6 September 2018" in shown
        assert "[1] **" in shown
        assert "Lisbon" not in shown


async def test_another_servers_digests_are_neither_named_nor_touched(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        room, channel, editor = await a_server(world, "Ours")
        _, there, stranger = await a_server(world, "Theirs")
        await editor.slash(channel, "digest create", **MORNING)
        for command in ("preview", "now", "pause", "resume", "remove"):
            asked = await stranger.slash(there, f"digest {command}", name="Morning brief")
            assert "There is no digest called “Morning brief” here." in text(answered(asked))
            assert await stranger.autocomplete(there, f"digest {command}", "name", "") == []
            offered = await editor.autocomplete(channel, f"digest {command}", "name", "morn")
            assert [choice["value"] for choice in offered] == ["Morning brief"]
        assert len(app.store.digests.all(f"guild:{room.id}")) == 1


async def test_zones_are_offered_with_the_time_there(bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        _, channel, editor = await a_server(world)
        (london,) = await editor.autocomplete(channel, "digest create", "zone", "london")
        assert (london["name"], london["value"]) == ("Europe/London (13:00)", "Europe/London")
        assert len(await editor.autocomplete(channel, "settings", "zone", "")) == 25
        templates = await editor.autocomplete(channel, "digest create", "template", "")
        assert "daily" in [choice["value"] for choice in templates]


# --- settings ------------------------------------------------------------------------------------------------------


async def test_settings_are_shown_and_changed_one_by_one(app: App, bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        room, channel, editor = await a_server(world)
        curators = room.create_role("Curators")
        shown = text(answered(await editor.slash(channel, "settings")))
        assert "Time zone: not chosen" in shown
        await editor.slash(channel, "settings", zone="Asia/Kolkata", alert_channel=channel)
        changed = await editor.slash(channel, "settings", curator_role=curators)
        assert changed.ephemeral
        said = text(answered(changed))
        assert "Time zone: Asia/Kolkata, now 17:30" in said
        assert f"Alerts: <#{channel.id}>" in said
        assert f"Curators: <@&{curators.id}>" in said
        kept = app.store.desk.settings(f"guild:{room.id}")
        assert (kept.zone, kept.alert_channel, kept.curator_role, kept.public) == (
            "Asia/Kolkata", channel.id, curators.id, True,
        )  # fmt: skip
        refused = await editor.slash(channel, "settings", curator_role=room.default_role)
        assert "cannot be everyone" in text(answered(refused))
        assert app.store.desk.settings(f"guild:{room.id}") == kept


# --- help ----------------------------------------------------------------------------------------------------------


async def test_help_offers_questions_that_have_answers(bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        asked = await world.person("Robin").slash("help")
        assert asked.ephemeral
        said = text(answered(asked))
        assert "- `/who` Jim Mattis" in said
        assert "- `/quotes` Mike Pompeo" in said
        assert "I have read 2 articles, 10 November 2017 to 6 September 2018." in said
        assert READ_AT < NOON


async def test_help_says_when_there_is_nothing_to_answer_from(simulate: Simulate, tmp_path: Any) -> None:
    from tests.bot.newsroom import newsroom

    with newsroom(tmp_path) as app:
        async with simulate(BriefingBot(app)) as world:
            said = text(answered(await world.person("Robin").slash("help")))
            assert "There is nothing to answer from yet" in said
            assert "python -m briefings load FOLDER" in said
