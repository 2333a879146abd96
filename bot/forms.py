"""Forms that outlive the process: what comes back is read from the interaction alone, whichever process showed it."""

from collections.abc import Iterable
from typing import Any

import discord

Field = discord.ui.Label[Any]

FORMS = ("w1:", "n1:")  # of the forms that this version reads (cogs/wrong.py, cogs/settings.py)


def form(title: str, custom_id: str, fields: Iterable[Field]) -> discord.ui.Modal:
    """It is finished before it is shown, so that nothing in this process waits for it."""
    shown = discord.ui.Modal(title=title, custom_id=custom_id, timeout=None)
    for field in fields:
        shown.add_item(field)
    shown.stop()
    return shown


def filled(interaction: discord.Interaction[Any], letter: str) -> tuple[str, dict[str, str]] | None:
    """What a form's `custom_id` says behind its letter, and what was chosen and typed, by the fields' ids.

    None for what is no such form.
    """
    data: Any = interaction.data or {}
    if interaction.type is not discord.InteractionType.modal_submit or not data["custom_id"].startswith(letter):
        return None
    fields = [row.get("component") or {} for row in data.get("components", ())]
    values = {
        field["custom_id"]: str(field.get("value") or "".join(field.get("values") or ()))
        for field in fields
        if "custom_id" in field
    }
    return data["custom_id"].removeprefix(letter), values
