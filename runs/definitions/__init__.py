"""What jobs and the steps of workflows have in common in what people say of them."""

from __future__ import annotations
