"""A simulated IHE PCD gateway: `python -m simulators ihe_pcd --pumps 3 --listen 0 --report-to ...`.

Many infusion pumps behind one MLLP gateway, as the ward's service meets them: orders in (PCD-03),
answers, snapshots (PCD-01), events (PCD-10) and alarms (PCD-04) out. No order ever starts a pump:
the nurse at the pump does, by plan or by the control channel. It is a second reading of the
standard, and shares nothing with the driver.

The parts, from the wire up:

* `ihe_pcd_er7`, `ihe_pcd_mllp`: text and frames;
* `ihe_pcd_codes`: numbers, names, errors, with where each was read;
* `ihe_pcd_accept`, `ihe_pcd_orders`: what is stored, and what is refused (9001 to 9044);
* `ihe_pcd_program`, `ihe_pcd_alarms`, `ihe_pcd_pump`, `ihe_pcd_bedside`: the pump and the nurse;
* `ihe_pcd_clock`, `ihe_pcd_messages`, `ihe_pcd_reports`: what is said;
* `ihe_pcd_outbox`, `ihe_pcd_gateway`: to whom, and until it is acknowledged;
* `ihe_pcd_faults`, `ihe_pcd_control`: what goes wrong, and how to make it.

In a test, in process and in virtual time: `ward(...)` below with any `connect`, then `run()` as a
task and `serve(stream)` for each connection; `ihe_pcd_mllp.pipe()` is a connection in memory.
Moments are the running loop's. Messages are real time; only the fluid runs `speed` times as fast.
"""

import argparse
import asyncio
import json
import os
import signal
import ssl
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from simulators.control import Request, answered
from simulators.ihe_pcd_bedside import Bedside
from simulators.ihe_pcd_clock import Clock
from simulators.ihe_pcd_control import handle, read_script
from simulators.ihe_pcd_faults import Misbehaviour
from simulators.ihe_pcd_gateway import ANSWERS, Gateway, Habits
from simulators.ihe_pcd_messages import Letterhead, Party
from simulators.ihe_pcd_mllp import Connect, SocketStream, Stream
from simulators.ihe_pcd_program import Setup
from simulators.ihe_pcd_pump import Pump
from simulators.ports import LOOPBACK

GATEWAY = Party("PUMPGW", "080019FFFE3ED02D")
WARD = Party("WARDSVC", "080019FFFE3ED02E")
PUMP_EUI = "080019FFFE3E"
MOST_PUMPS = 999
LONGEST_REQUEST = 65_536


def ward(
    pumps: int,
    connect: Connect,
    *,
    start: datetime,
    seed: int = 0,
    speed: float = 1.0,
    faults: Misbehaviour | None = None,
    habits: Habits | None = None,
    setup: Setup | None = None,
    to: Party = WARD,
) -> Gateway:
    """Make a gateway with pumps A0001, A0002, ... (EUI-64 080019FFFE3E0001, ...).

    `start` is the wall time at which the gateway is first asked for the time.
    """
    if not 1 <= pumps <= MOST_PUMPS:
        raise ValueError(f"a gateway has 1 to {MOST_PUMPS} pumps")
    faults = faults or Misbehaviour()
    like = setup or Setup()
    bedsides = [
        Bedside(
            Pump(
                f"A{number:04d}",
                f"{PUMP_EUI}{number:04X}",
                seed=seed * (MOST_PUMPS + 1) + number,
                speed=speed,
                setup=_copied(like),
            ),
            seed=seed * (MOST_PUMPS + 1) + number,
            location=f"DAYUNIT^CHAIR^{number:02d}",
        )
        for number in range(1, pumps + 1)
    ]
    clock = Clock(start, faults)
    letterhead = Letterhead(GATEWAY, to, clock, boot=f"{start.astimezone(UTC):%y%m%d%H%M%S%f}")
    return Gateway(bedsides, connect, letterhead, faults=faults, habits=habits)


def _copied(setup: Setup) -> Setup:
    return Setup(**{name: getattr(setup, name) for name in Setup.__slots__})


def main(arguments: Sequence[str]) -> int:
    """Run the gateway that the command line asks for, until it is told to stop."""
    options = _options(arguments)
    try:
        host, number = _address(options.report_to)
        trust = None if options.tls is None else _Trust(*options.tls)
        if trust is None and host != LOOPBACK:
            raise ValueError("without --tls the ward must be on 127.0.0.1")
        habits = Habits(
            report_every_s=options.report_every, offer_s=options.offer_time, answers=options.answers
        )
        gateway = ward(
            options.pumps,
            partial(_connect, host, number, trust),
            start=datetime.now(UTC),
            seed=options.seed,
            speed=options.speed,
            habits=habits,
        )
        script = [] if options.script is None else _script(options.script)
        asyncio.run(_run(gateway, options, trust, script))
    except (ValueError, OSError, OverflowError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="simulators ihe_pcd", description="A PCD gateway.")
    parser.add_argument("--pumps", type=int, default=1, metavar="N")
    parser.add_argument(
        "--listen", type=int, required=True, metavar="PORT", help="for orders, 0 = any free one"
    )
    parser.add_argument(
        "--report-to", required=True, metavar="HOST:PORT", help="the ward's listener"
    )
    parser.add_argument("--speed", type=float, default=1.0, help="fluid time per real time")
    parser.add_argument("--seed", type=int, default=0, help="of every error and every nurse")
    parser.add_argument(
        "--tls", nargs=3, metavar=("CERT", "KEY", "CA"), help="mutual TLS on both connections"
    )
    parser.add_argument("--script", metavar="FILE", help="what happens when, a JSON object a line")
    parser.add_argument("--control", type=int, metavar="PORT", help="control port, 0 = any")
    parser.add_argument("--report-every", type=float, default=60.0, metavar="S")
    parser.add_argument("--offer-time", type=float, default=120.0, metavar="S")
    parser.add_argument("--answers", choices=ANSWERS, default=ANSWERS[0])
    parser.add_argument(
        "--die-with-parent", action="store_true", help="end when standard input ends"
    )
    return parser.parse_args(arguments)


def _address(text: str) -> tuple[str, int]:
    host, colon, number = text.rpartition(":")
    if not colon or not number.isdecimal():
        raise ValueError(f"not HOST:PORT: {text!r}")
    return ("127.0.0.1" if host in ("", "localhost") else host), int(number)


def _script(path: str) -> list[tuple[float, Request]]:
    with open(path, encoding="utf-8") as file:
        return read_script(file)


class _Trust:
    """TLS both ways: whoever connects, and whoever is connected to, is of our CA.

    Names are not compared: on a loopback address they say nothing. Which certificate may speak for
    which gateway is for the ward to decide.
    """

    def __init__(self, certificate: str, key: str, ca: str) -> None:
        self.serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.calling = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self.calling.check_hostname = False
        for context in (self.serving, self.calling):
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_cert_chain(certificate, key)
            context.load_verify_locations(ca)


async def _connect(host: str, number: int, trust: _Trust | None) -> Stream:
    context = None if trust is None else trust.calling
    return SocketStream(*await asyncio.open_connection(host, number, ssl=context))


async def _run(
    gateway: Gateway,
    options: argparse.Namespace,
    trust: _Trust | None,
    script: Sequence[tuple[float, Request]],
) -> None:
    async def take_orders(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await gateway.serve(SocketStream(reader, writer))

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    context = None if trust is None else trust.serving
    orders = await asyncio.start_server(take_orders, LOOPBACK, options.listen, ssl=context)
    control = None
    if options.control is not None:
        control = await asyncio.start_server(
            partial(_control, gateway), LOOPBACK, options.control, limit=LONGEST_REQUEST
        )
    tasks = [asyncio.create_task(gateway.run()), asyncio.create_task(_play(gateway, script))]
    if options.die_with_parent:
        loop.add_reader(sys.stdin.fileno(), _end_with_parent, sys.stdin.fileno(), stop)
    ready = {
        "ready": True,
        "listen": orders.sockets[0].getsockname()[1],
        "control": control and control.sockets[0].getsockname()[1],
        "pumps": {name: b.pump.eui for name, b in gateway.bedsides.items()},
    }
    print(json.dumps(ready), flush=True)
    await stop.wait()
    for server in (orders, control):
        if server is not None:
            server.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _end_with_parent(number: int, stop: asyncio.Event) -> None:
    if not os.read(number, 4_096):
        asyncio.get_running_loop().remove_reader(number)
        stop.set()


async def _play(gateway: Gateway, script: Sequence[tuple[float, Request]]) -> None:
    """Carry out a script; what it asks in vain is said on standard error."""
    began_s = asyncio.get_running_loop().time()
    for at_s, request in script:
        await asyncio.sleep(began_s + at_s - asyncio.get_running_loop().time())
        try:
            handle(gateway, request)
        except ValueError as error:
            print(f"script at {at_s:g} s: {error}", file=sys.stderr)


async def _control(
    gateway: Gateway, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Serve one client of the control channel."""
    try:
        while line := await reader.readline():
            writer.write(answered(line, partial(handle, gateway)))
            await writer.drain()
    except (OSError, ValueError):
        # Gone, or a line longer than the limit: nothing is lost.
        pass
    finally:
        writer.close()
