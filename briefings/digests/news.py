"""Who is newly in the news, and whose title is another one than before."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from briefings.model import (
    ArticleKey,
    Named,
    Newcomer,
    Passage,
    PersonId,
    PersonKey,
    Present,
    RoleFound,
    Scope,
    TitleChange,
    TitleSeen,
)
from briefings.receipts import Receipts
from briefings.store import Store
from briefings.store.search import terms

BEFORE = timedelta(days=7)  # a shelf on which nothing arrived in this time has no news to be new in
_ARTICLES = 2  # that name a newcomer, if none gives him a title


@dataclass(frozen=True, slots=True)
class _Somebody:
    """A person in these articles. `ids` are several where a decision made several one."""

    ids: tuple[PersonId, ...]
    articles: frozenset[ArticleKey]
    titled: bool  # one of these articles gives him a title


def _everybody(store: Store, scope: Scope, articles: Collection[ArticleKey]) -> tuple[_Somebody, ...]:
    found: dict[PersonKey, list[Present]] = defaultdict(list)
    joined = {key: keys for keys in scope.joined for key in keys}
    for present in store.people.present(scope, articles):
        found[joined.get(present.id.key, (present.id.key,))[0]].append(present)
    everybody = []
    for key in sorted(found):
        shelves = sorted({present.id.collection for present in found[key]})
        ids = tuple(PersonId(shelf, one) for shelf in shelves for one in joined.get(key, (key,)))
        titled = any(present.roles for present in found[key])
        everybody.append(_Somebody(ids, frozenset(present.article for present in found[key]), titled))
    return tuple(everybody)


def newcomers(
    store: Store, scope: Scope, articles: Collection[ArticleKey], window: Collection[ArticleKey], since: datetime
) -> tuple[tuple[Named, _Somebody, str | None, Passage], ...]:
    """Those in `articles` whom nothing but the `window` names, who have a title or stand in two; the most often first.

    Nobody on a shelf that is new itself.
    """
    beginning = datetime.min.replace(tzinfo=UTC)
    if since < beginning + BEFORE or not store.articles.arrived(scope, since - BEFORE, since):
        return ()
    everywhere = {one.ids: len(one.articles) for one in _everybody(store, scope, window)}
    found = []
    everybody = [one for one in _everybody(store, scope, articles) if one.titled or len(one.articles) >= _ARTICLES]
    known = {named.id: named for named in store.people.get(scope, [one for each in everybody for one in each.ids])}
    for one in everybody:
        named = [known[each] for each in one.ids if each in known]
        if not named or sum(each.articles for each in named) > everywhere.get(one.ids, 0):
            continue
        introduced = _introduction(store, scope, one)
        if introduced and (introduced[0] or len(one.articles) >= _ARTICLES) and " " in named[0].name:
            found.append((named[0], one, *introduced))
    return tuple(sorted(found, key=lambda each: (-len(each[1].articles), each[0].name, each[0].id)))


def _introduction(store: Store, scope: Scope, one: _Somebody) -> tuple[str | None, Passage] | None:
    """A title and the sentence that gives it; else the first sentence that names him."""
    roles = [found for found in store.people.roles(scope, one.ids) if found.passage.head.key in one.articles]
    held = next((found for found in roles if found.role.status in {"held", "acting"}), None)
    if held is not None:
        return held.role.title, held.passage
    seen = [found.passage for found in store.people.sightings(scope, one.ids) if found.head.key in one.articles]
    return next(((None, passage) for passage in reversed(seen) if passage is not None), None)


def newcomer(receipts: Receipts, named: Named, one: _Somebody, title: str | None, passage: Passage) -> Newcomer:
    """He is new, and this is the sentence that says who he is."""
    receipt = receipts.cite(passage)
    return Newcomer(named.name, title, len(one.articles), receipt.n, receipt.source)


@dataclass(frozen=True, slots=True)
class Changed:
    """The last article that shows the old title, and the first that shows the new one."""

    person: Named
    was: RoleFound
    now: RoleFound

    def cited(self, receipts: Receipts) -> TitleChange:
        return TitleChange(self.person.name, _seen(receipts, self.was), _seen(receipts, self.now))


def _seen(receipts: Receipts, found: RoleFound) -> TitleSeen:
    receipt = receipts.cite(found.passage)
    return TitleSeen(found.role.title, found.role.status == "former", receipt.published, receipt.n)


def changed_titles(store: Store, scope: Scope, articles: Collection[ArticleKey]) -> tuple[Changed, ...]:
    """Who bears a title in these articles that he bore in none before, and bore another until then.

    A title that is a part of the other ("minister", "foreign minister") is no change; nor is one that these articles
    show beside the old one, for then he has both.
    """
    found = [_changed(store, scope, one, articles) for one in _everybody(store, scope, articles) if one.titled]
    return tuple(sorted((each for each in found if each), key=lambda each: (each.person.name, each.person.id)))


def _changed(store: Store, scope: Scope, one: _Somebody, articles: Collection[ArticleKey]) -> Changed | None:
    seen = [each for each in store.people.roles(scope, one.ids) if each.passage.head.published.span is not None]
    seen = [each for each in seen if each.role.status != "nominee"]
    here = [each for each in seen if each.passage.head.key in articles]
    before = [each for each in seen if each.passage.head.key not in articles and each.role.status != "former"]
    if not here or not before:
        return None
    was, now = before[-1], here[-1]
    earlier = [each for each in seen if each.passage.head.key not in articles]
    is_known = any(_same(each, now) for each in earlier)
    still = any(_same(each, was) for each in here)
    if is_known or still or _day(was) >= _day(now):
        return None
    named = store.people.get(scope, one.ids)
    return Changed(named[0], was, now) if named else None


def _same(one: RoleFound, other: RoleFound) -> bool:
    titles = frozenset(terms(one.role.title)), frozenset(terms(other.role.title))
    both_or_none = (one.role.status == "former") == (other.role.status == "former")
    return both_or_none and (titles[0] <= titles[1] or titles[1] <= titles[0])


def _day(found: RoleFound) -> int:
    span = found.passage.head.published.span
    return span.last.toordinal() if span else 0
