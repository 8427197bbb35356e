"""No text, no expression and no value takes long (D6)."""

from __future__ import annotations

import contextlib
import time

import pytest
from jmespath.parser import Parser

from runs import expressions, queries
from runs.exceptions import ExpressionError
from tests.runs.test_expressions import CONTEXT, ROOTS, refused


def cpu_seconds(work):
    """The best of three from scratch: the garbage of other tests is not its fault."""

    def once():
        queries.compiled.cache_clear()
        Parser.purge()
        begun = time.process_time()
        work()
        return time.process_time() - begun

    return min(once() for _ in range(3))


DOUBLING = "input.text" + " | [@, @]" * 60
ENDLESS = {
    "doubled": DOUBLING,
    "joined": "input.text" + " | [@, @] | join('', @)" * 40,
    "flat": "input.list" + " | [@, @][]" * 60,
    "written": f"to_string({DOUBLING})",
    "as json": f"json({DOUBLING})",
    "compared": f"({DOUBLING}) == ({DOUBLING})",
    "written again and again": "input.text" + " | to_string([@, @])" * 40,
    "as json again and again": "input.text" + " | json([@, @])" * 60,
    "quoted again and again": r"'\\'" + " | quote(@)" * 60,
    "sorted": "input.list" + " | sort([@, @][])" * 60,
    "filtered": "input.list" + " | [?@ == @] | [@, @][]" * 40,
    "mapped": "map(&" * 40 + "@" + ", `[1, 2]`)" * 40,
    "merged": "{a: input.object} | " + "merge(@, {a: @, b: @}) | " * 35 + "@",
}
HARMLESS = {
    "ors": " || ".join(["input.none"] * 80),
    "nots": "!" * 300 + "input",
    "brackets": "(" * 150 + "input" + ")" * 150,
    "picks": "input.list" + " | [@[0], @[1], @[0]]" * 45,
    "maps": "map(&map(&map(&@, `[1, 2, 3]`), `[1, 2, 3]`), `[1, 2, 3]`)",
}
SHORT_S = 0.020


@pytest.mark.parametrize("source", ENDLESS.values(), ids=ENDLESS)
def test_an_expression_that_grows_without_end_is_stopped_soon(source):
    def stopped():
        with pytest.raises(ExpressionError, match="too large"):
            expressions.evaluate(source, CONTEXT)

    assert cpu_seconds(stopped) < SHORT_S


@pytest.mark.parametrize("source", HARMLESS.values(), ids=HARMLESS)
def test_what_looks_bad_and_is_not_is_done_soon(source):
    assert cpu_seconds(lambda: expressions.evaluate(source, CONTEXT)) < SHORT_S


ROWS = {"input": {"rows": [{"n": n, "text": "x" * 20} for n in range(20_000)]}}


@pytest.mark.parametrize(
    "source",
    [
        "input.rows[*].{number: n, name: text}",
        "sort_by(input.rows, &n)[*].text",
        "input.rows[?n > `10`] | [*].n | sum(@)",
        "json(input.rows)",
        "length(map(&[n, text], input.rows))",
    ],
)
def test_much_data_may_take_what_it_needs(source):
    assert expressions.evaluate(source, ROWS)


@pytest.mark.parametrize(
    "source",
    [
        "input.rows" + " | sort_by(@, &n)" * 50,
        "input.rows" + " | [@, @][]" * 50,
        "input.rows[*]" + ".{a: n, b: text, c: @}" * 30,
    ],
)
def test_but_not_any_number_of_times(source):
    with pytest.raises(ExpressionError, match="too large"):
        expressions.evaluate(source, ROWS)


def test_an_expression_that_visits_without_end_is_stopped(monkeypatch):
    monkeypatch.setattr(queries, "STEPS", 100)
    monkeypatch.setattr(queries, "STEPS_PER_PART", 0)

    with pytest.raises(ExpressionError, match="too large"):
        expressions.evaluate("input.rows[*].n", {"input": {"rows": [{"n": 1}] * 100}})


def test_data_nested_deeply_is_looked_up_all_the_same():
    deep: dict[str, object] = {"end": 1}
    for _ in range(500):
        deep = {"a": deep}

    assert expressions.evaluate("input.a.a", {"input": deep}) is not None


def nested(depth):
    value: object = "{{ input.text }}"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("depth", [100, 5_000])
def test_a_template_nested_too_deeply_is_refused(depth):
    assert "nested" in refused(nested(depth))


@pytest.mark.parametrize(
    "text",
    [
        "{{" * 50_000,
        "{{ '" * 25_000,
        "{{ }" * 25_000,
        "{" * 100_000,
        "{{ " + "{" * 100_000,
        "{{ " + "'\\" * 50_000,
        "{{ a" + "'b'" * 33_000,
        "{{" + "`" * 100_000,
        "{{ input" + ".a" * 50_000 + " }}",
        "{{" + "(" * 100_000 + "}}",
        "{{ input }}" * 9_000,
        "".join(f"{{{{ input.a{n} }}}}" for n in range(6_000)),
        "}}" * 50_000,
        "{{ 'a' }}'" * 10_000,
        "{{ " + " " * 100_000 + "}}",
    ],
    ids=lambda text: text[:12],
)
def test_no_text_takes_long_to_check(text):
    def checked():
        with contextlib.suppress(ExpressionError):
            expressions.check(text, roots=ROOTS)
            expressions.names(text, "secrets")

    assert cpu_seconds(checked) < 0.02


def test_more_expressions_than_anybody_needs_are_refused():
    template = "".join(f"{{{{ input.a{n} }}}}" for n in range(6_000))

    assert "longer than" in refused(template)


def test_an_expression_longer_than_anybody_needs_is_refused():
    assert "1000" in refused("{{ input" + ".a" * 600 + " }}")
