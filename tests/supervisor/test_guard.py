from __future__ import annotations

import pytest

from scheduler_project.supervisor.guard import watch


@pytest.mark.parametrize(
    ("lines", "alive"),
    [
        ([], set()),
        (["+12\n", "+13\n"], {12, 13}),
        (["+12\n", "+13\n", "-12\n"], {13}),
        (["-12\n"], set()),
        (["+12\n", "+1"], {12}),
    ],
)
def test_what_was_named_and_not_crossed_out_is_still_alive(lines, alive):
    assert watch(lines) == alive
