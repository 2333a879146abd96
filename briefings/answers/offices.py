"""Which office somebody held on a day, as far as anything printed by then says."""

from collections.abc import Iterable
from datetime import date

from briefings.model import RoleFound
from briefings.names import title_form


def offices_on(seen: Iterable[RoleFound], day: date) -> tuple[RoleFound, ...]:
    """The titles of one person that were last printed on or before that day, nearest day first seen: observations.

    Two titles of the same nearest day are both given, the same title once. A nominee holds no office yet; a title that
    was printed as "former" by then is held no more. Nothing is inferred from what was printed later. Articles
    without a date say nothing.
    """
    dated = [(found.passage.head.published.span, found) for found in seen]
    by_then = [(span.last, found) for span, found in dated if span is not None and span.last <= day]
    ended = {_form(found): last for last, found in sorted(by_then, key=lambda row: row[0]) if _is_over(found)}
    held = [
        (last, found)
        for last, found in by_then
        if found.role.status in ("held", "acting") and last > ended.get(_form(found), date.min)
    ]
    nearest = max((last for last, _ in held), default=None)
    nearby = sorted((found for last, found in held if last == nearest), key=_place, reverse=True)
    return tuple(sorted({_form(found): found for found in nearby}.values(), key=_place))


def _is_over(found: RoleFound) -> bool:
    return found.role.status == "former"


def _form(found: RoleFound) -> str:
    return title_form(found.role.title)


def _place(found: RoleFound) -> tuple[str, int, str]:
    return found.passage.head.key, found.role.slice.start, found.role.title
