"""`python -m tests.pictures`: every picture of README and docs, taken anew of the running product.

Words after the command choose scenes. Viewport, light, demonstration and what is tapped are the
same in every run. What differs is what the product shows of the moment: clock times and ages, and,
at 60 times the speed, some minutes and millilitres of each infusion. Fonts are those of the machine
(Debian's DejaVu). Look at each picture before it is committed.
"""

import sys
from collections.abc import Callable, Sequence

from tests.pictures import guide, moving, screens
from tests.pictures.camera import Camera, camera

SCENES: dict[str, Callable[[Camera], None]] = {
    "moving": moving.moving,
    "ward": screens.ward,
    "no-link": screens.no_link,
    "board": screens.board,
    "shift": guide.shift,
    "prepare": guide.prepare,
    "running": guide.running,
    "reaction": guide.reaction,
    "signed-in": guide.signed_in,
    "booking": guide.booking,
}


def main(chosen: Sequence[str]) -> int:
    """Take the pictures and say what they weigh."""
    unknown = [each for each in chosen if each not in SCENES]
    if unknown:
        print(f"no such scene: {', '.join(unknown)}; there are: {', '.join(SCENES)}")
        return 2
    with camera() as it:
        for name in chosen or SCENES:
            SCENES[name](it)
        for file, size in sorted(it.written.items()):
            print(f"{size / 1_000:6.1f} kB  {file}")
        print(f"{sum(it.written.values()) / 1_000:6.1f} kB  in all")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
