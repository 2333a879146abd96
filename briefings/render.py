"""An answer or a digest → text, in parts that fit a Discord message. The only Jinja, and the only escaping.

Whatever comes from an article, a feed or a person is escaped on its way out (`finalize`), so that it looks as it was
written: it makes no link, no mention, no heading and no picture. What a template itself says is markdown. The rules are
Discord's own: developers/reference.mdx, and where it is silent, what was seen (a backslash does nothing in the text of
a masked link; the server finds `@everyone` behind a backslash, so there a character without width stands between).
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from difflib import get_close_matches
from functools import lru_cache, partial
from math import ceil
from pathlib import Path
from typing import Any, NoReturn, Protocol
from urllib.parse import quote, urlsplit, urlunsplit

from jinja2 import (
    BaseLoader,
    DictLoader,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    UndefinedError,
    nodes,
)
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing
from markupsafe import Markup

from briefings.dates import DateSpan
from briefings.errors import BriefingsError, TemplateBroken
from briefings.model import DISCORD, Answer, Budget, Button, Digest, Part, Published, ReadAs, Receipt, SentenceRef

ERRORS = "errors.md.j2"
TEXTS = "texts.md.j2"
DAYS = "days.md.j2"
PICTURES = "pictures.md.j2"
DIGESTS = "digests/"

REFS_A_BUTTON = 10
LONGEST_URL = 2048
LONGEST_LABEL = 80  # characters of a button: Discord's
LONGEST_LINK = 200  # characters of a headline that is a link


class Showable(Protocol):
    """What can be rendered: it names its template, and the receipts that its `[n]` mean."""

    @property
    def template(self) -> str: ...

    @property
    def receipts(self) -> tuple[Receipt, ...]: ...


class Renderer:
    """Everything that is said, from one folder of templates. Broken or missing ones raise `TemplateBroken`."""

    def __init__(self, templates: Path | Mapping[str, str]) -> None:
        """`templates` are a folder, or the texts of templates by their names."""
        loader = FileSystemLoader(templates) if isinstance(templates, Path) else DictLoader(templates)
        self._env = _Environment(loader, self._shown)
        calendar = _Calendar(self._block)
        self.day = calendar.day
        self._env.filters |= {"day": calendar.day, "published": calendar.published}

    def render(self, thing: Showable, budget: Budget = DISCORD) -> tuple[Part, ...]:
        """The messages that show `thing`, in order, each within the budget, with the buttons for its receipts."""
        return self.parts(self.text(thing), thing.receipts, budget)

    def parts(self, text: str, receipts: Sequence[Receipt], budget: Budget = DISCORD) -> tuple[Part, ...]:
        """`text` as messages; their buttons bear words."""
        return split(text, receipts, budget, label=partial(self.say, "sources_button"))

    def text(self, thing: Showable) -> str:
        """All of it as one markdown text, as the command line prints it.

        The template sees an `Answer` as `answer`, a `Digest` as `digest` and anything else as `view`.
        """
        return self._run(thing.template, lambda template: template.render({_called(thing): thing}))

    def say(self, name: str, /, **values: Any) -> str:
        """The text called `name`: a block of texts.md.j2. `values` are escaped."""
        return self._block(TEXTS, name, values)

    def label(self, name: str, /, **values: Any) -> str:
        """What a button says: a block of texts.md.j2 as plain text, cut where a button's is."""
        text = unescape(self.say(name, **values))
        return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1].rstrip() + "…"

    def caption(self, name: str, /, **values: Any) -> str:
        """Words for a picture, and those said instead of it: a block of pictures.md.j2, as plain text."""
        return unescape(self._block(PICTURES, name, values))

    def error(self, error: BriefingsError, *, markdown: bool = True) -> str:
        """What to tell about an error: the block of errors.md.j2 that bears its key, or else its own sentence.

        Without `markdown` it is for a terminal. This never raises: somebody is waiting for it.
        """
        try:
            told = self._block(ERRORS, error.key, error.values)
        except TemplateBroken:
            told = escape(str(error))
        return told if markdown else unescape(told)

    def check(self) -> int:
        """How many templates there are. Raises `TemplateBroken` for the first that does not compile.

        A digest's is not looked at: `proofs` does, and another can be sent in its stead.
        """
        names = sorted(self._env.list_templates())
        for name in sorted({*names, ERRORS, TEXTS, DAYS, PICTURES}):
            if not name.startswith(DIGESTS):
                self._run(name, lambda template: "")
        return len(names)

    # --- digests' templates, which an operator may write anew ------------------------------------------------------

    def digests(self) -> dict[str, str]:
        """The digest templates there are, sorted: each one's name, and what it calls itself in its first line, if it does."""
        files = [name for name in self._env.list_templates() if re.fullmatch(rf"{DIGESTS}[^/]+\.md\.j2", name)]
        names = {file: file.removeprefix(DIGESTS).removesuffix(".md.j2") for file in sorted(files)}
        return {name: _title(self._source(file)) or _readable(name) for file, name in names.items()}

    def proofs(self, digests: Iterable[Digest]) -> tuple[TemplateBroken, ...]:
        """What is wrong with the digest templates, one each: with a name in them, or with showing one of these."""
        samples = tuple(digests)
        found = (self._proof([replace(each, template_name=name) for each in samples]) for name in self.digests())
        return tuple(fault for fault in found if fault)

    def _proof(self, samples: Sequence[Digest]) -> TemplateBroken | None:
        try:
            for sample in samples:
                self._run(sample.template, partial(self._check_names, sample))
                self.text(sample)
        except TemplateBroken as broken:
            return broken
        return None

    def _check_names(self, sample: Digest, template: Template) -> str:
        """Raises `_Slip` for what it asks of a digest that no digest has, also where today nothing asks for it."""
        for node in self._env.parse(self._source(sample.template)).find_all(nodes.Getattr):
            of_digest = isinstance(node.node, nodes.Name) and node.node.name == _called(sample)
            if of_digest and not hasattr(sample, node.attr):
                raise _Slip(sample, node.attr, f"a digest has no {node.attr!r}", node.lineno)
        return ""

    def sources(self) -> dict[str, str]:
        """The texts of all templates that a digest may need, by their names."""
        names = (name for name in self._env.list_templates() if "/" not in name or name.startswith(DIGESTS))
        return {name: self._source(name) for name in names if name.endswith(".j2")}

    def _broken(self, error: Exception, name: str) -> TemplateBroken:
        """In which line and column, and what may have been meant."""
        line = getattr(error, "lineno", None) or _line_of(error)
        there = getattr(error, "name", None) or _file_of(error) or name
        word, near = _word(error, self._env.filters, self._env.tests)
        try:
            column = _column(self._source(there), line, word)
        except TemplateNotFound:
            column = None
        return TemplateBroken("template_broken", name=there, line=line, column=column, why=str(error), near=near)

    def _source(self, name: str) -> str:
        loader = self._env.loader
        return loader.get_source(self._env, name)[0] if loader else ""

    def _shown(self, value: Any) -> Markup:
        return Markup(self.error(value)) if isinstance(value, BriefingsError) else _shown(value)  # noqa: S704  escaped

    def _block(self, name: str, block: str, values: Mapping[str, Any]) -> str:
        def render(template: Template) -> str:
            if block not in template.blocks:
                raise TemplateNotFound(f"{name}: {block}")
            return "".join(template.blocks[block](template.new_context(dict(values))))

        return self._run(name, render)

    def _run(self, name: str, render: Callable[[Template], str]) -> str:
        try:
            text = render(self._env.get_template(name))
        except TemplateNotFound as error:
            missing = error.name or name
            raise TemplateBroken("template_missing", name=missing, line=None, why="it does not exist") from error
        except _BREAKS as error:
            raise self._broken(error, name) from error
        return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)).strip("\n")


# --- escaping: a text looks as it was written ----------------------------------------------------------------------

BREAK = "\u200b"  # without width: it parts what Discord would read together. No text of theirs has one: see `plain`

_UNSEEN = re.compile(
    "["
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # control characters that are no white space
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # no width; direction
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # no characters at all
    "]"
)
MOST_MARKS = 3
_RUN = re.compile(r"(([^\d\s])\2{7}|(\d)\3{39})(?:\2|\3)+")  # a figure may have many noughts
_LEFTWARDS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_ISOLATE, _ISOLATED = "\u2068", "\u2069"  # what stands between turns nothing round that stands beside it
_INLINE = re.compile(r"[\\*_~`|\[\]]")
_EMOJI = re.compile(r":(?=[\w+-]{0,64}[A-Za-z][\w+-]{0,64}(?::|$))")  # at the end, a colon of ours may follow
_SCHEME = re.compile(r":(?=//)")
_EVERYBODY = re.compile(r"@(?=everyone|here)", re.IGNORECASE)
_INVITE = re.compile(r"(?<=discord)(?=\.(?:gg|com|gift|new|me)\b)|(?<=discordapp)(?=\.com\b)", re.IGNORECASE)
_NUMBERED = re.compile(r"(\d+)([.)])")
_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
_OURS = re.compile(f"[{BREAK}{_ISOLATE}{_ISOLATED}]")


def plain(text: str) -> str:
    """The text as it is seen: runs of white space are one space, characters that only steer or hide are gone.

    What would flood the lines around it is cut short: marks piled on a letter, one character again and again.
    """
    shown = " ".join(_UNSEEN.sub("", text).split())
    return _RUN.sub(r"\1…", shown if shown.isascii() else _without_piles(shown))


def _without_piles(text: str) -> str:
    """At most so many marks on one letter as some alphabet needs."""
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def escape(text: str) -> str:
    """Markdown that Discord shows as `plain(text)`, on one line, wherever on a line it stands."""
    text = _INLINE.sub(r"\\\g<0>", plain(text))
    text = _EMOJI.sub(r"\:", text)
    text = _SCHEME.sub(r"\:", text)
    text = text.replace("<", "\\<" + BREAK)
    text = _EVERYBODY.sub("@" + BREAK, text)
    text = _INVITE.sub(BREAK, text)
    return _isolated(_guard(text))


def _isolated(text: str) -> str:
    """What is written from right to left by itself: a date or a `[1]` behind it would else stand in front of it."""
    return f"{_ISOLATE}{text}{_ISOLATED}" if not text.isascii() and _LEFTWARDS.search(text) else text


def unescape(markdown: str) -> str:
    """What is seen of escaped text: `unescape(escape(text)) == plain(text)`."""
    return _ESCAPED.sub(r"\1", _OURS.sub("", str(markdown)))


def _guard(line: str) -> str:
    """The line, so that its beginning makes no heading, list or block quote."""
    if line[:1] in {"#", ">", "+", "-"}:
        return "\\" + line
    return _NUMBERED.sub(r"\1\\\2", line, count=1) if _NUMBERED.match(line) else line


def link(title: str, url: str | None) -> Markup:
    """`title` as a link that does not unfold, or as plain text when the address is none that we would follow.

    In the text of a masked link no backslash works and an address turns the link off (discord-api-docs#6185, #7721),
    so what would be markup there is left out.
    """
    address = safe_url(url)
    text = re.sub(r"[\\*~`|\[\]()<>]", "", plain(title)).replace("_", " ")
    text = _EVERYBODY.sub("@" + BREAK, _EMOJI.sub(":" + BREAK, " ".join(text.split())))
    if address is None or not text or re.search(r"://|www\.|discord(?:app)?\.(?:gg|com)", text, re.IGNORECASE):
        return Markup(escape(title))  # noqa: S704  just made safe
    if len(text) > LONGEST_LINK:
        text = text[: LONGEST_LINK - 1].rstrip() + "…"
    return Markup(f"[{_isolated(text)}](<{address}>)")  # noqa: S704  both were just made safe


def safe_url(url: str | None) -> str | None:
    """The address in ASCII when it is http or https, names a host and no user; else None."""
    if not url or plain(url) != url or " " in url:
        return None
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
    except ValueError:  # a port that is no number, a host that is no name
        return None
    if parts.scheme.lower() not in {"http", "https"} or "@" in parts.netloc or not re.fullmatch(r"[\w.-]+", host):
        return None
    netloc = host if port is None else f"{host}:{port}"
    path, query, fragment = (quote(part, safe="/:@!$&'*+,;=~?%-._") for part in parts[2:])
    address = urlunsplit((parts.scheme.lower(), netloc, path, query, fragment))
    return address if len(address) <= LONGEST_URL else None


def host(url: str | None) -> str:
    """The host that a link really leads to, empty when there is no link."""
    address = safe_url(url)
    return (urlsplit(address).hostname or "").removeprefix("www.") if address else ""


# --- words for days and numbers ------------------------------------------------------------------------------------


class _Calendar:
    """Days in words. The words stand in days.md.j2; here it is only decided which of them are needed."""

    def __init__(self, say: Callable[..., str]) -> None:
        self._say = say
        self.day = lru_cache(2048)(self._day)  # an answer says the same few days again and again

    def published(self, when: Published | None) -> Markup:
        """The day an article appeared, as well as we know it."""
        return self.day(when.span, when.estimated) if when else self.day(None)

    def _day(self, span: DateSpan | date | None, about: bool = False) -> Markup:
        """`4 December 2017`, `December 2017`, `2017`, `4–8 December 2017`; `about …` for an estimate; `date unknown`."""
        if span is None:
            return self._words("unknown")
        if isinstance(span, date):
            return self._one(span)
        return self._words("about", days=self._span(span)) if about else self._span(span)

    def _span(self, span: DateSpan) -> Markup:
        first, last = span.first, span.last
        if span.is_day:
            return self._one(first)
        if span.is_month:
            return self._words("a_month", **self._of(first))
        if span.is_year:
            return self._words("a_year", year=first.year)
        whole_months = first.day == 1 and DateSpan(last.replace(day=1), last).is_month
        if whole_months and first.month == 1 and last.month == 12:
            return self._words("years", first=first.year, last=last.year)
        if not whole_months and (first.year, first.month) == (last.year, last.month):
            return self._words("days_of_a_month", first=first.day, **self._of(last))
        unit = "month" if whole_months else "day"
        kind = f"a_{unit}_of_the_year" if first.year == last.year else f"a_{unit}"
        until = self._words(f"a_{unit}", **self._of(last))
        return self._words("from_to", first=self._words(kind, **self._of(first)), last=until)

    def _one(self, on: date) -> Markup:
        return self._words("a_day", **self._of(on))

    def _of(self, on: date) -> dict[str, Any]:
        return {"day": on.day, "month": self._words("months").split()[on.month - 1], "year": on.year}

    def _words(self, block: str, **values: Any) -> Markup:
        return Markup(self._say(DAYS, block, values))  # noqa: S704  numbers, and words of ours


def _days_asked(read_as: ReadAs) -> DateSpan | None:
    return DateSpan(read_as.since, read_as.until) if read_as.since and read_as.until else None


def _thousands(number: int) -> str:
    return f"{number:,}"


def _moment(at: datetime) -> Markup:
    return Markup(f"<t:{int(at.timestamp())}:f>")  # noqa: S704  digits only; Discord shows it in the reader's zone


def _clock(at: datetime) -> Markup:
    """The time of day, no earlier than `at`."""
    return Markup(f"<t:{ceil(at.timestamp())}:T>")  # noqa: S704  digits only


def _from_now(at: datetime) -> Markup:
    return Markup(f"<t:{int(at.timestamp())}:R>")  # noqa: S704  digits only


def _echo(text: str) -> str:
    """What somebody typed, short enough to be said back to him."""
    text = plain(text)
    return text if len(text) <= 80 else text[:79].rstrip() + "…"


def _join(values: Iterable[Any], separator: str = ", ") -> Markup:
    return Markup(separator).join(_shown(value) for value in values)  # noqa: S704  the separator is the template's


# --- Jinja ---------------------------------------------------------------------------------------------------------

_BREAKS = (TemplateError, ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError)

_FILTERS = "default first groupby int last length list map max min reject rejectattr select selectattr sort sum unique"


def _shown(value: Any) -> Markup:
    """What `{{ value }}` prints: markdown that we made stays, everything else is escaped.

    A name or a topic of which nothing is seen is dots, so that no heading stands empty.
    """
    if isinstance(value, Markup):
        return value
    text = "" if value is None else str(value)
    return Markup(escape(text) or ("…" if text.strip(" \t\n") else ""))  # noqa: S704  # escaped in the same line


class _Codes(CodeGenerator):
    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        if not isinstance(node, nodes.TemplateData):
            raise nodes.Impossible  # or "{{ 'a & b' }}" would be escaped for HTML while compiling
        return super()._output_child_to_const(node, frame, finalize)

    def visit_Filter(self, node: nodes.Filter, frame: Frame) -> None:
        if node.name not in self.environment.filters:  # Jinja itself finds out no sooner than a branch is taken
            self.fail(f"No filter named {node.name!r}.", node.lineno)
        super().visit_Filter(node, frame)

    def visit_Test(self, node: nodes.Test, frame: Frame) -> None:
        if node.name not in self.environment.tests:
            self.fail(f"No test named {node.name!r}.", node.lineno)
        super().visit_Test(node, frame)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> NoReturn:
        self.fail("“~” does not escape what it joins; write the two side by side", node.lineno)


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja that escapes for Discord, not for HTML.

    `autoescape` is on only so that what a macro returns counts as markdown already made. What would carry text past
    `finalize` is not there: filters that give Markup, methods of strings, sums and formats of strings.
    """

    code_generator_class = _Codes
    intercepted_binops = frozenset({"+", "*", "%", "**"})  # also keeps 9**9**9 from being folded while compiling

    def __init__(self, loader: BaseLoader, finalize: Callable[[Any], Markup]) -> None:
        super().__init__(
            loader=loader,
            undefined=_Missing,
            finalize=finalize,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.filters = {name: self.filters[name] for name in _FILTERS.split()} | {
            "join": _join,
            "days_asked": _days_asked,
            "host": host,
            "thousands": _thousands,
            "moment": _moment,
            "clock": _clock,
            "from_now": _from_now,
            "echo": _echo,
        }
        self.globals = {"link": link}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return not isinstance(obj, str | bytes) and super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """Formatting a string is a method like any other: refused."""

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if operator in {"*", "**"} or isinstance(left, str) or isinstance(right, str):
            raise SecurityError(f"“{operator}” is not for templates")
        return super().call_binop(context, operator, left, right)


def _frames(error: BaseException) -> Iterator[tuple[str, int]]:
    step = error.__traceback__
    while step is not None:
        yield step.tb_frame.f_code.co_filename, step.tb_lineno
        step = step.tb_next


class _Slip(UndefinedError):
    """A name that is not there, and what it was looked for in."""

    def __init__(self, of: object, word: str | None, message: str | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.word = word
        self.known = _IN_REACH if of is missing else [name for name in dir(of) if not name.startswith("_")]
        self.lineno = line


class _Missing(StrictUndefined):
    """Raises a `_Slip` where it is shown."""

    __slots__ = ()

    def __init__(self, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: Any = None) -> None:
        raised: Any = exc or partial(_Slip, obj, name)  # made with the message, when it is raised
        super().__init__(hint, obj, name, raised)


_IN_REACH = ("answer", "digest", "view", "lines", "bot", "link", "loop")
_TAGS = "block else elif endblock endfor endif endmacro extends for from if import include macro set endset".split()
_UNKNOWN = re.compile(r"(?:(filter)|(test)|(tag)) (?:named )?'(\w+)'")
_QUOTED = re.compile(r"'([^']+)'")


def _word(error: Exception, filters: Iterable[str], tests: Iterable[str]) -> tuple[str | None, list[str]]:
    """The word that is wrong, and those that could have been meant, the nearest first."""
    if isinstance(error, _Slip):
        word, known = error.word, list(error.known)
    elif found := _UNKNOWN.search(str(error)):
        word = found[4]
        known = [*(filters if found[1] else tests if found[2] else _TAGS)]
    else:
        quoted = _QUOTED.search(str(error))
        word, known = quoted[1] if quoted else None, []
    return word, get_close_matches(word or "", known, n=1)


def _column(text: str, line: int | None, word: str | None) -> int | None:
    """Where on that line the word begins, from 1."""
    lines = text.split("\n")
    if not line or not word or line > len(lines):
        return None
    start = r"(?<!\w)" if word[0].isalnum() else ""
    found = re.search(start + re.escape(word), lines[line - 1])
    return found.start() + 1 if found else None


def _called(thing: Showable) -> str:
    """By which name its template knows it."""
    return "answer" if isinstance(thing, Answer) else "digest" if isinstance(thing, Digest) else "view"


def _title(source: str) -> str | None:
    """ "Morning brief" of `{# Morning brief: the stories, … #}`; None where the first line says nothing."""
    found = re.match(r"\{#-?\s*([^:#]{1,60}?)\s*:", source)
    return found[1] if found else None


def _readable(name: str) -> str:
    """ "The week" of `the_week`, for whoever is to choose it and knows no files."""
    return name.replace("_", " ").strip().capitalize() or name


def _line_of(error: BaseException) -> int | None:
    return next((line for file, line in reversed(list(_frames(error))) if file.endswith(".j2")), None)


def _file_of(error: BaseException) -> str | None:
    """As templates call each other: "digests/daily.md.j2"."""
    file = next((Path(file) for file, _ in reversed(list(_frames(error))) if file.endswith(".j2")), None)
    if file is None:
        return None
    return f"{file.parent.name}/{file.name}" if file.parent.name in {"answers", "digests"} else file.name


# --- parts ---------------------------------------------------------------------------------------------------------

_CITED = re.compile(r"(?<!\\)((?:\\\\)*)\[(\d+)\](?!\()")
_ATOM = re.compile(r"\[[^\]\n]*\]\(<[^>\n]*>\)|\*\*|\\.|\S", re.DOTALL)


def split(
    text: str, receipts: Sequence[Receipt], budget: Budget = DISCORD, *, label: Callable[..., str] = lambda **_: ""
) -> tuple[Part, ...]:
    """`text` as messages within the budget: cut at blank lines, else at lines, else between words. Nothing is lost.

    `label` gives a button its words: it is told the `first` and the `last` source, and whether there are `several`.
    """
    known = {receipt.n: receipt for receipt in receipts}

    def fits(piece: str) -> bool:
        return len(piece) <= budget.characters and len(_cited(piece, known)) <= budget.buttons * REFS_A_BUTTON

    blocks = [block for block in re.split(r"\n{2,}", text) if block.strip()]
    return tuple(Part(piece, _buttons(piece, known, label)) for piece in _pack(blocks, "\n\n", fits, _cut_block))


Fits = Callable[[str], bool]

_HEADING_AT_END = re.compile(r"(?<=.)\n\n(#{1,3} [^\n]*)\Z", re.DOTALL)  # no story writes one: it is escaped


def _pack(pieces: Iterable[str], gap: str, fits: Fits, cut: Callable[[str, Fits], Iterable[str]]) -> list[str]:
    """The pieces joined by `gap` into as few as fit, in order; a piece that alone is too much is `cut`.

    A heading goes with what it stands above.
    """
    packed: list[str] = []
    for piece in pieces:
        if packed and fits(packed[-1] + gap + piece):
            packed[-1] += gap + piece
        elif packed and (alone := _HEADING_AT_END.search(packed[-1])) and fits(alone[1] + gap + piece):
            packed[-1] = packed[-1][: alone.start()]
            packed.append(alone[1] + gap + piece)
        elif fits(piece):
            packed.append(piece)
        else:
            packed.extend(cut(piece, fits))
    return packed


def _cut_block(block: str, fits: Fits) -> list[str]:
    return _pack(block.split("\n"), "\n", fits, _cut_line)


def _cut_line(line: str, fits: Fits) -> list[str]:
    """One line as several, cut between words; a block quote stays one in each of them."""
    opening = re.match(r"(?:> |-# )?", line)
    prefix = opening[0] if opening else ""
    words = [word for word in re.findall(r"\[[^\]\n]*\]\(<[^>\n]*>\)\S*|\S+", line.removeprefix(prefix)) if word]
    rows = _pack(words, " ", lambda row: fits(f"{prefix}\\{row}"), _cut_word)
    return [prefix + (row if i == 0 else _guard(row)) for i, row in enumerate(rows)]


def _cut_word(word: str, fits: Fits) -> list[str]:
    """A word longer than a message, cut between characters, never inside a link or after a backslash."""
    return _pack(_ATOM.findall(word), "", fits, lambda atom, _: [atom])


MOST_SECTIONS = 10  # of one message, with a line between each two


def sections(text: str) -> tuple[str, ...]:
    """A part's text in pieces that a reader takes in one by one: it begins anew at a heading, at a source and at its small print.

    The sentence after a source ends in “…”, and belongs to it. No story can make such a line: what it writes at a line's
    start is escaped. Joined by blank lines, they are the text.
    """
    found = re.split(r"\n{1,2}(?=### )|\n\n(?=\[\d+\] \*\*)|\n\n(?=-# [^\n]*[^…\n]\Z)", text)
    return (
        (*found[: MOST_SECTIONS - 1], "\n\n".join(found[MOST_SECTIONS - 1 :]))
        if found[MOST_SECTIONS:]
        else tuple(found)
    )


def without_links(text: str) -> str:
    """A rendered text with the words of its links and nowhere to go: what a server's filter of links lets through."""
    return _LINKED.sub(r"\1", text)


_LINKED = re.compile(r"\[([^\]\n]*)\]\(<?https?://[^)\s]*\)")  # as `link` writes them


def cited(text: str) -> tuple[int, ...]:
    """The numbers of the receipts that a rendered text cites, in order."""
    return tuple(sorted({int(found[2]) for found in _CITED.finditer(text)}))


def _cited(piece: str, known: Mapping[int, Receipt]) -> list[Receipt]:
    return [known[n] for n in cited(piece) if n in known]


def _buttons(piece: str, known: Mapping[int, Receipt], label: Callable[..., str]) -> tuple[Button, ...]:
    cited = _cited(piece, known)
    groups = [cited[at : at + REFS_A_BUTTON] for at in range(0, len(cited), REFS_A_BUTTON)]
    return tuple(
        Button(label(first=group[0].n, last=group[-1].n, several=len(groups) > 1), "sources", _refs(group))
        for group in groups
    )


def _refs(group: Sequence[Receipt]) -> tuple[SentenceRef, ...]:
    return tuple(SentenceRef(receipt.article, *receipt.sentences) for receipt in group)
