"""Who keeps the demonstration ward alive: attests on some chairs, leaves the rest to visitors.

She is invented and says so in the record. A chair at which somebody has stopped the pump is left to
whoever did: nothing there shall seem to go up by itself.
"""

import asyncio
from collections.abc import Container
from typing import Any

from service.cli.client import Refused, Tablet

LOOK_S = 1.0
"""A minute of hers."""
NURSE = "demo-nurse"
ATTENDED = ("chair-3", "chair-5", "chair-6")
"""Attested by her. Chair 1 waits for the visitor."""
STOPPED = ("interrupted", "paused", "held")
REACTS_AT_MIN = 55.0
"""ICARIA: median time to the interruption of a first infusion."""


async def busy_ward(tablet: Tablet) -> None:
    """Tend the ward until cancelled. What is refused is simply tried again later."""
    left = set[str]()
    while True:
        await asyncio.sleep(LOOK_S)
        ward = await tablet.get("/ward")
        for chair in ward["chairs"]:
            if chair["session"] and chair["session"]["phase"] in STOPPED:
                left.add(chair["session"]["id"])
            try:
                await _tend(tablet, chair, left)
            except Refused:
                continue


async def _tend(tablet: Tablet, chair: dict[str, Any], left: Container[str]) -> None:
    session = chair["session"]
    if session is None or session["id"] in left:
        return
    path, phase = f"/sessions/{session['id']}", session["phase"]
    if chair["chair"] in ATTENDED and phase == "infusing":
        step = session["step"]
        if step["attest"]["open"] and not step["attest"]["given_by"]:
            body = {"step": step["no"], "no_reaction": True, "vitals_taken": True}
            await tablet.tap(f"{path}/attestation", NURSE, **body)
    elif chair["chair"] == "chair-2":
        await _react(tablet, path, session)
    if chair["chair"] in (*ATTENDED, "chair-4") and phase == "flushing":
        await tablet.tap(f"{path}/flush", NURSE, volume_ml="20")


async def _react(tablet: Tablet, path: str, session: dict[str, Any]) -> None:
    """A reaction at its usual time; grading and resuming are left to the visitor."""
    step = session["step"]
    if session["phase"] == "infusing" and session["resume_rate_ml_h"] is None:
        late = step["served_min"] >= REACTS_AT_MIN and step["no"] == 1
        if late:
            await tablet.tap(f"{path}/reaction", NURSE)
