"""Searching articles: the newest matches of an index, ranked the same way on both engines."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, select

from briefings.model import Hit, PersonId, Scope
from briefings.store import schema, search
from briefings.store.schema import article, sighting
from briefings.store.sides import Side
from briefings.store.visible import HEADS, Seen, head_of, his, numbers_of, see, within


class Search:
    """Finding articles by their words and their people."""

    def __init__(self, news: Side) -> None:
        self._news = news

    def find(
        self,
        scope: Scope,
        terms: tuple[str, ...],
        *,
        since: date | None = None,
        until: date | None = None,
        people: Sequence[PersonId] = (),
        limit: int = 10,
    ) -> tuple[Hit, ...]:
        """The best of the newest matches: articles with all terms that name any of these people, best first.

        Terms said often and in the title count more, and what is newer; ties go by the article's key. Nothing is
        found without a term or a person, nor undated articles between days.
        """
        with self._news.read() as connection:
            seen = see(connection, scope)
            numbers = tuple(numbers_of(connection, seen, people))
            rows_of = seen.parted.rows_of(numbers)
            wanted = search.Wanted(seen.numbers, search.asked(terms), rows_of, since, until)
            if not seen.numbers or not (wanted.terms or people) or (people and not numbers):
                return ()
            found = search.find(connection, "article", wanted, search.CANDIDATES)
            if not found:
                return ()
            naming = _named_in(seen, numbers) if seen.parted.concerns(numbers) else ()
            strengths = search.strengths(connection, wanted, found)
            rows = connection.execute(
                select(article.c.slot, article.c.key, article.c.collection, article.c.first).where(
                    within(seen, article), article.c.newest, search.among(connection, article.c.slot, found), *naming
                )
            )
            days = select(article.c.first).where(
                within(seen, article, by_index=True), article.c.newest, article.c.ago < schema.UNDATED
            )
            newest = connection.execute(days.order_by(article.c.ago).limit(1)).scalar()
            scores: dict[str, tuple[float, int]] = {}
            for row in sorted(rows, key=lambda row: seen.rank(row.collection)):
                scores.setdefault(row.key, (search.score(strengths[row.slot], row.first, newest), row.slot))
            best = sorted(scores.items(), key=lambda item: (-item[1][0], item[0]))[:limit]
            slots = [slot for _, (_, slot) in best]
            heads = connection.execute(HEADS.where(within(seen, article), article.c.slot.in_(slots)))
            by_key = {row.a_key: head_of(row, seen) for row in heads}
            return tuple(Hit(by_key[key], points) for key, (points, _) in best)


def _named_in(seen: Seen, people: Sequence[int]) -> list[ColumnElement[bool]]:
    """On `article`: it names one of these people, of whom the index knows only what was read."""
    return [article.c.id.in_(select(sighting.c.article).where(within(seen, sighting), his(seen, sighting, people)))]
