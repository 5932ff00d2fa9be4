"""A simulator in a process of its own, and the programs of others that speak to it."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PATIENCE_S = 20.0


@contextmanager
def simulator(family: str, *options: str) -> Iterator[dict[str, Any]]:
    """Start it, yield its ready line, and end it as its parent's end would."""
    command = [sys.executable, "-m", "simulators", family, "--die-with-parent", *options]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.communicate(timeout=PATIENCE_S)
        assert 0 == process.returncode


def control(ready: dict[str, Any], **request: object) -> dict[str, Any]:
    """Ask the control channel of a simulator that was started with one."""
    with socket.create_connection(("127.0.0.1", ready["control"]), PATIENCE_S) as channel:
        channel.sendall(json.dumps(request).encode() + b"\n")
        with channel.makefile("rb") as answers:
            return dict(json.loads(answers.readline()))


def truth(ready: dict[str, Any]) -> dict[str, Any]:
    """The hidden state of the pump."""
    return dict(control(ready, get="truth")["truth"])


def session(script: str, port: str, **environment: str) -> dict[str, Any]:
    """Run a script of `clients` against a port; returns what it read."""
    run = subprocess.run(
        [sys.executable, str(Path(__file__).parent / "clients" / script), port],
        capture_output=True,
        cwd=ROOT,
        env={"PATH": "", **environment},
        timeout=2.5 * PATIENCE_S,
        check=False,
    )
    assert 0 == run.returncode, run.stderr.decode()
    return dict(json.loads(run.stdout))
