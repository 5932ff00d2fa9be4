"""What a station answers to each request; none of them changes anything.

Readings of ours where the page is silent [U]: a request in several parts, or that is none of the
four, gets GNERR 68 for the rack; a slot of two characters that does not exist gets GNERR 811;
GNACK and the version are records of the rack without a value.
"""

import re
from collections import Counter

from simulators.bbraun_bcc_rack import Rack, Section
from simulators.bbraun_bcc_readings import BccFaults
from simulators.bbraun_bcc_records import NO_VALUE, Record

VERSION = "V3.30"
SYNTAX, NO_SLOT = "68", "811"

_REQUEST = re.compile(r"([^/>]*)/1/1>(.*)", re.DOTALL)
_GET_SLOT = re.compile(r"MEM:GETSLOT#([0-9A-Za-z]{2})")


class Talk:
    """How one station answers.

    Attributes:
        executed: how often each request was answered, by name.
    """

    def __init__(self, rack: Rack, faults: BccFaults) -> None:
        """Answer from what is in a rack."""
        self._rack = rack
        self._faults = faults
        self.executed: Counter[str] = Counter()

    def answer(self, text: str, last: bool) -> list[Section]:
        """What is told to one request, part by part."""
        if self._faults.refuse_next:
            return _error("", self._faults.take("refuse_next"))
        match = _REQUEST.fullmatch(text) if last else None
        request = match[2] if match is not None else ""
        slot = _GET_SLOT.fullmatch(request)
        if slot is not None:
            if not self._rack.has(slot[1]):
                return _error(slot[1], NO_SLOT)
            sections = self._rack.one(slot[1])
        elif request == "MEM:GET":
            sections = self._rack.everything()
        elif request == "ADMIN:ALIVE":
            sections = _one("", "GNACK", NO_VALUE)
        elif request == "ADMIN:VERSION":
            sections = _one("", VERSION, NO_VALUE)
        else:
            return _error("", SYNTAX)
        self.executed[request.partition("#")[0]] += 1
        return sections


def bed_of(text: str) -> str | None:
    """The bed a request is for; None when it is no request."""
    match = _REQUEST.fullmatch(text)
    return None if match is None else match[1]


def _error(slot: str, code: str) -> list[Section]:
    return _one(slot, "GNERR", code)


def _one(slot: str, name: str, value: str) -> list[Section]:
    return [Section([Record(slot, name, value)])]
