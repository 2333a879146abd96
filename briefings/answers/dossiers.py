"""Several people side by side, in short: what somebody looks at before he decides that they are one, or are not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from briefings.answers.cards import card
from briefings.answers.subject import Ambiguous, Subject, Unknown, find
from briefings.model import Answer, Entry, PersonCard, ReadAs, Scope
from briefings.receipts import Receipts
from briefings.store import Store

TITLES = 3  # of each


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossiers(Answer):
    """Each of `people` with the entry of the same place: the newest line that names him, None where there is none."""

    kind: ClassVar[str] = "dossiers"
    template: ClassVar[str] = "answers/dossiers.md.j2"

    lines: tuple[Entry | None, ...]

    @property
    def pairs(self) -> tuple[tuple[PersonCard, Entry | None], ...]:
        return tuple(zip(self.people, self.lines, strict=True))

    @property
    def are_one(self) -> bool:
        """Both names mean the same person here already."""
        return len({person.key for person in self.people}) < len(self.people)


def dossiers(store: Store, scope: Scope, names: Sequence[str], *, now: datetime) -> Dossiers | Ambiguous | Unknown:
    """The people called so, in short; or the first of these names that means nobody, or several."""
    receipts = Receipts()
    people, lines = [], []
    for name in names:
        subject = find(store, scope, name, read_as=ReadAs("dossiers", person=name), now=now)
        if not isinstance(subject, Subject):
            return subject
        people.append(card(store, scope, subject.named, receipts, titles=TITLES))
        newest = store.people.mentioned(scope, subject.ids, limit=1)
        lines.append(receipts.sentence(newest[0]) if newest else None)
    return Dossiers(
        question=" / ".join(names),
        read_as=ReadAs("dossiers"),
        now=now,
        people=tuple(people),
        entries=tuple(line for line in lines if line),
        receipts=receipts.all(),
        lines=tuple(lines),
    )
