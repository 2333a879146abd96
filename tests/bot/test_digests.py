"""`/digest` and `/settings`: only for those who manage a server, and only where they and the bot may post."""

import re
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.client import BriefingBot
from bot.destination import Destination, read_destination
from bot.replies import post
from briefings.app import BUILT_IN, App
from briefings.digests.due import freeze_due
from briefings.model import Filters, LayoutChoice
from briefings.render import Renderer
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


async def test_the_confirmation_can_be_previewed_and_taken_back_at_once(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        room, channel, editor = await a_server(world)
        made = answered(await editor.slash(channel, "digest create", **MORNING))
        assert labels(made) == ["Preview", "Cancel"]
        assert "Pompeo in New Delhi" in text(answered(await editor.click(made, label="Preview")))
        assert len(app.store.schedules.all(f"guild:{room.id}")) == 1
        assert "is removed" in text(answered(await editor.click(made, label="Cancel")))
        assert app.store.schedules.all(f"guild:{room.id}") == ()
        assert "is gone already" in text(answered(await editor.click(made, label="Preview")))


@pytest.mark.parametrize(
    "time,days,said",
    [
        ("7:30", "weekdays", "weekdays 07:30 Europe/London"),
        ("18:00", "Mon,Thu", "Mon, Thu 18:00 Europe/London"),
        ("weekends 10:00", None, "weekends 10:00 Europe/London"),
        (None, "every 6h", "daily, every 6 hours from 00:00 Europe/London"),
        ("7:30", "every 6h", "daily, every 6 hours from 07:30 Europe/London"),
        ("30 7 * * 1-5", None, r"cron 30 7 \* \* 1-5 Europe/London"),
    ],
)
async def test_a_digest_comes_on_days_every_few_hours_or_by_a_cron_line(
    bot: BriefingBot, simulate: Simulate, time: str | None, days: str | None, said: str
) -> None:
    async with simulate(bot) as world:
        _, channel, editor = await a_server(world)
        rule = {name: value for name, value in (("time", time), ("days", days)) if value}
        made = await editor.slash(channel, "digest create", name="Morning brief", zone="Europe/London", **rule)
        assert said in text(answered(made))


async def test_the_servers_zone_is_taken_where_none_is_named(bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        _, channel, editor = await a_server(world)
        refused = await editor.slash(channel, "digest create", name="Morning brief", time="07:30")
        assert "Which time zone?" in text(answered(refused))
        form = await editor.click(answered(refused), label="Choose the time zone")
        await editor.submit_modal(form, {"zone": "kolkata"})
        made = await editor.slash(channel, "digest create", name="Morning brief", time="07:30")
        assert "daily 07:30 Asia/Kolkata" in text(answered(made))


async def test_what_a_digest_is_to_tell_and_whom_to_call_is_kept_and_restated(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        room, channel, editor = await a_server(world)
        readers = room.create_role("Readers", mentionable=True)
        made = await editor.slash(
            channel, "digest create", **MORNING, mention=readers, quiet="22:00-07:00", people="Jim Mattis, Pompeo",
            topics="North Korea", sources="The Delhi Times", include="talks, arms", exclude="golf",
        )  # fmt: skip
        said = text(answered(made))
        assert f"Calls <@&{readers.id}>" in said
        assert "Quiet hours: 22:00–07:00" in said
        assert "Only with Jim Mattis or Mike Pompeo" in said
        assert "Only about North Korea" in said
        assert "Only from The Delhi Times" in said
        assert "Only with the words talks or arms" in said
        assert "Nothing with golf" in said
        (kept,) = app.store.schedules.all(f"guild:{room.id}")
        assert read_destination(kept.destination) == Destination(channel.id, role=readers.id)
        assert (kept.filters.topics, kept.filters.include) == (("North Korea",), ("talks", "arms"))
        assert len(set(kept.filters.people)) == 2

        nobody = await editor.slash(channel, "digest create", **{**MORNING, "name": "Other"}, people="Zebulon Quark")
        assert "I know nobody called “Zebulon Quark”" in text(answered(nobody))
        assert len(app.store.schedules.all(f"guild:{room.id}")) == 1


async def test_a_role_that_may_not_be_mentioned_is_not_mentioned_through_the_bot(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        room, channel, editor = await a_server(world)
        closed = room.create_role("Closed")
        refused = await editor.slash(channel, "digest create", **MORNING, mention=closed)
        assert f"You may not mention <@&{closed.id}> yourself" in text(answered(refused))
        assert app.store.schedules.all(f"guild:{room.id}") == ()
        made = await editor.slash(channel, "digest create", **MORNING, mention=room.default_role)
        assert "Calls" not in text(answered(made))


async def test_a_digest_goes_to_an_announcement_channel_or_into_a_forum(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        room, channel, editor = await a_server(world)
        news, forum = room.create_news_channel("news"), room.create_forum_channel("weekly")

        async def kept(**options: Any) -> Destination:
            made = await editor.slash(channel, "digest create", **{**MORNING, **options})
            assert "Next three" in text(answered(made))
            return read_destination(app.store.schedules.all(f"guild:{room.id}")[-1].destination)

        assert await kept(name="One", channel=news) == Destination(news.id, "news")
        assert await kept(name="Two", channel=news, publish=False) == Destination(news.id)
        assert await kept(name="Three", channel=forum, title="{name} of {date}") == Destination(
            forum.id, "forum", title="{name} of {date}"
        )
        refused = await editor.slash(channel, "digest create", **{**MORNING, "name": "Four"}, title="A title")
        assert "A title and tags are for a forum’s posts" in text(answered(refused))
        strange = await editor.slash(channel, "digest create", **{**MORNING, "name": "Four"}, channel=forum, tags="x")
        assert f"The forum <#{forum.id}> has no tag “x”." in text(answered(strange))


async def test_a_digest_is_edited_in_part_and_the_rest_stays(app: App, bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        room, channel, editor = await a_server(world)
        evening = room.create_text_channel("evening")
        await editor.slash(channel, "digest create", **MORNING, days="weekdays", exclude="golf")
        (made,) = app.store.schedules.all(f"guild:{room.id}")

        async def edited(**options: Any) -> str:
            asked = await editor.slash(channel, "digest edit", digest="morning brief", **options)
            assert asked.ephemeral
            return text(answered(asked))

        assert "weekdays 18:00 Europe/London" in await edited(time="18:00")
        assert "Mon 18:00 Europe/London" in await edited(days="Mon")
        assert f"→ <#{evening.id}>" in await edited(channel=evening, exclude="none", include="talks")
        assert "I can’t read “Mon never”" in await edited(time="never", days="Mon")
        (kept,) = app.store.schedules.all(f"guild:{room.id}")
        assert (kept.id, kept.name, kept.template, kept.zone) == (made.id, made.name, made.template, made.zone)
        assert kept.filters == Filters(include=("talks",))
        assert kept.next_due > made.next_due


async def test_a_digest_is_as_long_as_was_chosen_and_has_the_sections_that_were_in_their_order(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        room, channel, editor = await a_server(world)
        made = text(answered(await editor.slash(channel, "digest create", **MORNING, template="headlines")))
        assert "Template: Headlines" in made
        assert "Stories; at most 12 stories, 2 of a publisher, 1 sentence each, the most told first" in made
        assert "A quiet day is skipped" in made

        async def laid_out(**options: Any) -> str:
            return text(answered(await editor.slash(channel, "digest layout", digest="morning brief", **options)))

        said = await laid_out(stories=1, sections="ahead, Stories", order="newest", quiet_day="one line")
        assert "Ahead, Stories; at most 1 story, 2 of a publisher, 1 sentence each, the newest first" in said
        assert "A quiet day is told in one line" in said
        assert "Ahead, Stories; at most 6 stories" in await laid_out(stories=0, length="short")
        assert "There is no section “weather”. There are: stories, said" in await laid_out(sections="ahead, weather")
        assert "Stories; at most 6 stories" in await laid_out(sections="template", quiet_day="nothing")
        (kept,) = app.store.schedules.all(f"guild:{room.id}")
        assert kept.layout == LayoutChoice(length="short", order="newest")
        assert "Template: People & quotes" in text(
            answered(await editor.slash(channel, "digest edit", digest="morning brief", template="people & quotes"))
        )


async def test_sections_and_templates_are_offered_by_what_they_are_called(bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        _, channel, editor = await a_server(world)
        (offered,) = await editor.autocomplete(channel, "digest layout", "sections", "ahead, sto")
        assert offered["value"] == "ahead, stories"
        (offered,) = await editor.autocomplete(channel, "digest create", "template", "timel")
        assert (offered["name"], offered["value"]) == ("The week as a timeline", "week")


async def test_a_preview_says_why_each_article_is_in_or_out_to_nobody_else(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    keep(app, LISBON, told(LISBON, "Ana Gomes", "Gomes", title="Foreign Minister", said="“We agree on most,”",
                           ahead=("on Monday", "2021-08-09")))  # fmt: skip
    async with simulate(bot) as world:
        _, channel, editor = await a_server(world)
        await editor.slash(channel, "digest create", **MORNING, exclude="lisbon")
        await editor.slash(channel, "digest layout", digest="Morning brief", stories=1)
        previewed = await editor.slash(channel, "digest preview", name="Morning brief")
        assert previewed.ephemeral
        why = "\n".join(text(message) for message in previewed.followups)
        assert all(message.flags.ephemeral for message in previewed.followups)
        assert "Why each article is in or out" in why
        sections = dict(part.split("\n- ", 1) for part in why.split("\n\n") if "\n- " in part)
        assert "Pompeo in New Delhi" in sections["**In**"]
        assert "Mattis meets allies in Brussels" in sections["**Out: no room after 1 story**"]
        left_out = sections["**Out: has a word that is left out**"]
        assert left_out.startswith("Gomes in Lisbon · The Brussels Courier · “lisbon”")

        await editor.slash(channel, "digest now", name="Morning brief")
        await world.env.advance_time(3600)
        later = await editor.slash(channel, "digest preview", name="Morning brief")
        assert "would post nothing now" in text(answered(later))
        why = "\n".join([text(answered(later)), *map(text, later.followups)])
        assert re.search(r"Out: sent before\*\*\n- Pompeo in New Delhi", why)
        assert re.search(r"Out: too old, it arrived before <t:\d+:f>\*\*\n(?:- .+\n)*- \[Mattis meets allies", why)


async def test_a_digest_tells_its_history_and_what_it_does(app: App, bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        room, channel, editor = await a_server(world)
        await editor.slash(channel, "digest create", **MORNING)

        async def told(command: str) -> str:
            asked = await editor.slash(channel, f"digest {command}", name="Morning brief")
            assert asked.ephemeral
            return text(answered(asked))

        assert "It has not come yet." in await told("history")
        assert "It has not come yet." in await told("explain")
        await editor.slash(channel, "digest now", name="Morning brief")
        assert ":f> · `/digest now` · on its way" in await told("history")
        (delivery,) = app.store.outbox.open_deliveries(NOON + timedelta(hours=1))
        app.store.outbox.claim(delivery, NOON)
        app.store.outbox.sent(delivery, "77", NOON)
        assert f"· posted · [open it](<https://discord.com/channels/{room.id}/{channel.id}/77>)" in await told(
            "history"
        )
        assert ", posted." in await told("explain")


async def test_a_digest_is_paused_until_a_day(app: App, bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        _, channel, editor = await a_server(world)
        await editor.slash(channel, "digest create", **MORNING)
        paused = await editor.slash(channel, "digest pause", name="Morning brief", until="2 days")
        midnight = int((NOON.replace(hour=23) + timedelta(days=1)).timestamp())  # summer time in London
        again = midnight + 7 * 3600 + 1800
        comes = f"until <t:{midnight}:f>, and comes again <t:{again}:f> (<t:{again}:R>)."
        assert text(answered(paused)) == f"“Morning brief” is paused {comes} `/digest resume` takes it up before."
        past = await editor.slash(channel, "digest pause", name="Morning brief", until="2001-01-01")
        assert "is not to come" in text(answered(past))


async def test_a_time_is_read_back_while_somebody_types_it(bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        _, channel, editor = await a_server(world)
        (offered,) = await editor.autocomplete(channel, "digest create", "time", "weekdays 7:30")
        assert (offered["name"], offered["value"]) == ("weekdays 07:30", "weekdays 7:30")
        assert await editor.autocomplete(channel, "digest create", "time", "half sev") == []


async def test_several_people_are_completed_one_after_the_other(bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        _, channel, editor = await a_server(world)
        offered = await editor.autocomplete(channel, "digest create", "people", "Mattis, pomp")
        assert offered[0]["value"].startswith("Mattis, ")
        assert "Pompeo" in offered[0]["name"]


@pytest.mark.parametrize(
    "changed,said",
    [
        ({"time": "half seven"}, "I can’t read “half seven”. Try 07:30, weekdays 7:30"),
        ({"zone": "Londn"}, "“Londn” is no time zone I know. Closest: Europe/London"),
        ({"template": "fancy"}, "There is no digest template “fancy”. There are: Classroom, Morning brief"),
        ({"name": "   "}, "A digest’s name has 1 to 80 characters"),
        ({"time": "0 30 7 * * 1"}, "I can’t read “0 30 7 \\* \\* 1”"),  # six fields
        ({"time": "61 7 * * *"}, "as a cron line. It has five fields"),
        ({"time": "30 7 31 2 *"}, "never comes: no month has that day"),
        ({"time": "* * * * *"}, "comes more than 24 times a day"),
        ({"zone": "Mars/Olympus"}, "is no time zone I know"),
        ({"time": "07:30", "quiet": "22:00-08:00"}, "would never come"),
        ({"quiet": "late"}, "as quiet hours"),
        ({"include": ", ".join(f"word{n}" for n in range(21))}, "A filter takes 20 at most; here are 21"),
        ({"people": "Zebulon Quark"}, "I know nobody called “Zebulon Quark”"),
        ({"tags": "weekly"}, "A title and tags are for a forum’s posts"),
    ],
)
async def test_what_cannot_be_read_is_said_and_nothing_is_made(
    app: App, bot: BriefingBot, simulate: Simulate, changed: dict[str, Any], said: str
) -> None:
    async with simulate(bot) as world:
        room, channel, editor = await a_server(world)
        made = await editor.slash(channel, "digest create", **{**MORNING, **changed})
        assert made.ephemeral
        assert said in text(answered(made))
        assert app.store.schedules.all(f"guild:{room.id}") == ()


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
        assert app.store.schedules.all(f"guild:{room.id}") == ()


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
    ("digest edit", {"digest": "Morning brief"}),
    ("digest layout", {"digest": "Morning brief", "stories": 3}),
    ("digest history", {"name": "Morning brief"}),
    ("digest explain", {"name": "Morning brief"}),
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
        assert text(answered(asked)) == (
            "This needs the permission Manage Server, in a server that added me. Please ask somebody who has it."
        )
        assert app.store.schedules.all(f"guild:{room.id}") == ()
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
        assert len(app.store.schedules.all(f"guild:{room.id}")) == 1
        assert labels(asked) == ["Remove it"]
        pressed = await editor.click(asked, label="Remove it")
        assert text(answered(pressed)) == "“Morning brief” is removed. What it posted stays."
        assert app.store.schedules.all(f"guild:{room.id}") == ()
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
        (made,) = app.store.schedules.all(f"guild:{room.id}")
        app.store.schedules.pause(made.id, why)
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
        (delivery,) = app.store.outbox.open_deliveries(NOON + timedelta(hours=1))
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
        (delivery,) = app.store.outbox.open_deliveries(world.clock.now())
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
        for command in ("preview", "now", "history", "explain", "pause", "resume", "remove"):
            asked = await stranger.slash(there, f"digest {command}", name="Morning brief")
            assert "There is no digest called “Morning brief” here." in text(answered(asked))
            assert await stranger.autocomplete(there, f"digest {command}", "name", "") == []
            offered = await editor.autocomplete(channel, f"digest {command}", "name", "morn")
            assert [choice["value"] for choice in offered] == ["Morning brief"]
        assert len(app.store.schedules.all(f"guild:{room.id}")) == 1


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


async def test_what_a_digest_says_of_a_broken_template_names_no_file(
    app: App, simulate: Simulate, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "templates"
    shutil.copytree(BUILT_IN, folder)
    (folder / "digests" / "our_own.md.j2").write_text("{# The editor’s pick: all of it. #}\n{{ digest.naem }}")
    (folder / "digests" / "no_title.md.j2").write_text("## {{ digest.name }}")
    app = App(replace(app.settings, templates=folder), app.store, Renderer(folder))
    async with simulate(BriefingBot(app)) as world:
        _, channel, editor = await a_server(world)
        named = await editor.slash(channel, "digest create", **MORNING | {"template": "None such"})
        assert "Headlines, No title, The editor’s pick, People & quotes" in text(answered(named))
        await editor.slash(channel, "digest create", **MORNING, template="The editor’s pick")
        previewed = await editor.slash(channel, "digest preview", name="Morning brief")
        said = "\n".join([text(answered(previewed)), *map(text, previewed.followups)])
        assert "Pompeo in New Delhi" in said
        assert "The template “The editor’s pick” is broken." in said
        assert "our_own" not in said
        assert "digests/our_own.md.j2 is broken in line 2" in caplog.text
        await editor.slash(channel, "digest edit", digest="Morning brief", template="no title")
        previewed = await editor.slash(channel, "digest preview", name="Morning brief")
        assert all("is broken" not in text(message) for message in previewed.followups)


async def test_who_asks_is_told_of_broken_wording_without_its_file_which_the_log_names(
    app: App, simulate: Simulate, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "templates"
    shutil.copytree(BUILT_IN, folder)
    (folder / "answers" / "profile.md.j2").write_text("## {{ profile.naem }}")
    app = App(replace(app.settings, templates=folder), app.store, Renderer(folder))
    async with simulate(BriefingBot(app)) as world:
        _, channel, editor = await a_server(world)
        told = text(answered(await editor.slash(channel, "who", name="mattis")))
        assert (
            told
            == "My wording for this is broken, so I can’t show it. Whoever runs me finds in the log what is wrong, and where."
        )
        assert "answers/profile.md.j2 is broken in line 1" in caplog.text


async def test_what_changes_nothing_says_so_and_is_nobodys_change(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        room, channel, editor = await a_server(world)
        await editor.slash(channel, "digest create", **MORNING)
        before = app.store.schedules.all(f"guild:{room.id}")
        edited = await editor.slash(channel, "digest edit", digest="Morning brief", time="7:30")
        assert text(answered(edited)).startswith("As it was: **“Morning brief”**")
        resumed = await editor.slash(channel, "digest resume", name="Morning brief")
        assert text(answered(resumed)).startswith("“Morning brief” is not paused: next <t:")
        assert app.store.schedules.all(f"guild:{room.id}") == before
