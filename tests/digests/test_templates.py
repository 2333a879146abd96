"""An operator's template that is broken keeps no digest back, and he is told where it is broken."""

import logging
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.clock import proof
from briefings.app import BUILT_IN, App
from briefings.digests.compose import samples
from briefings.doctor import doctor
from briefings.render import Renderer
from tests.digests.newsroom import CREATED, arrive, newsroom, story
from tests.digests.test_compose import composed


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[App]:
    with newsroom(tmp_path / "news") as app:
        arrive(app, "2026-11-20T10:00", story(1))
        yield app


@pytest.fixture
def theirs(ours: App, tmp_path: Path) -> App:
    """The same with templates that the operator may change."""
    folder = tmp_path / "templates"
    shutil.copytree(BUILT_IN, folder)
    return App(replace(ours.settings, templates=folder), ours.store, Renderer(folder))


def write(app: App, text: str, name: str = "daily") -> None:
    (app.settings.templates / "digests" / f"{name}.md.j2").write_text(text)


@pytest.mark.parametrize("slip", ["{{ digest.naem }}", "{% if %}"])
def test_where_an_operators_template_is_broken_the_built_in_one_is_sent_and_he_is_told(
    ours: App, theirs: App, caplog: pytest.LogCaptureFixture, slip: str
):
    write(theirs, f"## Mine\n{slip}")
    digest = composed(ours)
    with caplog.at_level(logging.ERROR):
        assert theirs.render_digest(digest) == ours.render_digest(digest)
    assert "daily.md.j2 is broken in line 2" in caplog.text
    assert "The built-in one is sent." in caplog.text
    gone = replace(digest, template_name="never_was")
    assert theirs.render_digest(gone) == ours.render_digest(digest), "nobody waits until it is there"


SLIPS = [
    # what stands in line 2                                  column, what may have been meant
    ("{{ digest.naem }}",                                         11, "name"),
    ("Hello {% if digest.late and digest.storeis %}x{% endif %}", 36, "stories"),  # nothing is late today
    ("{{ digest.date | dya }}",                                   18, "day"),
    ("{% for told in digest.stories %}{{ told.titel }}{% endfor %}", 41, "title"),
    ('{% import "lines.md.j2" as lines %}{{ lines.storys([]) }}',  45, "story"),
    ("{% foor told in digest.stories %}",                           4, "for"),
    ("{{ digset.name }}",                                          4, "digest"),
    ("{{ digest.name ~ 'x' }}",                                 None, None),
]  # fmt: skip


@pytest.mark.parametrize("slip,column,near", SLIPS)
def test_a_slip_is_told_with_its_line_its_column_and_the_nearest_name(
    theirs: App, slip: str, column: int | None, near: str | None
):
    write(theirs, f"## Mine\n{slip}")
    (fault,) = theirs.proof_templates(CREATED)
    assert (fault.values["name"], fault.values["line"], fault.values["column"]) == ("digests/daily.md.j2", 2, column)
    assert fault.values["near"][:1] == ([near] if near else [])
    told = theirs.renderer.error(fault, markdown=False)
    assert (f"Did you mean “{near}”?" in told) == bool(near)


def test_every_template_that_we_come_with_shows_what_came_last_and_a_quiet_day(ours: App):
    assert list(ours.renderer.digests()) == ["classroom", "daily", "headlines", "people", "week"]
    assert ours.renderer.digests()["week"] == "The week as a timeline"
    assert ours.proof_templates(CREATED) == ()


def test_a_broken_template_never_replaces_one_that_worked(theirs: App, caplog: pytest.LogCaptureFixture):
    write(theirs, "## Mine of {{ digest.date | day }}")
    proof(theirs, CREATED)
    digest = composed(theirs)
    (mine,) = theirs.render_digest(digest)
    assert mine.text == "## Mine of 21 November 2026"
    write(theirs, "## Mine of {{ digest.dat | day }}")
    with caplog.at_level(logging.ERROR):
        proof(theirs, CREATED)  # as the clock does when a file is another one
        assert "line 1, column 22" in caplog.text
        assert "Did you mean “date”?" in caplog.text
        assert theirs.render_digest(digest) == (mine,)  # also after a restart: the desk keeps it
    assert "The one that worked before is sent." in caplog.text


def test_the_doctor_says_which_digest_template_is_broken(theirs: App):
    assert "digest template" not in {check.what for check in doctor(theirs.settings, token="t", now=CREATED)}
    write(theirs, "{{ digest.naem }}")
    broken = [check for check in doctor(theirs.settings, token="t", now=CREATED) if check.what == "digest template"]
    assert [(check.fine, check.broken) for check in broken] == [(False, False)]
    assert broken[0].error is not None
    assert broken[0].error.values["near"] == ["name"]


def test_however_much_came_at_once_a_template_is_tried_on_little(ours: App):
    for number in range(2, 40):
        arrive(ours, "2026-11-20T10:00", story(number))
    came_last, quiet_day = samples(ours.store, CREATED)
    assert (came_last.articles, quiet_day.articles, quiet_day.quiet) == (20, 0, True)


def test_somebody_who_changes_a_template_is_noticed(theirs: App):
    before = theirs.templates_stamp()
    assert theirs.templates_stamp() == before
    write(theirs, "## New", "mine")
    assert theirs.templates_stamp() != before
