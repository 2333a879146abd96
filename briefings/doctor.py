"""What is fine with this installation, and what to do about the rest, line by line."""

import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from briefings.analysis.language import check_model
from briefings.config import Settings
from briefings.errors import BriefingsError
from briefings.model import Scope
from briefings.render import Renderer
from briefings.store import Store


@dataclass(frozen=True, slots=True)
class Check:
    """One line: what was looked at, whether it is fine, and what was seen; or the error that says what to do."""

    what: str
    fine: bool
    seen: str = ""
    error: BriefingsError | None = None


def doctor(settings: Settings, *, now: datetime) -> Iterator[Check]:
    """Every check, also after one that failed. Looks only; changes nothing."""
    yield _check("python", lambda: sys.version.split()[0])
    yield _check("sqlite", lambda: sqlite3.sqlite_version)
    yield _check("model", lambda: check_model(settings.model))
    yield _check("templates", lambda: str(Renderer(settings.templates).check()))
    try:
        store = Store.open(settings.store, now=now)
    except BriefingsError as error:
        yield Check("store", False, error=error)
        return
    with store:
        yield Check("store", True, settings.store)
        searched = store.articles.searched(Scope(store.collections()))
        yield Check("articles", searched.articles > 0, str(searched.articles))
        seen = store.reader_seen()
        yield Check("reader", seen is not None and now - seen < timedelta(minutes=1), seen.isoformat() if seen else "")


def _check(what: str, look: Callable[[], str]) -> Check:
    try:
        return Check(what, True, look())
    except BriefingsError as error:
        return Check(what, False, error=error)
