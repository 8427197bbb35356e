from __future__ import annotations

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 10.0
LONG_LIFE_S = 30.0  # who lived as long as this has recovered


def next_pause(last_s: float, *, lived_s: float) -> float:
    """Seconds to wait before a part that ended is started again.

    `last_s` is the pause before its last start, 0 where there was none.
    """
    if not last_s or lived_s >= LONG_LIFE_S:
        return FIRST_PAUSE_S
    return min(2 * last_s, LONGEST_PAUSE_S)
