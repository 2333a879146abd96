"""Names and descriptions of the commands in other languages: one file a language, `templates/commands/de.toml`.

    [names]
    who = "wer"                             # lower case, as Discord wants it
    [descriptions]
    "Who somebody was: titles, quotes and events, each with its source" = "Wer jemand war: …"

What a file does not say stays English, as the code says it. Answers themselves are templates; a language of their own
is another folder of them (`BRIEFINGS_TEMPLATES`).
"""

import logging
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

import discord
from discord import app_commands

from briefings.errors import TemplateBroken

log = logging.getLogger(__name__)

Said = Mapping[str, Mapping[str, str]]

_NAME = re.compile(r"[-_\w]{1,32}")
LONGEST = 100  # characters of a description, Discord's
LONGEST_IN_MENU = 32

_NAMES = frozenset(
    {
        app_commands.TranslationContextLocation.command_name,
        app_commands.TranslationContextLocation.group_name,
        app_commands.TranslationContextLocation.parameter_name,
    }
)


class Translations(app_commands.Translator):
    """What Discord is told beside the English names and descriptions."""

    def __init__(self, folder: Path) -> None:
        self._said = {path.stem: _read(path) for path in sorted(folder.glob("*.toml"))}

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """None where nothing was written, or what Discord would refuse: then it is English."""
        is_name = context.location in _NAMES
        said = self._said.get(locale.value, {}).get("names" if is_name else "descriptions", {}).get(string.message)
        if said is None:
            return None
        if isinstance(context.data, app_commands.ContextMenu):  # what stands in a menu is written as one likes
            fits = 0 < len(said) <= LONGEST_IN_MENU
        else:
            fits = _is_name(said) if is_name else 0 < len(said) <= LONGEST
        if fits:
            return said
        log.warning("commands/%s.toml: Discord would not take “%s”", locale.value, said)
        return None


def _is_name(said: str) -> bool:
    return said == said.lower() and _NAME.fullmatch(said) is not None


def _read(path: Path) -> Said:
    try:
        said: Said = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise TemplateBroken("template_broken", name=f"commands/{path.name}", line=None, why=str(problem)) from problem
    return said
