"""The rules of the golden planning files, counted slot by slot: apart from every planner."""

from collections import Counter
from typing import Any

GRID = 5


def broken(instance: dict[str, Any], plan: dict[str, Any]) -> list[str]:
    """Return what a plan of a day does that none may."""
    asked = {each["id"]: each for each in instance["appointments"]}
    used: dict[str, Counter[int]] = {
        name: Counter() for name in ("chairs", "nurses", "pumps", "hoods")
    }
    found: list[str] = []

    def take(what: str, first: int, last: int, amount: int = 1) -> None:
        for minute in range(first, last, GRID):
            used[what][minute] += amount

    for visit in plan["visits"]:
        kind = instance["types"][asked[visit["id"]]["type"]]
        seat, wait = visit["seat"], visit["wait"] if kind["pre"] else 0
        if seat < asked[visit["id"]]["ready"]:
            found.append(f"{visit['id']} is seated too early")
        if kind["pre"] and wait not in instance["premed"]:
            found.append(f"{visit['id']} waits {wait}")
        share = 12 // kind["ratio"]
        at = hung = ends = seat
        for phase, length, parts in (
            ("A", kind["A"], 12),
            ("wait", wait, share),
            ("B", kind["B"], 12),
            ("pump", kind["pump"], share),
            ("flush", kind["flush"], share),
            ("obs", kind["obs"], share),
            ("disc", kind["disc"], 12),
            ("turn", kind["turn"], 0),
        ):
            take("nurses", at, at + length, parts)
            if phase in ("B", "pump", "flush"):
                take("pumps", at, at + length)
            if phase == "B":
                hung = at
            if phase == "pump":
                ends = at + length
            at += length
        take("chairs", seat, at)
        if at > instance["hard"]:
            found.append(f"{visit['id']} ends at {at}")
        if kind["comp"]:
            bag = visit["bag"]
            take("hoods", bag, bag + kind["comp"])
            if not instance["pharm_open"] <= bag <= instance["pharm_close"] - kind["comp"]:
                found.append(f"bag {visit['id']} is outside of the pharmacy's hours")
            if bag + kind["comp"] + instance["transport"] > hung:
                found.append(f"bag {visit['id']} is late")
            if ends > bag + kind["comp"] + 60 * kind["stab"]:
                found.append(f"bag {visit['id']} is too old")
            if kind["mto"] and 2 * bag < 2 * (seat + kind["A"]) - kind["comp"]:
                found.append(f"bag {visit['id']} is begun before its patient is here")
    for name, row in used.items():
        for minute, amount in sorted(row.items()):
            there = instance[name]
            if name == "nurses":
                away = [n for a, b, n in instance["nurse_breaks"] if a <= minute < b]
                there = 12 * (there - sum(away))
            if amount > there:
                found.append(f"{amount} of {there} {name} at {minute}")
    return found
