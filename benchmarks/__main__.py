"""`make bench`: all benchmarks, or those named (`ARGS="reading"`); `--full` takes all of the data."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy is loaded, as in briefings/__main__.py

from benchmarks.answering import answering
from benchmarks.asking import asking
from benchmarks.body import body
from benchmarks.dates import dates
from benchmarks.delivering import delivering
from benchmarks.digests import digests
from benchmarks.load import load
from benchmarks.names import names
from benchmarks.quotes import quotes
from benchmarks.reading import annotations, reading
from benchmarks.scheduling import scheduling
from benchmarks.starting import starting
from benchmarks.summaries import summaries
from benchmarks.timelines import timelines

BENCHMARKS: dict[str, Callable[[], Iterator[str]]] = {
    "reading": reading,
    "annotations": annotations,
    "who": answering,
    "names": names,
    "start": starting,
    "load": load,
    "body": body,
    "quotes": quotes,
    "summaries": summaries,
    "dates": dates,
    "timelines": timelines,
    "digests": digests,
    "asking": asking,
    "scheduling": scheduling,
    "delivering": delivering,
}


def main() -> int:
    """Run them in order and print what they say."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--full", action="store_true", help="all of the data, for an hour, not a few minutes")
    arguments = parser.parse_args()
    if arguments.full:
        os.environ["BENCH_FULL"] = "1"
    for name in arguments.names or BENCHMARKS:
        for line in BENCHMARKS[name]():
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
