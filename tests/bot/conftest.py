"""The bot in a simulated Discord: real discord.py, no network, a clock that stands still."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import discord
import pytest

from tests.payloads import check

if TYPE_CHECKING:
    from simcord import InteractionResult, ResponseMessage

    from bot.client import BriefingBot
    from bot.simulated import Simulation
    from briefings.app import App

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


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small newsroom's store, to be copied: making one anew takes as long as the rest of a test."""
    from tests.bot.newsroom import fill, newsroom

    folder = tmp_path_factory.mktemp("newsroom")
    with newsroom(folder) as app:
        fill(app)
    return folder


@pytest.fixture
def app(filled: Path, tmp_path: Path) -> Iterator["App"]:
    """The app over a small newsroom: Mattis in Brussels, Pompeo in New Delhi."""
    from tests.bot.newsroom import newsroom

    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    with newsroom(tmp_path) as app:
        yield app


@pytest.fixture
def bot(app: "App") -> "BriefingBot":
    """The real bot over the small newsroom."""
    from bot.client import BriefingBot

    return BriefingBot(app)
