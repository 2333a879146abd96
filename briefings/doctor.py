"""What is fine with this installation, and what to do about the rest, line by line."""

import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from briefings.analysis.language import check_model
from briefings.config import Settings
from briefings.digests.compose import samples
from briefings.digests.due import behind_until
from briefings.errors import BriefingsError
from briefings.model import PUBLIC, Scope
from briefings.render import Renderer
from briefings.store import Store


@dataclass(frozen=True, slots=True)
class Check:
    """One line: what was looked at and what was seen; or the error, which says what to do.

    `broken`: nothing works before that is put right. Otherwise it is advice.
    """

    what: str
    seen: str = ""
    error: BriefingsError | None = None
    broken: bool = False

    @property
    def fine(self) -> bool:
        return self.error is None


def doctor(settings: Settings, *, token: str, now: datetime) -> Iterator[Check]:
    """Every check, also after one that failed. It looks, and changes nothing."""
    yield Check("python", sys.version.split()[0])
    yield Check("sqlite", sqlite3.sqlite_version)
    yield _check("model", lambda: check_model(settings.model))
    yield _check("templates", lambda: f"{Renderer(settings.templates).check()} in {settings.templates}")
    yield Check("token", "set" if token else "", None if token else BriefingsError("no_token"))
    try:
        store = Store.open(settings.store, now=now)
    except BriefingsError as error:
        yield Check("store", error=error, broken=True)
        return
    with store:
        yield Check("store", settings.shown_store)
        searched = store.articles.searched(Scope(store.collections()))
        faults = Renderer(settings.templates).proofs(samples(store, now))
        yield from (Check("digest template", error=fault) for fault in faults)
        yield Check("articles", str(searched.articles), None if searched.articles else BriefingsError("no_articles"))
        until = behind_until(store, now)
        yield Check(
            "clock", f"{now:%Y-%m-%d %H:%M} UTC", BriefingsError("clock_behind", goes_on=until) if until else None
        )
        waiting = len(store.decisions.reports(PUBLIC, open_only=True))
        yield Check("reports", "" if waiting else "none open", _reports_open(waiting))
        yield (
            Check("reader", "running", None)
            if store.reader_runs()
            else Check("reader", error=BriefingsError("no_reader"))
        )


def _reports_open(waiting: int) -> BriefingsError | None:
    return BriefingsError("reports_open", reports=waiting) if waiting else None


def _check(what: str, look: Callable[[], str]) -> Check:
    try:
        return Check(what, look())
    except BriefingsError as error:
        return Check(what, error=error, broken=True)
