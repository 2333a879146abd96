"""Freezes what the language model makes of the five seeds, so that most tests need no model.

    python -m tests.freeze_parses

Run it when the model, spaCy or what is given to the model changes; each file keeps the model's name, version and the
hash of its weights (`parsed_by`), and a test compares them with the model that the settings name.
"""

from pathlib import Path

from spacy.lang.en import English
from spacy.tokens import Doc, DocBin
from spacy.vocab import create_vocab

from briefings import ingest
from briefings.analysis.language import load_language, shadow
from briefings.config import Settings
from briefings.model import Article

HERE = Path(__file__).resolve().parent
SEEDS = HERE.parent / "seeds"
PARSES = HERE / "parses"


def seed(number: str) -> Article:
    """The seed whose file name begins with these digits, read without the manifest."""
    (path,) = SEEDS.glob(f"{number}_*.txt")
    (article,) = ingest.read(path.read_bytes(), doc=path.stem)
    return article


def frozen(number: str) -> Doc:
    """The parse of that seed as it was frozen."""
    kept = DocBin().from_bytes((PARSES / f"{number}.spacy").read_bytes())
    return next(kept.get_docs(create_vocab("en", English.Defaults)))


def freeze() -> None:
    """Writes tests/parses/<number>.spacy for every seed."""
    language = load_language(Settings().model)
    PARSES.mkdir(exist_ok=True)
    for path in sorted(SEEDS.glob("*.txt")):
        number = path.stem.split("_")[0]
        kept = DocBin(docs=[language(shadow(seed(number)))], store_user_data=True)
        (PARSES / f"{number}.spacy").write_bytes(kept.to_bytes())


if __name__ == "__main__":
    freeze()
