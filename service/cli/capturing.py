"""The file of a capture, written by a program of its own: this process never waits for its disk."""

import fcntl
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from drivers.link.capture import Capture
from drivers.link.capture_mllp import CapturedNetwork
from drivers.link.lines import Lines
from drivers.link.opening import open_link
from drivers.link.sockets import Sockets
from service.cli import refuse

PIPE_BYTES = 1_048_576
"""What may wait for the disk: half a minute of sixty busy lines. More is lost, and counted."""
ENDS_WITHIN_S = 5.0


@contextmanager
def capturing(path: Path, **about: str) -> Iterator[Capture]:
    """Capture into a new file until the context ends; then say how much could not be kept."""
    copier = shutil.which("cat")
    if copier is None:
        refuse("a capture is written by `cat`, which this machine does not have")
    try:
        # Messages to a gateway name patients: for nobody else to read.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        refuse(f"{path} exists: a capture is never written over")
    except OSError as error:
        refuse(f"{path} cannot be written: {error.strerror}")
    try:
        process, writing = _copying(copier, descriptor)
    except OSError as error:
        path.unlink()  # ours, and empty
        refuse(f"the capture cannot begin: {error.strerror}")
    capture = Capture(writing, lambda: time.time_ns() // 1_000, **about)
    try:
        yield capture
    finally:
        capture.end()
        os.close(writing)
        try:
            process.wait(ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if capture.lost or capture.lost_openings:
            openings = f" and {capture.lost_openings} openings" if capture.lost_openings else ""
            typer.echo(f"{capture.lost} bytes{openings} of the lines are NOT in {path}", err=True)


def _copying(copier: str, descriptor: int) -> tuple[subprocess.Popen[bytes], int]:
    """Start what copies a pipe to the file, which is its own from here; return it and the pipe."""
    with os.fdopen(descriptor, "wb") as file:
        reading, writing = os.pipe()
        try:
            fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
            # In a session of its own: Ctrl-C ends us first, and the last bytes reach the file.
            process = subprocess.Popen(  # noqa: S603 - the path of `cat` alone, no word from outside
                [copier], stdin=reading, stdout=file, start_new_session=True
            )
        except OSError:
            os.close(writing)
            raise
        finally:
            os.close(reading)
    return process, writing


def captured_lines(capture: Capture) -> Lines:
    """Return lines and connections of which every byte is captured."""
    return Lines(capture.opener(open_link), CapturedNetwork(Sockets(), capture))
