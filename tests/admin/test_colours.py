"""Text keeps a contrast of 4.5 to 1 in light and dark (WCAG 2.2, 1.4.3, level AA)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

SHEET = Path(settings.BASE_DIR) / "scheduler_project/static/steeple/colours.css"
PAIRS = [
    *(("ink", "paper"), ("ink", "card"), ("ink", "code"), ("ink", "tint")),
    *(("ink-2", "paper"), ("ink-2", "card"), ("ink-2", "tint")),
    *(("accent", "paper"), ("accent", "card"), ("accent-2", "tint")),
    *(("on-accent", "accent"), ("on-accent", "accent-2"), ("bad-fg", "card")),
    *((f"{kind}-fg", f"{kind}-bg") for kind in ("good", "bad", "busy", "wait", "warn")),
    *(("ink", f"{kind}-bg") for kind in ("good", "bad", "busy", "warn")),
]


def themes() -> dict[str, dict[str, str]]:
    sheet = SHEET.read_text(encoding="utf-8")
    blocks = [block for block in sheet.split("}") if "--paper: #" in block]
    colours = [dict(re.findall(r"--([\w-]+): (#\w+);", block)) for block in blocks]
    return dict(zip(("light", "dark", "chosen dark"), colours, strict=True))


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    digits = colour.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_right():
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777", "#fff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark", "chosen dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read(theme, text, ground):
    colours = themes()[theme]

    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_borders_of_fields_can_be_seen(theme):
    colours = themes()[theme]

    assert contrast(colours["line-2"], colours["card"]) >= 3


def test_dark_is_the_same_whether_chosen_or_preferred():
    assert themes()["dark"] == themes()["chosen dark"]
