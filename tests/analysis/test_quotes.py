"""Who said what. The stories are ours; the parses are the real model's; the cast is written by hand."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefings.analysis.language import Language, load_language, shadow
from briefings.analysis.people import Cast
from briefings.analysis.quotes import find_quotes
from briefings.analysis.sentences import find_sentences
from briefings.analysis.words import Doc
from briefings.config import Settings
from briefings.model import Article, Mention, Person, Quote, Slice
from tests import builders

pytestmark = pytest.mark.model

Row = tuple[str | None, str | None, str, list[str]]
"""Person, the words that name the speaker, kind, content."""

KELLER = "Ann Keller"
BRANDT = "Tom Brandt"


@pytest.fixture(scope="module")
def language() -> Language:
    return load_language(Settings().model)


def quotes_of(language: Language, text: str, *people: Person) -> tuple[Article, tuple[Quote, ...]]:
    story = builders.article(text)
    doc = Doc.of(language(shadow(story)))
    return story, find_quotes(doc, story, find_sentences(doc, story), Cast(people))


def check_quotes(language: Language, text: str, *expected: Row) -> None:
    story = builders.article(text)
    people = [builders.person(story, name, name.split()[1]) for name in (KELLER, BRANDT) if name in text]
    names = {person.key: person.name for person in people}
    _, quotes = quotes_of(language, text, *people)
    assert [
        (
            names[quote.person] if quote.person else None,
            quote.speaker.of(text) if quote.speaker else None,
            quote.kind,
            [part.of(text) for part in quote.content],
        )
        for quote in quotes
    ] == list(expected)


@pytest.mark.parametrize(
    "text, expected",
    [
        # an adjective where the parser wants a verb; a question that nobody asks; an escape that came with the text
        ("The road is shut, sources privy to the talks told the Courier.",
         (None, "sources privy to the talks", "indirect", ["The road is shut"])),
        # a name with its apposition that the parser hangs on the last quoted word
        ("“They were professionals, but also competitors,” Tom M. Brandt, a lawyer from Hull, said.",
         (None, "Tom M. Brandt, a lawyer from Hull", "direct", ["“They were professionals, but also competitors,”"])),
        ("''They were professionals, but also competitors,'' Tom Brandt, President Lund's former chief of staff, said of their time in the administration.",
         (BRANDT, "Tom Brandt, President Lund's former chief of staff", "direct", ["''They were professionals, but also competitors,''"])),
        # the day behind "said" is when she said it; what is said may begin with a preposition
        ("Ann Keller said Monday the road was open.", (KELLER, "Ann Keller", "indirect", ["the road was open"])),
        ("Ann Keller said on Tuesday five people had died.",
         (KELLER, "Ann Keller", "indirect", ["five people had died"])),
        ("Ann Keller said Monday was a good day.", (KELLER, "Ann Keller", "indirect", ["Monday was a good day"])),
        ("Ann Keller said among those killed were a mother and her two children.",
         (KELLER, "Ann Keller", "indirect", ["among those killed were a mother and her two children"])),
        # who speaks between two commas is not whom he speaks of
        ("Tom Brandt, said Ann Keller, who remains his friend, doesn't forgive or forget.",
         (KELLER, "Ann Keller", "indirect", ["Tom Brandt", "doesn't forgive or forget"])),
        ("The road, says the mayor of Hull, will never open.",
         (None, "the mayor of Hull", "indirect", ["The road", "will never open"])),
        ("Tom Brandt, the mayor, said Ann Keller, his aide, would go.",
         (BRANDT, "Tom Brandt, the mayor", "indirect", ["Ann Keller, his aide, would go"])),
        # what is told of the moment is not said, nor whose account it is
        ("“That was a fine speech,” Ann Keller told the mayor as he stopped to have his picture taken.",
         (KELLER, "Ann Keller", "direct", ["“That was a fine speech,”"])),
        ("Ann Keller said that it was not that simple, according to an account he gave to the Courier.",
         (KELLER, "Ann Keller", "indirect", ["it was not that simple"])),
        ("According to the Courier, 571 of the 714 delegates — a group of party leaders — supported Brandt, with few against.",
         (None, "the Courier", "indirect", ["571 of the 714 delegates — a group of party leaders — supported Brandt, with few against"])),
        # what somebody answers to is not what she says
        ("Ann Keller responded to reporters that the road was open.",
         (KELLER, "Ann Keller", "indirect", ["the road was open"])),
        ("Asked what is different this time, Ann Keller said the road was open.",
         (KELLER, "Ann Keller", "indirect", ["the road was open"])),
        ("Ann Keller said \\Oslo has doubts about the road.",
         (KELLER, "Ann Keller", "indirect", ["Oslo has doubts about the road"])),
        # who stands before a colon may be the one to whom it is said
        ("Ann Keller, the mayor, delivered a blunt message to Tom Brandt: “It is time to leave this house.”",
         (KELLER, "Ann Keller", "direct", ["“It is time to leave this house.”"])),
        # nor does whoever is spoken of
        ("Nothing the president said \"will assuage people's fears,\" the Oslo senator said.",
         (None, "the Oslo senator", "mixed", ["Nothing the president said \"will assuage people's fears,\""])),
        ("Ann Keller, whose firm builds roads, said Tom Brandt was a fine candidate for the council.",
         (KELLER, "Ann Keller", "indirect", ["Tom Brandt was a fine candidate for the council"])),
        # who is praised says nothing
        ("Ann Keller slams the council, praises Tom Brandt as a “steady hand.”",
         (KELLER, "Ann Keller", "mixed", ["Tom Brandt as a “steady hand.”"])),
        # what somebody writes or issues says it for her; what she only receives does not
        ("Ann Keller released a statement saying that the road was open.",
         (KELLER, "Ann Keller", "indirect", ["the road was open"])),
        ("Ann Keller sent a letter that said the road was open.",
         (KELLER, "Ann Keller", "indirect", ["the road was open"])),
        ("Ann Keller received a letter saying the road was open.",
         (None, "a letter", "indirect", ["the road was open"])),
        # a name that the parser takes for another one's apposition
        ("To know the true Ada Lind, Ann Keller said, one must read her letters.",
         (KELLER, "Ann Keller", "indirect", ["one must read her letters"])),
        ("In a statement to the Courier, her adviser, Ann Keller, said: “The road is open. We like it.”",
         (KELLER, "Ann Keller", "direct", ["“The road is open. We like it.”"])),
        # a double space behind the colon; a hyphen before the pause
        ("Ann Keller resisted:  “Nobody has the power to close this road.”",
         (KELLER, "Ann Keller", "direct", ["“Nobody has the power to close this road.”"])),
        ("Ann Keller reacted coolly to the Hull-Oslo deal, “We are concerned about any agreement.”",
         (KELLER, "Ann Keller", "direct", ["“We are concerned about any agreement.”"])),
        ("Ann Keller heralded the deal as a “breakthrough.”",
         (KELLER, "Ann Keller", "mixed", ["the deal as a “breakthrough.”"])),
        # who follows the verb speaks, not the sentence's first subject; a word of a title that looks like a verb
        ("The rejection of the treaty signals “the beginning of the end” for the road, said Ann Keller, founder of the road party.",
         (KELLER, "Ann Keller, founder of the road party", "mixed", ["The rejection of the treaty signals “the beginning of the end” for the road"])),
        ("“They are so tired of it,” said budget ranking member Ann Keller.",
         (KELLER, "budget ranking member Ann Keller", "direct", ["“They are so tired of it,”"])),
        ("Ann Keller has talked about sending more trucks down the old road.",
         (KELLER, "Ann Keller", "indirect", ["sending more trucks down the old road"])),
        # what somebody calls for, and on whom
        ("Ann Keller called on Oslo to open the road.",
         (KELLER, "Ann Keller", "indirect", ["Oslo to open the road"])),
        ("Ann Keller has called upon the mayors to “really open the road” at once.",
         (KELLER, "Ann Keller", "mixed", ["the mayors to “really open the road” at once"])),
        ("Ann Keller called for new talks about the road, and left.",
         (KELLER, "Ann Keller", "indirect", ["new talks about the road"])),
        ("Ann Keller called for “boots on the road.”",
         (KELLER, "Ann Keller", "direct", ["“boots on the road.”"])),
        ("Ann Keller called the closed road a reason to walk.",
         (KELLER, "Ann Keller", "indirect", ["the closed road a reason to walk"])),
        # who a speaker is said to be; a quotation that ends with a full stop before its clause
        ("One of the men, Tom Brandt, 70, said the road was long.",
         (BRANDT, "One of the men, Tom Brandt, 70", "indirect", ["the road was long"])),
        ("The other man, her cousin Tom Brandt, said the road was long.",
         (BRANDT, "The other man, her cousin Tom Brandt", "indirect", ["the road was long"])),
        ("“I hope that you find the road.” Ann Keller said.",
         (KELLER, "Ann Keller", "direct", ["“I hope that you find the road.”"])),
        # the clause that opens with "as"
        ("As Ann Keller put it in a letter to the council in May, the road is “open to all.”",
         (KELLER, "Ann Keller", "mixed", ["the road is “open to all.”"])),
        ("As Ann Keller told reporters, the road was open to all.",
         (KELLER, "Ann Keller", "indirect", ["the road was open to all"])),
        # direct
        ("“We will stay,” Ann Keller said.", (KELLER, "Ann Keller", "direct", ["“We will stay,”"])),
        ('"We will stay," Ann Keller said.', (KELLER, "Ann Keller", "direct", ['"We will stay,"'])),
        ("‘We will stay,’ Ann Keller said.", (KELLER, "Ann Keller", "direct", ["‘We will stay,’"])),
        (
            "“We will stay,” said Ann Keller, the defence minister.",
            (KELLER, "Ann Keller, the defence minister", "direct", ["“We will stay,”"]),
        ),
        (
            "“We will stay,” Ann Keller told reporters on Monday. “Nobody leaves.”",
            (KELLER, "Ann Keller", "direct", ["“We will stay,”", "“Nobody leaves.”"]),
        ),
        (
            "“We will stay,” Ann Keller said, “until the border is quiet.”",
            (KELLER, "Ann Keller", "direct", ["“We will stay,”", "“until the border is quiet.”"]),
        ),
        ("Ann Keller said: “We will stay.”", (KELLER, "Ann Keller", "direct", ["“We will stay.”"])),
        ("“Who leaves first?” Ann Keller asked.", (KELLER, "Ann Keller", "direct", ["“Who leaves first?”"])),
        # a quotation of several paragraphs
        (
            "“We will stay,” Ann Keller said. “The border is not quiet.\n\n“Nobody leaves before spring.”",
            (
                KELLER,
                "Ann Keller",
                "direct",
                ["“We will stay,”", "“The border is not quiet.", "“Nobody leaves before spring.”"],
            ),
        ),
        (
            "“The border is not quiet this year.\n\n“Nobody leaves before spring,” Ann Keller said.",
            (KELLER, "Ann Keller", "direct", ["“The border is not quiet this year.", "“Nobody leaves before spring,”"]),
        ),
        # indirect
        (
            "Ann Keller said that the troops would stay until spring.",
            (KELLER, "Ann Keller", "indirect", ["the troops would stay until spring"]),
        ),
        (
            "The troops would stay until spring, Ann Keller said.",
            (KELLER, "Ann Keller", "indirect", ["The troops would stay until spring"]),
        ),
        (
            "The troops, Ann Keller said, would stay until spring.",
            (KELLER, "Ann Keller", "indirect", ["The troops", "would stay until spring"]),
        ),
        (
            "According to Ann Keller, the troops will stay until spring.",
            (KELLER, "Ann Keller", "indirect", ["the troops will stay until spring"]),
        ),
        # mixed: the whole clause, not the catchword
        (
            "Ann Keller said the plan was “a very bad idea” for the region.",
            (KELLER, "Ann Keller", "mixed", ["the plan was “a very bad idea” for the region"]),
        ),
        # bodies and people without a name
        (
            "“The talks were useful,” a senior administration official told reporters.",
            (None, "a senior administration official", "direct", ["“The talks were useful,”"]),
        ),
        (
            "The talks were useful, a Foreign Office statement said.",
            (None, "a Foreign Office statement", "indirect", ["The talks were useful"]),
        ),
        # without its "not" it would say the contrary
        (
            "Ann Keller warned him not to get angry.",
            (KELLER, "Ann Keller", "indirect", ["not to get angry"]),
        ),
        # who praises or introduces somebody goes on himself
        (
            "Ann Keller introduced the mayor saying: “All of us know what you are doing here.”",
            (KELLER, "Ann Keller", "direct", ["“All of us know what you are doing here.”"]),
        ),
        ("Ann Keller defended the plan saying it was fair.", (KELLER, "Ann Keller", "indirect", ["it was fair"])),
        ("Ann Keller attacked those saying the road was shut.", (None, "those", "indirect", ["the road was shut"])),
        (
            "Ann Keller was firm when asked about not paying an architect who came after he built a house, saying, “He did not do it.”",
            (KELLER, "Ann Keller", "direct", ["“He did not do it.”"]),
        ),
        (
            "His rivals tried to paint his reaction — “Let them have their talks,” Ann Keller said — as weak.",
            (KELLER, "Ann Keller", "direct", ["“Let them have their talks,”"]),
        ),
        # the parser takes her for the subject of what "who" does
        (
            "Ann Keller, meanwhile, who sits at no such table, said that fact speaks volumes about which is “ready for it.”",
            (KELLER, "Ann Keller", "mixed",
             ["fact speaks volumes about which is “ready for it.”"]),
        ),
        # the pause stands inside the mark; what joins the next clause is no part of this one
        (
            "After Ann Keller called the books “soft,” the town shut its library.",
            (KELLER, "Ann Keller", "mixed", ["the books “soft,”"]),
        ),
        (
            "Ann Keller has vowed to return to Holm, even as officials left the town.",
            (KELLER, "Ann Keller", "indirect", ["to return to Holm, even as officials left the town"]),
        ),
        (
            "Ann Keller said Thursday's talks have led her to go.",
            (KELLER, "Ann Keller", "indirect", ["Thursday's talks have led her to go"]),
        ),
        # what the writer puts in, and what he adds behind the mark, is not said
        (
            "Ann Keller said, wrongly, that the road was open.",
            (KELLER, "Ann Keller", "indirect", ["the road was open"]),
        ),
        (
            "Ann Keller told a crowd in July - falsely - that the road was open.",
            (KELLER, "Ann Keller", "indirect", ["the road was open"]),
        ),
        (
            "Ann Keller has hailed the vote to leave as “fantastic,” leaving for a visit to Holm on Friday.",
            (KELLER, "Ann Keller", "mixed", ["the vote to leave as “fantastic,”"]),
        ),
        # the sentence goes on where the parser hangs it on what was announced
        (
            "At the moment Ann Keller announced her candidacy last spring, the mayor was holding a meeting in his office.",
            (KELLER, "Ann Keller", "indirect", ["her candidacy"]),
        ),
        (
            "According to Ann Keller, policy advisor for New Holm Economy, that language will send a strong signal to shops.",
            (KELLER, "Ann Keller, policy advisor for New Holm Economy", "indirect",
             ["that language will send a strong signal to shops"]),
        ),
        (
            "Police in Holm said Monday night there were no new developments.",
            (None, "Police in Holm", "indirect", ["there were no new developments"]),
        ),
        (
            "Tom Brandt spoke of his two grown daughters, who are in Holm.",
            (BRANDT, "Tom Brandt", "indirect", ["his two grown daughters, who are in Holm"]),
        ),
        (
            "Ann Keller would win, according to a new poll that pleases her friends.",
            (None, "a new poll", "indirect", ["Ann Keller would win"]),
        ),
        # two single marks close a double one
        (
            "“It was an attempt to mislead voters,’’ Ann Keller told the Courier. “And I think it is unfair.”",
            (KELLER, "Ann Keller", "direct", ["“It was an attempt to mislead voters,’’", "“And I think it is unfair.”"]),
        ),
        (
            "Said Ann Keller, who has a shop at the site: \"If they moved people, where did they move them to?\"",
            (KELLER, "Ann Keller", "direct", ["\"If they moved people, where did they move them to?\""]),
        ),
        (
            "Ann Keller interrupted me in mid-sentence to announce, “And there goes the town.”",
            (KELLER, "Ann Keller", "direct", ["“And there goes the town.”"]),
        ),
        # the parser takes her for the town that she is sent to
        (
            "“It was late,” Ann Keller was quoted as saying by the agency on Monday.",
            (KELLER, "Ann Keller", "direct", ["“It was late,”"]),
        ),
        (
            "LAHORE: Police spokeswoman Ann Keller on Wednesday said it was late.",
            (KELLER, "Police spokeswoman Ann Keller", "indirect", ["it was late"]),
        ),
        (
            "Chairman of the Senate Ann Keller said it was late.",
            (KELLER, "Chairman of the Senate Ann Keller", "indirect", ["it was late"]),
        ),
        (
            "Pakistan's ambassador to Kabul Ann Keller said it was late.",
            (KELLER, "Pakistan's ambassador to Kabul Ann Keller", "indirect", ["it was late"]),
        ),
        # the manager is not the minister
        (
            "Ann Keller’s spokesman said the troops would stay.",
            (None, "Ann Keller’s spokesman", "indirect", ["the troops would stay"]),
        ),
        ("Ann Keller and Tom Brandt said they would stay.", (None, "Ann Keller and Tom Brandt", "indirect", ["they would stay"])),
    ],
)  # fmt: skip
def test_a_quotation_is_whole_and_has_its_speaker(language: Language, text: str, expected: Row):
    check_quotes(language, text, expected)


@pytest.mark.parametrize(
    "text",
    [
        "Ann Keller was responding to the minister's claim that the road was closed.",
        "Ann Keller flew to Kabul amid fears of “terrorist safe havens” along the border.",
        "Keller represents a district in San Diego, and like Brandt has spoken about the need for tighter border control.",
        "On Monday night, Ann Keller responded to a question about a recent claim, first made by the Courier, that she would go.",
        "The company agreed to a $7 million settlement with the state over allegations that it falsely praised its pipes.",
        "A builder known to be fond of golf is the busy Ann Keller, who in 2012 announced, with great joy, a course in Holm.",
        "Nobody said that the troops would stay.",
        "No official said that the troops would stay.",
        "The ruling, which kept clerks from denying licences to couples, is a week old.",
        "The ruling party will bus in fifty people.",
        "The film was cut to show Tom Brandt failing to answer, when, in fact, he responded quickly.",
        "The mayor attacked Ann Keller for saying that the road was shut.",
        "Ann Keller declined to say whether the troops would stay.",
        "Ann Keller did not say that the troops would stay.",
        "Ann Keller could argue that the troops should stay.",
        "If Ann Keller says that the troops stay, they will stay.",
        "Responding to a question on calls to “leave at once,” Ann Keller smiled.",
        "‘Stick for some, carrot for others’\n\nAnn Keller flew home.",
        "Norway and Denmark recalled their envoys too.",
        "The Oslo mayor said in a statement read out on state television.",
        "Ann Keller is to run after the club reached a deal with the union, which on Monday had informed it of a rule.",
    ],
)
def test_words_that_nobody_said_are_no_quotation(language: Language, text: str):
    check_quotes(language, text)


def test_whom_a_headline_is_about_says_nothing(language: Language):
    text = "Council President On Tom Brandt: ‘We Do Not Pay Him At All.’\n\nTom Brandt left the town."
    people = builders.person(builders.article(text), BRANDT, "Brandt")
    assert [quote.person for quote in quotes_of(language, text, people)[1]] in ([], [None])


def test_another_speaker_in_the_paragraph_begins_his_own_quotation(language: Language):
    check_quotes(
        language,
        "“We will stay,” Ann Keller said. “We will not,” Tom Brandt said.",
        (KELLER, "Ann Keller", "direct", ["“We will stay,”"]),
        (BRANDT, "Tom Brandt", "direct", ["“We will not,”"]),
    )


def test_what_two_say_is_neithers_and_who_laughs_says_nothing(language: Language):
    check_quotes(
        language,
        "ROADS MATTER MOST - Ann Keller and Tom Brandt: “We found that most people like good roads.”",
        (None, "Ann Keller and Tom Brandt", "direct", ["“We found that most people like good roads.”"]),
    )
    check_quotes(
        language,
        "“How big is that wall?” asked the boy, who was wearing a hat and said his name was Mason, as the hall laughed.",
        (None, "the boy", "direct", ["“How big is that wall?”"]),
    )


def test_whom_a_dash_names_said_his_paragraph_and_no_other(language: Language):
    check_quotes(
        language,
        "“The rota is a bad joke. It must go.” ― Ann Keller\n\n“They never asked us about it.”― Tom Brandt\n\n"
        "“Nobody sleeps here any more.”",
        (KELLER, "Ann Keller", "direct", ["“The rota is a bad joke. It must go.”"]),
        (BRANDT, "Tom Brandt", "direct", ["“They never asked us about it.”"]),
        (None, None, "direct", ["“Nobody sleeps here any more.”"]),
    )


def test_the_name_of_a_programme_is_nobodys_words(language: Language):
    check_quotes(
        language,
        "“We will stay in the valley,” Ann Keller said on NPR’s “Morning Edition.”",
        (KELLER, "Ann Keller", "direct", ["“We will stay in the valley,”"]),
    )
    check_quotes(
        language,
        "Ann Keller said on “Meet the Press” that troops would stay.",
        (KELLER, "Ann Keller", "indirect", ["troops would stay"]),
    )


@pytest.mark.parametrize("programme", ['"This Week with George Holm."', '"Morning."', "This Week."])
def test_who_speaks_goes_on_behind_the_name_of_a_programme(language: Language, programme: str):
    check_quotes(
        language,
        f'"The roads are shut for everybody here," Ann Keller said on {programme} "And nobody is going to open them before May."',
        (
            KELLER,
            KELLER,
            "direct",
            ['"The roads are shut for everybody here,"', '"And nobody is going to open them before May."'],
        ),
    )


def test_what_follows_a_colon_without_marks_is_said_where_it_speaks_of_itself(language: Language):
    said = "We are glad that the road is open"
    check_quotes(language, f"Ann Keller wrote in a letter:\n\n{said}.", (KELLER, "Ann Keller", "indirect", [said]))
    check_quotes(language, "Ann Keller wrote about the road on Monday:\n\nThe picture was taken by a passing driver.")


def test_a_headline_in_front_of_a_transcript_ends_with_its_line(language: Language):
    check_quotes(
        language,
        "Keller: Troops Will Stay\n\nAnn Keller was asked on Sunday about the valley.\n\n"
        "“BRANDT: Why do they stay?\n\n“KELLER: Because nobody else does.\n\n“BRANDT: I see that.",
        (KELLER, "Keller", "indirect", ["Troops Will Stay"]),
        (None, "BRANDT", "direct", ["Why do they stay?"]),
        (KELLER, "KELLER", "direct", ["Because nobody else does."]),
        (None, "BRANDT", "direct", ["I see that."]),
    )


def test_one_sentence_may_report_twice(language: Language):
    check_quotes(
        language,
        "The talks had failed, Ann Keller said, adding that the troops would stay.",
        (KELLER, "Ann Keller", "indirect", ["The talks had failed"]),
        (KELLER, "Ann Keller", "indirect", ["the troops would stay"]),
    )


def test_who_says_what_another_will_do_says_what_is_added(language: Language):
    check_quotes(
        language,
        "Ann Keller said Tom Brandt will have to choose a side, saying, “He cannot wait for ever.”",
        (KELLER, "Ann Keller", "indirect", ["Tom Brandt will have to choose a side"]),
        (KELLER, "Ann Keller", "direct", ["“He cannot wait for ever.”"]),
    )


def test_who_said_one_thing_but_added_another_said_both(language: Language):
    check_quotes(
        language,
        "Ann Keller said it was too early to thank the town but added, “I think you all have an idea of the results.”",
        (KELLER, "Ann Keller", "indirect", ["it was too early to thank the town"]),
        (KELLER, "Ann Keller", "direct", ["“I think you all have an idea of the results.”"]),
    )


def test_whoever_sends_words_says_them_and_not_those_who_get_them(language: Language):
    check_quotes(
        language,
        "The Norden senator emailed supporters saying: “The struggle goes on, and we will win it.”",
        (None, "The Norden senator", "direct", ["“The struggle goes on, and we will win it.”"]),
    )
    check_quotes(
        language,
        "Before dawn her campaign sent out a text message to supporters saying: “With your help, we were just declared the winner.”",
        (None, "her campaign", "direct", ["“With your help, we were just declared the winner.”"]),
    )


def test_whom_an_idea_or_a_charge_is_of_does_not_say_what_is_said_of_it(language: Language):
    check_quotes(
        language,
        "Minister Ann Keller dismissed Tom Brandt's accusations that the Lund campaign is violating the law through its "
        "agreement with the party — saying the Brandt campaign chose not to accept the same help.",
        (KELLER, "Minister Ann Keller", "indirect", ["the Brandt campaign chose not to accept the same help"]),
    )


def test_what_goes_on_is_of_who_speaks_and_not_of_who_is_told_of_by_the_way(language: Language):
    check_quotes(
        language,
        "“Your reputation is amazing,” Ann Keller assured Tom Brandt, after Brandt assured Keller that most of his listeners "
        "were for her. “I will not let you down.”",
        (KELLER, "Ann Keller", "direct", ["“Your reputation is amazing,”", "“I will not let you down.”"]),
        (BRANDT, "Brandt", "indirect", ["most of his listeners were for her"]),
    )
    check_quotes(
        language,
        "The council apologized for the letters, which included staff members suggesting that someone should question his faith.\n\n"
        "“We want to offer a deep apology to all his supporters. They have our word that it won't happen again.”",
        (None, "staff members", "indirect", ["someone should question his faith"]),
        (
            None,
            None,
            "direct",
            ["“We want to offer a deep apology to all his supporters. They have our word that it won't happen again.”"],
        ),
    )


def test_of_whom_something_is_said_is_no_part_of_it(language: Language):
    check_quotes(
        language,
        "“Brandt promised to meet with us face to face,” Ann Keller said about Tom Brandt, who has been campaigning in Holm.",
        (KELLER, "Ann Keller", "direct", ["“Brandt promised to meet with us face to face,”"]),
    )


def test_the_subject_of_what_is_said_is_no_speaker_though_an_aide_stands_beside_it(language: Language):
    check_quotes(
        language,
        "Ann Keller is ahead. Keller, a top aide said, “is very confident in the contrast” between her and Brandt.",
        (None, "a top aide", "mixed", ["Keller", "“is very confident in the contrast” between her and Brandt"]),
    )


@pytest.mark.parametrize(
    "text, said",
    [
        ("Tom Brandt warned against the “fevered dreams” of a convention, but had a more ominous take.", "“fevered dreams” of a convention"),
        ("Tom Brandt called her “third-rate” and boycotted one of her debates.", "“third-rate”"),
        ("Tom Brandt shouted “no contract, no peace” after the union failed to reach a deal.", "“no contract, no peace”"),
    ],
)  # fmt: skip
def test_what_the_speaker_does_then_or_why_is_no_part_of_it(language: Language, text: str, said: str):
    _, quotes = quotes_of(language, text)
    assert [[part.of(text) for part in quote.content] for quote in quotes] == [[said]]


def test_what_another_says_beside_it_is_his(language: Language):
    check_quotes(
        language,
        "Ann Keller said the tax was fair, while Tom Brandt said that the “stakes are too high” for it.",
        (KELLER, "Ann Keller", "indirect", ["the tax was fair"]),
        (BRANDT, "Tom Brandt", "mixed", ["the “stakes are too high” for it"]),
    )
    check_quotes(
        language,
        "Some bankers argue the price of oil has been exaggerated, and others note that not all slumps are caused by it.",
        (None, "Some bankers", "indirect", ["the price of oil has been exaggerated"]),
        (None, "others", "indirect", ["not all slumps are caused by it"]),
    )
    check_quotes(  # but who spoke to her, as she says
        language,
        "Ann Keller claims that upon her return, another nurse told her that it had failed, and a doctor told her she would need help.",
        (
            KELLER,
            "Ann Keller",
            "indirect",
            ["upon her return, another nurse told her that it had failed, and a doctor told her she would need help"],
        ),
    )


def test_who_printed_it_ends_the_sentence(language: Language):
    check_quotes(
        language,
        'When they asked her about it, Ann Keller said: "There will always be exceptions," the Courier reported.',
        (KELLER, "Ann Keller", "direct", ['"There will always be exceptions,"']),
    )


def test_what_is_told_within_a_sentence_does_not_cut_it(language: Language):
    check_quotes(
        language,
        "Ann Keller said they had a policy of inviting all candidates to speak.",
        (KELLER, "Ann Keller", "indirect", ["they had a policy of inviting all candidates to speak"]),
    )
    check_quotes(
        language,
        "Ann Keller told the Courier that the claim “is plainly false,” and that “the army keeps nobody from leaving Holm.”",
        (KELLER, "Ann Keller", "mixed",
         ["the claim “is plainly false,” and that “the army keeps nobody from leaving Holm.”"]),
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Ann Keller held back the money to pressure the mayor, Tom Brandt, into announcing an inquiry into the road.",
        "Claiming that putting the books online will save money is probably an oversimplification.",
        "In responding on Friday, Ann Keller's campaign took the unusual step of a walk.",
    ],
)
def test_whoever_presses_for_it_or_is_spoken_of_does_not_say_it(language: Language, text: str):
    check_quotes(language, text)


def test_who_is_quoted_as_saying_it_says_it(language: Language):
    check_quotes(
        language,
        "The news agency Northwire quoted Ann Keller as saying the road was open.",
        (KELLER, "Ann Keller", "indirect", ["the road was open"]),
    )


def test_a_council_that_goes_on_leave_says_nothing(language: Language):
    check_quotes(
        language,
        "By contrast, Ann Keller said that once the council goes on leave, “I intend to do as much as I can.”",
        (KELLER, "Ann Keller", "mixed", ["once the council goes on leave, “I intend to do as much as I can.”"]),
    )


def test_a_statement_that_reads_in_part_is_of_whoever_issues_it(language: Language):
    check_quotes(
        language,
        "Ann Keller issued a statement that reads in part, “The council has no patience with crime of any kind.”",
        (KELLER, "Ann Keller", "direct", ["“The council has no patience with crime of any kind.”"]),
    )
    check_quotes(
        language,
        "Ann Keller responded on her page, writing, “This is a shame for the town. It must end.”",
        (KELLER, "Ann Keller", "direct", ["“This is a shame for the town. It must end.”"]),
    )


def test_what_stands_in_brackets_is_told_in_them(language: Language):
    check_quotes(
        language,
        "The vote (44 percent of voters say they want the house to meet), but also the road, is open.",
        (None, "44 percent of voters", "indirect", ["they want the house to meet"]),
    )
    check_quotes(
        language,
        "Ann Keller said the lack of support was no surprise. (Brandt has since dropped out of the race.)",
        (KELLER, "Ann Keller", "indirect", ["the lack of support was no surprise"]),
    )
    check_quotes(
        language,
        "“Close the road,” came shouts from the crowd. (“I don’t want to have a fight,” said a visitor.)",
        (None, "a visitor", "direct", ["“I don’t want to have a fight,”"]),
    )
    check_quotes(
        language,
        "Ann Keller (D-Holm) said the road was open (and dry).",
        (KELLER, "Ann Keller (D-Holm)", "indirect", ["the road was open (and dry)"]),
    )


@pytest.mark.parametrize(
    "text", ["Ann Keller said, “We won)", "Ann Keller said “(“ " + "(" * 3000, ")" * 3000 + " she said."]
)
def test_brackets_that_never_close_do_no_harm(language: Language, text: str):
    quotes_of(language, text)


def test_quotations_that_follow_each_other_are_apart(language: Language):
    check_quotes(
        language,
        "Ann Keller told reporters they will “give some money to the sick.” “We were all set for it,” Tom Brandt said.",
        (KELLER, "Ann Keller", "mixed", ["they will “give some money to the sick.”"]),
        (BRANDT, "Tom Brandt", "direct", ["“We were all set for it,”"]),
    )


def test_between_labels_that_are_no_capitals_a_reporter_may_speak(language: Language):
    check_quotes(
        language,
        "Ann Keller: It was a fine house.\n\nTom Brandt: Did you like it there?\n\nAnn Keller: We did.\n\nTom Brandt: And now?\n\n"
        "The house has been sinking since it was built in May.\n\nAnn Keller: We had to go.",
        (KELLER, "Ann Keller", "indirect", ["It was a fine house."]),
        (BRANDT, "Tom Brandt", "indirect", ["Did you like it there?"]),
        (KELLER, "Ann Keller", "indirect", ["We did."]),
        (BRANDT, "Tom Brandt", "indirect", ["And now?"]),
        (KELLER, "Ann Keller", "indirect", ["We had to go."]),
    )


def test_who_explains_a_name_is_the_one_who_bears_it(language: Language):
    check_quotes(
        language,
        "No, according to Professor Ann Keller, the dean of the faculty at Holm, who says the plans are a “cheap trick”.",
        (KELLER, "the dean of the faculty at Holm, who", "mixed", ["the plans are a “cheap trick”"]),
    )


def test_who_is_judged_before_a_colon_does_not_speak(language: Language):
    check_quotes(
        language,
        "Quote of the week: Tom Brandt, a former mayor of the town, assessing Norland's coach Ann Keller: “But this one is a fool.”",
    )


@pytest.mark.parametrize(
    "clause",
    [
        "told a reporter the same day the Courier’s Lund and Ross broke the story",
        "said in a brief speech shortly after she called Brandt to congratulate him",
        "said of the long and “very dark” day in the tower",
        "declared of her town, her words drowned by applause",
    ],
)
def test_a_clause_behind_what_was_said_reports_that_and_nothing_else(language: Language, clause: str):
    said = "“They did not build it well, and that is the cause of the trouble,”"
    _, (quote,) = quotes_of(language, f"{said} Ann Keller {clause}.")
    assert (quote.kind, len(quote.content)) == ("direct", 1)


def test_what_goes_on_behind_the_clause_is_said_too(language: Language):
    check_quotes(
        language,
        "“I do not know how they voted,” Ann Keller said of people whose rights were restored, “But I do know that they live here.”",
        (KELLER, "Ann Keller", "direct", ["“I do not know how they voted,”", "“But I do know that they live here.”"]),
    )
    check_quotes(
        language,
        "“The house is grumpy,” Ann Keller said, but despite the tone, “I think she will do it,” said Tom Brandt.",
        (KELLER, "Ann Keller", "direct", ["“The house is grumpy,”"]),
        (BRANDT, "Tom Brandt", "mixed", ["but despite the tone, “I think she will do it,”"]),
    )


def test_who_signs_a_quotation_behind_a_colon_says_it(language: Language):
    check_quotes(
        language,
        "Ann Keller said the town was worried about the road: “The last good year was 2007,” Tom Brandt said in a note. “It is bad.”",
        (KELLER, "Ann Keller", "indirect", ["the town was worried about the road"]),
        (BRANDT, "Tom Brandt", "direct", ["“The last good year was 2007,”", "“It is bad.”"]),
    )


def test_what_somebody_is_stands_before_his_name(language: Language):
    check_quotes(
        language,
        "“I saw the picture. I am struck by it all,” screenwriter Tom Brandt wrote on his page.",
        (BRANDT, "screenwriter Tom Brandt", "direct", ["“I saw the picture. I am struck by it all,”"]),
    )


def test_who_did_not_know_but_said_so_says_it(language: Language):
    check_quotes(
        language,
        "Tom Brandt did not know the girl well but said, “I have seen her a few times in the town.”",
        (BRANDT, "Tom Brandt", "direct", ["“I have seen her a few times in the town.”"]),
    )
    check_quotes(
        language,
        "Help came from Tom Brandt, who declared in the hall, “I am telling you that it is time to unite.”",
        (BRANDT, "Tom Brandt, who", "direct", ["“I am telling you that it is time to unite.”"]),
    )


def test_whom_somebody_told_it_is_no_part_of_it(language: Language):
    check_quotes(
        language,
        "Ann Keller told Tom Brandt, the mayor of Hull, on Monday that the road was open.",
        (KELLER, "Ann Keller", "indirect", ["the road was open"]),
    )


@pytest.mark.parametrize(
    "text",
    [
        "That said, the two companies might have made a good fit.",
        "It’s worth noting, though, that those figures are on the old cycle.",
        "Posted on the web by the testers at Northwire, the game is not entirely smooth.",
        "Also threatening to undermine her message: Ann Keller publicly praised the mayor in May.",
    ],
)
def test_a_turn_of_phrase_is_not_said_by_anybody(language: Language, text: str):
    check_quotes(language, text)


def test_brackets_behind_a_quotation_stand_by_themselves(language: Language):
    check_quotes(
        language,
        "“I am happy to be rid of it,” Ann Keller told the mayor. “They sold it in 2014. It is gone.” (Keller is the "
        "investor who quarrelled with Brandt over her plan.)",
        (KELLER, "Ann Keller", "direct", ["“I am happy to be rid of it,”", "“They sold it in 2014. It is gone.”"]),
    )


def test_who_gathered_there_chants_and_not_who_spoke_there(language: Language):
    check_quotes(
        language,
        "Ann Keller spoke just down the street from the hall, where about 50 protesters had gathered on Wednesday, "
        "chanting “no contract, no peace” after the talks failed.",
        (None, "about 50 protesters", "direct", ["“no contract, no peace”"]),
    )


def test_of_whom_somebody_is_reminded_says_it(language: Language):
    check_quotes(
        language,
        "The mayor reminds me of Ann Keller saying that “you can fool some of the people all of the time.”",
        (KELLER, "Ann Keller", "direct", ["“you can fool some of the people all of the time.”"]),
    )


def test_who_asks_behind_a_dash_is_not_who_denies_before_it(language: Language):
    _, (quote,) = quotes_of(
        language,
        "If they are behind it — as many believe, but Norland strongly denies — “why wouldn’t you want to say so?” asked Ann Keller.",
    )
    assert quote.speaker is not None
    assert quote.speaker.start > 100


def test_what_a_woman_who_asks_is_told_she_does_not_say(language: Language):
    check_quotes(
        language,
        "Tom Brandt told a woman who asked about the road, “It is open.”",
        (BRANDT, "Tom Brandt", "direct", ["“It is open.”"]),
    )


def test_where_a_quotation_stands_is_no_part_of_it(language: Language):
    check_quotes(
        language,
        "“The Town That Sinks,” by Ann Keller: “The holdout is the mayor of the town of Hull.” https://example.org/1",
        (KELLER, "Ann Keller", "direct", ["“The holdout is the mayor of the town of Hull.”"]),
    )


def test_what_is_told_right_behind_the_mark_is_told_by_itself(language: Language):
    check_quotes(
        language,
        "On the day before, Ann Keller stated, “I think that an absence of action would have hurt us,” adding, “I know that people left.”",
        (KELLER, "Ann Keller", "direct", ["“I think that an absence of action would have hurt us,”"]),
        (KELLER, "Ann Keller", "direct", ["“I know that people left.”"]),
    )
    check_quotes(
        language,
        "Tom Brandt said, “It is time that we change how we do it,” promising the club will return to its roots.",
        (BRANDT, "Tom Brandt", "direct", ["“It is time that we change how we do it,”"]),
        (BRANDT, "Tom Brandt", "indirect", ["the club will return to its roots"]),
    )


def test_an_answer_is_of_whoever_gives_it(language: Language):
    check_quotes(
        language,
        "Ann Keller's response was: “Is the road open or is it shut?”",
        (KELLER, "Ann Keller", "direct", ["“Is the road open or is it shut?”"]),
    )


def test_a_programme_that_is_told_something_is_not_said(language: Language):
    check_quotes(
        language,
        "Tom Brandt told “Norland Tonight” that the road was shut.",
        (BRANDT, "Tom Brandt", "indirect", ["the road was shut"]),
    )


@pytest.mark.parametrize(
    "text",
    [
        "One voter, Ann Keller, 35, showed up in the “brown beret” gear of a nationalist group.",
        "Ann Keller took her phone everywhere she went, “sending and receiving mails in the territory of adversaries.”",
        "There is a collection from the cartoonist Ann Keller called “Huge!: 30 Years of Drawings.”",
    ],
)
def test_what_is_done_or_named_is_not_said(language: Language, text: str):
    check_quotes(language, text)


def test_a_table_of_figures_is_no_transcript(language: Language):
    check_quotes(
        language,
        "It takes 2,383 delegates to win, as Ann Keller and Tom Brandt know.\n\nKeller: 547.\n\nBrandt: 46.\n\nTHE TOTAL.\n\n"
        "Keller: 2,316.\n\nBrandt: 1,547.",
    )


def test_who_does_something_with_what_was_said_did_not_say_it(language: Language):
    check_quotes(
        language,
        "Asked about it, Ann Keller responded: “What difference does it make at this point?” Her critics cited it as evidence of her pride.",
        (KELLER, "Ann Keller", "direct", ["“What difference does it make at this point?”"]),
    )


def test_a_clause_that_the_parser_joins_to_what_is_quoted_is_its_speakers(language: Language):
    check_quotes(
        language,
        "At times last year, the mere mention of her name could make him fume.\n\n"
        "''They were professionals, but also competitors,'' Tom M. Brandt, President Obama's former chief of staff, "
        "said of their time in the administration. ''They'd do the dance. There was respect there, but Joe considered "
        "himself the expert on foreign policy.''",
        (None, "Tom M. Brandt, President Obama's former chief of staff", "direct",
         ["''They were professionals, but also competitors,''",
          "''They'd do the dance. There was respect there, but Joe considered himself the expert on foreign policy.''"]),
    )  # fmt: skip


def test_a_quotation_goes_on_where_each_sentence_has_a_line_of_its_own(language: Language):
    check_quotes(
        language,
        "“I think the plan was lost in the fighting.\n\nEven that will not end it,” Ann Keller said.\n\nTom Brandt left.",
        (
            KELLER,
            "Ann Keller",
            "direct",
            ["“I think the plan was lost in the fighting.", "Even that will not end it,”"],
        ),
    )
    check_quotes(
        language,
        "Ann Keller said: “We won.\n\nNobody knew.”\n\nTom Brandt said “we lost.”",
        (KELLER, "Ann Keller", "direct", ["“We won.", "Nobody knew.”"]),
        (BRANDT, "Tom Brandt", "direct", ["“we lost.”"]),
    )


def test_whom_it_left_feeling_safe_is_the_one_who_says_so(language: Language):
    text = "“It is done,” Ann Keller said.\n\nThe tenant said police were quick, which left her feeling “much safer.”"
    story = builders.article(text)
    keller = builders.person(story, KELLER)
    her = Mention(builders.where(story, "her"), "pronoun")
    keller = Person(keller.key, keller.name, keller.aliases, (*keller.mentions, her))
    _, quotes = quotes_of(language, text, keller)
    assert [(quote.person, quote.speaker_kind) for quote in quotes[1:]] == [(None, "anonymous")]


def test_a_nickname_in_marks_is_of_the_speakers_name(language: Language):
    _, (quote,) = quotes_of(language, "“The road is shut,” said her niece, Maria “Mia” Lund of Holm.")
    assert (quote.speaker_kind, quote.kind) == ("person", "direct")


@pytest.mark.parametrize("relative", ["grandmother", "great uncle", "driver"])
def test_whose_relative_somebody_is_says_who_he_is(language: Language, relative: str):
    check_quotes(
        language,
        f"“We are all in shock here,” said his {relative}, Ann Keller.",
        (KELLER, f"his {relative}, Ann Keller", "direct", ["“We are all in shock here,”"]),
    )


def test_he_who_answers_is_not_who_asked(language: Language):
    text = "Tom Brandt asked Ann Keller whether the road was open.\n\n“Sure it is, and has been,” he said."
    story = builders.article(text)
    brandt, keller = builders.person(story, BRANDT), builders.person(story, KELLER)
    he = Mention(builders.where(story, "he said"), "pronoun")
    brandt = Person(brandt.key, brandt.name, brandt.aliases, (*brandt.mentions, he))
    _, quotes = quotes_of(language, text, brandt, keller)
    assert [quote.person for quote in quotes] == [brandt.key, None]


def test_he_who_adds_is_the_one_of_whose_name_we_make_nothing(language: Language):
    text = "“We go on,” said Jes0s, a clerk who worked for Ann Keller.\n\n“They may wait too long for it,” he added."
    story = builders.article(text)
    keller = builders.person(story, KELLER)
    he = Mention(builders.where(story, "he added"), "pronoun")
    keller = Person(keller.key, keller.name, keller.aliases, (*keller.mentions, he))
    _, quotes = quotes_of(language, text, keller)
    assert [(quote.person, quote.grade) for quote in quotes] == [(None, "attributed"), (None, "likely")]


def test_who_added_something_says_what_follows(language: Language):
    check_quotes(
        language,
        "Tom Brandt cannot say that “from his chair,” Ann Keller added, saying it was up to the council to decide.",
        (KELLER, "Ann Keller", "mixed", ["Tom Brandt cannot say that “from his chair,”"]),
        (KELLER, "Ann Keller", "indirect", ["it was up to the council to decide"]),
    )


def test_he_goes_on_only_while_nobody_else_came_between(language: Language):
    check_quotes(
        language,
        "The talks had failed, Tom Brandt said. “We will stay,” he said.",
        (BRANDT, "Tom Brandt", "indirect", ["The talks had failed"]),
        (BRANDT, "he", "direct", ["“We will stay,”"]),
    )
    check_quotes(
        language,
        "The talks had failed, Tom Brandt said.\n\nThe border has been closed since May.\n\nHe said troops would stay.",
        (BRANDT, "Tom Brandt", "indirect", ["The talks had failed"]),
        (None, "He", "indirect", ["troops would stay"]),
    )


def test_she_is_not_the_man_who_spoke_last(language: Language):
    check_quotes(
        language,
        "“The road is open,” Tom Brandt said. She said it was not.",
        (BRANDT, "Tom Brandt", "direct", ["“The road is open,”"]),
        (None, "She", "indirect", ["it was not"]),
    )


def test_the_cast_knows_whom_a_pronoun_means(language: Language):
    text = "Ann Keller landed in Kabul. “We will stay,” she said."
    story = builders.article(text)
    keller = builders.person(story, KELLER)
    she = Mention(builders.where(story, "she"), "pronoun")
    keller = Person(keller.key, keller.name, keller.aliases, (*keller.mentions, she))
    _, (quote,) = quotes_of(language, text, keller)
    assert (quote.person, quote.speaker_kind, quote.grade) == (keller.key, "person", "attributed")


def test_he_is_the_one_the_cast_knows_though_an_unnamed_president_spoke_before_him(language: Language):
    text = (
        "President Tom Brandt spoke in Hull. “Nothing prepares you for it,” the two-term president said.\n\n"
        "“Until you have sat there, you do not know what it is like,” he said."
    )
    story = builders.article(text)
    brandt = builders.person(story, BRANDT)
    he = Mention(builders.where(story, "he said"), "pronoun")
    brandt = Person(brandt.key, brandt.name, brandt.aliases, (*brandt.mentions, he))
    _, quotes = quotes_of(language, text, brandt)
    assert quotes[-1].person == brandt.key


@pytest.mark.parametrize(
    "text, kind",
    [
        ("“We will stay,” two officials briefed on the matter said.", "anonymous"),
        ("“We will stay,” the official said.", "anonymous"),
        ("“We will stay,” the ministry said in a statement.", "organisation"),
        ("“Nobody in this house wanted to leave so early.”", "unknown"),
    ],
)
def test_a_speaker_without_a_name_stays_without(language: Language, text: str, kind: str):
    _, (quote,) = quotes_of(language, text)
    assert (quote.person, quote.speaker_kind) == (None, kind)


ODD = st.lists(
    st.sampled_from(
        [
            "“",
            "”",
            '"',
            "'",
            "’",
            "Ann Keller",
            " said",
            ", ",
            ". ",
            "\n",
            "according to",
            "we stay",
            " he ",
            ":",
            "that ",
            "(",
            ")",
        ]
    ),
    max_size=14,
)


@settings(max_examples=25)
@given(ODD)
def test_odd_text_yields_slices_that_hold(language: Language, pieces: list[str]):
    text = "".join(pieces)
    _, quotes = quotes_of(language, text)
    for quote in quotes:
        parts: list[Slice] = [part for part in (*quote.content, quote.speaker, quote.cue) if part]
        assert all(0 <= part.start < part.end <= len(text) and part.of(text).strip() for part in parts)
        assert all(one.end <= other.start for one, other in pairwise(quote.content))
