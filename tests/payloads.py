"""Would Discord take what we sent, and did we keep our own rules? `check(requests)` names every breach.

Three layers: Discord's own schemas (discord_schemas.json), limits that its documentation states and the schemas do not
hold, and what we promise: nobody is pinged by a story, a post is never made twice, no character hides another, and
nothing is said by a colour, an emoji or a picture alone.

Lengths are code points, as Discord counts them (discord/discord-api-docs#1315).
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError

SCHEMAS = Path(__file__).with_name("discord_schemas.json")

CONTENT_MAX = 2000  # the schema says 4,000, which is for people with Nitro
EMBEDS_MAX = 6000  # characters over all embeds of a message
COMPONENTS_MAX = 40  # nested ones counted
DISPLAYS_MAX = 4000  # characters over all text displays of a message
COMMAND_MAX = 8000  # characters over a command's names, descriptions and choices

V2 = 1 << 15
BUTTON, TEXT_DISPLAY, GALLERY = 2, 10, 12
SELECTS = {3, 5, 6, 7, 8}
PICTURES = (".png", ".jpg", ".webp", ".gif")
WORDS = re.compile(r"[^\W_]{2}|\d")  # neither a colour nor an emoji alone says anything
V2_ONLY = {9, 10, 11, 12, 13, 14, 17}  # section, text, thumbnail, gallery, file, separator, container
LINK_STYLE = 5

REPLY, UPDATE = 4, 7  # interaction callbacks that carry a message

# Tab and line feed are text; the joiners are needed by emoji and by several scripts. All else here hides something.
SUSPECT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters
    "\u200e\u200f\u061c\u202a-\u202e\u2066\u2067"  # bidi marks, embeddings, overrides; we isolate with U+2068 and U+2069
    "\ud800-\udfff]"  # half an emoji
)

# discord.py sends these and the API takes them, but the schemas do not know them: (key, what it stands in).
KNOWN_EXTRAS = {("nsfw", ""), ("flags", "embeds"), ("tts", ""), ("tts", "data")}


class Request(Protocol):
    """What SimCord's log and the stand-in's log have in common."""

    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def json(self) -> Any: ...


@dataclass(frozen=True)
class Finding:
    """One breach: in which request, where in its body, and what is wrong there."""

    request: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.request}: {self.where or 'the body'}: {self.what}"


Add = Callable[[str, str], None]


def check(requests: Iterable[Request]) -> list[Finding]:
    """Every breach in these requests, in their order; an empty list is what a test wants to see."""
    findings: list[Finding] = []
    for request in requests:
        findings += _check_one(request.method.upper(), request.path, request.json)
    return findings


def _check_one(method: str, path: str, body: Any) -> list[Finding]:
    path = re.sub(r"^/api(/v\d+)?(?=/)", "", urlsplit(path).path)
    # An interaction's or a webhook's token is a secret: it stays out of reports.
    label = re.sub(r"(/(?:interactions|webhooks)/\d+/)[^/]+", r"\1TOKEN", f"{method} {path}")
    findings: list[Finding] = []

    def add(where: str, what: str) -> None:
        findings.append(Finding(label, where, what))

    if method in {"GET", "DELETE"}:
        return findings
    route = _route(method, path)
    if route is None:
        add("", f"no schema for this request; add it to {SCHEMAS.name} if the bot may send it")
        return findings
    _check_schema(route, body, add)
    _check_characters(body, add)
    if route.endswith("/commands"):
        _check_commands(body, add)
    message, at = _message_in(route, body)
    if message is not None:
        _check_limits(message, at, add, new=method == "POST" and body.get("type") != UPDATE)
        _check_promises(route, message, at, add)
    return findings


# ── Discord's schemas ────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def _schemas() -> dict[str, Any]:
    schemas: dict[str, Any] = json.loads(SCHEMAS.read_text(encoding="utf-8"))
    # discord.py sends the ids in allowed_mentions as numbers, and the API takes them.
    schemas["$defs"]["SnowflakeType"] = {
        "anyOf": [{"type": "string", "pattern": "^(0|[1-9][0-9]*)$"}, {"type": "integer", "minimum": 0}]
    }
    return schemas


@cache
def _route(method: str, path: str) -> str | None:
    """The template of a path, the one with most of its words spelled out: `…/messages/@original` is not any message."""
    parts = path.strip("/").split("/")
    fitting = []
    for route in _schemas()["routes"]:
        verb, template = route.split(" ")
        wanted = template.strip("/").split("/")
        if verb == method and len(wanted) == len(parts):
            literal = [want == got for want, got in zip(wanted, parts, strict=True) if not want.startswith("{")]
            if all(literal):
                fitting.append((len(literal), route))
    return max(fitting)[1] if fitting else None


@cache
def _validator(route: str) -> Any:
    return Validator({"$defs": _schemas()["$defs"], **_schemas()["routes"][route]})


def _check_schema(route: str, body: Any, add: Add) -> None:
    for error in _validator(route).iter_errors(body):
        add(_where(error.absolute_path), error.message[:300])
    for where in _unknown_keys(_schemas()["routes"][route], body, []):
        add(where, "a key that Discord does not know, and drops without a word")


def _number(value: Any) -> Any:
    """The API takes a string for a whole number (discord-api-spec's README)."""
    return int(value) if isinstance(value, str) and re.fullmatch(r"-?\d{1,20}", value) else value


def _is_integer(_checker: Any, value: Any) -> bool:
    return isinstance(_number(value), int) and not isinstance(value, bool)


def _minimum(_validator: Any, bound: Any, value: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(_number(value), int | float) and _number(value) < bound:
        yield ValidationError(f"{value} is less than the minimum of {bound}")


def _maximum(_validator: Any, bound: Any, value: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(_number(value), int | float) and _number(value) > bound:
        yield ValidationError(f"{value} is greater than the maximum of {bound}")


def _enum(_validator: Any, allowed: Any, value: Any, _schema: Any) -> Iterator[ValidationError]:
    if value not in allowed and _number(value) not in allowed:
        yield ValidationError(f"{value!r} is not one of {allowed!r}")


def _max_length(_validator: Any, bound: int, value: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(value, str) and len(value) > bound:
        yield ValidationError(f"{len(value)} characters; at most {bound} are allowed")


def _max_items(_validator: Any, bound: int, value: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(value, list) and len(value) > bound:
        yield ValidationError(f"{len(value)} items; at most {bound} are allowed")


def _union(validator: Any, branches: list[Any], value: Any, _schema: Any) -> Iterator[ValidationError]:
    """One of the listed forms, whether it says anyOf or oneOf (discord-api-spec's README).

    When none fits, the errors are those of the form that was meant: the one of the same `type`.
    """
    failed = []
    for position, branch in enumerate(branches):
        errors = list(validator.descend(value, branch, schema_path=position))
        if not errors:
            return
        failed.append(errors)
    meant = [errors for errors in failed if not any(_says_another_kind(error) for error in errors)]
    if meant:
        yield from min(meant, key=len)
    else:
        kind = f" of type {value['type']!r}" if isinstance(value, dict) and "type" in value else ""
        yield ValidationError(f"a value{kind} that fits none of {len(branches)} allowed forms")


def _says_another_kind(error: ValidationError) -> bool:
    return (not error.path and error.validator == "type") or (
        list(error.path) == ["type"] and error.validator == "enum"
    )


Validator = validators.extend(  # type: ignore[no-untyped-call]  # jsonschema gives it no type
    Draft202012Validator,
    {
        "anyOf": _union,
        "oneOf": _union,
        "minimum": _minimum,
        "maximum": _maximum,
        "enum": _enum,
        "maxLength": _max_length,
        "maxItems": _max_items,
    },
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer),
)


def _unknown_keys(schema: Any, value: Any, path: list[Any]) -> Iterator[str]:
    if isinstance(value, list):
        items = [form["items"] for form in _forms(schema, None) if "items" in form]
        for position, child in enumerate(value if items else []):
            yield from _unknown_keys({"anyOf": items}, child, [*path, position])
    elif isinstance(value, dict):
        forms = list(_forms(schema, value))
        known = [form.get("properties", {}) for form in forms]
        if not any(known) or any(form.get("additionalProperties") for form in forms):
            return
        above = next((part for part in reversed(path) if isinstance(part, str)), "")
        for key, child in value.items():
            children = [properties[key] for properties in known if key in properties]
            if children:
                yield from _unknown_keys({"anyOf": children}, child, [*path, key])
            elif (key, above) not in KNOWN_EXTRAS:
                yield _where([*path, key])


def _forms(schema: Any, value: dict[str, Any] | None, depth: int = 0) -> Iterator[dict[str, Any]]:
    """The schema and all that it is put together from, leaving out forms of another `type` than the value's."""
    if not isinstance(schema, dict) or depth > 12:
        return
    if "$ref" in schema:
        yield from _forms(_schemas()["$defs"][schema["$ref"].rsplit("/", 1)[-1]], value, depth + 1)
        return
    kinds = schema.get("properties", {}).get("type", {}).get("enum")
    if value is not None and kinds is not None and _number(value.get("type")) not in kinds:
        return
    yield schema
    for part in (*schema.get("allOf", ()), *schema.get("anyOf", ()), *schema.get("oneOf", ())):
        yield from _forms(part, value, depth + 1)


# ── what the documentation says and the schemas do not ───────────────────────────────────────────────────────────────


def _message_in(route: str, body: Any) -> tuple[dict[str, Any] | None, str]:
    """The message in a body, and what stands before its fields in a report."""
    if not isinstance(body, dict) or route.endswith(("/commands", "/users/@me/channels")):
        return None, ""
    if route.endswith("/callback"):
        data = body.get("data")
        return (data, "data.") if body.get("type") in {REPLY, UPDATE} and isinstance(data, dict) else (None, "")
    if route.endswith("/threads"):
        return body.get("message"), "message."
    return body, ""


def _check_limits(message: Mapping[str, Any], at: str, add: Add, *, new: bool) -> None:
    content, embeds, components = (message.get(key) or [] for key in ("content", "embeds", "components"))
    v2 = bool((_number(message.get("flags")) or 0) & V2)
    if len(content) > CONTENT_MAX:
        add(f"{at}content", f"{len(content)} characters; a bot may send {CONTENT_MAX}")
    _check_embeds(embeds, at, add)
    _check_components(components, at, add, v2=v2)
    if v2:
        for key in ("content", "embeds", "sticker_ids"):
            if message.get(key):
                add(at + key, "not allowed beside the components-V2 flag")
        if new and not components:
            add(f"{at}components", "the components-V2 flag needs components")
    if new and not (str(content or "").strip() or embeds or components or message.get("attachments")):
        add(at.rstrip("."), "an empty message (50006)")


def _check_embeds(embeds: list[Any], at: str, add: Add) -> None:
    total = sum(_embed_size(embed) for embed in embeds)
    if total > EMBEDS_MAX:
        add(f"{at}embeds", f"{total} characters over all embeds; at most {EMBEDS_MAX}")
    for position, embed in enumerate(embeds):
        for path, text in _strings(embed, []):
            picture = path[0] in {"image", "thumbnail"} or path[-1] == "icon_url"
            if path[-1] in {"url", "icon_url"} and not _is_url(text, attachment=picture):
                add(f"{at}embeds[{position}].{_where(path)}", f"not a well-formed http(s) URL: {text[:80]!r}")


def _check_components(components: list[Any], at: str, add: Add, *, v2: bool) -> None:
    every = list(_walk(components, ["components"]))
    if len(every) > COMPONENTS_MAX:
        add(f"{at}components", f"{len(every)} components, nested ones counted; at most {COMPONENTS_MAX}")
    shown = sum(len(component.get("content") or "") for _, component in every if component.get("type") == TEXT_DISPLAY)
    if shown > DISPLAYS_MAX:
        add(f"{at}components", f"{shown} characters over all text displays; at most {DISPLAYS_MAX}")
    first: dict[str, str] = {}
    for path, component in every:
        here, custom_id = at + _where(path), component.get("custom_id")
        if component.get("type") in V2_ONLY and not v2:
            add(here, f"a component of type {component['type']} needs the flag {V2}")
        if custom_id is not None and first.setdefault(custom_id, here) != here:
            add(f"{here}.custom_id", f"{custom_id!r} stands also at {first[custom_id]}")
        if component.get("type") == BUTTON:
            url = component.get("url")
            if (component.get("style") == LINK_STYLE) != bool(url):
                add(here, "a link button has a url, and no other has")
            if url and not _is_url(url, attachment=False):
                add(f"{here}.url", f"not a well-formed http(s) URL: {url[:80]!r}")


def _check_commands(body: Any, add: Add) -> None:
    for position, command in enumerate(body if isinstance(body, list) else []):
        size = _command_size(command)
        if size > COMMAND_MAX:
            add(f"[{position}]", f"{size} characters over a command's texts; at most {COMMAND_MAX}")


# ── what we promise ──────────────────────────────────────────────────────────────────────────────────────────────────


def _check_promises(route: str, message: Mapping[str, Any], at: str, add: Add) -> None:
    mentions = message.get("allowed_mentions")
    if not isinstance(mentions, dict):
        add(f"{at}allowed_mentions", "missing: by default a story's text can ping")
    elif mentions.get("parse") != [] or mentions.get("users") or mentions.get("replied_user"):
        add(f"{at}allowed_mentions", "may name one role, and let nothing else ping")
    if route == "POST /channels/{channel_id}/messages" and not (message.get("nonce") and message.get("enforce_nonce")):
        add("nonce", "no nonce with enforce_nonce: a second try would post twice")
    for path, component in _walk(message.get("components") or [], ["components"]):
        where = at + _where(path)
        if component.get("type") == BUTTON and not WORDS.search(component.get("label") or ""):
            add(f"{where}.label", "a button says in words what it does")
        if component.get("type") in SELECTS and not WORDS.search(component.get("placeholder") or ""):
            add(f"{where}.placeholder", "a list says in words what it does")
        for n, item in enumerate(component.get("items") or []):
            if component.get("type") == GALLERY and not WORDS.search(item.get("description") or ""):
                add(f"{where}.items[{n}].description", "a picture has alt text")
    for n, file in enumerate(message.get("attachments") or []):
        if str(file.get("filename")).endswith(PICTURES) and not WORDS.search(file.get("description") or ""):
            add(f"{at}attachments[{n}].description", "a picture has alt text")


def _check_characters(body: Any, add: Add) -> None:
    for path, text in _strings(body, []):
        hit = SUSPECT.search(text)
        if hit:
            add(_where(path), f"has the character U+{ord(hit.group()):04X}")


# ── reading bodies ───────────────────────────────────────────────────────────────────────────────────────────────────


def _where(path: Iterable[Any]) -> str:
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def _strings(value: Any, path: list[Any]) -> Iterator[tuple[list[Any], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, child in value.items():
            yield from _strings(child, [*path, key])
    elif isinstance(value, list):
        for position, child in enumerate(value):
            yield from _strings(child, [*path, position])


def _walk(components: list[Any], path: list[Any]) -> Iterator[tuple[list[Any], dict[str, Any]]]:
    for position, component in enumerate(components):
        here = [*path, position]
        yield here, component
        yield from _walk(component.get("components") or [], [*here, "components"])
        if isinstance(component.get("accessory"), dict):
            yield [*here, "accessory"], component["accessory"]


def _embed_size(embed: Mapping[str, Any]) -> int:
    texts = [embed.get("title"), embed.get("description")]
    texts += [(embed.get(part) or {}).get(key) for part, key in (("footer", "text"), ("author", "name"))]
    texts += [field.get(key) for field in embed.get("fields") or [] for key in ("name", "value")]
    return sum(len(text.strip()) for text in texts if isinstance(text, str))


def _command_size(command: Mapping[str, Any]) -> int:
    own = sum(len(command[key]) for key in ("name", "description", "value") if isinstance(command.get(key), str))
    return own + sum(_command_size(each) for key in ("options", "choices") for each in command.get(key) or [])


def _is_url(text: str, *, attachment: bool) -> bool:
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 (raises when it is no number)
    except ValueError:
        return False
    schemes = {"http", "https", "attachment"} if attachment else {"http", "https"}
    return parts.scheme.lower() in schemes and bool(parts.netloc) and not re.search(r"[\s\x00-\x1f]", text)
