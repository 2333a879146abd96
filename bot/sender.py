"""The sender: takes what is frozen in the outbox to its place, once.

Every part has one stable nonce and a marker in a button's `custom_id`. Discord drops a second post with the same nonce
for some minutes, and the channel's history shows the marker for ever; so an answer that did not come is looked for
before a second try.

What came back               what it means                        what is done
2xx                          it is there                          sent
400 of Discord's             it is not, for what it says          once more without links; then as the next
403, 404 of Discord's        it is not, and will not be           blocked; the digest is paused, somebody is told
401                          the token was reset                  asked once more; then the bot ends, the queue is kept
429 of a route               it is not there                      the same again, when Discord says
429 of us, 429 or 403 of     it is not there                      nothing is sent for as long as it says, or for 1, 2,
its doorkeeper                                                    4 … 30 minutes
no connection                it is not there                      the same again, after a while
5xx, a reset, no answer      nobody knows                         the nonce, then the look-up
"""

import asyncio
import logging
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import aiohttp
import discord
from discord.http import Route

from bot.bucket import PER_SECOND, Bucket, Refusals, is_of_one_route, seconds_told
from bot.places import HistoryUnreadable, Places, is_published, starts_a_post
from bot.replies import Look
from briefings.app import App
from briefings.digests.due import GRACE, LATE, rests
from briefings.errors import BriefingsError, SettingsInvalid, StoreUnusable
from briefings.model import Delivery

log = logging.getLogger(__name__)

LOOK_BACK = timedelta(hours=15)  # before the first try: a clock that shows local time as UTC is up to 14 ahead
LOOKS = 2  # the marker was not there so often: then it is not there
LONGEST_QUIET = 30  # times the first pause

Now = Callable[[], datetime]
Turn = Callable[[], Awaitable[None]]
LookAfter = Callable[[datetime, Turn], Awaitable[None]]

# Discord's clear refusals of one message, and why its digest is paused then. 401 and 429 are about all of them.
REFUSALS = {400: "refused", 403: "channel_closed", 404: "channel_gone"}
REFUSED_FOR = {
    50007: "dm_closed",
    50278: "dm_closed",
    50083: "thread_locked",
    160005: "thread_locked",
    200000: "blocked_words",  # the server's AutoMod
    240000: "blocked_words",  # Discord's filter of links
}
WORDS = frozenset(("refused", "blocked_words"))  # without its links it may be let through
TOO_MUCH = frozenset(
    (20016, 20028, 20029, 130000)
)  # a slow mode, a limit on writing, an overload: the same again later


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the sender waits, for what."""

    answer: timedelta = timedelta(seconds=15)  # for Discord to answer a post
    nonce: timedelta = timedelta(seconds=60)  # Discord knows a nonce again for "a few minutes"; we count on less
    between_looks: timedelta = timedelta(seconds=30)
    between_tries: timedelta = timedelta(seconds=30)  # at most; the first ones follow more quickly
    idle: timedelta = timedelta(seconds=5)  # between two looks into the outbox, unless it is woken
    quiet: timedelta = timedelta(seconds=60)  # after Discord refused everything; doubled each time


class Sender:
    """Sends the parts of every channel in order, channels beside each other. `wake()` says that there is something new.

    `stopped_by` is what ended it for good, if anything did; `look_after` is called between two rounds, to tell somebody
    what went wrong.
    """

    def __init__(
        self,
        client: discord.Client,
        app: App,
        *,
        now: Now,
        patience: Patience = Patience(),
        look: Look = "cards",
        refusals: Refusals | None = None,
        per_second: float = PER_SECOND,
        look_after: LookAfter | None = None,
    ) -> None:
        say = app.renderer.say
        self.bucket = Bucket(per_second)
        self.stopped_by: BriefingsError | None = None
        self._client = client
        self._places = Places(
            client,
            self.bucket,
            label=say("sources_button", several=False),
            title=lambda delivery: say("forum_title", digest=delivery),
            day=lambda on: say("forum_date", day=on),
            look=look,
            seconds=patience.answer.total_seconds(),
        )
        self._store, self._outbox, self._schedules = app.store, app.store.outbox, app.store.schedules
        self._now = now
        self._patience = patience
        self._refusals = refusals or getattr(client, "refusals", None) or Refusals()
        self._look_after = look_after
        self._awake = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing: asyncio.Task[None] | None = None
        self._lanes: dict[str, asyncio.Task[None]] = {}  # by channel
        self._not_before: dict[str, float] = {}  # by marker, in the loop's time
        self._quiet_until = 0.0
        self._quiet_times = 0

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
            await self._leave_lanes()
            if self._closing is not None:
                await self._closing

    async def _run(self) -> None:
        while self.stopped_by is None:
            self._awake.clear()
            try:
                await self._stop_if_taken_over()
                await self._start_lanes()
                if self._look_after is not None and not self._is_quiet():
                    await self._look_after(self._now(), self.bucket.turn)
            except Exception:
                # What failed stays in the outbox, and is taken up again.
                log.exception("the sender failed")
            with suppress(TimeoutError):  # not wait_for, which before Python 3.12 can miss that it is cancelled
                async with asyncio.timeout(self._patience.idle.total_seconds()):
                    await self._awake.wait()

    async def send_open(self) -> None:
        """Every part that can be sent now is sent, or its state says why not."""
        while await self._start_lanes():
            await asyncio.wait(self._lanes.values(), return_when=asyncio.FIRST_COMPLETED)
        while self._lanes:
            await asyncio.wait(self._lanes.values())

    # --- lanes -----------------------------------------------------------------------------------------------------

    async def _start_lanes(self) -> bool:
        """Each channel with something to send has a task that sends it; a channel that hangs keeps back no other.

        Whether any was started.
        """
        if self._is_quiet():
            return False
        waiting: dict[str, list[Delivery]] = {}
        for delivery in await asyncio.to_thread(self._outbox.open_deliveries, self._now()):
            lane = _lane(delivery)
            if lane not in self._lanes and not self._must_wait(delivery):
                waiting.setdefault(lane, []).append(delivery)
        for lane, deliveries in waiting.items():
            task = asyncio.create_task(self._send(deliveries), name=f"sending to {lane}")
            self._lanes[lane] = task
            task.add_done_callback(partial(self._lane_ended, lane))
        return bool(waiting)

    def _lane_ended(self, lane: str, _task: object) -> None:
        self._lanes.pop(lane, None)

    async def _leave_lanes(self) -> None:
        lanes = list(self._lanes.values())
        for lane in lanes:
            lane.cancel()
        await asyncio.gather(*lanes, return_exceptions=True)

    async def _send(self, deliveries: Sequence[Delivery]) -> None:
        """These parts in order, each with those that follow it in its digest, as far as they go."""
        for first in deliveries:
            delivery: Delivery | None = first
            while delivery is not None:
                delivery = await self._next(delivery) if await self._moved(delivery) else None

    async def _moved(self, delivery: Delivery) -> bool:
        try:
            return await self._step(delivery)
        except Exception:
            # A part that trips us does not keep back the others.
            log.exception("digest part %s could not be taken on", delivery.marker)
            self._wait(delivery, self._patience.between_tries.total_seconds())
            return False

    async def _next(self, done: Delivery) -> Delivery | None:
        """What is to be done next for the same digest."""
        open_ = await asyncio.to_thread(self._outbox.open_deliveries, self._now(), of=done.edition)
        return next((each for each in open_ if not self._must_wait(each)), None)

    def _must_wait(self, delivery: Delivery) -> bool:
        if self._time() < self._not_before.get(delivery.marker, 0.0):
            return True
        if delivery.state != "sending":
            return False
        now = self._now()
        first_try = delivery.first_try or now
        if starts_a_post(delivery) and _is_within(self._patience.nonce, first_try, now):
            return True
        return _is_within(self._pause(delivery), delivery.last_try or first_try, now)

    def _pause(self, delivery: Delivery) -> timedelta:
        """Longer each time, and not the same for all that wait."""
        if delivery.looked:
            return self._patience.between_looks
        pause = min(timedelta(seconds=2 ** min(delivery.tries, 10)), self._patience.between_tries)
        return pause * (1 - zlib.crc32(f"{delivery.marker} {delivery.tries}".encode()) % 250 / 1000)

    def _wait(self, delivery: Delivery, seconds: float) -> None:
        self._not_before[delivery.marker] = self._time() + seconds

    async def _step(self, delivery: Delivery) -> bool:
        """Post it, look for it, or publish it. False when it has to wait, or nothing follows it."""
        if self._is_quiet():
            return False
        if delivery.state == "publishing":
            return await self._publish(delivery)
        now = self._now()
        if delivery.state == "built":
            if self._is_late(delivery, now):
                await asyncio.to_thread(self._outbox.late, delivery, now)
                return True
            if await self._rests(delivery, now):
                self._wait(delivery, self._patience.between_tries.total_seconds())
                return False
            return await self._claim_and_post(delivery)
        if self._is_known(delivery, now):
            return await self._claim_and_post(delivery)
        return await self._look(delivery, delivery.first_try or now)

    def _is_known(self, delivery: Delivery, now: datetime) -> bool:
        """Whether Discord surely knows it again, should it stand there."""
        first_try = delivery.first_try or now
        return not starts_a_post(delivery) and _is_within(self._patience.nonce, first_try, now)

    def _is_late(self, delivery: Delivery, now: datetime) -> bool:
        """A digest that has not begun by then is not begun any more: what it would have told comes with the next."""
        return self._begins_after(delivery, GRACE, now)

    async def _rests(self, delivery: Delivery, now: datetime) -> bool:
        """What could not be sent in time waits for the end of the quiet hours."""
        return self._begins_after(delivery, LATE, now) and await asyncio.to_thread(
            rests, self._store, delivery.collection, delivery.schedule, now
        )

    def _begins_after(self, delivery: Delivery, span: timedelta, now: datetime) -> bool:
        is_old = delivery.due is not None and now - delivery.due > span
        return is_old and delivery.n == 0 and not delivery.asked_again

    # --- posting ---------------------------------------------------------------------------------------------------

    async def _claim_and_post(self, delivery: Delivery) -> bool:
        await self.bucket.turn()
        claimed = self._now()
        if self._is_quiet() or (delivery.state == "sending" and not self._is_known(delivery, claimed)):
            return False
        if not await asyncio.to_thread(self._outbox.claim, delivery, claimed):
            await self._stop_if_taken_over()
            return False
        if self._is_quiet():
            await asyncio.to_thread(self._outbox.released, delivery, claimed)
            return False
        return await self._post(delivery, claimed)

    async def _post(self, delivery: Delivery, claimed: datetime) -> bool:
        """It is claimed: from here on it may stand in its channel, whatever comes back.

        Where this machine sleeps before it leaves, whoever went on meanwhile may have posted it.
        """
        try:
            message = await self._places.post(
                delivery, may_go=lambda: _is_within(self._patience.answer, claimed, self._now())
            )
        except aiohttp.ClientConnectorError as unreachable:
            return await self._release(delivery, self._patience.between_tries.total_seconds(), unreachable)
        except discord.RateLimited as full:
            return await self._release(delivery, full.retry_after, full)
        except discord.HTTPException as refusal:
            return await self._refused(delivery, refusal)
        except TimeoutError:
            self._let_others_go_on()
            return await self._unclear(delivery, "none came")
        except Exception as problem:  # noqa: BLE001  whatever it was, the message may stand there
            return await self._unclear(delivery, repr(problem))
        self._quiet_times = 0
        self._not_before.pop(delivery.marker, None)
        is_all = await self._is_there(delivery, message)
        log.info("posted digest part %s", delivery.marker)
        return not is_all

    async def _is_there(self, delivery: Delivery, message: str) -> bool:
        """Whether nothing more of its digest is to be done."""
        publish = is_published(delivery)
        return await asyncio.to_thread(self._outbox.sent, delivery, message, self._now(), publish=publish)

    async def _release(self, delivery: Delivery, seconds: float, why: Exception) -> bool:
        """Nothing was done, and the same may be tried again then."""
        log.warning("digest part %s waits %.0f s: %s", delivery.marker, seconds, why)
        self._wait(delivery, seconds)
        await asyncio.to_thread(self._outbox.released, delivery, self._now())
        return False

    async def _refused(self, delivery: Delivery, refusal: discord.HTTPException) -> bool:
        if refusal.status >= 500:
            return await self._unclear(delivery, str(refusal))
        if refusal.status == 401:
            moved = await self._release(delivery, 0.0, refusal)  # first: what follows may end the bot, and this lane
            await self._token_refused(refusal)
            return moved
        if refusal.status == 429 and is_of_one_route(refusal.response.headers):
            told = seconds_told(refusal.response.headers)
            return await self._release(delivery, told or self._patience.between_tries.total_seconds(), refusal)
        if refusal.status == 429 or refusal.code == 0:  # not Discord's own words, but its doorkeeper's
            self._be_quiet(refusal)
        elif refusal.code in TOO_MUCH:
            return await self._release(delivery, self._patience.between_tries.total_seconds(), refusal)
        elif refusal.status in REFUSALS:
            why = REFUSED_FOR.get(refusal.code, REFUSALS[refusal.status])
            if why in WORDS and not delivery.without_links:
                log.warning("digest part %s is tried once more without its links: %s", delivery.marker, refusal)
                await asyncio.to_thread(self._outbox.leave_out_links, delivery, self._now())
            else:
                await self._block(delivery, why, refusal)
            return True
        return await self._release(delivery, 0.0, refusal)

    async def _unclear(self, delivery: Delivery, answer: str) -> bool:
        log.warning("no clear answer to digest part %s: %s", delivery.marker, answer)
        await asyncio.to_thread(self._outbox.unclear, delivery, self._now())
        return False

    async def _block(self, delivery: Delivery, why: str, refusal: discord.HTTPException) -> None:
        """It is not tried again, and its digest is paused until somebody has seen to it."""
        log.warning("digest part %s cannot be posted, its digest is paused: %s", delivery.marker, refusal)
        await asyncio.to_thread(self._schedules.pause, delivery.schedule, why, tell=True)
        await asyncio.to_thread(self._outbox.blocked, delivery, why, self._now())
        self._awake.set()

    # --- when Discord is not to be asked ---------------------------------------------------------------------------

    def _be_quiet(self, refusal: discord.HTTPException) -> None:
        """Whoever goes on after such an answer is shut out for longer (10,000 of them in ten minutes: an hour).

        The first one is taken at its word where it says for how long; those that follow, only where that is longer.
        """
        log.error("Discord takes nothing from us for now, so nothing is sent for a while: %s", refusal)
        if self._time() >= self._quiet_until:  # one that was under way already says nothing new
            told = seconds_told(refusal.response.headers)
            pause = self._patience.quiet.total_seconds()
            pause = min(pause * 2**self._quiet_times, pause * LONGEST_QUIET)
            if told is not None:
                pause = max(pause, told) if self._quiet_times else told
            self._quiet_until = self._time() + pause
            self._quiet_times = min(self._quiet_times + 1, 10)

    def _is_quiet(self) -> bool:
        now_not = self._time() < self._quiet_until or self._refusals.is_full() or self._refusals.are_many()
        return now_not or self.stopped_by is not None

    def _time(self) -> float:
        return asyncio.get_running_loop().time()

    async def _token_refused(self, refusal: discord.HTTPException) -> None:
        """A token that was reset stays so: going on would only count against us."""
        if self._is_quiet():
            return
        self._be_quiet(refusal)
        try:
            async with asyncio.timeout(self._patience.answer.total_seconds()):
                await self._client.http.request(Route("GET", "/users/@me"))
        except discord.HTTPException as again:
            if again.status == 401:
                self._stop(SettingsInvalid("token_refused"))
        except (TimeoutError, OSError, aiohttp.ClientError):
            self._let_others_go_on()

    async def _stop_if_taken_over(self) -> None:
        if await asyncio.to_thread(self._outbox.is_taken_over):
            self._stop(StoreUnusable("store_locked", path="", half="desk", why="another process has it"))

    def _stop(self, error: BriefingsError) -> None:
        """What is in the outbox stays there for the next process."""
        if self.stopped_by is not None:
            return
        self.stopped_by = error
        self._closing = asyncio.create_task(self._client.close(), name="closing")  # outlives the lane that asks for it

    def _let_others_go_on(self) -> None:
        """Undo what discord.py leaves behind when a request is given up during a global 429: all others wait for ever."""
        over = getattr(self._client.http, "_global_over", None)
        if isinstance(over, asyncio.Event):
            over.set()

    # --- publishing ------------------------------------------------------------------------------------------------

    async def _publish(self, delivery: Delivery) -> bool:
        """The message stands in its channel; those who follow that have it, too, or never will."""
        try:
            await self._places.publish(delivery)
        except discord.RateLimited as full:  # ten an hour in a channel
            self._wait(delivery, full.retry_after)
            return False
        except discord.HTTPException as refusal:
            if refusal.status >= 500 or refusal.status in {401, 429} or refusal.code == 0:
                if refusal.status < 500:
                    self._be_quiet(refusal)
                self._wait(delivery, self._patience.between_tries.total_seconds())
                return False
            log.warning("digest part %s cannot be published: %s", delivery.marker, refusal)
            await asyncio.to_thread(self._outbox.published, delivery, self._now(), why="not_published")
            return True
        except (TimeoutError, OSError, aiohttp.ClientError):
            self._let_others_go_on()
            self._wait(delivery, self._patience.between_tries.total_seconds())
            return False
        await asyncio.to_thread(self._outbox.published, delivery, self._now())
        return True

    # --- looking ---------------------------------------------------------------------------------------------------

    async def _look(self, delivery: Delivery, first_try: datetime) -> bool:
        """The nonce is forgotten by now: is the message there? Only when it surely is not, it may be sent again."""
        try:
            found = await self._places.find(delivery, first_try - LOOK_BACK)
        except (discord.Forbidden, HistoryUnreadable):
            await asyncio.to_thread(self._outbox.unknown, delivery, "history_unreadable", self._now())
            self._awake.set()
            return True
        except discord.NotFound as refusal:
            await self._block(delivery, REFUSALS[404], refusal)
            return True
        except discord.HTTPException as refusal:
            if refusal.status == 401:
                await self._token_refused(refusal)
            elif refusal.status < 500:
                self._be_quiet(refusal)
            return await self._unclear(delivery, str(refusal))
        except (TimeoutError, discord.RateLimited):
            self._let_others_go_on()
            return await self._unclear(delivery, "its channel does not say what stands in it")
        if found is not None:
            await self._is_there(delivery, found)
        elif delivery.looked + 1 < LOOKS:
            await asyncio.to_thread(self._outbox.looked, delivery, self._now())
            return False
        elif self._is_late(delivery, self._now()):
            await asyncio.to_thread(self._outbox.late, delivery, self._now())
        else:
            await asyncio.to_thread(self._outbox.retry, delivery, self._now())
        return True


def _lane(delivery: Delivery) -> str:
    """Its channel's number, whoever is called there and whether it is published."""
    return delivery.destination.partition("?")[0].rpartition(":")[2]


def _is_within(span: timedelta, since: datetime, now: datetime) -> bool:
    """No longer than `span` ago. A clock that was set back proves nothing, so "later than now" is long ago."""
    return timedelta(0) <= now - since < span
