"""The aggregates that answers read instead of counting: written with the article, as differences, keyed by collection.

What an article adds to its people's figures is a function of its sightings and of whom they were taken for. When an
article comes, changes, or its people turn out to be others, what it added before is taken away and what it adds now
is added; where nothing changed nothing is written.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import permutations

from sqlalchemy import Connection, Table, bindparam, delete, update

from briefings.names import fold
from briefings.store.rows import put_rows
from briefings.store.schema import alias, person, person_month, person_pair
from briefings.store.sightings import Kept

MOST_IN_PAIRS = 20  # people of one article; a list of delegates would else pair everybody with everybody


class Tally:
    """Differences to write."""

    def __init__(self) -> None:
        self.articles: Counter[int] = Counter()
        self.mentions: Counter[int] = Counter()
        self.quotes: Counter[int] = Counter()
        self.aliases: Counter[tuple[int, str, str]] = Counter()
        self.months: Counter[tuple[int, int]] = Counter()
        self.pairs: Counter[tuple[int, int]] = Counter()

    def add(self, seen: Iterable[Kept], sign: int) -> None:
        """Count these sightings in (1) or out (-1). Those taken for nobody yet do not count."""
        by_article: dict[int, list[Kept]] = defaultdict(list)
        for kept in seen:
            if kept.person is not None:
                by_article[kept.article].append(kept)
        for together in by_article.values():
            self._add_article(together, sign)

    def _add_article(self, together: Sequence[Kept], sign: int) -> None:
        aliases: set[tuple[int, str, str]] = set()
        people: set[int] = set()
        for kept in together:
            number = kept.person
            if number is None:
                continue
            people.add(number)
            self.mentions[number] += sign * kept.mentions
            self.quotes[number] += sign * kept.quotes
            aliases |= {(number, form.text, form.kind) for form in kept.sighting.person.aliases}
        for number in people:
            self.articles[number] += sign
            if (month := together[0].month) is not None:
                self.months[number, month] += sign
        for form in aliases:
            self.aliases[form] += sign
        foremost = sorted(together, key=lambda kept: (-kept.mentions, kept.key))[:MOST_IN_PAIRS]
        paired = {kept.person for kept in foremost if kept.person is not None}
        count = self.pairs.update if sign > 0 else self.pairs.subtract
        count(permutations(paired, 2))

    def people(self) -> list[int]:
        """Everybody whose figures change."""
        counts = (self.articles, self.mentions, self.quotes)
        changed = {number for count in counts for number, n in count.items() if n}
        changed |= {key[0] for key, n in self.aliases.items() if n}
        return sorted(changed)

    def write(self, connection: Connection, shelf: int) -> None:
        """Write the differences; a figure that comes to nothing leaves no row, but for `person` itself."""
        figures = [
            {"who": number, "by_a": self.articles[number], "by_m": self.mentions[number], "by_q": self.quotes[number]}
            for number in self.people()
        ]
        if figures:
            connection.execute(_FIGURES, figures)
        _add(
            connection,
            alias,
            [
                {"person": number, "text": text, "kind": kind, "folded": fold(text), "collection": shelf, "n": n}
                for (number, text, kind), n in sorted(self.aliases.items())
                if n
            ],
        )
        _add(
            connection,
            person_month,
            [
                {"person": number, "month": month, "collection": shelf, "n": n}
                for (number, month), n in sorted(self.months.items())
                if n
            ],
        )
        _add(
            connection,
            person_pair,
            [
                {"person": one, "other": other, "collection": shelf, "n": n}
                for (one, other), n in sorted(self.pairs.items())
                if n
            ],
        )


_FIGURES = (
    update(person)
    .where(person.c.id == bindparam("who"))
    .values(
        articles=person.c.articles + bindparam("by_a"),
        mentions=person.c.mentions + bindparam("by_m"),
        quotes=person.c.quotes + bindparam("by_q"),
    )
)


def _add(connection: Connection, table: Table, rows: list[dict[str, object]]) -> None:
    put_rows(connection, table, rows, adding="n")
    key = [column.name for column in table.primary_key]
    fewer = [{f"of_{name}": row[name] for name in key} for row in rows if isinstance(row["n"], int) and row["n"] < 0]
    if fewer:
        same = [table.c[name] == bindparam(f"of_{name}") for name in key]
        connection.execute(delete(table).where(*same, table.c.n <= 0), fewer)
