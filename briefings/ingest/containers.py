"""A story that a page prints in several containers, with boxes between them, brought into one."""

from collections import defaultdict
from collections.abc import Iterable, Set
from typing import Any

PROSE_WORDS = 12  # of a paragraph that is no teaser
PARAGRAPHS = 2  # one alone is a note


def bring_together(tree: Any, taken: Set[str]) -> bool:
    """Where some containers of one class were `taken` for the story and some not, the first holds all afterwards.

    Extractors choose one container and stop at a box inside the story. `taken` are paragraphs, as one line each. True
    when something was moved; the tree is changed then.
    """
    moved = False
    for containers in _alike(tree):
        prose = [_prose(each) for each in containers]
        missed = [lines for lines in prose if taken.isdisjoint(lines)]
        if len(missed) < len(prose) and sum(map(len, missed)) >= PARAGRAPHS:
            first, *others = containers
            for other in others:
                first.extend(list(other))
            moved = True
    return moved


def _alike(tree: Any) -> Iterable[list[Any]]:
    """Containers of prose with the same class, at the same depth, in the page's order."""
    found: dict[tuple[str, str, int], list[Any]] = defaultdict(list)
    for each in tree.iter("div", "section"):
        if (name := each.get("class")) and _prose(each):
            found[each.tag, name, sum(1 for _ in each.iterancestors())].append(each)
    return [containers for containers in found.values() if len(containers) > 1]


def _prose(container: Any) -> list[str]:
    """The paragraphs right inside of it."""
    lines = (" ".join(p.text_content().split()) for p in container.iterchildren("p"))
    return [line for line in lines if len(line.split()) >= PROSE_WORDS]
