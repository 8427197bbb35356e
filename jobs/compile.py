"""Definition → plan of one step; pure."""

from __future__ import annotations

import dataclasses
from typing import Any

from jobs.definition import Definition

STEP = "call"
ACCEPT = "application/json"


def plan(definition: Definition) -> dict[str, Any]:
    return {
        "steps": [
            {
                "key": STEP,
                "kind": "http",
                "request": {
                    "method": definition.method,
                    "url": definition.url,
                    "headers": _headers(definition),
                    "body": {"text": definition.body},
                    "internal": definition.internal,
                },
                "timeout_s": definition.timeout_s,
                "retry": {
                    "attempts": definition.attempts,
                    "backoff": definition.backoff,
                    "delay_s": definition.retry_delay_s,
                    "failures": list(definition.retry_on),
                },
            }
        ],
        "outputs": {},
    }


def document(definition: Definition) -> dict[str, Any]:
    """The definition as it is kept beside its plan."""
    return dataclasses.asdict(definition)


def _headers(definition: Definition) -> dict[str, str]:
    headers = dict(definition.headers)
    if definition.internal and "accept" not in {name.lower() for name in headers}:
        headers["accept"] = ACCEPT
    return headers
