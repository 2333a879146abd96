"""How each template's digest is laid out, and what a schedule changes of it."""

from dataclasses import replace
from typing import get_args

from briefings.errors import WrongUsage
from briefings.model import Layout, LayoutChoice, Section

SECTIONS: tuple[Section, ...] = get_args(Section)

_LAYOUTS = {
    "daily": Layout(),
    "headlines": Layout(("stories",), stories=12, sentences=1),
    "people": Layout(("said", "people", "titles"), quotes=10, people=8, titles=8),
    "week": Layout(("happened", "ahead"), stories=20, per_publisher=5, happened=14, events=8),
    "classroom": Layout(("stories", "said", "happened"), stories=4, sentences=2, quotes=4, happened=6),
}

_TIMES = {"short": (1, 2), "normal": (1, 1), "long": (3, 2)}
_AS_BEFORE = LayoutChoice()


def layout(template: str, choice: LayoutChoice = _AS_BEFORE) -> Layout:
    """The template's own, as far as the choice leaves it; an operator's own template has the morning brief's."""
    of = _LAYOUTS.get(template, Layout())
    times, by = _TIMES[choice.length]

    def scaled(n: int) -> int:
        return max(1, n * times // by)

    return replace(
        of,
        stories=choice.stories or scaled(of.stories),
        per_publisher=choice.per_publisher or of.per_publisher,
        sentences=choice.sentences or of.sentences,
        quotes=scaled(of.quotes),
        people=scaled(of.people),
        titles=scaled(of.titles),
        happened=scaled(of.happened),
        events=scaled(of.events),
        sections=choice.sections or of.sections,
        order=choice.order or of.order,
        says_quiet=choice.says_quiet,
    )


def read_sections(text: str) -> tuple[Section, ...]:
    """ "stories, said, ahead", each once, in that order; none for "template". Raises `WrongUsage` for others."""
    given = dict.fromkeys(word.strip().casefold() for word in text.split(",") if word.strip())
    if list(given) == ["template"]:
        return ()
    known = {str(name): name for name in SECTIONS}
    strange = [word for word in given if word not in known]
    if strange or not given:
        raise WrongUsage("sections_unknown", given=", ".join(strange) or text, known=list(SECTIONS))
    return tuple(known[word] for word in given)
