"""The sender: takes what is frozen in the outbox to its channel, once.

Every part has one stable nonce and a marker in a button's `custom_id`. Discord drops a second post with the same nonce
for some minutes, and the channel's history shows the marker for ever; so an answer that did not come is looked for
before a second try.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import discord

from bot.replies import Look, post
from briefings.app import App
from briefings.model import Delivery

log = logging.getLogger(__name__)

PER_SECOND = 45  # Discord allows 50 in all; answers to people need the rest
LOOK_BACK = timedelta(hours=1)  # before the first try: so far may this machine's clock be ahead of Discord's
LOOKS = 2  # the marker was not there so often: then it is not there

Now = Callable[[], datetime]

# Discord's clear refusals of one message, and why its digest is paused then. 401 and 429 are about all of them.
REFUSALS = {400: "refused", 403: "channel_closed", 404: "channel_gone"}


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the sender waits, for what."""

    answer: timedelta = timedelta(seconds=15)  # for Discord to answer a post
    nonce: timedelta = timedelta(seconds=60)  # Discord knows a nonce again for "a few minutes"; we count on less
    between_looks: timedelta = timedelta(seconds=30)
    between_tries: timedelta = timedelta(seconds=30)  # at most; the first ones follow more quickly
    idle: timedelta = timedelta(seconds=5)  # between two looks into the outbox, unless it is woken
    quiet: timedelta = timedelta(seconds=60)  # after Discord refused everything


class Sender:
    """Sends the parts of every channel in order, channels beside each other. `wake()` says that there is something new."""

    def __init__(
        self,
        client: discord.Client,
        app: App,
        *,
        now: Now,
        patience: Patience = Patience(),
        look: Look = "cards",
    ) -> None:
        self._client = client
        self._shown_as = look
        self._label = app.renderer.say("sources_button", several=False)
        self._digests = app.store.digests
        self._now = now
        self._patience = patience
        self._awake = asyncio.Event()
        self._turn = asyncio.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._quiet_until = 0.0

    def wake(self) -> None:
        """Look into the outbox at once. May be called from any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._awake.set)

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[None]:
        """Within, the outbox is emptied."""
        self._loop = asyncio.get_running_loop()
        task = asyncio.create_task(self._run(), name="sender")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            self._awake.clear()
            try:
                await self.send_open()
            except Exception:
                # What failed stays in the outbox, and is taken up again.
                log.exception("the sender failed")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._awake.wait(), self._patience.idle.total_seconds())

    async def send_open(self) -> None:
        """Every part that can be sent now is sent, or its state says why not."""
        waiting: set[tuple[int, int]] = set()
        while not self._is_quiet():
            lanes: dict[str, list[Delivery]] = {}
            for delivery in await asyncio.to_thread(self._digests.open_deliveries, self._now()):
                if (delivery.edition, delivery.n) not in waiting:
                    lanes.setdefault(delivery.destination, []).append(delivery)
            if not lanes:
                return
            for stayed in await asyncio.gather(*map(self._send, lanes.values())):
                waiting.update((delivery.edition, delivery.n) for delivery in stayed)

    async def _send(self, deliveries: Sequence[Delivery]) -> list[Delivery]:
        """One step with each of these parts, in order. Those that have to wait."""
        stayed = []
        for delivery in deliveries:
            try:
                moved = await self._step(delivery)
            except Exception:
                # A part that trips us does not keep back the others.
                log.exception("digest part %s could not be taken on", delivery.marker)
                moved = False
            if not moved:
                stayed.append(delivery)
        return stayed

    async def _step(self, delivery: Delivery) -> bool:
        """Post it, or look for it. False when it has to wait."""
        if delivery.state == "built":
            return await self._claim_and_post(delivery)
        now = self._now()
        first_try = delivery.first_try or now
        if _is_within(self._pause(delivery), delivery.last_try or first_try, now):
            return False
        if _is_within(self._patience.nonce, first_try, now):
            return await self._claim_and_post(delivery)
        return await self._look(delivery, first_try)

    def _pause(self, delivery: Delivery) -> timedelta:
        if delivery.looked:
            return self._patience.between_looks
        return min(timedelta(seconds=2 ** min(delivery.tries, 10)), self._patience.between_tries)

    # --- posting ---------------------------------------------------------------------------------------------------

    async def _claim_and_post(self, delivery: Delivery) -> bool:
        async with self._turn:
            await asyncio.sleep(1 / PER_SECOND)
        if self._is_quiet() or not await asyncio.to_thread(self._digests.claim, delivery, self._now()):
            return False
        return await self._post(delivery)

    async def _post(self, delivery: Delivery) -> bool:
        """It is claimed: from here on it may stand in its channel, whatever comes back."""
        try:
            async with asyncio.timeout(self._patience.answer.total_seconds()):
                message = await post(self._channel(delivery), delivery, label=self._label, look=self._shown_as)
        except discord.HTTPException as refusal:
            return await self._refused(delivery, refusal)
        except TimeoutError:
            self._let_others_go_on()
            return await self._unclear(delivery, "none came")
        except Exception as problem:  # noqa: BLE001  whatever it was, the message may stand there
            return await self._unclear(delivery, repr(problem))
        await asyncio.to_thread(self._digests.sent, delivery, str(message.id), self._now())
        log.info("posted digest part %s", delivery.marker)
        return True

    async def _refused(self, delivery: Delivery, refusal: discord.HTTPException) -> bool:
        if (why := REFUSALS.get(refusal.status)) is not None:
            await self._block(delivery, why, refusal)
            return True
        if refusal.status in {401, 429}:
            self._be_quiet(refusal)
        return await self._unclear(delivery, str(refusal))

    async def _unclear(self, delivery: Delivery, answer: str) -> bool:
        log.warning("no clear answer to digest part %s: %s", delivery.marker, answer)
        await asyncio.to_thread(self._digests.unclear, delivery, self._now())
        return False

    async def _block(self, delivery: Delivery, why: str, refusal: discord.HTTPException) -> None:
        """It is not tried again, and its digest is paused until somebody has seen to it."""
        log.warning("digest part %s cannot be posted, its digest is paused: %s", delivery.marker, refusal)
        await asyncio.to_thread(self._digests.blocked, delivery, why, self._now())
        await asyncio.to_thread(self._digests.pause, delivery.schedule, why)

    def _be_quiet(self, refusal: discord.HTTPException) -> None:
        """Whoever goes on after such an answer is shut out for longer (10,000 of them in ten minutes: an hour)."""
        log.error("Discord takes nothing from us for now, so nothing is sent for a while: %s", refusal)
        self._quiet_until = asyncio.get_running_loop().time() + self._patience.quiet.total_seconds()

    def _is_quiet(self) -> bool:
        return asyncio.get_running_loop().time() < self._quiet_until

    def _let_others_go_on(self) -> None:
        """Undo what discord.py leaves behind when a request is given up during a global 429: all others wait for ever."""
        over = getattr(self._client.http, "_global_over", None)
        if isinstance(over, asyncio.Event):
            over.set()

    # --- looking ---------------------------------------------------------------------------------------------------

    async def _look(self, delivery: Delivery, first_try: datetime) -> bool:
        """The nonce is forgotten by now: is the message there? Only when it surely is not, it may be sent again."""
        try:
            async with asyncio.timeout(2 * self._patience.answer.total_seconds()):
                found = await self._find(delivery, first_try - LOOK_BACK)
        except (discord.Forbidden, HistoryUnreadable):
            await asyncio.to_thread(self._digests.unknown, delivery, "history_unreadable", self._now())
            return True
        except discord.HTTPException as refusal:
            return await self._refused(delivery, refusal)
        except TimeoutError:
            self._let_others_go_on()
            return await self._unclear(delivery, "its channel does not say what stands in it")
        if found is not None:
            await asyncio.to_thread(self._digests.sent, delivery, str(found), self._now())
            return True
        if delivery.looked + 1 < LOOKS:
            await asyncio.to_thread(self._digests.looked, delivery, self._now())
            return False
        await asyncio.to_thread(self._digests.retry, delivery, self._now())
        return await self._post(delivery)

    async def _find(self, delivery: Delivery, after: datetime) -> int | None:
        """The id of our message that carries the part's marker. Another bot may use the same marker there.

        Raises `HistoryUnreadable`: to whom it does not let read, Discord shows an empty channel.
        """
        channel = self._channel(delivery)
        empty = True
        async for message in channel.history(limit=None):  # newest first
            empty = False
            if message.created_at < after:
                break
            if message.author == self._client.user and delivery.marker in _custom_ids(message.components):
                return message.id
        if empty and not self._may_read(channel.id):
            raise HistoryUnreadable
        return None

    def _may_read(self, channel_id: int) -> bool:
        """Whether it is known that the channel shows us what stood in it."""
        channel = self._client.get_channel(channel_id)
        if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
            return False
        return channel.permissions_for(channel.guild.me).read_message_history

    def _channel(self, delivery: Delivery) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(int(delivery.destination.removeprefix("discord:")))


class HistoryUnreadable(Exception):
    """Nobody can tell whether a message stands in the channel."""


def _is_within(span: timedelta, since: datetime, now: datetime) -> bool:
    """No longer than `span` ago. A clock that was set back proves nothing, so "later than now" is long ago."""
    return timedelta(0) <= now - since < span


def _custom_ids(components: Iterable[Any]) -> frozenset[str]:
    found: set[str] = set()
    for component in components:
        if custom_id := getattr(component, "custom_id", None):
            found.add(custom_id)
        found |= _custom_ids(getattr(component, "children", None) or ())
        if accessory := getattr(component, "accessory", None):
            found |= _custom_ids((accessory,))
    return frozenset(found)
