"""The checker is a second reading of the rules: it shares no code with what makes the plans."""

import ast
import sys
from pathlib import Path

import service.planner.checking as checking

PACKAGE = Path(checking.__file__).parent


def test_the_checker_imports_itself_and_the_standard_library_alone() -> None:
    shared = {
        (path.name, name)
        for path in PACKAGE.glob("*.py")
        for name in imported(path)
        if not f"{name}.".startswith("service.planner.checking.")
        and name.split(".")[0] not in sys.stdlib_module_names
    }

    assert set() == shared
    assert len([*PACKAGE.glob("*.py")]) > 5


def imported(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append("." * node.level + (node.module or ""))
    return found
