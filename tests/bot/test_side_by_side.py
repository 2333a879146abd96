"""The questions about two people, about one through time, and about a day long past: in a server and in a DM."""

from pathlib import Path
from typing import Any

import pytest

from bot.client import BriefingBot
from briefings.app import App
from tests import builders
from tests.bot.conftest import Simulate, answered
from tests.bot.newsroom import keep, labels, text

OTTAWA = builders.article(
    "Jim Mattis met Mike Pompeo in Ottawa. “India must wait,” Mattis said.", published="2018-03-01", doc="ottawa-003"
)

QUESTIONS = [
    ("links", {"person": "mattis"}, "Jim Mattis met Mike Pompeo in Ottawa."),
    ("compare people", {"a": "mattis", "b": "Mike Pompeo", "topic": "india"}, "### Mike Pompeo\n"),
    ("compare over-time", {"person": "mattis", "topic": "india"}, "> “India must wait,”"),
    ("who", {"name": "mattis", "as_of": "2017-12"}, "## Jim Mattis · as of 31 December 2017\n"),
    ("quotes", {"person": "mattis", "as_of": "2017-12"}, "“We are in this fight together,”"),
]


@pytest.fixture
def ottawa(app: App) -> None:
    """A third story, which names both."""
    people = [builders.person(OTTAWA, "Jim Mattis", "Mattis"), builders.person(OTTAWA, "Mike Pompeo")]
    said = builders.quote(OTTAWA, "“India must wait,”", people[0], speaker="Mattis")
    keep(app, OTTAWA, builders.findings(OTTAWA, people=people, quotes=[said]))


@pytest.mark.usefixtures("ottawa")
@pytest.mark.parametrize("command,options,said", QUESTIONS, ids=[row[0] for row in QUESTIONS])
async def test_it_is_answered_for_everybody_in_a_server_and_in_the_bots_dm(
    bot: BriefingBot, simulate: Simulate, command: str, options: dict[str, Any], said: str
) -> None:
    async with simulate(bot) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        asked = await world.member(room, "Robin").slash(channel, command, **options)
        assert not asked.ephemeral
        assert said in text(answered(asked))
        assert "Sources" in labels(answered(asked))[0]
        alone = await world.person("Kim").slash(command, **options)
        assert said in text(answered(alone))


@pytest.mark.usefixtures("ottawa")
@pytest.mark.parametrize("command,options,said", QUESTIONS, ids=[row[0] for row in QUESTIONS])
async def test_a_private_one_is_for_its_asker_alone(
    bot: BriefingBot, simulate: Simulate, command: str, options: dict[str, Any], said: str
) -> None:
    async with simulate(bot) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        asked = await world.member(room, "Robin").slash(channel, command, private=True, **options)
        assert asked.ephemeral
        assert said in text(answered(asked))


@pytest.mark.usefixtures("ottawa")
async def test_what_was_printed_after_the_day_is_not_shown(bot: BriefingBot, simulate: Simulate) -> None:
    async with simulate(bot) as world:
        asked = await world.person("Kim").slash("who", name="mattis", as_of="2017")
        assert "Ottawa" not in text(answered(asked))
        asked = await world.person("Kim").slash("who", name="mattis", as_of="tuesday")
        assert "I can’t read “tuesday” as a date" in text(answered(asked))


async def test_who_is_mentioned_in_a_message_is_told_to_whoever_asks_and_kept_nowhere(
    app: App, bot: BriefingBot, simulate: Simulate, caplog: pytest.LogCaptureFixture
) -> None:
    async with simulate(bot) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        robin = world.member(room, "Robin")
        message = await robin.send(channel, "I saw Mattis at the zoo")
        asked = await robin.context_menu(channel, "Who is mentioned here?", message)
        assert asked.ephemeral
        assert "- **Jim Mattis**: Defense Secretary, as of 10 November 2017 [1]" in text(answered(asked))
        message = await robin.send(channel, "Good morning")
        asked = await robin.context_menu(channel, "Who is mentioned here?", message)
        assert "Nobody stands there whom I know" in text(answered(asked))
    assert "zoo" not in caplog.text
    for file in Path(app.settings.store).parent.iterdir():
        assert b"zoo" not in file.read_bytes(), file
