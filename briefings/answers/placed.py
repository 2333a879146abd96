"""Whose office is printed without its place: “Mayor Roe” in a story of Northgate is the mayor of Northgate."""

import re
from collections.abc import Sequence, Set
from functools import cache
from itertools import groupby
from operator import attrgetter

from briefings import names
from briefings.answers.office_words import LITTLE, OTHER_OFFICE, canonical, head, one_form, same_land
from briefings.answers.saying import OFTEN
from briefings.lexicon import entries
from briefings.model import ArticleKey, PersonId, Present, Role, Scope, Slice
from briefings.store import Store

OPENING = 5  # sentences in which a story says where it plays
_ANYWHERE = frozenset(("president",))  # whoever is president and travels to Cuba is not the president of Cuba
_OF_NO_LAND = frozenset(("secretary", "governor", "mayor", "general"))  # but of a state, or of the paper's own land
_PARTIES = frozenset("republican democratic democrat independent".split())
_NAMED = re.compile(r"\b[A-Z][\w.'’-]*")


def in_place(
    store: Store, scope: Scope, there: Sequence[Present], wanted: Set[str], *, former: bool
) -> tuple[Present, ...]:
    """Those whose bare title is the office of these words, but for a place that is told beside it. Nobody on a doubt.

    The story is about that place, which stands in the title's own sentence or in the one before; nobody else there
    bears the title, nowhere is he given another place; and of a land only where no other land stands so near.
    """
    found = []
    for key, present in groupby(there, attrgetter("article")):
        bare = [(one, role) for one in present for role in one.roles if _is_bare(role, wanted, former)]
        fullest = max((len(_title(role)) for _, role in bare), default=0)
        bare = [(one, role) for one, role in bare if len(_title(role)) == fullest]  # a campaign manager is no manager
        if len({one.id for one, _ in bare}) == 1 and any(
            _is_there(store, scope, key, role, wanted) for _, role in bare
        ):
            found.append(bare[0][0])
    return tuple(one for one in found if not _is_of_another(store, scope, one.id, wanted))


def _is_bare(role: Role, wanted: Set[str], former: bool) -> bool:
    title, of = _title(role), head(role.title)
    return (
        of in wanted
        and of not in _ANYWHERE
        and not role.organisation
        and role.status != "nominee"
        and (role.status == "former") == former
        and not OTHER_OFFICE & (title ^ wanted)
        and title - _PARTIES < wanted
        and not (of in _OF_NO_LAND and _lands_in(wanted - title))
    )


def _title(role: Role) -> set[str]:
    return canonical(names.title_form(role.title)) - LITTLE


def _is_there(store: Store, scope: Scope, key: ArticleKey, role: Role, wanted: Set[str]) -> bool:
    """Is the article about the place that the title leaves out, and does it stand beside the title?"""
    place = wanted - _title(role)
    text = store.articles.text(scope, key) or ""
    sentences = store.articles.sentences(scope, key)
    named = [_names_in(sentence.slice, text) for sentence in sentences]
    at = next((at for at, sentence in enumerate(sentences) if sentence.slice.covers(role.slice)), None)
    is_about = _says(set().union(*named[:OPENING]), place) or sum(_says(here, place) for here in named) >= OFTEN
    if at is not None and _in_land(text[sentences[at].slice.start : role.slice.start], place):
        return True
    if at is None or not is_about:
        return False
    beside = named[at] if _says(named[at], place) else named[at] | named[max(0, at - 1)]
    asked = _lands_in(place)
    return _says(beside, place) and (not asked or _lands_in(beside) <= asked)


def _in_land(before: str, place: Set[str]) -> bool:
    """Does the place stand right before the title: “In Norway, Prime Minister Roe …”?"""
    found = re.search(r"\bIn ((?:[A-Z][\w.’'-]*\s?)+), (?:the )?$", before)
    return found is not None and _says(_names_in(Slice(0, len(found[1])), found[1]), place)


def _names_in(sentence: Slice, text: str) -> set[str]:
    return canonical(names.title_form(" ".join(_NAMED.findall(sentence.of(text)))))


def _says(named: Set[str], place: Set[str]) -> bool:
    return all(word in named or any(same_land(word, other) for other in named) for word in place)


def _lands_in(words: Set[str]) -> set[str]:
    return {land for land in _lands() if land in words or any(same_land(land, word) for word in words)}


@cache
def _lands() -> frozenset[str]:
    return frozenset(one_form(row.split()[0].casefold()) for row in entries("states") if "_" not in row)


def _is_of_another(store: Store, scope: Scope, one: PersonId, wanted: Set[str]) -> bool:
    """Is he given this title somewhere with a place or a body that was not asked for?"""
    roles = [found.role for found in store.people.roles(scope, (one,))]
    return any(
        head(role.title) in wanted
        and canonical(names.title_form(f"{role.organisation or ''} {role.title}")) - LITTLE - _PARTIES - wanted
        for role in roles
    )
