"""Scraped text → which parts of it are the story. Chooses slices of the text; never edits it.

By the time it comes here a page has lost its tags, so the shape of the lines must tell: a story is the one stretch
where lines are long and end like sentences (best segment: Pasternack & Roth, WWW 2009), a headline is the line that
is printed again or stands inside a breadcrumb, and whatever follows "Leave a Reply" is not the story any more.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import Enum, auto
from itertools import pairwise
from typing import NamedTuple

from briefings.model import Slice

MONTHS = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"  # fmt: skip

HEAD = 400  # characters of a line that a pattern looks at: furniture says so at once
PROSE_WORDS = 8  # a line of so many words that ends like a sentence is prose
LONG_WORDS = 25  # so many words are prose, however they end
GAP_COST = 12  # words of prose that one other line must be worth to lie inside the story
CLOSER_COST = 40  # "Related Articles" may be a box inside a story, if much more story follows
STORY_WORDS = 50  # so much prose above "Leave a Reply" is the story, however much stands below
SUBHEAD_WORDS = 20
SUBHEADS = 2  # stand together at most; more short lines in a row are a box
BOX_LINES = 12  # so long may be a box of other headlines inside a story
BOX_SHARED = 0.25  # of what is spoken of over the box, at least so much is spoken of under it
TEASERS = 8  # groups of lines about something else that are looked for at the ends of the story
TITLE_WORDS = range(3, 31)
STANDFIRST = 4  # lines under a headline, the next one that speaks of the story is its standfirst


class Kind(Enum):
    """What one line is, by itself."""

    PROSE = auto()  # long, and ends like a sentence
    REMARK = auto()  # ends like a sentence, but is short: "“No,” he said."
    ITEM = auto()  # a list item, or a line that ends in a colon
    OTHER = auto()  # headline, subhead, menu entry, byline, standfirst without a full stop
    FURNITURE = auto()  # says what it is: a credit, a prompt, a teaser. Never the story
    CLOSER = auto()  # the story is probably over
    COMMENTS = auto()  # the story is over


class Line(NamedTuple):
    """A line, or a paragraph of hard-wrapped lines, without the white space around it."""

    start: int
    end: int
    text: str  # white space inside made single spaces; for looking at, not for counting
    words: int
    kind: Kind
    key: str  # to compare with another line: its words alone


class Chosen(NamedTuple):
    """What the story is. `margins` are the lines that are not: bylines, captions, date lines."""

    title: str | None
    body: tuple[Slice, ...]
    subheads: tuple[Slice, ...]  # of the story too, but no sentences
    margins: tuple[str, ...]
    above: tuple[str, ...]  # the lines over the first one of the story


def choose_story(text: str) -> Chosen:
    """The title and the body of scraped text, one slice a paragraph, in order and without overlap.

    The title is None when no line says that it is one. The body is empty only when the text has no word at all:
    where nothing looks like a story, everything but the title and the furniture is the body.
    """
    lines = _lines(text)
    if not lines:
        return Chosen(None, (), (), (), ())
    first, last = _best_segment(lines)
    first, last = _without_strangers(lines, *_with_lead(lines, first, last))
    title = _title(lines, first, last)
    known = _key(title or "")
    story = [line for line in lines[first : last + 1] if line.kind in _STORY and line.key != known]
    story = _without_author_box(_told_once(story))
    if not story:
        story = [line for line in lines if line.kind is not Kind.FURNITURE and line.key != known] or lines
    subheads = [line for line in _subheads(text, lines, story) if line.key != known]
    taken = {line.start for line in (*story, *subheads)}
    return Chosen(
        title,
        tuple(_slice(text, line) for line in story),
        tuple(Slice(line.start, line.end) for line in subheads),
        tuple(line.text for line in lines if line.start not in taken),
        tuple(line.text for line in lines if line.start < story[0].start),
    )


_STORY = (Kind.PROSE, Kind.REMARK, Kind.ITEM)


# --- lines -------------------------------------------------------------------------------------------------------

_LINE = re.compile(r"[^\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"\w")
_WORDS = re.compile(r"\w+")
_ENDS = re.compile(r"[.!?。！？][\"'”’»)\]*]*$")
_TRAILS_OFF = ("..", "…", "[…]", "[...]", "»")
_ITEM = re.compile(
    rf"(?:[•●▪·*]|[-–—]|\(?\d{{1,2}}[.)])\s+\S+\s+\S+"
    rf"|(?:{MONTHS}\.? \d{{1,2}}|\d{{1,2}} {MONTHS}\.?)\s*[–—:-]\s+\S+\s+\S+",  # June 9 – Tampa, Florida
    re.I,
)

# After a sentence, the agency it came from. The tail is no part of the story.
_AGENCY_TAIL = re.compile(
    r"""(?<=[.!?"'”’)])\s*(?:
        [-–—/]{1,2}\s?[A-Z][\w.&]*(?:[ /][A-Z][\w.&]*){0,3}       # -Pajhwok   —AFP   — Associated Press   /Reuters
      | [(\[](?:with\ (?:inputs?|additional)\b[^()\[\]]{0,60}|[A-Z][\w.&]*(?:[ /-][A-Z][\w.&]*){0,3})[)\]]  # (Reuters)
    )\.?$""",
    re.X,
)

# Behind a paragraph in marks, who said it: “…” — Ann Keller, a nurse. That is part of the story, an agency is not.
_SAID_BY = re.compile(
    r"""(?<=["”])\s*[-–—―]{1,2}\s?(?=\S+\s)(?!.*\b(?:Press|News|Agency|Agence|Times|Post|Service)\b)[A-Z][^"“”!?]{2,80}$"""
)
_MAY_BE_TAIL = re.compile(r"""[-–—/(\[](?<=[.!?"'”’)\s].)""")  # found much sooner

# A picture's place name that ran into the dateline behind it: "The White HouseWASHINGTON: The United States …"
_GLUED_DATELINE = re.compile(
    r"^[^.!?:\n]{0,80}?[a-z)](?=[A-Z]{3})(?:[A-Z]{3,}[A-Z' .-]*(?:,[^:()\n–—-]{0,40})?(?:\s?\([^()]{2,30}\))?\s*(?::|—|–|--|-\s)\s*)(?=[\"'“‘A-Z])"
)
# A dateline that ran into the story: "Geneva (NNA)The minister …".
_GLUED_AGENCY = re.compile(
    r"^(?:[A-Z][\w.'’ -]{1,30}(?:, [A-Z][\w.'’ -]{1,20})?\s?)?\([A-Z][\w.]{1,11}\)(?=[\"'“‘]?[A-Z][a-z]*\s)"
)


def _lines(text: str) -> list[Line]:
    found = [m for m in _LINE.finditer(text) if _WORD.search(m.group())]
    return [_line(text, start, end) for start, end in _paragraphs(text, [m.span() for m in found])]


def _paragraphs(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Lines broken by hand at column 72 or so become their paragraph again; other lines stay."""
    if not _hard_wrapped(text, spans):
        return spans
    width = max(end - start for start, end in spans)
    joined = [spans[0]]
    for start, end in spans[1:]:
        before, here = joined[-1], text[start:end].split(maxsplit=1)
        touching = text[before[1] : start] in {"\n", "\r\n", "\r"}
        last_line = before[1] - max(text.rfind("\n", 0, before[1]) + 1, before[0])
        # A word that would still have fitted on the line above was put on a new line on purpose.
        if touching and here and last_line + 1 + len(here[0]) > width * 0.9:
            joined[-1] = (before[0], end)
        else:
            joined.append((start, end))
    return joined


def _hard_wrapped(text: str, spans: list[tuple[int, int]]) -> bool:
    if len(spans) < 4 or not 40 <= max(end - start for start, end in spans) <= 132:
        return False
    broken = 0
    for (a, b), (s, e) in pairwise(spans):
        broken += text[s:e].lstrip()[:1].islower() and not _ENDS.search(text[a:b].rstrip())
    return broken >= 2 and broken * 5 >= len(spans)


def _line(text: str, start: int, end: int) -> Line:
    raw = text[start:end]
    start, end = start + len(raw) - len(raw.lstrip()), end - (len(raw) - len(raw.rstrip()))
    shown = " ".join(text[start:end].split())
    words = shown.count(" ") + 1
    if not shown.isascii():
        words = max(words, len(_CJK.findall(shown)) // 2)  # two characters are about a word
    return Line(start, end, shown, words, _kind(shown, words), _key(shown))


def _kind(line: str, words: int) -> Kind:
    if told := _told_kind(line, words):
        return told
    if _is_signed(line):
        return Kind.PROSE if words >= PROSE_WORDS else Kind.REMARK
    tail = line[-HEAD:]
    tail = tail[: _agency_tail(tail)]
    if tail.endswith(_TRAILS_OFF):
        # Inside a story people trail off too, but at length; a teaser is one or two lines.
        return Kind.PROSE if words > 60 else Kind.FURNITURE
    if _ENDS.search(tail):
        return Kind.PROSE if words >= PROSE_WORDS else Kind.REMARK
    if words >= LONG_WORDS:
        return Kind.PROSE
    if words >= 5 and (_ITEM.match(line[:HEAD]) or tail.endswith(":")):
        return Kind.ITEM
    return Kind.OTHER


def _told_kind(line: str, words: int) -> Kind | None:
    """What the line says that it is; None when it does not say."""
    head = line[:HEAD]
    if words <= 14:
        if _COMMENTS.match(head):
            return Kind.COMMENTS
        if _CLOSERS.match(head):
            return Kind.CLOSER
    return Kind.FURNITURE if _FURNITURE.match(head) or (words > 2 and _is_caption(line)) else None


def is_story(paragraph: str) -> bool:
    """Whether a paragraph that a page's markup takes for story does not say of itself that it is something else."""
    return _told_kind(paragraph, paragraph.count(" ") + 1) is None


def _slice(text: str, line: Line) -> Slice:
    """The line's part of the story: without a place name glued to its dateline, and without the agency's tail."""
    start, end = line.start, line.end
    head = text[start : min(end, start + 200)]
    if glued := _GLUED_DATELINE.match(head) or _GLUED_AGENCY.match(head):
        start += glued.end()
    if _is_signed(text[start:end]):
        return Slice(start, end)
    from_ = max(start, end - HEAD)
    return Slice(start, from_ + _agency_tail(text[from_:end]))


def _is_signed(paragraph: str) -> bool:
    """Is it in marks, with a dash and whoever said it behind them?"""
    return paragraph[:1] in '“"' and _SAID_BY.search(paragraph, max(0, len(paragraph) - HEAD)) is not None


def _agency_tail(line: str) -> int:
    """Where the agency behind the last sentence begins; the end where none stands."""
    tail = _AGENCY_TAIL.search(line) if _MAY_BE_TAIL.search(line) else None
    return tail.start() if tail else len(line)


# --- what a line can say of itself -------------------------------------------------------------------------------


def _starting(*patterns: str) -> re.Pattern[str]:
    """One pattern for lines that start in any of these ways."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.I)


_COMMENTS = _starting(
    r"(?:leave|post|add|write|submit) (?:a |your )?(?:reply|comment|response)s?\b",  # Leave a Reply
    r"\d[\d,.]* (?:replies|responses|comments|thoughts|reactions)\b",  # 16 replies on “…”
    r"(?:reader )?comments?(?: section)?(?: ?[(:|]? ?\d[\d,.]*\)?)?:?$",  # Comments (12)
    r"(?:view|show|read|load|see|hide) (?:all |the |more )?(?:\d+ )?comments\b",  # View all comments
    r"(?:join|start) the (?:conversation|discussion)\b",
    r"we welcome comments (?:that|on|from)\b",  # … that advance the story
    r"(?:comments are|commenting is|this discussion is) (?:now )?closed\b",
    r"(?:the )?(?:views|opinions) expressed in (?:the |these )?comments\b",  # … do not represent those of the Courier.
    r"(?:please )?(?:log|sign) ?in (?:or \w+ ?\w* )?to (?:post|leave|add|comment|reply)\b",
    r"your e-?mail address will not be published\b",
)

_CLOSERS = _starting(
    r"check also$",
    r"related(?: (?:articles?|stor(?:y|ies)|posts?|topics?|content|news|coverage|links?|reading|items|video))?:?$",
    r"you (?:may|might)(?: also)? (?:like|enjoy|be interested)\b",
    r"(?:also|more) (?:read|from|on|in|about|for you|stories|news|articles|coverage|headlines)\b",
    r"read (?:next|also|more)\b.{0,40}$",
    r"(?:up next|next up|what to read next|recommended|suggested|recent)(?: (?:for you|stories|articles|posts|reading|videos))?:?$",
    r"(?:most|top|latest|trending|popular)(?: (?:read|popular|viewed|shared|commented|stories|news|posts|headlines|videos|articles|now))+:?$",
    r"(?:editor'?s'?’?s? picks?|don['’]t miss|around the web|from our partners|sponsored(?: content)?|promoted stories|paid content)$",
    r"about (?:the )?(?:author|writer|contributor)s?\b",
    r"(?-i:About (?:The )?[A-Z]\w*(?: [A-Z]\w*){0,4})$",  # About The Daily Bugle
    r"(?:tags?|topics?|filed under|categor(?:y|ies)|posted in|keywords)(?:$|\s?:)",
    r"(?:previous|next|older|newer) (?:article|post|story|page)s?\b",
    r"(?:©|\(c\)|copyright\b)",
    r".{0,80}\ball rights reserved\b",
)

_FURNITURE = _starting(
    r"share (?:this|on|via|your)\b.{0,40}$",
    r"(?:follow|contact|find|like|join) us\b.{0,60}$",
    # prompts, in imperatives that no story opens a paragraph with
    r"(?:get|receive) (?:a |an |the |our |all |your )?(?:daily |weekly |morning |free )?(?:round-?up|newsletters?|briefing|top stories|latest news|breaking news|email alerts?|news alerts?)\b",
    r"(?:check out|see|view|browse|explore) (?:all|our|more) (?:\w+ )?(?:newsletters?|podcasts?|stories|videos|offers|plans)\b",
    r"(?:please )?(?:subscribe|sign up|register|log in|sign in|donate)\b(?=.{0,80}\b(?:to|for|now|here|today|newsletter|with)\b)",
    r"(?:click|tap|swipe|scroll|press) (?:here|on|to|for|through|down|left|right|below)\b",
    r"follow (?-i:[A-Z]\S*|the)(?: [\w'’.-]+){0,5} on (?-i:Facebook|Twitter|Instagram|Telegram|YouTube|WhatsApp|X|LinkedIn)\b",
    r"(?:want|need|like|love|looking for|interested in|hungry for)\b[^.?!]{3,60}\? (?:subscribe|sign up|join|follow|download|click|get|check|register|try)\b",
    r"(?:get|receive) (?:(?-i:[A-Z])\S* |breaking |more |daily |weekly |free ){1,5}(?:news|updates|headlines|stories|magazine)\b.{0,80}\b(?:inbox|mailbox|e-?mail|newsletter|delivered|notifications?|updates)\b",
    r"(?:breaking news emails? )?get breaking news (?:e-?mail )?alerts\b",
    r"you need (?:the latest version of )?(?:the )?(?:adobe )?flash player\b",
    r"(?-i:CLOSE (?:[A-Z][a-z]|[“\"‘']))",  # what closes a video, and its caption
    r"no spam\b",
    r".{0,300}\bby signing up,? you agree to\b",
    r"(?:follow|like|find|join|contact|email|write to|reach|connect with|listen to) (?:us|him|her|them|me|our|the author|@\w+)\b.{0,120}(?:twitter|facebook|instagram|telegram|whatsapp|linkedin|podcast|newsletter|youtube|@|\bat\b)",
    r"(?:download|install|try|get) (?:the|our) (?:\w+ ){0,4}app\b",
    r"(?:support|help) (?:our|independent|quality) (?:\w+ )?journalism\b",
    r"(?:thank you|thanks) for (?:reading|signing up|subscribing|your)\b",
    r"(?:enter|confirm) your e-?mail\b",
    r"required fields are marked\b",
    r"(?:this|our|the) (?:site|website|page|form|video) (?:uses?|is protected by|requires?|can ?not be|could not be)\b",
    r"(?:we|we and our partners) (?:use|store) (?:\w+ )?cookies\b",
    r"(?:please )?(?:enable|turn on|disable) (?:javascript|cookies|your ad)\b",
    r"by (?:signing up|subscribing|clicking|continuing|submitting|using this)\b",
    r"you (?:have|are) (?:successfully |now )?(?:subscribed|signed up|reached your)\b",
    r"(?:advertisement|ad|story continues below|article continues (?:below|after)|continue reading)\b.{0,60}$",
    r"(?:read more|more|related|also read|see also|read also|watch(?: also| more| now)?|listen|photos?|video|gallery|live updates)(?: here| on this)?\s?[:|»>]",
    # who wrote it, when and for whom
    r"(?:by|written by|posted by|reported by|words by) (?-i:[A-Z][\w.'’-]*(?:,? (?:and |& |of |for |the |[A-Z])[\w.'’-]*){0,8})(?: ?\|.*)?$",
    r"(?:\(|\[)?(?:additional |with )?(?:reporting|writing|editing|compiled|edited) by\b",
    r".{2,120}\bcontributed to (?:this|the) (?:report|story|article)\b.{0,40}$",
    r"(?!The )(?-i:(?:[A-Z][\w.'’-]*,? (?:and )?){2,16}contributed\.?$)",  # Ann Keller and Tom Brandt contributed.
    r"e-?mail (?-i:[A-Z])[\w .'’-]{2,60} at \S+@\S+",
    r"(?:published|posted|updated|last updated|last modified|first published|date)(?: (?:on|at))?\s?:?\s.{0,60}\b(?:19|20)\d\d\b.{0,30}$",
    r"(?:this|the) (?:story|article|piece|post|report|op-ed) (?:was|has been|is|first|originally) (?:\w+ )?(?:published|appeared|updated|corrected|republished|syndicated|produced)\b",
    r"(?:correction|clarification|editor['’]s note|disclaimer)\b ?[:(]",
    r"the (?:views|opinions) expressed\b",
    r"the post\b.{3,200}\b(?:appeared first|first appeared) on\b",
)

_CREDIT_FIRST = _starting(
    r"(?:file |handout |archive |stock |ap |afp |reuters )?(?:photo(?:graph)?s?|images?|pictures?|pix|illustration|graphic)(?: credits?| courtesy| source| by| of)?\s?[:/—|]",
    r"(?:file|handout|archive|stock) (?:photo|image|picture|photograph)\b",
    r"(?:image|photo|media|picture|video) (?:copyright|caption|credit|courtesy)\b",
)
_CREDIT = re.compile(
    r"(?:"
    r"[.(|\s](?:photo(?:graph)?|image|picture|pic)(?: credits?| courtesy| by)?\s?: ?\S[^.]{1,80}$"
    r"|\([^()]{0,60}\b(?:ap photo|getty images|shutterstock|file photo|handout|photo by|(?:/ ?|via )(?:reuters|afp|epa|ap))\b[^()]{0,60}\)\.?$"
    r"|[(|\s]credits?\s?(?::|\.{3})[^.]{0,80}$"
    r"|\bgetty images\b.{0,40}$|\bvia (?:ap|afp|reuters|getty)$|\bap photo/"
    r"|(?-i:[.!?] [A-Z][\w'’.-]+(?: [A-Z][\w'’.-]+){0,3} ?[—–/|-] ?[A-Z]{2,5})$"  # File photo of … . Jane Roe—AFP
    r"|(?-i:\b(?:REUTERS|AFP|AP|EPA) ?/ ?[A-Z][\w'’.-]+(?: [A-Z][\w'’.-]+){0,3}\.?)$"  # REUTERS/Jane Roe
    r")",
    re.I,
)
_CREDIT_WORDS = ("photo", "image", "pic", "credit", "getty", "via ", "handout", "shutterstock", "/")  # or "… Roe—AFP"
_PLACED = re.compile(
    r"[,(](?:(?<=,) )?(?:(?:far |top |bottom |second |third |second from |third from |from )?(?:left|right|cent(?:er|re))(?: left| right)?|[lc]|(?-i:r))\b ?[,)]",
    re.I,
)
_PLACED_FIRST = re.compile(
    r"(?:from left|left to right|clockwise from|pictured|in this\b.{0,60}\b(?:photo|image|picture)|this\b.{0,40}\b(?:file )?(?:photo|image|picture)\b)",
    re.I,
)
_SHOWN = r"(?:meets?|speaks?|talks?|listens?|address(?:es)?|arrives?|walks?|shakes?|waves?|attends?|looks?|stands?|poses?|greets?|gestures?|leaves?|sits?|delivers?|holds?|reacts?|smiles?|welcomes?|inspects?|visits?)"  # fmt: skip
_SHOWN_THEN = re.compile(
    rf"^(?-i:[A-Z])[^.!?\"“”]{{3,160}}?\b{_SHOWN}\b[^!?\"“”]{{3,240}}\b{MONTHS}\.? \d{{1,2}},? (?:19|20)\d\d\.?$", re.I
)
_PLACED_RIGHT = re.compile(rf"\((?-i:R)\).*\b{_SHOWN}\b", re.I)  # "(R)" alone is mostly a party
_PICTURED = re.compile(
    r"^(?:an? |the )?(?:artist['’]?s?['’]? |computer |archive |undated |aerial |satellite |file |handout ){1,3}(?:concept|conception|illustration|rendering|render|impression|photo(?:graph)?|picture|view|image|depiction) (?:of|shows?|depicts?|from|provided|released|taken)\b"
    r"|^this (?:\S+ ){0,6}(?:illustration|rendering|photo(?:graph)?|picture|image|graphic|map|screen ?(?:grab|shot)|frame grab) (?:\S+ ){0,4}(?:shows?|depicts?|provided|released|taken)\b",
    re.I,
)
_SAYING = re.compile(r"\b(?:said|says|told|tells|added|asked|according to)\b", re.I)


def _is_caption(line: str) -> bool:
    """A line under a photograph: it has a credit, places people left and right, or shows a scene on a full date."""
    if len(line) > HEAD:
        return False
    if _has_credit(line):
        return True
    dated = line.rstrip(".")[-4:].isdigit()
    shows = _PLACED_FIRST.match(line) or _PICTURED.match(line) or _PLACED.search(line) or _PLACED_RIGHT.search(line)
    return bool(shows or (dated and _SHOWN_THEN.match(line))) and not _SAYING.search(line)


def _has_credit(line: str) -> bool:
    """Nearly all lines have none, which a look at their letters tells much sooner than the patterns do."""
    if _CREDIT_FIRST.match(line):
        return True
    small = line.lower()
    if not line[-2:].isupper() and not any(word in small for word in _CREDIT_WORDS):
        return False
    return _CREDIT.search(line) is not None


# --- the stretch that is the story -------------------------------------------------------------------------------

_WORTH = {
    Kind.OTHER: -GAP_COST,
    Kind.FURNITURE: -GAP_COST // 2,
    Kind.CLOSER: -CLOSER_COST,
    Kind.COMMENTS: -CLOSER_COST,
}


def _worth(line: Line, repeated: Counter[str]) -> int:
    if line.kind is Kind.PROSE:
        # A long line that comes twice is a teaser, above or below.
        return line.words if repeated[line.key] == 1 else -GAP_COST
    if line.kind in _STORY:
        return line.words if line.words >= 4 else 0
    return _WORTH[line.kind]


def _best_segment(lines: Sequence[Line]) -> tuple[int, int]:
    """First and last line of the stretch that is worth most; the earlier one of two equals.

    Comments may be longer than the story, so what stands above them is taken as soon as it is a story at all.
    """
    repeated = Counter(line.key for line in lines)
    worth = [_worth(line, repeated) for line in lines]
    bounds = [-1, *(at for at, line in enumerate(lines) if line.kind is Kind.COMMENTS), len(lines)]
    parts = [_richest(worth, before + 1, after) for before, after in pairwise(bounds)]
    best = next((part for part in parts if part[0] >= STORY_WORDS), max(parts, key=lambda part: part[0]))
    if best[0] <= 0:
        return 0, len(lines) - 1
    return _over_the_box(lines, worth, best[1]), best[2]


def _over_the_box(lines: Sequence[Line], worth: Sequence[int], first: int) -> int:
    """Where the story begins, if a box of other headlines parts its beginning from the rest."""
    words, start, end = _richest(worth, max(0, first - 3 * BOX_LINES), first)
    box = lines[end + 1 : first]
    if words < STORY_WORDS or len(box) > BOX_LINES or any(line.kind is Kind.COMMENTS for line in box):
        return first
    above, below = _topic(lines[start : end + 1]), _topic(lines[first : first + BOX_LINES])
    return start if len(above & below) >= BOX_SHARED * len(above) else first


def _richest(worth: Sequence[int], first: int, end: int) -> tuple[int, int, int]:
    """What the richest stretch within `[first, end)` is worth, and its first and last line."""
    best, running, since = (0, first, end - 1), 0, first
    for at in range(first, end):
        if running <= 0:
            running, since = 0, at
        running += worth[at]
        if running > best[0]:
            best = (running, since, at)
    return best


def _with_lead(lines: Sequence[Line], first: int, last: int) -> tuple[int, int]:
    """The stretch with the lead right above it, which looks like a teaser where a standfirst repeats it."""
    lead = lines[first - 1] if first else None
    return (first - 1 if lead and lead.kind is Kind.PROSE and not _is_headline(lead) else first), last


def _told_once(story: Sequence[Line]) -> list[Line]:
    """The story without what it says again word for word: the same caption, a quotation set large."""
    told: set[str] = set()
    fresh = []
    for line in story:
        if line.words < PROSE_WORDS or line.key not in told:
            fresh.append(line)
        told.add(line.key)
    return fresh


def _without_strangers(lines: Sequence[Line], first: int, last: int) -> tuple[int, int]:
    """The stretch without short groups at its ends that share no word with the rest: other stories' teasers."""
    for _ in range(TEASERS):
        if (inner := _inner(lines, first, last)) is None:
            break
        first, last = inner
    return first, last


def _inner(lines: Sequence[Line], first: int, last: int) -> tuple[int, int] | None:
    upper = next((at for at in range(first, last + 1) if _parts(lines[at])), None)
    if upper is None:
        return None
    lower = next(at for at in range(last, first - 1, -1) if _parts(lines[at]))
    total = sum(line.words for line in lines[first : last + 1])
    for keep, drop in (((first, lower - 1), (lower + 1, last)), ((upper + 1, last), (first, upper - 1))):
        rest, group = lines[keep[0] : keep[1] + 1], lines[drop[0] : drop[1] + 1]
        small = sum(line.words for line in group) * 5 <= total
        if rest and small and not _topic(group) & _topic(rest):
            return keep
    return None


def _parts(line: Line) -> bool:
    """Another story may begin under it: no time stamp or button."""
    return line.kind not in _STORY and not (line.kind is Kind.OTHER and _NO_SUBHEAD.match(line.text))


_LONG = 5  # letters
_TOPIC_WORD = re.compile(rf"[^\W\d_]{{{_LONG},}}")
_COMMON = frozenset(
    "about above after again against also among another around because before being below between could during first"
    " found going great other people place right should since small still their there these thing think those three"
    " through under until using where which while whose women world would years yesterday today monday tuesday"
    " wednesday thursday friday saturday sunday".split()
)


def _topic(lines: Iterable[Line]) -> set[str]:
    """What lines speak about: the beginnings of their longer words."""
    words = set(" ".join(line.key for line in lines).split())
    plain = {word for word in words if word.isalpha()}
    long = {word for word in plain if len(word) >= _LONG}.union(*map(_TOPIC_WORD.findall, words - plain))
    return {word[:7] for word in long - _COMMON}


_AUTHOR_BOX = re.compile(
    r"^(?-i:[A-Z])[^.!?\"“”]{2,60}? (?:is|was|are) (?:an? |the )?(?:[\w'’-]+ ){0,4}(?:writer|reporter|correspondent|editor|journalist|columnist|contributor|fellow|author|analyst)\b.{0,40}\b(?:at|for|with|of|based|covering|who|and)\b",
    re.I,
)


def _without_author_box(story: list[Line]) -> list[Line]:
    """A last paragraph that introduces the writer goes, if it stands alone and quotes nobody."""
    while len(story) > 3 and _AUTHOR_BOX.search(story[-1].text[:HEAD]) and not _SAYING.search(story[-1].text):
        story = story[:-1]
    return story


# --- subheads ----------------------------------------------------------------------------------------------------

_NO_SUBHEAD = _starting(
    r"[\[(].*[\])]$",  # [Related: …]  (Image: …)
    r"(?:photos?|images?|pictures?|videos?|media|gallery|courtesy|sources?|graphic|chart|credits?|figure)(?:$|\s?[:/|]| (?:by|of|from|courtesy|\d))",
    r"(?:view|see|show) (?:all|more)\b",  # View all (23)
    r"on [A-Za-z]+\.[a-z]{2,3}:",  # On Bugle.com: …
    r"(?:share|subscribe|newsletters?|report|reply|print|e-?mail|tweet|save|close|caption|enlarge|expand|menu|search)(?: \w+)?$",
    rf"(?:[a-z]+,? )?(?:\d{{1,2}} )?{MONTHS}\.? \d",  # Monday, December 4, 2017
    r"[^a-z]*\d{1,2}[:.]\d\d\b[^a-z]*(?:[ap]\.?m\b.{0,30})?$",  # 10:45 pm IST
    r"\d+ (?:seconds?|minutes?|hours?|days?|weeks?) ago\b",
)


def _subheads(text: str, lines: Sequence[Line], story: Sequence[Line]) -> list[Line]:
    """The short lines that stand by themselves between two paragraphs of the story, set apart as those are."""
    place = {line.start: at for at, line in enumerate(lines)}
    breaks = [
        _breaks(text, above, below) for above, below in pairwise(story) if place[below.start] - place[above.start] == 1
    ]
    usual = Counter(breaks).most_common(1)[0][0] if breaks else 1
    repeated = Counter(line.key for line in lines)
    found: list[Line] = []
    for above, below in pairwise(story):
        between = lines[place[above.start] + 1 : place[below.start]]
        if len(between) <= SUBHEADS:
            pairs = zip((above, *between), between, strict=False)
            found += [
                line for over, line in pairs if _breaks(text, over, line) >= usual and _is_subhead(line, repeated)
            ]
    return found


def _breaks(text: str, above: Line, below: Line) -> int:
    return text.count("\n", above.end, below.start)


def _is_subhead(line: Line, repeated: Counter[str]) -> bool:
    if line.kind is not Kind.OTHER or line.words > SUBHEAD_WORDS or repeated[line.key] > 1:
        return False
    return not _NO_SUBHEAD.match(line.text) and any(c.isalpha() for c in line.text)


# --- the title ---------------------------------------------------------------------------------------------------

_REPLIES_ON = re.compile(
    r"^(?:\d[\d,.]*|one|no) (?:repl(?:y|ies)|responses?|comments?|thoughts?) (?:on|to)[: ]+[“\"‘'«]?(.{8,200}?)[”\"’'»]?$",
    re.I,
)
_BREADCRUMB = re.compile(r"\s+[/|»›>•·]\s+")


def _title(lines: Sequence[Line], first: int, last: int) -> str | None:
    """A line that is printed twice over the story, or what the comments name, or the likeliest line above; or None."""
    near = [*lines[: min(first, 5)], *lines[max(5, first - 120) : first]]  # menus can be a thousand lines
    story = lines[first : last + 1]
    best = _likeliest(near, story)
    if best is None or not best.printed_again:
        named = _named_by_comments(lines[last + 1 : last + 40])
        return named or (_end_of_trail(best.text) if best else None)
    return best.text


_NO_HEADLINE = _starting(
    r"(?:copy|copied|open|close|show|hide|view|listen|play|print|save|share|skip|toggle|search|menu|loading)\b(?: \S+){0,4}$",
    r"(?:media|video|audio) (?:playback|player|caption)\b",
)


class Headline(NamedTuple):
    """A line that could be the title. Bigger is likelier."""

    score: float
    nearness: int
    text: str
    printed_again: bool


def _likeliest(above: Sequence[Line], story: Sequence[Line]) -> Headline | None:
    """The line above the story that speaks of what the story speaks of, is printed again, and stands near.

    Printed again is also what begins, ends or stands inside a breadcrumb or a page's own title.
    """
    spoken, lead = _topic(story), _topic(story[:2])
    keys = [f" {line.key} " for line in above]
    found = []
    headline: int | None = None  # the last line that speaks of the story; what follows is its standfirst
    for at, line in enumerate(above):
        if not _is_headline(line):
            continue
        again = keys.count(keys[at]) > 1
        inside = any(keys[at] in other and len(other) < 3 * len(keys[at]) + 40 for other in keys if other != keys[at])
        around = any(other in keys[at] and len(other.split()) >= 3 for other in keys if other != keys[at])
        own = _topic([line])
        shared, led = len(own & spoken), len(own & lead)
        score = min(shared, 5) + min(led, 3) * 0.5 + (shared / len(own) if own else 0)
        score += 2.5 * (again or inside) - 1.5 * around - 0.05 * (len(above) - at) - 0.2 * max(0, line.words - 14)
        score -= 1.5 * line.text.endswith(".") + 1.5 * (line.words < 4)
        if headline is not None and at - headline <= STANDFIRST:
            score -= 2.0
        if shared and line.words > 3:
            headline = at
        if shared or again or inside or (at == 0 and len(above) <= 4):
            found.append(Headline(score, at, line.text, again or inside))
    best = max(found, default=None)
    return best if best and best.score > 0 else None


def _named_by_comments(below: Sequence[Line]) -> str | None:
    for line in below:
        if line.kind is Kind.COMMENTS and (named := _REPLIES_ON.match(line.text)):
            return named[1]
    return None


def _end_of_trail(line: str) -> str:
    """`Home / World / Ministers agree in Geneva` without its first steps; any other line as it is."""
    steps = _BREADCRUMB.split(line)
    return steps[-1] if len(steps) > 2 and len(steps[-1].split()) >= 4 else line


def _is_headline(line: Line) -> bool:
    if line.kind not in (Kind.OTHER, Kind.PROSE, Kind.REMARK) or line.words not in TITLE_WORDS or len(line.text) > 220:
        return False
    if _NO_HEADLINE.match(line.text):
        return False
    return not (line.text.endswith(".") and line.words > 12)


def _key(line: str) -> str:
    """A line to compare with another: its words alone."""
    return " ".join(_WORDS.findall(line.casefold()))
