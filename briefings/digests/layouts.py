"""How each template's digest is laid out, and what a schedule may change of it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from briefings.model import Layout, Section

Length = Literal["short", "normal", "long"]
LENGTHS: tuple[Length, ...] = ("short", "normal", "long")

_LAYOUTS = {
    "daily": Layout(),
    "headlines": Layout(("stories",), stories=12, sentences=1),
    "people": Layout(("said", "people", "titles"), quotes=10, people=8, titles=8),
    "week": Layout(("happened", "ahead"), stories=20, per_publisher=5, happened=14, events=8),
    "classroom": Layout(("stories", "said", "happened"), stories=4, sentences=2, quotes=4, happened=6),
}

_TIMES = {"short": (1, 2), "normal": (1, 1), "long": (3, 2)}


def layout(template: str) -> Layout:
    """The template's own; an operator's own template has the morning brief's."""
    return _LAYOUTS.get(template, Layout())


def changed(
    of: Layout,
    *,
    length: Length = "normal",
    sections: Sequence[Section] = (),
    order: Literal["weight", "newest"] | None = None,
) -> Layout:
    """The layout shorter or longer, with these sections in this order where any are named."""
    times, by = _TIMES[length]

    def scaled(n: int) -> int:
        return max(1, n * times // by)

    return replace(
        of,
        stories=scaled(of.stories),
        quotes=scaled(of.quotes),
        people=scaled(of.people),
        titles=scaled(of.titles),
        happened=scaled(of.happened),
        events=scaled(of.events),
        sections=tuple(dict.fromkeys(sections)) or of.sections,
        order=order or of.order,
    )
