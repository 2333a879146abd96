"""Whatever stands in a digest, in whichever template and look: Discord takes its messages, and nothing of it is lost."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, get_args

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.client import BriefingBot
from bot.replies import LOOKS, Look, frozen
from briefings.model import (
    Coverage,
    Delivery,
    Digest,
    Entry,
    Newcomer,
    Receipt,
    Section,
    Story,
    TitleChange,
    TitleSeen,
)
from tests.bot.conftest import NOON
from tests.bot.test_limits import NAME, RECEIPTS, SPAN, WORDS, only_text
from tests.bot.test_replies import sent, text
from tests.payloads import check
from tests.test_render import seen

SECTIONS = get_args(Section)


@st.composite
def digests(draw: st.DrawFn) -> Digest:
    """One with anything in any of its sections, in any order, and at most 25 sources."""
    receipts = draw(RECEIPTS)
    name, late, quiet = draw(NAME), draw(st.booleans()), draw(st.booleans())
    lines = tuple(entry(draw, receipt) for receipt in receipts)
    where = [draw(st.sampled_from(SECTIONS)) for _ in receipts]
    of = {section: [n for n, each in enumerate(where) if each == section] for section in SECTIONS}
    return Digest(
        name=name[:80], template_name="daily", day=date(2026, 11, 21), zone="Europe/London",
        since=NOON - timedelta(days=1), until=NOON,
        stories=tuple(story(draw, receipts[n], lines[n]) for n in of["stories"]),
        quotes=tuple(lines[n] for n in of["said"]),
        events=tuple(lines[n] for n in of["ahead"]),
        happened=tuple(lines[n] for n in of["happened"]),
        people=tuple(Newcomer(draw(NAME), draw(st.none() | NAME), 2, receipts[n].n, receipts[n].source) for n in of["people"]),
        titles=tuple(TitleChange(draw(NAME), was, was) for n in of["titles"] for was in [title(draw, receipts[n])]),
        receipts=receipts, articles=draw(st.integers(0, 10**6)), sources=draw(st.integers(0, 99)), late=late,
        personal=draw(st.booleans()), sections=tuple(draw(st.permutations(SECTIONS))), says_quiet=quiet,
        read_until=draw(st.none() | st.just(NOON)), coverage=Coverage(*draw(st.tuples(*[st.integers(0, 99)] * 7))),
    )  # fmt: skip


def entry(draw: st.DrawFn, receipt: Receipt) -> Entry:
    return Entry(
        receipt.text, (receipt.slice,), receipt.n, date=draw(SPAN), about=draw(st.booleans()), reported=receipt.published,
        speaker=draw(NAME), title=draw(st.none() | NAME), kind="direct", grade="attributed", planned=draw(st.booleans()),
    )  # fmt: skip


def story(draw: st.DrawFn, receipt: Receipt, line: Entry) -> Story:
    headline = draw(WORDS) or receipt.doc
    return Story(
        headline, receipt.source, receipt.url, receipt.published, (line,), draw(st.booleans()), draw(st.integers(1, 9))
    )


def title(draw: st.DrawFn, receipt: Receipt) -> TitleSeen:
    return TitleSeen(draw(NAME), draw(st.booleans()), receipt.published, receipt.n)


@pytest.mark.timeout(4 * 3600)
@pytest.mark.soak(short=40, full=20_000)
def test_discord_takes_every_digest_in_every_template_and_nothing_of_it_is_lost(bot: BriefingBot, rounds: int) -> None:
    templates = list(bot.app.renderer.digests())
    assert len(templates) == 5

    @settings(max_examples=rounds, phases=[Phase.generate])
    @given(digests(), st.sampled_from(LOOKS))
    def holds(digest: Digest, look: Look) -> None:
        for template in templates:
            told = replace(digest, template_name=template)
            messages = [frozen(each, "Sources", look) for each in deliveries(bot, told)]
            assert check(sent(message) for message in messages) == []
            assert seen("\n".join(map(text, messages))) == seen(bot.app.renderer.text(told))
            for message in messages:
                only_text(text(message).replace("||", ""))  # the classroom hides who said it, until somebody looks

    holds()


def deliveries(bot: BriefingBot, digest: Digest) -> list[Delivery]:
    """Its parts as they stand in the outbox."""
    row: dict[str, Any] = {"edition": 77, "schedule": 5, "destination": "discord:2002", "state": "built"}
    return [
        Delivery(**row, n=n, part=part, nonce=f"{n:024x}", marker=f"d1:77:{n}")
        for n, part in enumerate(bot.app.render_digest(digest))
    ]
