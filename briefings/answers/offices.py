"""Which office somebody held on a day, as far as anything printed by then says."""

import re
from collections.abc import Iterable
from datetime import date

from briefings.model import RoleFound
from briefings.names import title_form


def offices_on(seen: Iterable[RoleFound], day: date) -> tuple[RoleFound, ...]:
    """The titles of one person that were last printed on or before that day, nearest day first seen: observations.

    Two titles of the same nearest day are both given, the same title once. A nominee holds no office yet; a title that
    was printed as "former" by then is held no more, and none from before it comes back in its place. Nothing is
    inferred from what was printed later. Articles without a date say nothing.
    """
    dated = [(found.passage.head.published.span, found) for found in seen]
    by_then = [(span.last, found) for span, found in dated if span is not None and span.last <= day]
    over = [(last, found) for last, found in by_then if found.role.status == "former"]
    held = [(last, found) for last, found in by_then if found.role.status in ("held", "acting")]
    nearest = max((last for last, _ in held), default=None)
    nearby = [
        found
        for last, found in held
        if last == nearest and not any(ended >= last and _is_of(found, other) for ended, other in over)
    ]
    once = {_form(found): found for found in sorted(nearby, key=_place, reverse=True)}
    return tuple(sorted(once.values(), key=_place))


def _is_of(held: RoleFound, over: RoleFound) -> bool:
    """Whether what is over is this title: "ex-mayor" is said of the mayor of Hull, "former secretary" of no other."""
    (office, *of), (ended, *of_what) = (
        re.split(r" (?:of|for|at) ", _form(found), maxsplit=1) for found in (held, over)
    )
    return office == ended and (not of or not of_what or of == of_what)


def _form(found: RoleFound) -> str:
    return title_form(found.role.title)


def _place(found: RoleFound) -> tuple[str, int, str]:
    return found.passage.head.key, found.role.slice.start, found.role.title
