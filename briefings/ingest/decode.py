"""Bytes → text, keeping every character where it came; says no to what is not text."""

import codecs
import re

from briefings.errors import SourceUnreadable

SAMPLE = 64 * 1024  # what a guess is made from: guessing on 10 MB takes seconds

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like UTF-16, so it is tried first
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# How files begin that are no text, though much of some of them is readable.
_BINARY = (
    b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"\xfd7zXZ",
    b"7z\xbc\xaf", b"Rar!", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"SQLite format 3", b"OggS", b"ID3", b"\x28\xb5\x2f\xfd",
    b"{\\rtf", b"%!PS", b"wOF",
)  # fmt: skip
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\v\f\r\x1b") + b"\x7f"

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def decode(data: bytes, *, declared: str | None = None, doc: str = "") -> str:
    """The text of `data`, line ends and all, without its byte order mark.

    Asked in this order: the byte order mark, UTF-16 without one, what was `declared` (a header, a meta tag), UTF-8,
    and then what the bytes look like; Western text in doubt is Windows-1252. A NUL becomes a space and half a
    surrogate pair U+FFFD, because no database keeps them: one character for one, so that offsets stay.
    Raises `SourceUnreadable` (`source_binary`, with `doc`).
    """
    if data.startswith(_BINARY) or (data[:4] == b"RIFF" and data[8:12] in (b"WEBP", b"WAVE", b"AVI ")):
        raise SourceUnreadable("source_binary", doc=doc)
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return storable(data[len(mark) :].decode(encoding, "replace"))
    if wide := _wide(data):
        return storable(data.decode(wide, "replace"))
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if controls * 3 > len(data) or (controls >= 4 and controls * 33 > len(data)):
        raise SourceUnreadable("source_binary", doc=doc)
    return storable(_declared(data, declared) or _utf8(data) or _guessed(data))


def storable(text: str) -> str:
    """`text` with what no database keeps replaced, one character for one: NUL by a space, half a pair by U+FFFD."""
    return _UNSTORABLE.sub(lambda m: " " if m.group() == "\0" else "\ufffd", text)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: in Western text every other byte is zero."""
    even, odd = data[:SAMPLE:2], data[1:SAMPLE:2]
    if len(data) < 4 or len(data) % 2:
        return None
    zeros_even, zeros_odd = even.count(0), odd.count(0)
    if zeros_odd > 0.6 * len(odd) and zeros_even < 0.1 * len(even):
        return "utf-16-le"
    if zeros_even > 0.6 * len(even) and zeros_odd < 0.1 * len(odd):
        return "utf-16-be"
    return None


# "Latin-1" and "ASCII" are what people write without knowing; UTF-16 shows in the bytes; the others are no scripts.
_NOT_DECLARED = frozenset(
    "ascii iso8859-1 utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be utf-7 punycode idna unicode-escape"
    " raw-unicode-escape undefined mbcs oem".split()
)


def _declared(data: bytes, name: str | None) -> str | None:
    try:
        codec = codecs.lookup((name or "").strip().strip("'\"").lower()).name
        return None if codec in _NOT_DECLARED else data.decode(codec)
    except (LookupError, ValueError):
        return None


def _utf8(data: bytes) -> str | None:
    """UTF-8, with at most a few broken places among many good ones: a file cut in the middle of a character."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        text = data.decode(errors="replace")
    broken = text.count("\ufffd")
    good = sum(len(run) for run in re.findall(r"[\u0080-\ufffc\U00010000-\U0010ffff]+", text))
    return text if good >= 5 * broken else None


_OTHER_SCRIPTS = frozenset(
    "cp1251 koi8_r koi8_u cp866 iso8859_5 cp1253 iso8859_7 cp1255 iso8859_8 cp1256 iso8859_6 tis_620 cp874"
    " big5 big5hkscs cp950 gb2312 gbk gb18030 shift_jis cp932 euc_jp iso2022_jp euc_kr cp949 johab".split()
)


def _guessed(data: bytes) -> str:
    """Windows-1252, unless so many bytes are beyond ASCII that the script is another one."""
    sample = data[:SAMPLE]
    beyond = len(sample) - len(sample.decode("ascii", "ignore"))
    if beyond >= 24 and beyond * 7 > len(sample):
        from charset_normalizer import from_bytes  # seldom needed

        best = from_bytes(sample).best()
        if best is not None and best.encoding in _OTHER_SCRIPTS:
            return data.decode(best.encoding, "replace")
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")
