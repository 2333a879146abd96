"""A feed."""

import time

import pytest

from briefings.errors import SourceUnreadable
from briefings.ingest import read
from briefings.ingest.feed import read_entries

LEAD = "The foreign ministers of the two countries met in Geneva on Tuesday to discuss the ceasefire on the border."


def rss(*items: str) -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>The Daily Bugle</title>{"".join(items)}</channel></rss>'.encode()


def test_every_entry_with_text_is_an_article():
    whole = f"""<item><title>Talks &amp;amp; prisoners</title><link>https://bugle.example/talks</link><guid>b-1</guid>
        <pubDate>Mon, 04 Dec 2017 23:30:00 -0500</pubDate><description>Short.</description><content:encoded><![CDATA[<p>{LEAD}</p><h2>Next</h2>
        <p>{LEAD} Again.</p><p>The post Talks appeared first on The Daily Bugle.</p>]]></content:encoded></item>"""
    [article] = read(rss(whole, "<item><title>Only a title</title></item>"), doc="feed")
    assert (article.doc, article.title, article.source, article.url) == (
        "b-1",
        "Talks & prisoners",
        "The Daily Bugle",
        "https://bugle.example/talks",
    )
    assert [piece.of(article.text) for piece in article.body] == [LEAD, LEAD + " Again."]
    assert article.published.span is not None
    assert (article.published.span.iso(), article.published.origin) == ("2017-12-04", "feed")


@pytest.mark.parametrize("when", ["Mon, 30 Feb 2026 10:00:00 GMT", "99999999999999999999", "soon"])
def test_a_day_that_is_none_is_not_invented(when: str):
    _, [entry] = read_entries(
        rss(f"<item><title>T</title><description>{LEAD}</description><pubDate>{when}</pubDate></item>"), doc="f"
    )
    assert entry.published.origin == "none"


def test_atom_that_was_only_updated_is_an_estimate():
    atom = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>B</title><entry><id>1</id><title>T</title><updated>2017-12-04T10:00:00Z</updated><summary>{LEAD}</summary></entry></feed>"
    [article] = read(atom.encode(), doc="f")
    assert article.published.span is not None
    assert (article.published.span.iso(), article.published.estimated) == ("2017-12-04", True)


def test_a_bomb_and_a_monstrous_author_cost_nothing():
    started = time.monotonic()
    with pytest.raises(SourceUnreadable) as refused:
        read(b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]>' + rss()[21:], doc="f")
    assert refused.value.key in {"feed_invalid", "page_without_article", "feed_empty"}
    [article] = read(
        rss(f"<item><title>T</title><author>a@{'a.' * 30000}</author><description>{LEAD}</description></item>"), doc="f"
    )
    assert article.title == "T"
    assert time.monotonic() - started < 2


def test_a_feed_without_a_story_says_so():
    with pytest.raises(SourceUnreadable) as refused:
        read(rss("<item><title>Only a title</title></item>"), doc="f")
    assert (refused.value.key, refused.value.values["entries"]) == ("feed_empty", 1)


def test_of_a_long_feed_the_newest_entries_are_read_in_the_feeds_order():
    items = [
        f"<item><guid>{n}</guid><title>T{n}</title><pubDate>{1 + n % 28:02} Dec 2017 10:00:00 GMT</pubDate></item>"
        for n in range(260)
    ]
    _, entries = read_entries(rss(*items), doc="f")
    assert len(entries) == 200
    assert [int(e.id or 0) for e in entries] == sorted(int(e.id or 0) for e in entries)
    assert all(e.published.span.first.day > 5 for e in entries if e.published.span)
