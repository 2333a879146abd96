"""What the sender does in a place on Discord: post a part, look whether it stands there, publish it.

A message in a channel carries its nonce, by which Discord knows a second try. Starting a post in a forum takes none:
whoever calls waits and looks before the next try.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

import discord
from discord.http import Route, handle_message_parameters

from bot.bucket import Bucket
from bot.destination import LONGEST_TITLE, Destination, read_destination
from bot.replies import NOBODY, Look, frozen, post
from bot.tries import only_once
from briefings.model import Delivery
from briefings.render import plain

PAGE = 100  # messages, or posts of a forum: the most that Discord shows at once

PUBLISHED_ALREADY = 40033
UNKNOWN_MESSAGE = 10008

T = TypeVar("T")
Json = dict[str, Any]


class HistoryUnreadable(Exception):
    """Nobody can tell whether a message stands in the channel."""


@dataclass(frozen=True, slots=True)
class Places:
    """Discord as the sender uses it; each request but a post waits for its turn here."""

    client: discord.Client
    bucket: Bucket
    label: str  # on the button of a part that has none of its own
    title: Callable[[Delivery], str]  # of a forum's post for which none was chosen
    day: Callable[[date], str]  # as a title shows it
    look: Look
    seconds: float  # for Discord to answer a request; then `TimeoutError`

    async def post(self, delivery: Delivery, *, may_go: Callable[[], bool]) -> str:
        """The part stands in its place. What Discord calls the message. The caller has waited for its turn.

        It is tried once, and only as long as it `may_go`: otherwise this raises, as after an answer that was not clear.
        """
        place = read_destination(delivery.destination)
        async with asyncio.timeout(self.seconds):
            if starts_a_post(delivery):
                return await self._start(place, delivery, may_go)
            channel = self.client.get_partial_messageable(await self._channel(place, delivery))
            with only_once(may_go):
                made = await post(
                    channel, delivery, label=self.label, look=self.look, mentions=_mentions(place, delivery)
                )
            return str(made.id)

    async def publish(self, delivery: Delivery) -> None:
        """The message goes on to those who follow its channel. Twice is once."""
        place = read_destination(delivery.destination)
        try:
            await self._ask(self._http.publish_message(place.id, int(delivery.message or 0)))
        except discord.HTTPException as refusal:
            if refusal.code != PUBLISHED_ALREADY:
                raise

    async def find(self, delivery: Delivery, after: datetime) -> str | None:
        """What Discord calls our message that carries the part's marker. Another bot may use the same marker there.

        Raises `HistoryUnreadable`: to whom it does not let read, Discord shows an empty channel.
        """
        place = read_destination(delivery.destination)
        if starts_a_post(delivery):
            return await self._find_post(place.id, delivery.marker, after)
        async with asyncio.timeout(self.seconds):
            channel = await self._channel(place, delivery)
        empty = True
        async for each in self._newest_first(channel):
            empty = False
            if _instant(each["id"]) < after:
                break
            if self._is_ours(each, delivery.marker):
                return str(each["id"])
        if empty and place.kind != "dm" and not self._may_read(place.id):
            raise HistoryUnreadable
        return None

    # --- channels --------------------------------------------------------------------------------------------------

    @property
    def _http(self) -> discord.http.HTTPClient:
        return self.client.http

    async def _ask(self, request: Coroutine[Any, Any, T]) -> T:
        try:
            await self.bucket.turn()
        except BaseException:
            request.close()
            raise
        async with asyncio.timeout(self.seconds):
            return await request

    async def _channel(self, place: Destination, delivery: Delivery) -> int:
        """Where the messages are: the post that the first part opened, or the direct messages with a person."""
        if place.kind == "forum":
            return int(delivery.opened or 0)
        if place.kind == "dm":
            return int((await self._http.start_private_message(place.id))["id"])
        return place.id

    async def _newest_first(self, channel: int) -> AsyncIterator[Json]:
        before: int | None = None
        while True:
            page: list[Any] = await self._ask(self._http.logs_from(channel, PAGE, before=before))
            for each in page:
                yield each
            if len(page) < PAGE:
                return
            before = int(page[-1]["id"])

    def _is_ours(self, found: Json, marker: str) -> bool:
        ours = self.client.user is not None and int(found["author"]["id"]) == self.client.user.id
        return ours and marker in _custom_ids(found.get("components") or [])

    def _may_read(self, channel_id: int) -> bool:
        """Whether it is known that the channel shows us what stood in it."""
        channel = self.client.get_channel(channel_id)
        if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
            return False
        return channel.permissions_for(channel.guild.me).read_message_history

    # --- forums ----------------------------------------------------------------------------------------------------

    async def _start(self, place: Destination, delivery: Delivery, may_go: Callable[[], bool]) -> str:
        """A post's first message bears the post's id."""
        shown = frozen(delivery, self.label, self.look)
        first: Json = handle_message_parameters(**shown, allowed_mentions=_mentions(place, delivery)).payload or {}
        first.pop("tts", None)  # which a post's first message does not know
        asked: Json = {"name": self._title(place, delivery), "message": first}
        if place.tags:
            asked["applied_tags"] = [str(tag) for tag in place.tags]
        route = Route("POST", "/channels/{channel_id}/threads", channel_id=place.id)
        with only_once(may_go):
            made = await self._http.request(route, json=asked)
        return str(made["id"])

    def _title(self, place: Destination, delivery: Delivery) -> str:
        wanted = place.title.replace("{name}", delivery.name).replace("{date}", self._day(delivery)).strip()
        return (wanted or plain(self.title(delivery)))[:LONGEST_TITLE]

    def _day(self, delivery: Delivery) -> str:
        return plain(self.day(delivery.day)) if delivery.day else ""

    async def _find_post(self, forum: int, marker: str, after: datetime) -> str | None:
        async for begun in self._posts(forum, after):
            if self.client.user is None or int(begun["owner_id"]) != self.client.user.id:
                continue
            try:
                first: Any = await self._ask(self._http.get_message(int(begun["id"]), int(begun["id"])))
            except discord.NotFound as gone:
                if gone.code == UNKNOWN_MESSAGE:
                    continue
                raise
            if self._is_ours(first, marker):
                return str(begun["id"])
        return None

    async def _posts(self, forum: int, after: datetime) -> AsyncIterator[Json]:
        """The forum's posts begun after this instant, the active ones and then those archived lately."""
        active: Any = await self._ask(self._http.get_active_threads(await self._guild(forum)))
        for each in active["threads"]:
            if int(each["parent_id"]) == forum and _instant(each["id"]) >= after:
                yield each
        before: str | None = None
        while True:
            archived: Any = await self._ask(self._http.get_public_archived_threads(forum, before, PAGE))
            for each in archived["threads"]:
                if _instant(each["id"]) >= after:
                    yield each
            if not archived["threads"] or not archived["has_more"]:
                return
            before = archived["threads"][-1]["thread_metadata"]["archive_timestamp"]
            if datetime.fromisoformat(before or "") < after:
                return  # archived before it can have been begun

    async def _guild(self, forum: int) -> int:
        channel = self.client.get_channel(forum)
        if isinstance(channel, discord.abc.GuildChannel):
            return channel.guild.id
        found: Any = await self._ask(self._http.get_channel(forum))
        return int(found["guild_id"])


def starts_a_post(delivery: Delivery) -> bool:
    """Whether it takes no nonce: the first part of a digest in a forum."""
    return delivery.n == 0 and read_destination(delivery.destination).kind == "forum"


def is_published(delivery: Delivery) -> bool:
    """Whether those who follow its channel shall have it too."""
    return read_destination(delivery.destination).kind == "news"


def _mentions(place: Destination, delivery: Delivery) -> discord.AllowedMentions:
    if place.role is None or delivery.n:
        return NOBODY
    return discord.AllowedMentions(everyone=False, users=False, replied_user=False, roles=[discord.Object(place.role)])


def _instant(snowflake: Any) -> datetime:
    return discord.utils.snowflake_time(int(snowflake))


def _custom_ids(components: Iterable[Json]) -> frozenset[str]:
    found: set[str] = set()
    for component in components:
        if custom_id := component.get("custom_id"):
            found.add(custom_id)
        found |= _custom_ids(component.get("components") or ())
        if accessory := component.get("accessory"):
            found |= _custom_ids((accessory,))
    return frozenset(found)
