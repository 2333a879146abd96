"""A web page."""

import pytest

from briefings.errors import SourceUnreadable
from briefings.ingest import article_from_html, read

LEAD = "The foreign ministers of the two countries met in Geneva on Tuesday to discuss the ceasefire on the northern border."
SECOND = (
    "“We have agreed on a list of prisoners,” said Foreign Minister Ana Brandt, who led the talks for a second day."
)
THIRD = (
    "The ceasefire has held since March, although both armies accuse each other of moving guns closer to the border."
)
TITLE = "Ministers agree on prisoner list"


def page(head: str = "", title: str = TITLE) -> str:
    return f"""<!DOCTYPE html><html><head><title>{title} - The Daily Bugle</title>{head}</head><body>
    <nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>
    <article><h1>{title}</h1><p>{LEAD}</p><h2>A second day</h2><p>{SECOND}</p><p>{THIRD}</p></article>
    <footer><p>© 2019 The Daily Bugle. All rights reserved.</p></footer></body></html>"""


def test_the_text_is_what_the_page_prints_and_subheads_are_no_paragraphs():
    article = article_from_html(page(), doc="p")
    assert [piece.of(article.text) for piece in article.body] == [LEAD, SECOND, THIRD]
    assert [piece.of(article.text) for piece in article.subheads] == ["A second day"]
    assert "rights reserved" not in article.text
    assert (article.title, article.published.span) == (TITLE, None)


def test_a_paragraph_that_says_it_is_a_prompt_or_a_credit_is_no_story_though_the_page_prints_it():
    prompt = "Sign up for our morning newsletter to get the news of the border by mail."
    html = (
        page().replace(f"<p>{THIRD}", f"<p>{prompt}</p><p>{THIRD}").replace("</article>", "<h2>Comments</h2></article>")
    )
    article = article_from_html(html, doc="p")
    assert prompt in article.text
    assert [piece.of(article.text) for piece in article.body] == [LEAD, SECOND, THIRD]
    assert [piece.of(article.text) for piece in article.subheads] == ["A second day"]


def test_a_lone_note_in_a_container_like_the_storys_is_left_out():
    note = "The advertising notice below has nothing to do with this article or with those who wrote it."
    html = page().replace("<article>", '<div class="text">').replace("</article>", "</div>")
    html = html.replace("<footer>", f'<div class="text"><p>{note}</p></div><footer>')
    article = article_from_html(html, doc="p")
    assert [piece.of(article.text) for piece in article.body] == [LEAD, SECOND, THIRD]


@pytest.mark.parametrize(
    "heading, said, title",
    [
        (TITLE, f"{TITLE} | The Daily Bugle", TITLE),
        (f"Europe{TITLE}", TITLE, TITLE),  # a rubric inside the heading
        (f"{TITLE} They go home on Friday", TITLE, TITLE),  # a standfirst inside it
        ("Prisoners of both ministers to go home", "Ministers agree: prisoners leave", "Prisoners of both ministers to go home"),
        ("The Daily Bugle of Geneva", f"{TITLE} | The Daily Bugle", TITLE),
        ("", f"{TITLE} | The Daily Bugle", TITLE),
    ],
)  # fmt: skip
def test_the_title_is_the_heading_that_the_pages_own_data_confirm(heading: str, said: str, title: str):
    html = page().replace(f"<h1>{TITLE}</h1>", f"<h1>{heading}</h1>").replace(f"{TITLE} - The Daily Bugle", said)
    assert article_from_html(html, doc="p").title == title


@pytest.mark.parametrize(
    "head, url",
    [
        ('<meta property="article:published_time" content="2017-12-04T23:30:00-05:00">', None),
        ('<script type="application/ld+json">{"@type":"NewsArticle","headline":"T","datePublished":"2017-12-04","dateModified":"2018-01-09"}</script>', None),
        ('<script type="application/ld+json">{"@graph":[{"@type":["X","Article"],"headline":"T","datePublished":"2017-12-04T01:00Z"}]}</script>', None),
        ("", "https://bugle.example/2017/12/04/talks"),
    ],
)  # fmt: skip
def test_the_day_is_the_one_the_page_says_it_was_first_published(head: str, url: str | None):
    published = article_from_html(page(head), doc="p", url=url).published
    assert published.span is not None
    assert (published.span.iso(), published.origin, published.estimated) == ("2017-12-04", "page", False)


def test_the_masthead_is_the_publisher():
    assert (
        article_from_html(page('<meta property="og:site_name" content="The Daily Bugle">'), doc="p").source
        == "The Daily Bugle"
    )


def test_a_page_that_starts_with_broken_data_is_still_read():
    broken = '<script type="application/ld+json">{"@type": "NewsArticle", </script>'
    assert article_from_html(page(broken), doc="p").title == TITLE


def test_the_charset_of_the_page_is_believed():
    html = page('<meta charset="windows-1251">', title="Министры согласовали список")
    [article] = read(html.replace("“", '"').replace("”", '"').replace("©", "").encode("cp1251"), doc="p")
    assert article.title == "Министры согласовали список"


def test_a_page_without_a_story_says_so():
    with pytest.raises(SourceUnreadable) as refused:
        article_from_html("<html><head><title>Log in</title></head><body><form><input></form></body></html>", doc="p")
    assert refused.value.key == "page_without_article"
