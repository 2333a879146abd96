"""App: the settings, the store and the renderer, opened once and handed to whoever asks."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from briefings.config import HERE, Settings
from briefings.errors import StoreUnusable, TemplateBroken
from briefings.model import Button, Digest, Part
from briefings.render import Renderer
from briefings.store import Store

log = logging.getLogger(__name__)

BUILT_IN = HERE / "templates"

Writes = Literal["nothing", "news", "desk", "both"]


@dataclass(frozen=True, slots=True)
class App:
    """What is open while a front runs."""

    settings: Settings
    store: Store
    renderer: Renderer

    def render_digest(self, digest: Digest) -> tuple[Part, ...]:
        """Its messages; below the last of one that a person asked for himself, the button that ends it."""
        *before, last = self._parts(digest)
        if digest.personal:
            last = replace(last, buttons=(*last.buttons, Button(self.renderer.say("watch_stop_button"), "stop", ())))
        return (*before, last)

    def _parts(self, digest: Digest) -> tuple[Part, ...]:
        """By the operator's template; where that one is broken, by the one we came with, and the log says so.

        A digest is promised for its hour: nobody should wait for it until a template is mended.
        """
        try:
            return self.renderer.render(digest)
        except TemplateBroken as broken:
            if self.settings.templates == BUILT_IN or not (BUILT_IN / digest.template).is_file():
                raise
            log.error("%s The built-in one is sent.", self.renderer.error(broken, markdown=False))
            return Renderer(BUILT_IN).render(digest)

    @property
    def digest_templates(self) -> dict[str, str]:
        return digest_templates(self.settings)

    @property
    def seeds(self) -> Path:
        """The five sample articles, for whoever has none yet."""
        return HERE / "seeds"


@contextmanager
def open_app(settings: Settings, *, writes: Writes = "nothing", now: datetime) -> Iterator[App]:
    """The app, closed at the end. Raises `StoreUnusable` or `TemplateBroken` with what to do about it."""
    renderer = Renderer(settings.templates)
    with Store.open(settings.store, writes=writes, now=now) as store:
        yield App(settings, store, renderer)


def digest_templates(settings: Settings) -> dict[str, str]:
    """The digest templates there are, sorted: each file's name, and what the template calls itself in its first line."""
    files = sorted((settings.templates / "digests").glob("*.md.j2"))
    return {(name := path.name.removesuffix(".md.j2")): _called(path) or name for path in files}


def _called(template: Path) -> str | None:
    """ "Morning brief" of `{# Morning brief: the stories, … #}`; None where it says nothing."""
    with template.open(encoding="utf-8", errors="replace") as lines:
        found = re.match(r"\{#-?\s*([^:#]{1,60}?)\s*:", lines.readline())
    return found[1] if found else None


def migrate(settings: Settings, now: datetime) -> None:
    """Both databases are at the newest schema; an automatic backup was written before anything changed."""
    with Store.open(settings.store, writes="both", now=now):
        pass


def backup(settings: Settings, archive: Path, now: datetime) -> None:
    """One archive of both databases, also while bot and reader run. Raises `StoreUnusable` when there is nothing."""
    with Store.open(settings.store, now=now) as store:
        if not store.version() and store.desk.note("instance") is None:  # a slip in its name, most likely
            raise StoreUnusable("store_empty", path=settings.shown_store)
        store.backup(archive, now)


def restore(settings: Settings, archive: Path, *, check: bool, now: datetime) -> None:
    """The archive's databases stand in place, the old files beside them; with `check`, nothing is touched.

    Digests that were due before now are not sent again: their schedules go on from their next slot.
    """
    Store.restore(settings.store, archive, check=check, now=now)
