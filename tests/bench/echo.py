"""The far end of a line, in a process of its own: answers each whole question with its own bytes.

`python tests/bench/echo.py MASTER SIZE`: the descriptor of a pty's master is inherited.
"""

import os
import sys


def main() -> None:
    """Echo until the line is gone."""
    master, size = int(sys.argv[1]), int(sys.argv[2])
    held = b""
    while True:
        try:
            piece = os.read(master, 4_096)
        except OSError:
            return
        if not piece:
            return
        held += piece
        while len(held) >= size:
            os.write(master, held[:size])
            held = held[size:]


if __name__ == "__main__":
    main()
