"""A scripted IHE PCD gateway with its pumps, written from TF9 with its own small templates.

It shares nothing with the driver but the framing signs. What a person at a pump does is a method of
`FarPump`; what goes wrong is an attribute of `FarGateway`.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal

from drivers.link.mllp import Duplex
from tests.drivers.ihe_pcd_net import Net

OWN, GATEWAY, PUMP = "080019FFFE3ED02E", "080019FFFE3ED02D", "080019FFFE3E0001"
URL = (
    f"mllp://127.0.0.1:3000/A0001?pump={PUMP}&gateway=PUMPGW.{GATEWAY}"
    f"&own=WARDSVC.{OWN}&listen=127.0.0.1:3001&facility=WARD"
)

ML = "263762^MDC_DIM_MILLI_L^MDC^mL^mL^UCUM"
ML_H = "265266^MDC_DIM_MILLI_L_PER_HR^MDC^mL/h^mL/h^UCUM"
EVENTS = {
    "START": "197288^MDC_EVT_PUMP_DELIV_START^MDC",
    "STOP": "0^MDC_EVT_PUMP_DELIV_STOP^MDC",
    "COMP": "197292^MDC_EVT_PUMP_DELIV_COMP^MDC",
    "PROG_CLEARED": "0^MDC_EVT_PUMP_PROG_CLEARED^MDC",
    "AUTO_PROG_CLEARED": "0^MDC_EVT_PUMP_AUTO_PROG_CLEARED^MDC",
}


def stamp(at: datetime) -> str:
    return at.strftime("%Y%m%d%H%M%S+0000")


@dataclass
class Offered:
    order: str
    rate: Decimal
    volume: Decimal | None


@dataclass
class FarPump:
    """A pump and whoever stands at it."""

    gateway: "FarGateway"
    id: str = "A0001"
    eui: str = PUMP
    model: str = ""
    rate: Decimal = Decimal(0)
    program_rate: Decimal = Decimal(0)
    infused: Decimal = Decimal(0)
    program_volume: Decimal = Decimal(0)
    limit: Decimal = Decimal(0)
    """Counter reading at which it ends."""
    order: str = "0"
    offered: Offered | None = None
    kvo: bool = False
    reason: str = "by-clinician"
    before_reset: Decimal = Decimal(0)
    _lived_s: float = 0.0

    def live(self) -> None:
        now_s = asyncio.get_running_loop().time()
        gained = self.rate * Decimal(now_s - self._lived_s) / 3600
        self._lived_s = now_s
        self.infused += gained
        if self.rate and self.infused >= self.limit:
            self.infused, self.rate, self.kvo = self.limit, Decimal(0), False
            self.reason = "not-specified"

    def run(self) -> None:
        """Confirm what is offered, and start."""
        offered = self.offered
        assert offered, "nothing is offered"
        self.start(offered.rate)

    def start(self, rate: Decimal | int) -> None:
        """Start, by what is offered if anything is, at a rate that a hand may have edited."""
        self.live()
        offered, self.offered = self.offered, None
        if offered:
            self.order = offered.order
            if offered.volume is not None:
                self.limit = self.infused + offered.volume
        if self.rate:
            self.event("STOP", "transitioning")
        self.rate = self.program_rate = Decimal(rate)
        self.event("START")

    def reject(self) -> None:
        self.offered = None
        self.gateway.answer("AR", "9023^Rejected by user")

    def press_stop(self) -> None:
        self.live()
        self.rate, self.reason = Decimal(0), "by-clinician"
        self.event("STOP")

    def press_start(self) -> None:
        """Go on with the old program."""
        self.live()
        self.rate = self.program_rate
        self.event("START")

    def clear(self) -> None:
        self.live()
        self.rate, self.order, self.offered = Decimal(0), "0", None
        self.event("PROG_CLEARED")

    def power_cycle(self) -> None:
        """It comes back stopped, with its counter at zero and no program."""
        self.live()
        self.before_reset += self.infused
        self.rate, self.infused, self.order, self.offered = Decimal(0), Decimal(0), "0", None
        self.gateway.say(self.alarm("MDC_EVT_PWR_LOSS", "start"))
        self.event("STOP")

    def event(self, name: str, delivery: str = "") -> None:
        self.gateway.say(self.oru("R42", name, delivery))

    def tell(self) -> None:
        self.live()
        self.gateway.say(self.oru("R01"))

    def oru(self, trigger: str, event: str = "", delivery: str = "", order: str = "") -> str:
        moving = bool(self.rate)
        status = "infusing" if moving else "not-infusing"
        how = delivery or ("kvo" if self.kvo else "delivering" if moving else "not-delivering")
        left = max(Decimal(0), self.limit - self.infused)
        lines = [
            "70049^MDC_DEV_PUMP_INFUS_LVP_MDS^MDC|1.0.0.0|||||||X|||||||"
            f"{self.id}^^{self.eui}^EUI-64",
        ]
        if self.model:
            lines.append(f"67880^MDC_ATTR_ID_MODEL^MDC|1.0.0.8|{self.model}||||||F")
        if event:
            lines.append(f"68487^MDC_ATTR_EVT_COND^MDC|1.0.0.2|{EVENTS[event]}||||||R")
        rate, volume = self.rate, self.counter()
        lines += [
            f"184519^MDC_PUMP_INFUSING_STATUS^MDC|1.1.1.1|^pump-status-{status}||||||R",
            f"158014^MDC_FLOW_FLUID_PUMP_CURRENT^MDC|1.1.1.2|{rate}|{ML_H}|||||R",
            "70071^MDC_DEV_PUMP_INFUSATE_SOURCE_PRIMARY^MDC|1.1.2.0|||||||X",
            "158005^MDC_DEV_PUMP_CURRENT_DELIVERY_STATUS^MDC|1.1.2.1|"
            f"^pump-delivery-status-{how}||||||R",
            f"157784^MDC_FLOW_FLUID_PUMP^MDC|1.1.2.5|{self.program_rate}|{ML_H}|||||R",
            f"157884^MDC_VOL_FLUID_TBI^MDC|1.1.2.6|{self.program_volume}|{ML}|||||R",
            f"157993^MDC_VOL_FLUID_DELIV_TOTAL^MDC|1.1.2.8|{volume}|{ML}|||||R",
            f"157872^MDC_VOL_FLUID_TBI_REMAIN^MDC|1.1.2.9|{left:.1f}|{ML}|||||R",
        ]
        if how == "not-delivering":
            lines.append(
                f"158006^MDC_PUMP_NOT_DELIVERING_REASON^MDC|1.1.2.23|^pump-stopped-{self.reason}"
                "||||||R"
            )
        obx = "".join(
            f"OBX|{n}|{'' if '|X|' in line else 'ST'}|{line}\r" for n, line in enumerate(lines, 1)
        )
        at = stamp(self.gateway.net.now())
        number = order or self.order
        own = f"^WARDSVC^{OWN}^EUI-64" if number != "0" else ""
        return (
            f"{self.gateway.msh(f'ORU^{trigger}^ORU_R01', 'AL', 'NE')}"
            f"PID|||Unknown^^^^U||^^^^^^U\rPV1||U\r"
            f"OBR|1|{number}{own}|P1^PUMPGW^{GATEWAY}^EUI-64|999999^Unknown medication|||{at}\r"
            f"{obx}"
        )

    def counter(self) -> str:
        """What it shows of its counter: cut off."""
        return str(self.infused.quantize(Decimal("0.1"), ROUND_DOWN))

    def alarm(self, name: str, phase: str, number: str = "0", application: str = "NE") -> str:
        state = "inactive" if phase == "end" else "active"
        at = stamp(self.gateway.net.now())
        return (
            f"{self.gateway.msh('ORU^R40^ORU_R40', 'AL', application)}"
            f"PID|||Unknown^^^^U||^^^^^^U\rPV1||U\r"
            f"OBR|1||AL1.0^PUMPGW^{GATEWAY}^EUI-64|196616^MDC_EVT_ALARM^MDC|||{at}\r"
            f"OBX|1||70049^MDC_DEV_PUMP_INFUS_LVP_MDS^MDC|1.0.0.0|||||||X|||||||"
            f"{self.id}^^{self.eui}^EUI-64\r"
            f"OBX|2|CWE|196616^MDC_EVT_ALARM^MDC|1.1.0.0.1|{number}^{name}^MDC||||||F|||{at}\r"
            f"OBX|3|ST|68481^MDC_ATTR_EVENT_PHASE^MDC|1.1.0.0.3|{phase}||||||F\r"
            f"OBX|4|ST|68482^MDC_ATTR_ALARM_STATE^MDC|1.1.0.0.4|{state}||||||F\r"
            f"OBX|5|ST|68484^MDC_ATTR_ALARM_PRIORITY^MDC|1.1.0.0.6|PH||||||F\r"
        )


class FarGateway:
    """Listens on port 3000 and reports to port 3001."""

    def __init__(self, net: Net, pumps: int = 1, every_s: float = 60.0) -> None:
        self.net = net
        self.every_s = every_s
        self.pumps = [
            FarPump(self, f"A{n:04d}", f"080019FFFE3E{n:04d}") for n in range(1, pumps + 1)
        ]
        self.orders: list[list[str]] = []
        """Every RGV that came, as lines."""
        self.heard: list[list[str]] = []
        """Everything else that came: acknowledgements, `ORA`."""
        self.accept: str | None = "CA"
        """Code of the accept acknowledgement; None: it never comes."""
        self.accept_error = ""
        self.final: tuple[str, str] | None = ("AA", "")
        """Code and ERR-5 of the application's answer; None: it never comes."""
        self.same_connection = False
        self.accept_after_s = 0.0
        self.tells_who_connects = False
        """Whether every connection to it is followed by a snapshot of each pump."""
        self.mute = False
        """Whether nothing that it sends leaves."""
        self.held: list[str] | None = None
        """Messages kept back while it is cut off; None: it is not."""
        self._count = 0
        self._in: list[Duplex] = []
        self._out: Duplex | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._box: asyncio.Queue[str] = asyncio.Queue()
        self._last_id = ""

    @property
    def pump(self) -> FarPump:
        return self.pumps[0]

    async def open(self) -> "FarGateway":
        await self.net.listen("127.0.0.1", 3000, self._accepted, certificates=None)
        self._begin()
        return self

    def open_now(self) -> None:
        self.net.add(3000, self._accepted)
        self._begin()

    def _begin(self) -> None:
        self._tasks = [asyncio.ensure_future(self._tell()), asyncio.ensure_future(self._post())]

    def come_back(self) -> None:
        self.net.down = False

    def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        for duplex in (*self._in, *([self._out] if self._out else [])):
            duplex.close()

    def msh(self, kind: str, accept: str, application: str) -> str:
        self._count += 1
        self._last_id = f"G{self._count}"
        return (
            f"MSH|^~\\&|PUMPGW^{GATEWAY}^EUI-64|WARD|WARDSVC^{OWN}^EUI-64|WARD|"
            f"{stamp(self.net.now())}||{kind}|{self._last_id}|P|2.6|||{accept}|{application}"
            "||UNICODE UTF-8\r"
        )

    def say(self, text: str) -> None:
        """Send one message to the ward's listener, or keep it while the gateway is cut off."""
        if self.held is not None:
            self.held.append(text)
        elif not self.mute:
            self._box.put_nowait(text)

    def release(self, order: Iterable[int] | None = None) -> None:
        """Be on the network again, and send what was kept back."""
        held, self.held = self.held or [], None
        for number in order if order is not None else range(len(held)):
            self.say(held[number])

    def answer(self, code: str, error: str = "", of: str = "", orc: str = "") -> str:
        """Send the application's answer to the latest order."""
        head = self.msh("RRG^O16^RRG_O16", "AL", "NE")
        text = f"{head}MSA|{code}|{of or self.orders[-1][0].split('|')[9]}\r"
        if error:
            text += f"ERR|||207^Application internal error^HL70357|E|{error}\r"
        text += orc
        self.say(text)
        return text

    async def _tell(self) -> None:
        while True:
            for pump in self.pumps:
                pump.tell()
            await asyncio.sleep(self.every_s)

    async def _post(self) -> None:
        """Deliver in order, on one connection that is made again when it is lost."""
        while True:
            text = await self._box.get()
            while True:
                try:
                    if self._out is None:
                        self._out = await self.net.connect("127.0.0.1", 3001, certificates=None)
                        self._listen_to(self._out)
                    await self._out.send(b"\x0b" + text.encode() + b"\x1c\r")
                    break
                except OSError:
                    self._out = None
                    await asyncio.sleep(0.5)

    def _listen_to(self, duplex: Duplex) -> None:
        self._tasks.append(asyncio.ensure_future(self._receive(duplex)))

    async def _accepted(self, duplex: Duplex) -> None:
        self._in.append(duplex)
        for pump in self.pumps if self.tells_who_connects else []:
            pump.tell()
        await self._receive(duplex)

    async def _receive(self, duplex: Duplex) -> None:
        held = b""
        while piece := await duplex.receive():
            held += piece
            if not held.startswith(b"\x0b"):
                break  # this is no MLLP
            while b"\x1c\r" in held:
                body, held = held.split(b"\x1c\r", 1)
                await self._took(body.partition(b"\x0b")[2].decode(), duplex)
        duplex.close()
        if duplex is self._out:
            self._out = None

    async def _took(self, text: str, duplex: Duplex) -> None:
        lines = text.rstrip("\r").split("\r")
        msh = lines[0].split("|")
        if msh[8] != "RGV^O15^RGV_O15":
            self.heard.append(lines)
            return
        repeated = any(order[0].split("|")[9] == msh[9] for order in self.orders)
        self.orders.append(lines)
        if self.accept_after_s:
            await asyncio.sleep(self.accept_after_s)
        if self.accept and not self.mute:
            head = self.msh("ACK^O15^ACK", "NE", "NE")
            error = (
                f"ERR|||207^Application internal error^HL70357|E|{self.accept_error}\r"
                if self.accept_error
                else ""
            )
            ack = f"{head}MSA|{self.accept}|{msh[9]}\r{error}"
            await duplex.send(b"\x0b" + ack.encode() + b"\x1c\r")
        if self.accept in ("CA", "AA", None) and not repeated:
            self._put(lines)
        if self.final and self.accept in ("CA", "AA"):
            if self.same_connection:
                head = self.msh("RRG^O16^RRG_O16", "AL", "NE")
                text = f"{head}MSA|{self.final[0]}|{msh[9]}\r"
                await duplex.send(b"\x0b" + text.encode() + b"\x1c\r")
            else:
                self.answer(*self.final, of=msh[9])

    def _put(self, lines: list[str]) -> None:
        """Show an order at its pump."""
        if self.final is None or self.final[0] != "AA":
            return
        fields = {line[:3]: line.split("|") for line in lines}
        rxg, volume = fields["RXG"], fields["RXG"][5]
        obx = next(line.split("|") for line in lines if "^MDC_DEV_PUMP_INFUS_VMD^" in line)
        ident = obx[18].split("^")[0]
        pump = next(each for each in self.pumps if each.id == ident)
        pump.offered = Offered(
            fields["ORC"][2].split("^")[0],
            Decimal(rxg[15]),
            Decimal(volume) if volume else None,
        )
        if volume:
            pump.program_volume = Decimal(volume)
