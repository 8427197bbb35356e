from __future__ import annotations

import errno
import socket

from scheduler_project.supervisor.exceptions import StartError


def ensure_free(port: int) -> None:
    """Raise `StartError` if nothing of ours could listen on 127.0.0.1:port."""
    with socket.socket() as probe:
        # As gunicorn does: the last connections of an earlier run are no hindrance.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen(1)
        except OSError as error:
            raise StartError(_sentence(port, error)) from None


def _sentence(port: int, error: OSError) -> str:
    another = port + 1 if 1024 <= port < 65535 else 8001
    if error.errno == errno.EADDRINUSE:
        reason = f"Port {port} is in use by something else."
    else:
        reason = f"Port {port} cannot be used ({error.strerror})."
    return f"{reason} Start with another one: PORT={another} make run"
