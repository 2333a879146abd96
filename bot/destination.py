"""Where on Discord a digest goes, as it stands in a schedule: the domain keeps these words and does not read them.

    discord:<channel>                                    a text channel or a thread
    discord-news:<channel>                               an announcement channel: each message is published, too
    discord-forum:<channel>?tags=<id>,<id>&title=<text>  a forum: each digest is a post of its own
    discord-dm:<person>                                  a direct message

All of them take `role=<id>`, the one role that a digest mentions.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast
from urllib.parse import parse_qs, urlencode

Kind = Literal["channel", "news", "forum", "dm"]

MOST_TAGS = 5  # of a forum post: Discord's
LONGEST_TITLE = 100

_FORM = re.compile(r"discord(?:-(?P<kind>news|forum|dm))?:(?P<id>\d{1,20})(?:\?(?P<more>.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Destination:
    """A place to post. `title` and `tags` are a forum post's; in a title, {name} and {date} are the digest's."""

    id: int  # the channel's; a person's for "dm"
    kind: Kind = "channel"
    title: str = ""  # empty: the digest's name and date
    tags: tuple[int, ...] = ()
    role: int | None = None

    def written(self) -> str:
        """As a schedule keeps it; the same destination is always written the same."""
        more: dict[str, str] = {}
        if self.role is not None:
            more["role"] = str(self.role)
        if self.tags:
            more["tags"] = ",".join(map(str, self.tags))
        if self.title:
            more["title"] = self.title
        start = "discord" if self.kind == "channel" else f"discord-{self.kind}"
        return f"{start}:{self.id}" + (f"?{urlencode(more, safe=',{}')}" if more else "")


@lru_cache(4096)
def read_destination(text: str) -> Destination:
    """What `written` wrote. Raises `ValueError` for anything else."""
    found = _FORM.fullmatch(text)
    if found is None:
        raise ValueError(f"no destination on Discord: {text!r}")
    more = {name: values[-1] for name, values in parse_qs(found["more"] or "").items()}
    return Destination(
        id=int(found["id"]),
        kind=cast(Kind, found["kind"] or "channel"),
        title=more.get("title", "")[:LONGEST_TITLE],
        tags=tuple(int(tag) for tag in more.get("tags", "").split(",") if tag)[:MOST_TAGS],
        role=int(more["role"]) if "role" in more else None,
    )
