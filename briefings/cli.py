"""The command line: every door without Discord. It asks the same functions and says the same words."""

import argparse
import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from briefings import app
from briefings.answers import (
    AT_ONCE,
    Conversation,
    ask,
    brief,
    compare,
    links,
    mentioned,
    over_time,
    quotes,
    search,
    timeline,
    who,
)
from briefings.answers.as_json import answer_json
from briefings.answers.dossiers import Dossiers, dossiers
from briefings.answers.export import FORMATS, export, table
from briefings.answers.subject import bearer
from briefings.config import Settings, invite_link, with_env_file
from briefings.curation import people, reports
from briefings.dates import midnight, read_instant, read_iso
from briefings.digests.compose import compose
from briefings.digests.plan import read_zone
from briefings.errors import BriefingsError, SourceUnreadable, WrongUsage
from briefings.model import PUBLIC, Answer, Published, Scope
from briefings.render import Renderer, unescape

if TYPE_CHECKING:  # the reader and the doctor load the language model's library: seconds that no question waits for
    from briefings.reader import Loaded

log = logging.getLogger(__name__)

Arguments = argparse.Namespace

LIMIT = 10  # entries of an answer


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. 0: done; 2: wrong usage; 1 and above: it could not be done, with one sentence why."""
    arguments = _parser().parse_args(argv)
    renderer = Renderer(Settings().templates)
    try:
        environ = with_env_file(os.environ)
        settings = Settings.from_env({**environ, **({"BRIEFINGS_STORE": arguments.store} if arguments.store else {})})
        logging.getLogger("alembic").setLevel(logging.WARNING)
        logging.basicConfig(level=settings.log_level, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
        arguments.clock = partial(_now, arguments.now)
        arguments.now = arguments.clock()
        return int(arguments.run(arguments, settings, Renderer(settings.templates)))
    except BriefingsError as error:
        print(renderer.error(error, markdown=False), file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:  # `| head` has seen enough
        _drop_output()
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as mistake:
        log.debug("a mistake of ours", exc_info=True)
        told = BriefingsError("mistake", why=f"{type(mistake).__name__}: {mistake}")
        print(renderer.error(told, markdown=False), file=sys.stderr)
        return told.exit_code


def _now(given: str | None) -> datetime:
    if given is None:
        return datetime.now(UTC)
    span = read_iso(given)
    now = read_instant(given) or (midnight(span.first) if span else None)
    if now is None:
        raise WrongUsage("date_unreadable", given=given)
    return now


# --- reading without a store -------------------------------------------------------------------------------------


def _analyse(arguments: Arguments, settings: Settings, renderer: Renderer) -> int:
    from briefings import reader

    sources = _sources(arguments, _published(arguments.published))
    failed = 0
    for found in reader.analysed_json(
        sources, model=settings.model, sentences=arguments.sentences, workers=arguments.workers
    ):
        if isinstance(found, reader.Loaded):
            failed += 1
            _complain(renderer, found)
        else:
            _print(found, arguments.json)
    return 1 if failed else 0


def _summarise(arguments: Arguments, settings: Settings, renderer: Renderer) -> int:
    from briefings import reader

    failed = 0
    length = {"sentences": arguments.sentences, "words": arguments.words}
    for record in reader.json_lines(arguments.jsonl, "docs"):
        try:
            sents = reader.summarised(record["docs"], model=settings.model, **length)
        except SourceUnreadable as problem:
            failed += 1
            print(f"{record.get('id')}: {renderer.error(problem, markdown=False)}", file=sys.stderr)
        else:
            _print({"id": record.get("id"), "sents": list(sents)}, arguments.json)
    return 1 if failed else 0


def _sources(arguments: Arguments, published: Published | None = None) -> Iterator[Any]:
    from briefings import reader

    if bool(arguments.paths) == bool(arguments.jsonl):
        raise WrongUsage("paths_or_jsonl")
    if arguments.jsonl:
        return reader.jsonl_sources(arguments.jsonl, published)
    return reader.sources(arguments.paths, published)


def _published(given: str | None) -> Published | None:
    if given is None:
        return None
    span = read_iso(given)
    if span is None:
        raise WrongUsage("date_unreadable", given=given)
    return Published(span, "given")


# --- into the store ----------------------------------------------------------------------------------------------


def _load(arguments: Arguments, settings: Settings, renderer: Renderer) -> int:
    from briefings import reader

    failed = 0
    sources = _sources(arguments)
    with app.open_app(settings, writes="news", now=arguments.now) as opened:
        for loaded in reader.load(
            opened.store,
            sources,
            model=settings.model,
            collection=arguments.collection,
            workers=arguments.workers,
            clock=arguments.clock,
        ):
            failed += loaded.problem is not None
            if arguments.json:
                _print(_loaded_json(loaded, renderer), compact=True)
            elif loaded.problem:
                _complain(renderer, loaded)
            else:
                _tell(renderer, "loaded", loaded=loaded)
    return 1 if failed else 0


def _loaded_json(loaded: "Loaded", renderer: Renderer) -> dict[str, Any]:
    return {
        "doc": loaded.doc,
        "article": loaded.article,
        "new": loaded.new,
        "title": loaded.title,
        "published": {
            "date": loaded.published.span.iso() if loaded.published.span else None,
            "from": loaded.published.origin,
            "estimated": loaded.published.estimated,
        },
        "words": loaded.words,
        "people": loaded.people,
        "quotes": loaded.quotes,
        "events": loaded.events,
        "problem": renderer.error(loaded.problem, markdown=False) if loaded.problem else None,
    }


def _read(arguments: Arguments, settings: Settings, renderer: Renderer) -> int:
    from briefings import reader

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if arguments.with_parent:
        threading.Thread(target=_stop_with_parent, args=(stop,), daemon=True).start()
    reader.read(
        settings,
        tell=partial(renderer.error, markdown=False),
        clock=lambda: _now(None),
        wait=stop.wait,
        once=arguments.once,
    )
    return 0


def _stop_with_parent(stop: threading.Event) -> None:
    """The bot holds our standard input open: it closes when the bot ends, even one that was killed."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    stop.set()


def _migrate(arguments: Arguments, settings: Settings, renderer: Renderer) -> int:
    app.migrate(settings, arguments.now)
    _tell(renderer, "migrated", store=settings.shown_store)
    return 0


def _reanalyse(arguments: Arguments, settings: Settings, renderer: Renderer) -> int:
    from briefings import reader

    with app.open_app(settings, writes="news", now=arguments.now) as opened:
        done = reader.reanalyse(opened.store, model=settings.model, now=arguments.now, everything=arguments.all)
    _tell(renderer, "reanalysed", articles=done)
    return 0


def _backup(arguments: Arguments, settings: Settings, renderer: Renderer) -> int:
    app.backup(settings, arguments.file, arguments.now)
    _tell(renderer, "backed_up", archive=arguments.file)
    return 0


def _restore(arguments: Arguments, settings: Settings, renderer: Renderer) -> int:
    app.restore(settings, arguments.file, check=arguments.check, now=arguments.now)
    _tell(renderer, "restore_checked" if arguments.check else "restored", archive=arguments.file)
    return 0


def _doctor(arguments: Arguments, settings: Settings, renderer: Renderer) -> int:
    from briefings import doctor

    checks = list(doctor.doctor(settings, token=with_env_file(os.environ).get("DISCORD_TOKEN", ""), now=arguments.now))
    for check in checks:
        _tell(renderer, "doctor_line", check=check)
    return 1 if any(check.broken for check in checks) else 0


def _invite(arguments: Arguments, settings: Settings, renderer: Renderer) -> int:
    _out(invite_link(arguments.application or with_env_file(os.environ).get("DISCORD_APPLICATION_ID", "")))
    return 0


# --- questions ---------------------------------------------------------------------------------------------------


def _question(arguments: Arguments, settings: Settings, renderer: Renderer) -> int:
    with app.open_app(settings, now=arguments.now) as opened:
        answer = arguments.question(opened.store, arguments)
    _say(answer, renderer, arguments.json)
    return 0


def _ask(arguments: Arguments, settings: Settings, renderer: Renderer) -> int:
    if bool(arguments.words) == bool(arguments.jsonl):
        raise WrongUsage("question_or_jsonl")
    conversations: dict[str, Conversation] = {}
    with app.open_app(settings, now=arguments.now) as opened:
        scope, days = _scope(opened.store, arguments), _window(arguments, AT_ONCE)
        if arguments.words:
            _say(ask(opened.store, scope, _joined(arguments.words), **days), renderer, arguments.json)
        for record in _questions(arguments.jsonl) if arguments.jsonl else ():
            talk = (
                conversations.setdefault(str(record["conversation"]), Conversation())
                if record.get("conversation")
                else None
            )
            now = _now(str(record["now"])) if record.get("now") else arguments.now
            answer = ask(opened.store, scope, _joined([record["question"]]), **{**days, "now": now}, conversation=talk)
            _say(answer, renderer, arguments.json, id=record.get("id"))
    return 0


def _questions(path: str) -> Iterator[dict[str, Any]]:
    from briefings import reader

    return reader.json_lines(path, "question")


def _joined(words: Sequence[str]) -> str:
    """The words as one text. Bytes that were no UTF-8 come as halves of surrogate pairs, which no store takes."""
    return " ".join(words).encode("utf-8", "replace").decode()


def _export(arguments: Arguments, settings: Settings, renderer: Renderer) -> int:
    with app.open_app(settings, now=arguments.now) as opened:
        answer = ask(opened.store, _scope(opened.store, arguments), _joined(arguments.words), now=arguments.now)
    text = export(answer, renderer.text(answer), arguments.format)
    if arguments.output:
        try:
            arguments.output.write_text(text, encoding="utf-8", newline="")
        except OSError as problem:
            raise _unwritable(str(arguments.output), problem) from problem
    else:
        _out(text, end="")
    return 0


# --- what people decided -----------------------------------------------------------------------------------------


def _reports(arguments: Arguments, settings: Settings, renderer: Renderer) -> int:
    acts = {"hide": arguments.hide, "show": arguments.show, "dismiss": arguments.dismiss}
    chosen = [(act, number) for act, number in acts.items() if number is not None]
    with app.open_app(settings, writes="desk" if chosen else "nothing", now=arguments.now) as opened:
        for act, number in chosen:
            _settle(opened.store, act, number, arguments.now)
        rows = list(reports.rows(opened.store, arguments.collection, open_only=arguments.open))
    if arguments.csv:
        _out(table(reports.COLUMNS, rows), end="")
    elif arguments.json:
        for row in rows:
            _print(row, compact=True)
    else:
        for row in rows:
            _tell(renderer, "report_line", report=row)
        if not rows:
            _tell(renderer, "no_reports")
    return 0


def _settle(store: Any, act: str, number: int, now: datetime) -> None:
    """What the operator decides holds for the shelf of the line."""
    shelf = reports.find(store, Scope(store.collections()), number).report.collection
    if act == "hide":
        reports.hide(store, Scope((shelf,)), number, shelf, by=None, now=now)
    elif act == "show":
        reports.show(store, Scope((shelf,)), number, shelf)
    else:
        reports.dismiss(store, Scope((shelf,)), number, shelf)


def _people_merge(arguments: Arguments, settings: Settings, renderer: Renderer) -> int:
    """The operator's, for all who read that shelf. Without `--yes` both are only shown."""
    names = [_joined([arguments.one]), _joined([arguments.other])]
    with app.open_app(settings, writes="desk" if arguments.yes else "nothing", now=arguments.now) as opened:
        scope = _scope(opened.store, arguments)
        found = dossiers(opened.store, scope, names, now=arguments.now)
        if isinstance(found, Dossiers) and arguments.yes:
            keys = [person.key for person in found.people]
            done = people.merge(opened.store, scope, arguments.collection, keys, by=None, now=arguments.now)
            _tell(renderer, "people_merged", decided=done)
            return 0
    _say(found, renderer, arguments.json)
    return 0


def _people_split(arguments: Arguments, settings: Settings, renderer: Renderer) -> int:
    """Without `--yes`, what would be parted is only listed."""
    with app.open_app(settings, writes="desk" if arguments.yes else "nothing", now=arguments.now) as opened:
        scope = _scope(opened.store, arguments)
        found = dossiers(opened.store, scope, [_joined([arguments.person])], now=arguments.now)
        if not isinstance(found, Dossiers):
            _say(found, renderer, as_json=False)
            return 0
        him = bearer(opened.store, scope, found.people[0].key)
        asked = people.parting(opened.store, scope, him.ids if him else (), _joined([arguments.apart]))
        if arguments.yes:
            done = people.split(opened.store, scope, arguments.collection, asked, by=None, now=arguments.now)
            _tell(renderer, "people_parted", decided=done)
            return 0
    for one in asked.theirs:
        _tell(renderer, "people_parting", one=one)
    return 0


def _people_undo(arguments: Arguments, settings: Settings, renderer: Renderer) -> int:
    acts = arguments.id is not None
    with app.open_app(settings, writes="desk" if acts else "nothing", now=arguments.now) as opened:
        scope = _scope(opened.store, arguments)
        if acts:
            done = people.undo(opened.store, scope, arguments.collection, arguments.id)
            _tell(renderer, "people_undone", decided=done)
            return 0
        listed = people.decisions(opened.store, scope, arguments.collection)
    for one in listed:
        _tell(renderer, "people_decision", decided=one)
    if not listed:
        _tell(renderer, "no_decisions")
    return 0


def _say(answer: Answer, renderer: Renderer, as_json: bool, **more: Any) -> None:
    markdown = renderer.text(answer)
    if as_json:
        _print({**more, **answer_json(answer, markdown)}, compact=True)
    else:
        _out(markdown)


# --- digests -----------------------------------------------------------------------------------------------------


def _digest_templates(arguments: Arguments, settings: Settings, renderer: Renderer) -> int:
    _out("\n".join(renderer.digests()))
    return 0


def _digest_preview(arguments: Arguments, settings: Settings, renderer: Renderer) -> int:
    known = renderer.digests()
    if arguments.template not in known:
        raise WrongUsage("digest_template_unknown", given=arguments.template, known=list(known))
    zone = read_zone(arguments.zone or settings.zone)
    until = _instant(arguments.until) or arguments.now
    since = _instant(arguments.since) or until - timedelta(days=1)
    if since >= until:
        raise WrongUsage("window_empty", since=since.isoformat(), until=until.isoformat())
    with app.open_app(settings, now=arguments.now) as opened:
        digest = compose(
            opened.store,
            _scope(opened.store, arguments),
            name=arguments.template,
            template_name=arguments.template,
            day=until.astimezone(ZoneInfo(zone)).date(),
            zone=zone,
            since=since,
            until=until,
        )
        parts = opened.render_digest(digest)
    if arguments.json:
        _print(
            {
                "template": arguments.template,
                "zone": zone,
                "since": since.isoformat(),
                "until": until.isoformat(),
                "stories": len(digest.stories),
                "parts": [{"text": part.text, "buttons": [b.label for b in part.buttons]} for part in parts],
                **answer_json(digest, "\n\n".join(part.text for part in parts)),
            },
            compact=True,
        )
    else:
        _out("\n\n".join(part.text for part in parts))
    return 0


def _instant(given: str | None) -> datetime | None:
    return _now(given) if given else None


# --- printing ----------------------------------------------------------------------------------------------------


def _out(text: str, end: str = "\n") -> None:
    """Everything on standard output goes through here, and is there at once. Raises when nobody takes it."""
    try:
        print(text, end=end, flush=True)
    except UnicodeEncodeError:  # a terminal that knows few letters
        print(text.encode(sys.stdout.encoding, "backslashreplace").decode(sys.stdout.encoding), end=end, flush=True)
    except BrokenPipeError:
        raise
    except OSError as problem:
        _drop_output()
        raise _unwritable("standard output", problem) from problem


def _drop_output() -> None:
    """What still waits to be printed goes nowhere: Python would try once more at its end, and complain."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unwritable(path: str, problem: OSError) -> BriefingsError:
    return BriefingsError("output_unwritable", path=path, why=(problem.strerror or str(problem)).lower())


def _print(value: dict[str, Any], compact: bool) -> None:
    _out(json.dumps(value, ensure_ascii=False, indent=None if compact else 2))


def _tell(renderer: Renderer, name: str, **values: Any) -> None:
    """A text of ours on a terminal, which knows no markdown."""
    _out(unescape(renderer.say(name, **values)))


def _complain(renderer: Renderer, loaded: "Loaded") -> None:
    if loaded.problem:
        print(f"{loaded.doc}: {renderer.error(loaded.problem, markdown=False)}", file=sys.stderr)


# --- the arguments -----------------------------------------------------------------------------------------------


def _day(last: bool) -> Callable[[str], date]:
    def read(text: str) -> date:
        span = read_iso(text)
        if span is None:
            raise argparse.ArgumentTypeError(f"“{text}” is no date such as 2017-12-04, 2017-12 or 2017")
        return span.last if last else span.first

    return read


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is no number from 1 on")
    return int(text)


def _offset(text: str) -> int:
    return 0 if text == "0" else _count(text)


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--store", metavar="URL", help="an SQLite file or postgresql://… (usually BRIEFINGS_STORE)")
    common.add_argument("--now", metavar="ISO", help="the instant to take for now")
    as_json = argparse.ArgumentParser(add_help=False)
    as_json.add_argument("--json", action="store_true", help="one JSON object per input on standard output")
    shelf = argparse.ArgumentParser(add_help=False)
    shelf.add_argument("--collection", default=PUBLIC, metavar="NAME", help=f"usually “{PUBLIC}”")
    page = argparse.ArgumentParser(add_help=False)
    page.add_argument("--offset", type=_offset, default=0, metavar="N", help="leave the first N out: the next page")
    window = argparse.ArgumentParser(add_help=False)
    window.add_argument("--limit", type=_count, metavar="N")
    window.add_argument("--since", type=_day(last=False), metavar="DATE")
    window.add_argument("--until", type=_day(last=True), metavar="DATE")
    inputs = argparse.ArgumentParser(add_help=False)
    inputs.add_argument("paths", nargs="*", metavar="PATH", help="files, folders or addresses; - is standard input")
    inputs.add_argument("--jsonl", metavar="FILE", help="JSON lines with id, text or html, published, title, …")
    inputs.add_argument("--workers", type=_count, default=1, metavar="N", help="processes that parse")

    parser = argparse.ArgumentParser(prog="python -m briefings", description="News, read with receipts.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Any, about: str, *parents: argparse.ArgumentParser) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about, description=about, parents=[common, *parents])
        added.set_defaults(run=run)
        return added

    analyse = command("analyse", _analyse, "what one article says, without a store", as_json, inputs)
    analyse.add_argument("--published", metavar="DATE", help="the articles' own date")
    analyse.add_argument("--sentences", type=_count, default=3, metavar="N", help="of the summary")
    summary = command("summarise", _summarise, "whole sentences that carry several texts", as_json)
    summary.add_argument("--jsonl", required=True, metavar="FILE")
    length = summary.add_mutually_exclusive_group()
    length.add_argument("--sentences", type=_count, default=3, metavar="N")
    length.add_argument("--words", type=_count, metavar="N")

    command("load", _load, "read articles into the store; twice is once", as_json, inputs, shelf)
    questions: dict[str, tuple[str, str, Any]] = {
        "who": ("name", "who an official is, with the day each title was seen", _who),
        "quotes": ("name", "what somebody said", _quotes),
        "timeline": ("topic", "what happened when", _timeline),
        "search": ("query", "articles that match, with the sentence that does", _search),
        "brief": ("topic", "the latest, or the latest on a topic", _brief),
        "mentioned": ("text", "the people of the news whom a text names", _mentioned),
        "links": ("name", "who is named together with somebody, and the sentence that names both", _links),
    }
    for name, (argument, about, question) in questions.items():
        added = command(name, _question, about, as_json, shelf, window, *([] if name == "who" else [page]))
        added.add_argument(argument, nargs="*" if argument == "topic" else "+")
        added.set_defaults(question=question)
        if name == "quotes":
            added.add_argument("--about", metavar="TOPIC")
        if name in {"who", "quotes", "links"}:
            added.add_argument("--as-of", type=_day(last=True), metavar="DATE", help="only what was printed by then")
        if name == "timeline":
            added.add_argument("--order", choices=("date", "score"), default="date")
            added.add_argument("--ahead", action="store_true", help="only what is planned")
    pair = commands.add_parser("compare", help="what was said, side by side or over time")
    ways = pair.add_subparsers(required=True, metavar="WAY")
    told = [common, as_json, shelf, window, page]
    people = ways.add_parser("people", help="two speakers side by side", parents=told)
    people.add_argument("name", metavar="PERSON")
    people.add_argument("other", metavar="OTHER")
    people.set_defaults(question=_compare)
    through = ways.add_parser("over-time", help="one speaker in order of time, changed words marked", parents=told)
    through.add_argument("name", metavar="PERSON")
    through.set_defaults(question=_over_time)
    for way in (people, through):
        way.add_argument("topic", nargs="*", metavar="TOPIC")
        way.add_argument("--about", metavar="TOPIC", help="the same as TOPIC")
        way.add_argument("--as-of", type=_day(last=True), metavar="DATE", help="only what was printed by then")
        way.set_defaults(run=_question)
    asked = command("ask", _ask, "a question in plain words, as in a direct message", as_json, shelf, window)
    asked.add_argument("words", nargs="*", metavar="QUESTION")
    asked.add_argument("--jsonl", metavar="FILE", help="JSON lines with id, question, now, conversation")
    exported = command("export", _export, "an answer as a file", shelf)
    exported.add_argument("words", nargs="+", metavar="QUESTION")
    exported.add_argument("--format", choices=FORMATS, default="markdown")
    exported.add_argument("--output", "-o", type=Path, metavar="FILE")

    reported = command("reports", _reports, "what people say is wrong, with the line; rows for a test table", as_json)
    reported.add_argument("--csv", action="store_true", help="a table, safe to open in a spreadsheet")
    reported.add_argument("--open", action="store_true", help="only what nobody has answered")
    reported.add_argument("--collection", metavar="NAME", help="only this shelf")
    for act, what in (("hide", "show the line no more"), ("show", "show it again"), ("dismiss", "nothing is wrong")):
        reported.add_argument(f"--{act}", type=int, metavar="ID", help=f"{what}; the bot must not run meanwhile")

    whom = commands.add_parser("people", help="who is whom, by decision").add_subparsers(
        required=True, metavar="COMMAND"
    )
    merged = whom.add_parser("merge", help="two dossiers are one person’s", parents=[common, as_json, shelf])
    merged.add_argument("one", metavar="NAME")
    merged.add_argument("other", metavar="NAME")
    merged.add_argument("--yes", action="store_true", help="do it; otherwise both are only shown")
    merged.set_defaults(run=_people_merge)
    parted = whom.add_parser("split", help="one dossier is two people’s", parents=[common, shelf])
    parted.add_argument("person", metavar="NAME")
    parted.add_argument("apart", metavar="WORDS", help="another man’s form of the name, or words of a headline")
    parted.add_argument("--yes", action="store_true", help="do it; otherwise what would go is only listed")
    parted.set_defaults(run=_people_split)
    undone = whom.add_parser("undo", help="what was decided, or take it back", parents=[common, shelf])
    undone.add_argument("id", nargs="?", type=int, metavar="ID")
    undone.set_defaults(run=_people_undo)

    digest = commands.add_parser("digest", help="digests").add_subparsers(required=True, metavar="COMMAND")
    templates = digest.add_parser("templates", help="the templates there are", parents=[common])
    templates.set_defaults(run=_digest_templates)
    preview = digest.add_parser("preview", help="exactly what would be posted", parents=[common, as_json, shelf])
    preview.add_argument("--template", required=True, metavar="NAME")
    preview.add_argument("--since", metavar="ISO")
    preview.add_argument("--until", metavar="ISO")
    preview.add_argument("--zone", metavar="IANA")
    preview.set_defaults(run=_digest_preview)

    read = command("read", _read, "be the reader: fetch, parse, analyse and store what the bot asks for")
    read.add_argument("--once", action="store_true", help="what waits now, then end")
    read.add_argument("--with-parent", action="store_true", help="end when the process that started it ends")
    command("migrate", _migrate, "bring the store to the newest schema, after a backup")
    again = command("reanalyse", _reanalyse, "rebuild what older rules found, from the kept parses")
    again.add_argument("--all", action="store_true", help="also what the rules of today found")
    command("doctor", _doctor, "what is fine, and what to do about the rest")
    invite = command("invite", _invite, "the link that adds the bot to a server, with exactly the rights it needs")
    invite.add_argument("--application", metavar="ID", help="usually DISCORD_APPLICATION_ID")
    command("backup", _backup, "one archive of both databases").add_argument("file", type=Path)
    restored = command("restore", _restore, "put an archive's databases in place; the old files stay beside")
    restored.add_argument("file", type=Path)
    restored.add_argument("--check", action="store_true", help="only see whether it could be restored")
    return parser


def _scope(store: Any, arguments: Arguments) -> Scope:
    """What is asked for, without what was hidden there."""
    scope: Scope = store.decisions.decided(Scope((arguments.collection,)))
    return scope


def _window(arguments: Arguments, most: int = LIMIT) -> dict[str, Any]:
    if arguments.since and arguments.until and arguments.since > arguments.until:
        raise WrongUsage("window_empty", since=arguments.since.isoformat(), until=arguments.until.isoformat())
    return {
        "since": arguments.since,
        "until": arguments.until,
        "limit": arguments.limit or most,
        "now": arguments.now,
    }


def _who(store: Any, arguments: Arguments) -> Answer:
    return who(store, _scope(store, arguments), _joined(arguments.name), as_of=arguments.as_of, **_window(arguments))


def _quotes(store: Any, arguments: Arguments) -> Answer:
    asked = {"about": arguments.about, "as_of": arguments.as_of, "offset": arguments.offset}
    return quotes(store, _scope(store, arguments), _joined(arguments.name), **asked, **_window(arguments))


def _links(store: Any, arguments: Arguments) -> Answer:
    asked = {"as_of": arguments.as_of, "offset": arguments.offset}
    return links(store, _scope(store, arguments), _joined(arguments.name), **asked, **_window(arguments))


def _compare(store: Any, arguments: Arguments) -> Answer:
    name, other = _joined([arguments.name]), _joined([arguments.other])
    return compare(store, _scope(store, arguments), name, other, **_of_topic(arguments), **_window(arguments))


def _over_time(store: Any, arguments: Arguments) -> Answer:
    name = _joined([arguments.name])
    return over_time(store, _scope(store, arguments), name, **_of_topic(arguments), **_window(arguments))


def _of_topic(arguments: Arguments) -> dict[str, Any]:
    about = _joined(arguments.topic) or arguments.about
    return {"about": about, "as_of": arguments.as_of, "offset": arguments.offset}


def _mentioned(store: Any, arguments: Arguments) -> Answer:
    page = {"now": arguments.now, "limit": arguments.limit or LIMIT, "offset": arguments.offset}
    return mentioned(store, _scope(store, arguments), _joined(arguments.text), **page)


def _timeline(store: Any, arguments: Arguments) -> Answer:
    topic = _joined(arguments.topic) or None
    order = {"order": arguments.order, "ahead": arguments.ahead, "offset": arguments.offset}
    return timeline(store, _scope(store, arguments), topic, **order, **_window(arguments))


def _search(store: Any, arguments: Arguments) -> Answer:
    return search(
        store, _scope(store, arguments), _joined(arguments.query), offset=arguments.offset, **_window(arguments)
    )


def _brief(store: Any, arguments: Arguments) -> Answer:
    topic = _joined(arguments.topic) or None
    return brief(store, _scope(store, arguments), topic, offset=arguments.offset, **_window(arguments))
