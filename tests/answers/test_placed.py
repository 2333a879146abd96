"""An office that stands not whole beside its bearer: told by where the story plays, or by whose it is."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from briefings.answers import ask
from briefings.model import PUBLIC, Article, RoleStatus, Scope, Slice
from briefings.store import Store
from tests import builders as b
from tests.answers.newsroom import THEN, newsroom, publish

HERE = Scope((PUBLIC,))

CLARKFIELD = b.article(
    "Clarkfield has welcomed the weavers, Mayor Ann Roe said. "
    "They are the first to come to Norland. "
    "Gov. Paul Lindt wants no more of them in the state. "
    "President Max Orlov spoke of Norland, too. "
    "Attorney General Eva Brandt saw the looms in Norland. "
    "The town lies north of Eastburg, which has looms of its own.",
    title="Weavers find a home in Clarkfield",
    doc="clarkfield",
)
TWO_TOWNS = b.article(
    "Millbrook and Hartsford quarrel over a bridge. "
    "Mayor Ida Sand wants it in Millbrook. Mayor Rolf Stein wants it in Hartsford.",
    title="Millbrook and Hartsford quarrel",
    doc="bridge",
)
TALKS = b.article(
    "Envoys from Norway talked about herring. "
    "Foreign Minister Nora Vik told Norway to wait. "
    "Fisheries Minister Karl Ost came from Norway to Iceland. "
    "In Finland, Prime Minister Aino Salo listened. In Finland, President Max Orlov did not.",
    title="Norway talks about herring",
    doc="talks",
)
BANK = b.article(
    "President Max Orlov nominated Lena Aas for a second term as president of the River Bank. "
    "“President Aas knows the river,” he said. "
    "Emil Berg, an aide to Mr. Orlov, is the president of rowing's governing body, FOSA. "
    "Vera Orlov listened. Ada Lund, a spokeswoman for Mrs. Orlov, smiled. "
    "She left the river to her press chief Jon Dahl.",
    title="A second term at the River Bank",
    doc="bank",
)
BODIES = b.article(
    "Ida Falk, a former Internal Revenue Service commissioner, met Congressional Rowers Chairman Leo Quist. "
    "Former U.N. Ambassador Olga Ruiz and International Atomic Energy Agency director general Jan Mora rowed with Rep. Pia Sund. "
    "NATO Secretary General Per Dahl rowed alone, the chief of his NATO staff, Kim Aune, said. "
    "Quist sank. The aides of Quist, led by oar manager Ann Vik and manager Per Ost, rowed. Quist swam. Quist slept.",
    title="They row",
    doc="bodies",
)
CAPITAL = b.article("U.S. Attorney General Eva Brandt is back.", title="Brandt is back", doc="capital")

Title = tuple[str, str, str | None]
STORIES: tuple[tuple[Article, tuple[Title, ...]], ...] = (
    (
        CLARKFIELD,
        (
            ("Ann Roe", "Mayor", None),
            ("Paul Lindt", "Gov.", None),
            ("Max Orlov", "President", None),
            ("Eva Brandt", "Attorney General", None),
        ),
    ),
    (TWO_TOWNS, (("Ida Sand", "Mayor", None), ("Rolf Stein", "Mayor", None))),
    (
        TALKS,
        (
            ("Nora Vik", "Foreign Minister", None),
            ("Karl Ost", "Fisheries Minister", None),
            ("Aino Salo", "Prime Minister", None),
            ("Max Orlov", "President", None),
        ),
    ),
    (
        BANK,
        (
            ("Max Orlov", "President", None),
            ("Lena Aas", "President", None),
            ("Emil Berg", "president of rowing's governing body", None),
            ("Ada Lund", "spokeswoman for Mrs. Orlov", None),
            ("Jon Dahl", "press chief", None),
        ),
    ),
    (
        BODIES,
        (
            ("Leo Quist", "Congressional Rowers Chairman", "Congressional Rowers"),
            ("Jan Mora", "International Atomic Energy Agency director general", "International Atomic Energy Agency"),
            ("Pia Sund", "Rep.", None),
            ("Per Dahl", "NATO Secretary General", "NATO"),
            ("Kim Aune", "chief of his NATO staff", "NATO"),
            ("Ann Vik", "oar manager", None),
            ("Per Ost", "manager", None),
        ),
    ),
    (CAPITAL, (("Eva Brandt", "Attorney General", "U.S."),)),
)
HELD: RoleStatus = "held"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with newsroom(tmp_path) as opened:
        for story, titles in STORIES:
            people = {name: b.person(story, name) for name, _, _ in titles}
            if story is BANK:
                people["Vera Orlov"] = b.person(story, "Vera Orlov", "Mrs. Orlov")
                people["Lena Aas"] = b.person(story, "Lena Aas", "Aas", "her")
            roles = [b.role(story, people[name], title, of, status=HELD) for name, title, of in titles]
            if story is BODIES:
                people |= {name: b.person(story, name) for name in ("Ida Falk", "Olga Ruiz")}
                irs, un = "Internal Revenue Service", "U.N."
                roles += [
                    b.role(story, people["Ida Falk"], f"{irs} commissioner", irs, status="former"),
                    b.role(story, people["Olga Ruiz"], "U.N. Ambassador", un, status="former"),
                ]
            publish(opened, story, b.findings(story, people=list(people.values()), roles=roles))
        yield opened


@pytest.mark.parametrize(
    "office, person",
    [
        ("the mayor of Clarkfield", "Ann Roe"),
        ("the governor of Norland", "Paul Lindt"),  # the sentence before says where
        ("the former mayor of Clarkfield", None),
        ("the deputy mayor of Clarkfield", None),
        ("the mayor of Eastburg", None),  # it is named there, but the story is not about it
        ("the president of Norland", None),  # whoever speaks of it may be another's
        ("the attorney general of Norland", None),  # elsewhere she is told to be another's
        ("the mayor of Millbrook", None),  # two bear the title there
        ("the foreign minister of Norway", "Nora Vik"),
        ("the Norwegian foreign minister", "Nora Vik"),
        ("the prime minister of Finland", "Aino Salo"),  # “In Finland,” stands right before it
        ("the president of Finland", None),
        ("the fisheries minister of Norway", None),  # of which of two lands?
        ("the fisheries minister of Iceland", None),
    ],
)
def test_a_title_without_its_place_is_of_the_place_that_its_story_is_about(
    store: Store, office: str, person: str | None
):
    answer = ask(store, HERE, f"Who is {office}?", now=THEN)
    assert (answer.kind, [one.name for one in answer.people]) == (("profile", [person]) if person else ("unknown", []))


@pytest.mark.parametrize(
    "office, person",
    [
        ("the president of the River Bank", "Lena Aas"),  # and not whoever nominates her
        ("the president of FOSA", "Emil Berg"),
        ("Vera Orlov's spokeswoman", "Ada Lund"),  # printed with her surname alone
        ("Max Orlov's spokeswoman", None),  # another one of that name
        ("Aas' press chief", "Jon Dahl"),  # “her press chief”, and it is told who she is
        ("Berg's press chief", None),
        ("Quist's oar manager", "Ann Vik"),  # whom the story is about, and who is manager of something else is no other
    ],
)
def test_an_office_belongs_to_whoever_stands_beside_it(store: Store, office: str, person: str | None):
    answer = ask(store, HERE, f"Who is {office}?", now=THEN)
    assert (answer.kind, [one.name for one in answer.people]) == (("profile", [person]) if person else ("unknown", []))


def test_whoever_is_somewhere_bears_no_office_there(tmp_path: Path):
    story = b.article("President Max Orlov in Peru praised the weavers. Mara Lund, the spokeswoman in Peru, nodded.")
    orlov, lund = b.person(story, "Max Orlov"), b.person(story, "Mara Lund")
    president = b.role(story, orlov, "President")
    with_his_name = replace(president, slice=Slice(president.slice.start, orlov.mentions[0].slice.end))
    roles = [with_his_name, b.role(story, lund, "spokeswoman")]
    with newsroom(tmp_path) as opened:
        publish(opened, story, b.findings(story, people=[orlov, lund], roles=roles))
        assert ask(opened, HERE, "Who is the president of Peru?", now=THEN).kind == "unknown"
        (found,) = ask(opened, HERE, "Who is the spokeswoman in Peru?", now=THEN).people
        assert found.name == "Mara Lund"


@pytest.mark.parametrize(
    "office, person",
    [
        ("the former IRS commissioner", "Ida Falk"),  # by the letters of a body that is written out
        ("the head of the IAEA", "Jan Mora"),
        ("the former UN ambassador", "Olga Ruiz"),
        ("the NATO chief", "Per Dahl"),  # and not who is the chief of something else there
        ("the NATO secretary general", "Per Dahl"),
        ("the secretary general", "Per Dahl"),
        ("the chief of the Congressional Rowers", "Leo Quist"),
        ("the FOSA chief", "Emil Berg"),
        ("Congresswoman Sund", "Pia Sund"),
        ("the IMF chief", None),
        ("Senator Sund", None),
    ],
)
def test_an_office_is_known_in_other_words(store: Store, office: str, person: str | None):
    answer = ask(store, HERE, f"Who is {office}?", now=THEN)
    assert (answer.kind, [one.name for one in answer.people]) == (("profile", [person]) if person else ("unknown", []))
