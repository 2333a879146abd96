"""What was worked out of a word is kept, and never too much of it."""

from briefings.remembered import Remembered


def test_what_was_asked_once_is_not_asked_again():
    asked: list[str] = []

    def length(word: str) -> int:
        asked.append(word)
        return len(word)

    lengths = Remembered(length)
    assert [*map(lengths.__getitem__, ["envoy", "talks", "envoy", "envoys", "talks"])] == [5, 5, 5, 6, 5]
    assert asked == ["envoy", "talks", "envoys"]


def test_with_too_many_words_all_are_forgotten_and_every_answer_stays_right():
    shouted = Remembered(str.upper, most=3)
    for word in ["a", "bb", "ccc", "dddd", "eeeee", "bb", "a"]:
        assert shouted[word] == word.upper()
        assert len(shouted) <= 3
