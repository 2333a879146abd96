"""Parts of digests that nobody can tell whether they were posted: somebody looks, and says so with one press."""

from collections.abc import Sequence
from datetime import datetime

from bot.client import said
from bot.controls import Pressed, StateButton
from bot.places import starts_a_post
from bot.replies import Reply
from briefings.app import App
from briefings.digests import troubles
from briefings.model import Delivery, ServerSettings

MOST = 5  # parts: two rows of buttons


class UnsureButton(StateButton, template=r"t1:(?P<state>\d{1,18}:\d{1,4}:(?:again|there))"):
    """Sends the part again, or says that it stands there; whoever presses it must manage the server."""

    async def callback(self, interaction: Pressed) -> None:
        edition, n, what = self.state.split(":")
        do = again if what == "again" else there
        await interaction.client.manage(interaction, do, int(edition), int(n))
        interaction.client.wake()


def unsure_buttons(app: App, parts: Sequence[Delivery]) -> list[UnsureButton]:
    """For each of the first parts: send it again, or it is there."""

    def button(one: Delivery, what: str) -> UnsureButton:
        label = app.renderer.label("unsure_button", what=what, part=one, several=len(parts) > 1)
        return UnsureButton(f"{one.edition}:{one.n}:{what}", label)

    return [button(one, what) for one in parts[:MOST] for what in ("again", "there")]


def again(app: App, server: ServerSettings, edition: int, n: int, *, now: datetime) -> Reply:
    """The part waits to be sent, however late."""
    part = troubles.unsure(app.store, server.server, edition, n)
    if part is None or not app.store.outbox.again(part, now):
        return said(app, "unsure_no_more")
    return said(app, "unsure_again", part=part)


def there(app: App, server: ServerSettings, edition: int, n: int, *, now: datetime) -> Reply:
    """The part counts as posted. In a forum nobody knows the post to which the others belong: they are left out."""
    part = troubles.unsure(app.store, server.server, edition, n)
    alone = part is not None and starts_a_post(part)
    if part is None or not app.store.outbox.there(part, now, alone=alone):
        return said(app, "unsure_no_more")
    return said(app, "unsure_there", part=part)
