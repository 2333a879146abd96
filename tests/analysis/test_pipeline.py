import pytest

from briefings.analysis.language import shadow
from briefings.analysis.pipeline import analyse, analyse_parsed, version_with
from briefings.analysis.table import Table
from briefings.model import Findings, Slice
from tests.analysis.real_docs import language
from tests.builders import article
from tests.freeze_parses import frozen, seed

SEEDS = ("000", "001", "002", "003", "004")


def findings(number: str) -> Findings:
    return analyse(seed(number), lambda _: frozen(number))


def kept(found: Findings) -> Table:
    table = Table.from_bytes(found.parse)
    assert table is not None
    return table


@pytest.mark.parametrize("number", SEEDS)
def test_every_fact_of_a_story_stands_in_its_body(number: str) -> None:
    story, found = seed(number), findings(number)
    places = [s.slice for s in found.sentences]
    places += [m.slice for person in found.people for m in person.mentions]
    places += [role.slice for role in found.roles] + [part for quote in found.quotes for part in quote.content]
    places += [event.when_text for event in found.events]
    body = {i for part in story.body for i in range(*part)}
    assert all(0 <= place.start < place.end for place in places)
    assert all(story.text[i].isspace() or i in body for place in places for i in range(*place))


@pytest.mark.parametrize("number", SEEDS)
def test_every_fact_points_to_sentences_that_hold_it(number: str) -> None:
    found = findings(number)
    for source, places in [
        *((role.source, (role.slice,)) for role in found.roles),
        *((quote.source, quote.content) for quote in found.quotes),
        *((event.source, (event.when_text,)) for event in found.events),
    ]:
        whole = Slice(found.sentences[source.first].slice.start, found.sentences[source.last].slice.end)
        assert all(whole.covers(place) for place in places)


@pytest.mark.parametrize("number", SEEDS)
def test_the_same_parse_gives_the_same_findings(number: str) -> None:
    once = findings(number)
    assert analyse_parsed(seed(number), kept(once)) == once == findings(number)


@pytest.mark.model
@pytest.mark.parametrize("number", SEEDS)
def test_the_frozen_parses_are_what_the_model_says_today(number: str) -> None:
    """When this fails, `python -m tests.freeze_parses` freezes them again."""
    again = analyse(seed(number), language())
    assert frozen(number).text == shadow(seed(number))
    assert again.version == findings(number).version == version_with(language())
    assert again == analyse_parsed(seed(number), kept(again))


@pytest.mark.model
@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "...", "12", "\x00\x00", "(" * 5000, "😀" * 3000, "NO", "Он сказал."]
)
def test_a_text_that_says_nothing_is_read_in_peace(text: str) -> None:
    found = analyse(article(text), language())
    assert (found.people, found.quotes, found.events) == ((), (), ())
