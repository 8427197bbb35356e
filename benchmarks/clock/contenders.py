"""Ours and the stock one, by name; imported only where Django is set up."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Final

from benchmarks.clock import ours, stock

CONTENDERS: Final[Mapping[str, ModuleType]] = {"ours": ours, "stock": stock}
