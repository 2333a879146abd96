"""An operator's template that is broken keeps no digest back."""

import logging
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from briefings.app import BUILT_IN, App
from briefings.errors import TemplateBroken
from briefings.render import Renderer
from tests.digests.newsroom import arrive, newsroom, story
from tests.digests.test_compose import composed


@pytest.mark.parametrize("slip", ["{{ digest.naem }}", "{% if %}"])
def test_where_an_operators_template_is_broken_the_built_in_one_is_sent_and_he_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, slip: str
):
    folder = tmp_path / "templates"
    shutil.copytree(BUILT_IN, folder)
    (folder / "digests" / "daily.md.j2").write_text(f"## Mine\n{slip}")
    with newsroom(tmp_path / "news") as ours:
        arrive(ours, "2026-11-20T10:00", story(1))
        theirs = App(replace(ours.settings, templates=folder), ours.store, Renderer(folder))
        digest = composed(ours)
        with caplog.at_level(logging.ERROR):
            assert theirs.render_digest(digest) == ours.render_digest(digest)
        assert "daily.md.j2 is broken in line 2" in caplog.text
        with pytest.raises(TemplateBroken):
            theirs.render_digest(replace(digest, template_name="never_was"))
