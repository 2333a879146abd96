"""A small newsroom: stories about two ministers and a spy chief, and a plain way to tell who is who."""

import random
from collections import defaultdict

from briefings.model import Article, Findings, Identity, Sighting
from briefings.names import words
from tests.builders import article, event, findings, person, quote, role


def identify(sightings: tuple[Sighting, ...]) -> tuple[Identity, ...]:
    """One surname: those who share a first name are one; a surname alone is the only first name's, if there is one."""
    by_first: dict[str, list[Sighting]] = defaultdict(list)
    for seen in sightings:
        parts = words(seen.person.name)
        by_first[parts[0] if len(parts) > 1 else ""].append(seen)
    alone = by_first.pop("", [])
    if len(by_first) == 1:
        next(iter(by_first.values())).extend(alone)
    elif alone:
        by_first[""] = alone
    return tuple(map(_identity, by_first.values()))


def _identity(group: list[Sighting]) -> Identity:
    earliest = min(group, key=lambda s: (s.published.first.isoformat() if s.published else "9", s.person.key))
    name = min((s.person.name for s in group), key=lambda n: (-len(n.split()), n))
    return Identity(earliest.person.key, name, tuple(sorted(s.person.key for s in group)))


def brussels(published: str | None = "2017-11-10") -> tuple[Article, Findings]:
    story = article(
        "Defense Secretary Jim Mattis met NATO allies in Brussels on Thursday. "
        "“We are in this fight together,” Mattis said. "
        "CIA Director Mike Pompeo will visit Kabul on 4 December 2017.",
        title="Mattis rallies NATO allies",
        published=published,
        url="https://courier.example/brussels",
        doc="courier-001",
    )
    mattis, pompeo = person(story, "Jim Mattis", "Mattis"), person(story, "Mike Pompeo")
    return story, findings(
        story,
        people=[mattis, pompeo],
        roles=[role(story, mattis), role(story, pompeo, "Director", "CIA")],
        quotes=[quote(story, "“We are in this fight together,”", mattis, speaker="Mattis", cue="said")],
        events=[
            event(story, "Thursday", "2017-11-09", [mattis]),
            event(story, "4 December 2017", "2017-12-04", [pompeo], planned=True),
        ],
    )


def islamabad(published: str | None = "2017-12-04") -> tuple[Article, Findings]:
    story = article(
        "James Mattis urged Pakistan to act against militants. "
        "Pakistan must redouble its efforts, Mattis told reporters in Islamabad. "
        "“Pakistan is a partner,” Prime Minister Shahid Abbasi said.",
        title="Pakistan hears a warning",
        published=published,
        source="The Indus Post",
        url="https://indus.example/warning",
        doc="indus-017",
    )
    mattis, abbasi = person(story, "James Mattis", "Mattis"), person(story, "Shahid Abbasi")
    return story, findings(
        story,
        people=[mattis, abbasi],
        roles=[role(story, abbasi, "Prime Minister")],
        quotes=[
            quote(story, "Pakistan must redouble its efforts", mattis, speaker="Mattis", cue="told", kind="indirect"),
            quote(story, "“Pakistan is a partner,”", abbasi, speaker="Shahid Abbasi", cue="said"),
        ],
        events=[],
    )


FIRST_NAMES = ["Jim", "Mike", "Rex", "Angela"]
SURNAMES = ["Mattis", "Pompeo", "Tillerson"]
TOPICS = ["Kabul", "Pakistan", "the alliance", "sanctions"]


def made_up(number: int, seed: int, most: int = 4, surnames: list[str] = SURNAMES) -> tuple[Article, Findings]:
    """One of a random corpus: some people with and without first names, their titles, quotes and a date."""
    dice = random.Random(f"{seed}-{number}")
    told, named = [f"Report {number}."], []
    for surname in dice.sample(surnames, k=dice.randint(1, min(most, len(surnames)))):
        first = dice.choice(["", *FIRST_NAMES[:2]])
        name = f"{first} {surname}".strip()
        title = dice.choice(["", "Secretary ", "Minister "])
        topic = dice.choice(TOPICS)
        named.append((name, surname, title.strip(), f"“We watch {topic} {number},”"))
        told.append(f"{title}{name} spoke of {topic}. “We watch {topic} {number},” {surname} said.")
    day = dice.choice([None, "2017", "2017-11", f"2017-11-{dice.randint(10, 20)}", f"2018-01-{dice.randint(10, 12)}"])
    story = article(" ".join(told), title=f"Report {number} on {dice.choice(TOPICS)}", published=day, doc=f"r-{number}")
    people = [person(story, name, surname) for name, surname, _, _ in named]
    by = dict(zip([name for name, *_ in named], people, strict=True))
    return story, findings(
        story,
        people=people,
        roles=[role(story, by[name], title) for name, _, title, _ in named if title],
        quotes=[quote(story, words_, by[name], speaker=surname, cue="said") for name, surname, _, words_ in named],
        events=[event(story, f"Report {number}", "2017-11-09", people)],
    )
