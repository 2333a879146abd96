"""An address → bytes: the only place that opens a connection to the world, and only to the public one.

A server's member may name any address, so the operator's router, database and cloud metadata must stay out of reach.
The address is judged where the socket is made, after the name was resolved: whatever way it is written, redirected or
re-resolved, nothing private is ever connected to.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from briefings.errors import SourceUnreadable

LARGEST = 15_000_000  # bytes after decompression
WITHIN_SECONDS = 20.0  # over everything: names, redirects, headers, body
CONNECT_SECONDS = 5.0
REDIRECTS = 5
PORTS = frozenset({80, 443})
AGENT = "briefings/0.1 (news briefing bot; reads feeds and articles for one Discord server)"

_CHUNK = 64 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Public by the registries, private by use: Azure's metadata and DNS; and what carries an IPv4 address inside.
_NOT_PUBLIC = tuple(map(ipaddress.ip_network, ("168.63.129.16/32", "192.88.99.0/24", "2002::/16", "2001::/23")))
_GLOBAL_UNICAST_6 = ipaddress.ip_network("2000::/3")


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came. `url` is where it came from after redirects; `charset` is the header's. On a 304 `data` is empty."""

    url: str
    status: int
    data: bytes
    content_type: str | None
    charset: str | None
    etag: str | None
    last_modified: str | None


async def fetch(
    url: str,
    *,
    etag: str | None = None,
    last_modified: str | None = None,
    largest: int = LARGEST,
    within_seconds: float = WITHIN_SECONDS,
    loopback_ports: Collection[int] = (),
) -> Fetched:
    """The bytes at `url`, over at most five redirects, never a part of them.

    `loopback_ports` are ports of this machine that a test's own server may be reached on. Raises `SourceUnreadable`:
    `address_refused` (no web address, not public, or the name is unknown: one answer for all, so that nobody can learn what
    stands in our network), `fetch_timed_out`, `fetch_too_large`, `fetch_failed`.
    """
    guard = _Guard(frozenset(loopback_ports))
    shown = masked(url)
    try:
        async with asyncio.timeout(within_seconds), _session(guard) as session:
            return await _follow(session, url, guard, largest, _conditions(etag, last_modified))
    except TimeoutError as problem:
        raise SourceUnreadable("fetch_timed_out", url=shown, seconds=within_seconds) from problem
    except (aiohttp.ClientError, OSError, ValueError, LookupError) as problem:
        if guard.refused or not guard.connected:
            raise SourceUnreadable("address_refused", url=shown) from None
        raise SourceUnreadable("fetch_failed", url=shown, why=type(problem).__name__) from problem


def masked(url: str) -> str:
    """An address to show and to log: without the user, the query and the fragment, which may be secrets."""
    try:
        parts = URL(url)
        return str(parts.with_user(None).with_query(None).with_fragment(None)) if parts.host else "the address"
    except (ValueError, TypeError):
        return "the address"


async def _follow(
    session: aiohttp.ClientSession, url: str, guard: "_Guard", largest: int, headers: dict[str, str]
) -> Fetched:
    at = guard.checked(url, before=None)
    for _ in range(REDIRECTS + 1):
        async with session.get(at, allow_redirects=False, headers=headers) as response:
            to = response.headers.get("Location")
            if response.status in _REDIRECTS and to:
                at = guard.checked(str(at.join(URL(to))), before=at)
                continue
            if response.status not in {200, 304}:
                raise SourceUnreadable("fetch_failed", url=masked(url), why=f"HTTP {response.status}")
            return Fetched(
                url=str(at),
                status=response.status,
                data=await _all_of(response, url, largest),
                content_type=response.content_type,
                charset=response.charset,
                etag=response.headers.get("ETag"),
                last_modified=response.headers.get("Last-Modified"),
            )
    raise SourceUnreadable("fetch_failed", url=masked(url), why="too many redirects")


async def _all_of(response: aiohttp.ClientResponse, url: str, largest: int) -> bytes:
    """The body, counted after decompression: 200 kB can unpack to 200 MB."""
    data = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        data += chunk
        if len(data) > largest:
            raise SourceUnreadable("fetch_too_large", url=masked(url), largest=largest)
    return bytes(data)


def _conditions(etag: str | None, last_modified: str | None) -> dict[str, str]:
    told = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in told.items() if value}


def _session(guard: "_Guard") -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(
        socket_factory=guard.socket, resolver=_PublicNames(guard), use_dns_cache=False, limit=4
    )
    return aiohttp.ClientSession(
        connector=connector,
        trust_env=False,  # a proxy would resolve names for us
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
        headers={"User-Agent": AGENT, "Accept": "application/rss+xml, application/atom+xml, text/html, */*;q=0.5"},
    )


class _Guard:
    """Judges addresses, and remembers that it refused one: the libraries between here and there change the error."""

    def __init__(self, loopback_ports: frozenset[int]) -> None:
        self.loopback_ports = loopback_ports
        self.refused = False
        self.connected = False

    def checked(self, url: str, *, before: URL | None) -> URL:
        """`url` as an address of the web without a user in it; from https it may not go back to http."""
        to = URL(url)
        downgraded = before is not None and before.scheme == "https" and to.scheme == "http"
        if to.scheme not in {"http", "https"} or not to.host or to.user or to.password or downgraded:
            raise self._refusal()
        return to

    def socket(self, info: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, address = info
        self.judge(str(address[0]), int(address[1]))
        self.connected = True
        return socket.socket(family=family, type=kind, proto=protocol)

    def judge(self, address: str, port: int) -> None:
        """Nothing, for a public address and a port of the web. Raises OSError for all others."""
        if not (is_public(address) and port in PORTS) and not (_is_loopback(address) and port in self.loopback_ports):
            raise self._refusal()

    def _refusal(self) -> OSError:
        self.refused = True
        return OSError("not a public address")


class _PublicNames(AbstractResolver):
    """The system's resolver; a name with one private address among public ones is refused whole."""

    def __init__(self, guard: _Guard) -> None:
        self.guard = guard
        self.system = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        try:
            found = await self.system.resolve(host, port, family)
        except (OSError, UnicodeError) as problem:
            self.guard.refused = True  # an unknown name and a private one look the same from outside
            raise OSError("not a public name") from problem
        for result in found:
            self.guard.judge(result["host"], port)
        return found

    async def close(self) -> None:
        await self.system.close()


def is_public(address: str) -> bool:
    """A global unicast address that stands for itself: no mapped, translated or tunnelled IPv4 in it."""
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip not in _GLOBAL_UNICAST_6:
        return False
    hidden = any(ip.version == net.version and ip in net for net in _NOT_PUBLIC)
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not hidden


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address.split("%")[0]).is_loopback
    except ValueError:
        return False
