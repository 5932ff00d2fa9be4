"""Tablets that only watch: so many streams of the live feed, in a process of their own.

`python -m tests.bench.watching ADDRESS COUNT` says `ready` when every one has been told something,
and reads until its standard input ends. A hundred of them in the process that measures would have
to share a core with what is measured.
"""

import asyncio
import sys
from urllib.parse import urlsplit

ASK = b"GET /api/v1/events HTTP/1.1\r\nHost: ward\r\nAccept: text/event-stream\r\n\r\n"
CHUNK = 1 << 16


async def _watch(host: str, port: int, told: asyncio.Semaphore) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(ASK)
    heard = await reader.readuntil(b"\n")
    assert b" 200 " in heard, heard
    await reader.readuntil(b"data:")
    told.release()
    while await reader.read(CHUNK):
        pass


async def main(address: str, count: int) -> None:
    """Watch until standard input ends."""
    at = urlsplit(address)
    assert at.hostname is not None
    assert at.port is not None
    told = asyncio.Semaphore(0)
    watching = [asyncio.create_task(_watch(at.hostname, at.port, told)) for _ in range(count)]
    for _ in watching:
        await told.acquire()
    print("ready", flush=True)
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, sys.stdin.read)
    for each in watching:
        each.cancel()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
