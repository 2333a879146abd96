"""What Discord shows of the commands: `templates/commands/en.toml`, and a file of the same kind for each other language.

    [names]                                      # of commands and options, lower case; English names stand in the code
    who = "wer"
    [commands]
    "digest create" = "Schickt, was neu ist, nach der Uhr der eigenen Zone"
    [options]
    private = "Nur man selbst sieht die Antwort"
    "quotes person" = "Wer es gesagt hat"        # of this command; else as wherever an option is called so
    [choices]
    long = "lang"
    [menus]
    mentioned = "Wer kommt hier vor?"

What another language does not say stays English, and what an operator's own English does not say is said as we came with
it. Answers themselves are templates; a language of their own is another folder of them (`BRIEFINGS_TEMPLATES`).
"""

import logging
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import discord
from discord import app_commands

from briefings.app import BUILT_IN
from briefings.errors import TemplateBroken

log = logging.getLogger(__name__)

Said = Mapping[str, Mapping[str, str]]
Where = app_commands.TranslationContextLocation

_NAME = re.compile(r"[-_\w]{1,32}")
LONGEST = {"commands": 100, "options": 100, "choices": 100, "menus": 32}  # characters, Discord's

_SECTIONS: dict[Where, str] = {
    Where.command_name: "names", Where.group_name: "names", Where.parameter_name: "names",
    Where.command_description: "commands", Where.group_description: "commands",
    Where.parameter_description: "options", Where.choice_name: "choices",
}  # fmt: skip


class Translations(app_commands.Translator):
    """The English of the commands, and what Discord is told beside it."""

    def __init__(self, folder: Path) -> None:
        came_with, own = _read(BUILT_IN / "commands" / "en.toml"), folder / "en.toml"
        self._said = {path.stem: _fitting(path.name, _read(path)) for path in sorted(folder.glob("*.toml"))}
        english = self._said.pop("en") if own.exists() else {}
        self._english = {section: {**said, **english.get(section, {})} for section, said in came_with.items()}

    def menu(self, name: str) -> str:
        """What stands in a message's menu."""
        return self._english["menus"][name]

    def describe(self, commands: Iterable[app_commands.Command[Any, ..., Any] | app_commands.Group]) -> None:
        """These commands, their options and their choices bear the English. Raises `KeyError` for one that has none."""
        for command in commands:
            command.description = self._english["commands"][command.qualified_name]
            if isinstance(command, app_commands.Command):
                said = {one.name: self._option(self._english, command, one.name) for one in command.parameters}
                # what is no `locale_str` is not translated
                app_commands.describe(**{name: app_commands.locale_str(said[name] or "…") for name in said})(command)
                chosen = {one.name: list(map(self._choice, one.choices)) for one in command.parameters if one.choices}
                app_commands.choices(**chosen)(command)

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        """None where nothing was written, or what Discord would refuse: then it is English."""
        said = self._said.get(locale.value, {})
        thing = context.data
        if isinstance(thing, app_commands.ContextMenu):
            return said.get("menus", {}).get(thing.callback.__name__)
        section = _SECTIONS[context.location]
        if isinstance(thing, app_commands.Parameter) and section == "options":
            return self._option(said, thing.command, thing.name)
        if isinstance(thing, app_commands.Choice):
            return said.get(section, {}).get(str(thing.value))
        if isinstance(thing, app_commands.Command | app_commands.Group) and section == "commands":
            return said.get(section, {}).get(thing.qualified_name)
        return said.get(section, {}).get(string.message)

    def _option(self, said: Said, command: Any, name: str) -> str | None:
        options = said.get("options", {})
        return options.get(f"{command.qualified_name} {name}", options.get(name))

    def _choice(self, choice: app_commands.Choice[Any]) -> app_commands.Choice[Any]:
        name = app_commands.locale_str(self._english["choices"][str(choice.value)])
        return app_commands.Choice(name=name, value=choice.value)


def _fitting(file: str, said: Said) -> Said:
    """Without what Discord would refuse."""
    return {
        section: {key: words for key, words in each.items() if _fits(file, section, words)}
        for section, each in said.items()
    }


def _fits(file: str, section: str, words: str) -> bool:
    is_name = words == words.lower() and _NAME.fullmatch(words) is not None
    fits = is_name if section == "names" else 0 < len(words) <= LONGEST.get(section, 0)
    if not fits:
        log.warning("commands/%s: Discord would not take “%s”", file, words)
    return fits


def _read(path: Path) -> Said:
    try:
        said: Said = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise TemplateBroken("template_broken", name=f"commands/{path.name}", line=None, why=str(problem)) from problem
    return said
