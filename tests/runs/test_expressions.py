from __future__ import annotations

import pytest

from runs import expressions
from runs.exceptions import ExpressionError

ROOTS = frozenset({"input", "run", "secrets"})
CONTEXT = {
    "input": {
        "text": "Zoë",
        "empty": "",
        "whole": 7,
        "part": 0.5,
        "yes": True,
        "none": None,
        "list": [1, 2],
        "object": {"a b": 1},
        "rows": [{"n": "b", "v": 2}, {"n": "a", "v": 1}],
        "braces": "{{ input.text }}",
    },
    "run": {"guid": "r-1"},
    "secrets": {"KEY": "s3cret"},
}


def rendered(template):
    return expressions.render(template, CONTEXT)


def refused(template, *, roots=ROOTS):
    with pytest.raises(ExpressionError) as refusal:
        expressions.check(template, roots=roots)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("{{ input.text }}", "Zoë"),
        ("{{input.whole}}", 7),
        ("{{ input.part }}", 0.5),
        ("{{ input.yes }}", True),
        ("{{ input.none }}", None),
        ("{{ input.missing.deeper }}", None),
        ("{{ input.list }}", [1, 2]),
        ("{{ input.object }}", {"a b": 1}),
        ('{{ input.object."a b" }}', 1),
        ("{{ input.list[-1] }}", 2),
        ("{{ `12` }}", 12),
        ("{{ 'text' }}", "text"),
        ("{{\n  input.whole\n}}", 7),
        ("{{ input.none || 'else' }}", "else"),
        ("{{ length(input.rows) }}", 2),
        ("{{ input.rows[?v > `1`].n | [0] }}", "b"),
        ("{{ sort_by(input.rows, &n)[0].v }}", 1),
        ("{{ map(&v, input.rows) }}", [2, 1]),
    ],
)
def test_a_text_that_is_one_expression_keeps_the_type_of_its_value(template, value):
    expressions.check(template, roots=ROOTS)

    result = rendered(template)

    assert result == value
    assert type(result) is type(value)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("plain", "plain"),
        ("", ""),
        ("{ not } one", "{ not } one"),
        ("}} closes nothing", "}} closes nothing"),
        ("<{{ input.text }}>", "<Zoë>"),
        (" {{ input.whole }}", " 7"),
        ("{{ input.whole }}{{ input.whole }}", "77"),
        ("{{ input.text }} and {{ input.text }}", "Zoë and Zoë"),
        ("is {{ input.yes }}", "is true"),
        ("is {{ input.part }}", "is 0.5"),
        ("[{{ input.empty }}]", "[]"),
        ('{"a": {"b": {{ input.whole }}}}', '{"a": {"b": 7}}'),
    ],
)
def test_inside_a_longer_text_values_are_written_out(template, text):
    expressions.check(template, roots=ROOTS)

    assert rendered(template) == text


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("input.none", "nothing"),
        ("input.missing", "nothing"),
        ("input.list", "a list"),
        ("input.object", "an object"),
    ],
)
def test_inside_a_longer_text_nothing_list_and_object_are_refused(source, kind):
    with pytest.raises(ExpressionError) as refusal:
        rendered(f"<{{{{ {source} }}}}>")

    assert source in str(refusal.value)
    assert kind in str(refusal.value)


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("{{ '}}' }}", "}}"),
        ("{{ '{{' }}", "{{"),
        (r"{{ 'it\'s }}' }}", "it's }}"),
        ('{{ input."}}" }}', None),
        ('{{ `"}}"` }}', "}}"),
        ("{{ `{}` }}", {}),
        ('{{ `{"a": {"b": 1}}` }}', {"a": {"b": 1}}),
        ("{{ input.{a: whole} }}", {"a": 7}),
        ("{{ {a: {b: input.whole}}}}", {"a": {"b": 7}}),
        ("{{ {a: input.whole}}}", {"a": 7}),
        ("<{{ 'a' }}'{{ 'b' }}>", "<a'b>"),
    ],
)
def test_quotes_and_braces_may_stand_in_an_expression(template, value):
    expressions.check(template, roots=ROOTS)

    assert rendered(template) == value


def test_lists_and_objects_are_rendered_leaf_by_leaf():
    template = {"a": ["{{ input.whole }}", 1, None], "{{ key }}": "<{{ input.text }}>"}

    assert rendered(template) == {"a": [7, 1, None], "{{ key }}": "<Zoë>"}


@pytest.mark.parametrize("template", ["{{ input.braces }}", "<{{ input.braces }}>"])
def test_a_value_is_never_read_as_a_template(template):
    assert "{{ input.text }}" in rendered(template)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "{{",
        "{{{",
        "{{{{",
        "a {{ b }} c",
        "{{ input.text }}",
        "}}{{}}",
        "'{{'",
        "{ {",
        "{% raw %}{{ x|y }}{% end %}",
    ],
)
def test_a_literal_renders_to_exactly_its_text(text):
    template = expressions.literal(text)
    expressions.check(template, roots=frozenset())

    assert rendered(template) == text


@pytest.mark.parametrize(
    "template",
    [
        "{{",
        "{{ input.text",
        "{{ input.text }",
        "text {{ 'a' }} then {{ input",
        "{{ {a: input.text }}",
        ["fine", {"deep": "{{ open"}],
    ],
)
def test_an_expression_that_does_not_end_is_refused_with_the_mend(template):
    sentence = refused(template)

    assert "}}" in sentence
    assert "{{ '{{' }}" in sentence


@pytest.mark.parametrize(
    ("template", "named"),
    [
        ("{{ }}", "“”"),
        ("{{ input. }}", "input."),
        ("{{ input..text }}", "input..text"),
        ("{{ $.x }}", "$.x"),
        ("{{ 'open }}", "'open"),
        ("{{ `1 }}", "`1"),
        ("{{ 7*7 }}", "7*7"),
        ("{{ input.__class__() }}", "__class__"),
        ("{{ upper(input.text) }}", "upper"),
        ("{{ input[" + "9" * 900 + "] || }}", "cannot be read"),
        ("{{ " + "(" * 400 + "input }}", "cannot be read"),
        ("{{ " + "!" * 900 + "input }}", "cannot be read"),
        ("{{ " + "[" * 900 + " }}", "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_refused_naming_it(template, named):
    assert named in refused(template)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("x", "x"),
        ("inputs.text", "inputs"),
        ("steps.a.output", "steps"),
        ("input.text || other", "other"),
        ("[input.text, other]", "other"),
        ("{a: other.x}", "other"),
        ("join('', [other])", "other"),
        ("other | input", "other"),
        ("sort_by(other, &n)", "other"),
        ("!other", "other"),
        ("input.text == other", "other"),
        ("other[0]", "other"),
        ("other[*].a", "other"),
        ("other[?a].b", "other"),
        ("other.*", "other"),
        ("other[]", "other"),
        ("@", "@"),
        ("@.secrets.KEY", "@"),
        ("*", "@"),
        ("[]", "@"),
        ("keys(@)", "@"),
        ('"not a root"', "not a root"),
    ],
)
def test_an_unknown_root_is_refused_naming_the_known_ones(source, name):
    sentence = refused(f"{{{{ {source} }}}}")

    assert f"“{name}”" in sentence
    assert "input, run, secrets" in sentence


@pytest.mark.parametrize(
    "source",
    [
        "input",
        "input.other",
        "input.rows[?other == 'x'].another",
        "input.rows[*].[other, another]",
        "input.rows[*].{a: other}",
        "input | other",
        "sort_by(input.rows, &other)",
        "max_by(input.rows, &other.deeper)",
        "map(&other, input.rows)",
        "input.rows[] | [?@ == `1`]",
        "not_null(input.a, run.guid, 'x')",
    ],
)
def test_names_below_a_root_are_free(source):
    expressions.check(f"{{{{ {source} }}}}", roots=ROOTS)


@pytest.mark.parametrize(
    "source",
    ["secrets", "secrets.*", "values(secrets)", "secrets.[A, B]", "secrets | A"],
)
def test_secrets_are_only_to_be_had_one_by_one(source):
    assert "secrets." in refused(f"{{{{ {source} }}}}")


@pytest.mark.parametrize(
    ("template", "names"),
    [
        ("plain", set()),
        ("{{ secrets.A }}", {"A"}),
        ('{{ secrets."A b" }}', {"A b"}),
        ("Bearer {{ secrets.A }}{{ secrets.B }}", {"A", "B"}),
        ("{{ secrets.A || secrets.B }}", {"A", "B"}),
        ("{{ join(':', [secrets.A, input.x]) }}", {"A"}),
        ("{{ secrets.A.deeper }}", {"A"}),
        ("{{ input.secrets.A }}", set()),
        ("{{ 'secrets.A' }}", set()),
        ({"a": ["{{ secrets.A }}"], "b": {"c": "{{ secrets.B }}"}}, {"A", "B"}),
    ],
)
def test_the_names_under_a_root_are_found_anywhere(template, names):
    assert expressions.names(template, "secrets") == names


def test_a_url_takes_values_that_cannot_change_its_shape():
    url = "https://api.example/{{ input.v }}/x?q={{ input.v }}"

    filled = expressions.render_url(url, {"input": {"v": "../a b?c=d&e#f%2F@ё"}})

    value = "..%2Fa%20b%3Fc%3Dd%26e%23f%252F%40%D1%91"
    assert filled == f"https://api.example/{value}/x?q={value}"


@pytest.mark.parametrize(("value", "text"), [(7, "7"), (True, "true"), (0.5, "0.5")])
def test_numbers_stand_in_urls_as_in_texts(value, text):
    url = expressions.render_url("/{{ input.v }}", {"input": {"v": value}})

    assert url == f"/{text}"


def test_a_url_is_text_even_where_it_is_one_expression():
    with pytest.raises(ExpressionError, match="nothing"):
        expressions.render_url("{{ input.none }}", CONTEXT)


@pytest.mark.parametrize(
    "source",
    [
        "abs(input.text)",
        "join(',', input.list)",
        "sort(input.object)",
        "sort_by(input.rows, &@)",
        "max_by(input.rows, &n.deeper)",
        "min([`1`, 'a'])",
        "sum(['a'])",
        "length(`1`)",
        "contains(`1`, 'a')",
        "contains(input.text, `1`)",
        "starts_with(input.none, 'a')",
        "merge(input.list, input.object)",
        "input.list[::0]",
        "ceil('a')",
        "avg(`[1e308, 1e308, 1e308]`)",
        "to_number('nan')",
        "to_number('-inf')",
        "to_number('1e999')",
        "no_such_function(input)",
        "join(',')",
        "join(',', input.none)",
        "map(input.rows, &n)",
        "floor(to_number('inf'))",
    ],
)
def test_every_error_inside_an_expression_is_one_in_words(source):
    with pytest.raises(ExpressionError) as refusal:
        expressions.evaluate(source, CONTEXT)

    assert f"“{source}”" in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "source", ["abs(secrets.KEY)", "join(',', secrets.KEY)", "sum([secrets.KEY])"]
)
def test_an_error_does_not_tell_the_value(source):
    with pytest.raises(ExpressionError) as refusal:
        expressions.evaluate(source, CONTEXT)

    assert "s3cret" not in str(refusal.value)
