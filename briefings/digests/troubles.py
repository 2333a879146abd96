"""What goes wrong with a digest: who has to know of it, and how it goes on."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from briefings.digests.due import next_date
from briefings.model import Delivery, Schedule, Trouble
from briefings.store import Store

LEFT = "left"  # why all digests of a server are paused that did without us
KEPT = timedelta(days=30)  # what such a server set up is kept for

# What is wrong here, of which whoever runs us has to know → the note of what he was told of it.
_TOLD = {"clock_behind": "clock_told", "templates_broken": "templates_told"}

MAY_END = frozenset(("channel_closed", "thread_locked"))  # what others can put right without telling us


def untold(store: Store) -> tuple[Trouble, ...]:
    """All that nobody knows of yet."""
    parts = ((store.schedules.get(each.collection, each.schedule), each) for each in store.outbox.untold())
    return (
        *(Trouble(each, each.paused_why or "") for each in store.schedules.untold()),
        *(Trouble(schedule, each.why or "", each) for schedule, each in parts if schedule is not None),
    )


def told(store: Store, troubles: Iterable[Trouble]) -> None:
    """Somebody knows of them now."""
    for trouble in troubles:
        if trouble.delivery is None:
            store.schedules.told_of(trouble.schedule.id)
        else:
            store.outbox.told_of(trouble.delivery)


def go_on(store: Store, schedule: Schedule, *, now: datetime) -> None:
    """What was in its way is gone: it is due again from its next slot on. Of the same again nobody is told again."""
    store.schedules.resume(schedule.id, next_date(store, schedule, after=now).due, by_itself=True)


# --- what only whoever runs us can put right -----------------------------------------------------------------------


def note_faults(store: Store, what: str, faults: Sequence[str]) -> None:
    """This is wrong now with the digest templates, or the clock, and the operator is to know of it; nothing: it is well."""
    if json.dumps(faults) != (store.desk.note(what) or "[]"):
        store.desk.set_note(what, json.dumps(faults))
        if not faults:
            told_of_faults(store, what, ())


def untold_faults(store: Store) -> dict[str, tuple[str, ...]]:
    """What is wrong, by with what, where the operator was not told exactly that."""
    found = {what: store.desk.note(what) or "[]" for what in _TOLD}
    return {
        what: tuple(json.loads(faults))
        for what, faults in found.items()
        if faults not in ("[]", store.desk.note(_TOLD[what]))
    }


def told_of_faults(store: Store, what: str, faults: Sequence[str]) -> None:
    """The operator knows of these."""
    store.desk.set_note(_TOLD[what], json.dumps(faults))


# --- parts that nobody can tell whether they were posted -----------------------------------------------------------


def unsure(store: Store, server: str, edition: int, n: int) -> Delivery | None:
    """One of a server's own parts that is still unknown; None for any other."""
    found = store.outbox.delivery(edition, n)
    return found if found is not None and found.collection == server and found.state == "unknown" else None


# --- servers that come and go --------------------------------------------------------------------------------------


def leave(store: Store, server: str, *, now: datetime) -> None:
    """The server does without us: nothing is posted there, and all that it set up is kept for `KEPT`."""
    for schedule in store.schedules.all(server):
        if not schedule.paused:
            store.schedules.pause(schedule.id, LEFT)
    store.desk.leave(server, now)


def come_back(store: Store, server: str) -> bool:
    """The server has us again: somebody is asked whether its digests shall go on. False when nothing was kept."""
    if not store.desk.come_back(server):
        return False
    store.schedules.tell_of(server, LEFT)
    return True


def forget_gone(store: Store, now: datetime) -> None:
    """Nothing is left of the servers that have done without us for longer than `KEPT`."""
    for server in store.desk.left_before(now - KEPT):
        store.desk.forget(server, now)
