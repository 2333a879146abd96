"""How well a sentence says a word: itself, in other words, or by what stands around it."""

import pytest

from briefings.answers.saying import FURTHER, NEIGHBOUR, OTHERWISE, Around, mark, often, said, telling


def words(text: str) -> frozenset[str]:
    return frozenset(said(text))


@pytest.mark.parametrize(
    "asked, sentence",
    [
        ("duties", "The minister wants a tariff on steel."),
        ("France", "The French envoy left."),
        ("globalisation", "He blamed globalization for it."),
        ("labour", "Labor unions marched."),
        ("decision", "The voters decided to stay."),
        ("defending", "The defense of the islands comes first."),
        ("economy", "Economic growth was slow."),
        ("democracy", "A democratic vote was held."),
        ("annually", "It happens every year."),
        ("become", "She became queen."),
        ("biotech", "Biotechnology is his field."),
    ],
)
def test_a_word_is_said_in_another_form_or_in_another_word(asked: str, sentence: str):
    (term,) = said(asked)
    assert mark(term, words(sentence)) == OTHERWISE


@pytest.mark.parametrize(
    "asked, sentence",
    [
        ("aid", "He helped himself to the cake."),
        ("court", "The judge was tired."),
        ("visit", "It was the promised land."),
        ("secretary", "It was a secret."),
    ],
)
def test_a_word_that_only_looks_so_is_not_said(asked: str, sentence: str):
    (term,) = said(asked)
    assert mark(term, words(sentence)) == 0.0


def test_a_body_is_said_by_its_letters_or_written_out():
    assert said("the European Union and the U.N.") == said("the EU and the United Nations") == ("eu", "un")
    assert telling("the money that the European Union gave") == ("eu",)


def test_words_that_only_stand_between_others_tell_nothing():
    assert telling("does he want to spend among us") == ("spend", "us")
    assert telling("he wants more") == ("want",)


def test_what_stands_around_a_sentence_says_a_word_in_part():
    beside, headline = frozenset({"steel"}), frozenset({"steel"})
    assert mark("steel", frozenset(), Around(beside=beside)) == NEIGHBOUR
    assert mark("steel", frozenset(), Around(headline=headline)) == NEIGHBOUR
    assert mark("steel", frozenset(), Around(beside=beside, headline=headline)) == NEIGHBOUR + FURTHER
    assert mark("steel", frozenset(), Around(beside=beside, often=headline)) == NEIGHBOUR + FURTHER
    assert mark("steel", frozenset(), Around(often=headline)) == FURTHER


def test_an_article_is_about_what_many_of_its_sentences_say():
    sentences = [frozenset({"steel", str(n)}) for n in range(6)]
    assert often(sentences) == {"steel"}
    assert often(sentences[:4]) == frozenset()
    assert often([*sentences, *[frozenset()] * 60]) == frozenset()  # of a long one that is a little part
