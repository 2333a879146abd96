"""An answer or a digest as the JSON that outside programs read. Fields are added, never renamed or dropped."""

import re
from collections.abc import Mapping
from typing import Any

from briefings.dates import DateSpan
from briefings.model import Answer, Digest, Entry, PersonCard, ReadAs, Receipt


def answer_json(answer: Answer | Digest, markdown: str) -> dict[str, Any]:
    """All of it, with the text that Discord would show."""
    if isinstance(answer, Digest):
        answered: dict[str, Any] = {"question": answer.name, "read_as": {"kind": "digest"}, "kind": "digest"}
        chosen = [
            *(e for story in answer.stories for e in story.entries),
            *answer.quotes,
            *answer.happened,
            *answer.events,
        ]
        shown = {int(n) for n in re.findall(r" \[(\d+)\]$", markdown, re.MULTILINE)}  # a template may leave some out
        entries = [entry for entry in chosen if entry.receipt in shown]
        people: tuple[PersonCard, ...] = ()
        candidates: tuple[str, ...] = ()
        page: dict[str, int] = {}
    else:
        answered = {"question": answer.question, "read_as": _read_as(answer.read_as), "kind": answer.kind}
        entries, people, candidates = list(answer.entries), answer.people, answer.candidates
        page = {"offset": answer.offset, "more": answer.more}
    return {
        **answered,
        "people": [_person(person) for person in people],
        "entries": [_entry(entry) for entry in entries],
        "candidates": list(candidates),
        "receipts": [_receipt(receipt) for receipt in answer.receipts],
        "markdown": markdown,
        **page,
    }


def _read_as(read_as: ReadAs) -> dict[str, Any]:
    return _known(
        {
            "kind": read_as.kind,
            "person": read_as.person,
            "topic": read_as.topic,
            "since": read_as.since.isoformat() if read_as.since else None,
            "until": read_as.until.isoformat() if read_as.until else None,
            "as_of": read_as.as_of.isoformat() if read_as.as_of else None,
            "namesakes": read_as.namesakes or None,
        }
    )


def _person(person: PersonCard) -> dict[str, Any]:
    return {
        "id": person.key,
        "name": person.name,
        "aliases": list(person.aliases),
        "articles": person.articles,
        "mentions": person.mentions,
        "first": _iso(person.first_seen),
        "last": _iso(person.last_seen),
        "names": [
            {"text": naming.text, "spans": [list(span) for span in naming.slices], "receipt": naming.receipt}
            for naming in person.namings
        ],
        "months": [{"month": month.iso(), "articles": articles} for month, articles in person.months],
        "roles": [
            {
                "title": role.title,
                "organisation": role.organisation,
                "status": role.status,
                "first": _iso(role.first),
                "last": _iso(role.last),
                "about": role.about,
                "receipt": role.receipt,
                **({"first_receipt": role.first_receipt} if role.first_receipt else {}),
            }
            for role in person.roles
        ],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        **_known(
            {
                "date": _iso(entry.date),
                "reported": _iso(entry.reported.span) if entry.reported else None,
                "score": entry.score,
                "speaker": entry.speaker,
                "title": entry.title,
                "kind": entry.kind,
                "grade": entry.grade,
                "beside": entry.beside,
            }
        ),
        **({"about": True} if entry.about else {}),
        **({"planned": True} if entry.planned else {}),
        **({"spoken": True} if entry.spoken else {}),
        **({"articles": entry.articles} if entry.articles > 1 else {}),
        **({"disputed": True} if entry.disputed else {}),
        **({"together": entry.together} if entry.together else {}),
        **({"fresh": [list(span) for span in entry.fresh]} if entry.fresh else {}),
        **({"gone": list(entry.gone)} if entry.gone else {}),
        "text": entry.text,
        "spans": [list(span) for span in entry.slices],
        "receipt": entry.receipt,
    }


def _receipt(receipt: Receipt) -> dict[str, Any]:
    return {
        "n": receipt.n,
        "article": receipt.article,
        "doc": receipt.doc,
        "source": receipt.source,
        "published": _iso(receipt.published.span),
        "estimated": receipt.published.estimated,
        "start": receipt.slice.start,
        "end": receipt.slice.end,
        "text": receipt.text,
        "title": receipt.title,
        "url": receipt.url,
    }


def _iso(span: DateSpan | None) -> str | dict[str, str] | None:
    return span.iso() if span else None


def _known(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
