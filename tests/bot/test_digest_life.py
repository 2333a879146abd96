"""A digest's whole life, as an editor sees it: made, looked at, posted where it was to go; and every no on the way."""

from collections.abc import Callable
from typing import Any

import discord
import pytest

from bot.client import BriefingBot
from bot.destination import Destination, read_destination
from bot.sender import Sender
from briefings.app import App
from briefings.digests.due import freeze_due
from tests.bot.conftest import Simulate, answered
from tests.bot.delivering import SHORT, until
from tests.bot.newsroom import labels, text
from tests.bot.test_digests import MORNING, a_server


async def sent(app: App, bot: BriefingBot, world: Any) -> None:
    """The sender has posted all that is in the outbox."""
    sender = Sender(bot, app, now=world.clock.now, patience=SHORT)
    async with sender.sending():
        await until(lambda: not app.store.outbox.open_deliveries(world.clock.now()))


Posted = Callable[[Any], discord.Message]

PLACES: list[tuple[str, Callable[[Any], Any], dict[str, Any], Posted]] = [
    # where, how it is made, what is said of it, where the message stands then
    ("text", lambda room: room.create_text_channel("morning"), {}, lambda there: there.history()[-1]),
    ("news", lambda room: room.create_news_channel("news"), {}, lambda there: there.history()[-1]),
    ("forum", lambda room: room.create_forum_channel("weekly"), {"title": "{name}, {date}"},
     lambda there: there.threads[-1].history()[0]),
]  # fmt: skip


@pytest.mark.parametrize("kind,make,options,posted", PLACES, ids=[row[0] for row in PLACES])
async def test_what_is_previewed_is_posted_where_it_was_to_go_and_calls_its_role_once(
    app: App, bot: BriefingBot, simulate: Simulate, kind: str, make: Callable[[Any], Any], options: dict[str, Any],
    posted: Posted,
) -> None:  # fmt: skip
    async with simulate(bot) as world:
        room, channel, editor = await a_server(world)
        there, readers = make(room), room.create_role("Readers", mentionable=True)
        made = await editor.slash(
            channel, "digest create", **MORNING, channel=there, mention=readers, exclude="golf", **options
        )
        assert f"→ <#{there.id}>" in text(answered(made))
        previewed = text(answered(await editor.click(answered(made), label="Preview")))
        await editor.slash(channel, "digest now", name="Morning brief")
        await sent(app, bot, world)

        message = posted(there)
        words = text(message)
        assert words.startswith(f"<@&{readers.id}>")
        assert words.removeprefix(f"<@&{readers.id}>").split() == previewed.split()
        assert [role.id for role in message.role_mentions] in ([readers.id], [])  # a card's mentions are not listed
        assert labels(message)[0].startswith("Sources")
        published = (
            message.flags.crossposted or message.flags.is_crossposted
        )  # SimCord sets the second, Discord the first
        assert published == (kind == "news")
        if kind == "forum":
            assert there.threads[-1].name == "Morning brief, 10 August 2021"
        sources = await editor.click(message, label=labels(message)[0])
        assert "Pompeo" in text(answered(sources))
        await sent(app, bot, world)
        assert "posted" in text(answered(await editor.slash(channel, "digest history", name="Morning brief")))


async def test_a_digest_goes_into_a_thread(app: App, bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        _, channel, editor = await a_server(world)
        world.env.backend.create_thread(channel.id, "Elections", editor.id)
        (thread,) = channel.threads
        made = await editor.slash(channel, "digest create", **MORNING, channel=thread)
        assert f"→ <#{thread.id}>" in text(answered(made))
        await editor.slash(channel, "digest now", name="Morning brief")
        await sent(app, bot, world)
        assert "Pompeo" in text(thread.history()[-1])
        assert "Pompeo" not in "".join(text(message) for message in channel.history())


async def test_what_somebody_watches_is_posted_to_him_alone(app: App, bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        robin = world.person("Robin")
        await robin.slash("people watch", person="pompeo", zone="Europe/London")
        await world.env.advance_time(24 * 3600)
        freeze_due(app.store, world.clock.now(), app.render_digest)
        await sent(app, bot, world)
        message = robin.dm_channel.history()[-1]
        assert "Pompeo in New Delhi" in text(message)
        assert "Mattis in Brussels" not in text(message)
        assert labels(message)[-1] == "Stop these messages"


HOSTILE = ["@everyone", "<@&1>, `x`", "a" * 300, "**\u202e**", "((((", "%s {x}", ".*", "none,none"]


@pytest.mark.parametrize("words", HOSTILE)
async def test_words_that_would_be_more_than_text_are_kept_as_words(
    app: App, bot: BriefingBot, simulate: Simulate, words: str
) -> None:
    async with simulate(bot) as world:
        room, channel, editor = await a_server(world)
        made = await editor.slash(channel, "digest create", **MORNING, include=words, exclude=words, topics=words)
        assert "Next three" in text(answered(made))
        assert "@everyone" not in answered(made).components.__repr__()
        assert "would post nothing now" in text(
            answered(await editor.slash(channel, "digest preview", name="Morning brief"))
        ) or words == "none,none"  # fmt: skip
        assert len(app.store.schedules.all(f"guild:{room.id}")) == 1


async def test_a_server_has_twenty_digests_and_the_twenty_first_is_refused(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        room, channel, editor = await a_server(world)
        for n in range(20):
            await editor.slash(channel, "digest create", **{**MORNING, "name": f"Brief {n}"})
            await world.env.advance_time(10)  # ten answers a minute
        assert len(app.store.schedules.all(f"guild:{room.id}")) == 20
        refused = await editor.slash(channel, "digest create", **{**MORNING, "name": "One more"})
        assert "A server may have 20 digests. Remove one first." in text(answered(refused))
        listed = await editor.slash(channel, "digest list")
        assert text(answered(listed)).count("· next <t:") == 20


async def test_a_channel_that_was_removed_pauses_its_digest_and_another_takes_it_up(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        room, channel, editor = await a_server(world)
        gone = room.create_text_channel("gone")
        await editor.slash(channel, "digest create", **MORNING, channel=gone)
        await editor.slash(channel, "digest now", name="Morning brief")
        world.env.backend.delete_channel(gone.id)
        await sent(app, bot, world)
        listed = text(answered(await editor.slash(channel, "digest list")))
        assert "· paused: its channel is gone" in listed
        await world.env.advance_time(60)
        await editor.slash(channel, "digest edit", digest="Morning brief", channel=channel)
        resumed = await editor.slash(channel, "digest resume", name="Morning brief")
        assert "goes on: next <t:" in text(answered(resumed))
        (kept,) = app.store.schedules.all(f"guild:{room.id}")
        assert read_destination(kept.destination) == Destination(channel.id)
        await editor.slash(channel, "digest now", name="Morning brief")
        await sent(app, bot, world)
        assert "Pompeo in New Delhi" in text(channel.history()[-1])
