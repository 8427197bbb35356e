"""The result as a table and a list of goals, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

HEAD = "| | {numbers} |\n|---|{lines}"
GENERIC = "generic view"
MOST_OF_GENERIC = 0.25
MOST_OF_A_START_US = 3_000
# By how much a list over a thousand times as many rows may differ: noise.
MOST_OF_A_LIST = 1.25


def markdown(result: Mapping[str, Any]) -> str:
    figures: Mapping[str, Mapping[str, Mapping[str, float]]] = result["figures"]
    numbers = list(figures)
    head = " | ".join(f"{int(n):,} runs: CPU (µs) | clock (µs)" for n in numbers)
    lines = [HEAD.format(numbers=head, lines="--:|" * 2 * len(numbers))]
    for name in figures[numbers[0]]:
        cells = (
            f"{figures[n][name]['cpu_us']:,.0f} | {figures[n][name]['wall_us']:,.0f}"
            for n in numbers
        )
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(
        [*lines, "", "Goals, by CPU unless the clock is named:", "", *_goals(figures)]
    )


def _goals(figures: Mapping[str, Any]) -> Iterator[str]:
    fewest, *_between, most = figures
    largest = figures[most]
    generic = largest[GENERIC]["cpu_us"]
    for name, values in largest.items():
        if name.startswith("status"):
            ratio = values["cpu_us"] / generic
            told = f"{name}: at most {MOST_OF_GENERIC} of the generic view"
            yield _goal(told, ratio, met=ratio <= MOST_OF_GENERIC)
    start = largest["start, ours"]["cpu_us"]
    told = f"a start: at most {MOST_OF_A_START_US:,} µs"
    yield _goal(told, start, met=start <= MOST_OF_A_START_US)
    for name in largest:
        if name.startswith("list"):
            # By the clock, in which the database's part is; over that of the generic
            # view beside it, as the machine may have had more to do the second time.
            many, few = (
                of[name]["wall_us"] / of[GENERIC]["wall_us"]
                for of in (largest, figures[fewest])
            )
            ratio = many / few
            told = f"{name}: {int(most):,} runs cost as much as {int(fewest):,} (ratio)"
            yield _goal(told, ratio, met=ratio <= MOST_OF_A_LIST)


def _goal(told: str, value: float, *, met: bool) -> str:
    shown = f"{value:,.0f}" if value >= 100 else f"{value:.2f}"
    return f"- {told}: {shown} — {'met' if met else '**not met**'}"
