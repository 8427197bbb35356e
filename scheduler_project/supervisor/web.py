"""The web server, and whether it answers."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence

GRACE_S = 5  # for requests under way when the server is asked to end
ANSWER_WITHIN_S = 5.0


def command(port: int) -> tuple[str, ...]:
    options = {
        "bind": f"127.0.0.1:{port}",
        "worker-class": "gthread",
        "workers": 1,
        "threads": 8,
        "graceful-timeout": GRACE_S,
        "log-level": "warning",
        # A header of one of the dialects; others with `_` are dropped.
        "forwarder-headers": "EXPLORER_TOKEN",
    }
    return (
        *(sys.executable, "-m", "gunicorn", "scheduler_project.wsgi:application"),
        *(f"--{name}={value}" for name, value in options.items()),
        # It would lie in the user's home, the same one for every product there.
        "--no-control-socket",
    )


def known_name(allowed_hosts: Sequence[str]) -> str:
    """A name under which the site answers; our own address where it is allowed."""
    if not allowed_hosts or {"*", "127.0.0.1"} & set(allowed_hosts):
        return "127.0.0.1"
    return allowed_hosts[0].removeprefix(".")


async def is_healthy(port: int, *, host: str) -> bool:
    """Whether 127.0.0.1:port answers `GET /healthz` with 200."""
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            return b" 200 " in await _status_line(port, host=host)
    except (OSError, TimeoutError):
        return False


async def _status_line(port: int, *, host: str) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"GET /healthz HTTP/1.0\r\nHost: {host}\r\n\r\n".encode())
        return await reader.readline()
    finally:
        writer.close()
