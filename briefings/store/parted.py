"""Somebody whom a decision parted from another: a person for whoever reads by that view, though no row is his.

He is made of sightings that the news takes for the other's. His number is below nought. What is asked of him is asked
of the other's rows, and of those alone that come from his sightings; what was counted of both is counted again, by
the same hand that counted it first.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy import Connection, select

from briefings.model import Apart, PersonId, PersonKey
from briefings.store.schema import person, sighting
from briefings.store.sightings import of_articles
from briefings.store.tallies import Tally


def key_of(apart: Apart) -> PersonKey:
    """The key of whom this decision makes. It follows from the decision alone, so that it is the same on every shelf."""
    told = "|".join((*apart.of, "", *apart.sightings))
    return f"{hashlib.sha256(told.encode()).hexdigest()[:16]}:0-1"


class Parted:
    """Everybody who was parted from somebody on these shelves."""

    def __init__(self) -> None:
        self.people: dict[PersonId, int] = {}
        self.numbers: dict[int, PersonId] = {}
        self.sightings: dict[int, int] = {}  # whose each of theirs is
        self._read_as: dict[int, set[int]] = {}  # for whom the news takes them
        self._tally: Tally | None = None
        self._names: dict[int, Counter[str]] = {}

    def __bool__(self) -> bool:
        return bool(self.numbers)

    def add(self, who: PersonId, number: int, read_as: int) -> None:
        """One sighting, which the news takes for the person `read_as`, is his."""
        his = self.people.setdefault(who, -len(self.people) - 1)
        self.numbers[his] = who
        self._read_as.setdefault(his, set()).add(read_as)
        self.sightings[number] = his

    def members(self) -> dict[int, list[int]]:
        """The sightings of each."""
        found: dict[int, list[int]] = {}
        for number, his in sorted(self.sightings.items()):
            found.setdefault(his, []).append(number)
        return found

    def key(self, sighting_number: int | None) -> PersonKey | None:
        """Whose sighting it is, if it was parted from somebody."""
        who = self.sightings.get(sighting_number) if sighting_number is not None else None
        return None if who is None else self.numbers[who].key

    def rows_of(self, people: Iterable[int]) -> tuple[int, ...]:
        """The row numbers under which the news keeps these people."""
        return tuple(sorted({row for number in people for row in self._read_as.get(number, (number,))}))

    def concerned(self) -> frozenset[int]:
        """Whoever was parted from somebody, or had somebody parted from him."""
        return frozenset(self._read_as).union(*self._read_as.values())

    def concerns(self, people: Iterable[int]) -> bool:
        """One of these people is among them."""
        return bool(self._read_as) and not self.concerned().isdisjoint(people)

    def tally(self, connection: Connection) -> Tally:
        """What the figures in the news are to be corrected by."""
        if self._tally is None:
            self._tally = Tally()
            numbers = select(sighting.c.article).where(sighting.c.id.in_(sorted(self.sightings)))
            read = of_articles(connection, set(connection.execute(numbers).scalars()))
            told = [replace(one, person=self.sightings.get(one.number, one.person)) for one in read]
            self._tally.add(read, -1)
            self._tally.add(told, 1)
            for one in told:
                if one.person in self.numbers:
                    self._names.setdefault(one.person, Counter())[one.sighting.person.name] += 1
        return self._tally

    def name(self, connection: Connection, who: int) -> str:
        """What most articles call one who was parted."""
        self.tally(connection)
        return max(self._names[who].items(), key=lambda named: (named[1], len(named[0]), named[0]))[0]


def parted(connection: Connection, shelves: Mapping[int, str], decisions: Iterable[Apart]) -> Parted:
    """Who was parted from whom. Sightings that are not that person's any more stay where they are."""
    made = {key_of(apart): apart for apart in decisions}

    def depth(key: PersonKey) -> int:
        """0 for whom the news knows; one who was parted may be parted again."""
        return 1 + max(map(depth, made[key].of)) if key in made else 0

    read = {key for apart in made.values() for key in apart.of} - made.keys()
    theirs = {key for apart in made.values() for key in apart.sightings}
    asked = select(sighting.c.id, sighting.c.key, sighting.c.person, sighting.c.collection, person.c.key.label("whose"))
    asked = asked.join(person, person.c.id == sighting.c.person)
    here = person.c.collection.in_(tuple(shelves)), person.c.key.in_(sorted(read)), sighting.c.key.in_(sorted(theirs))
    rows = list(connection.execute(asked.where(*here)))
    whose: dict[int, PersonKey] = {row.id: row.whose for row in rows}
    for key in sorted(made, key=lambda key: (depth(key), made[key])):
        of, his = map(set, made[key])
        whose |= {row.id: key for row in rows if whose[row.id] in of and row.key in his}
    found = Parted()
    for row in sorted(rows, key=lambda row: (row.collection, whose[row.id], row.id)):
        if whose[row.id] != row.whose:
            found.add(PersonId(shelves[row.collection], whose[row.id]), row.id, row.person)
    return found
