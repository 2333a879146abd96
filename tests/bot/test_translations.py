"""What Discord shows of the commands: all of it from the catalogue, in English and in another language."""

import json
import logging
import shutil
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from bot.client import BriefingBot
from bot.translations import LONGEST
from briefings.app import App
from briefings.errors import TemplateBroken
from briefings.render import Renderer
from tests.bot.conftest import Simulate

NAMES = ("name", "name_localizations")
DESCRIPTIONS = ("description", "description_localizations")


def told(command: dict[str, Any], kind: tuple[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    """A command's English and its translations, and those of all that stands in it."""
    if command.get(kind[0]):
        yield command[kind[0]], command.get(kind[1]) or {}
    for option in command.get("options") or []:
        yield from told(option, kind)


async def registered(bot: BriefingBot, simulate: Simulate) -> list[dict[str, Any]]:
    async with simulate(bot) as world:
        (request,) = [r for r in world.env.http_requests if r.method == "PUT" and r.path.endswith("/commands")]
        return cast("list[dict[str, Any]]", request.json)


def with_templates(app: App, folder: Path) -> App:
    shutil.copytree(app.settings.templates, folder)
    (folder / "commands").mkdir(exist_ok=True)
    return replace(app, settings=replace(app.settings, templates=folder), renderer=Renderer(folder))


def in_language(folder: Path, language: str, say: Callable[[str, str], str]) -> set[str]:
    """Everything that is written of the commands, in another language; what that is."""
    english = tomllib.loads((folder / "commands" / "en.toml").read_text("utf-8"))
    said = {section: {key: say(section, words) for key, words in each.items()} for section, each in english.items()}
    written = [
        f"[{section}]\n" + "".join(f"{json.dumps(key)} = {json.dumps(words)}\n" for key, words in each.items())
        for section, each in said.items()
    ]
    (folder / "commands" / f"{language}.toml").write_text("\n".join(written), "utf-8")
    return {words for each in said.values() for words in each.values()}


def bracketed(section: str, words: str) -> str:
    return f"⟦{words[: LONGEST[section] - 2]}⟧"


def texts(command: dict[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    """All that is read of a command but its names: descriptions, choices, and what stands in a message's menu alone."""
    if command.get("description"):
        yield command["description"], command.get("description_localizations") or {}
    else:
        yield command["name"], command["name_localizations"]
    for choice in command.get("choices") or []:
        yield choice["name"], choice.get("name_localizations") or {}
    for option in command.get("options") or []:
        yield from texts(option)


async def test_every_text_of_every_command_comes_from_the_catalogue_and_the_catalogue_has_no_other(
    app: App, simulate: Simulate, tmp_path: Path
) -> None:
    """The pseudo-locale: with every word in brackets, nothing is left without."""
    app = with_templates(app, tmp_path / "words")
    written = in_language(tmp_path / "words", "en", bracketed)
    shown = {text for command in await registered(BriefingBot(app), simulate) for text, _ in texts(command)}
    assert {text for text in shown if not text.startswith("⟦")} == set()
    assert shown == written


async def test_every_command_and_option_says_in_a_hundred_characters_what_it_does(app: App, simulate: Simulate) -> None:
    said = [text for command in await registered(BriefingBot(app), simulate) for text, _ in texts(command)]
    assert len(said) > 100
    assert [text for text in said if not 2 <= len(text) <= 100] == [], (
        "discord.py writes “…” where nobody said anything"
    )


async def test_every_name_and_every_text_can_be_translated(app: App, simulate: Simulate, tmp_path: Path) -> None:
    app = with_templates(app, tmp_path / "words")
    in_language(tmp_path / "words", "de", bracketed)
    english = await registered(BriefingBot(app), simulate)
    names = {name for command in english for name, _ in told(command, NAMES) if name.islower()}
    assert {"who", "private", "digest", "create"} <= names
    with (tmp_path / "words" / "commands" / "de.toml").open("a", encoding="utf-8") as german:
        german.write("[names]\n" + "".join(f'"{name}" = "x-{name}"\n' for name in sorted(names)))
    app.store.desk.set_note("command_tree", "")
    for command in await registered(BriefingBot(app), simulate):
        for name, translated in told(command, NAMES):
            assert translated == {"de": f"x-{name}" if name.islower() else f"⟦{name}⟧"}
        for text, translated in texts(command):
            assert translated.get("de", "").startswith(f"⟦{text[:20]}"), (text, translated)


async def test_what_discord_would_not_take_stays_english_and_is_told_in_the_log(
    app: App, simulate: Simulate, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = with_templates(app, tmp_path / "words")
    folder = tmp_path / "words" / "commands"
    (folder / "de.toml").write_text('[names]\nwho = "Wer ist"\nbrief = "kurz"\n[menus]\nmentioned = ""\n', "utf-8")
    (folder / "en.toml").write_text(f'[commands]\nwho = "{"x" * 101}"\nbrief = "In short"\n', "utf-8")
    with caplog.at_level(logging.WARNING):
        commands = await registered(BriefingBot(app), simulate)
    names = dict(found for command in commands for found in told(command, NAMES))
    assert (names["who"], names["brief"], names["Who is mentioned here?"]) == ({}, {"de": "kurz"}, {})
    assert "Wer ist" in caplog.text
    descriptions = {command["name"]: command.get("description") for command in commands}
    assert descriptions["brief"] == "In short"
    assert descriptions["who"] == "Who somebody was: titles, quotes and events, each with its source"


def test_a_catalogue_that_cannot_be_read_says_so(app: App, tmp_path: Path) -> None:
    app = with_templates(app, tmp_path / "words")
    (tmp_path / "words" / "commands" / "en.toml").write_text("[commands\n", "utf-8")
    with pytest.raises(TemplateBroken, match="template broken"):
        BriefingBot(app)
