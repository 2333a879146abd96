"""`/people watch` and `unwatch`: for anybody, of the public articles, daily, until one press stops it."""

from typing import Any

import pytest

from bot.client import BriefingBot
from bot.controls import digest_buttons
from bot.destination import Destination, read_destination
from bot.replies import message
from briefings.app import App
from briefings.digests.due import freeze_due
from briefings.model import KeptOfUser
from tests.bot.conftest import Simulate, answered
from tests.bot.newsroom import labels, text

LONDON = {"zone": "Europe/London"}


async def test_anybody_watches_a_person_in_a_dm_and_is_told_when_it_comes(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        robin = world.person("Robin")
        watched = await robin.slash("people watch", person="mattis", **LONDON)
        said = text(answered(watched))
        assert "→ your direct messages, daily 08:00 Europe/London" in said
        assert "You watch Jim Mattis." in said
        (kept,) = app.store.schedules.all(f"user:{robin.id}")
        assert read_destination(kept.destination) == Destination(robin.id, "dm")
        more = await robin.slash("people watch", person="pompeo", time="18:30")
        assert "daily 18:30 Europe/London" in text(answered(more))
        assert "You watch Jim Mattis and Mike Pompeo." in text(answered(more))
        assert len(app.store.schedules.all(f"user:{robin.id}")) == 1, "one message a day, whomever he watches"
        assert app.store.schedules.all(f"user:{world.person('Kim').id}") == ()


async def test_the_last_person_unwatched_is_the_end_of_it(app: App, bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        robin = world.person("Robin")
        assert "You watch nobody." in text(answered(await robin.slash("people unwatch")))
        for name in ("mattis", "pompeo"):
            await robin.slash("people watch", person=name, **LONDON)
        left = await robin.slash("people unwatch", person="mattis")
        assert text(answered(left)) == "You still watch Mike Pompeo."
        strange = await robin.slash("people unwatch", person="mattis")
        assert "You do not watch that person." in text(answered(strange))
        done = await robin.slash("people unwatch", person="pompeo")
        assert text(answered(done)) == "Done: I send you nothing more."
        assert app.store.schedules.all(f"user:{robin.id}") == ()


async def test_one_press_below_the_message_stops_it_and_only_for_whom_it_is(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        robin, kim = world.person("Robin"), world.person("Kim")
        await robin.slash("people watch", **LONDON)  # everything
        await world.env.advance_time(24 * 3600)
        freeze_due(app.store, world.clock.now(), app.render_digest)
        (delivery,) = app.store.outbox.open_deliveries(world.clock.now())
        assert delivery.destination == f"discord-dm:{robin.id}"
        shown = message(delivery.part.text, digest_buttons(delivery, "Sources"))
        channel = bot.get_partial_messageable(robin.dm_channel.id)
        posted = await channel.send(**shown)
        assert labels(posted)[-1] == "Stop these messages"

        await world.env.restart_bot(BriefingBot(app))
        (watched,) = app.store.schedules.all(f"user:{robin.id}")
        done = await robin.click(posted, label="Stop these messages")
        assert text(answered(done)) == "Done: I send you nothing more."
        assert app.store.schedules.all(f"user:{robin.id}") == ()
        assert "is gone already" in text(answered(await robin.click(posted, label="Stop these messages")))

        await kim.slash("people watch", **LONDON)
        assert app.store.schedules.get(f"user:{robin.id}", watched.id) is None


async def test_one_press_below_the_confirmation_stops_it_too_whatever_was_watched(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        room: Any = world.server("Ours")
        channel, robin = room.create_text_channel("news"), world.member(room, "Robin")
        watched = await robin.slash(channel, "people watch", person="mattis", **LONDON)
        await robin.slash(channel, "people watch", person="pompeo")
        done = await robin.click(answered(watched), label="Stop these messages")
        assert done.ephemeral
        assert text(answered(done)) == "Done: I send you nothing more."
        assert app.store.schedules.all(f"user:{robin.id}") == ()


async def test_who_deletes_his_data_is_watching_nothing_any_more(
    app: App, bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        robin = world.person("Robin")
        await robin.slash("people watch", person="mattis", **LONDON)
        await robin.slash("people unwatch")
        assert app.store.decisions.kept_of(robin.id) == KeptOfUser(watches=1), "its buttons still answer"
        asked = answered(await robin.slash("help", topic="delete my data"))
        assert "**What you watch**: 1" in text(asked)
        sure = answered(await robin.click(asked, label="Delete my number"))
        assert "names you any more" in text(answered(await robin.click(sure, label="Yes, delete it")))
        assert app.store.decisions.kept_of(robin.id) == KeptOfUser()


async def test_a_servers_zone_is_lent_and_else_asked_for(app: App, bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        room: Any = world.server("Ours")
        channel, kim = room.create_text_channel("news"), world.member(room, "Kim", manages=True)
        asked = await world.person("Robin").slash("people watch", person="mattis")
        assert "Which time zone?" in text(answered(asked))
        await kim.slash(channel, "settings", zone="Asia/Kolkata")
        watched = await kim.slash(channel, "people watch", person="mattis")
        assert watched.ephemeral
        assert "daily 08:00 Asia/Kolkata" in text(answered(watched))


@pytest.mark.parametrize(
    "options, said",
    [
        ({"person": "Zebulon Quark"}, "I know nobody called “Zebulon Quark”"),
        ({"person": "mattis", "time": "every 6h"}, "as a time of day"),
    ],
)
async def test_what_cannot_be_watched_is_said(
    bot: BriefingBot, simulate: Simulate, options: dict[str, str], said: str
) -> None:
    async with simulate(bot) as world:
        asked = await world.person("Robin").slash("people watch", **LONDON, **options)
        assert said in text(answered(asked))
