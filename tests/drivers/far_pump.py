"""A scripted New Era pump for these tests: our own reading of the manual, as small as it can be.

It is not the simulator and shares nothing with the driver but the page it was written from.
"""

import asyncio
import binascii
import re
from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal

QUERIES = ("VER", "DIS", "RAT", "VOL", "DIR", "PHN", "FUN", "SAF")


def packet(body: str) -> bytes:
    check = binascii.crc_hqx(body.encode(), 0).to_bytes(2, "big")
    return bytes((2, len(body) + 4)) + body.encode() + check + b"\x03"


def four(value: Decimal) -> str:
    """Cut a number off to four digits, as the pump shows it."""
    for bound, places in ((10, "0.001"), (100, "0.01"), (1000, "0.1")):
        if value < bound:
            return str(value.quantize(Decimal(places), ROUND_DOWN))
    return str(value.quantize(Decimal(1), ROUND_DOWN)) + "."


class FarPump:
    def __init__(self, address: int = 0, model: str = "NE1000V3.923", *, safe: bool = True) -> None:
        self.receive: Callable[[bytes], None] = lambda data: None
        self.address, self.model, self.safe = address, model, safe
        self.status, self.alarm = "S", ""
        self.rate = self.stored_rate = Decimal(0)
        self.unit = "MH"
        self.volume = self.left = self.infused = Decimal(0)
        self.phase, self.functions, self.direction = 1, {1: "RAT", 2: "JMP1"}, "WDR"
        self.watchdog, self.deadline = 0, float("inf")
        self.mute = self.deaf = False
        self.instead: dict[str, str] = {}
        """What is answered to a question in place of the answer."""
        self.passed_over: set[str] = set()
        """Orders that are answered and not obeyed."""
        self.log: list[str] = []
        self.before: dict[str, Callable[[], object]] = {}
        """Something that happens at the pump just before a command is executed."""
        self._held = b""
        self._since = asyncio.get_running_loop().time()

    @property
    def now(self) -> float:
        return asyncio.get_running_loop().time()

    @property
    def running(self) -> bool:
        return self.status == "I"

    def live(self) -> None:
        """Let the pump have pumped until now."""
        until = min(self.now, self.deadline)
        if self.status == "I":
            seconds = Decimal(str(max(until - self._since, 0)))
            gone = min(self.rate * seconds / 3600, self.left)
            self.infused, self.left = self.infused + gone, self.left - gone
            if not self.left:
                self.status, self.rate = "S", self.stored_rate
        self._since = self.now
        if self.now >= self.deadline:
            self.deadline = float("inf")
            self.raise_alarm("T")

    def raise_alarm(self, code: str, *, say: bool = True) -> None:
        self.status, self.alarm = "S", code
        if say and self.safe:
            self.receive(packet(f"{self.address:02}A?{code}"))

    def press_stop(self) -> None:
        self.live()
        self.status = {"I": "P"}.get(self.status, "S")

    def power_cycle(self, *, resume: bool = False, say: bool = True) -> None:
        self.live()
        running, self.deadline = self.status == "I", float("inf")
        self.raise_alarm("R", say=say)
        self.infused, self.rate = Decimal(0), self.stored_rate
        self.status = "I" if running and resume else "S"

    def write(self, data: bytes) -> None:
        if self.deaf:
            return
        self._held += data
        while len(self._held) > 1 and len(self._held) > self._held[1]:
            size = self._held[1] + 1
            whole, self._held = self._held[:size], self._held[size:]
            body = whole[2:-3].decode("ascii", "replace")
            if whole[0] != 2 or whole != packet(body):
                self._held = b""
                return
            self.take(body)

    def take(self, body: str) -> None:
        found = re.fullmatch(r"(\d*)([A-Z]*?)((?:RAT|STP|INF|\d[\d.]*(?:MH)?)?)", body)
        if not found or int(found[1] or 0) != self.address:
            return
        self.live()
        name, value = found[2] or found[3], found[3] if found[2] else ""
        self.log.append(name + value)
        self.before.pop(name + value, lambda: None)()
        if self.watchdog:
            self.deadline = self.now + self.watchdog
        if self.alarm:
            data, self.alarm = f"A?{self.alarm}", ""
            self.say(data)
            return
        self.say(self.obey(name, value))

    def say(self, text: str) -> None:
        if self.mute:
            return
        body = f"{self.address:02}{text if text.startswith('A?') else self.status + text}"
        self.receive(packet(body) if self.safe else b"\x02" + body.encode() + b"\x03")

    def obey(self, name: str, value: str) -> str:
        if name in QUERIES and not value:
            return (
                self.instead.get(name)
                or {
                    "VER": self.model,
                    "DIS": f"I{four(self.infused)}W0.000ML",
                    "RAT": f"{four(self.rate)}{self.unit}",
                    "VOL": f"{four(self.volume)}ML",
                    "DIR": self.direction,
                    "PHN": str(self.phase),
                    "FUN": self.functions[self.phase],
                    "SAF": str(self.watchdog),
                }[name]
            )
        if name in self.passed_over:
            return ""
        return getattr(self, f"on_{name.lower() or 'status'}")(value) or ""

    def on_status(self, value: str) -> None:
        pass

    def on_saf(self, value: str) -> None:
        self.watchdog, self.safe = int(value), int(value) > 0
        self.deadline = self.now + self.watchdog

    def on_phn(self, value: str) -> None:
        self.phase = int(value)

    def on_fun(self, value: str) -> None:
        self.functions[self.phase] = value

    def on_dir(self, value: str) -> None:
        self.direction = value

    def on_rat(self, value: str) -> str:
        if self.status == "I":
            if value.endswith("H"):
                return "?NA"
            self.rate = Decimal(value)
        else:
            self.rate = self.stored_rate = Decimal(value.removesuffix("MH"))
        return ""

    def on_vol(self, value: str) -> str:
        if self.status == "I":
            return "?NA"
        self.volume = Decimal(value)
        return ""

    def on_run(self, value: str) -> str:
        if self.status == "I" or not self.rate:
            return "?NA"
        self.left = self.volume if self.status == "S" else self.left
        self.status = "I"
        return ""

    def on_stp(self, value: str) -> str:
        if self.status == "S":
            return "?NA"
        self.status = "P" if self.status == "I" else "S"
        return ""
