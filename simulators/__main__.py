"""Start one simulated pump: `python -m simulators new_era --profile ne9000 --pty pump-1`."""

import argparse
import json
import sys
from collections.abc import Callable
from typing import NamedTuple

from simulators import alaris
from simulators.alaris import Alaris
from simulators.alaris_readings import readings_of
from simulators.device import Device
from simulators.line import Line
from simulators.new_era import NewEra
from simulators.new_era_program import PROFILES
from simulators.ports import PtyPort, TcpPort
from simulators.runner import ControlServer, Runner


class Family(NamedTuple):
    """One pump family.

    Attributes:
        profiles: its models, the usual one first.
        baud: speed of its line.
        make: makes a pump as the command line asks for it.
    """

    profiles: tuple[str, ...]
    baud: int
    make: Callable[[argparse.Namespace], Device]


def _new_era(options: argparse.Namespace) -> Device:
    if options.serial or options.reading:
        raise ValueError("a new_era pump has no serial number and no readings")
    return NewEra(options.profile, seed=options.seed, speed=options.speed, address=options.address)


def _alaris(options: argparse.Namespace) -> Device:
    if options.address:
        raise ValueError("an alaris pump has no address")
    return Alaris(
        options.profile,
        seed=options.seed,
        speed=options.speed,
        serial=options.serial or alaris.SERIAL,
        readings=readings_of(options.reading),
    )


FAMILIES: dict[str, Family] = {
    "new_era": Family(tuple(PROFILES), 19_200, _new_era),
    "alaris": Family(alaris.PROFILES, alaris.BAUD, _alaris),
}


def main() -> int:
    """Run the simulator the command line asks for."""
    options = _options()
    family = FAMILIES[options.family]
    options.profile = options.profile or family.profiles[0]
    options.baud = options.baud or family.baud
    if options.profile not in family.profiles:
        print(f"{options.family} has no profile {options.profile}", file=sys.stderr)
        return 2
    try:
        device = family.make(options)
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
    parser.add_argument("--profile", help="model of the family")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--pty", metavar="LINK", help="make a pty and a link to it")
    where.add_argument("--tcp", type=int, metavar="PORT", help="loopback port, 0 = any free one")
    parser.add_argument("--control", type=int, metavar="PORT", help="control port, 0 = any")
    parser.add_argument("--speed", type=float, default=1.0, help="pump time per real time")
    parser.add_argument("--seed", type=int, default=0, help="of every random fault and error")
    parser.add_argument("--address", type=int, default=0, help="new_era: 0 to 99")
    parser.add_argument("--serial", metavar="NUMBER", help="alaris: like 8002-51740")
    parser.add_argument(
        "--reading",
        metavar="NAME=WORD",
        action="append",
        default=[],
        help="alaris: how to read what the manual leaves open; again for another",
    )
    parser.add_argument("--baud", type=int, help="if not the family's own")
    parser.add_argument("--preset", metavar="JSON", help="as the control verb of that name")
    parser.add_argument(
        "--die-with-parent", action="store_true", help="end when standard input ends"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
