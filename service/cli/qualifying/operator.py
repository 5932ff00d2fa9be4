"""The person beside the pump, on a terminal or at the end of a pipe."""

import asyncio
import os
import sys
from typing import Protocol

import typer

LINE_MAX = 2_000
"""Longest answer that is kept (characters)."""


class OperatorLeft(Exception):
    """Nobody answers any more: standard input has ended."""


class Operator(Protocol):
    """Whoever presses what must be pressed, and says what is seen."""

    def tell(self, text: str) -> None:
        """Show a line that wants no answer."""
        ...

    async def ask(self, question: str) -> str:
        """Return one line of answer, without the spaces around it; or raise `OperatorLeft`."""
        ...


class Terminal:
    """Standard input and output. Waiting for a line never holds the event loop."""

    def __init__(self, descriptor: int | None = None) -> None:
        self._fd = sys.stdin.fileno() if descriptor is None else descriptor
        self._held = bytearray()

    def tell(self, text: str) -> None:
        """Show a line."""
        typer.echo(text)

    async def ask(self, question: str) -> str:
        """Show a question, which begins with `?`, and wait for a line."""
        typer.echo(f"? {question}")
        while b"\n" not in self._held:
            await self._ready()
            piece = os.read(self._fd, 4_096)
            if not piece:
                raise OperatorLeft("nobody answers any more")
            self._held += piece
        line, _, rest = bytes(self._held).partition(b"\n")
        self._held = bytearray(rest)
        return line.decode("utf-8", "replace").strip()[:LINE_MAX]

    async def _ready(self) -> None:
        loop = asyncio.get_running_loop()
        there: asyncio.Future[None] = loop.create_future()
        try:
            loop.add_reader(self._fd, _once, there)
        except PermissionError:
            return  # a plain file: it never makes anybody wait
        try:
            await there
        finally:
            loop.remove_reader(self._fd)


def _once(there: asyncio.Future[None]) -> None:
    if not there.done():
        there.set_result(None)
