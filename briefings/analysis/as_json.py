"""One article with its findings as the JSON that outside checks read (the `analyse` command)."""

from typing import Any

from briefings.model import Article, Findings, Quote, Slice, summary_of


def findings_json(article: Article, findings: Findings, *, sentences: int = 3) -> dict[str, Any]:
    """Offsets count characters of `article.text`; people are numbered "p1", "p2", … in order of first naming."""
    ids = {person.key: f"p{n}" for n, person in enumerate(findings.people, 1)}
    names = {person.key: person.name for person in findings.people}
    roles: dict[str, list[dict[str, Any]]] = {key: [] for key in ids}
    for role in findings.roles:
        entry = {"title": role.title, "organisation": role.organisation, "status": role.status}
        roles[role.person].append(entry | {"span": list(role.slice)})
    return {
        "doc": article.doc,
        "title": article.title,
        "published": {
            "date": article.published.span.iso() if article.published.span else None,
            "from": article.published.origin,
            "estimated": article.published.estimated,
        },
        **({"text": article.text} if article.from_page else {}),
        "body": _lists(tuple(sorted((*article.body, *article.subheads)))),
        "sentences": [list(sentence.slice) for sentence in findings.sentences],
        "summary": [list(sentence.slice) for sentence in summary_of(findings.sentences, sentences)],
        "people": [
            {
                "id": ids[person.key],
                "name": person.name,
                "aliases": [alias.text for alias in person.aliases],
                "mentions": [list(mention.slice) for mention in person.mentions],
                "roles": roles[person.key],
            }
            for person in findings.people
        ],
        "quotes": [
            {
                "content": _lists(quote.content),
                "speaker": list(quote.speaker) if quote.speaker else None,
                "speaker_name": names.get(quote.person or "") or _described(article, quote),
                "speaker_kind": quote.speaker_kind,
                "person": ids.get(quote.person or ""),
                "cue": list(quote.cue) if quote.cue else None,
                "kind": quote.kind,
                "grade": quote.grade,
            }
            for quote in findings.quotes
        ],
        "dates": [
            {
                "start": mention.slice.start,
                "end": mention.slice.end,
                "text": mention.slice.of(article.text),
                "type": mention.type,
                "value": mention.value,
            }
            for mention in findings.dates
        ],
        "events": [
            {
                "when": event.when.iso(),
                "about": event.about,
                "planned": event.planned,
                "sentence": _sentence(findings, event.source.first, event.source.last),
                "people": [ids[key] for key in event.people],
            }
            for event in findings.events
            if not event.spoken
        ],
    }


def _described(article: Article, quote: Quote) -> str | None:
    """A body, or the article's own words for somebody unnamed. "He" and a surname that two could bear are no names."""
    if quote.speaker is None or quote.speaker_kind not in ("organisation", "anonymous"):
        return None
    return quote.speaker.of(article.text)


def _lists(slices: tuple[Slice, ...]) -> list[list[int]]:
    return [list(piece) for piece in slices]


def _sentence(findings: Findings, first: int, last: int) -> list[int]:
    return [findings.sentences[first].slice.start, findings.sentences[last].slice.end]
