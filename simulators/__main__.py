"""Start one simulated pump: `python -m simulators new_era --profile ne9000 --pty pump-1`.

A gateway with many pumps has options of its own: `python -m simulators ihe_pcd --help`.
"""

import argparse
import json
import sys
from collections.abc import Callable

from simulators import ihe_pcd
from simulators.device import Device
from simulators.line import Line
from simulators.new_era import NewEra
from simulators.new_era_program import PROFILES
from simulators.ports import PtyPort, TcpPort
from simulators.runner import ControlServer, Runner


def _new_era(options: argparse.Namespace) -> Device:
    return NewEra(options.profile, seed=options.seed, speed=options.speed, address=options.address)


FAMILIES: dict[str, tuple[tuple[str, ...], Callable[[argparse.Namespace], Device]]] = {
    "new_era": (tuple(PROFILES), _new_era),
}
"""Profiles and maker of each pump family."""


def main() -> int:
    """Run the simulator the command line asks for."""
    if sys.argv[1:2] == ["ihe_pcd"]:
        return ihe_pcd.main(sys.argv[2:])
    options = _options()
    if options.profile not in FAMILIES[options.family][0]:
        print(f"{options.family} has no profile {options.profile}", file=sys.stderr)
        return 2
    try:
        device = FAMILIES[options.family][1](options)
        if options.preset:
            device.preset(json.loads(options.preset))
        line = Line(device, baud=options.baud, seed=options.seed)
        tcp = TcpPort(options.tcp) if options.pty is None else None
        port = tcp or PtyPort(options.pty, options.baud)
        control = None if options.control is None else ControlServer(options.control)
    except (ValueError, OSError, OverflowError) as error:
        print(error, file=sys.stderr)
        return 2
    runner = Runner(line, port, control)
    ready = {
        "ready": True,
        "pty": options.pty,
        "tcp": tcp and tcp.number,
        "control": control and control.number,
    }
    print(json.dumps(ready), flush=True)
    runner.run(sys.stdin.fileno() if options.die_with_parent else None)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="simulators", description=__doc__)
    parser.add_argument("family", choices=FAMILIES)
    parser.add_argument("--profile", default="ne9000", help="model of the family")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--pty", metavar="LINK", help="make a pty and a link to it")
    where.add_argument("--tcp", type=int, metavar="PORT", help="loopback port, 0 = any free one")
    parser.add_argument("--control", type=int, metavar="PORT", help="control port, 0 = any")
    parser.add_argument("--speed", type=float, default=1.0, help="pump time per real time")
    parser.add_argument("--seed", type=int, default=0, help="of every random fault and error")
    parser.add_argument("--address", type=int, default=0, help="0 to 99")
    parser.add_argument("--baud", type=int, default=19_200)
    parser.add_argument("--preset", metavar="JSON", help="as the control verb of that name")
    parser.add_argument(
        "--die-with-parent", action="store_true", help="end when standard input ends"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
