"""What is wrong between what mutmut found and what is listed as equivalent. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import StringIO

from ruamel.yaml import YAML

SETTLED = ("killed", "survived", "timeout", "caught by type check")


@dataclass(frozen=True)
class Change:
    """One bent line of one function. Mutmut's own numbers move with every edit; this does not."""

    function: str
    was: str
    becomes: str


def statuses(results: str) -> dict[str, str]:
    """Return what `mutmut results --all true` says of each mutant."""
    lines = (line.strip().rpartition(": ") for line in results.splitlines() if ": " in line)
    return {name: status for name, _, status in lines if "__mutmut_" in name}


def change(mutant: str, shown: str) -> Change:
    """Return the change in the diff of `mutmut show`, blanks evened out."""
    lines = shown.splitlines()
    return Change(
        function=mutant.partition("__mutmut_")[0],
        was=_joined(lines, "-"),
        becomes=_joined(lines, "+"),
    )


def _joined(lines: Iterable[str], sign: str) -> str:
    kept = (each[1:] for each in lines if each.startswith(sign) and not each.startswith(sign * 3))
    return " ".join(" ".join(kept).split())


def listed(text: str) -> dict[Change, str]:
    """Return the listed changes with their reasons; each must have one."""
    rows = YAML(typ="safe").load(StringIO(text)) or []
    found = {
        Change(function=row["function"], was=row["was"], becomes=row["becomes"]): row["why"].strip()
        for row in rows
    }
    if len(found) != len(rows):
        raise ValueError("a change is listed twice")
    if not all(found.values()):
        raise ValueError("a change is listed without its reason")
    return found


def complaints(
    found: Mapping[str, str], survivors: Mapping[str, Change], equivalent: Mapping[Change, str]
) -> list[str]:
    """Return one line for each mutant that is neither killed nor listed, or listed for nothing."""
    if not found:
        return ["mutmut has found nothing to bend: is the run complete?"]
    lines = [
        f"survived, and not listed: {name}: {each.was!r} became {each.becomes!r}"
        for name, each in survivors.items()
        if each not in equivalent
    ]
    lines += [
        f"listed as equivalent, and does not survive: {each.function}: {each.becomes!r}"
        for each in equivalent
        if each not in survivors.values()
    ]
    return lines + [f"{status}: {name}" for name, status in found.items() if status not in SETTLED]
