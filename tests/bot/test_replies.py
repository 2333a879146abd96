"""Parts as Discord's components: within its limits, whatever stands in them."""

import re
from dataclasses import dataclass
from typing import Any

import discord
from hypothesis import given
from hypothesis import strategies as st

from bot.replies import LOOKS, Look, Reply, message, post
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


def sent(message: dict[str, Any]) -> Sent:
    """As discord.py would post it."""
    view = message.get("view")
    body = {"components": view.to_components() if view else [], "allowed_mentions": {"parse": []}}
    body |= {"embeds": [message["embed"].to_dict()]} if "embed" in message else {"flags": 1 << 15}
    return Sent("POST", "/channels/1/messages", {**body, "nonce": "1", "enforce_nonce": True})


def text(message: dict[str, Any]) -> str:
    """All that it says, without the buttons."""
    if "embed" in message:
        return str(message["embed"].description)
    shown = [item for item in message["view"].walk_children() if isinstance(item, discord.ui.TextDisplay)]
    return "\n\n".join(item.content for item in shown)


@given(st.lists(PART, min_size=1, max_size=6), st.sampled_from(LOOKS))
def test_every_part_is_a_message_that_discord_takes(parts: list[Part], look: Look) -> None:
    messages = Reply(parts).messages(look)
    assert len(messages) == len(parts)
    assert check(sent(message) for message in messages) == []


def test_an_embed_knows_no_small_print_so_it_is_said_plainly() -> None:
    (embed,) = Reply([Part("-# Newest source: 1 May 2017.\n## Jim Mattis\n> -# is no mark here [1]", ())]).messages(
        "embeds"
    )
    assert text(embed) == "Newest source: 1 May 2017.\n## Jim Mattis\n> -# is no mark here [1]"


@given(PART)
def test_a_card_and_an_embed_say_the_same_with_the_same_buttons(part: Part) -> None:
    card, embed = (Reply([part]).messages(look)[0] for look in LOOKS)
    assert text(card).split() == part.text.split()
    assert text(embed).split() == re.sub("^-# ", "", part.text, flags=re.MULTILINE).split()
    assert custom_ids(card) == custom_ids(embed)


def custom_ids(message: dict[str, Any]) -> list[str]:
    view = message.get("view")
    return [item.custom_id for item in view.walk_children() if hasattr(item, "custom_id")] if view else []


@given(PART, st.integers(1, 10**12), st.integers(0, 99), st.sampled_from(LOOKS))
def test_a_digests_part_carries_its_marker_once_whatever_stands_in_it(
    part: Part, edition: int, n: int, look: Look
) -> None:
    marker = f"d1:{edition}:{n}"
    delivery = Delivery(edition, n, 1, "discord:1", part, "nonce", marker, "built")

    class Channel:
        async def send(self, **kwargs: Any) -> Any:
            return kwargs

    channel: Any = Channel()
    message = run(post(channel, delivery, label="Sources", look=look))
    assert message["nonce"] == "nonce"
    assert check([sent(message)]) == []
    ids = custom_ids(message)
    assert ids[0] == marker
    assert len(ids) == len(set(ids)) == max(1, len(part.buttons))


def test_more_than_five_buttons_stand_in_two_rows() -> None:
    buttons = [discord.ui.Button[Any](label=f"{n}", custom_id=f"x1:{n}") for n in range(6)]
    assert shape(message("News.", buttons)) == [
        "Container",
        "TextDisplay",
        "ActionRow",
        *["Button"] * 5,
        "ActionRow",
        "Button",
    ]
    assert shape(message("News.")) == ["Container", "TextDisplay"]


def test_a_card_has_its_title_its_sections_and_its_small_print_with_a_line_between_them() -> None:
    answer = "## Jim Mattis\nNamed in 2 articles.\n\n### Said\n\n**1 May 2017**\n> Yes [1]\n\n### Happened\n> No [2]\n\n-# 2 of 9."
    shown = message(answer)
    displays = [item.content for item in shown["view"].walk_children() if isinstance(item, discord.ui.TextDisplay)]
    assert [display.split("\n")[0] for display in displays] == [
        "## Jim Mattis",
        "### Said",
        "### Happened",
        "-# 2 of 9.",
    ]
    assert shape(shown) == ["Container", "TextDisplay", *["Separator", "TextDisplay"] * 3]


def test_a_text_of_many_sections_is_still_one_message() -> None:
    answer = "\n\n".join(f"### Part {n}\nYes" for n in range(60))
    assert check([sent(message(answer, [discord.ui.Button(label="Sources", custom_id="x1:1")]))]) == []
    assert text(message(answer)) == answer


def shape(message: dict[str, Any]) -> list[str]:
    return [type(item).__name__ for item in message["view"].walk_children()]


def run(coroutine: Any) -> Any:
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("it waits for something")
