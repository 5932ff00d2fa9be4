"""A scripted Alaris pump for these tests: our own reading of the page, as small as it can be.

It is not the simulator and shares nothing with the driver but the page it was written from. What
the page leaves open is a switch: what VTBI means, whether a busy pump hears, what it says of it.
"""

import asyncio
import binascii
from collections.abc import Callable
from decimal import Decimal

SECONDS_ALONE = 15
PERMITTED = "****^PERMIT^0^ms"


def frame(text: str) -> bytes:
    check = binascii.crc_hqx(text.encode(), 0xFFFF)
    return f"!{text}|{check:04X}\r".encode()


class FarAlaris:
    def __init__(self, serial: str = "8002-51740") -> None:
        self.receive: Callable[[bytes], None] = lambda data: None
        self.serial, self.protocol = serial, "Asena Rev 2.1.5"
        self.mode, self.alarm, self.drug = "HLD", "", ""
        self.rate = Decimal(0)
        self.vtbi: Decimal | None = None
        self.infused = Decimal(0)
        self.begun_at = Decimal(0)
        self.syringe, self.size, self.confirmed = "BD PLASTIPAK", 50, True
        self.rate_max = Decimal(1200)
        self.remote, self.permits = False, True
        self.started_here = False
        # What the page leaves open:
        self.absolute = False
        """VTBI is a reading of the counter instead of an amount."""
        self.tells_left = False
        """Running, INF_VTBI says what is left instead of what was set."""
        self.hears_while_busy = True
        self.refuses_silently = False
        self.stop_needs_remote = True
        self.tells_remote = True
        """Whether a bare REMOTE_CTRL is answered."""
        self.takes_s = 0.0
        """Time to an answer."""
        self.mute = False
        self.starts, self.stops = True, True
        """Whether a start and a stop, by whomever, has any effect."""
        self.came: list[tuple[float, str]] = []
        """When what came, whether it was heard or not."""
        self.log: list[str] = []
        self.before: dict[str, Callable[[], object]] = {}
        """Something that happens at the pump just before a command is executed."""
        self.instead: dict[str, str | None] = {}
        """What is answered to a command in place of the answer; None: nothing. It is executed."""
        self.late_s = 0.0
        """How much later the next answer comes."""
        self.unasked: list[str] = []
        """Texts that are sent ahead of the next answer."""
        self._held = b""
        self._busy = 0
        self._heard = self._since = self.now

    @property
    def now(self) -> float:
        return asyncio.get_running_loop().time()

    @property
    def running(self) -> bool:
        return self.mode == "SET"

    def live(self) -> None:
        """Let the pump have pumped until now."""
        alone = self._heard + SECONDS_ALONE
        until = min(self.now, alone) if self.started_here else self.now
        if self.running:
            seconds = Decimal(str(max(until - self._since, 0)))
            gone = self.rate * seconds / 3600
            left = self._left()
            self.infused += gone if left is None else min(gone, left)
            if left is not None and gone >= left:
                self.halt("AL_VTBIS")
        self._since = self.now
        if self.running and self.started_here and self.now > alone:
            self.halt("AL_COMTO")

    def halt(self, alarm: str = "") -> None:
        self.mode, self.alarm, self.started_here = "HLD", alarm, False

    def _left(self) -> Decimal | None:
        if self.vtbi is None:
            return None
        end = self.vtbi if self.absolute else self.begun_at + self.vtbi
        return max(end - self.infused, Decimal(0))

    def press_stop(self) -> None:
        self.live()
        if self.stops:
            self.halt()

    def press_start(self) -> None:
        self.live()
        if self.starts:
            self.mode, self.begun_at = "SET", self.infused

    def power_cycle(self) -> None:
        """Counter, VTBI and authority are gone; the pump stands."""
        self.live()
        self.halt()
        self.infused, self.vtbi, self.remote = Decimal(0), None, False

    def write(self, data: bytes) -> None:
        self._held += data
        while b"\r" in self._held:
            whole, self._held = self._held.split(b"\r", 1)
            text = whole[whole.rfind(b"!") + 1 : -5].decode("latin-1")
            if frame(text) == whole[whole.rfind(b"!") :] + b"\r":
                self.take(text)

    def take(self, text: str) -> None:
        self.came.append((self.now, text))
        self.live()
        if self._busy and not self.hears_while_busy:
            return
        self._heard = self.now
        self.log.append(text)
        self.before.pop(text, lambda: None)()
        word, _, fields = text.partition("^")
        answer = self.obey(word, fields)
        answer = self.instead.get(text, answer)
        if answer is not None:
            later_s, self.late_s = self.takes_s + self.late_s, 0.0
            self._busy += 1
            asyncio.get_running_loop().call_later(later_s, self.say, answer)

    def say(self, text: str) -> None:
        self._busy -= 1
        if self.mute:
            return
        for each in (*self.unasked, text):
            self.receive(frame(each))
        self.unasked.clear()

    def obey(self, word: str, fields: str) -> str | None:
        if word in ("INF_RATE", "INF_VTBI", "INF_START", "INF_STOP") and not self._lets(
            word, fields
        ):
            return None if self.refuses_silently else f"{word}^DENIED"
        if word in ("INF_START", "INF_STOP"):
            self.press_start() if word == "INF_START" else self.press_stop()
            self.started_here = word == "INF_START"
            return word
        if word == "REMOTE_CTRL":
            return self._authority(fields)
        if word == "INF_RATE" and fields:
            self.rate = Decimal(fields.partition("^")[0])
        if word == "INF_VTBI" and fields:
            self.vtbi = Decimal(fields.split("^")[1])
        return self.tell(word)

    def _lets(self, word: str, fields: str) -> bool:
        asked_only = not fields and word not in ("INF_START", "INF_STOP")
        return asked_only or self.remote or (word == "INF_STOP" and not self.stop_needs_remote)

    def _authority(self, fields: str) -> str | None:
        if fields:
            code = frame(self.serial)[-5:-1].decode()
            right = fields in (f"ENABLED^{code}", "DISABLED") and self.permits
            self.remote = right and fields != "DISABLED"
            if not right:
                return "REMOTE_CTRL^DISABLED^****^REFUSE^0^ms"
        elif not self.tells_remote:
            return None
        return f"REMOTE_CTRL^{'ENABLED' if self.remote else 'DISABLED'}^{PERMITTED}"

    def tell(self, word: str) -> str | None:
        left = self._left()
        told = left if self.tells_left and self.running else self.vtbi
        flow = self.rate if self.running else Decimal(0)
        volume = self.infused.quantize(Decimal("0.001"), "ROUND_DOWN")
        state = f"{self.serial}^{'A' if self.alarm else '-'}^{self.mode}^{flow:.2f}^ml/h"
        return {
            "INST_SERIALNO": f"INST_SERIALNO^{self.serial}",
            "COMMS_PROTOCOL": f"COMMS_PROTOCOL^{self.protocol}",
            "COMMS_RESPONSE_MAX": "COMMS_RESPONSE_MAX^4000^ms",
            "SYRINGE_STATUS": f"SYRINGE_STATUS^{self.syringe}^{self.size:3}^"
            f"{'CONF' if self.confirmed else 'UNCONF'}",
            "INF_RATE_MAX_SYRINGE": f"INF_RATE_MAX_SYRINGE^{self.rate_max:.2f}^ml/h",
            "INF_RATE": f"INF_RATE^{self.rate:.2f}^ml/h",
            "INF_VTBI": "INF_VTBI^DEACT^^^"
            if told is None
            else f"INF_VTBI^ACTIV^{told:.3f}^ml^STOP",
            "INF_VI": f"INF_VI^{volume}^ml",
            "INF": f"INF^{state}^{self.drug}^{volume}^ml^17.91^mmHg^24+^EVENT^127904",
            "ALARM": f"ALARM^{self.alarm or 'AL_NOALM'}^ ^ ",
        }.get(word)
