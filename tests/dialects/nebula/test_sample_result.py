from __future__ import annotations

import pytest


@pytest.fixture
def items(explorer, make_run, make_step):
    """The rows that are shown of an output."""

    def ask(output, query=""):
        run = make_run()
        step = make_step(run, output=output)
        answer = explorer.get(
            f"jobs/{run.pk}/tasks/{step.guid.hex}/sample_result{query}"
        )
        assert answer.status_code == 200, answer.content
        return answer.json()["data"]["items"]

    return ask


@pytest.mark.parametrize(
    ("output", "rows"),
    [
        ({}, []),
        ({"rows": []}, []),
        ({"rows": [["a", "0.150000"]]}, [["a", "0.150000"]]),
        ({"rows": [["a", 0.15], ["b", 1]]}, [["a", "0.150000"], ["b", "1"]]),
        ({"rows": [["a", 1, True]]}, [["a", "1", "true"]]),
        ({"rows": [["a", None, {"x": [1]}]]}, [["a", "", '{"x":[1]}']]),
        ({"rows": [[1, 2, 3, 4]]}, [["1", "2", "3"]]),
        ({"rows": [{"id": "a", "rank": 0.5}]}, [["a", "0.500000"]]),
        ({"rows": ["a", "b"]}, [["1", "a"], ["2", "b"]]),
        ({"rows": [["a"], []]}, [["1", "a"], ["2", "[]"]]),
        ({"n": 7, "rows": [["a", 1]]}, [["a", "1"]]),
        ({"n": 7, "name": "Tim"}, [["n", "7"], ["name", "Tim"]]),
        ({"x": 1e-9}, [["x", "1e-09"]]),
        ({"x": {"y": "ü"}}, [["x", '{"y":"ü"}']]),
    ],
)
def test_outputs_become_rows_of_two_or_three_texts(items, output, rows):
    assert items(output) == rows


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 10), ("?limit=", 10), ("?limit=1", 1), ("?limit=1000", 25), ("?{}", 10)],
)
def test_the_limit_is_ten_unless_it_is_given(items, query, count):
    rows = [[str(n), "x"] for n in range(25)]

    assert items({"rows": rows}, query) == rows[:count]


@pytest.mark.parametrize("limit", ["0", "-1", "x", "1.5", "9" * 30])
def test_a_limit_that_is_none_is_refused(explorer, make_run, make_step, limit):
    step = make_step(make_run())

    answer = explorer.get(
        f"jobs/{step.run_id}/tasks/{step.guid.hex}/sample_result?limit={limit}"
    )

    assert (answer.status_code, answer.json()["code"]) == (400, 40004001)
    assert answer.json()["message"].startswith("ErrParam: limit: ")


def test_a_task_that_has_not_begun_has_no_rows(explorer, make_run):
    run = make_run(status="waiting")
    [task] = explorer.get(f"jobs/{run.pk}").json()["data"]["tasks"]

    answer = explorer.get(f"jobs/{run.pk}/tasks/{task['id']}/sample_result")

    assert answer.json()["data"] == {"items": []}


def test_the_id_a_task_had_before_it_began_still_finds_it(
    explorer, make_run, make_step
):
    run = make_run(status="running")
    [early] = explorer.get(f"jobs/{run.pk}").json()["data"]["tasks"]
    make_step(run, output={"n": 1})

    answer = explorer.get(f"jobs/{run.pk}/tasks/{early['id']}/sample_result")

    assert answer.json()["data"]["items"] == [["n", "1"]]


@pytest.mark.parametrize("ident", ["x", "QUERY_1", "f" * 32, "0"])
def test_a_task_that_is_not_there_is_404(explorer, make_run, make_step, ident):
    run = make_run()
    make_step(run)

    answer = explorer.get(f"jobs/{run.pk}/tasks/{ident}/sample_result")

    assert (answer.status_code, answer.json()["code"]) == (404, 40404000)


def test_a_task_of_another_job_is_404(explorer, make_run, make_step):
    run, other = make_run(), make_run()
    step = make_step(other)

    answer = explorer.get(f"jobs/{run.pk}/tasks/{step.guid.hex}/sample_result")

    assert answer.status_code == 404
