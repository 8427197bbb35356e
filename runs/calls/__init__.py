"""HTTP calls: the one place of Steeple that opens connections.

`send` makes a call and returns its outcome, whatever the peer does: under a total
deadline, a size cap and the egress policy, with nothing sent twice.
"""

from __future__ import annotations

from runs.calls.exchange import send
from runs.calls.line import Line
from runs.calls.names import left_behind
from runs.calls.values import USER_AGENT, Outcome, Request

__all__ = ["USER_AGENT", "Line", "Outcome", "Request", "left_behind", "send"]
