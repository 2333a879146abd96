"""A small newsroom to ask the bot about, and what a reader sees of its answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import discord

from briefings.app import App
from briefings.config import Settings
from briefings.model import PUBLIC, Article, Findings, Identity, Sighting
from briefings.render import Renderer
from briefings.store import Store
from tests import builders

READ_AT = datetime(2021, 8, 10, 9, tzinfo=UTC)  # three hours before the simulated noon

BRUSSELS = builders.article(title="Mattis meets allies in Brussels", url="https://courier.example/brussels")
DELHI = builders.article(
    "Secretary of State Mike Pompeo landed in New Delhi on Wednesday. "
    "“India is a true partner,” Pompeo told reporters. "
    "The two sides will meet again on 12 September 2021.",
    title="Pompeo in New Delhi",
    published="2018-09-06",
    source="The Delhi Times",
    doc="delhi-002",
)


def told(story: Article, *names: str, title: str, said: str, ahead: tuple[str, str]) -> Findings:
    """The story's one person, his title, what he said and what is planned."""
    who = builders.person(story, *names)
    return builders.findings(
        story,
        people=[who],
        roles=[builders.role(story, who, title)],
        quotes=[builders.quote(story, said, who)],
        events=[builders.event(story, *ahead, people=[who], planned=True)],
    )


STORIES = [
    (BRUSSELS, told(BRUSSELS, "Jim Mattis", "Mattis", title="Defense Secretary",
                    said="“We are in this fight together,”", ahead=("on Friday", "2017-11-17"))),
    (DELHI, told(DELHI, "Mike Pompeo", "Pompeo", title="Secretary of State",
                 said="“India is a true partner,”", ahead=("12 September 2021", "2021-09-12"))),
]  # fmt: skip


def by_name(sightings: tuple[Sighting, ...]) -> tuple[Identity, ...]:
    """Everybody is known by his full name here."""
    named: dict[str, list[str]] = {}
    for sighting in sightings:
        named.setdefault(sighting.person.name, []).append(sighting.person.key)
    return tuple(Identity(keys[0], name, tuple(sorted(keys))) for name, keys in sorted(named.items()))


@contextmanager
def newsroom(folder: Path) -> Iterator[App]:
    """The app over the store in this folder, which is made when there is none."""
    settings = Settings(store=str(folder / "news.db"))
    with Store.open(settings.store, writes="both", now=READ_AT) as store:
        yield App(settings, store, Renderer(settings.templates))


def fill(app: App) -> None:
    """Two public stories are in the store."""
    for story, findings in STORIES:
        keep(app, story, findings)


def keep(app: App, story: Article, findings: Findings, collection: str = PUBLIC, at: datetime = READ_AT) -> None:
    """The story is in the store."""
    assert app.store.articles.save(story, findings, collection=collection, identify=by_name, at=at)


def text(message: Any) -> str:
    """Everything that a message shows as text, its invisible characters left out."""
    return "\n".join(part["content"] for part in parts(message) if part["type"] == 10).replace("\u200b", "")


def labels(message: Any) -> list[str]:
    return [part["label"] for part in parts(message) if part["type"] == 2]


def custom_ids(message: Any) -> list[str]:
    return [part["custom_id"] for part in parts(message) if part["type"] == 2]


def parts(message: Any) -> list[dict[str, Any]]:
    """Every component of a message, in order."""
    if isinstance(message, discord.Message):
        return list(_walk([component.to_dict() for component in message.components]))
    return list(_walk(message.components))


def _walk(components: list[Any]) -> Iterator[dict[str, Any]]:
    for component in components:
        yield component
        yield from _walk(component.get("components") or [])
