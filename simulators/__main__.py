"""Start one simulated pump.

`python -m simulators new_era --profile ne9000 --pty pump-1`
`python -m simulators alaris --serial 8002-51740 --reading vtbi=from_vi --tcp 0`
`python -m simulators bbraun_bcc --profile space --preset '{"slots": ["11", "2A"]}' --tcp 4001`

A gateway with many pumps has options of its own: `python -m simulators ihe_pcd --help`.
"""

import argparse
import json
import sys

from simulators import ihe_pcd
from simulators.families import FAMILIES, Wanted
from simulators.line import Line
from simulators.ports import PtyPort, TcpPort
from simulators.runner import ControlServer, Runner


def main() -> int:
    """Run the simulator the command line asks for."""
    if sys.argv[1:2] == ["ihe_pcd"]:
        return ihe_pcd.main(sys.argv[2:])
    options = _options()
    family = FAMILIES[options.family]
    options.profile = options.profile or family.profiles[0]
    options.baud = family.baud if options.baud is None else options.baud
    if options.profile not in family.profiles:
        print(f"{options.family} has no profile {options.profile}", file=sys.stderr)
        return 2
    try:
        device = family.make(
            Wanted(
                profile=options.profile,
                seed=options.seed,
                speed=options.speed,
                address=options.address,
                serial=options.serial,
                readings=tuple(options.reading),
            )
        )
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
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
