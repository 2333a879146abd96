"""What only Discord needs to know, read once from the environment that a front hands over."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from briefings.errors import SettingsInvalid

_TOKEN = re.compile(r"[\w-]{20,}\.[\w-]{5,}\.[\w-]{20,}")
_ID = re.compile(r"\d{15,21}")


@dataclass(frozen=True, slots=True)
class BotSettings:
    """`token` is empty where there is none: then the playground opens."""

    token: str = ""  # DISCORD_TOKEN
    application_id: int | None = None  # DISCORD_APPLICATION_ID
    api_base: str = ""  # DISCORD_API_BASE: a stand-in on this machine, for tests over the wire
    gateway: str = ""  # DISCORD_GATEWAY
    layout: Literal["cards", "embeds"] = "cards"  # DISCORD_LAYOUT
    pictures: bool = True  # DISCORD_PICTURES: on or off

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "BotSettings":
        """The settings in `environ`; raises `SettingsInvalid` listing every wrong one. A token is never repeated."""
        token, application_id, api_base, gateway, layout, pictures = (
            environ.get(f"DISCORD_{name}", "").strip()
            for name in ("TOKEN", "APPLICATION_ID", "API_BASE", "GATEWAY", "LAYOUT", "PICTURES")
        )
        problems = []
        if token and not _TOKEN.fullmatch(token):
            problems.append(
                "DISCORD_TOKEN does not look like a bot token; copy it whole from the application's Bot page"
            )
        if application_id and not _ID.fullmatch(application_id):
            problems.append(f"DISCORD_APPLICATION_ID is “{application_id}”, which is no Discord id")
        if api_base and not _is_loopback(api_base, "http"):
            problems.append(f"DISCORD_API_BASE is “{api_base}”; only an http:// address on this machine is taken")
        if gateway and not _is_loopback(gateway, "ws"):
            problems.append(f"DISCORD_GATEWAY is “{gateway}”; only a ws:// address on this machine is taken")
        if layout and layout not in {"cards", "embeds"}:
            problems.append(f"DISCORD_LAYOUT is “{layout}”; it may be cards or embeds")
        if pictures.lower() not in {"", "on", "off"}:
            problems.append(f"DISCORD_PICTURES is “{pictures}”; it may be on or off")
        if problems:
            raise SettingsInvalid("settings_invalid", problems=problems)
        return cls(
            token,
            int(application_id) if application_id else None,
            api_base.rstrip("/"),
            gateway,
            "embeds" if layout == "embeds" else "cards",
            pictures.lower() != "off",
        )


def _is_loopback(url: str, scheme: str) -> bool:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port  # a port that is none raises, as a host that is no address does
        return parts.scheme == scheme and (host == "localhost" or ipaddress.ip_address(host).is_loopback)
    except ValueError:
        return False
