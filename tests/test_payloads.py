"""The payload checker bites: one bad sample for each rule, and no alarm over what Discord takes."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.payloads import V2, check

POST = ("POST", "/channels/1/messages")
REPLY = ("POST", "/interactions/1/secret/callback")
EDIT = ("PATCH", "https://discord.com/api/v10/webhooks/1/secret/messages/@original")
SYNC = ("PUT", "/applications/1/commands")

QUIET: dict[str, Any] = {"allowed_mentions": {"parse": []}}
ONCE: dict[str, Any] = {**QUIET, "nonce": "d41d8cd98f00b204e9800998", "enforce_nonce": True}


@dataclass
class Sent:
    method: str
    path: str
    json: Any


def found(where: tuple[str, str], body: Any) -> list[str]:
    return [str(finding) for finding in check([Sent(*where, body)])]


def embed(**fields: Any) -> dict[str, Any]:
    return {**ONCE, "embeds": [fields]}


def fields(count: int) -> list[dict[str, str]]:
    return [{"name": f"n{number}", "value": "v"} for number in range(count)]


def text(length: int) -> dict[str, Any]:
    return {"type": 10, "content": "x" * length}


def v2(*components: dict[str, Any]) -> dict[str, Any]:
    return {**ONCE, "flags": V2, "components": list(components)}


def button(custom_id: str, **more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 2, "label": "Sources", "custom_id": custom_id, **more}


def row(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {**ONCE, "content": "c", "components": [{"type": 1, "components": list(buttons)}]}


def link(url: str) -> dict[str, Any]:
    return {"type": 2, "style": 5, "label": "The article", "url": url}


TAKEN = [
    (POST, {**ONCE, "content": "Mattis declined to comment."}),
    (POST, {**ONCE, "content": "c" * 2000}),
    (POST, {**ONCE, "content": "tab\tline\nمی‌خواهم 👨‍👩‍👧"}),
    (POST, {**ONCE, "content": "c", "allowed_mentions": {"parse": [], "roles": [123]}}),
    (POST, embed(title="\U0001f600" * 256)),  # 512 units of UTF-16, and Discord takes it
    (POST, embed(title="t", fields=fields(25))),
    (POST, embed(image={"url": "attachment://timeline.png"})),
    (POST, {**ONCE, "embeds": [{"description": "d" * 3000}] * 2}),
    (POST, v2(text(4000))),
    (POST, v2({"type": 9, "components": [text(3)], "accessory": button("r:1")})),
    (POST, v2({"type": 17, "components": [text(3), {"type": 14, "divider": True, "spacing": 1}]})),
    (POST, row(button("a"), link("https://example.org/a?b=c"))),
    (REPLY, {"type": 4, "data": {**QUIET, "content": "hi", "flags": 64}}),
    (REPLY, {"type": 4, "data": {**QUIET, "content": None, "flags": V2, "components": [text(3)], "tts": False}}),
    (REPLY, {"type": 5}),
    (REPLY, {"type": 8, "data": {"choices": [{"name": "n", "value": "v"}] * 25}}),
    (EDIT, {**QUIET, "content": "x"}),
    (("POST", "/webhooks/1/secret"), {**QUIET, "content": "x"}),
    (("POST", "/users/@me/channels"), {"recipient_id": 12}),
    (("GET", "/channels/1/messages"), None),
    (SYNC, [{"name": "digest", "description": "d", "type": 1, "contexts": [0], "default_member_permissions": 32}]),
]

BITES = [
    # Discord's schemas
    (POST, embed(title="t" * 257), "257 characters; at most 256"),
    (POST, embed(title="t", fields=fields(26)), "26 items; at most 25"),
    (POST, embed(fields=[{"name": "n"}]), "'value' is a required property"),
    (POST, embed(title="t", color=16777216), "greater than the maximum"),
    (POST, {**ONCE, "embeds": [{"title": "t"}] * 11}, "11 items; at most 10"),
    (POST, {**ONCE, "content": "c", "nonce": "n" * 26}, "at most 25"),
    (POST, v2({"type": 99}), "of type 99"),
    (POST, row(button("a" * 101)), "at most 100"),
    (POST, row(*(button(str(number)) for number in range(6))), "6 items; at most 5"),
    (POST, {**ONCE, "content": "c", "embed": {"title": "t"}}, "embed: a key that Discord does not know"),
    (POST, {**ONCE, "embeds": [{"title": "t", "colour": 1}]}, "embeds[0].colour: a key"),
    (POST, None, "None is not of type 'object'"),
    (REPLY, {"type": 4, "data": {**QUIET, "embeds": [{"title": "t" * 300}]}}, "300 characters; at most 256"),
    (REPLY, {"type": 8, "data": {"choices": [{"name": "n", "value": "v"}] * 26}}, "at most 25"),
    (EDIT, {**QUIET, "embeds": [{"title": "t", "fields": fields(26)}]}, "26 items; at most 25"),
    (SYNC, [{"name": "digest", "description": "d" * 101, "type": 1}], "at most 100"),
    (("POST", "/channels/1/invites"), {}, "no schema for this request"),
    # what the documentation adds
    (POST, {**ONCE, "content": "c" * 2001}, "2001 characters; a bot may send 2000"),
    (POST, {**ONCE, "content": "  "}, "an empty message"),
    (POST, {**ONCE, "embeds": [{"description": "d" * 3000}, {"title": "d", "description": "d" * 3000}]}, "6001 characters over"),
    (POST, embed(title="t", url="javascript:alert(1)"), "embeds[0].url: not a well-formed http(s) URL"),
    (POST, embed(title="t", image={"url": "/a.png"}), "not a well-formed http(s) URL"),
    (POST, v2(text(4000), text(1)), "4001 characters over all text displays"),
    (POST, {**ONCE, "components": [text(3)]}, "needs the flag"),
    (POST, {**v2(text(3)), "content": "c"}, "content: not allowed beside the components-V2 flag"),
    (POST, v2(), "the components-V2 flag needs components"),
    (POST, v2({"type": 17, "components": [text(1)] * 20}, {"type": 17, "components": [text(1)] * 19}), "41 components"),
    (POST, row(button("a"), button("a")), "'a' stands also at components[0].components[0]"),
    (POST, row(button("a", url="https://example.org")), "a link button has a url"),
    (POST, row(link("ftp://example.org/a")), "not a well-formed http(s) URL"),
    (
        SYNC,
        [
            {
                "name": "search",
                "description": "d" * 100,
                "type": 1,
                "options": [
                    {
                        "type": 3,
                        "name": "n" * 32,
                        "description": "d" * 100,
                        "choices": [{"name": "n" * 100, "value": "v" * 100}] * 25,
                    }
                ]
                * 2,
            }
        ],
        "characters over a command's texts; at most 8000",
    ),
    # what we promise
    (POST, {"content": "c", "nonce": "1", "enforce_nonce": True}, "allowed_mentions: missing"),
    (POST, {**ONCE, "content": "c", "allowed_mentions": {"parse": ["everyone"]}}, "let nothing else ping"),
    (POST, {**ONCE, "content": "c", "allowed_mentions": {"parse": [], "users": ["1"]}}, "let nothing else ping"),
    (POST, {**ONCE, "content": "c", "allowed_mentions": {"parse": [], "replied_user": True}}, "let nothing else ping"),
    (POST, {**ONCE, "content": "c", "allowed_mentions": {}}, "let nothing else ping"),
    (EDIT, {"content": "the first edit of a deferred answer pings"}, "allowed_mentions: missing"),
    (REPLY, {"type": 4, "data": {"content": "c"}}, "data.allowed_mentions: missing"),
    (POST, {**QUIET, "content": "c"}, "a second try would post twice"),
    (POST, {**QUIET, "content": "c", "nonce": "1"}, "a second try would post twice"),
    (POST, {**ONCE, "content": "a\u202eb"}, "content: has the character U+202E"),
    (POST, {**ONCE, "content": "a\ud83d"}, "U+D83D"),
    (POST, row(button("a", label="👍")), "components[0].components[0].label: a button says in words"),
    (POST, row(button("a", label=None, emoji={"name": "👍"})), "a button says in words"),
    (POST, row({"type": 3, "custom_id": "o", "options": [{"label": "Jim Mattis", "value": "who"}]}), "a list says in words"),
    (POST, v2({"type": 12, "items": [{"media": {"url": "attachment://chart.png"}}]}), "items[0].description: a picture has alt"),
    (POST, {**ONCE, "content": "c", "attachments": [{"id": 0, "filename": "chart.png"}]}, "attachments[0].description"),
    (POST, v2({"type": 10, "content": "bell\x07"}), "components[0].content: has the character U+0007"),
]  # fmt: skip


@pytest.mark.parametrize("where,body", TAKEN)
def test_what_discord_takes_raises_no_alarm(where: tuple[str, str], body: Any) -> None:
    assert found(where, body) == []


@pytest.mark.parametrize("where,body,told", BITES, ids=[told for _, _, told in BITES])
def test_a_breach_is_named_with_its_place(where: tuple[str, str], body: Any, told: str) -> None:
    assert any(told in finding for finding in found(where, body)), found(where, body)


def test_a_token_never_shows_in_a_report() -> None:
    assert not any("secret" in finding for where, body, _ in BITES for finding in found(where, body))
