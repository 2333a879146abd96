"""Public data and scorers, when they lie beside the checkout or where BENCH_DATA and BENCH_EVAL say. Never in it."""

import importlib.util
import os
from pathlib import Path
from types import ModuleType

_BESIDE = Path(__file__).resolve().parent.parent.parent / "shared"


def data(name: str) -> Path | None:
    """The folder of this data set, None when it is not here."""
    folder = Path(os.environ.get("BENCH_DATA") or _BESIDE / "data") / name
    return folder if folder.is_dir() else None


def scorer(name: str) -> ModuleType | None:
    """The module `score_<name>.py`, None when it is not here."""
    file = Path(os.environ.get("BENCH_EVAL") or _BESIDE / "eval") / f"score_{name}.py"
    spec = importlib.util.spec_from_file_location(file.stem, file) if file.is_file() else None
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def is_full() -> bool:
    """Whether all of the data is asked for (`python -m benchmarks --full`)."""
    return bool(os.environ.get("BENCH_FULL"))
