"""The command line is whole: every command says what the contract promises, and no in one sentence."""

import json
import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from briefings.config import PERMISSIONS
from briefings.ingest import decode
from briefings.render import plain, unescape
from briefings.store import Store
from tests.builders import NOW as SOMETIME
from tests.command_line import NOW, ROOT, SEEDS, Told, ended, run, start

pytestmark = pytest.mark.model

STORY = (
    "Defense Secretary Jim Mattis arrived in Kabul on Monday, 4 December 2017. “We will stay,” Mattis said, “until the talks succeed.” "
    "President Ashraf Ghani said that the café talks would go on in March 2018.\n\nThe talks had begun on 1 November 2017 in Geneva."
)  # fmt: skip
ANOTHER = (
    "The talks in Geneva went on for a third day on Wednesday. Negotiators from both sides met without the foreign ministers. "
    "Foreign Minister Sergei Lavrov said that the talks in Geneva were useful."
)  # fmt: skip
TEXTS = {path.stem: decode(path.read_bytes()) for path in SEEDS.glob("*.txt")}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The five seeds, loaded as a newcomer loads them."""
    address = str(tmp_path_factory.mktemp("cli") / "news.db")
    assert run("load", SEEDS, "--store", address, "--now", NOW).code == 0
    assert run("migrate", "--store", address, "--now", NOW).code == 0
    return address


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two stories and a manifest that knows the first."""
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "kabul.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "news" / "geneva.txt").write_text(ANOTHER, encoding="utf-8")
    (tmp_path / "news" / "manifest.toml").write_text(
        '["kabul.txt"]\nsource = "The Bugle"\npublished = "2017-12"\nestimated = true\n'
    )
    return tmp_path / "news"


def lines(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


# --- analyse -----------------------------------------------------------------------------------------------------

ANALYSED = "doc title published body sentences summary people quotes dates events".split()


def check_analysis(told: dict[str, Any], text: str, sentences: int = 3) -> None:
    """Every field of the contract is there, and every offset is one of this text."""
    assert [key for key in told if key != "text"] == ANALYSED
    assert told["published"].keys() == {"date", "from", "estimated"}
    assert told["published"]["from"] in {"given", "manifest", "feed", "page", "text", "none"}
    people = {person["id"] for person in told["people"]}
    assert len(people) == len(told["people"])
    spans = [*told["body"], *told["sentences"], *told["summary"]]
    mentions = [tuple(span) for person in told["people"] for span in person["mentions"]]
    assert len(mentions) == len(set(mentions))
    for person in told["people"]:
        assert person.keys() >= {"id", "name", "aliases", "mentions", "roles"}
        assert person["mentions"]
        for role in person["roles"]:
            assert role.keys() >= {"title", "status", "span"}
            assert role["status"] in {"held", "former", "acting", "nominee"}
            spans.append(role["span"])
    for quote in told["quotes"]:
        assert quote.keys() >= set("content speaker speaker_name speaker_kind person cue kind grade".split())
        assert quote["speaker_kind"] in {"person", "organisation", "anonymous", "unknown"}
        assert quote["kind"] in {"direct", "indirect", "mixed"}
        assert quote["grade"] in {"attributed", "likely"}
        assert quote["person"] is None or quote["person"] in people
        assert quote["content"]
        spans += [*quote["content"], *(quote[field] for field in ("speaker", "cue") if quote[field])]
    for date in told["dates"]:
        assert date["text"] == text[date["start"] : date["end"]]
        assert date["type"] in {"DATE", "TIME", "DURATION", "SET"}
        spans.append([date["start"], date["end"]])
    for event in told["events"]:
        assert isinstance(event["planned"], bool)
        assert set(event["people"]) <= people
        starts, ends = zip(*told["sentences"], strict=True)
        assert event["sentence"][0] in starts
        assert event["sentence"][1] in ends
        assert_days(event["when"])
    assert all(0 <= start < end <= len(text) for start, end in [*spans, *mentions])
    for ordered in (told["body"], told["sentences"], told["summary"]):
        assert all(one[1] <= after[0] for one, after in pairwise(ordered))
    assert len(told["summary"]) <= sentences
    assert all(span in told["sentences"] for span in told["summary"])


def assert_days(when: Any) -> None:
    days = [when["first"], when["last"]] if isinstance(when, dict) else [when]
    assert all(re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", day) for day in days)


def test_an_analysis_has_every_field_and_every_offset_is_true():
    told = run("analyse", *sorted(SEEDS.glob("*.txt")), "--json")
    assert told.code == 0
    assert told.err == ""
    assert [one["doc"] for one in told.objects] == sorted(TEXTS)
    for one in told.objects:
        check_analysis(one, TEXTS[one["doc"]])
        assert one["published"]["from"] == "manifest"
        assert len(one["summary"]) == 3


def test_json_lines_hold_texts_and_pages_and_a_page_comes_with_its_text(tmp_path: Path):
    page = f"<html><body><nav>Home</nav><article><h1>Talks in Kabul</h1><p>{STORY}</p><p>{ANOTHER}</p></article></body></html>"
    path = lines(
        tmp_path / "in.jsonl",
        {"id": "one", "text": STORY, "published": "2017-12-05", "title": "Kabul", "source": "The Bugle", "url": "https://x.example/1"},
        {"id": 2, "html": page, "published": "2017-12"},
    )  # fmt: skip
    for told in (
        run("analyse", "--jsonl", path, "--json"),
        run("analyse", "--jsonl", "-", "--json", stdin=path.read_bytes()),
    ):
        assert told.code == 0
        text, html = told.objects
        check_analysis(text, STORY)
        assert "text" not in text
        assert (text["doc"], text["title"]) == ("one", "Kabul")
        assert text["published"] == {"date": "2017-12-05", "from": "given", "estimated": False}
        check_analysis(html, html["text"])
        assert (html["doc"], html["title"]) == ("2", "Talks in Kabul")
        assert html["published"]["date"] == "2017-12"
        assert {"Jim Mattis"} <= {person["name"] for person in html["people"]}


def test_a_quote_that_its_clause_breaks_is_one_quote_with_two_spans():
    told = run("analyse", "-", "--json", stdin=STORY.encode()).object
    check_analysis(told, STORY)
    (quote,) = (quote for quote in told["quotes"] if quote["kind"] == "direct")
    assert [STORY[start:end] for start, end in quote["content"]] == ["“We will stay,”", "“until the talks succeed.”"]
    (mattis,) = (person for person in told["people"] if person["name"] == "Jim Mattis")
    assert (quote["person"], quote["speaker_name"]) == (mattis["id"], "Jim Mattis")


@pytest.mark.parametrize("given", ["2017-12-05", "2017-12", "2017"])
def test_the_day_that_is_given_is_the_articles_own(given: str):
    told = run("analyse", "-", "--published", given, "--json", stdin=ANOTHER.encode()).object
    assert told["published"] == {"date": given, "from": "given", "estimated": False}


def test_analyse_shows_subheads_as_part_of_the_story_and_reads_nothing_from_them():
    seed = SEEDS / "003_cb0350a1707e6f3a.txt"
    told, text = run("analyse", seed, "--json").object, seed.read_text("utf-8")
    parts = {text[start:end]: (start, end) for start, end in told["body"]}
    for subhead in ("Action sought against Haqqani network", "‘Stick for the govt, carrot for the military’"):
        start, end = parts[subhead]
        assert [sentence for sentence in told["sentences"] if sentence[0] < end and start < sentence[1]] == []
    assert told["body"] == sorted(told["body"])


@pytest.mark.parametrize("most", [1, 2, 5])
def test_a_summary_has_as_many_sentences_as_were_asked_for(most: int):
    told = run("analyse", SEEDS / "003_cb0350a1707e6f3a.txt", "--sentences", most, "--json").object
    check_analysis(told, TEXTS[told["doc"]], most)
    assert len(told["summary"]) == most


def test_a_person_may_look_at_an_analysis_too():
    told = run("analyse", "-", stdin=STORY.encode())
    assert json.loads(told.out)["people"]
    assert len(told.out.splitlines()) > 20


def test_one_unreadable_input_stops_no_other(tmp_path: Path):
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text(STORY, encoding="utf-8")
    bad.write_bytes(b"\x89PNG\r\n\x1a\n")
    told = run("analyse", bad, good, tmp_path / "gone.txt", "--json")
    assert told.code == 1
    assert [one["doc"] for one in told.objects] == ["good"]
    assert [line.split(":")[0] for line in told.err.splitlines()] == ["bad", "gone"]


def test_an_address_that_is_not_public_is_refused():
    told = run("analyse", "http://127.0.0.1:9/story.html", "--json")
    assert (told.code, told.out) == (1, "")
    assert "is not a public address" in told.sentence


# --- summarise ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("length, most", [((), 3), (("--sentences", "2"), 2), (("--words", "25"), None)])
def test_a_summary_of_several_texts_is_whole_sentences_of_theirs(tmp_path: Path, length: tuple[str, ...], most: Any):
    docs = [STORY, ANOTHER, ANOTHER + " Nobody knew how long the talks would last."]
    path = lines(tmp_path / "in.jsonl", {"id": "geneva", "docs": docs}, {"id": 2, "docs": []})
    told = run("summarise", "--jsonl", path, *length, "--json")
    assert told.code == 0
    geneva, none = told.objects
    assert none == {"id": 2, "sents": []}
    assert geneva.keys() == {"id", "sents"}
    assert geneva["id"] == "geneva"
    assert 0 < len(geneva["sents"]) == len(set(geneva["sents"]))
    assert all(any(sent in text for text in docs) for sent in geneva["sents"])
    assert all(re.search(r"[.”]$", sent) for sent in geneva["sents"])
    if most:
        assert len(geneva["sents"]) == most
    else:
        assert sum(len(sent.split()) for sent in geneva["sents"]) <= 25


def test_a_text_too_long_to_summarise_stops_no_other(tmp_path: Path):
    long = {"id": "long", "docs": ["Talks went on. " * 70_000]}
    told = run("summarise", "--jsonl", lines(tmp_path / "in.jsonl", long, {"id": "short", "docs": [STORY]}), "--json")
    assert (told.code, [one["id"] for one in told.objects]) == (1, ["short"])
    assert told.sentence.startswith("long: text 1 has 1,050,000 characters")


# --- load --------------------------------------------------------------------------------------------------------

LOADED = {"doc", "article", "new", "title", "published", "words", "people", "quotes", "events", "problem"}


def test_loading_says_what_became_of_each_and_twice_is_once(folder: Path, tmp_path: Path):
    address = tmp_path / "news.db"
    first = run("load", folder, "--store", address, "--json")
    assert first.code == 0
    assert first.err == ""
    geneva, kabul = first.objects
    assert geneva.keys() == kabul.keys() == LOADED
    assert (geneva["doc"], geneva["new"], geneva["problem"]) == ("geneva", True, None)
    assert kabul["published"] == {"date": "2017-12", "from": "manifest", "estimated": True}
    assert kabul["people"] == 2
    assert kabul["words"] == len(STORY.split())
    assert re.fullmatch("[0-9a-f]{64}", kabul["article"])
    again = run("load", folder, "--store", address, "--json")
    assert [{**one, "new": True} for one in again.objects] == first.objects
    assert not any(one["new"] for one in again.objects)
    assert "known already" in run("load", folder, "--store", address).out


def test_json_lines_are_loaded_and_the_shelf_is_the_one_that_is_named(tmp_path: Path):
    address = tmp_path / "news.db"
    path = lines(tmp_path / "in.jsonl", {"id": "a", "text": STORY, "published": "2017-12-05"}, {"id": "b"})
    told = run("load", "--jsonl", path, "--collection", "guild:7", "--store", address, "--json")
    assert told.code == 1
    assert [(one["doc"], one["new"], one["problem"]) for one in told.objects] == [
        ("a", True, None), ("b", False, "b, line 2: it needs either “text” or “html”."),
    ]  # fmt: skip
    for question in (["who", "mattis"], ["quotes", "mattis"], ["timeline"], ["search", "Kabul"], ["brief"], ["ask", "who is mattis"]):  # fmt: skip
        assert run(*question, "--store", address, "--json").object["receipts"] == []
        told_there = run(*question, "--collection", "guild:7", "--store", address, "--json").object
        assert {receipt["doc"] for receipt in told_there["receipts"]} == {"a"}


def test_an_article_in_another_language_is_kept_to_be_searched_and_says_so(tmp_path: Path):
    text = (
        "Ministerin Anna Keller sprach in Köln. „Kommen Sie bald wieder“, sagte Keller am Montag vor dem Rathaus. " * 3
    )
    path = tmp_path / "koeln.txt"
    path.write_text(text)
    told = run("load", path, "--store", tmp_path / "news.db")
    assert told.out.strip().endswith("0 people, 0 quotes, 0 events · not in English, so it can only be searched")
    assert run("who", "keller", "--store", tmp_path / "news.db", "--json").object["kind"] == "unknown"
    assert len(run("search", "Rathaus", "--store", tmp_path / "news.db", "--json").object["entries"]) >= 1


def bad_inputs(folder: Path) -> list[Path]:
    plain_story = STORY.replace("“", '"').replace("”", '"')
    contents = {
        "01-empty.txt": b"",
        "02-binary.txt": bytes(range(256)) * 20,
        "03-line.txt": b"Defense Secretary Jim Mattis arrived in Kabul. " * 220_000,
        "04-latin.txt": plain_story.encode("latin-1"),
        "05-utf16.txt": STORY.replace("Monday", "Tuesday").encode("utf-16"),
        "06-nul.txt": STORY.replace("Geneva", "Gen\0va").encode(),
        "07-blank.txt": b" \n\n\t\0",
        "08-good.txt": ANOTHER.encode(),
    }
    for name, data in contents.items():
        (folder / name).write_bytes(data)
    (folder / "none").mkdir()
    return [*(folder / name for name in contents), folder / "none", folder / "gone.txt"]


@pytest.mark.parametrize("workers", [1, 2])
def test_of_unreadable_inputs_each_has_its_sentence_and_nothing_else_is_lost(tmp_path: Path, workers: int):
    (tmp_path / "in").mkdir()
    paths = bad_inputs(tmp_path / "in")
    told = run("load", *paths, "--workers", workers, "--store", tmp_path / "news.db", "--json")
    assert told.code == 1
    assert told.err == ""
    problems = {one["doc"]: one["problem"] for one in told.objects}
    assert problems == {
        "01-empty": "01-empty holds no text.",
        "02-binary": "02-binary is no text. Give me an article as text or as an HTML page.",
        "03-line": "03-line has 10,340,000 characters; an article may have 1,000,000.",
        "04-latin": None,
        "05-utf16": None,
        "06-nul": None,
        "07-blank": "07-blank holds no text.",
        "08-good": None,
        "none": f"There is no article in {tmp_path}/in/none.",
        "gone": f"There is no file {tmp_path}/in/gone.txt.",
    }
    assert [one["people"] for one in told.objects if one["problem"] is None] == [2, 2, 2, 1]
    if workers == 1:
        said = run("quotes", "mattis", "--store", tmp_path / "news.db", "--json").object
        assert {receipt["doc"] for receipt in said["receipts"]} == {"04-latin", "05-utf16", "06-nul"}


def test_a_name_that_is_no_utf_8_is_a_name(tmp_path: Path):
    (tmp_path / "in").mkdir()
    file = Path(os.fsdecode(os.fsencode(tmp_path / "in") + b"/caf\xe9.txt"))
    try:
        file.write_text(STORY, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 only")
    told = run("load", tmp_path / "in", "--store", tmp_path / "news.db", "--json")
    assert (told.code, told.object["doc"]) == (0, "caf\ufffd")
    odd = os.fsdecode(b"caf\xe9")
    for question in ("who", "search", "ask", "timeline"):
        assert run(question, odd, "--store", tmp_path / "news.db").code == 0


# --- questions ---------------------------------------------------------------------------------------------------

ANSWERED = "question read_as kind people entries candidates receipts markdown offset more".split()

QUESTIONS = [
    # words                                               kind
    (("who", "mattis"), "profile"),
    (("who", "jim", "mattis"), "profile"),
    (("who", "mattis", "--since", "2017-12", "--until", "2017-12", "--limit", "2"), "profile"),
    (("who", "mattis", "--as-of", "2017-11"), "profile"),
    (("who", "lavar ball"), "unknown"),
    (("links", "mattis"), "links"),
    (("mentioned", "I", "saw", "Mattis"), "mentioned"),
    (("compare", "people", "mattis", "pompeo", "Pakistan"), "comparison"),
    (("compare", "people", "mattis", "jim mattiss", "Pakistan"), "unknown"),
    (("compare", "over-time", "mattis", "--about", "Pakistan", "--limit", "4"), "changes"),
    (("compare", "over-time", "mattis", "volcanoes"), "nothing"),
    (("links", "mattis", "--as-of", "2017-11"), "nothing"),
    (("quotes", "mattis"), "quotations"),
    (("quotes", "mattis", "--about", "india", "--limit", "1"), "quotations"),
    (("quotes", "mattis", "--limit", "2", "--offset", "2"), "quotations"),
    (("quotes", "mattis", "--since", "2021"), "nothing"),
    (("quotes", "pompeo", "--about", "volcanoes"), "nothing"),
    (("timeline",), "timeline"),
    (("timeline", "Pakistan", "--order", "score", "--limit", "3"), "timeline"),
    (("timeline", "mattis"), "timeline"),
    (("timeline", "--ahead"), "nothing"),
    (("timeline", "--since", "2018-09-05", "--until", "2018-09-05"), "timeline"),
    (("search", "safe", "havens"), "hits"),
    (("search", "volcano"), "nothing"),
    (("brief",), "brief"),
    (("brief", "safe havens", "--limit", "2"), "brief"),
    (("ask", "what", "did", "mattis", "say", "about", "india?"), "quotations"),
    (("ask", "who is mattis", "--limit", "1"), "profile"),
    (("ask", "timeline of Pakistan since 2018"), "timeline"),
    (("ask", "what did angela merkel say"), "unknown"),
    (("ask", "help"), "help"),
    (("ask", "why is the sea salt"), "nothing"),
]  # fmt: skip


def check_answer(told: dict[str, Any], texts: dict[str, str], most: int = 10) -> None:
    """Every field of the contract is there, and every word is where its receipt says."""
    assert [key for key in told if key != "id"] == ANSWERED
    assert told["read_as"]["kind"]
    assert set(told["read_as"]) <= {"kind", "person", "topic", "since", "until", "as_of"}
    receipts = {receipt["n"]: receipt for receipt in told["receipts"]}
    assert list(receipts) == list(range(1, len(receipts) + 1))
    for receipt in receipts.values():
        assert receipt.keys() >= {"n", "article", "doc", "source", "published", "start", "end", "text"}
        assert receipt["text"] == texts[receipt["doc"]][receipt["start"] : receipt["end"]]
        if receipt["published"] is not None:
            assert_days(receipt["published"])
    shown = {unescape(line) for line in told["markdown"].splitlines()}
    for entry in told["entries"]:
        receipt = receipts[entry["receipt"]]
        assert entry["spans"]
        assert all(receipt["start"] <= start < end <= receipt["end"] for start, end in entry["spans"])
        slices = [texts[receipt["doc"]][start:end] for start, end in entry["spans"]]
        assert entry["text"] == " … ".join(slices)
        assert f"> {plain(entry['text'])} [{entry['receipt']}]" in shown
    assert len(told["entries"]) <= most
    assert all(re.search(r" \[\d+\]$", line) for line in shown if line.startswith("> "))
    for person in told["people"]:
        assert person.keys() >= {"id", "name", "aliases", "roles"}
        for role in person["roles"]:
            assert role.keys() >= {"title", "organisation", "status", "first", "last", "receipt"}
            assert role["receipt"] in receipts


@pytest.mark.parametrize("words, kind", QUESTIONS)
def test_every_question_is_answered_as_the_contract_says(store: str, words: tuple[str, ...], kind: str):
    told = run(*words, "--store", store, "--now", NOW, "--json")
    assert (told.code, told.err) == (0, "")
    assert told.object["kind"] == kind
    most = int(words[words.index("--limit") + 1]) if "--limit" in words else 10
    check_answer(told.object, TEXTS, most)
    if kind not in {"unknown", "nothing", "help", "mentioned"}:
        assert told.object["entries"]
        assert told.object["receipts"]
    said = run(*words, "--store", store, "--now", NOW)
    assert (said.code, said.err, said.out) == (0, "", told.object["markdown"] + "\n")


def test_best_first_is_by_score_and_otherwise_by_date(store: str):
    best, by_date = (
        run("timeline", "--order", order, "--limit", 50, "--store", store, "--now", NOW, "--json").object["entries"]
        for order in ("score", "date")
    )
    scores = [entry["score"] for entry in best]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) > 1
    assert {entry["text"] for entry in best} == {entry["text"] for entry in by_date}
    days = [first_day(entry["date"]) for entry in by_date]
    assert days == sorted(days)
    assert all(entry["reported"] for entry in by_date)


def first_day(when: str | dict[str, str]) -> str:
    return when["first"] if isinstance(when, dict) else when


@pytest.mark.parametrize(
    "days, docs",
    [
        (("--since", "2021"), {"004"}),
        (("--until", "2017-08"), {"001"}),  # "in August", told in November
        (("--since", "2018-09-05", "--until", "2018-09-05"), {"003"}),
        (("--since", "2018", "--until", "2018"), {"003"}),
    ],
)
def test_days_are_read_no_finer_than_given_and_both_ends_count(store: str, days: tuple[str, ...], docs: set[str]):
    told = run("timeline", *days, "--store", store, "--now", NOW, "--json").object
    assert {receipt["doc"][:3] for receipt in told["receipts"]} == docs


def test_the_limit_may_be_raised(store: str):
    assert len(run("quotes", "mattis", "--store", store, "--json").object["entries"]) == 10
    assert len(run("quotes", "mattis", "--limit", 50, "--store", store, "--json").object["entries"]) > 10


def test_who_bears_two_names_is_asked_about(tmp_path: Path):
    texts = {
        "a": "Secretary of State Colin Powell spoke at the UN on Monday. Powell said that time was short.",
        "b": "Federal Reserve Chair Jerome Powell testified on Tuesday. Powell said that rates would rise.",
    }
    path = lines(tmp_path / "in.jsonl", *({"id": doc, "text": text} for doc, text in texts.items()))
    assert run("load", "--jsonl", path, "--store", tmp_path / "news.db").code == 0
    told = run("who", "powell", "--store", tmp_path / "news.db", "--json").object
    assert (told["kind"], sorted(told["candidates"])) == ("ambiguous", ["Colin Powell", "Jerome Powell"])
    check_answer(told, texts)
    assert run("who", "colin powel", "--store", tmp_path / "news.db", "--json").object["candidates"] == ["Colin Powell"]


def test_questions_of_one_conversation_follow_each_other(store: str, tmp_path: Path):
    path = lines(
        tmp_path / "in.jsonl",
        {"id": 1, "question": "who is mattis", "conversation": "a"},
        {"id": 2, "question": "who is pompeo?", "conversation": "b", "now": "2018-09-10"},
        {"id": 3, "question": "what did he say about india", "conversation": "a"},
        {"id": 4, "question": "who is he"},
        {"question": "what did he say", "conversation": "b"},
    )
    told = run("ask", "--jsonl", path, "--limit", 2, "--store", store, "--now", NOW, "--json")
    assert told.code == 0
    for one in told.objects:
        check_answer(one, TEXTS, 2)
    assert [(one["id"], one["kind"], one["read_as"].get("person")) for one in told.objects] == [
        (1, "profile", "James Mattis"),
        (2, "profile", "Mike Pompeo"),
        (3, "quotations", "James Mattis"),
        (4, "help", None),
        (None, "quotations", "Mike Pompeo"),
    ]
    old, fresh = (told.objects[n]["markdown"].splitlines()[:2] for n in (0, 1))
    assert old[0] == "-# I read: about James Mattis"
    assert "90 days" in old[1]
    assert not any("90 days" in line for line in fresh)
    assert run("ask", "--jsonl", "-", "--limit", 2, "--store", store, "--now", NOW, "--json", stdin=path.read_bytes()) == told  # fmt: skip


# --- digests, export, invitation ---------------------------------------------------------------------------------


def test_the_templates_are_those_of_the_folder():
    assert run("digest", "templates").out.split() == ["classroom", "daily", "headlines", "people", "week"]


@pytest.mark.parametrize("template", ["daily", "headlines"])
def test_a_preview_is_what_would_be_posted(store: str, template: str):
    preview = ["digest", "preview", "--template", template, "--zone", "asia/karachi", "--store", store, "--now", NOW]
    arrived = [*preview, "--since", "2021-08-12", "--until", "2021-08-13"]
    told = run(*arrived, "--json")
    assert (told.code, told.err) == (0, "")
    digest = told.object
    assert (digest["kind"], digest["template"], digest["zone"]) == ("digest", template, "Asia/Karachi")
    assert (digest["since"], digest["until"]) == ("2021-08-12T00:00:00+00:00", "2021-08-13T00:00:00+00:00")
    assert digest["stories"] == 5
    assert "\n\n".join(part["text"] for part in digest["parts"]) == digest["markdown"]
    check_answer({key: digest.get(key, 0) for key in ANSWERED}, TEXTS, 99)  # it has no pages
    assert digest["entries"]
    assert run(*arrived).out == digest["markdown"] + "\n"
    assert run(*preview, "--json").object["since"] == "2021-08-11T12:00:00+00:00"
    assert run(*preview, "--until", "2021-08-11", "--json").object["stories"] == 0


@pytest.mark.parametrize("format_", ["markdown", "json", "csv"])
def test_an_answer_can_be_kept_as_a_file(store: str, tmp_path: Path, format_: str):
    words = ["export", "quotes by mattis", "--format", format_, "--store", store, "--now", NOW]
    told, kept = run(*words), run(*words, "--output", tmp_path / "kept")
    assert (told.code, kept.code, kept.out) == (0, 0, "")
    assert (tmp_path / "kept").read_bytes().decode() == told.out
    if format_ == "json":
        check_answer(json.loads(told.out), TEXTS)
    if format_ == "csv":
        assert told.out.splitlines()[0] == "date,reported,speaker,text,source,title,url,article,start,end"
        assert "James Mattis" in told.out
    nowhere = run(*words, "--output", tmp_path / "nowhere" / "kept")
    assert (nowhere.code, nowhere.sentence) == (1, f"{tmp_path}/nowhere/kept cannot be written: no such file or directory.")  # fmt: skip


def test_the_invitation_needs_no_token():
    link = f"https://discord.com/oauth2/authorize?client_id=123456789012345678&scope=bot+applications.commands&permissions={PERMISSIONS}\n"
    assert run("invite", "--application", "123456789012345678") == Told(0, link, "")
    assert run("invite", env={"DISCORD_APPLICATION_ID": "123456789012345678"}).out == link
    assert run("invite").code == 78
    assert "DISCORD_APPLICATION_ID" in run("invite").sentence


def test_who_is_invited_may_not_call_everybody():
    """R09: what nobody gave cannot be used by a headline either."""
    mention_everyone, administrator = 1 << 17, 1 << 3
    assert not PERMISSIONS & (mention_everyone | administrator)


# --- the store as a whole ----------------------------------------------------------------------------------------


def everything_said(store: str) -> list[Told]:
    """What shows all of a store: its people, its words, its days, and its articles."""
    questions = ("who mattis", "quotes pompeo", "timeline --limit 50", "search Pakistan", "brief")
    return [run(*question.split(), "--store", store, "--now", NOW, "--json") for question in questions]


def test_a_backup_comes_back_as_it_was(store: str, folder: Path, tmp_path: Path):
    archive, copy = tmp_path / "kept.zip", tmp_path / "copy.db"
    made = run("backup", archive, "--store", store, "--now", NOW)
    assert (made.code, made.err) == (0, "")
    assert str(archive) in made.out
    assert run("restore", archive, "--check", "--store", copy).code == 0
    assert not copy.exists()
    assert run("restore", archive, "--store", copy, "--now", NOW).code == 0
    assert everything_said(str(copy)) == everything_said(store)

    assert run("load", folder, "--store", copy).code == 0
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert run("restore", archive, "--check", "--store", copy).code == 0
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before
    assert run("restore", archive, "--store", copy, "--now", "2021-08-13").code == 0
    assert everything_said(str(copy)) == everything_said(store)
    (aside,) = tmp_path.glob("copy.db.before-restore-20210813*")
    assert {receipt["doc"] for receipt in run("search", "Geneva", "--store", aside, "--json").object["receipts"]} == {"geneva", "kabul"}  # fmt: skip


def test_nothing_is_restored_while_somebody_writes(store: str, tmp_path: Path):
    assert run("backup", tmp_path / "kept.zip", "--store", store).code == 0
    with Store.open(store, writes="desk", now=SOMETIME):
        told = run("restore", tmp_path / "kept.zip", "--store", store)
        assert run("backup", tmp_path / "again.zip", "--store", store).code == 0
    assert told.code == 1
    assert "is being written by another process" in told.sentence


def test_there_is_no_backup_of_nothing(tmp_path: Path):
    told = run("backup", tmp_path / "kept.zip", "--store", tmp_path / "slip.db")
    assert (told.code, list(tmp_path.iterdir())) == (1, [])
    assert "slip.db" in told.sentence


def test_reading_again_changes_no_answer(store: str, tmp_path: Path):
    for name in ("news.db", "news.desk.db"):
        shutil.copy(Path(store).with_name(name), tmp_path / name)
    again = str(tmp_path / "news.db")
    assert run("reanalyse", "--store", again, "--now", NOW).out == "0 articles read again by the rules of today.\n"
    assert run("reanalyse", "--all", "--store", again, "--now", NOW).out.startswith("5 articles")
    assert everything_said(again) == everything_said(store)
    assert run("migrate", "--store", again).code == 0


# --- no, in one sentence -----------------------------------------------------------------------------------------

WRONG = [
    # words                                               what is said
    (("nonsense",), "invalid choice"),
    ((), "COMMAND"),
    (("who",), "name"),
    (("who", "mattis", "--since", "soon"), "“soon” is no date such as 2017-12-04, 2017-12 or 2017"),
    (("who", "mattis", "--since", "2018", "--until", "2017"), "2018-01-01 to 2017-12-31"),
    (("who", "mattis", "--limit", "0"), "“0” is no number from 1 on"),
    (("who", "mattis", "--now", "yesterday"), "“yesterday”"),
    (("timeline", "--order", "taste"), "taste"),
    (("analyse", "--json"), "--jsonl"),
    (("analyse", "a.txt", "--jsonl", "b.jsonl"), "--jsonl"),
    (("analyse", "-", "--published", "2017-13"), "“2017-13”"),
    (("analyse", "-", "--sentences", "none"), "“none”"),
    (("load",), "--jsonl"),
    (("summarise", "--json"), "--jsonl"),
    (("summarise", "--jsonl", "-", "--sentences", "2", "--words", "9"), "not allowed with"),
    (("ask",), "--jsonl"),
    (("ask", "who", "--jsonl", "-"), "--jsonl"),
    (("digest",), "COMMAND"),
    (("digest", "preview"), "--template"),
    (("digest", "preview", "--template", "weekly"), "There are: classroom, daily, headlines, people, week"),
    (("digest", "preview", "--template", "daily", "--zone", "Europe/Londn"), "Closest: Europe/London"),
    (("digest", "preview", "--template", "daily", "--since", "then"), "“then”"),
    (("digest", "preview", "--template", "daily", "--since", "2018", "--until", "2017"), "end before they begin"),
    (("digest", "preview", "--template", "daily", "--since", "2018-01-02", "--until", "2018-01-01"), "end before they begin"),
    (("export", "who is mattis", "--format", "pdf"), "pdf"),
    (("restore",), "file"),
]  # fmt: skip


@pytest.mark.parametrize("words, said", WRONG)
def test_wrong_usage_is_told_and_ends_with_2(tmp_path: Path, words: tuple[str, ...], said: str):
    told = run(*words, cwd=tmp_path)
    assert (told.code, told.out) == (2, "")
    assert said in told.err.replace("`", "")
    assert "Traceback" not in told.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "command, line, said",
    [
        ("ask", '{"id": 1}', "Line 2 of the JSON lines cannot be used: “question” must be a text."),
        ("ask", '{"question": 7}', "“question” must be a text"),
        ("ask", '{"question": "who is mattis", "now": 5}', "“5”"),
        ("ask", "[]", "Line 2"),
        ("ask", "{", "Line 2"),
        ("ask", "\xff", "Line 2"),
        ("summarise", '{"docs": 7}', "“docs” must be a list of texts"),
        ("summarise", '{"docs": ["a", null]}', "“docs” must be a list of texts"),
        ("summarise", '{"question": "who"}', "“docs” must be a list of texts"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(store: str, command: str, line: str, said: str):
    stdin = b"\n" + line.encode("latin-1")
    told = run(command, "--jsonl", "-", *(["--store", store] if command == "ask" else []), "--json", stdin=stdin)
    assert (told.code, told.out) == (2, "")
    assert said in told.sentence


def test_a_file_of_lines_that_is_not_there_is_named(store: str, tmp_path: Path):
    gone = tmp_path / "gone.jsonl"
    for words in (["analyse"], ["summarise"], ["load", "--store", tmp_path / "news.db"], ["ask", "--store", store]):
        for path in (gone, tmp_path):
            told = run(*words, "--jsonl", path, "--json")
            assert (told.code, told.out) == (1, "")
            assert str(path) in told.sentence


SETTINGS = [
    # settings                                            what is said
    ({"BRIEFINGS_ZONE": "Mars/Olympus"}, "Mars/Olympus"),
    ({"BRIEFINGS_LOG_LEVEL": "LOUD", "BRIEFINGS_TEMPLATES": "/nowhere/at/all"}, "DEBUG, INFO, WARNING or ERROR; BRIEFINGS_TEMPLATES"),
]  # fmt: skip


@pytest.mark.parametrize("env, said", SETTINGS)
def test_settings_that_cannot_work_end_with_78(store: str, env: dict[str, str], said: str):
    told = run("who", "mattis", "--store", store, "--json", env=env)
    assert (told.code, told.out) == (78, "")
    assert said in told.sentence


def test_settings_in_a_file_that_cannot_be_read_end_with_78(tmp_path: Path):
    (tmp_path / ".env").write_bytes("BRIEFINGS_ZONE=Europe/Z\u00fcrich\n".encode("latin-1"))
    told = run("who", "mattis", cwd=tmp_path)
    assert (told.code, told.out) == (78, "")
    assert ".env cannot be read: it is not written in UTF-8" in told.sentence


def a_folder(path: Path) -> None:
    path.mkdir()


def no_database(path: Path) -> None:
    path.write_text(STORY)


def newer(path: Path) -> None:
    run("migrate", "--store", path)
    with sqlite3.connect(path) as later:
        later.execute("UPDATE alembic_version SET version_num = 'news_99'")
    later.close()


STORES = [
    (a_folder, "cannot be written: it is a folder"),
    (no_database, "cannot be read: it is no database"),
    (newer, "was written by a newer version of this program"),
]


@pytest.mark.parametrize("spoil, said", STORES)
@pytest.mark.parametrize("words", [("load", SEEDS), ("who", "mattis"), ("backup", "kept.zip"), ("migrate",), ("read", "--once"), ("reanalyse",)])  # fmt: skip
def test_a_store_that_cannot_be_opened_is_told_and_left_alone(tmp_path: Path, spoil: Any, said: str, words: Any):
    path = tmp_path / "news.db"
    spoil(path)
    before = path.read_bytes() if path.is_file() else None
    as_json = ["--json"] if words[0] in {"load", "who"} else []
    with_handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    told = run(*words, *as_json, "--store", path, cwd=tmp_path)
    for number, handler in with_handlers.items():
        signal.signal(number, handler)
    assert (told.code, told.out) == (1, "")
    assert said in told.sentence
    assert str(path) in told.sentence
    assert (path.read_bytes() if path.is_file() else None) == before


def test_a_store_in_no_folder_is_told(tmp_path: Path):
    told = run("load", SEEDS, "--store", tmp_path / "nowhere" / "news.db")
    assert (told.code, told.out) == (1, "")
    assert "its folder does not exist" in told.sentence


def test_who_finds_the_store_being_written_says_so_and_a_question_is_answered(store: str, folder: Path):
    with Store.open(store, writes="news", now=SOMETIME):
        told = run("load", folder, "--store", store, "--json")
        assert run("who", "mattis", "--store", store, "--json").object["kind"] == "profile"
    assert (told.code, told.out) == (1, "")
    assert "is being written by another process" in told.sentence


def test_a_server_out_of_reach_is_told_without_its_password(folder: Path):
    for words in (["who", "mattis"], ["load", folder], ["migrate"]):
        told = run(*words, "--store", "postgresql://editor:hunter2@127.0.0.1:9/news")
        assert (told.code, told.out) == (1, "")
        assert "cannot be reached" in told.sentence
        assert "hunter2" not in told.err


def test_a_model_that_is_not_there_is_told(folder: Path, tmp_path: Path):
    env = {"BRIEFINGS_MODEL": "en_core_web_nowhere"}
    told = run("load", folder, "--store", tmp_path / "news.db", env=env)
    assert (told.code, told.out) == (1, "")
    assert "en_core_web_nowhere is not installed" in told.sentence


def test_a_template_that_is_missing_or_broken_is_named(store: str, tmp_path: Path):
    templates = tmp_path / "templates"
    shutil.copytree(ROOT / "templates", templates)
    env = {"BRIEFINGS_TEMPLATES": str(templates)}
    assert run("who", "mattis", "--store", store, env=env).code == 0
    profile = templates / "answers" / "profile.md.j2"
    profile.write_text("{% if %}")
    told = run("who", "mattis", "--store", store, "--json", env=env)
    assert (told.code, told.out) == (1, "")
    assert "The template answers/profile.md.j2 is broken in line 1" in told.sentence
    profile.unlink()
    told = run("who", "mattis", "--store", store, "--json", env=env)
    assert (told.code, told.out) == (1, "")
    assert "The template answers/profile.md.j2 is missing" in told.sentence


def test_a_mistake_of_ours_is_one_sentence_too(store: str, monkeypatch: pytest.MonkeyPatch):
    def slip(*_: object, **__: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("briefings.cli.who", slip)
    told = run("who", "mattis", "--store", store)
    assert (told.code, told.out) == (1, "")
    assert "the mistake is ours (ZeroDivisionError: division by zero)" in told.sentence


# --- as real processes -------------------------------------------------------------------------------------------


def test_whoever_has_seen_enough_hears_no_more(store: str):
    for words in (["timeline", "--limit", "50"], ["search", "Pakistan", "--json"]):
        process = start(*words, "--store", store)
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(60) == 0
        assert process.stderr is not None
        assert process.stderr.read() == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_a_full_disk_under_the_output_is_told(store: str):
    with Path("/dev/full").open("wb") as full:
        told = ended(start("who", "mattis", "--store", store, stdout=full))
    assert told.code == 1
    assert told.sentence == "standard output cannot be written: no space left on device."


def test_a_full_disk_under_the_store_loses_nothing(store: str, tmp_path: Path, folder: Path):
    for name in ("news.db", "news.desk.db"):
        shutil.copy(Path(store).with_name(name), tmp_path / name)
    size = (tmp_path / "news.db").stat().st_size
    told = ended(
        start(
            "load", folder, "--store", tmp_path / "news.db", "--json",
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size // 8, size // 8)),
        )
    )  # fmt: skip
    assert (told.code, told.out) == (1, "")
    assert "cannot be written" in told.sentence
    assert everything_said(str(tmp_path / "news.db")) == everything_said(store)
    assert run("load", folder, "--store", tmp_path / "news.db").code == 0


def hears_ctrl_c() -> None:
    """As in a terminal, also where whoever started the tests in the background made them deaf."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_ctrl_c_ends_at_once_and_quietly(tmp_path: Path):
    path = lines(tmp_path / "in.jsonl", *({"id": n, "text": f"{n}. {ANOTHER * 8}"} for n in range(1000)))
    words = ["load", "--jsonl", path, "--workers", 2, "--store", tmp_path / "news.db", "--json"]
    process = start(*words, start_new_session=True, preexec_fn=hears_ctrl_c)
    assert process.stdout is not None
    assert process.stdout.readline().startswith(b"{")
    os.killpg(process.pid, signal.SIGINT)
    told = ended(process)
    assert (told.code, told.err) == (130, "")
    assert run("search", "Geneva", "--store", tmp_path / "news.db", "--json").object["entries"]


def test_ctrl_c_while_python_still_loads_is_quiet_too(store: str):
    process = start("who", "mattis", "--store", store, start_new_session=True, preexec_fn=hears_ctrl_c)
    time.sleep(0.4)
    os.killpg(process.pid, signal.SIGINT)
    told = ended(process)
    assert told.code in {130, 0, -signal.SIGINT}
    assert "briefings" not in told.err


def test_the_process_says_the_same(store: str):
    for words in (("who", "mattis"), ("who", "lavar ball")):
        here = run(*words, "--store", store, "--now", NOW, "--json")
        assert ended(start(*words, "--store", store, "--now", NOW, "--json")) == here
    assert ended(start("who")).code == 2
    assert ended(start("who", "x", env={"BRIEFINGS_ZONE": "Mars"})).code == 78
    question = b'{"id": 7, "question": "help"}\n'
    assert ended(start("ask", "--jsonl", "-", "--store", store, "--json"), question).object["id"] == 7


def test_a_question_waits_for_no_language_model(store: str):
    code = "import sys; from briefings.cli import main; main(sys.argv[1:]); print(sorted({'spacy', 'thinc', 'trafilatura', 'aiohttp'} & set(sys.modules)), file=sys.stderr)"
    ran = subprocess.run(
        [sys.executable, "-c", code, "who", "mattis", "--store", store], cwd=ROOT, capture_output=True, text=True, check=True
    )  # fmt: skip
    assert ran.stderr.strip() == "[]"
