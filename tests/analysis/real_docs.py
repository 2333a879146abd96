"""Small news read by the real language model, loaded once. Tests that use it are marked `model`."""

from dataclasses import dataclass
from functools import cache

from briefings.analysis.language import Language, load_language, shadow
from briefings.analysis.people import Cast, find_people
from briefings.analysis.roles import find_roles
from briefings.analysis.sentences import find_sentences
from briefings.analysis.words import Doc
from briefings.config import Settings
from briefings.model import Article, Role
from tests import builders


@cache
def language() -> Language:
    """The model that the settings name by default."""
    return load_language(Settings().model)


@dataclass(frozen=True, slots=True)
class Story:
    """A text with the people and the titles found in it."""

    article: Article
    doc: Doc
    cast: Cast
    roles: tuple[Role, ...]

    def names(self) -> list[str]:
        return [person.name for person in self.cast.people]

    def means(self, words: str, nth: int = 0) -> str | None:
        """The name of the person that these words mean."""
        person = self.cast.at(builders.where(self.article, words, nth))
        return person.name if person else None

    def titles(self) -> list[tuple[str, str, str | None, str]]:
        """Name, title, organisation and status of every role."""
        names = {person.key: person.name for person in self.cast.people}
        return [(names[role.person], role.title, role.organisation, role.status) for role in self.roles]


def story(text: str) -> Story:
    """Read and understood."""
    article = builders.article(text)
    doc = Doc.of(language()(shadow(article)))
    sentences = find_sentences(doc, article)
    cast = find_people(doc, article, sentences)
    return Story(article, doc, cast, find_roles(doc, article, sentences, cast))
