"""Parts as Discord's components: within its limits, whatever stands in them."""

from dataclasses import dataclass
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.replies import Reply, layout, post
from briefings.model import DISCORD, Button, Delivery, Part, SentenceRef
from tests.payloads import check

KEY = st.text("0123456789abcdef", min_size=64, max_size=64)
REFS = st.lists(st.builds(lambda key, n: SentenceRef(key, n, n), KEY, st.integers(0, 300)), max_size=10).map(tuple)
BUTTONS = st.lists(st.builds(lambda refs: Button("Sources", "sources", refs), REFS), max_size=DISCORD.buttons).map(
    tuple
)
PART = st.builds(Part, st.text("abc \n*", min_size=1, max_size=DISCORD.characters).map(lambda t: f"{t}."), BUTTONS)


@dataclass
class Sent:
    method: str
    path: str
    json: Any


def sent(view: Any, **more: Any) -> Sent:
    body = {"components": view.to_components(), "flags": 1 << 15, "allowed_mentions": {"parse": []}}
    return Sent("POST", "/channels/1/messages", {**body, "nonce": "1", "enforce_nonce": True, **more})


@given(st.lists(PART, min_size=1, max_size=6))
def test_every_part_is_a_message_that_discord_takes(parts: list[Part]) -> None:
    views = Reply(parts).views()
    assert len(views) == len(parts)
    assert check(sent(view) for view in views) == []


@given(PART, st.integers(1, 10**12), st.integers(0, 99))
def test_a_digests_part_carries_its_marker_once_whatever_stands_in_it(part: Part, edition: int, n: int) -> None:
    marker = f"d1:{edition}:{n}"
    delivery = Delivery(edition, n, 1, "discord:1", part, "nonce", marker, "built")

    class Channel:
        async def send(self, **kwargs: Any) -> Any:
            return kwargs

    message = run(post(Channel(), delivery))  # type: ignore[arg-type]
    assert message["nonce"] == "nonce"
    assert check([sent(message["view"])]) == []
    ids = [item.custom_id for item in message["view"].walk_children() if hasattr(item, "custom_id")]
    assert ids[0] == marker
    assert len(ids) == len(set(ids)) == max(1, len(part.buttons))


def test_more_than_five_buttons_stand_in_two_rows() -> None:
    buttons = [Button("Sources", "sources", (SentenceRef(f"{n:064x}"[::-1], n, n),)) for n in range(5)]
    row_of = [type(item).__name__ for item in Reply([Part("News.", tuple(buttons))]).views()[0].walk_children()]
    assert row_of.count("ActionRow") == 1
    assert [type(item).__name__ for item in layout("News.").walk_children()] == ["Container", "TextDisplay"]


def run(coroutine: Any) -> Any:
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("it waits for something")
