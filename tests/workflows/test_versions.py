"""What two versions say differently, in words."""

from __future__ import annotations

from tests.workflows.conftest import call, compose
from workflows import compile as compiler
from workflows import versions


def words(before, after):
    documents = (compiler.document(each) for each in (before, after))
    return {each.place: each.words for each in versions.differences(*documents)}


def test_the_same_differs_in_nothing(read):
    made = read(call("a"), compose("b"), outputs={"x": 1})

    assert words(made, made) == {}


def test_a_step_that_comes_or_goes_is_told_field_by_field(read):
    found = words(read(), read(compose("a", label="The sum")))

    assert found == {
        "steps.a.label": 'steps.a.label is new: "The sum"',
        "steps.a.kind": 'steps.a.kind is new: "compose"',
    }
    assert all("is gone" in said for said in words(read(compose("a")), read()).values())


def test_a_field_that_changes_is_told_with_both_values(read):
    before, after = read(call("a")), read(call("a", url="http://api.example/other"))

    assert words(before, after) == {
        "steps.a.url": 'steps.a.url was "http://api.example/orders" and is now '
        '"http://api.example/other"'
    }


def test_false_is_something(read):
    assert set(words(read(), read(stop_on_error=False))) == {"stop_on_error"}


def test_parameters_are_told_by_their_names(read):
    before = read(parameters=[{"name": "a"}, {"name": "b"}])
    after = read(parameters=[{"name": "b", "default": "x"}, {"name": "a"}])

    assert set(words(before, after)) == {"parameters.b.default"}


def test_long_values_are_cut(read):
    [said] = words(read(compose("a")), read(compose("a", label="x" * 200))).values()

    assert len(said) < 200
    assert said.endswith("…")
