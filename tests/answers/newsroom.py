"""A small store of small news, for the answers' tests."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from briefings.model import PUBLIC, Article, Findings, Identity, Sighting
from briefings.names import fold
from briefings.store import Store

THEN = datetime(2018, 9, 7, 12, tzinfo=UTC)  # a day after the newest story here
LATER = datetime(2026, 11, 21, 12, tzinfo=UTC)


def identify(sightings: tuple[Sighting, ...]) -> tuple[Identity, ...]:
    """The same full name is the same person; a surname alone is the only full name with it, or else by itself."""
    ordered = sorted(sightings, key=lambda s: (s.published.first if s.published else date.max, s.person.key))
    full = [s for s in ordered if " " in s.person.name]
    names = list(dict.fromkeys(fold(s.person.name) for s in full))
    groups: dict[str, list[Sighting]] = {name: [s for s in full if fold(s.person.name) == name] for name in names}
    for sighting in ordered:
        if sighting not in full:
            groups.setdefault(names[0] if len(names) == 1 else fold(sighting.person.name), []).append(sighting)
    return tuple(
        Identity(min(group, key=ordered.index).person.key, _fullest(group), tuple(sorted(s.person.key for s in group)))
        for group in groups.values()
    )


def _fullest(group: Iterable[Sighting]) -> str:
    return max((s.person.name for s in group), key=lambda name: (len(name), name))


def newsroom(folder: Path) -> Store:
    """An empty store that may be written."""
    return Store.open(str(folder / "news.db"), writes="both", now=THEN)


def publish(store: Store, story: Article, found: Findings, *, collection: str = PUBLIC, minutes: int = 0) -> None:
    """The story stands on the shelf."""
    at = THEN + timedelta(minutes=minutes)
    assert store.articles.save(story, found, collection=collection, identify=identify, at=at)
