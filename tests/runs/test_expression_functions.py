"""What an expression may use: JMESPath, two functions of our own, and nothing else."""

from __future__ import annotations

import pytest

from runs import expressions
from runs.exceptions import ExpressionError
from tests.runs.test_expressions import CONTEXT, ROOTS, refused


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("json(input.object)", '{"a b": 1}'),
        ("json(input.text)", '"Zoë"'),
        ("json(input.none)", "null"),
        ("json(input.missing)", "null"),
        ("json(input.yes)", "true"),
        ("json(`0.5`)", "0.5"),
        ("json(input.braces)", '"{{ input.text }}"'),
        ("quote(input.text)", '"Zoë"'),
        ("quote('')", '""'),
        (r"""quote('a"b\c')""", r'"a\"b\\c"'),
        ("quote(input.braces)", '"{{ input.text }}"'),
        ('quote(`"a\\nb"`)', '"a\nb"'),
        ("join(' ', ['GO FROM', quote(input.text)])", 'GO FROM "Zoë"'),
        ("map(&quote(n), input.rows)", ['"b"', '"a"']),
        ("to_number(json(input.whole))", 7),
    ],
)
def test_two_functions_are_our_own(source, value):
    expressions.check(f"{{{{ {source} }}}}", roots=ROOTS)

    assert expressions.evaluate(source, CONTEXT) == value


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("quote(input.none)", "quote() cannot take a value of the type null"),
        ("quote(input.whole)", "number"),
        ("quote(input.list)", "array"),
        ("quote(input.object)", "object"),
        ("quote(input.yes)", "boolean"),
        ("quote()", "quote()"),
        ("quote('a', 'b')", "quote()"),
        ("json()", "json()"),
        ("json(input.text, '2')", "json()"),
    ],
)
def test_what_they_cannot_take_is_told_in_words(source, word):
    with pytest.raises(ExpressionError) as refusal:
        expressions.evaluate(source, CONTEXT)

    assert word in str(refusal.value)


@pytest.mark.parametrize(
    "name",
    [
        *("__class__", "__dict__", "__init__", "__globals__", "__subclasses__"),
        *("keys", "items", "real", "denominator", "format", "encode"),
    ],
)
@pytest.mark.parametrize("root", ["input", "input.text", "input.whole", "input.object"])
def test_nothing_but_data_is_looked_up(root, name):
    """No attribute of a Python value is to be had, whatever its name."""
    assert expressions.evaluate(f"{root}.{name}", CONTEXT) is None
    assert expressions.evaluate(f'{root}."{name}"', CONTEXT) is None


@pytest.mark.parametrize(
    "name",
    [
        *("eval", "exec", "open", "getattr", "str", "print", "import", "now", "env"),
        *(
            "upper",
            "replace",
            "split",
            "regex",
            "range",
            "quote_",
            "Json",
            "_func_json",
        ),
    ],
)
def test_no_other_function_is_known(name):
    assert f"no function {name}()" in refused(f"{{{{ {name}(input.text) }}}}")
    with pytest.raises(ExpressionError, match="Unknown function"):
        expressions.evaluate(f"{name}(input.text)", CONTEXT)


@pytest.mark.parametrize("sign", ["+", "-", "*", "/", "%", "//", "**", "<<", "^", "="])
def test_there_is_no_arithmetic(sign):
    assert "cannot be read" in refused(f"{{{{ input.whole {sign} input.whole }}}}")


@pytest.mark.parametrize(
    ("source", "holds"),
    [
        ("input.text", True),
        ("input.whole", True),
        ("`0`", True),
        ("`[0]`", True),
        ("input.empty", False),
        ("input.none", False),
        ("input.missing", False),
        ("`false`", False),
        ("`[]`", False),
        ("`{}`", False),
        ("  input.text == 'Zoë'\n", True),
        ("!(input.yes)", False),
    ],
)
def test_a_condition_holds_as_jmespath_sees_it(source, holds):
    assert expressions.is_true(source, CONTEXT) is holds
