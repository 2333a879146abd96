"""A newsroom with an outbox: stories arrive at an hour, and a digest is due at another."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from briefings.app import App
from briefings.config import Settings
from briefings.digests.due import next_slot
from briefings.model import PUBLIC, Article, Findings, Identity, Schedule, Sighting
from briefings.render import Renderer
from briefings.store import Store
from tests import builders

SERVER = "guild:1"
CREATED = datetime(2026, 11, 20, 12, tzinfo=UTC)  # a Friday noon


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def schedule(zone: str = "Europe/London", at: str = "07:30", **changed: Any) -> Schedule:
    """A daily digest made on Friday noon, not stored yet."""
    made = Schedule(
        id=1,
        collection=SERVER,
        destination="discord:2002",
        name="Morning brief",
        at=time.fromisoformat(at),
        days=(1, 2, 3, 4, 5, 6, 7),
        zone=zone,
        template="daily",
        created=CREATED,
        next_due=CREATED,
    )
    return replace(made, **changed)


@contextmanager
def newsroom(at: Path | str) -> Iterator[App]:
    """An app over an empty store that may be written: in a folder, or at a database's address."""
    if isinstance(at, Path):
        at.mkdir(exist_ok=True)
        at = str(at / "news.db")
    settings = Settings(store=at)
    with Store.open(settings.store, writes="both", now=CREATED) as store:
        yield App(settings, store, Renderer(settings.templates))


def promise(app: App, **changed: Any) -> Schedule:
    """A digest that is stored and knows when it is due."""
    made = schedule(**changed)
    return app.store.schedules.add(replace(made, next_due=next_slot(made, after=made.created).due))


def arrive(app: App, at: str, story: Article, findings: Findings | None = None, *, collection: str = PUBLIC) -> Article:
    """The story is in the store, read at this instant."""
    found = findings or builders.findings(story)
    assert app.store.articles.save(story, found, collection=collection, identify=_by_name, at=utc(at))
    return story


def story(number: int, *, source: str | None = None, published: str | None = "2026-11-20", **more: Any) -> Article:
    """A small story of its own: no other number's is about the same."""
    one, two, three, four, five, six, seven = (_name(number * 7 + n) for n in range(7))
    text = f"{one} {two} met {three} {four} on Friday. {one} agreed on {five} {number}. A {six} followed in {seven}."
    return builders.article(
        text, title=f"Meeting {number}", source=source or f"Paper {number}", published=published,
        doc=f"meeting-{number}", **more,
    )  # fmt: skip


_SYLLABLES = "ba de ki lo mu na pe ri so tu va we".split()


def _name(number: int) -> str:
    """A name that no other number has."""
    n, name = number + 144, ""
    while n:
        n, syllable = divmod(n, 12)
        name += _SYLLABLES[syllable]
    return name.capitalize()


def _by_name(sightings: tuple[Sighting, ...]) -> tuple[Identity, ...]:
    named: dict[str, list[str]] = {}
    for sighting in sightings:
        named.setdefault(sighting.person.name, []).append(sighting.person.key)
    return tuple(Identity(min(keys), name, tuple(sorted(keys))) for name, keys in sorted(named.items()))
