"""Start a simulated pump, or several in one process.

`python -m simulators new_era --profile ne9000 --pty pump-1`
`python -m simulators alaris --serial 8002-51740 --reading vtbi=from_vi --tcp 0`
`python -m simulators bbraun_bcc --profile space --preset '{"slots": ["11", "2A"]}' --tcp 4001`

`python -m simulators several` takes them from its first line of standard input, a JSON list of such
lists of words, says of each where it is, in their order, and ends when its standard input ends.

A gateway with many pumps has options of its own: `python -m simulators ihe_pcd --help`.
"""

import argparse
import json
import sys
from functools import cache

from simulators.families import FAMILIES, Wanted
from simulators.line import Line
from simulators.ports import PtyPort, TcpPort
from simulators.runner import ControlServer, Runner, Wired


def main() -> int:
    """Run the simulators the command line asks for."""
    if sys.argv[1:2] == ["ihe_pcd"]:
        from simulators import ihe_pcd  # half of a start, which pumps on a line need not pay

        return ihe_pcd.main(sys.argv[2:])
    made: list[Wired] = []
    said: list[dict[str, object]] = []
    try:
        if sys.argv[1:] == ["several"]:
            wanted = [_options(words) for words in _several(sys.stdin.readline())]
            parent: int | None = sys.stdin.fileno()
        else:
            wanted = [_options(sys.argv[1:])]
            parent = sys.stdin.fileno() if wanted[0].die_with_parent else None
        for options in wanted:
            wired, where = _wired(options)
            made.append(wired)
            said.append({"ready": True, **where})
    except (ValueError, OSError, OverflowError) as error:
        for wired in made:
            wired.close()
        print(error, file=sys.stderr)
        return 2
    runner = Runner(made)
    print(*(json.dumps(each) for each in said), sep="\n", flush=True)
    runner.run(parent)
    return 0


def _several(text: str) -> list[list[str]]:
    """Read the words of every pump; raises ValueError where they are none."""
    found = json.loads(text)
    if not (isinstance(found, list) and found and all(isinstance(each, list) for each in found)):
        raise ValueError("a JSON list of lists of words, at least one")
    return [[str(word) for word in words] for words in found]


def _wired(options: argparse.Namespace) -> tuple[Wired, dict[str, object]]:
    """Make a pump with its line and ports; return it and where it is found."""
    family = FAMILIES[options.family]
    profile = options.profile or family.profiles[0]
    baud = family.baud if options.baud is None else options.baud
    if profile not in family.profiles:
        raise ValueError(f"{options.family} has no profile {profile}")
    device = family.make(
        Wanted(
            profile=profile,
            seed=options.seed,
            speed=options.speed,
            address=options.address,
            serial=options.serial,
            readings=tuple(options.reading),
        )
    )
    if options.preset:
        device.preset(json.loads(options.preset))
    line = Line(device, baud=baud, seed=options.seed)
    tcp = TcpPort(options.tcp) if options.pty is None else None
    port = tcp or PtyPort(options.pty, baud)
    try:
        control = None if options.control is None else ControlServer(options.control)
    except (OSError, OverflowError):
        port.close()
        raise
    where = {
        "pty": options.pty,
        "tcp": tcp and tcp.number,
        "control": control and control.number,
    }
    return Wired(line, port, control), where


def _options(words: list[str]) -> argparse.Namespace:
    return _parser().parse_args(words)


@cache
def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="simulators",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("family", choices=FAMILIES)
    parser.add_argument("--profile", help="model of the family")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--pty", metavar="LINK", help="make a pty and a link to it")
    where.add_argument("--tcp", type=int, metavar="PORT", help="loopback port, 0 = any free one")
    parser.add_argument("--control", type=int, metavar="PORT", help="control port, 0 = any")
    parser.add_argument("--speed", type=float, default=1.0, help="pump time per real time")
    parser.add_argument("--seed", type=int, default=0, help="of every random fault and error")
    parser.add_argument("--address", type=int, default=0, help="new_era: 0 to 99")
    parser.add_argument("--serial", metavar="NUMBER", default="", help="alaris: like 8002-51740")
    parser.add_argument(
        "--reading",
        metavar="NAME=WORD",
        action="append",
        default=[],
        help="not new_era: how to read what the manual leaves open; again for another",
    )
    parser.add_argument("--baud", type=int, help="if not the family's own")
    parser.add_argument("--preset", metavar="JSON", help="as the control verb of that name")
    parser.add_argument(
        "--die-with-parent", action="store_true", help="end when standard input ends"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
