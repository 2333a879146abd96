"""What a button knows, in the few characters of its `custom_id`: numbers, people and whole questions.

A question is `<kind>[,<letter><value>]…`, such as `quotes,kAAAAAAAAAABAAAAAP,tPakistan,sAAs1`:

    k, j   a person's key, and the second one's     p   a name, where no person was found
    t      a topic                                  s, u, a   the first day, the last day, the day of the titles
    h      only what is ahead                       o   how many entries were shown before

Everything is ASCII without a colon, so that a `custom_id` can put letters of its own before it. What people ask stands
in their own message and nowhere else: a question that does not fit has no button.
"""

import re
from datetime import date
from urllib.parse import quote_plus, unquote_plus

from briefings.model import PersonKey, ReadAs

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"  # base64url: 6 bits a character

LONGEST_ID = 100  # Discord's
ROOM = 92  # characters of a question; the rest is for what stands before it
KEY = 17  # characters of a person's key


def number(value: int, characters: int) -> str:
    """A number below 64 to the power of `characters`."""
    return "".join(_DIGITS[value >> 6 * place & 63] for place in reversed(range(characters)))


def value(characters: str) -> int:
    """What `number` wrote."""
    found = 0
    for character in characters:
        found = found << 6 | _DIGITS.index(character)
    return found


# --- people --------------------------------------------------------------------------------------------------------


def pack_key(key: PersonKey) -> str | None:
    """A person's key in `KEY` characters; None when it is none, or stands too far into its article."""
    found = re.fullmatch(r"([0-9a-f]{16}):(\d{1,9})-(\d{1,9})", key, re.ASCII)
    if found is None:
        return None
    start, length = int(found[2]), int(found[3]) - int(found[2])
    if start >= 64**4 or not 0 <= length < 64**2:
        return None
    return number(int(found[1], 16), 11) + number(start, 4) + number(length, 2)


def unpack_key(packed: str) -> PersonKey | None:
    """What `pack_key` was given."""
    if not re.fullmatch(r"[\w-]{17}", packed, re.ASCII) or value(packed[:11]) >= 2**64:
        return None
    start = value(packed[11:15])
    return f"{value(packed[:11]):016x}:{start}-{start + value(packed[15:])}"


# --- questions -----------------------------------------------------------------------------------------------------


def pack(asked: ReadAs, room: int = ROOM) -> str | None:
    """The question in at most `room` characters; None when it does not fit: then there is no such button."""
    key, other = (pack_key(one) if one else None for one in (asked.key, asked.other))
    fields = {
        "k": key,
        "j": other,
        "p": _packed_words(asked.person) if asked.person and not key else None,
        "t": _packed_words(asked.topic) if asked.topic else None,
        "s": _day(asked.since),
        "u": _day(asked.until),
        "a": _day(asked.as_of),
        "h": "1" if asked.ahead else None,
        "o": str(asked.offset) if asked.offset else None,
    }
    packed = ",".join([asked.kind, *(letter + text for letter, text in fields.items() if text)])
    lost = asked.other is not None and other is None
    return packed if len(packed) <= room and re.fullmatch(r"[a-z_-]+", asked.kind) and not lost else None


def unpack(packed: str) -> ReadAs | None:
    """What `pack` was given, a known person by his key alone. None for anything that it never wrote."""
    kind, *rest = packed.split(",")
    fields = {text[:1]: text[1:] for text in rest}
    if not re.fullmatch(r"[a-z_-]+", kind) or set(fields) - set("kjptsuaho") or "-" in fields.get("o", ""):
        return None
    try:
        read = ReadAs(
            kind,
            person=_words(fields.get("p")),
            topic=_words(fields.get("t")),
            since=_read_day(fields.get("s")),
            until=_read_day(fields.get("u")),
            as_of=_read_day(fields.get("a")),
            key=unpack_key(fields.get("k", "")),
            other=unpack_key(fields.get("j", "")),
            ahead="h" in fields,
            offset=int(fields.get("o", "0")),
        )
    except ValueError:
        return None
    return read if pack(read, LONGEST_ID) == packed else None


def _day(day: date | None) -> str | None:
    return number(day.toordinal(), 4) if day else None


def _read_day(packed: str | None) -> date | None:
    return None if packed is None else date.fromordinal(value(packed[:4]))


def _packed_words(text: str) -> str:
    return quote_plus(text, errors="replace")  # half a surrogate pair is no letter of any word


def _words(packed: str | None) -> str | None:
    return None if packed is None else unquote_plus(packed)
