"""A small balancer: `python -m rehearsals.balancer PORT BACKEND…` sends each connection to the next web process that says it is ready.

It asks /readyz of each twice a second. Where none is ready it sends requests on all the same, so that people get the page that says so.
"""

from __future__ import annotations

import asyncio
import sys

HERE = "127.0.0.1"


class Balancer:
    """Knows the web processes by their ports."""

    def __init__(self, backends: list[int]) -> None:
        self.backends, self.ready, self.turn = backends, set(backends), 0

    async def watch(self) -> None:
        """Ask each whether it is ready, for ever."""
        while True:
            for port in self.backends:
                (self.ready.add if await is_ready(port) else self.ready.discard)(port)
            await asyncio.sleep(0.5)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection to a web process and back."""
        self.turn += 1
        some = [port for port in self.backends if port in self.ready] or self.backends
        for port in (some * 2)[self.turn % len(some) :][: len(some)]:
            try:
                upstream, downstream = await asyncio.open_connection(HERE, port)
            except OSError:
                self.ready.discard(port)
                continue
            await asyncio.gather(carry(reader, downstream), carry(upstream, writer))
            return
        writer.close()


async def carry(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    """Until the source ends."""
    try:
        while piece := await source.read(65536):
            target.write(piece)
            await target.drain()
    except OSError:
        pass  # one side has gone; the other is told by the end
    finally:
        target.close()


async def is_ready(port: int) -> bool:
    """Whether /readyz answers 200 within two seconds."""
    try:
        async with asyncio.timeout(2):
            reader, writer = await asyncio.open_connection(HERE, port)
            writer.write(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            line = await reader.readline()
            writer.close()
            return b" 200 " in line
    except (OSError, TimeoutError):
        return False


async def main(port: int, backends: list[int]) -> None:
    """Serve until ended."""
    balancer = Balancer(backends)
    watching = asyncio.create_task(balancer.watch())
    server = await asyncio.start_server(balancer.serve, HERE, port)
    async with server:
        await server.serve_forever()
    await watching


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), [int(each) for each in sys.argv[2:]]))
