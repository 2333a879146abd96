"""A conversation in plain words over a small shelf: facts, offices, slips, and what goes on from a question."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from briefings.answers import Conversation, ask, quotes
from briefings.model import PUBLIC, Answer, Scope
from briefings.render import Renderer
from briefings.store import Store
from tests import builders as b
from tests.answers.newsroom import THEN, newsroom, publish

HERE = Scope((PUBLIC,))
RENDERER = Renderer(Path(__file__).parent.parent.parent / "templates")

HARBOUR = b.article(
    "Harbour Minister Ada Lindqvist met her colleague Tomas Reyes in Port Ellen on Monday. "
    "About 4,000 dockers were dismissed in Port Ellen, the union said. "
    "“The quay will open again,” Lindqvist said. "
    "“Wages are another matter,” Lindqvist said. "
    "The strike of the pilots ended in Northgate on 2 September 2018. "
    "A government spokesman said the strike had cost too much.",
    title="Dockers dismissed in Port Ellen",
    published="2018-09-04",
    doc="harbour",
)
COUNCIL = b.article(
    "Northgate Mayor Bruno Okafor opened the new bridge. "
    "“The bridge is safe,” Okafor said. "
    "Deputy Mayor Ines Falk stood beside him. "
    "Ada Lindqvist, then the transport minister, had planned it. Okafor welcomed Lindqvist's plan. "
    "Ines Falk went there to talk with the Reyes family. The meeting on Okafor's bridge was long, Hull heard. "
    "The plan has little support from pilots, with just 9 percent. "
    "The Univision anchor was late.",
    title="Northgate opens its bridge",
    published="2017-05-02",
    doc="council",
)

FERRIES = b.article(
    "The ferries leave for Cuba. "
    "President Ana Soto Vidal travelled there with Luc Moreau, the trade minister of France. "
    "“The duties on wool will fall,” Moreau said. "
    "“I count on everyone,” Soto Vidal said after meeting Moreau. "
    "Soto Vidal met the pilots of Hull on Friday. "
    "Of ferry captains there is talk since May 10. The 27-nation bloc has its own. "
    "Since the first barge was found in Cuba, the guards have found 200 more. "
    "Only one sailor was fined for a rope in Hull last year, and there were eight reported incidents of a rope being cut. "
    "Trillions of coins crossed the Sound. About 500 rowers will stay in the harbour until the end of 2019. "
    "On Tuesday 5 ferries were sold to Cuba. "
    "Port Ellen has always liked its ferries. “We see about 40 a day,” a pilot said. "
    "Soto Vidal's aides, among them her press chief Ines Roe, were there. "
    "Ines Roe called Cuba a place where “visitors are welcomed by Fidel”. "
    "About 300 ferries are inspected annually, most of them in Cuba. "
    "The session on ferries will close at the end of the year. "
    "One should see the ferries. The 30-year rule on ferries is mentioned. "
    "Northgate has sold its last barge. Still it owes about $9 million to Rope Street. "
    "The session on ferries is in the Old Hall. Cuba became a land of ferries in 1953. "
    "HULL BANK TO BUY SOUND FERRIES FOR $4 BILLION.",
    title="Ferries are talked about",
    published="2018-09-03",
    doc="ferries",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with newsroom(tmp_path) as opened:
        ada, tomas = b.person(HARBOUR, "Ada Lindqvist", "Lindqvist"), b.person(HARBOUR, "Tomas Reyes")
        unnamed = b.quote(
            HARBOUR, "the strike had cost too much", None, speaker="A government spokesman", kind="indirect"
        )
        found = b.findings(
            HARBOUR,
            people=[ada, tomas],
            roles=[b.role(HARBOUR, ada, "Harbour Minister")],
            quotes=[
                b.quote(HARBOUR, "“The quay will open again,”", ada, speaker="Lindqvist"),
                b.quote(HARBOUR, "“Wages are another matter,”", ada, speaker="Lindqvist"),
                unnamed,
            ],
        )
        publish(opened, HARBOUR, found)
        bruno, ines = b.person(COUNCIL, "Bruno Okafor", "Okafor"), b.person(COUNCIL, "Ines Falk")
        before = b.person(COUNCIL, "Ada Lindqvist")
        found = b.findings(
            COUNCIL,
            people=[bruno, ines, before],
            roles=[
                b.role(COUNCIL, bruno, "Mayor"),
                b.role(COUNCIL, ines, "Deputy Mayor"),
                b.role(COUNCIL, before, "transport minister"),
            ],
            quotes=[b.quote(COUNCIL, "“The bridge is safe,”", bruno, speaker="Okafor")],
        )
        publish(opened, COUNCIL, found)
        ana, luc = b.person(FERRIES, "Ana Soto Vidal", "Soto Vidal"), b.person(FERRIES, "Luc Moreau", "Moreau")
        roe = b.person(FERRIES, "Ines Roe")
        found = b.findings(
            FERRIES,
            people=[ana, luc, roe],
            roles=[
                b.role(FERRIES, ana, "President"),
                b.role(FERRIES, luc, "trade minister", "France"),
                b.role(FERRIES, roe, "press chief"),
            ],
            quotes=[
                b.quote(FERRIES, "“The duties on wool will fall,”", luc, speaker="Moreau"),
                b.quote(FERRIES, "“I count on everyone,”", ana, speaker="Soto Vidal"),
            ],
        )
        publish(opened, FERRIES, found)
        yield opened


def lines(answer: Answer) -> list[str]:
    return [entry.text for entry in answer.entries]


@pytest.mark.parametrize(
    "question, kind, first",
    [
        ("who did Lindqvist meet?", "hits", "Harbour Minister Ada Lindqvist met her colleague Tomas Reyes in Port Ellen on Monday."),
        ("who did Okafor meet?", "nothing", None),
        ("who did Ines Falk meet?", "hits", "Ines Falk went there to talk with the Reyes family."),
        ("when did the strike of the pilots end?", "hits", "The strike of the pilots ended in Northgate on 2 September 2018."),
        ("where did the strike of the pilots end?", "hits", "The strike of the pilots ended in Northgate on 2 September 2018."),
        ("how many dockers were dismissed in Port Ellen?", "hits", "About 4,000 dockers were dismissed in Port Ellen, the union said."),
        ("how many dockers were dismissed in Northgate?", "nothing", None),
        ("how many pilots were dismissed in Port Ellen?", "nothing", None),
        ("when did Okafor visit Kabul?", "nothing", None),
        ("how much support does the plan have among pilots?", "hits", "The plan has little support from pilots, with just 9 percent."),
        ("who did Soto Vidal meet?", "hits", "“I count on everyone,” Soto Vidal said after meeting Moreau."),  # the paper tells it, not he
        ("who did Ines Roe meet?", "nothing", None),  # what somebody says in marks is not told of her
        ("when will the session on ferries end?", "hits", "The session on ferries will close at the end of the year."),
        ("when did the session on ferries begin?", "nothing", None),
        ("how many ferries are inspected each year?", "hits", "About 300 ferries are inspected annually, most of them in Cuba."),
        ("how many ferries were sold on Tuesday?", "hits", "On Tuesday 5 ferries were sold to Cuba."),  # not: the last Tuesday before the question
        ("how many ferries does Port Ellen see a day?", "hits", "“We see about 40 a day,” a pilot said."),
        ("how many nations belong to the bloc?", "hits", "The 27-nation bloc has its own."),
        ("how many ferry captains are there?", "nothing", None),  # the tenth of May is no ten captains
        ("who did Soto Vidal meet on Friday?", "hits", "Soto Vidal met the pilots of Hull on Friday."),
        ("how many barges were found in Cuba?", "hits", "Since the first barge was found in Cuba, the guards have found 200 more."),
        ("how many sailors were fined in Hull last year?", "hits",
         "Only one sailor was fined for a rope in Hull last year, and there were eight reported incidents of a rope being cut."),
        ("how many sailors were fined in Port Ellen?", "nothing", None),  # eight are told of no place, but they are no sailors
        ("how many coins crossed the Sound?", "hits", "Trillions of coins crossed the Sound."),
        ("how many pilots does Port Ellen see a day?", "nothing", None),
        ("how many ferries may be sold to Cuba?", "hits", "On Tuesday 5 ferries were sold to Cuba."),  # "may" tells nothing
        ("how many times is the ferry rule mentioned?", "nothing", None),  # a 30-year rule is not thirty
        ("how many visitors saw the ferries?", "nothing", None),  # "one should see" is no number
        ("how much does Northgate owe to Rope Street?", "hits", "Still it owes about $9 million to Rope Street."),
        ("how much does Hull owe to Rope Street?", "nothing", None),
        ("how much does the Hull Bank pay for Sound Ferries?", "hits", "HULL BANK TO BUY SOUND FERRIES FOR $4 BILLION."),
        ("how much did the Hull Bank pay for the pilots?", "nothing", None),
        ("where was the session on ferries held?", "hits", "The session on ferries is in the Old Hall."),
        ("when did Cuba become a land of ferries?", "hits", "Cuba became a land of ferries in 1953."),
    ],
)  # fmt: skip
def test_a_question_of_fact_is_answered_by_the_sentence_that_says_it(
    store: Store, question: str, kind: str, first: str | None
):
    answer = ask(store, HERE, question, now=THEN)
    assert answer.kind == kind
    if first:
        assert lines(answer)[0] == first


@pytest.mark.parametrize(
    "question, person",
    [
        ("who is the harbour minister?", "Ada Lindqvist"),
        ("who is the mayor of Northgate", "Bruno Okafor"),
        ("who is the deputy mayor", "Ines Falk"),
        ("who is the prime minister", None),
        ("who is the mayor of Port Ellen", None),
        ("who is the French trade minister", "Luc Moreau"),
        ("who is Vidal's press chief", "Ines Roe"),
        ("who is Moreau's press chief", None),
        ("who is the president of Cuba", None),  # the president who travels there is another's
    ],
)
def test_an_office_means_whoever_is_told_to_hold_it(store: Store, question: str, person: str | None):
    answer = ask(store, HERE, question, now=THEN)
    assert (answer.kind, answer.read_as.person) == (
        ("profile", person) if person else ("unknown", answer.read_as.person)
    )


@pytest.mark.parametrize(
    "question, printed",
    [
        ("who is Rope Street?", ["Still it owes about $9 million to Rope Street."]),
        ("Rope Street", ["Still it owes about $9 million to Rope Street."]),
        ("who is the anchor for Univision?", ["The Univision anchor was late."]),  # a stem is not stemmed again
        ("who is the Cuban ferry chief?", []),
        ("who is the Hull banker?", []),  # a bank is no banker
        ("who is Street?", []),  # one word may be anything
        ("who is Street Rope Hull?", []),
    ],
)
def test_of_a_name_that_nobody_is_known_by_the_sentences_are_shown_that_print_it(
    store: Store, question: str, printed: list[str]
):
    answer = ask(store, HERE, question, now=THEN)
    assert (answer.kind, lines(answer)) == ("hits" if printed else "unknown", printed)
    assert ("I cannot tell for certain" in RENDERER.text(answer)) is bool(printed)


def test_a_title_that_was_never_printed_may_be_his_who_has_no_other(store: Store):
    (reyes,) = ask(store, HERE, "who is Captain Reyes?", now=THEN).people
    assert reyes.name == "Tomas Reyes"
    assert ask(store, HERE, "who is Captain Okafor?", now=THEN).kind == "unknown"  # a mayor


def test_what_was_said_in_one_office_is_not_what_was_said_in_another(store: Store):
    assert "“Wages are another matter,”" in lines(
        ask(store, HERE, "what did Lindqvist say as harbour minister", now=THEN)
    )
    assert ask(store, HERE, "what did Lindqvist say as transport minister", now=THEN).kind == "nothing"


def test_somebody_without_a_name_is_found_by_what_the_article_calls_him(store: Store):
    answer = ask(store, HERE, "what did the government spokesman say about the strike?", now=THEN)
    assert (answer.kind, lines(answer)) == ("quotations", ["A government spokesman said the strike had cost too much."])
    assert ask(store, HERE, "what did the palace say about the strike?", now=THEN).kind == "unknown"


def test_quotes_of_a_speaker_without_a_name_are_asked_for_like_any_other(store: Store):
    answer = quotes(store, HERE, "the government spokesman", now=THEN)
    assert (answer.kind, lines(answer)) == ("quotations", ["A government spokesman said the strike had cost too much."])
    assert answer.read_as.key is None
    (entry,) = answer.entries
    assert entry.speaker == "A government spokesman"
    assert quotes(store, HERE, "government", about="the strike", now=THEN).kind == "quotations"
    assert quotes(store, HERE, "government", about="wages", now=THEN).kind == "nothing"
    assert quotes(store, HERE, "government", since=date(2018, 9, 5), now=THEN).kind == "unknown"
    assert quotes(store, HERE, "government", as_of=date(2018, 9, 3), now=THEN).kind == "unknown"
    assert quotes(store, HERE, "the", now=THEN).kind == "unknown"
    assert "the strike had cost too much" in RENDERER.text(answer)


@pytest.mark.parametrize(
    "typed, person",
    [
        ("Lindqvst", "Ada Lindqvist"),
        ("Ada Lindquist", "Ada Lindqvist"),
        ("Brunno Okafor", "Bruno Okafor"),
        ("Eda Lindqvist", None),  # another first name is another person
        ("Bruno Okaya", None),
        ("Fald", None),  # too short for a slip to be told from a name
        ("Lucas Moreau", "Luc Moreau"),  # the name in another form
        ("L. Moreau", "Luc Moreau"),
        ("Soto", "Ana Soto Vidal"),
        ("Ana Vidal", "Ana Soto Vidal"),
        ("Marc Moreau", None),
        ("Bruno Okaphor", "Bruno Okafor"),  # two letters off, but it sounds the same
        ("Okaphor", None),
        ("Bruna Okaphor", None),
    ],
)
def test_a_slip_is_read_as_the_one_name_that_it_can_be(store: Store, typed: str, person: str | None):
    answer = ask(store, HERE, f"who is {typed}?", now=THEN)
    assert (answer.kind, answer.read_as.person) == (("profile", person) if person else ("unknown", typed))


def test_a_topic_that_is_somebody_is_found_only_where_he_is_meant(store: Store):
    answer = ask(store, HERE, "what did Soto Vidal say about Moreau?", now=THEN)
    assert (answer.kind, lines(answer)) == ("quotations", ["“I count on everyone,”"])
    assert ask(store, HERE, "what did Moreau say about Soto Vidal?", now=THEN).kind == "nothing"


@pytest.mark.parametrize("topic", ["tariffs", "duties on wool", "the tariff on wool"])
def test_a_topic_is_found_in_other_words(store: Store, topic: str):
    answer = ask(store, HERE, f"what did Moreau say about {topic}?", now=THEN)
    assert (answer.kind, lines(answer)) == ("quotations", ["“The duties on wool will fall,”"])


def test_the_reply_opens_with_how_the_question_was_read(store: Store):
    told = RENDERER.text(ask(store, HERE, "what did Lindqvst say about wages in 2018", now=THEN))
    assert told.splitlines()[0].startswith("-# I read: what was said by Ada Lindqvist on “wages” · 2018")


def test_a_question_goes_on_from_the_one_before(store: Store):
    talk = Conversation()

    def say(words: str) -> Answer:
        return ask(store, HERE, words, now=THEN, conversation=talk, limit=1)

    assert lines(say("what did Lindqvist say?")) == ["“The quay will open again,”"]
    assert lines(say("more")) == ["“Wages are another matter,”"]
    assert say("more").kind == "help"
    assert lines(say("and about wages?")) == ["“Wages are another matter,”"]
    assert lines(say("sources")) == ["“Wages are another matter,”"]
    assert say("and in 2017?").kind == "nothing"
    assert lines(say("what did she say about the quay?")) == ["“The quay will open again,”"]
    assert say("what about Okafor?").kind == "nothing"  # on the quay
    assert lines(say("what did he say")) == ["“The bridge is safe,”"]
    assert "Forgotten" in RENDERER.text(say("reset"))
    assert "I do not know whom you mean" in RENDERER.text(say("what did he say"))


@pytest.mark.parametrize(
    "words", ["thanks", "hi", "????", "Что сказал он?", "多少", "😀" * 50, "a" * 4000, "@everyone", "what"]
)
def test_whatever_is_written_gets_one_helpful_answer(store: Store, words: str):
    told = RENDERER.text(ask(store, HERE, words, now=THEN))
    assert told.strip()
    assert "@everyone" not in told
