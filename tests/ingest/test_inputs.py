"""Files, folders and JSON lines."""

import json
from pathlib import Path

import pytest

from briefings.errors import SourceUnreadable
from briefings.ingest import Input, content_key, find_inputs, find_lines

STORY = "The foreign ministers of the two countries met in Geneva on Tuesday to discuss the ceasefire on the border."


def told(found: Input) -> str:
    """What became of an input: its titles and days, or the key of its problem."""
    try:
        return " ".join(f"{a.source}@{a.published.span.iso() if a.published.span else None}" for a in found.read())
    except SourceUnreadable as problem:
        return problem.key


def test_a_folder_is_read_in_order_and_one_bad_file_stops_nobody(tmp_path: Path):
    (tmp_path / "b.txt").write_text(STORY)
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "c.txt").write_text("")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "d.txt").write_text(STORY)
    (tmp_path / ".hidden").write_text(STORY)
    (tmp_path / "manifest.toml").write_text(
        '["b.txt"]\nsource = "The Bugle"\npublished = "2017-08"\nestimated = true\n'
    )
    found = list(find_inputs([tmp_path, tmp_path / "gone.txt"]))
    assert [(i.doc, told(i)) for i in found] == [
        ("a", "source_binary"),
        ("b", "The Bugle@2017-08"),
        ("c", "source_empty"),
        ("d", "None@None"),
        ("gone", "source_missing"),
    ]


def test_a_single_file_honours_the_manifest_beside_it(tmp_path: Path):
    (tmp_path / "b.txt").write_text(STORY)
    (tmp_path / "manifest.toml").write_text(
        '["b.txt"]\npublished = "2017-12-04"\ntitle = "Talks"\nurl = "https://x.example/t"\n'
    )
    [article] = next(find_inputs([tmp_path / "b.txt"])).read()
    assert (article.title, article.url, article.published.origin) == ("Talks", "https://x.example/t", "manifest")
    assert article.key == content_key(STORY)


@pytest.mark.parametrize(
    "manifest, problem",
    [
        ('["b.txt"]\npublished = "last week"\n', "“b.txt”: “last week” is no date such as 2017-12-04, 2017-12 or 2017"),
        ('["b.txt"]\npublisher = "x"\n', "“b.txt” has “publisher”, which is not known"),
        ('["b.txt"]\nestimated = "yes"\n', "“b.txt”: “estimated” must be true or false"),
        ('source = "x"\n', '“source” is no table; write ["source"]'),
    ],
)
def test_a_wrong_manifest_says_all_that_is_wrong_and_the_files_still_load(tmp_path: Path, manifest: str, problem: str):
    (tmp_path / "b.txt").write_text(STORY)
    (tmp_path / "manifest.toml").write_text(manifest)
    wrong, story = find_inputs([tmp_path])
    with pytest.raises(SourceUnreadable) as told_so:
        wrong.read()
    assert (told_so.value.key, told_so.value.values["problems"]) == ("manifest_invalid", [problem])
    assert told(story) == "None@None"


def test_a_folder_without_articles_says_so(tmp_path: Path):
    (tmp_path / "manifest.toml").write_text("")
    assert [told(found) for found in find_inputs([tmp_path])] == ["folder_empty"]


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "b.txt").write_text(STORY)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert [told(found) for found in find_inputs([tmp_path])] == ["source_unreadable"]


def test_json_lines_are_read_one_by_one():
    lines = [
        json.dumps({"id": "one", "text": STORY, "published": "2017-12-04", "source": "The Bugle"}),
        "",
        "{broken",
        json.dumps(["no", "object"]),
        json.dumps({"id": "two", "text": STORY, "html": "<p>"}),
        json.dumps({"id": "three", "text": STORY, "published": "soon"}),
        json.dumps(
            {
                "id": 7,
                "html": f"<html><body><article><h1>Talks</h1><p>{STORY}</p><p>{STORY} Again.</p></article></body></html>",
            }
        ),
        json.dumps({"id": "half", "text": STORY + "\ud800"}),
    ]
    assert [(i.doc, told(i)) for i in find_lines(lines)] == [
        ("one", "The Bugle@2017-12-04"),
        ("3", "line_invalid"),
        ("4", "line_invalid"),
        ("two", "line_invalid"),
        ("three", "line_invalid"),
        ("7", "None@None"),
        ("half", "None@None"),
    ]
