from __future__ import annotations

import pytest

from runs import outgoing


@pytest.mark.parametrize("given", ["post", "POST", "Post", " post "])
def test_the_method_is_read_in_any_case(read, given):
    assert read(method=given).method == "POST"


@pytest.mark.parametrize("method", outgoing.METHODS)
def test_each_verb_may_be_called(read, method):
    assert read(method=method.lower()).method == method


@pytest.mark.parametrize(
    "given", [None, "", "TRACE", "CONNECT", "FOO BAR", 5, [], {}, True, b"GET"]
)
def test_another_method_is_refused(refused, given):
    assert set(refused(method=given)) == {"method"}


def test_a_method_that_is_left_out_is_refused():
    from jobs import definition
    from jobs.exceptions import InvalidJobError

    with pytest.raises(InvalidJobError, match="GET, POST"):
        definition.read({"url": "http://h/"}, own_origins=[])


@pytest.mark.parametrize("blank", [None, "", "  ", "\n"])
def test_a_blank_name_becomes_verb_and_url(read, blank):
    made = read(method="POST", url="/espocrm/Accounts/sync/1", name=blank)

    assert made.name == "post|/espocrm/Accounts/sync/1"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://api.example/x?y=1", "get|http://api.example/x?y=1"),
        ("http://user:pw@api.example/x", "get|http://api.example/x"),
        ("http://localhost:8000/x", "get|http://localhost:8000/x"),
        ("/a b/ё", "get|/a b/ё"),
    ],
)
def test_the_name_shows_the_url_without_credentials(read, url, name):
    assert read(method="get", url=url).name == name


def test_of_an_internal_url_the_name_shows_the_path(read):
    made = read(method="get", url="http://localhost:8000/x", internal=True)

    assert made.name == "get|/x"


def test_a_generated_name_is_cut_to_two_hundred_characters(read):
    made = read(url="http://api.example/" + "x" * 500)

    assert len(made.name) == 200
    assert made.name.startswith("post|http://api.example/xxx")


def test_a_generated_name_may_be_given_back(read):
    for url in ("http://api.example/" + "ё" * 500, "/a\u00a0b/\u200d/😀"):
        name = read(url=url).name
        assert read(url=url, name=name).name == name


@pytest.mark.parametrize(
    "name",
    [
        "Orders",
        "x" * 200,
        "Zoë & мир 日本 😀",
        "👨\u200d👩\u200d👧",
        "a\u00a0b",
        "<script>",
        "=cmd()",
        "می\u200cخواهم",
        "two  blanks",
    ],
)
def test_a_name_is_kept_as_it_is(read, name):
    assert read(name=f" {name} ").name == name.strip()


@pytest.mark.parametrize(
    "name",
    ["x" * 201, "a\nb", "a\x00b", "\ud800", "a\u2028b", "a\u202eb", "a\x1b[31m", 5, []],
)
def test_another_name_is_refused(refused, name):
    assert set(refused(name=name)) == {"name"}
