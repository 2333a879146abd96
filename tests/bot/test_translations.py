"""Names and descriptions of the commands in another language."""

import logging
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.client import BriefingBot
from briefings.app import App
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
        commands: list[dict[str, Any]] = request.json  # type: ignore[assignment]
        return commands


def with_templates(app: App, folder: Path) -> App:
    shutil.copytree(app.settings.templates, folder)
    (folder / "commands").mkdir(exist_ok=True)
    return replace(app, settings=replace(app.settings, templates=folder), renderer=Renderer(folder))


async def test_every_name_and_description_can_be_translated(app: App, simulate: Simulate, tmp_path: Path) -> None:
    english = await registered(BriefingBot(app), simulate)
    app = with_templates(app, tmp_path / "words")
    app.store.desk.set_note("command_tree", "")
    names = {name for command in english for name, _ in told(command, NAMES)}
    descriptions = {text for command in english for text, _ in told(command, DESCRIPTIONS)}
    assert {"who", "private", "digest", "create"} <= names
    (tmp_path / "words" / "commands" / "de.toml").write_text(
        "[names]\n" + "".join(f'"{name}" = "x-{name}"\n' for name in sorted(names))
        + "[descriptions]\n" + "".join(f'"{text}" = "⟦{text[:98]}⟧"\n' for text in sorted(descriptions)),
        "utf-8",
    )  # fmt: skip
    for command in await registered(BriefingBot(app), simulate):
        for name, translated in told(command, NAMES):
            assert translated == {"de": f"x-{name}"}
        for text, translated in told(command, DESCRIPTIONS):
            assert translated == {"de": f"⟦{text[:98]}⟧"}


async def test_what_discord_would_not_take_stays_english_and_is_told_in_the_log(
    app: App, simulate: Simulate, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = with_templates(app, tmp_path / "words")
    (tmp_path / "words" / "commands" / "de.toml").write_text('[names]\nwho = "Wer ist"\nbrief = "kurz"\n', "utf-8")
    with caplog.at_level(logging.WARNING):
        commands = await registered(BriefingBot(app), simulate)
    names = dict(found for command in commands for found in told(command, NAMES))
    assert (names["who"], names["brief"]) == ({}, {"de": "kurz"})
    assert "Wer ist" in caplog.text
