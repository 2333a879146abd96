"""Two processes that both think they may send: the later one may, and what is sent is sent once."""

import asyncio
import os
import signal

import psycopg
import pytest

from tests.bot.delivering import NEVER, freeze, part, until
from tests.bot.test_delivery import A_ROUND, STOPS, a_bad_day, a_bot, all_arrive, dice, promise_more
from tests.digests.newsroom import newsroom
from tests.discord_stand_in import CHANNEL, StandIn


@pytest.mark.postgres
async def test_a_process_that_stopped_on_its_way_to_discord_posts_nothing_when_it_goes_on_after_the_next_has_posted_it(
    fresh_database: str,
):
    """For longer than Discord knows a nonce. Then it sees that another one goes on in its place, and ends."""
    async with StandIn(nonce_seconds=NEVER.total_seconds()) as here:
        await here.say("Good morning", channel=CHANNEL)
        with newsroom(fresh_database) as app:
            promised = part(app, freeze(app, "The digest")).marker
        async with a_bot(fresh_database, here, STOPS) as first:
            await until(lambda: os.waitid(os.P_PID, first.pid, os.WSTOPPED | os.WNOHANG | os.WNOWAIT))
            cut_off(fresh_database)
            async with a_bot(fresh_database, here):
                await until(here.markers)
                here.forget_nonces()
                first.send_signal(signal.SIGCONT)
                await first.wait()
        assert here.markers() == [promised]


@pytest.mark.postgres
@pytest.mark.soak(short=1, full=30)
@pytest.mark.timeout(0)
async def test_a_process_that_lost_its_lock_with_its_connection_posts_nothing_beside_the_next(
    fresh_database: str, rounds: int
):
    """It sleeps, as a machine does; PostgreSQL lets go of its lock, another process takes that, and then it wakes up."""
    parts = 0
    async with a_bad_day() as here:
        for round_ in range(rounds):
            with newsroom(fresh_database) as app:
                parts += promise_more(app, round_)
            async with a_bot(fresh_database, here) as first:
                await asyncio.sleep(0.5 * dice(round_, "alone"))
                first.send_signal(signal.SIGSTOP)
                cut_off(fresh_database)
                async with a_bot(fresh_database, here):
                    first.send_signal(signal.SIGCONT)
                    await asyncio.sleep(1 + dice(round_, "both"))
                assert first.returncode in {None, 0, 1}  # it may have noticed
        await all_arrive(fresh_database, here, rounds * A_ROUND, parts)


def cut_off(address: str) -> None:
    """Every connection to this database ends."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
