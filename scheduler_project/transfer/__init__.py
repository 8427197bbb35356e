"""Jobs, workflows and schedules of an account as one YAML document, out and in."""

from __future__ import annotations
