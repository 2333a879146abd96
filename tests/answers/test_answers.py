"""Questions to a small newsroom, answered with receipts, and honestly when there is nothing to say."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from briefings.analysis.identity import identify as by_calling
from briefings.answers import (
    Ambiguous,
    Brief,
    Help,
    Hits,
    Nothing,
    Profile,
    Quotations,
    Timeline,
    Unknown,
    ask,
    brief,
    quotes,
    search,
    source,
    suggest,
    timeline,
    who,
)
from briefings.answers.as_json import answer_json
from briefings.answers.ask import Conversation
from briefings.answers.export import export
from briefings.dates import day, month
from briefings.model import PUBLIC, Answer, Findings, Scope, SentenceRef
from briefings.render import Renderer
from briefings.store import Store
from tests import builders as b
from tests.answers.newsroom import LATER, THEN, newsroom, publish

RENDERER = Renderer(Path(__file__).parent.parent.parent / "templates")
EVERYBODY = Scope((PUBLIC,))
SERVER = "guild:7"

BRUSSELS = b.article(
    "Defense Secretary James Mattis arrived in Brussels on Wednesday. "
    "“We are in this fight together,” Mattis said. “Nobody will stand alone.” "
    "Mattis said that Pakistan had more to do. "
    "He will travel to Kabul on Friday.",
    title="Mattis meets allies in Brussels",
    published="2017-11-10",
    estimated=True,
    url="https://courier.example/mattis",
    doc="brussels",
)
ISLAMABAD = b.article(
    "Secretary of State Mike Pompeo landed in Islamabad on Wednesday. "
    "“We have not seen the progress we need,” Pompeo told reporters about Pakistan. "
    "Former CIA chief Leon Panetta was not on board.",
    title="Pompeo in Islamabad",
    published="2018-09-06",
    source="Asia Times",
    doc="islamabad",
)
LANGLEY = b.article(
    "CIA Director Mike Pompeo spoke in Langley in December. Colin Powell and Jerome Powell listened.",
    title="Pompeo speaks",
    published="2017-12",
    source=None,
    doc="langley",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with newsroom(tmp_path) as opened:
        for story in (BRUSSELS, ISLAMABAD, LANGLEY):
            publish(opened, story, FOUND[story.doc]())
        yield opened


def _brussels() -> Findings:
    mattis = b.person(BRUSSELS, "James Mattis", "Mattis")
    return b.findings(
        BRUSSELS,
        people=[mattis],
        roles=[b.role(BRUSSELS, mattis, "Defense Secretary")],
        quotes=[
            b.quote(
                BRUSSELS, ["“We are in this fight together,”", "“Nobody will stand alone.”"], mattis, speaker="Mattis"
            ),
            b.quote(BRUSSELS, "that Pakistan had more to do", mattis, kind="indirect"),
        ],
        events=[
            b.event(BRUSSELS, "on Wednesday", "2017-11-08", [mattis], about=True),
            b.event(BRUSSELS, "on Friday", "2017-11-17", [mattis], planned=True, about=True),
        ],
    )


def _islamabad() -> Findings:
    pompeo, panetta = b.person(ISLAMABAD, "Mike Pompeo", "Pompeo"), b.person(ISLAMABAD, "Leon Panetta")
    return b.findings(
        ISLAMABAD,
        people=[pompeo, panetta],
        roles=[
            b.role(ISLAMABAD, pompeo, "Secretary of State"),
            b.role(ISLAMABAD, panetta, "CIA chief", status="former"),
        ],
        quotes=[b.quote(ISLAMABAD, "“We have not seen the progress we need,”", pompeo, speaker="Pompeo")],
        events=[b.event(ISLAMABAD, "on Wednesday", "2018-09-05", [pompeo])],
    )


def _langley() -> Findings:
    pompeo = b.person(LANGLEY, "Mike Pompeo")
    return b.findings(
        LANGLEY,
        people=[pompeo, b.person(LANGLEY, "Colin Powell", "Powell"), b.person(LANGLEY, "Jerome Powell")],
        roles=[b.role(LANGLEY, pompeo, "CIA Director")],
        events=[b.event(LANGLEY, "in December", "2017-12", [pompeo])],
    )


FOUND: dict[str, Callable[[], Findings]] = {"brussels": _brussels, "islamabad": _islamabad, "langley": _langley}


def said(answer: Answer) -> list[str]:
    return [entry.text for entry in answer.entries]


# --- who ---------------------------------------------------------------------------------------------------------


def test_a_surname_and_a_full_name_are_one_person(store: Store):
    answers = [who(store, EVERYBODY, name, now=THEN) for name in ("mattis", "James Mattis", "MATTIS’S", "Mr. Mattis")]
    assert {answer.people[0].name for answer in answers} == {"James Mattis"}
    (mattis,) = answers[0].people
    assert mattis.aliases == ("James Mattis", "Mattis")
    assert [(role.text, role.last, role.about) for role in mattis.roles] == [
        ("Defense Secretary", day(2017, 11, 10), True)
    ]


def test_a_title_is_shown_with_the_day_it_was_last_seen(store: Store):
    told = RENDERER.text(who(store, EVERYBODY, "pompeo", now=THEN))
    assert "- Secretary of State, as of 6 September 2018 [1]" in told
    assert "- CIA Director, as of December 2017 [2]" in told


def test_one_title_printed_in_two_ways_is_one_title(store: Store):
    told = b.article("US Defence Secretary James Mattis left.", published="2018-01-08", doc="left")
    again = b.article("U.S. Defense Secretary James Mattis came back.", published="2018-01-09", doc="back")
    for story, nation, title in ((told, "US", "Defence Secretary"), (again, "U.S.", "Defense Secretary")):
        mattis = b.person(story, "James Mattis")
        publish(store, story, b.findings(story, people=[mattis], roles=[b.role(story, mattis, title, nation)]))
    (role,) = who(store, EVERYBODY, "mattis", now=THEN).people[0].roles
    assert role.first == day(2017, 11, 10)
    assert "- U.S. Defense Secretary, as of 9 January 2018 [1]" in RENDERER.text(
        who(store, EVERYBODY, "mattis", now=THEN)
    )


def test_a_former_title_says_so(store: Store):
    assert "- CIA chief (former), as of 6 September 2018 [1]" in RENDERER.text(
        who(store, EVERYBODY, "panetta", now=THEN)
    )


def test_an_old_answer_says_so_first(store: Store):
    old = RENDERER.text(who(store, EVERYBODY, "mattis", now=LATER))
    assert old.startswith("-# Newest source: about 10 November 2017, more than 90 days ago.\n\n## James Mattis")
    assert RENDERER.text(who(store, EVERYBODY, "pompeo", now=THEN)).startswith("## Mike Pompeo")


def test_a_name_behind_its_title_is_found_and_behind_a_wrong_one_is_not(store: Store):
    assert who(store, EVERYBODY, "Defense Secretary Mattis", now=THEN).kind == "profile"
    assert who(store, EVERYBODY, "Pope Mattis", now=THEN).kind == "unknown"


def test_two_people_of_one_surname_are_asked_about(store: Store):
    answer = who(store, EVERYBODY, "powell", now=THEN)
    assert isinstance(answer, Ambiguous)
    assert answer.candidates == ("Colin Powell", "Jerome Powell")
    assert [who(store, EVERYBODY, choice.value, now=THEN).people[0].name for choice in answer.choices] == [
        "Colin Powell", "Jerome Powell"
    ]  # fmt: skip
    assert RENDERER.text(answer).startswith("I know 2 people called “powell”. Which one?")


def test_whom_articles_call_by_a_surname_alone_is_no_choice_among_many(tmp_path: Path):
    with newsroom(tmp_path) as store:
        pair = b.article("Senator Ada Roe met Max Roe, a painter.", doc="pair")
        found = b.findings(pair, people=[b.person(pair, "Ada Roe"), b.person(pair, "Max Roe")])
        assert store.articles.save(pair, found, collection=PUBLIC, identify=by_calling, at=THEN)
        for n in range(4):
            story = b.article(f"On day {n} Roe left early.", doc=f"roe-{n}")
            found = b.findings(story, people=[b.person(story, "Roe")])
            assert store.articles.save(story, found, collection=PUBLIC, identify=by_calling, at=THEN)
        answer = who(store, EVERYBODY, "roe", now=THEN)
        assert isinstance(answer, Ambiguous)
        assert (answer.candidates, answer.untold) == (("Ada Roe", "Max Roe"), 4)
        told = RENDERER.text(answer)
        assert told.startswith("I know 2 people called “roe”. Which one?")
        assert told.endswith("4 articles call somebody only by that name, and nobody can say whom.")


def test_of_very_many_who_bear_a_name_the_first_are_shown_and_the_others_counted(tmp_path: Path):
    names = [f"{first} Roe" for first in "Ada Ben Cleo Dan Eve Fay Gus Hal Ida Jon Kim Lea".split()]
    with newsroom(tmp_path) as store:
        story = b.article(f"{', '.join(names)} met.", doc="family")
        publish(store, story, b.findings(story, people=[b.person(story, name) for name in names]))
        answer = who(store, EVERYBODY, "roe", now=THEN)
        assert isinstance(answer, Ambiguous)
        assert (len(answer.people), len(answer.choices), answer.others, answer.untold) == (10, 10, 2, 0)
        assert RENDERER.text(answer).startswith("I know 12 people called “roe”. Which one?")
        assert "And 2 more: a first name or an office tells them apart." in RENDERER.text(answer)


def test_the_one_whom_nearly_all_articles_mean_is_shown_and_that_others_bear_his_name(tmp_path: Path):
    def told(store: Store, n: int, title: str) -> None:
        story = b.article(f"{title} Ana Keller left in a hurry. It was her exit number {n}.", published="2018-09-01")
        ana = b.person(story, "Ana Keller")
        found = b.findings(story, people=[ana], roles=[b.role(story, ana, title)])
        assert store.articles.save(story, found, collection=PUBLIC, identify=by_calling, at=THEN)

    with newsroom(tmp_path) as store:
        for n in range(20):
            told(store, n, "Senator")
        told(store, 20, "Goalkeeper")
        answer = who(store, EVERYBODY, "Ana Keller", now=THEN)
        assert isinstance(answer, Profile)
        assert (answer.people[0].articles, answer.read_as.namesakes) == (20, 1)
        assert RENDERER.text(answer).startswith("-# 1 other bears this name too, in far fewer articles")
        later = who(store, EVERYBODY, answer.people[0].key, now=THEN)
        assert later.read_as.namesakes == 1  # a page that a button asks for by his key
        assert isinstance(who(store, EVERYBODY, "keller", now=THEN), Ambiguous)  # a surname is no full name
        assert isinstance(
            ask(store, EVERYBODY, "who is Ana Keller?", now=THEN), Ambiguous
        )  # buttons are there to press
        told(store, 21, "Goalkeeper")
        assert isinstance(who(store, EVERYBODY, "Ana Keller", now=THEN), Ambiguous)


def test_a_typo_never_becomes_another_person(store: Store):
    answer = who(store, EVERYBODY, "matis", now=THEN)
    assert isinstance(answer, Unknown)
    assert answer.candidates == ("James Mattis",)
    assert RENDERER.text(answer) == (
        "No one called “matis” in 3 articles (10 November 2017 to 6 September 2018). Did you mean James Mattis?"
    )


@pytest.mark.parametrize("name", ["lavar ball", "haqqani", "", "   ", "@everyone", "*"])
def test_who_is_not_in_the_news_is_unknown(store: Store, name: str):
    answer = who(store, EVERYBODY, name, now=THEN)
    assert isinstance(answer, Unknown)
    assert answer.candidates == ()


def test_a_person_can_be_asked_for_by_key_and_a_key_that_is_gone_says_so(store: Store):
    key = who(store, EVERYBODY, "mattis", now=THEN).people[0].key
    assert who(store, EVERYBODY, key, now=THEN).people[0].name == "James Mattis"
    gone = who(store, EVERYBODY, "0123456789abcdef:1-2", now=THEN)
    assert isinstance(gone, Unknown)
    assert gone.changed
    assert "This has changed" in RENDERER.text(gone)


def test_who_was_only_mentioned_is_shown_where(store: Store):
    answer = who(store, EVERYBODY, "panetta", now=THEN)
    assert isinstance(answer, Profile)
    assert answer.said == ()
    assert [role.status for role in answer.person.roles] == ["former"]


def test_days_without_anything_give_nothing(store: Store):
    answer = who(store, EVERYBODY, "mattis", now=THEN, since=date(2018, 1, 1))
    assert isinstance(answer, Nothing)
    assert RENDERER.text(answer).startswith("James Mattis: nothing · from 1 January 2018 in 3 articles")


# --- quotes ------------------------------------------------------------------------------------------------------


def test_a_direct_quote_is_its_words_and_a_paraphrase_its_sentence(store: Store):
    answer = quotes(store, EVERYBODY, "mattis", now=THEN)
    assert isinstance(answer, Quotations)
    assert said(answer) == [
        "“We are in this fight together,” … “Nobody will stand alone.”",
        "Mattis said that Pakistan had more to do.",
    ]
    assert {entry.speaker for entry in answer.entries} == {"James Mattis"}


def test_words_that_a_shown_sentence_of_his_holds_are_not_shown_again(store: Store):
    story = b.article(
        "“We go,” Ilse Keller said, adding that the road was long. “I stay,” said Tom Brandt, and Keller said he would not.",
        doc="road",
    )
    keller, brandt = b.person(story, "Ilse Keller", "Keller"), b.person(story, "Tom Brandt")
    spoken = [
        b.quote(story, "“We go,”", keller, cue="said"),
        b.quote(story, "the road was long", keller, cue="adding", kind="indirect"),
        b.quote(story, "“I stay,”", brandt, cue="said"),
        b.quote(story, "he would not", keller, cue="Keller said", kind="indirect"),
    ]
    publish(store, story, b.findings(story, people=[keller, brandt], quotes=spoken))
    assert said(quotes(store, EVERYBODY, "keller", now=THEN)) == [
        "“We go,” Ilse Keller said, adding that the road was long.",
        "“I stay,” said Tom Brandt, and Keller said he would not.",
    ]
    assert said(quotes(store, EVERYBODY, "brandt", now=THEN)) == ["“I stay,”"]


def test_quotes_about_a_topic_hold_its_words(store: Store):
    assert said(quotes(store, EVERYBODY, "mattis", about="Pakistan", now=THEN)) == [
        "Mattis said that Pakistan had more to do."
    ]


def test_he_is_whom_the_sentence_before_speaks_of(store: Store):
    story = b.article(
        "Lawmakers asked the city to bar Tom Brandt. “He is a danger,” said Ilse Keller. "
        "Tom Brandt met Rolf Stein. “He is late,” said Nora Vik. "
        "Nora Vik greeted Rolf Stein. “He is old,” said Nora Vik. Nora Vik said she was glad. "
        "Nora Vik left Rolf Stein. “He asked Tom Brandt,” said Nora Vik. "
        "Rolf Stein ran. It rained. Some laughed. “His hat is wet,” said Ilse Keller.",
        doc="danger",
    )
    people = {name: b.person(story, name) for name in ("Ilse Keller", "Nora Vik", "Rolf Stein")}
    brandt = b.person(story, "Tom Brandt")
    spoken = [
        b.quote(story, "“He is a danger,”", people["Ilse Keller"]),
        b.quote(story, "“He is late,”", people["Nora Vik"]),
        b.quote(story, "“He is old,”", people["Nora Vik"]),
        b.quote(story, "“He asked Tom Brandt,”", people["Nora Vik"]),
        b.quote(story, "she was glad", people["Nora Vik"], kind="indirect"),
        b.quote(story, "“His hat is wet,”", people["Ilse Keller"]),
    ]
    publish(store, story, b.findings(story, people=[*people.values(), brandt], quotes=spoken))
    assert said(quotes(store, EVERYBODY, "Keller", about="Stein", now=THEN)) == ["“His hat is wet,”"]
    assert said(quotes(store, EVERYBODY, "Keller", about="Brandt", now=THEN)) == ["“He is a danger,”"]
    assert said(quotes(store, EVERYBODY, "Vik", about="Brandt", now=THEN)) == [
        "“He asked Tom Brandt,”"
    ]  # late is Stein
    # She is not “he” herself, and who asked Brandt need not be Stein.
    assert said(quotes(store, EVERYBODY, "Vik", about="Stein", now=THEN)) == ["“He is old,”"]


def test_she_is_the_woman_of_two_and_he_of_a_paraphrase_may_be_the_speaker(store: Store):
    story = b.article(
        "Helen Brandt met Peter Stein. “She is late,” said Tom Lund. "
        "Peter Stein rang. “She is here,” said Tom Lund. "
        "Peter Stein sang. Tom Lund said that he was tired. Peter Stein slept. Anna Vik said that he was ill.",
        doc="she",
    )
    helen, stein, lund, vik = (b.person(story, n) for n in ("Helen Brandt", "Peter Stein", "Tom Lund", "Anna Vik"))
    spoken = [
        b.quote(story, "“She is late,”", lund),
        b.quote(story, "“She is here,”", lund),
        b.quote(story, "he was tired", lund, kind="indirect"),
        b.quote(story, "he was ill", vik, kind="indirect"),
    ]
    publish(store, story, b.findings(story, people=[helen, stein, lund, vik], quotes=spoken))
    assert said(quotes(store, EVERYBODY, "Lund", about="Brandt", now=THEN)) == ["“She is late,”", "“She is here,”"]
    assert quotes(store, EVERYBODY, "Lund", about="Stein", now=THEN).kind == "nothing"
    assert said(quotes(store, EVERYBODY, "Vik", about="Stein", now=THEN)) == ["Anna Vik said that he was ill."]


def test_what_one_of_many_said_whom_his_article_calls_only_by_the_surname_is_found(tmp_path: Path):
    with newsroom(tmp_path) as store:
        pair = b.article("Senator Ada Roe met Max Roe, a painter.", doc="pair")
        found = b.findings(pair, people=[b.person(pair, "Ada Roe"), b.person(pair, "Max Roe")])
        assert store.articles.save(pair, found, collection=PUBLIC, identify=by_calling, at=THEN)
        for n, topic in enumerate(("wool", "silk", "hemp", "jute", "flax")):
            story = b.article(f"“I like {topic},” Roe said.", doc=f"roe-{n}")
            roe = b.person(story, "Roe")
            found = b.findings(story, people=[roe], quotes=[b.quote(story, f"“I like {topic},”", roe)])
            assert store.articles.save(story, found, collection=PUBLIC, identify=by_calling, at=THEN)
        answer = ask(store, EVERYBODY, "What did Roe say about silk?", now=THEN)
        assert said(answer) == ["“I like silk,”"]
        assert ask(store, EVERYBODY, "What did Roe say about linen?", now=THEN).kind == "ambiguous"


def test_what_is_said_about_a_name_that_two_bear_speaks_of_one_of_them(store: Store):
    story = b.article(
        "Ann Brandt came. “The mill is dead,” said Leo Quist. “Brandt will mend it,” he added. Brandt, Brandt, Brandt, Brandt.",
        title="The mill",
        doc="two",
    )
    people = [b.person(story, "Ann Brandt", "Brandt"), b.person(story, "Leo Quist")]
    words = ("“The mill is dead,”", "“Brandt will mend it,”")
    publish(store, story, b.findings(story, people=people, quotes=[b.quote(story, line, people[1]) for line in words]))
    other = b.article(
        "Tom Brandt came. “It is an old weir,” said Ida Lund. Brandt, Brandt, Brandt, Brandt, he said.",
        title="The weir",
        doc="weir",
    )
    people = [b.person(other, "Tom Brandt", "Brandt"), b.person(other, "Ida Lund")]
    publish(store, other, b.findings(other, people=people, quotes=[b.quote(other, "“It is an old weir,”", people[1])]))
    assert said(quotes(store, EVERYBODY, "Quist", about="Brandt", now=THEN)) == ["“Brandt will mend it,”"]
    assert quotes(store, EVERYBODY, "Lund", about="Brandt", now=THEN).kind == "nothing"


def test_what_nobody_named_says_is_on_the_topic_of_the_sentence_before_it(store: Store):
    story = b.article(
        "Duties on wool rise in Hull. “They are far too high,” a dock spokesman said. He left.", doc="wool"
    )
    spoken = b.quote(story, "“They are far too high,”", None, speaker="a dock spokesman")
    publish(store, story, b.findings(story, quotes=[spoken]))
    assert said(quotes(store, EVERYBODY, "the dock spokesman", about="wool", now=THEN)) == ["“They are far too high,”"]
    assert quotes(store, EVERYBODY, "the dock spokesman", about="silk", now=THEN).kind == "nothing"
    assert quotes(store, EVERYBODY, "the dock spokesman", about="Mattis", now=THEN).kind == "nothing"


def test_the_spokesman_is_the_one_whom_the_story_told_before(store: Store):
    story = b.article(
        "“Wool is dear,” Quist's spokesman said. “Mr. Brandt knows nothing of sheep,” the spokesman said. “Sheep bite,” a guard said.",
        doc="sheep",
    )
    quoted = (
        ("“Wool is dear,”", "Quist's spokesman"),
        ("“Mr. Brandt knows nothing of sheep,”", "the spokesman"),
        ("“Sheep bite,”", "a guard"),
    )
    publish(store, story, b.findings(story, quotes=[b.quote(story, words, speaker=who) for words, who in quoted]))
    other = b.article("“Sheep are a nuisance,” the spokesman said.", doc="other sheep")
    spoken = b.quote(other, "“Sheep are a nuisance,”", speaker="the spokesman")
    publish(store, other, b.findings(other, quotes=[spoken]))
    told = quotes(store, EVERYBODY, "Quist's spokesman", about="sheep", now=THEN)
    assert said(told) == ["“Mr. Brandt knows nothing of sheep,”"]


def test_who_says_nothing_in_an_office_leaves_it_to_whoever_is_called_so_without_a_name(store: Store):
    story = b.article(
        "Hull woke early. A former harbour master said that the quay is too short. Gulls cried. The sun rose. "
        "“It is late,” said Ida Roe, the former harbour master.",
        doc="quay",
    )
    ida = b.person(story, "Ida Roe")
    unnamed = b.quote(story, "the quay is too short", speaker="A former harbour master", kind="indirect")
    found = b.findings(
        story,
        people=[ida],
        roles=[b.role(story, ida, "harbour master", status="former")],
        quotes=[unnamed, b.quote(story, "“It is late,”", ida, speaker="Ida Roe")],
    )
    publish(store, story, found)
    answer = ask(store, EVERYBODY, "What did the former harbour master say about the quay?", now=THEN)
    assert [entry.speaker for entry in answer.entries] == ["A former harbour master"]
    assert ask(store, EVERYBODY, "What did Ida Roe say about the quay?", now=THEN).kind == "nothing"


@pytest.mark.parametrize(
    "about, told",
    [
        ("a phone conversation", ["“It was a short conversation,”"]),  # the phone is told three sentences before
        ("a phone", []),  # which is all that would be told
        ("a ferry conversation", []),
    ],
)
def test_what_a_quote_says_a_part_of_may_be_told_a_little_before_it(store: Store, about: str, told: list[str]):
    story = b.article(
        "It was May. The ferry was late. Lund spoke with them by phone. He was late. It was dark. "
        "“It was a short conversation,” Ida Roe said.",
        doc="phone",
    )
    ida = b.person(story, "Ida Roe")
    publish(
        store, story, b.findings(story, people=[ida], quotes=[b.quote(story, "“It was a short conversation,”", ida)])
    )
    answer = quotes(store, EVERYBODY, "Ida Roe", about=about, now=THEN)
    assert (said(answer) if answer.kind == "quotations" else []) == told


def test_what_is_signed_with_a_surname_that_two_bear_was_probably_said_by_the_one_asked_for(store: Store):
    story = b.article(
        "Ben Holm and Ann Holm came. “The weir is old,” Holm said. “The barge is new,” Mrs. Holm said. “The quay is wet,” a guard said.",
        doc="holms",
    )
    spoken = [
        b.quote(story, "“The weir is old,”", speaker="Holm"),
        b.quote(story, "“The barge is new,”", speaker="Mrs. Holm"),
        b.quote(story, "“The quay is wet,”", speaker="a guard"),
    ]
    people = [b.person(story, "Ben Holm"), b.person(story, "Ann Holm")]
    publish(store, story, b.findings(story, people=people, quotes=spoken))

    def of(name: str, about: str) -> list[tuple[str | None, str | None]]:
        answer = quotes(store, EVERYBODY, name, about=about, now=THEN)
        return [(one.speaker, one.grade) for one in answer.entries] if answer.kind == "quotations" else []

    assert of("Ben Holm", "the weir") == of("Ann Holm", "the weir") == [("Holm", "likely")]
    assert of("Ben Holm", "the barge") == []
    assert of("Ann Holm", "the barge") == [("Mrs. Holm", "likely")]
    assert of("Ben Holm", "the quay") == []


def test_what_two_say_together_each_of_them_said(store: Store):
    story = b.article(
        "Ada Holm and Leo Brandt met the press in Hull. “The mill is dead,” they wrote. "
        "But Holm and Brandt said the weir would stay. "
        "Ada Holm met Leo Brandt and Eva Lind. “We are three,” they said. "
        "Ada Holm and Chairman Leo Brandt wrote to Eva Lind. Eva Lind read the letter. "
        "“The town is asleep,” the two neighbours wrote. "
        "While Eva Lind slept, Leo Brandt came and went. “The town is awake,” they wrote. "
        "Six weavers, including Eva Lind and her aunt, said the loom is broken.",
        doc="mill",
    )
    people = [b.person(story, "Ada Holm", "Holm"), b.person(story, "Leo Brandt", "Brandt"), b.person(story, "Eva Lind")]
    spoken = [
        b.quote(story, "“The mill is dead,”", None, speaker="they", cue="wrote"),
        b.quote(story, "the weir would stay", None, speaker="Holm and Brandt", kind="indirect"),
        b.quote(story, "“We are three,”", None, speaker="they said", cue="they said"),
        b.quote(story, "“The town is asleep,”", None, speaker="the two neighbours"),
        b.quote(story, "“The town is awake,”", None, speaker="they wrote", cue="they wrote"),
        b.quote(
            story, "the loom is broken", None, speaker="Six weavers, including Eva Lind and her aunt", kind="indirect"
        ),
    ]
    publish(store, story, b.findings(story, people=people, quotes=spoken))
    both = ["“The mill is dead,”", "But Holm and Brandt said the weir would stay.", "“The town is asleep,”"]
    for name in ("Ada Holm", "Leo Brandt"):
        answer = quotes(store, EVERYBODY, name, now=THEN)
        assert (said(answer), {entry.speaker for entry in answer.entries}) == (both, {name})
    assert said(quotes(store, EVERYBODY, "Holm", about="the mill", now=THEN)) == both[:1]
    assert quotes(store, EVERYBODY, "Holm", about="the bridge", now=THEN).kind == "nothing"
    assert quotes(store, EVERYBODY, "Lind", now=THEN).kind == "nothing"  # three are no two, nor one of six


def test_a_family_name_that_stands_first_is_enough(store: Store):
    story = b.article("Guan Youfei spoke. Diana Prinz did not.", doc="guan")
    publish(store, story, b.findings(story, people=[b.person(story, "Guan Youfei"), b.person(story, "Diana Prinz")]))
    assert who(store, EVERYBODY, "Guan", now=THEN).people[0].name == "Guan Youfei"
    assert who(store, EVERYBODY, "Diana", now=THEN).kind == "unknown"  # a given name is many a woman's


def test_nothing_on_a_topic_says_in_how_much(store: Store):
    answer = quotes(store, EVERYBODY, "mattis", about="tariffs", now=THEN)
    assert isinstance(answer, Nothing)
    assert RENDERER.text(answer) == (
        "James Mattis: nothing on “tariffs” in 2 quotes (10 November 2017).\n\n"
        "-# Fewer words may find more; `/help` says what can be asked."
    )


def test_nothing_on_a_topic_shows_what_is_closest(store: Store):
    answer = quotes(store, EVERYBODY, "mattis", about="Pakistan tariffs", now=THEN)
    assert isinstance(answer, Nothing)
    assert said(answer) == ["Mattis said that Pakistan had more to do."]


# --- timeline ----------------------------------------------------------------------------------------------------


def test_a_timeline_runs_by_date_with_the_day_of_the_report(store: Store):
    answer = timeline(store, EVERYBODY, now=THEN)
    assert isinstance(answer, Timeline)
    assert [entry.date for entry in answer.entries] == [
        day(2017, 11, 8), day(2017, 11, 17), month(2017, 12), day(2018, 9, 5)
    ]  # fmt: skip
    told = RENDERER.text(answer)
    assert "**about 8 November 2017** · reported about 10 November 2017 · The Brussels Courier\n> Defense" in told
    assert "**December 2017** · reported December 2017\n> " in told
    assert "**about 17 November 2017** · planned · " in told


def test_a_timeline_can_be_of_a_person_or_a_topic(store: Store):
    assert [e.date for e in timeline(store, EVERYBODY, "Pompeo", now=THEN).entries] == [
        month(2017, 12),
        day(2018, 9, 5),
    ]
    assert [e.date for e in timeline(store, EVERYBODY, "Islamabad", now=THEN).entries] == [day(2018, 9, 5)]
    assert isinstance(timeline(store, EVERYBODY, "Ulan Bator", now=THEN), Nothing)


def test_ahead_shows_only_what_was_planned_and_still_lies_ahead(store: Store):
    assert isinstance(timeline(store, EVERYBODY, now=THEN, ahead=True), Nothing)
    before = THEN.replace(year=2017, month=11, day=11)
    assert [entry.date for entry in timeline(store, EVERYBODY, now=before, ahead=True).entries] == [day(2017, 11, 17)]


def test_a_timeline_by_score_gives_the_best_first(store: Store):
    scores = [entry.score for entry in timeline(store, EVERYBODY, now=THEN, order="score").entries]
    assert scores == sorted(scores, key=lambda s: -(s or 0))
    assert len(timeline(store, EVERYBODY, now=THEN, limit=2).entries) == 2


# --- search and brief --------------------------------------------------------------------------------------------


def test_a_search_shows_the_sentence_that_matches(store: Store):
    answer = search(store, EVERYBODY, "progress in Pakistan", now=THEN)
    assert isinstance(answer, Hits)
    assert said(answer)[0] == "“We have not seen the progress we need,” Pompeo told reporters about Pakistan."
    assert isinstance(search(store, EVERYBODY, "volcano", now=THEN), Nothing)
    assert isinstance(search(store, EVERYBODY, "the of", now=THEN), Nothing)


def test_a_brief_tells_the_newest_first(store: Store):
    answer = brief(store, EVERYBODY, now=THEN)
    assert isinstance(answer, Brief)
    assert answer.stories[0].title == "Pompeo in Islamabad"
    told = RENDERER.text(brief(store, EVERYBODY, "Brussels", now=THEN))
    assert "**[Mattis meets allies in Brussels](<https://courier.example/mattis>)** · courier.example" in told
    assert isinstance(brief(store, EVERYBODY, "volcano", now=THEN), Nothing)


def test_a_brief_does_not_say_its_headline_twice(store: Store):
    harbour = b.article("Harbour strike ends. Dockers voted on Monday.", title="Harbour strike ends", doc="harbour")
    publish(store, harbour, b.findings(harbour))
    answer = brief(store, EVERYBODY, "harbour strike dockers", now=THEN)
    assert isinstance(answer, Brief)
    assert said(answer) == ["Dockers voted on Monday."]


# --- plain words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question, kind, person",
    [
        ("who is Mattis?", "profile", "James Mattis"),
        ("mattis", "profile", "James Mattis"),
        ("what did mattis say about pakistan?", "quotations", "James Mattis"),
        ("What did Mattis say in 2017?", "quotations", "James Mattis"),
        ("what did Mattis say since 2018", "nothing", "James Mattis"),
        ("Mattis on Pakistan", "quotations", "James Mattis"),
        ("what did angela merkel say", "unknown", "angela merkel"),
        ("timeline of Pompeo", "timeline", "Mike Pompeo"),
        ("timeline", "timeline", None),
        ("search progress", "hits", None),
        ("brief", "brief", None),
        ("brief on Brussels", "brief", None),
        ("what's new on Brussels?", "hits", None),
        ("lavar ball", "unknown", "lavar ball"),
        ("hello", "help", None),
        ("how tall was the tower of Babel", "nothing", None),
        ("", "help", None),
        ("what did he say", "help", None),
    ],
)
def test_a_plain_sentence_is_read_as_a_question(store: Store, question: str, kind: str, person: str | None):
    answer = ask(store, EVERYBODY, question, now=THEN)
    assert (answer.kind, answer.read_as.person) == (kind, person)
    assert answer.question == question


def test_he_is_whom_we_talked_about(store: Store):
    talk = Conversation()
    ask(store, EVERYBODY, "who is Mattis?", now=THEN, conversation=talk)
    answer = ask(store, EVERYBODY, "what did he say about Pakistan?", now=THEN, conversation=talk)
    assert said(answer) == ["Mattis said that Pakistan had more to do."]


def test_help_says_what_can_be_asked(store: Store):
    assert isinstance(ask(store, EVERYBODY, "help", now=THEN), Help)
    assert "what did Mattis say about Pakistan" in RENDERER.text(ask(store, EVERYBODY, "help", now=THEN))


# --- suggestions -------------------------------------------------------------------------------------------------


def test_names_are_suggested_by_how_any_word_of_them_begins(store: Store):
    (mattis,) = suggest(store, EVERYBODY, "mat")
    assert mattis.label.startswith("Mattis, James — Defense Secretary (")
    assert who(store, EVERYBODY, mattis.value, now=THEN).people[0].name == "James Mattis"
    assert who(store, EVERYBODY, mattis.label, now=THEN).people[0].name == "James Mattis"
    assert [s.name for s in suggest(store, EVERYBODY, "jam matt")] == ["James Mattis"]
    assert [s.name for s in suggest(store, EVERYBODY, "pomppeo")] == ["Mike Pompeo"]
    assert {s.name for s in suggest(store, EVERYBODY, "")} >= {"James Mattis", "Mike Pompeo"}
    assert len(suggest(store, EVERYBODY, "", limit=2)) == 2
    assert suggest(store, EVERYBODY, "zzzz") == ()


def test_suggestions_know_the_news_that_came_since(store: Store):
    assert suggest(store, EVERYBODY, "kirby") == ()
    story = b.article("Spokesman John Kirby spoke on Monday.", doc="kirby")
    publish(store, story, b.findings(story, people=[b.person(story, "John Kirby")]))
    assert [s.name for s in suggest(store, EVERYBODY, "kirby")] == ["John Kirby"]


# --- sources -----------------------------------------------------------------------------------------------------


def test_the_sources_show_the_sentence_with_its_neighbours(store: Store):
    view = source(store, EVERYBODY, [SentenceRef(BRUSSELS.key[:12], 1, 1), SentenceRef("f" * 12, 0, 0)])
    (shown,) = view.sources
    assert shown.before == "Defense Secretary James Mattis arrived in Brussels on Wednesday."
    assert shown.text == "“We are in this fight together,” Mattis said."
    assert shown.after == "“Nobody will stand alone.”"
    assert view.gone == 1
    told = RENDERER.text(view)
    assert "> “We are in this fight together,” Mattis said." in told
    assert "this has changed, ask again" in told


# --- two shelves -------------------------------------------------------------------------------------------------


def test_an_asker_sees_nothing_of_a_shelf_that_is_not_his(store: Store):
    private = b.article(
        "General James Mattis, known as Chaos, arrived in Oslo on Monday. “Nobody heard this,” Mattis said. "
        "Zbigniew Nowak heard it.",
        title="Mattis in Oslo", published="2018-01-08", doc="oslo",
    )  # fmt: skip
    mattis = b.person(private, "James Mattis", "Mattis", "Chaos")
    before = [RENDERER.text(answer) for answer in everything(store, EVERYBODY)]
    publish(
        store,
        private,
        b.findings(
            private,
            people=[mattis, b.person(private, "Zbigniew Nowak")],
            roles=[b.role(private, mattis, "General")],
            quotes=[b.quote(private, "“Nobody heard this,”", mattis)],
            events=[b.event(private, "on Monday", "2018-01-08", [mattis])],
        ),
        collection=SERVER,
    )
    assert [RENDERER.text(answer) for answer in everything(store, EVERYBODY)] == before
    assert suggest(store, EVERYBODY, "nowak") == suggest(store, EVERYBODY, "chaos") == ()
    assert who(store, EVERYBODY, "zbignew nowak", now=THEN).candidates == ()
    assert source(store, EVERYBODY, [SentenceRef(private.key, 0, 0)]).sources == ()

    own = Scope((SERVER,))
    assert said(quotes(store, own, "mattis", now=THEN)) == ["“Nobody heard this,”"]
    assert who(store, own, "pompeo", now=THEN).kind == "unknown"
    assert [s.name for s in suggest(store, own, "")] == ["James Mattis", "Zbigniew Nowak"]

    both = Scope((PUBLIC, SERVER))
    mattis_of_both = who(store, both, "mattis", now=THEN)
    assert mattis_of_both.kind == "profile"
    assert mattis_of_both.people[0].articles == 2
    assert [role.text for role in mattis_of_both.people[0].roles] == ["General", "Defense Secretary"]
    assert len(quotes(store, both, "chaos", now=THEN).entries) == 3


def test_an_article_on_two_shelves_counts_once(store: Store):
    publish(store, BRUSSELS, _brussels(), collection=SERVER)
    both = Scope((PUBLIC, SERVER))
    answer = who(store, both, "mattis", now=THEN)
    assert answer.people[0].articles == 1
    assert said(quotes(store, both, "mattis", now=THEN)) == said(quotes(store, EVERYBODY, "mattis", now=THEN))
    assert said(timeline(store, both, now=THEN)) == said(timeline(store, EVERYBODY, now=THEN))
    assert said(brief(store, both, now=THEN)) == said(brief(store, EVERYBODY, now=THEN))
    assert said(search(store, both, "Brussels", now=THEN)) == said(search(store, EVERYBODY, "Brussels", now=THEN))


def everything(store: Store, scope: Scope) -> list[Answer]:
    return [
        who(store, scope, "mattis", now=THEN),
        who(store, scope, "matis", now=THEN),
        quotes(store, scope, "mattis", now=THEN),
        quotes(store, scope, "mattis", about="tariffs", now=THEN),
        timeline(store, scope, now=THEN),
        timeline(store, scope, "mattis", now=THEN),
        search(store, scope, "Mattis", now=THEN),
        brief(store, scope, now=THEN),
        brief(store, scope, "Mattis", now=THEN),
    ]


# --- for programs ------------------------------------------------------------------------------------------------


def test_the_json_holds_what_the_contract_names(store: Store):
    answer = who(store, EVERYBODY, "mattis", now=THEN)
    told = answer_json(answer, RENDERER.text(answer))
    assert told["kind"] == "profile"
    assert told["read_as"] == {"kind": "who", "person": "James Mattis"}
    assert told["people"][0]["roles"][0] == {
        "title": "Defense Secretary", "organisation": None, "status": "held", "first": "2017-11-10",
        "last": "2017-11-10", "about": True, "receipt": 1,
    }  # fmt: skip
    first = told["entries"][0]
    receipt = told["receipts"][first["receipt"] - 1]
    assert first["text"] == " … ".join(BRUSSELS.text[start:end] for start, end in first["spans"])
    assert receipt["text"] == BRUSSELS.text[receipt["start"] : receipt["end"]]
    assert receipt["article"] == BRUSSELS.key


def test_an_answer_can_be_a_file(store: Store):
    answer = quotes(store, EVERYBODY, "mattis", now=THEN)
    assert export(answer, "# Mattis", "markdown") == "# Mattis\n"
    assert '"kind": "quotations"' in export(answer, "", "json")
    table = export(answer, "", "csv").splitlines()
    assert len(table) == 3
    assert table[2].startswith("2017-11-10,2017-11-10,James Mattis,Mattis said that Pakistan had more to do.")
