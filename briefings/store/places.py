"""Where an installation lives: two SQLite files beside each other, or two schemas of one PostgreSQL database."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from briefings.errors import StoreUnusable

Half = Literal["news", "desk"]
HALVES: tuple[Half, Half] = ("news", "desk")


@dataclass(frozen=True, slots=True)
class Place:
    """One half of an installation. `path` is its file on SQLite and None on PostgreSQL."""

    half: Half
    url: URL
    path: Path | None

    @property
    def shown(self) -> str:
        """The place as an error names it, without a password."""
        if self.path is not None:
            return str(self.path)
        return self.url.set(drivername="postgresql").render_as_string(hide_password=True)


def place(address: str, half: Half) -> Place:
    """`NAME.db` is news and `NAME.desk.db` beside it the desk; on PostgreSQL the schemas `news` and `desk`."""
    if address.startswith(("postgresql:", "postgresql+psycopg:", "postgres:")):
        try:
            url = make_url(address).set(drivername="postgresql+psycopg")
        except (ArgumentError, ValueError):
            raise StoreUnusable("store_unreachable", path="PostgreSQL", why="its address cannot be read") from None
        return Place(half, url, None)
    path = Path(address.removeprefix("sqlite:///")).absolute()
    if half == "desk":
        path = path.with_name(f"{path.stem}.desk{path.suffix}")
    return Place(half, URL.create("sqlite", database=str(path)), path)
