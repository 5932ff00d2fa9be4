"""The list of planted bugs that tests find, each with the test that finds it."""

from tests.planted.core import CORE
from tests.planted.edges import EDGES
from tests.planted.shell import SHELL
from tests.planted.spotted import Spotted

FOUND_BY_TESTS: dict[str, Spotted] = {each.bug.name: each for each in (*CORE, *SHELL, *EDGES)}
