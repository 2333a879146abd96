"""Numbers the sources of an answer or a digest, and cuts its entries out of them."""

from briefings.model import Entry, EventFound, Passage, QuoteFound, Receipt, Slice


class Receipts:
    """The receipts of one answer, numbered from 1 in the order of first use; one per sentence range of an article."""

    def __init__(self) -> None:
        self._by_place: dict[tuple[str, tuple[int, int]], Receipt] = {}

    def cite(self, passage: Passage) -> Receipt:
        """The receipt of these sentences: the one that is there already, or the next number."""
        head = passage.head
        place = (head.key, passage.sentences)
        if place not in self._by_place:
            self._by_place[place] = Receipt(
                n=len(self._by_place) + 1,
                article=head.key,
                doc=head.doc,
                title=head.title,
                source=head.source,
                url=head.url,
                published=head.published,
                sentences=passage.sentences,
                slice=passage.slice,
                text=passage.text,
            )
        return self._by_place[place]

    def all(self) -> tuple[Receipt, ...]:
        return tuple(self._by_place.values())

    def sentence(self, passage: Passage, *, score: float | None = None) -> Entry:
        """The whole passage as an entry."""
        receipt = self.cite(passage)
        return Entry(
            text=receipt.text_of((passage.slice,)),
            slices=(passage.slice,),
            receipt=receipt.n,
            reported=passage.head.published,
            score=score,
        )

    def quote(self, found: QuoteFound, *, score: float | None = None) -> Entry:
        """A quote as an entry: what stands in quotation marks alone, or the whole sentence of a paraphrase.

        A paraphrase cut out of its sentence ("that there were ways …") would not stand by itself.
        """
        receipt = self.cite(found.passage)
        quote = found.quote
        whole = found.passage.slice
        direct = quote.kind == "direct" and all(whole.covers(content) for content in quote.content)
        slices: tuple[Slice, ...] = quote.content if direct else (whole,)
        return Entry(
            text=receipt.text_of(slices),
            slices=slices,
            receipt=receipt.n,
            date=quote.said,
            about=found.passage.head.published.estimated,
            reported=found.passage.head.published,
            speaker=found.speaker_name or found.speaker_words,
            title=found.speaker_title,
            kind=quote.kind,
            grade=quote.grade,
            score=score,
        )

    def event(
        self, found: EventFound, *, score: float | None = None, articles: int = 1, disputed: bool = False
    ) -> Entry:
        """A dated happening as an entry: its whole sentence, its own date, and the day it was reported."""
        receipt = self.cite(found.passage)
        return Entry(
            text=receipt.text_of((found.passage.slice,)),
            slices=(found.passage.slice,),
            receipt=receipt.n,
            date=found.event.when,
            about=found.event.about,
            reported=found.passage.head.published,
            planned=found.event.planned,
            spoken=found.event.spoken,
            articles=articles,
            disputed=disputed,
            score=score,
        )
