"""`python -m briefings`: the command line."""

import os
import sys

# Before numpy is loaded: for products of the size that a small model has, two threads are slower than one.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # noqa: TID251  here at the front

if __name__ == "__main__":  # a process that parses for us comes here too, and has nothing to say
    try:
        from briefings.cli import main

        code = main()
    except KeyboardInterrupt:  # while Python was still loading
        code = 130
    sys.exit(code)
