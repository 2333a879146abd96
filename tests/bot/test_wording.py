"""Every sentence that the bot says comes from the catalogue: with another one, nothing English is left."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.client import BriefingBot
from briefings.app import App
from briefings.render import Renderer, plain
from tests.bot.conftest import Simulate, answered
from tests.bot.newsroom import STORIES
from tests.bot.test_direct import say
from tests.bot.test_further import DAYS, fill_with_quotes
from tests.pseudo import bracketed, template, unbracketed

# What is said that no catalogue can translate: names of people, of zones, of Discord's permissions, and what was typed.
NAMES = [
    "Jim Mattis", "Mattis", "Mike Pompeo", "Pompeo", "Defense Secretary", "Secretary of State", "Europe/London", "UTC",
    "Send Messages", "View Channel", "Embed Links", "Read Message History", "Manage Server", "Morning", "Morning brief",
    "headlines", "London", "statement", "brussels", "tariffs", "Merkel", "Matis", "sideways", "Nowhere/Town", "07:30",
    "courier.example", "soonish", "tango", "reset", "x x x", "07:30 Europe/London",
]  # fmt: skip

ASKED: list[tuple[str, dict[str, Any]]] = [
    ("who", {"name": "mattis"}), ("who", {"name": "Matis"}), ("who", {"name": "Merkel"}),
    ("quotes", {"person": "mattis", "about": "statement"}), ("quotes", {"person": "mattis", "about": "tariffs"}),
    ("quotes", {"person": "mattis", "since": "2017-10", "until": "2017-11"}), ("timeline", {}),
    ("timeline", {"topic": "pompeo", "ahead": True}), ("search", {"query": "brussels", "until": "2017"}),
    ("search", {"query": "tariffs"}), ("search", {"query": "brussels", "since": "soonish"}), ("brief", {}),
    ("brief", {"topic": "tango"}), ("help", {}), ("settings", {}), ("settings", {"zone": "Europe/London"}),
    ("settings", {"zone": "Nowhere/Town"}),
]  # fmt: skip
DIGESTS: list[tuple[str, dict[str, Any]]] = [
    ("create", {"name": "Morning", "time": "sideways", "zone": "Europe/London"}),
    ("create", {"name": "Morning", "time": "07:30", "zone": "Europe/London"}),
    ("create", {"name": "Morning", "time": "07:30", "zone": "Europe/London"}), ("list", {}),
    ("layout", {"digest": "Morning", "sections": "stories, ahead", "quiet_day": "one line"}),
    ("preview", {"name": "Morning"}), ("pause", {"name": "Morning"}), ("resume", {"name": "Morning"}),
    ("pause", {"name": "tango"}), ("now", {"name": "Morning"}), ("remove", {"name": "Morning"}),
]  # fmt: skip
PRESSED = ["Sources", "Quotes", "Timeline", "Related", "Dossier", "Older"]


@pytest.fixture
def pseudo(app: App, tmp_path: Path) -> App:
    folder = bracketed(app.settings.templates, tmp_path / "pseudo")
    fill_with_quotes(app)
    return replace(app, settings=replace(app.settings, templates=folder), renderer=Renderer(folder))


async def test_nothing_is_said_that_is_not_in_the_catalogue_or_in_an_article(pseudo: App, simulate: Simulate) -> None:
    bot = BriefingBot(pseudo)
    async with simulate(bot) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        for n, (command, options) in enumerate(ASKED):
            asker = world.member(room, f"Robin {n}", manages=True)
            shown = answered(await asker.slash(channel, command, **options))
            for label in PRESSED:
                if f"⟦{label}⟧" in [each.get("label") for each in components(shown.components)]:
                    await asker.click(shown, label=f"⟦{label}⟧")
        editor, member = world.member(room, "Editor", manages=True), world.member(room, "Kim")
        for command, options in DIGESTS:
            await editor.slash(channel, f"digest {command}", **options)
        for words in ("hello", "what did mattis say", "x " * 300, "who was Merkel?", "reset"):
            await say(world, world.person("Lee"), words)
        for _ in range(11):
            await member.slash(channel, "brief")

        said = [text for request in world.env.http_requests for text in said_in(request.json or {})]
        assert len(said) > 100
        assert sorted({piece for text in said for piece in unbracketed(text) if not known(piece)}) == []


STATED = [f"“Statement number {n},” Jim Mattis said. Jim Mattis met Mike Pompeo in town {n}." for n in range(DAYS)]
STATED += [f"Statement {n}" for n in range(DAYS)]
ARTICLES = [
    *(plain(text) for story, _ in STORIES for text in (story.text, story.title or "", story.source or "")),
    *STATED,
]


def known(piece: str) -> bool:
    """An exact slice of an article, or one of the names."""
    seen = plain(piece)
    return any(seen in text for text in ARTICLES) or seen.lower() in {name.lower() for name in NAMES}


def test_a_word_outside_of_the_catalogue_is_noticed() -> None:
    assert unbracketed("## ⟦Titles⟧ seen **⟦by⟧** <t:12:R> [3]") == ["seen"]
    assert not known("Titles seen")
    assert known("arrived in Brussels")


def test_labels_in_a_table_and_names_in_a_list_are_bracketed() -> None:
    said = template(
        '{{ {"yes": "Do it", "no": "Leave it"}[what] }} {{ ["Mon", "Tue"][day - 1] }} {{ link("open it", at) }}'
    )
    assert said == (
        '{{ {"yes": "⟦Do⟧ ⟦it⟧", "no": "⟦Leave⟧ ⟦it⟧"}[what] }} '
        '{{ ["⟦Mon⟧", "⟦Tue⟧"][day - 1] }} {{ link("⟦open⟧ ⟦it⟧", at) }}'
    )
    assert template('{% if what in ("yes", "no") %}so{% endif %}') == '{% if what in ("yes", "no") %}⟦so⟧{% endif %}'
    assert (
        template('{{ names | join(" and ") }} {{ how("articles") }}')
        == '{{ names | join(" ⟦and⟧ ") }} {{ how("articles") }}'
    )


def said_in(body: Any) -> Iterator[str]:
    """Every text of a message that somebody would read."""
    message = body.get("data", body) if isinstance(body, dict) else {}
    if not isinstance(message, dict):
        return
    yield message.get("content") or ""
    for embed in message.get("embeds") or []:
        yield embed.get("description") or ""
    for component in components(message.get("components") or []):
        for key in ("content", "label", "placeholder", "title", "description"):
            yield component.get(key) or ""
        for option in component.get("options") or []:
            yield option.get("label") or ""


def components(found: list[Any]) -> Iterator[dict[str, Any]]:
    for component in found:
        yield component
        yield from components(component.get("components") or [])
        if isinstance(component.get("component"), dict):
            yield from components([component["component"]])
