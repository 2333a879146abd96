"""How often we begin a session: Discord resets the token of a bot that begins a thousand in a day.

A bot that ends by itself is started again at once by whatever looks after it. From the third start on that follows the
one before within ten minutes, we wait 1, 2, 4 … 60 minutes first. Whoever stops us on purpose is not made to wait.
"""

from datetime import datetime, timedelta

from briefings.app import App

SOON = timedelta(minutes=10)  # a session that lived longer has earned that nothing is held against it
AT_ONCE = 2  # starts
LONGEST_MINUTES = 60

_NOTE = "sessions"


def begin(app: App, now: datetime) -> tuple[int, timedelta]:
    """How many sessions followed each other so closely, this one counted, and how long it has to wait."""
    count, last = _read(app.store.desk.note(_NOTE))
    count = count + 1 if last is not None and now - last < SOON else 1
    minutes = min(2 ** (count - AT_ONCE - 1), LONGEST_MINUTES) if count > AT_ONCE else 0
    wait = timedelta(minutes=minutes)
    app.store.desk.set_note(_NOTE, f"{count} {(now + wait).isoformat()}")
    return count, wait


def end(app: App) -> None:
    """It ended because somebody asked for it."""
    app.store.desk.set_note(_NOTE, "")


def _read(note: str | None) -> tuple[int, datetime | None]:
    if not note:
        return 0, None
    count, _, at = note.partition(" ")
    return int(count), datetime.fromisoformat(at)
