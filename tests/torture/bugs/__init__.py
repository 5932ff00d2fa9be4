"""Bugs that people write, planted on purpose: a harness that cannot find them proves nothing.

Each is one change of one rule of the product. `seeds` is the budget within which it must be found.
"""

from tests.torture.bugs.core import CORE
from tests.torture.bugs.people import PEOPLE
from tests.torture.bugs.plant import Bug
from tests.torture.bugs.record import RECORD
from tests.torture.bugs.shell import SHELL
from tests.torture.bugs.time import TIME
from tests.torture.bugs.wire import WIRE

BUGS: dict[str, Bug] = {bug.name: bug for bug in (*CORE, *TIME, *PEOPLE, *RECORD, *SHELL, *WIRE)}

__all__ = ["BUGS", "Bug"]
