from __future__ import annotations

import functools
import tracemalloc
import zlib

import pytest

from tests.runs.calls.conftest import ask
from tests.servers.hostile import OK, tells

CAP = 262_144
SWOLLEN = 64 * 1024 * 1024


@functools.cache
def bomb(times):
    """64 MiB of zeros, compressed so often."""
    packer = zlib.compressobj(1, wbits=31)
    piece = bytes(1024 * 1024)
    pieces = [packer.compress(piece) for _ in range(SWOLLEN // len(piece))]
    data = b"".join((*pieces, packer.flush()))
    for _ in range(times - 1):
        again = zlib.compressobj(wbits=31)
        data = again.compress(data) + again.flush()
    return data


@pytest.mark.parametrize("framing", ["length", "chunked", "close"])
@pytest.mark.parametrize("times", [1, 2])
def test_a_bomb_is_cut_at_the_cap_and_takes_no_memory(serve, times, framing):
    data = bomb(times)
    heads = {
        "length": b"Content-Length: %d\r\n\r\n" % len(data),
        "chunked": b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(data),
        "close": b"Connection: close\r\n\r\n",
    }
    encoding = b"Content-Encoding: " + b",".join([b"gzip"] * times) + b"\r\n"
    url = serve(tells(OK + encoding + heads[framing] + data + b"\r\n"))
    tracemalloc.start()
    try:
        outcome = ask(url, timeout_s=5)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert outcome.body == bytes(CAP)
    assert outcome.truncated
    assert (outcome.status, outcome.error) == (200, "")
    assert peak < 8 * CAP
    assert outcome.duration_ms < 2000
