"""A whole question in a button's custom_id: it comes back as it was, or there is no button."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.state import LONGEST_ID, ROOM, pack, pack_key, unpack, unpack_key
from briefings.model import ReadAs

KEYS = st.builds(
    lambda article, start, length: f"{article}:{start}-{start + length}",
    st.text("0123456789abcdef", min_size=16, max_size=16),
    st.integers(0, 64**4 - 1),
    st.integers(0, 64**2 - 1),
)
WORDS = st.none() | st.text(min_size=1, max_size=30).filter(
    lambda text: text.encode("utf-8", "ignore").decode() == text
)
DAYS = st.none() | st.dates()
MATTIS = "55ce7716b32cb092:17-27"


@given(
    st.builds(
        ReadAs,
        kind=st.sampled_from(["who", "quotes", "timeline", "search", "brief", "compare_people"]),
        topic=WORDS,
        since=DAYS,
        until=DAYS,
        key=st.none() | KEYS,
        other=st.none() | KEYS,
        as_of=DAYS,
        ahead=st.booleans(),
        offset=st.integers(0, 9_999),
    )
)
def test_a_question_comes_back_as_it_was_or_has_no_button(asked: ReadAs) -> None:
    packed = pack(asked)
    assert packed is None or (len(packed) <= ROOM and packed.isascii() and ":" not in packed)
    assert packed is None or unpack(packed) == asked


@given(KEYS)
def test_a_persons_key_comes_back_as_it_was(key: str) -> None:
    packed = pack_key(key)
    assert packed is not None
    assert unpack_key(packed) == key


@given(st.text(max_size=LONGEST_ID))
def test_anything_else_is_read_as_nothing_or_as_it_would_be_written(state: str) -> None:
    found = unpack(state)
    assert found is None or pack(found, LONGEST_ID) == state


def test_every_kind_of_question_about_a_known_person_has_room_for_days_and_a_topic() -> None:
    day = date(2017, 12, 4)
    asked = ReadAs("over-time", "Jim Mattis", "safe havens", day, day, key=MATTIS, as_of=day, offset=9_990)
    packed = pack(asked)
    assert packed is not None
    assert unpack(packed) == ReadAs("over-time", None, "safe havens", day, day, key=MATTIS, as_of=day, offset=9_990)


def test_a_known_person_is_asked_for_by_his_key_and_another_by_his_name() -> None:
    assert unpack(pack(ReadAs("who", "Jim Mattis", key=MATTIS)) or "") == ReadAs("who", key=MATTIS)
    assert unpack(pack(ReadAs("who", "Mattis, James")) or "") == ReadAs("who", "Mattis, James")


@pytest.mark.parametrize(
    "asked",
    [
        ReadAs("search", topic="x" * 93),
        ReadAs("search", topic="ж" * 20),
        ReadAs("compare_people", key=MATTIS, other="no key"),
        ReadAs("Who?"),
    ],
    ids=["long", "long in another script", "a second person without a key", "no kind"],
)
def test_what_does_not_fit_has_no_button(asked: ReadAs) -> None:
    assert pack(asked) is None
