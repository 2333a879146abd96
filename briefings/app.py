"""App: the settings, the store and the renderer, opened once and handed to whoever asks."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from briefings.config import HERE, Settings
from briefings.digests.compose import samples
from briefings.errors import StoreUnusable, TemplateBroken
from briefings.model import Button, Digest, Part
from briefings.render import Renderer
from briefings.store import Store

log = logging.getLogger(__name__)

BUILT_IN = HERE / "templates"
FIRST_OF_ALL = "daily"  # the digest template that is taken where none is named, or no other works
KEPT = "templates"  # the desk's note of those that worked last

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
        """By the operator's template; where that one is broken, by one that is not, and the log says so.

        A digest is promised for its hour: nobody should wait for it until a template is mended.
        """
        try:
            return self.renderer.render(digest)
        except TemplateBroken as broken:
            which, other, instead = next(self._others(digest))
            log.error("%s The %s is sent.", self.renderer.error(broken, markdown=False), which)
            return other.render(instead)

    def is_broken(self, digest: Digest) -> bool:
        """Whether its template cannot show it, so that another does."""
        try:
            self.renderer.render(digest)
        except TemplateBroken:
            return True
        return False

    def _others(self, digest: Digest) -> Iterator[tuple[str, Renderer, Digest]]:
        """What works: the operator's template as it was when it last did, then the one that we came with, or our first."""
        kept = json.loads(self.store.desk.note(KEPT) or "{}")
        if digest.template in kept:
            yield "one that worked before", Renderer(kept), digest
        if (BUILT_IN / digest.template).is_file():
            yield "built-in one", Renderer(BUILT_IN), digest
        yield "built-in Morning brief", Renderer(BUILT_IN), replace(digest, template_name=FIRST_OF_ALL)

    def proof_templates(self, now: datetime) -> tuple[TemplateBroken, ...]:
        """What is wrong with the digest templates, shown with what came last. The desk keeps them where nothing is."""
        faults = self.renderer.proofs(samples(self.store, now))
        if not faults:
            kept = json.dumps(self.renderer.sources(), sort_keys=True)
            if kept != self.store.desk.note(KEPT):
                self.store.desk.set_note(KEPT, kept)
        return faults

    def templates_stamp(self) -> tuple[tuple[str, int], ...]:
        """What is another one as soon as a template is."""
        files = sorted(self.settings.templates.rglob("*.j2"))
        return tuple((str(file), file.stat().st_mtime_ns) for file in files)

    @property
    def digest_templates(self) -> dict[str, str]:
        return self.renderer.digests()

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
