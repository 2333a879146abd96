"""Short forms of names: which words may be meant for which full name."""

import pytest

from briefings.nicknames import may_mean


@pytest.mark.parametrize(
    "typed, name",
    [
        ("ron lind", "ronald b lind"),
        ("ronald lind", "ronald b lind"),
        ("r lind", "ronald b lind"),
        ("rolf lind", "c rolf lind"),
        ("ronald b lind", "ronald lind"),
        ("elizabeth moss", "liz moss"),
        ("vic okafor", "victor okafor"),  # cut off, in no list
        ("ana soto", "ana soto vidal"),  # one of two surnames
        ("soto", "ana soto vidal"),
        ("ana soto", "ana maria soto"),
        ("george bush", "george w bush"),
    ],
)
def test_a_name_may_be_meant_in_another_form(typed: str, name: str):
    assert may_mean(typed.split(), name.split())


@pytest.mark.parametrize(
    "typed, name",
    [
        ("jim lind", "adam lind"),  # another first name is another person
        ("robert lind", "roberta lind"),
        ("paul lind", "paula lind"),
        ("ronald c lind", "ronald b lind"),
        ("b lind", "ronald b lind"),
        ("olaf lind", "c rolf lind"),
        ("ana", "ana soto vidal"),  # a first name alone is nobody's
        ("soto ana", "ana soto vidal"),
        ("ana soto ruiz", "ana soto vidal"),
        ("ana s", "ana soto vidal"),
    ],
)
def test_another_name_is_not_meant(typed: str, name: str):
    assert not may_mean(typed.split(), name.split())
