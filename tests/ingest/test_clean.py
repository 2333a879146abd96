"""Which lines of scraped text are the story."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.ingest.clean import choose_story

LEAD = "The foreign ministers of the two countries met in Geneva on Tuesday to discuss the ceasefire on the northern border."
SECOND = "“We have agreed on a list of prisoners,” said Foreign Minister Ana Brandt, who led the talks in Geneva for the second day."
THIRD = (
    "The ceasefire has held since March, although both armies accuse each other of moving guns closer to the border."
)
TITLE = "Ministers agree on prisoner list at Geneva ceasefire talks"


def page(*lines: str) -> str:
    return "\n\n".join(lines)


def body(text: str) -> list[str]:
    return [piece.of(text) for piece in choose_story(text).body]


@pytest.mark.parametrize(
    "line",
    [
        "Home / World / Europe",
        "by Newsroom Europe",
        "By Ana Roe and John Doe",
        "Published: 4 December 2017",
        "File photo of minister Ana Brandt. Jane Roe—AFP",
        "Ana Brandt, left, talks to envoy Piet Claes, second right, in the palace at Geneva on Tuesday. Photo: AFP / Jane Roe",
        "Minister Ana Brandt (R) talks to envoy Piet Claes (L) in the palace at Geneva on Tuesday.",
        "Minister Ana Brandt (R) talks to envoy Piet Claes in the palace at Geneva on Tuesday.",
        "Minister Ana Brandt speaks during a visit to the border, Dec. 4, 2017.",
        "In this March 3, 2017 photo, soldiers of the northern army walk along a wall on the border.",
        "Soldiers walk along a wall on the northern border in the early morning. REUTERS/Jane Roe",
        "Image copyright Getty Images",
        "Get a round-up of the day's top stories in your inbox",
        "Sign up for our morning newsletter to get the news of the northern border by mail.",
        "The most reliable letter. Sign up for Northern Notes, every morning. By signing up you agree to receive alerts.",
        "Subscribe to our channel to get more stories like this one every single day.",
        "Click here to read more about the talks in Geneva and the ceasefire on the border.",
        "Follow our reporter on Twitter at @anaroe for more on the talks in Geneva.",
        "We use cookies to make this site better, and you agree to them when you go on reading.",
        "Reporting by Ana Roe in Geneva; Editing by John Doe.",
        "Jane Doe in Bern contributed to this report.",
        "Jane Doe, Tom Brandt and Paul Lund contributed.",
        "CLOSE President Ann Keller met the mayor of Holm on Thursday. (July 6) NNA",
        "Breaking News Emails Get breaking news alerts and special reports.",
        "You need the latest version of the Adobe Flash Player to view the video.",
        "This article was originally published on the website of another newspaper in Geneva.",
        "Advertisement",
        "Share this article",
        "Follow The Northern Bugle on Facebook, Twitter and Instagram.",
        "Want more from Geneva? Join the weekly letter of our reporters there.",
        "Get breaking news from the border delivered to your inbox every single morning.",
        "No spam, we promise. You can leave the list whenever you like.",
        "Email Ana Roe at ana.roe@bugle.example or call her in the evening.",
        "An artist's impression of the bridge that is to cross the northern border.",
    ],
)
def test_a_line_that_says_it_is_furniture_is_never_the_story(line: str):
    for text in (page(line, LEAD, SECOND, THIRD), page(LEAD, line, SECOND, THIRD), page(LEAD, SECOND, THIRD, line)):
        assert body(text) == [LEAD, SECOND, THIRD]


@pytest.mark.parametrize(
    "closer",
    [
        "Leave a Reply",
        "16 replies on “Ministers agree on prisoner list”",
        "Comments (12)",
        "Comments are closed.",
        "This discussion is now closed.",
        "Views expressed in the comments do not represent those of the Courier.",
        "We welcome comments that advance the story through facts and links.",
        "Log in to leave a comment",
    ],
)
def test_what_stands_below_the_comments_is_not_the_story_however_long(closer: str):
    comments = [
        f"Reader number {n} thinks that the minister should have gone home long before the talks." for n in range(9)
    ]
    assert body(page(LEAD, SECOND, THIRD, closer, *comments)) == [LEAD, SECOND, THIRD]


@pytest.mark.parametrize(
    "closer", ["Related Articles", "Check Also", "About The Daily Bugle", "Read more", "Tags: Geneva"]
)
def test_teasers_below_a_closing_line_are_not_the_story(closer: str):
    teaser = "Three goats were found on the roof of a bakery, and nobody knows how they came there."
    assert body(page(LEAD, SECOND, THIRD, closer, teaser)) == [LEAD, SECOND, THIRD]


def test_headlines_of_other_stories_at_the_end_are_left_out():
    text = page(
        LEAD,
        SECOND,
        THIRD,
        "Rovers' new coach hopefully means fewer goals\nSnow watch issued - Hilltown could get two feet by Friday",
    )
    assert body(text) == [LEAD, SECOND, THIRD]


def test_a_teaser_that_trails_off_is_left_out():
    assert body(page(LEAD, SECOND, THIRD, "The pictures of the fall of the old town will forever be one of ...")) == [
        LEAD,
        SECOND,
        THIRD,
    ]


def test_a_subhead_and_a_standfirst_without_a_full_stop_are_no_sentences():
    standfirst = "Talks in Geneva end with a list of prisoners but without a date for their return"
    assert body(page(TITLE, standfirst, LEAD, "A list of prisoners", SECOND, THIRD)) == [LEAD, SECOND, THIRD]


def subheads(text: str) -> list[str]:
    return [piece.of(text) for piece in choose_story(text).subheads]


def test_a_short_line_by_itself_between_two_paragraphs_is_a_subhead():
    last = "“We do not move guns,” said a spokesman for the northern army, who would not say where they stand."
    text = page(TITLE, LEAD, "‘A list of prisoners’", SECOND, "No date yet", "What the armies say", THIRD, last)
    assert subheads(text) == ["‘A list of prisoners’", "No date yet", "What the armies say"]
    assert body(text) == [LEAD, SECOND, THIRD, last]


@pytest.mark.parametrize(
    "line",
    ["[Related: Snow in the hills]", "View all (23)", "Monday, December 4, 2017", "10:45 pm IST", "2 hours ago", "Print", "Image 1 of 5"],
)  # fmt: skip
def test_what_a_page_prints_between_paragraphs_is_no_subhead(line: str):
    assert subheads(page(LEAD, line, SECOND, THIRD)) == []


def test_a_box_of_headlines_a_line_set_tight_under_a_picture_and_a_rubric_printed_again_are_no_subheads():
    assert subheads(page(LEAD, "Snow in the hills", "Goats on a roof", "Rovers lose again", SECOND, THIRD)) == []
    assert subheads(page(LEAD, SECOND + "\nNorthern Pictures", THIRD, LEAD + " It goes on.")) == []
    assert subheads(page(LEAD, "Rovers", SECOND, "Rovers", THIRD)) == []


def test_a_republican_stands_not_on_the_right_of_a_picture():
    lead = (
        "On Monday, Sen. Ann Keller (D) called on Gov. Peter Lund (R) to resign over the water of the northern border."
    )
    assert body(page(TITLE, lead, SECOND, THIRD)) == [lead, SECOND, THIRD]


def test_a_long_line_is_a_paragraph_even_without_a_full_stop():
    long = THIRD.removesuffix(".") + " and neither of them has let the observers come near the villages there"
    assert body(page(LEAD, SECOND, long)) == [LEAD, SECOND, long]


def test_dates_of_a_programme_are_items_of_a_list():
    programme = ("June 9 – Geneva, Palace of Nations", "June 14 – Bern, Federal Palace", "2 July – Vienna, Hofburg")
    assert body(page(LEAD, SECOND, THIRD, *programme)) == [LEAD, SECOND, THIRD, *programme]


def test_the_lead_stays_when_the_standfirst_says_the_same():
    assert body(page(TITLE, LEAD, "By Ana Roe", LEAD, SECOND, THIRD)) == [LEAD, SECOND, THIRD]


def test_a_paragraph_that_is_printed_again_is_told_once():
    assert body(page(LEAD, SECOND, THIRD, SECOND, THIRD.replace("March", "May"))) == [
        LEAD,
        SECOND,
        THIRD,
        THIRD.replace("March", "May"),
    ]
    assert body(page(LEAD, SECOND, THIRD, LEAD, SECOND, THIRD)) == [LEAD, SECOND, THIRD]


OTHER_NEWS = ("Snow in the hills", "Goats on a roof", "Rovers lose again", "Bakery opens", "Mayor sings", "Ferry late")


def test_a_box_of_headlines_does_not_cut_off_the_beginning_of_a_story():
    later = [paragraph.replace("Tuesday", "Wednesday").replace("March", "May") for paragraph in (LEAD, SECOND, THIRD)]
    later[1] = "“Both armies will leave the border,” the foreign minister told reporters in Geneva after the talks."
    text = page(TITLE, LEAD, SECOND, THIRD, "More from Europe", *OTHER_NEWS, *later, later[0] + " It goes on.")
    assert body(text)[:4] == [LEAD, SECOND, THIRD, later[0]]
    assert not set(body(text)) & set(OTHER_NEWS)


def test_a_short_answer_inside_the_story_stays():
    answer = "“No,” she said."
    assert body(page(LEAD, SECOND, answer, THIRD)) == [LEAD, SECOND, answer, THIRD]


def test_the_last_paragraph_stays_when_the_agency_signs_it():
    for tail in (" -Pajhwok", " (Reuters)", " — AFP", " (with inputs from agencies)"):
        assert body(page(LEAD, SECOND, THIRD + tail)) == [LEAD, SECOND, THIRD]


def test_who_said_a_paragraph_in_marks_is_part_of_it_and_the_agency_is_not():
    for tail in (" — Ada Roe", "― Ada Roe.", " – Ada Roe, a nurse in Hull"):
        quoted = "“We never work at night,”" + tail
        assert body(page(LEAD, SECOND, quoted, THIRD)) == [LEAD, SECOND, quoted, THIRD]
        assert body(page(LEAD, SECOND, THIRD, quoted)) == [LEAD, SECOND, THIRD, quoted]
    for tail in (" — Reuters", " — Associated Press", " -Nordic News Agency"):
        quoted = "“We never work at night,” she told them, “and we never will.”"
        assert body(page(LEAD, SECOND, THIRD, quoted + tail)) == [LEAD, SECOND, THIRD, quoted]


def test_a_place_name_that_ran_into_the_dateline_is_cut_off():
    assert body(page("The Palace of NationsGENEVA: " + LEAD, SECOND, THIRD)) == [LEAD, SECOND, THIRD]
    for glued in ("Geneva (NNA)", "(NNA)", "Bayville, Norland (NNA)"):
        assert body(page(glued + LEAD, SECOND, THIRD)) == [LEAD, SECOND, THIRD]
    plain = "GENEVA: " + LEAD
    assert body(page(plain, SECOND, THIRD)) == [plain, SECOND, THIRD]
    brand = "The new iPhone and the eBay of old were both on the table when they met in Geneva."
    assert body(page(brand, SECOND, THIRD)) == [brand, SECOND, THIRD]


def test_hard_wrapped_lines_are_one_paragraph():
    text = (
        "The foreign ministers of the two countries met in Geneva on\n"
        "Tuesday to discuss the ceasefire on the northern border, which\n"
        "has held since March.\n\n"
        "“We have agreed on a list of prisoners,” said Foreign Minister\n"
        "Ana Brandt, who led the talks in Geneva for the second day and\n"
        "will go on to Brussels.\n"
    )
    assert [piece.count("\n") for piece in body(text)] == [2, 2]


def test_one_long_line_is_a_story():
    assert body(f"{LEAD} {SECOND} {THIRD}") == [f"{LEAD} {SECOND} {THIRD}"]


# --- titles ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "above, title",
    [
        ((TITLE, TITLE, TITLE), TITLE),
        ((f"Home / World / {TITLE}", TITLE), TITLE),
        ((f"Home World {TITLE}", TITLE, "by Newsroom Europe"), TITLE),
        ((f"{TITLE} - The Daily Bugle", "World", "Sport", TITLE, "Ana Roe"), TITLE),
        ((f"Home / World / {TITLE}",), TITLE),
        ((TITLE,), TITLE),
        ((TITLE, "Geneva talks end without a date for the return of the prisoners"), TITLE),
        ((TITLE, "Editorial", "Both ministers leave Geneva with a list of prisoners and without a date for the northern border"), TITLE),
        (("Copy link", "Copy link", TITLE, "Ana Roe"), TITLE),
        (("Minister Ana Brandt, left, speaks in the palace at Geneva. Photo: AFP / Jane Roe",), None),
        ((), None),
    ],
)  # fmt: skip
def test_the_title_is_the_headline_over_the_story(above: tuple[str, ...], title: str | None):
    assert choose_story(page(*above, LEAD, SECOND, THIRD)).title == title


def test_the_comments_name_a_title_that_is_printed_nowhere_else():
    text = page(LEAD, SECOND, THIRD, f"3 replies on “{TITLE}”", "Comments are closed.")
    assert choose_story(text).title == TITLE


# --- whatever comes ----------------------------------------------------------------------------------------------

NEWSY = st.lists(
    st.sampled_from(
        [
            LEAD,
            SECOND,
            THIRD,
            TITLE,
            "Leave a Reply",
            "Related",
            "GENEVA: Talks.",
            "x",
            "",
            "•",
            "A…",
            "日本語の文章です。",
        ]
    )
    | st.text(),
    max_size=12,
).map("\n".join)


@given(NEWSY)
def test_the_body_is_in_order_without_overlap_and_never_empty_where_there_are_words(text: str):
    story = choose_story(text)
    at = 0
    for piece in story.body:
        assert at <= piece.start < piece.end <= len(text)
        assert piece.of(text) == piece.of(text).strip()
        at = piece.end
    assert bool(story.body) == any(c.isalnum() or c == "_" for c in text)
