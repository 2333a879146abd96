"""What can go wrong, as a key and its values: the sentence itself stands in templates/errors.md.j2.

`str(error)` is a plain English sentence too, for the log and for a front that has no renderer yet.
Caught in three places only: the bot's client, its clock, and the command line.
"""

from functools import partial
from typing import Any, ClassVar


class BriefingsError(Exception):
    """Something that a person can act on. `exit_code` is what the command line ends with."""

    exit_code: ClassVar[int] = 1

    def __init__(self, key: str, **values: Any) -> None:
        self.key = key
        self.values = values
        super().__init__(key, values)

    def __reduce__(self) -> tuple[Any, ...]:
        """A worker's errors come to us pickled, with their values."""
        return partial(type(self), self.key, **self.values), ()

    def __str__(self) -> str:
        told = ", ".join(f"{name}: {value}" for name, value in self.values.items() if value not in (None, "", []))
        return f"{self.key.replace('_', ' ')}{f' ({told})' if told else ''}"


class SettingsInvalid(BriefingsError):
    """The settings cannot work. `problems` lists every wrong one at once."""

    exit_code = 78


class WrongUsage(BriefingsError):
    """A command was asked for something it cannot read: a date, a template, a time zone."""

    exit_code = 2


class SourceUnreadable(BriefingsError):
    """A file, page or feed that cannot be turned into articles."""


class StoreUnusable(BriefingsError):
    """The store cannot be opened: unwritable, newer than this program, damaged, or written by another process."""


class LanguageMissing(BriefingsError):
    """The spaCy model named in the settings is not installed, or not the one it says it is."""


class TemplateBroken(BriefingsError):
    """A template is missing or does not compile."""


class DiscordUnusable(BriefingsError):
    """Discord cannot be reached, or does not let the bot in."""
