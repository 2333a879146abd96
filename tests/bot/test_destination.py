"""Where a digest goes is written into its schedule and read back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.destination import LONGEST_TITLE, MOST_TAGS, Destination, Kind, read_destination

IDS = st.integers(1, 2**63 - 1)
KINDS: list[Kind] = ["channel", "news", "forum", "dm"]
DESTINATIONS = st.builds(
    Destination,
    IDS,
    st.sampled_from(KINDS),
    st.text(st.characters(codec="utf-8"), max_size=LONGEST_TITLE),
    st.lists(IDS, max_size=MOST_TAGS).map(tuple),
    st.none() | IDS,
)


@pytest.mark.parametrize(
    "text, destination",
    [
        ("discord:2002", Destination(2002)),
        ("discord-news:7", Destination(7, "news")),
        ("discord-dm:9", Destination(9, "dm")),
        ("discord:2002?role=5", Destination(2002, role=5)),
        (
            "discord-forum:3?tags=11,12&title={name},+the+{date}+%26+more",
            Destination(3, "forum", "{name}, the {date} & more", (11, 12)),
        ),
    ],
)
def test_a_destination_is_written_plainly(text: str, destination: Destination):
    assert destination.written() == text
    assert read_destination(text) == destination


@given(DESTINATIONS)
def test_whatever_is_written_is_read_back(destination: Destination):
    assert read_destination(destination.written()) == destination


@pytest.mark.parametrize("text", ["", "discord", "discord:", "discord:x", "discord-voice:1", "mail:1", "discord:1 "])
def test_what_is_no_destination_is_said_to_be_none(text: str):
    with pytest.raises(ValueError, match="no destination on Discord"):
        read_destination(text)
