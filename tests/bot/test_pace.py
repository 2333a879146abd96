"""Ten answers a minute, and then when it goes on."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.client import BriefingBot
from bot.pace import MOST, WITHIN, Pace
from tests.bot.conftest import NOON, Simulate, answered
from tests.bot.newsroom import text
from tests.bot.test_direct import say

PATIENT = f"That is ten answers within a minute. I go on at <t:{int(NOON.timestamp()) + 60}:T>."


@given(st.lists(st.floats(0, 20), max_size=80))
def test_no_minute_has_more_than_ten_answers_and_who_waits_as_told_is_answered(pauses: list[float]) -> None:
    pace, now, answered_at = Pace(), NOON, []
    for pause in pauses:
        now += timedelta(seconds=pause)
        again = pace.wait(7, now)
        if again is None:
            answered_at.append(now)
        else:
            assert now < again <= now + WITHIN
            assert pace.wait(7, again) is None
            answered_at.append(now := again)
    assert all(later - one >= WITHIN for one, later in zip(answered_at, answered_at[MOST:], strict=False))


def test_one_persons_questions_do_not_keep_another_waiting_and_the_quiet_are_forgotten() -> None:
    pace = Pace()
    for person in range(1500):
        assert pace.wait(person, NOON) is None
    later = NOON + 2 * WITHIN
    assert pace.wait(7, later) is None
    assert len(pace._answered) == 1


async def test_after_ten_answers_commands_buttons_and_messages_say_when_it_goes_on_and_then_it_does(
    bot: BriefingBot, simulate: Simulate
) -> None:
    async with simulate(bot) as world:
        room = world.server()
        channel = room.create_text_channel("newsroom")
        robin, kim = world.member(room, "Robin"), world.member(room, "Kim")
        shown = answered(await robin.slash(channel, "who", name="mattis"))
        for _ in range(9):
            await robin.click(shown, label="Sources")
        late = await robin.slash(channel, "who", name="mattis")
        assert late.ephemeral
        assert text(answered(late)) == PATIENT
        assert text(answered(await robin.click(shown, label="Sources"))) == PATIENT
        assert len(await robin.autocomplete(channel, "who", "name", "")) == 2
        assert "## Jim Mattis" in text(answered(await kim.slash(channel, "who", name="mattis")))
        (told,) = await say(world, robin.user, "who was Mattis?")
        assert text(told) == PATIENT
        await world.env.advance_time(60)
        assert "## Jim Mattis" in text(answered(await robin.slash(channel, "who", name="mattis")))
