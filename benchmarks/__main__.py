"""`make bench`: all benchmarks, or those named (`ARGS="reading"`)."""

import argparse
import sys
from collections.abc import Callable, Iterator

from benchmarks.answering import answering
from benchmarks.quotes import quotes
from benchmarks.reading import reading
from benchmarks.starting import starting

BENCHMARKS: dict[str, Callable[[], Iterator[str]]] = {
    "reading": reading,
    "who": answering,
    "start": starting,
    "quotes": quotes,
}


def main() -> int:
    """Run them in order and print what they say."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], metavar="NAME", help=", ".join(BENCHMARKS))
    for name in parser.parse_args().names or BENCHMARKS:
        for line in BENCHMARKS[name]():
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
