"""Bytes to text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.errors import SourceUnreadable
from briefings.ingest import decode, read
from briefings.ingest.decode import storable

STORY = "The café in Łódź was closed, “for now”, the minister said – nobody knew why."
WESTERN = "The café in Düsseldorf was closed, “for now”, the minister said – nobody knew why."


@pytest.mark.parametrize(
    "data, text",
    [
        (STORY.encode(), STORY),
        (STORY.encode("utf-8-sig"), STORY),
        (STORY.encode("utf-16"), STORY),
        (STORY.encode("utf-16-le"), STORY),
        (STORY.encode("utf-16-be"), STORY),
        (STORY.encode("utf-32"), STORY),
        (WESTERN.encode("cp1252"), WESTERN),
        ("Café, déjà vu.".encode("latin-1"), "Café, déjà vu."),
        ((STORY * 9).encode()[:-1] + b"\xe2\x80", STORY * 9 + "\ufffd"[:0]),
    ],
    ids=["utf-8", "utf-8 mark", "utf-16 mark", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1", "cut"],
)
def test_text_is_read_in_the_encoding_it_came_in(data: bytes, text: str):
    assert decode(data).rstrip("\ufffd").rstrip(".") == text.rstrip(".")


def test_another_script_is_recognised_when_nothing_is_declared():
    russian = "Министр иностранных дел прибыл в Женеву во вторник, чтобы обсудить перемирие на северной границе. " * 3
    assert decode(russian.encode("cp1251")) == russian
    assert decode(russian.encode("koi8-r"), declared="koi8-r") == russian


@pytest.mark.parametrize("declared", ["no-such-charset", "hex", "utf-16", "punycode", "", "ascii", "\0"])
def test_a_declaration_that_cannot_be_true_is_passed_over(declared: str):
    assert decode(STORY.encode(), declared=declared) == STORY


def test_line_ends_stay_as_they_came():
    assert decode(b"One.\r\nTwo.\rThree.\n") == "One.\r\nTwo.\rThree.\n"


def test_a_nul_becomes_a_space_and_half_a_pair_a_replacement_so_that_offsets_stay():
    assert decode(b"Mattis\0 arrived.") == "Mattis  arrived."
    assert storable("a\ud83d b") == "a\ufffd b"


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\nmostly text",
        b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04word/document.xml",
        bytes(range(256)) * 20,
        b"\0" * 90,
    ],
)
def test_what_is_no_text_is_refused(data: bytes):
    with pytest.raises(SourceUnreadable) as refused:
        decode(data, doc="annex")
    assert (refused.value.key, refused.value.values) == ("source_binary", {"doc": "annex"})


def test_ten_megabytes_on_one_line_are_refused_at_once():
    started = time.monotonic()
    with pytest.raises(SourceUnreadable) as refused:
        read(b"word " * 2_000_000, doc="flood")
    assert refused.value.key == "source_too_long"
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf", "…—\n".encode()])
def test_a_file_without_a_word_is_empty(data: bytes):
    with pytest.raises(SourceUnreadable) as refused:
        read(data, doc="nothing")
    assert refused.value.key == "source_empty"


PIECES = st.sampled_from(
    [b"<html>", b"<rss version='2.0'><channel><item><title>A", b"</item>", b"<p>", b"\0", b"\xff\xfe", b"The minister said so. ",
     b"<feed>", b"<meta charset=utf-16>", b"<!DOCTYPE html>", b"&#0;", b"&#xD800;", b"\xe2\x80", b"\r\n", b"<h1>A talk</h1>"]
)  # fmt: skip


@given(st.binary(max_size=400) | st.lists(PIECES, max_size=14).map(b"".join))
def test_reading_is_total(data: bytes):
    try:
        articles = read(data, doc="anything")
    except SourceUnreadable:
        return
    for article in articles:
        article.text.encode()
        assert "\0" not in article.text
        assert article.body
        assert all(0 <= piece.start < piece.end <= len(article.text) for piece in article.body)
