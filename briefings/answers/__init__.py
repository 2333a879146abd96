"""Questions: a store and a scope in, a value with receipts out."""

from briefings.answers.again import ASKED_AGAIN, again
from briefings.answers.ask import AT_ONCE, Conversation, Help, ask, asks_for_sources
from briefings.answers.brief import Brief, brief
from briefings.answers.compare import Comparison, compare
from briefings.answers.further import Next, further, people_of
from briefings.answers.links import Links, links
from briefings.answers.mentioned import Mentioned, mentioned
from briefings.answers.over_time import OverTime, over_time
from briefings.answers.quotes import Quotations, quotes
from briefings.answers.search import Hits, search
from briefings.answers.sources import Source, SourceView, source
from briefings.answers.subject import Ambiguous, Nothing, Subject, Unknown
from briefings.answers.suggest import Suggestion, suggest
from briefings.answers.timeline import ORDERS, Order, Timeline, timeline
from briefings.answers.told import Told, told
from briefings.answers.topics import Topic, topics
from briefings.answers.who import Profile, who

__all__ = [
    "ASKED_AGAIN",
    "AT_ONCE",
    "ORDERS",
    "Ambiguous",
    "Brief",
    "Comparison",
    "Conversation",
    "Help",
    "Hits",
    "Links",
    "Mentioned",
    "Next",
    "Nothing",
    "Order",
    "OverTime",
    "Profile",
    "Quotations",
    "Source",
    "SourceView",
    "Subject",
    "Suggestion",
    "Timeline",
    "Told",
    "Topic",
    "Unknown",
    "again",
    "ask",
    "asks_for_sources",
    "brief",
    "compare",
    "further",
    "links",
    "mentioned",
    "over_time",
    "people_of",
    "quotes",
    "search",
    "source",
    "suggest",
    "timeline",
    "told",
    "topics",
    "who",
]
