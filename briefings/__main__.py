"""`python -m briefings`: the command line."""

import sys

from briefings.cli import main

if __name__ == "__main__":
    sys.exit(main())
