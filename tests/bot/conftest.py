"""The bot in a simulated Discord: real discord.py, no network, a clock that stands still."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import discord
import pytest

from tests.payloads import check

if TYPE_CHECKING:
    from simcord import InteractionResult, ResponseMessage

    from bot.simulated import Simulation

NOON = datetime(2021, 8, 10, 12, tzinfo=UTC)  # the day of the newest of the five seeds

Simulate = Callable[..., AbstractAsyncContextManager["Simulation"]]


@pytest.fixture
def simulate() -> Simulate:
    """`async with simulate(client) as world:`, at noon of 10 August 2021, or `at` another time.

    Afterwards: the bot raised nothing that the test did not look at, and Discord takes every request it made.
    """
    pytest.importorskip("simcord", reason="SimCord is not installed: it is in the extra `playground`")
    from bot import simulated

    @asynccontextmanager
    async def simulate(client: discord.Client, at: datetime = NOON) -> AsyncIterator["Simulation"]:
        async with simulated.simulated(client, simulated.HeldClock(at)) as world:
            yield world
            world.env._raise_errors_since(world.env._errors_acknowledged)
            assert check(world.env.http_requests) == []

    return simulate


def answered(result: "InteractionResult") -> "ResponseMessage":
    """The message that answered this interaction; without one the test has failed."""
    assert result.response is not None
    return result.response
