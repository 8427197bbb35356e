"""Where the steps of a graph stand, whatever waits for whatever."""

from __future__ import annotations

import itertools
import random
import re

import pytest

from runs.display import graph
from runs.display.graph import Node, measures
from runs.display.graph.spread import spread


def drawing(needs, **options):
    return graph.drawn([Node(key=k, needs=n) for k, n in needs.items()], **options)


def some_plan(seed, steps):
    """A plan whose steps wait for any that stand before them."""
    chance = random.Random(seed)
    keys = [f"s{n}" for n in range(steps)]
    return {
        key: chance.sample(keys[:at], min(at, chance.randint(0, 3)))
        for at, key in enumerate(keys)
    }


PLANS = [some_plan(seed, seed * 3) for seed in range(12)]
FAN = {
    "a": [],
    **{f"s{n}": ["a"] for n in range(40)},
    "z": [f"s{n}" for n in range(40)],
}


def overlap(one, other):
    apart = abs(one.x - other.x) >= measures.WIDTH
    return not apart and abs(one.y - other.y) < measures.HEIGHT


@pytest.mark.parametrize("needs", [*PLANS, FAN])
@pytest.mark.parametrize("widest", [2, 6])
def test_no_step_stands_on_another_and_all_are_within(needs, widest):
    found = drawing(needs, widest=widest)

    assert [box.node.key for box in found.boxes] == list(needs)
    for one, other in itertools.combinations(found.boxes, 2):
        assert not overlap(one, other), (one.node.key, other.node.key)
    for box in found.boxes:
        assert 0 <= box.x <= found.width - measures.WIDTH
        assert 0 <= box.y <= found.height - measures.HEIGHT


@pytest.mark.parametrize("needs", [*PLANS, FAN])
def test_a_step_stands_under_all_it_needs(needs):
    places = {box.node.key: box.y for box in drawing(needs).boxes}

    for key, wanted in needs.items():
        assert all(places[need] < places[key] for need in wanted)


@pytest.mark.parametrize("needs", [*PLANS, FAN])
def test_each_need_is_a_line_from_one_box_to_the_other(needs):
    found = drawing(needs)
    boxes = {box.node.key: box for box in found.boxes}
    ends = set()
    for line in found.lines:
        numbers = [int(n) for n in re.findall(r"-?\d+", line.path)]
        last = line.path.rpartition("V")
        y = numbers[-1]
        x = None if last[2].isdigit() else numbers[-2]
        ends.add((numbers[0], numbers[1], x, y))

    middle = measures.WIDTH // 2
    for key, wanted in needs.items():
        for need in wanted:
            start, end = boxes[need], boxes[key]
            begin = (start.x + middle, start.y + measures.HEIGHT)
            stops = {(end.x + middle, end.y), (None, end.y)}
            assert any((*begin, *stop) in ends for stop in stops), (need, key)


def test_the_lines_of_a_diamond_meet_in_its_middle():
    boxes = {
        box.node.key: box
        for box in drawing({"a": [], "b": ["a"], "c": ["a"], "d": ["b", "c"]}).boxes
    }

    assert boxes["a"].x == boxes["d"].x == (boxes["b"].x + boxes["c"].x) // 2
    assert boxes["b"].y == boxes["c"].y


def test_a_wide_rank_is_folded():
    found = drawing(FAN, widest=4)

    assert found.width <= 4 * (measures.WIDTH + measures.GAP) + 2 * measures.MARGIN
    assert len({box.y for box in found.boxes}) == 2 + 10


@pytest.mark.parametrize(
    "needs",
    [
        {"a": ["a"]},
        {"a": ["b"], "b": ["a"]},
        {"a": [], "b": ["a", "d"], "c": ["b"], "d": ["c"]},
        {"a": ["nobody"], "b": ["a", "a"]},
        {},
    ],
)
def test_what_cannot_be_saved_is_drawn_all_the_same(needs):
    found = drawing(needs)

    assert len(found.boxes) == len(needs)
    assert all("nan" not in line.path for line in found.lines)


def test_a_line_that_closes_a_circle_is_told_from_the_others():
    found = drawing({"a": ["b"], "b": ["a"]})

    assert sorted(line.is_circle for line in found.lines) == [False, True]


@pytest.mark.parametrize(
    "needs",
    [
        {f"s{n}": [f"s{n - 1}"] if n else [] for n in range(200)},
        {f"s{n}": [f"s{m}" for m in range(n)] for n in range(200)},
    ],
    ids=["chain", "all wait for all"],
)
def test_two_hundred_steps_are_drawn_within_bounds(needs):
    found = drawing(needs)

    assert len(found.boxes) == 200
    assert len(found.lines) <= measures.MOST_LINES
    assert found.width < 3_000


@pytest.mark.parametrize("seed", range(5))
def test_things_in_a_line_keep_their_order_and_their_distance(seed):
    chance = random.Random(seed)
    widths = [chance.choice([4, 156]) for _each in range(20)]
    wished = [chance.uniform(0, 500) for _each in widths]

    found = spread(wished, widths)

    for (x, width), (after, other) in itertools.pairwise(
        zip(found, widths, strict=True)
    ):
        assert after - x >= (width + other) / 2 + measures.GAP - 1e-6


def test_what_has_room_stands_where_it_wished():
    assert spread([0, 1000], [156, 156]) == [0, 1000]


@pytest.mark.parametrize(
    ("beside", "breadth"), [(1, "narrow"), (3, "narrow"), (4, "middle"), (9, "wide")]
)
def test_how_far_it_can_be_made_smaller_follows_its_width(beside, breadth):
    nodes = [Node(key=f"n{at}") for at in range(beside)]

    assert graph.drawn(nodes, widest=beside).breadth == breadth
