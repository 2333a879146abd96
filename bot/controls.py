"""Buttons that work after a restart and a week later: all that they need to know stands in their `custom_id`.

    s1:<refs>                    the sources of an answer, nine characters each
    d1:<edition>:<part>[:<k>]    the k-th sources button of a digest's frozen part; the first is the part's marker
    q1:<question>                asks it, for whoever presses (state.py)
    p1:<question>                the same answer, another page: turned where it stands for its asker, else as q1
    o1:<n>                       a list of people; what is chosen is a question
    r1:<schedule>                removes a digest (schedules.py)
    v1:<schedule>                shows what a digest would say now (schedules.py)
    g1:<schedule>, g1:all        takes up what was paused by itself (schedules.py)
    t1:<edition>:<part>:<what>   sends an uncertain part again, or says that it is there (unsure.py)
    k1:<schedule>                stops what somebody watches (cogs/watches.py)
    w1:<refs>                    says that something is wrong with one of these (cogs/wrong.py)
    m1:<person><person>          makes two people one (cogs/people.py)
    a1:<person><check><words>    parts another man's articles from a person (cogs/people.py)
    u1:<decision>                takes that back (cogs/people.py)
    y1:ask, y1:yes               deletes what is kept about whoever presses (cogs/mine.py)
    e1:<question>                the answer of today as files (cogs/export.py; the question: state.py)
    n1:<step>                    opens the form of a step of the checklist (cogs/settings.py)
    h1:<report>:<what>           hides or shows a reported line, or dismisses the report (cogs/wrong.py)

The letter names the button, the number the way its state is written. Where a way is no longer read, the client says so.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, ClassVar, NamedTuple, Protocol, cast

import discord

from bot.state import number, pack, unpack, value
from briefings.answers import ASKED_AGAIN, Next, further, people_of, source
from briefings.app import App
from briefings.model import Answer, Button, Delivery, Part, ReadAs, Scope, SentenceRef
from briefings.render import cited, plain

KEY_DIGITS = 9  # hexadecimal: 36 bits of the article's key, so that two of a million articles do not meet
MOST_REFS = 10
NO_ANSWERS = frozenset({"ambiguous", "unknown", "nothing", "help"})  # the asker can do something about it, no one else
LAST_SENTENCE = 64**2 - 1
MOST_SENTENCES = 64
MOST_OPTIONS = 25  # of a select: Discord's


class ShortRef(NamedTuple):
    """A `SentenceRef` with the beginning of its article's key."""

    prefix: str
    first: int
    last: int


def written(refs: Iterable[SentenceRef]) -> str:
    """The refs as they stand in a `custom_id`; at most ten, and none that lies beyond a story's 4,096th sentence."""
    fitting = [ref for ref in refs if ref.first <= LAST_SENTENCE][:MOST_REFS]
    return "".join(
        number(int(ref.article[:KEY_DIGITS], 16), 6)
        + number(ref.first, 2)
        + number(min(ref.last - ref.first, MOST_SENTENCES - 1), 1)
        for ref in fitting
    )


def read(state: str) -> tuple[ShortRef, ...]:
    """What `written` wrote. Empty for anything else."""
    if not re.fullmatch(r"(?:[\w-]{9}){1,10}", state, re.ASCII):
        return ()
    return tuple(_short_ref(state[at : at + 9]) for at in range(0, len(state), 9))


def _short_ref(characters: str) -> ShortRef:
    first = value(characters[6:8])
    return ShortRef(f"{value(characters[:6]):0{KEY_DIGITS}x}", first, first + value(characters[8:]))


# --- what a button shows -------------------------------------------------------------------------------------------

Show = Callable[[App, Scope], Sequence[Part]]


class Shows(Protocol):
    """The bot, as a button knows it."""

    async def show(self, interaction: discord.Interaction[Any], show: Show) -> None:
        """Privately, to whoever pressed."""

    async def ask_again(self, interaction: discord.Interaction[Any], asked: ReadAs | None, *, turns: bool) -> None:
        """The answer of today; None says that it cannot be asked any more."""


Pressed = discord.Interaction[Any]
AButton = discord.ui.Button[Any]


class StateButton(discord.ui.DynamicItem[AButton], template=r"(?!)"):
    """A button that is known by its letter; all that it needs to know is the rest of its `custom_id`."""

    style: ClassVar[discord.ButtonStyle] = discord.ButtonStyle.secondary

    def __init__(self, state: object, label: str) -> None:
        start = self.template.pattern[: len("x1:")]
        super().__init__(discord.ui.Button(label=label, style=self.style, custom_id=f"{start}{state}"))
        self.state = str(state)

    @classmethod
    async def from_custom_id(cls, interaction: Pressed, item: discord.ui.Item[Any], match: re.Match[str], /) -> Any:
        return cls(match["state"], _label(item))


class SourcesButton(StateButton, template=r"s1:(?P<state>.*)"):
    """Shows the sentences that an answer rests on, as far as whoever presses it may see them."""

    async def callback(self, interaction: Pressed) -> None:
        refs = [SentenceRef(*ref) for ref in read(self.state)]
        message = interaction.message
        numbers = _numbers(_text(message), _place(message, f"s1:{self.state}"), len(refs)) if message else ()
        await _bot(interaction).show(interaction, lambda app, scope: _sources(app, scope, refs, numbers))


class DigestSourcesButton(
    discord.ui.DynamicItem[AButton], template=r"d1:(?P<edition>\d{1,18}):(?P<part>\d{1,4})(?::(?P<k>\d))?"
):
    """Shows the sentences that a digest's part rests on; they were frozen with it."""

    def __init__(self, marker: str, k: int, label: str) -> None:
        super().__init__(discord.ui.Button(label=label, custom_id=f"{marker}:{k}" if k else marker))
        self._marker, self._k = marker, k

    @classmethod
    async def from_custom_id(cls, interaction: Pressed, item: discord.ui.Item[Any], match: re.Match[str], /) -> Any:
        return cls(f"d1:{match['edition']}:{match['part']}", int(match["k"] or 0), _label(item))

    async def callback(self, interaction: Pressed) -> None:
        await _bot(interaction).show(interaction, self._show)

    def _show(self, app: App, scope: Scope) -> Sequence[Part]:
        _, edition, n = self._marker.split(":")
        delivery = app.store.outbox.delivery(int(edition), int(n))
        if delivery is None or self._k >= len(delivery.part.buttons):
            return _changed(app)
        refs = delivery.part.buttons[self._k].refs
        return _sources(app, scope, refs, _numbers(delivery.part.text, self._k, len(refs)))


class AskButton(discord.ui.DynamicItem[AButton], template=r"(?P<how>[pq])1:(?P<state>.*)"):
    """Asks a question that stands in it."""

    def __init__(self, state: str, label: str, *, turns: bool = False, page: bool = False) -> None:
        super().__init__(discord.ui.Button(label=label, custom_id=f"{'p' if turns else 'q'}1:{state}"))
        self._state, self._turns = state, turns
        self.page = page  # of the answer that it stands under

    @classmethod
    async def from_custom_id(cls, interaction: Pressed, item: discord.ui.Item[Any], match: re.Match[str], /) -> Any:
        return cls(match["state"], _label(item), turns=match["how"] == "p")

    async def callback(self, interaction: Pressed) -> None:
        await _bot(interaction).ask_again(interaction, unpack(self._state), turns=self._turns)


class PeopleSelect(discord.ui.DynamicItem[discord.ui.Select[Any]], template=r"o1:(?P<n>\d)"):
    """Asks about the person who is chosen."""

    @classmethod
    async def from_custom_id(cls, interaction: Pressed, item: discord.ui.Item[Any], match: re.Match[str], /) -> Any:
        return cls(cast(discord.ui.Select[Any], item))

    async def callback(self, interaction: Pressed) -> None:
        (state,) = self.item.values
        await _bot(interaction).ask_again(interaction, unpack(state), turns=False)


class WrongButton(StateButton, template=r"w1:(?P<state>.*)"):
    """Asks what is wrong with one of the lines that stand above it (cogs/wrong.py)."""

    async def callback(self, interaction: Pressed) -> None:
        interaction.client.dispatch("wrong", interaction, self.state)


class ExportButton(StateButton, template=r"e1:(?P<state>.*)"):
    """Asks the question again and gives the answer as files (cogs/export.py)."""

    async def callback(self, interaction: Pressed) -> None:
        interaction.client.dispatch("export", interaction, self.state)


class StopButton(StateButton, template=r"k1:(?P<state>\d{1,18})"):
    """Ends the messages that somebody asked for (cogs/watches.py)."""

    async def callback(self, interaction: Pressed) -> None:
        interaction.client.dispatch("stop_watch", interaction, int(self.state))


CONTROLS = (
    SourcesButton,
    DigestSourcesButton,
    WrongButton,
    ExportButton,
    StopButton,
    AskButton,
    PeopleSelect,
)


def sources_buttons(part: Part) -> list[discord.ui.Item[Any]]:
    """The buttons of an answer's part. The same sentences twice are one button."""
    states = {(button.action, written(button.refs)): button.label for button in part.buttons}
    return [_button(action, state, label) for (action, state), label in states.items() if state]


def _button(action: str, state: str, label: str) -> discord.ui.Item[Any]:
    return WrongButton(state, label) if action == "wrong" else SourcesButton(state, label)


ROW = 5  # buttons: Discord's


def in_rows(buttons: Iterable[discord.ui.Item[Any]]) -> list[list[discord.ui.Item[Any]]]:
    """Sources and what can be asked next in one row where they fit, else in two; then the pages; then a list."""
    kinds: dict[str, list[discord.ui.Item[Any]]] = {"sources": [], "next": [], "pages": [], "lists": []}
    for button in buttons:
        kinds[_kind(button)].append(button)
    sources, following = kinds["sources"], kinds["next"]
    first = [[*sources, *following]] if len(sources) + len(following) <= ROW else [sources, following]
    groups = [*first, kinds["pages"], *([each] for each in kinds["lists"])]
    return [group[at : at + ROW] for group in groups for at in range(0, len(group), ROW)]


def _kind(button: discord.ui.Item[Any]) -> str:
    if isinstance(button, SourcesButton | DigestSourcesButton):
        return "sources"
    if isinstance(button, PeopleSelect):
        return "lists"
    return "pages" if isinstance(button, AskButton) and button.page else "next"


def answer_buttons(app: App, answer: Answer, *, alone: bool) -> list[discord.ui.Item[Any]]:
    """Below an answer: what can be asked next, its export, its other pages, and a list of its people.

    A question that does not fit into a button has none. Pages of an answer that does not stand `alone`, in one
    message, are told, not turned.
    """
    say = app.renderer.say
    asks: dict[str, AskButton] = {}
    for one in further(answer):
        state, label = pack(one.asked), _said(one, say)
        if state and label:
            asks.setdefault(state, AskButton(state, label, turns=one.turns and alone, page=one.turns))
    pages = [state for one in further(answer) if one.turns and (state := pack(one.asked)) in asks]
    beside: list[discord.ui.Item[Any]] = [button for state, button in asks.items() if state not in pages]
    return [*beside, *_export(app, answer), *(asks[state] for state in pages), *_people(answer, say)]


def _said(one: Next, say: Callable[..., str]) -> str:
    """A label shows no markdown, so a name needs no escapes there."""
    return plain(one.name) if one.what == "person" else say("ask_button", what=one.what)


def _export(app: App, answer: Answer) -> list[discord.ui.Item[Any]]:
    question = pack(answer.read_as) if answer.kind not in NO_ANSWERS else None
    if question is None or answer.read_as.kind not in ASKED_AGAIN:
        return []
    return [ExportButton(question, app.renderer.say("export_button"))]


def _people(answer: Answer, say: Callable[..., str]) -> list[discord.ui.Item[Any]]:
    people = {state: plain(one.name) for one in people_of(answer) if (state := pack(one.asked))}
    options = [discord.SelectOption(label=name, value=state) for state, name in people.items() if name][:MOST_OPTIONS]
    if not options:
        return []
    return [PeopleSelect(discord.ui.Select[Any](custom_id="o1:0", placeholder=say("people_select"), options=options))]


def digest_buttons(delivery: Delivery, label: str) -> list[discord.ui.Item[Any]]:
    """The buttons of a digest's part. There is always one: it bears the marker that history is searched for.

    `label` is for the one button of a part that rests on nothing.
    """
    labels = [button.label for button in delivery.part.buttons if button.action != "stop"] or [label]
    stops = [button.label for button in delivery.part.buttons if button.action == "stop"]
    sources: list[discord.ui.Item[Any]] = [
        DigestSourcesButton(delivery.marker, k, said) for k, said in enumerate(labels)
    ]
    return [*sources, *(StopButton(delivery.schedule, said) for said in stops)]


def _label(item: discord.ui.Item[Any]) -> str:
    """What a button that was pressed bears; what it does stands in its `custom_id`."""
    return getattr(item, "label", None) or "…"


def _bot(interaction: Pressed) -> Shows:
    return cast(Shows, interaction.client)


def sources_of(app: App, scope: Scope, answer: Answer) -> Sequence[Part]:
    """What the sources buttons under an answer open, one after another."""
    receipts = answer.receipts
    return [
        part
        for at in range(0, len(receipts), MOST_REFS)
        for some in [receipts[at : at + MOST_REFS]]
        for part in _sources(app, scope, [SentenceRef(r.article, *r.sentences) for r in some], [r.n for r in some])
    ]


def _sources(app: App, scope: Scope, refs: Sequence[SentenceRef], numbers: Sequence[int]) -> Sequence[Part]:
    view = source(app.store, scope, refs, numbers)
    if not view.sources:
        return _changed(app)
    *before, last = app.renderer.render(view)
    wrong = Button(app.renderer.say("wrong_button"), "wrong", tuple(refs))
    return (*before, replace(last, buttons=(*last.buttons, wrong)))


def _changed(app: App) -> Sequence[Part]:
    return (Part(app.renderer.say("sources_changed")),)


def _numbers(text: str, k: int, count: int) -> tuple[int, ...]:
    """What a message calls the sources of its k-th button; none when they do not match, for a wrong one misleads."""
    numbers = cited(text)[k * MOST_REFS :][:MOST_REFS]
    return numbers if len(numbers) == count else ()


def _text(message: discord.Message) -> str:
    """What the message says, be it a card or an embed."""
    shown = [each.content for each in _components(message.components) if isinstance(each, discord.TextDisplay)]
    return "\n".join([*shown, *(embed.description or "" for embed in message.embeds)])


def _place(message: discord.Message, custom_id: str) -> int:
    ids = [found for each in _components(message.components) if (found := getattr(each, "custom_id", None))]
    return ids.index(custom_id) if custom_id in ids else 0


def _components(components: Iterable[Any]) -> Iterator[Any]:
    for component in components:
        yield component
        yield from _components(getattr(component, "children", None) or ())
