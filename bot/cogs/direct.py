"""Plain words in a DM: a question like any other, with `answers.ask` in front."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import discord
from discord.ext import commands

from bot.client import BriefingBot
from bot.controls import sources_of
from bot.replies import Reply, tell
from briefings import answers
from briefings.model import Answer

LONGEST_QUESTION = 400  # characters
REMEMBERED = timedelta(minutes=30)  # what was talked about, since the last question


@dataclass(slots=True)
class Talk:
    """One person's conversation. Its questions are answered one after another, for the next may mean the last."""

    latest: datetime
    conversation: answers.Conversation = field(default_factory=answers.Conversation)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Direct(commands.Cog):
    """Answers what people write to the bot alone."""

    def __init__(self, bot: BriefingBot) -> None:
        self.bot = bot
        self._talks: dict[int, Talk] = {}

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Every message of a person in a DM gets one answer."""
        asked = message.type in {discord.MessageType.default, discord.MessageType.reply}
        if message.guild is not None or message.author.bot or not asked:
            return
        talk = self._talk(message.author.id, message.created_at)
        async with talk.turn:
            reply = self.bot.too_many(message.author.id, message.created_at) or await self.bot.settled(
                lambda: self._answer(message, talk.conversation), message.id
            )
            first, *_ = await tell(message.channel, reply, nonce=str(message.id), look=self.bot.look)
        await self.bot.illustrate(reply, first.id, first.edit, message.created_at)

    @commands.Cog.listener()
    async def on_pressed(self, person: int, answer: Answer, now: datetime) -> None:
        """Somebody chose whom he meant, or what comes next, with a button here: his next words go on from there."""
        self._talk(person, now).conversation.go_on_from(answer)

    @commands.Cog.listener()
    async def on_forgotten(self, person: int) -> None:
        """Somebody had deleted what is kept about him: what was talked about goes too."""
        self._talks.pop(person, None)

    def _answer(self, message: discord.Message, conversation: answers.Conversation) -> Reply:
        question = message.content.strip()
        if not question:
            return self.bot.say("question_empty")
        if len(question) > LONGEST_QUESTION:
            return self.bot.say("question_long", most=LONGEST_QUESTION)
        now = message.created_at
        app, scope = self.bot.app, self.bot.own_scope()
        answer = answers.ask(app.store, scope, question, now=now, conversation=conversation)
        if answer.receipts and answers.asks_for_sources(question, now):
            return Reply(sources_of(app, scope, answer))
        return self.bot.told(answer)

    def _talk(self, person: int, now: datetime) -> Talk:
        """What this person and we talked about in the last half hour; who is silent longer is forgotten."""
        self._talks = {one: talk for one, talk in self._talks.items() if now - talk.latest <= REMEMBERED}
        talk = self._talks.setdefault(person, Talk(now))
        talk.latest = now
        return talk


async def setup(bot: BriefingBot) -> None:
    """Called by discord.py when the cog is loaded."""
    await bot.add_cog(Direct(bot))
