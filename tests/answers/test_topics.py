"""Topics to choose from: words of headlines that the asker may see."""

from pathlib import Path

import pytest

from briefings.answers.topics import spoken_of, topics
from briefings.model import PUBLIC, Scope
from tests import builders as b
from tests.answers.newsroom import newsroom, publish


def test_a_headline_speaks_of_its_words_and_of_two_together_where_another_has_them_too():
    found = spoken_of(
        ["Safe havens in Pakistan: the talks", "No safe havens, says Mattis", "PAKISTAN and the 2017 talks"]
    )
    assert found["safe havens"].headlines == 2
    assert found["pakistan"].headlines == 2
    assert "the" not in found
    assert "2017" not in found
    assert "havens says" not in found  # a comma parts them
    assert "pakistan talks" not in found


@pytest.mark.parametrize(
    "typed,offered", [("pak", ["Pakistan (2)"]), ("hav", ["safe havens (2)", "havens (2)"]), ("zz", [])]
)
def test_topics_are_offered_by_how_their_words_begin(tmp_path: Path, typed: str, offered: list[str]):
    with newsroom(tmp_path) as store:
        for n, title in enumerate(["More safe havens in Pakistan", "Old safe havens, and Pakistan"]):
            story = b.article(f"Nothing new was said {n}.", title=title, doc=f"d{n}")
            publish(store, story, b.findings(story))
        story = b.article("Secret.", title="Palace secrets", doc="own")
        publish(store, story, b.findings(story), collection="guild:1")
        assert sorted(topic.label for topic in topics(store, Scope(), typed)) == sorted(offered)
        assert [topic.text for topic in topics(store, Scope(), "palace")] == []
        assert [topic.text for topic in topics(store, Scope((PUBLIC, "guild:1")), "palace")] == ["Palace"]
