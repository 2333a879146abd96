"""An address to bytes, over a server of our own on this machine."""

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator, Awaitable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver
from aiohttp.resolver import ThreadedResolver
from aiohttp.test_utils import TestServer

from briefings.errors import SourceUnreadable
from briefings.ingest.fetch import Fetched, _Guard, fetch, is_public, masked


async def page(_: web.Request) -> web.Response:
    return web.Response(
        text="<p>Ministers met.</p>", content_type="text/html", charset="utf-8", headers={"ETag": '"1"'}
    )


async def redirect(request: web.Request) -> web.Response:
    return web.Response(status=302, headers={"Location": request.query["to"]})


async def bomb(_: web.Request) -> web.Response:
    return web.Response(body=gzip.compress(b"\0" * 3_000_000), headers={"Content-Encoding": "gzip"})


async def slow(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    try:
        for _ in range(100):
            await response.write(b"x")
            await asyncio.sleep(0.05)
    except ConnectionError:
        pass
    return response


async def cut(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "100"})
    await response.prepare(request)
    await response.write(b"x")
    assert request.transport is not None
    request.transport.close()
    return response


async def same(request: web.Request) -> web.Response:
    return web.Response(status=304 if request.headers.get("If-None-Match") == '"1"' else 200)


@pytest.fixture
async def server() -> AsyncIterator[TestServer]:
    app = web.Application()
    for name, handler in {
        "page": page,
        "redirect": redirect,
        "bomb": bomb,
        "slow": slow,
        "cut": cut,
        "same": same,
    }.items():
        app.router.add_get(f"/{name}", handler)
    running = TestServer(app, host="127.0.0.1")
    async with running:
        yield running


async def get(server: TestServer, path: str, **options: Any) -> Fetched:
    return await fetch(str(server.make_url(path)), loopback_ports={server.port or 0}, **options)


async def refusal(coming: Awaitable[Fetched]) -> str:
    with pytest.raises(SourceUnreadable) as refused:
        await coming
    return refused.value.key


async def test_a_page_comes_with_what_its_headers_say(server: TestServer):
    came = await get(server, "/redirect?to=/page")
    assert (came.data, came.content_type, came.charset, came.etag) == (
        b"<p>Ministers met.</p>",
        "text/html",
        "utf-8",
        '"1"',
    )
    assert came.url.endswith("/page")


async def test_what_did_not_change_is_not_sent_again(server: TestServer):
    assert (await get(server, "/same", etag='"1"')).status == 304


async def test_without_the_allowance_this_machine_is_refused(server: TestServer):
    assert await refusal(fetch(str(server.make_url("/page")))) == "address_refused"


@pytest.mark.parametrize(
    "to",
    [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "file:///etc/passwd",
        "http://127.0.0.1:1/",
        "//192.168.0.1/",
    ],
)
async def test_a_redirect_to_a_private_address_is_refused(server: TestServer, to: str):
    assert await refusal(get(server, f"/redirect?to={to}")) == "address_refused"


async def test_a_redirect_in_circles_ends(server: TestServer):
    assert await refusal(get(server, "/redirect?to=/redirect%3Fto=/redirect%253Fto=/redirect")) == "fetch_failed"


async def test_size_is_counted_after_unpacking_and_time_over_everything(server: TestServer):
    assert await refusal(get(server, "/bomb", largest=1_000_000)) == "fetch_too_large"
    assert await refusal(get(server, "/slow", within_seconds=0.3)) == "fetch_timed_out"


async def test_half_a_page_is_no_page(server: TestServer):
    assert await refusal(get(server, "/cut")) == "fetch_failed"
    assert await refusal(get(server, "/nothing-here")) == "fetch_failed"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://0/",
        "http://①②⑦.0.0.1/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/", "http://[fd00:ec2::254]/", "http://[fe80::1]/", "http://[::]/", "http://100.64.0.1/",
        "http://168.63.129.16/", "http://224.0.0.1/", "http://255.255.255.255/", "http://8.8.8.8:25/", "http://localhost/",
        "http://user:pass@8.8.8.8/", "ftp://8.8.8.8/", "data:text/plain,x", "gopher://8.8.8.8/", "no address", "", "http://",
        "http://nowhere.invalid/",
    ],
)  # fmt: skip
async def test_nothing_private_is_ever_connected_to(url: str, monkeypatch: pytest.MonkeyPatch):
    def no_socket_but_judged(self: _Guard, info: tuple[Any, ...]) -> socket.socket:
        self.judge(info[4][0], info[4][1])
        raise AssertionError("a socket was made")

    async def unknown(self: AbstractResolver, host: str, port: int, family: socket.AddressFamily) -> list[object]:
        if host == "localhost":
            return [
                {"hostname": host, "host": "127.0.0.1", "port": port, "family": socket.AF_INET, "proto": 0, "flags": 0}
            ]
        try:  # as the system reads the odd ways to write an IPv4 address
            address = socket.inet_ntoa(socket.inet_aton(host))
        except (OSError, UnicodeError):
            raise OSError("unknown name") from None
        return [{"hostname": host, "host": address, "port": port, "family": socket.AF_INET, "proto": 0, "flags": 0}]

    monkeypatch.setattr(ThreadedResolver, "resolve", unknown)
    monkeypatch.setattr(_Guard, "socket", no_socket_but_judged)
    assert await refusal(fetch(url)) in {"address_refused"}


async def test_a_name_with_one_private_address_is_refused_whole(monkeypatch: pytest.MonkeyPatch):
    async def mixed(self: AbstractResolver, host: str, port: int, family: socket.AddressFamily) -> list[object]:
        return [
            {"hostname": host, "host": ip, "port": port, "family": socket.AF_INET, "proto": 0, "flags": 0}
            for ip in ("93.184.216.34", "10.0.0.1")
        ]

    monkeypatch.setattr(ThreadedResolver, "resolve", mixed)
    assert await refusal(fetch("http://mixed.example/")) == "address_refused"


def test_public_means_global_unicast_that_stands_for_itself():
    assert [is_public(ip) for ip in ("93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946")] == [True, True]
    assert not any(
        is_public(ip) for ip in ("192.0.2.1", "198.18.0.1", "2001:db8::1", "fec0::1", "ff02::1", "not an ip")
    )


def test_secrets_in_an_address_are_not_shown():
    assert masked("https://user:pass@news.example/feed?key=secret#x") == "https://news.example/feed"
