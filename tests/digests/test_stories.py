"""One event is one story, however many headlines it has; and two events are two."""

from dataclasses import replace
from itertools import permutations

import pytest

from briefings.digests.stories import Telling, group, without_furniture
from briefings.model import Article, ArticleHead
from tests import builders
from tests.builders import NOW

HORMUZ = (  # one event, printed as six stories by a peer: koala73/worldmonitor#3195
    "Iran says it has closed Strait of Hormuz again over US blockade",
    "Iran closes Strait of Hormuz again over US blockade and fires on ships",
    "Defiant message from Iran as vessels attempting to cross Hormuz report gunfire",
    "Middle East crisis live: Iran warns it will close strait of Hormuz if US blockade continues",
    "Middle East crisis live: Iran says it has closed the strait of Hormuz; tanker reports being attacked",
    "Middle East crisis live: tanker reports attack as Iran closes strait of Hormuz; French soldier killed in Lebanon",
)
BESIDE = (  # near to it, and not it
    "Iran and US to resume nuclear talks in Oslo next week",
    "French president visits soldiers in Lebanon",
    "Iran executes two men convicted of spying",
    "US Treasury widens blockade of Venezuelan oil tankers",
    "Middle East crisis live: Israel strikes Beirut suburb",
    "Oil prices jump as tanker traffic slows",
)


def telling(article: Article, *, told: bool = False) -> Telling:
    head = ArticleHead(
        "public", article.key, article.doc, article.title, article.source, article.url, article.published, NOW
    )
    sentences = builders.sentences(article)
    return Telling(head, sentences, tuple(one.slice.of(article.text) for one in sentences), told=told)


def headline(words: str, source: str) -> Telling:
    return telling(builders.article(f"{words}.", title=words, source=source, published="2026-04-19"))


def titles(tellings: list[Telling]) -> list[list[str]]:
    return sorted(sorted(one.head.title or "" for one in each.members) for each in group(tellings))


def test_six_headlines_of_one_event_are_one_story_of_six_publishers():
    (one,) = group([headline(words, f"Paper {n}") for n, words in enumerate(HORMUZ)])
    assert len(one.members) == one.independent == 6


def test_headlines_beside_it_are_stories_of_their_own():
    all_ = [headline(words, f"Paper {n}") for n, words in enumerate((*HORMUZ, *BESIDE))]
    assert titles(all_) == sorted([sorted(HORMUZ), *([each] for each in BESIDE)])


def test_a_line_that_every_page_prints_belongs_to_none_of_their_stories():
    promo = "Two men were charged in the death of a Chicago teenager."
    texts = [
        "Oil prices jumped in London. Traders feared a blockade.",
        "A storm closed schools in Boston. Snow fell all night.",
        "Envoys left Oslo without a deal. Talks go on in May.",
    ]
    pages = [telling(builders.article(f"{promo} {text}", title=None)) for text in texts]
    assert len(group(pages)) == 1
    kept = without_furniture(pages)
    assert [list(one.texts) for one in kept] == [
        [sentence if sentence.endswith(".") else f"{sentence}." for sentence in text.split(". ")] for text in texts
    ]
    assert len(group(kept)) == 3
    copies = [telling(builders.article(f"{texts[0]} {texts[1]}", source=f"Paper {n}")) for n in range(3)]
    assert without_furniture(copies) == copies  # a wire text is no furniture


def test_what_stands_over_the_lead_makes_no_two_pages_one_story():
    over = "By Ana Ruiz in Lisbon for The Daily Courier\nFriday 20 November 2026 10:57 GMT Print this page."
    shares = f"{over}\nBrewin opened an office in Porto. Its clerks moved there from London."
    visit = f"{over}\nPresident Mokoena will visit Tripoli. Rebels there asked for her."
    pages = [telling(builders.article(text, title=None)) for text in (shares, visit)]
    dangling = [
        replace(one, sentences=tuple(replace(each, dangling=each.index < 2) for each in one.sentences)) for one in pages
    ]
    assert [len(each.members) for each in group(pages)] == [2], "alike, as long as by-lines are taken for the story"
    assert [len(each.members) for each in group(dangling)] == [1, 1]
    assert [one.led for one in dangling] == [range(2, 4), range(2, 4)]


def test_who_is_named_over_the_lead_is_nobody_of_the_opening():
    page = telling(builders.article("Photo of Ada Roe. Envoys met in Oslo. Max Lund left early."))
    named = frozenset({(0, "roe"), (2, "lund")})
    dangling = (replace(page.sentences[0], dangling=True), *page.sentences[1:])
    assert replace(page, named=named).people == {"roe", "lund"}
    assert replace(page, named=named, sentences=dangling).people == {"lund"}


def test_what_its_readers_wrote_below_is_none_of_a_story():
    """As a blog prints them: https://www.cnn.com, January 2011."""
    news = "Envoys met in Oslo. Talks ended late. A storm closed the port. Ships waited outside."
    comments = (
        "I hope not.\nJanuary 27, 2011 at 7:59 pm | Report abuse | This will end badly.\nIt is the end of the world."
    )
    (page,) = without_furniture([telling(builders.article(f"{news}\n{comments}"))])
    assert page.texts[-2:] == ("Ships waited outside.", "I hope not.")  # whose, the page says after it
    (updated,) = without_furniture([telling(builders.article(f"{news}\nUpdated at 7:59 pm. A ship sank."))])
    assert updated.texts[-1] == "A ship sank."
    (printed,) = without_furniture([telling(builders.article(f"January 27, 2011 7:59 pm | By Ana Ruiz\n{news}"))])
    assert printed.texts[-1] == "Ships waited outside."


def test_the_order_does_not_matter():
    six = [headline(words, f"Paper {n}") for n, words in enumerate(HORMUZ)]
    beside = [headline(words, "Other") for words in BESIDE[:2]]
    assert {str(titles([*one, *beside])) for one in list(permutations(six))[::97]} == {str(titles([*six, *beside]))}


WIRE = (
    "Trade ministers of nine countries signed a treaty on timber in Lisbon on Friday. "
    "It lowers duties on planks by a fifth from next spring. "
    "Portugal's envoy Ana Ruiz called it the widest such treaty since the war. "
    "Shipping unions had asked for a longer delay."
)


def paper(text: str, source: str, title: str) -> Telling:
    return telling(builders.article(text, title=title, source=source, published="2026-11-20"))


def test_a_wire_text_printed_again_is_the_same_story_and_no_publisher_of_its_own():
    own = "Nine countries agreed in Lisbon on a timber treaty, Ana Ruiz of Portugal said. Unions are angry about it."
    (story,) = group([
        paper(WIRE, "The Wire", "Nine sign timber treaty in Lisbon"),
        paper(WIRE + " Additional reporting by our staff.", "The Courier", "Timber treaty signed in Lisbon by nine"),
        paper("LISBON. " + WIRE, "The Gazette", "Wood to be cheaper"),
        paper(own, "The Herald", "Lisbon timber treaty signed by nine countries"),
    ])  # fmt: skip
    assert (len(story.members), story.independent) == (4, 2)


def test_a_page_of_many_stories_is_a_copy_only_of_the_one_that_it_leads_with():
    others = " ".join(f"{text}." for text in (
        "Snow closed roads in Boston and schools stayed shut for a second day",
        "Looters broke thirteen showcases of the museum in Cairo before dawn",
        "Cyclone Yasi tore the roofs from farms along the coast of Queensland",
        "Prosecutors in Chicago charged two brothers with the theft of a violin",
        "Canada pays out a jackpot that a retailer had claimed eight years ago",
        "Sleet and freezing rain are expected along the Gulf until the weekend",
        "Engineers argue whether a government could shut the whole internet down",
        "Bulls ran through Pamplona again and nobody was hurt on the first morning",
        "Voters in Norland choose a mayor between a baker and a retired judge",
        "Divers found the bell of a ferry that sank off Oslo sixty years ago",
    ))  # fmt: skip
    wire = paper(WIRE, "The Wire", "Nine sign timber treaty in Lisbon")
    among, leading = (paper(text, "The Blog", "The morning round") for text in (f"{others} {WIRE}", f"{WIRE} {others}"))
    assert len(group([wire, among])) == 2
    assert len(group([wire, leading])) == 1


def test_a_publishers_second_article_makes_it_no_second_publisher():
    (story,) = group([
        paper(WIRE, "The Wire", "Nine sign timber treaty in Lisbon"),
        paper("Ana Ruiz signed the Lisbon timber treaty for Portugal.", "the  WIRE", "Ruiz signs timber treaty in Lisbon"),
    ])  # fmt: skip
    assert (len(story.members), story.independent) == (2, 1)


@pytest.mark.parametrize("days", [3, 30])
def test_what_is_alike_days_later_is_another_event(days: int):
    later = builders.day("2026-11-20").toordinal() + days
    on = type(builders.day("2026-11-20")).fromordinal(later).isoformat()
    first = telling(builders.article(f"{HORMUZ[0]}.", title=HORMUZ[0], published="2026-11-20"))
    again = telling(builders.article(f"{HORMUZ[1]}.", title=HORMUZ[1], published=on))
    assert len(group([first, again])) == 2
