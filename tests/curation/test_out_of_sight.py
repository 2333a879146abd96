"""A line that is hidden, and an article that was parted from a person: in every question that there is, neither shows."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from briefings import answers
from briefings.answers.dossiers import Dossiers, dossiers
from briefings.answers.suggest import near
from briefings.config import Settings
from briefings.curation import people
from briefings.digests.compose import compose
from briefings.model import PUBLIC, Answer, Article, Findings, Receipt, Scope, SentenceRef
from briefings.render import Renderer
from briefings.store import Store
from tests import builders as b
from tests.answers.newsroom import THEN, newsroom, publish

SERVER = "guild:7"
HERE = Scope((PUBLIC, SERVER))
SPRING = datetime(2018, 3, 1, 12, tzinfo=UTC)  # before what is planned in these stories

ROME = b.article(
    "Treasury Secretary Jim Powell met Italy's Ana Costa in Rome on Monday. “Grain prices act on us all,” Powell said. "
    "Powell landed in Rome with 40 aides. “Grain is bread,” Costa said. Powell will travel to Oslo on 3 May 2018.",
    published="2018-02-03", title="Grain talks", doc="rome",
)  # fmt: skip
BERN = b.article(
    "Fed Chairman Jim Powell met Norway's Bo Dahl in Bern on Tuesday. “Grain rates stay,” Powell said. "
    "Powell landed in Bern with 50 aides. “Rates are rates,” Dahl said. Powell will travel to Lima on 5 May 2018.",
    published="2018-02-04", title="Grain rates", doc="bern",
)  # fmt: skip


def story(article: Article, title: str, other: str, said: str, others: str, day: str, iso: str) -> Findings:
    powell, beside = b.person(article, "Jim Powell", "Powell"), b.person(article, other, other.split()[1])
    return b.findings(
        article,
        people=[powell, beside],
        roles=[b.role(article, powell, title)],
        quotes=[b.quote(article, said, powell), b.quote(article, others, beside)],
        events=[b.event(article, day, iso, people=[powell], planned=True)],
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    rome = ("Treasury Secretary", "Ana Costa", "“Grain prices act on us all,”", "“Grain is bread,”")
    bern = ("Fed Chairman", "Bo Dahl", "“Grain rates stay,”", "“Rates are rates,”")
    with newsroom(Path(tmp_path_factory.mktemp("news"))) as store:
        publish(store, ROME, story(ROME, *rome, "3 May 2018", "2018-05-03"))
        publish(store, BERN, story(BERN, *bern, "5 May 2018", "2018-05-05"))
        yield store


Question = Callable[..., "Answer | Dossiers"]
"""Of a store and a scope; `who` is asked about, Powell if nobody else is."""


def asked(words: str, *before: str) -> Question:
    """Plain words, after others in the same conversation."""

    def ask(store: Store, scope: Scope, who: str = "Powell") -> Answer:
        talk = answers.Conversation()
        for earlier in before:
            answers.ask(store, scope, earlier.format(who), now=SPRING, conversation=talk)
        return answers.ask(store, scope, words.format(who), now=SPRING, conversation=talk)

    return ask


def of(question: Callable[..., Answer], *args: str, **options: object) -> Question:
    def ask(store: Store, scope: Scope, who: str = "Powell") -> Answer:
        return question(store, scope, *(one.format(who) for one in args), now=SPRING, **options)

    return ask


HIS: dict[str, Question] = {
    "who": of(answers.who, "{}"),
    "who, as of": of(answers.who, "{}", as_of=date(2018, 3, 1)),
    "who, since": of(answers.who, "{}", since=date(2018, 1, 1)),
    "quotes": of(answers.quotes, "{}"),
    "quotes about": of(answers.quotes, "{}", about="grain"),
    "quotes about what he did not say": of(answers.quotes, "{}", about="Tuesday aides"),
    "timeline": of(answers.timeline, "{}"),
    "timeline ahead": of(answers.timeline, "{}", ahead=True),
    "links": of(answers.links, "{}"),
    "links since": of(answers.links, "{}", since=date(2018, 1, 1)),
    "compare": of(answers.compare, "{}", "Dahl", "rates"),
    "compare with the other": of(answers.compare, "{}", "Costa", "grain"),
    "over time": of(answers.over_time, "{}", "grain"),
    "mentioned": of(answers.mentioned, "It was Jim Powell."),
    "dossiers": lambda store, scope, who="Powell": dossiers(store, scope, [who, "Costa"], now=SPRING),
    "ask: who": asked("who is {}?"),
    "ask: said": asked("what did {} say about grain?"),
    "ask: jobs": asked("which jobs has {} held?"),
    "ask: met": asked("who did {} meet?"),
    "ask: links": asked("who is {} linked to?"),
    "ask: then": asked("and about rates?", "what did {} say about grain?"),
    "ask: sources": asked("sources", "what did {} say about rates?"),
}
THE_CHAIRMANS: dict[str, Question] = {
    "ask: office": asked("who is the Fed chairman?"),
    "ask: office said": asked("what did the Fed chairman say?"),
    "ask: said in office": asked("what did Powell say as Fed chairman?"),
}
OF_WORDS: dict[str, Question] = {
    "timeline of a topic": of(answers.timeline, "Grain"),
    "search": of(answers.search, "landed aides"),
    "brief": of(answers.brief),
    "brief of a topic": of(answers.brief, "rates"),
    "ask: when": asked("when did Powell meet Bo Dahl?"),
    "ask: where": asked("where did Powell land with 50 aides?"),
    "ask: how many": asked("how many aides landed with Powell in Bern?"),
    "ask: latest": asked("latest on rates"),
    "ask: words": asked("Powell landed in Bern with aides"),
    "ask: search": asked("search aides"),
    "ask: happened": asked("what happened in Lima?"),
    "ask: over time": asked("Powell over time on grain"),
}
EVERY = {**HIS, **THE_CHAIRMANS, **OF_WORDS}

RENDER = Renderer(Settings().templates)


def lines(answer: "Answer | Dossiers") -> dict[SentenceRef, str]:
    """The sentences that an answer shows, each by itself, with their words."""
    return {ref: text for receipt in answer.receipts for ref, text in _each(receipt)}


def _each(receipt: Receipt) -> Iterator[tuple[SentenceRef, str]]:
    article = {one.key: one for one in (ROME, BERN)}[receipt.article]
    for n in range(receipt.sentences[0], receipt.sentences[1] + 1):
        yield SentenceRef(article.key, n, n), b.sentences(article)[n].slice.of(article.text)


def told(answer: "Answer | Dossiers") -> str:
    return " ".join(part.text for part in RENDER.render(answer)).replace("\u200b", "")


@pytest.mark.parametrize("name", EVERY)
def test_a_hidden_line_shows_in_no_answer_and_every_answer_is_one_without_it(store: Store, name: str) -> None:
    ask = EVERY[name]
    shown = lines(ask(store, HERE))
    assert shown or name == "mentioned", "or else nothing is tried here"
    for ref, words in shown.items():
        store.decisions.hide(SERVER, ref, by=None, now=SPRING)
        try:
            answer = ask(store, store.decisions.decided(HERE))
        finally:
            store.decisions.show(SERVER, ref)
        assert ref not in lines(answer), words
        assert words not in told(answer)
        assert answer.entries or answer.kind not in {"hits", "quotations", "timeline", "brief", "links", "changes"}
    assert lines(ask(store, store.decisions.decided(HERE))) == shown


@pytest.fixture
def parted(store: Store) -> Iterator[Scope]:
    """The chairman is another man."""
    ids = [named.id for named in store.people.by_alias(HERE, "powell")]
    asked = people.parting(store, HERE, ids, "grain rates")
    done = people.split(store, HERE, SERVER, asked, by=None, now=SPRING)
    yield store.decisions.decided(HERE)
    people.undo(store, HERE, SERVER, done.decision.id)


@pytest.mark.parametrize("name", HIS)
def test_what_was_parted_from_a_person_is_told_of_him_in_no_answer(store: Store, parted: Scope, name: str) -> None:
    his = {
        "Fed Chairman Jim Powell",
        "“Grain rates stay,” Powell",
        "Powell landed in Bern",
        "Powell will travel to Lima",
    }
    before, after, his_own = (
        " ".join(lines(HIS[name](store, scope, who)).values())
        for scope, who in ((HERE, "Powell"), (parted, "Treasury Secretary Powell"), (parted, "Fed Chairman Powell"))
    )
    assert any(words in before for words in his) or name == "compare with the other", "or else nothing is tried here"
    assert [words for words in his if words in after] == []
    assert after or name in {"mentioned", "quotes about what he did not say", "compare", "ask: then", "ask: sources"}
    assert "Powell landed in Rome" not in his_own
    assert "Powell will travel to Oslo" not in his_own


@pytest.mark.parametrize("name", THE_CHAIRMANS)
def test_what_is_asked_of_an_office_is_told_of_whom_it_belongs_to(store: Store, parted: Scope, name: str) -> None:
    (chairman,) = store.people.parted(parted)
    answer = THE_CHAIRMANS[name](store, parted)
    assert answer.read_as.key == chairman.id.key
    assert "Bern" in " ".join(lines(answer).values()) or "“Grain rates stay,”" in told(answer)


def test_what_is_offered_while_typing_knows_what_was_decided(store: Store, parted: Scope) -> None:
    def offered(scope: Scope) -> list[str]:
        return [one.label for one in answers.suggest(store, scope, "pow")]

    assert offered(HERE) == ["Powell, Jim — Fed Chairman (8)"]
    assert set(offered(parted)) == {"Powell, Jim — Fed Chairman (4)", "Powell, Jim — Treasury Secretary (4)"}
    hidden = SentenceRef(ROME.key, 0, 0)
    store.decisions.hide(SERVER, hidden, by=None, now=SPRING)
    assert set(offered(store.decisions.decided(HERE))) == {"Powell, Jim — Fed Chairman (4)", "Powell, Jim (4)"}
    store.decisions.show(SERVER, hidden)
    assert near(store, parted, "Jim Powel") == ("Jim Powell",)


def test_a_digest_shows_no_hidden_line(store: Store) -> None:
    def digest(scope: Scope) -> set[SentenceRef]:
        day, since, until = date(2018, 2, 4), THEN - timedelta(days=1), THEN + timedelta(days=1)
        told = compose(store, scope, name="M", template_name="daily", day=day, zone="UTC", since=since, until=until)
        return {ref for receipt in told.receipts for ref, _ in _each(receipt)}

    shown = digest(HERE)
    assert shown
    for ref in shown:
        store.decisions.hide(SERVER, ref, by=None, now=THEN)
        after = digest(store.decisions.decided(HERE))
        store.decisions.show(SERVER, ref)
        assert ref not in after
