"""`python -m briefings`: the command line."""

import sys

if __name__ == "__main__":  # a process that parses for us comes here too, and has nothing to say
    try:
        from briefings.cli import main

        code = main()
    except KeyboardInterrupt:  # while Python was still loading
        code = 130
    sys.exit(code)
