"""A picture comes after its answer, with words for who does not see it; the answer is complete without."""

import asyncio
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bot import pictures
from bot.client import BriefingBot
from bot.replies import LOOKS, Look
from briefings.app import App
from briefings.charts import draw
from briefings.model import Network
from briefings.store.pictures import wished
from tests import builders
from tests.bot.conftest import Simulate, answered
from tests.bot.newsroom import READ_AT, keep, labels, parts, text, told

PNG = b"\x89PNG\r\n\x1a\n"
DAYS = ("17 November 2017", "6 September 2018", "12 September 2021")
KABUL = builders.article(
    "Ambassador Rina Amiri spoke in Kabul. “We wait,” Amiri said on 6 September 2018.",
    title="Amiri in Kabul", published="2018-09-07", source="The Kabul Times", doc="kabul-003",
)  # fmt: skip


@pytest.fixture
def three(app: App) -> App:
    """The small newsroom with a third happening: enough for a picture."""
    said = told(KABUL, "Rina Amiri", "Amiri", title="Ambassador", said="“We wait,”", ahead=("6 September 2018", "2018-09-06"))  # fmt: skip
    keep(app, KABUL, said)
    return app


@contextmanager
def drawing(app: App) -> Iterator[list[Any]]:
    """A reader that does nothing but draw. What it drew."""
    over, drawn = threading.Event(), list[Any]()
    draw(Network("", "", "", ()))  # the library takes seconds to load, which no test is about

    def work() -> None:
        while not over.wait(0.02):
            for request in app.store.desk.requests():
                drawn.append(wished(request))
                app.store.pictures.keep(request.key, draw(drawn[-1]), READ_AT)

    reader = threading.Thread(target=work)
    reader.start()
    try:
        yield drawn
    finally:
        over.set()
        reader.join()


def shown(message: Any) -> tuple[list[str], list[dict[str, Any]]]:
    """The addresses of the pictures in a message, and their alt texts with them."""
    items = [item for part in parts(message) if part["type"] == 12 for item in part["items"]]
    return [item["media"]["url"] for item in items], items


# --- it comes -----------------------------------------------------------------------------------------------------


async def test_a_timeline_gets_its_picture_with_alt_text_that_states_its_figures(
    three: App, simulate: Simulate
) -> None:
    with drawing(three) as drawn:
        async with simulate(BriefingBot(three)) as world:
            room = world.server()
            channel = room.create_text_channel("newsroom")
            asked = await world.member(room, "Robin").slash(channel, "timeline")
            answer = answered(asked)
            (file,) = answer.attachments
            assert file.filename == "chart.png"
            ((address,), (item,)) = shown(answer)
            assert address == "attachment://chart.png" or address == file.url
            assert all(day in item["description"] for day in DAYS)
            assert all(day in text(answer) for day in DAYS)
            assert labels(answer) == ["Sources", "Export"]
    assert len(drawn) == 1
    assert three.store.desk.requests() == ()
    assert not three.store.pictures.is_wished(three.store.pictures.ask(drawn[0], READ_AT))


async def test_a_dossier_shows_the_months_and_links_a_network(app: App, simulate: Simulate) -> None:
    names = ("Rina Amiri", "Ashraf Ghani", "Zalmay Khalilzad")
    for n in (1, 2, 3):
        story = builders.article(
            f"Defense Secretary Jim Mattis met {names[0]}, {names[1]} and {names[2]} on day {n}.",
            published=f"2018-0{n}-01", doc=f"meeting-{n}",
        )  # fmt: skip
        people = [builders.person(story, name) for name in ("Jim Mattis", *names)]
        keep(app, story, builders.findings(story, people=people))
    with drawing(app) as drawn:
        async with simulate(BriefingBot(app)) as world:
            robin = world.person("Robin")
            dossier = answered(await robin.slash("who", name="mattis"))
            linked = answered(await robin.slash("links", person="mattis"))
    months, network = drawn
    assert [n for _, n in months.counts] == [1, 0, 1, 1, 1]
    assert "November 2017 1, December 2017 0, January 2018 1" in shown(dossier)[1][0]["description"]
    assert sorted(network.others) == sorted((name, 3) for name in names)
    assert all(f"{name} 3" in shown(linked)[1][0]["description"] for name in names)


async def test_in_a_dm_it_comes_too(three: App, simulate: Simulate) -> None:
    with drawing(three):
        async with simulate(BriefingBot(three)) as world:
            robin = world.person("Robin")
            await robin.send_dm("timeline since 2017")
            answer = robin.dm_channel.history()[-1]
            assert [file.filename for file in answer.attachments] == ["chart.png"]
            assert all(day in shown(answer)[1][0]["description"] for day in DAYS)
            pressed = await robin.click(answer, label="Sources")
            assert "Kabul" in text(pressed.response)


async def test_a_private_answer_keeps_its_picture_private(three: App, simulate: Simulate) -> None:
    with drawing(three):
        async with simulate(BriefingBot(three)) as world:
            room = world.server()
            channel = room.create_text_channel("newsroom")
            asked = await world.member(room, "Robin").slash(channel, "timeline", private=True)
            assert asked.ephemeral
            assert answered(asked).attachments
            assert channel.history(viewer=world.member(room, "Kim")) == []


@pytest.mark.parametrize("look", LOOKS)
async def test_a_slow_answer_and_an_embed_get_theirs(three: App, simulate: Simulate, look: Look) -> None:
    with drawing(three):
        async with simulate(BriefingBot(three, patience_seconds=0, look=look)) as world:
            room = world.server()
            channel = room.create_text_channel("newsroom")
            await world.member(room, "Robin").slash(channel, "timeline")
            (message,) = channel.history()
            (file,) = message.attachments
            assert file.filename == "chart.png"
            if look == "embeds":
                assert message.embeds[0].image.url in {"attachment://chart.png", file.url}


async def test_the_same_answer_again_is_drawn_once(three: App, simulate: Simulate) -> None:
    with drawing(three) as drawn:
        async with simulate(BriefingBot(three)) as world:
            robin = world.person("Robin")
            for _ in range(3):
                asked = await robin.slash("timeline")
                assert answered(asked).attachments
    assert len(drawn) == 1


async def test_of_many_who_wait_at_once_the_last_go_without(three: App) -> None:
    bot = BriefingBot(three)
    waiting = pictures.Pictures(three, bot.in_thread, patience_seconds=1)
    charts = [Network(f"{n}", "", "", ()) for n in range(pictures.MOST_WAITING + 1)]
    three.store.pictures.keep(three.store.pictures.ask(charts[-1], READ_AT), b"drawn before", READ_AT)
    *early, late = await asyncio.gather(*(waiting.drawn(chart, READ_AT) for chart in charts))
    assert (early, late) == ([None] * pictures.MOST_WAITING, None)
    assert await waiting.drawn(charts[-1], READ_AT) == b"drawn before"
    assert three.store.desk.requests() == ()
    await bot.close()


async def test_the_answer_stands_before_its_picture_is_wished_for(
    three: App, simulate: Simulate, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    ask = type(three.store.pictures).ask

    async with simulate(BriefingBot(three)) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")

        def look(self: Any, chart: Any, now: Any) -> str:
            seen.extend(text(message) for message in channel.history())
            return ask(self, chart, now)

        monkeypatch.setattr(type(three.store.pictures), "ask", look)
        with drawing(three):
            await world.member(room, "Robin").slash(channel, "timeline")
    assert len(seen) == 1
    assert all(day in seen[0] for day in DAYS)


async def test_a_picture_that_comes_late_leaves_the_page_that_was_turned_to_meanwhile(
    three: App, simulate: Simulate, monkeypatch: pytest.MonkeyPatch
) -> None:
    from simcord import interactions
    from simcord.backend import serializers

    for n in range(1, 25):
        story = builders.article(
            f"Envoy Rina Amiri spoke on {n} March 2018.",
            published="2018-04-02",
            title=f"Talks, day {n}",
            doc=f"talks-{n}",
        )
        on = (f"{n} March 2018", f"2018-03-{n:02}")
        keep(three, story, told(story, "Rina Amiri", title="Envoy", said=f"spoke on {n} March", ahead=on))
    ask, loop, pages = type(three.store.pictures).ask, asyncio.get_running_loop(), list[str]()

    async with simulate(BriefingBot(three)) as world:
        room, backend = world.server(), world.env.backend
        channel, robin = room.create_text_channel("newsroom"), world.member(room, "Robin")

        def press() -> None:
            """As a user does while the picture is being drawn; SimCord's own click waits until it stands."""
            (answer,) = channel.history()
            (page,) = [part["custom_id"] for part in parts(answer) if part.get("custom_id", "").startswith("p1:")]
            record, payload = interactions.base_payload(
                backend, type=3, channel_id=channel.id, guild_id=room.id, user_id=robin.id,
                data={"custom_id": page, "component_type": 2},
            )  # fmt: skip
            record.source_message_id = answer.id
            message = serializers.message_payload(backend, backend.get_message(channel.id, answer.id))
            backend.emit("INTERACTION_CREATE", payload | {"message": dict(message)})

        def late(self: Any, chart: Any, now: Any) -> Any:
            pages.append(text(channel.history()[-1]))
            if len(pages) == 1:
                loop.call_soon_threadsafe(press)
                for _ in range(500):
                    if text(channel.history()[-1]) == pages[0]:
                        threading.Event().wait(0.02)
            return ask(self, chart, now)

        monkeypatch.setattr(type(three.store.pictures), "ask", late)
        with drawing(three):
            await robin.slash(channel, "timeline", topic="amiri")
        (answer,) = channel.history()
        first, second = pages
        assert first != text(answer) == second
        days = set(re.findall(r"\d+ March 2018", shown(answer)[1][0]["description"]))
        assert days
        assert days <= set(re.findall(r"\d+ March 2018", text(answer))), "the picture is of the page that stands there"


# --- it does not ----------------------------------------------------------------------------------------------------


async def without(world: Any, *, private: bool = False) -> Any:
    """The answer, complete as it was at first."""
    room = world.server()
    channel = room.create_text_channel("newsroom")
    answer = answered(await world.member(room, "Robin").slash(channel, "timeline"))
    assert all(day in text(answer) for day in DAYS)
    assert (answer.attachments, shown(answer)) == ([], ([], []))
    return answer


async def test_without_a_reader_nothing_is_wished_for(
    three: App, simulate: Simulate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(three.store), "reader_runs", lambda _: False)
    monkeypatch.setattr(type(three.store.pictures), "ask", lambda *_: pytest.fail("it was asked for"))
    async with simulate(BriefingBot(three)) as world:
        await without(world)


async def test_a_reader_with_other_things_to_do_is_waited_for_a_little_while_and_nothing_is_left(
    three: App, simulate: Simulate, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = BriefingBot(three)
    bot._pictures = pictures.Pictures(three, bot.in_thread, patience_seconds=0.4)
    async with simulate(bot) as world:
        await without(world)
    assert three.store.desk.requests() == ()


async def test_a_chart_that_cannot_be_drawn_is_none(three: App, simulate: Simulate) -> None:
    over = threading.Event()

    def refuse() -> None:
        while not over.wait(0.02):
            for request in three.store.desk.requests():
                three.store.pictures.keep(request.key, None, READ_AT)

    reader = threading.Thread(target=refuse)
    reader.start()
    try:
        async with simulate(BriefingBot(three)) as world:
            await without(world)
    finally:
        over.set()
        reader.join()


async def test_pictures_can_be_switched_off(three: App, simulate: Simulate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(three.store.pictures), "ask", lambda *_: pytest.fail("it was asked for"))
    async with simulate(BriefingBot(three, pictures=False)) as world:
        await without(world)


async def test_of_two_happenings_there_is_no_picture(app: App, simulate: Simulate) -> None:
    with drawing(app) as drawn:
        async with simulate(BriefingBot(app)) as world:
            asked = await world.person("Robin").slash("timeline")
            assert answered(asked).attachments == []
    assert drawn == []


async def test_a_store_that_fails_then_costs_the_picture_and_not_the_answer(
    three: App, simulate: Simulate, monkeypatch: pytest.MonkeyPatch
) -> None:
    from briefings.errors import StoreUnusable

    def fail(*_: object) -> None:
        raise StoreUnusable("store_locked", path="x", half="desk", why="x")

    monkeypatch.setattr(type(three.store.pictures), "ask", fail)
    async with simulate(BriefingBot(three)) as world:
        await without(world)
