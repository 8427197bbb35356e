from __future__ import annotations

import time

import pytest

from runs import calls, outgoing
from runs.calls import headers as sending
from runs.calls import target
from runs.exceptions import RequestError
from tests.jobs.conftest import MENDS


def refused(check, given):
    with pytest.raises(RequestError) as refusal:
        check(given)
    assert refusal.value.sentence.endswith(".")
    assert MENDS.search(refusal.value.sentence)
    return refusal.value


class TestMethods:
    @pytest.mark.parametrize("method", outgoing.METHODS)
    def test_a_verb_is_read_in_any_case_and_with_blanks(self, method):
        for spelled in (method, method.lower(), f" {method.title()}\n"):
            assert outgoing.check_method(spelled) == method

    @pytest.mark.parametrize(
        "given",
        ["", " ", "TRACE", "CONNECT", "FOO BAR", "GET\r\nX: 1", "optıons", "poſt"],
    )
    def test_anything_else_is_refused_naming_the_verbs(self, given):
        refusal = refused(outgoing.check_method, given)

        assert refusal.field == "method"
        assert "GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS" in refusal.sentence

    def test_a_long_one_is_shown_shortened(self):
        assert len(refused(outgoing.check_method, "X" * 10_000).sentence) < 200


class TestUrls:
    @pytest.mark.parametrize(
        "url",
        [
            "http://api.example",
            "https://api.example/orders?state=open#top",
            "HTTPS://API.example:8443/",
            "http://redis:6379/",
            "http://192.0.2.1/",
            "http://[2001:db8::1]:8080/x",
            "http://127.0.0.1/",
            "http://bücher.example/größe",
            "http://api.example/a b/c  d",
            "http://api.example/%2F%zz",
            "http://api.example/заказы?имя=Зоя",
            "http://api.example/{{ input.id }}?q={{ input.q }}",
            "http://api.example/to?next=http://other.example/@x",
            "http://api.example:/x",
        ],
    )
    def test_http_urls_are_taken_as_they_are(self, url):
        assert outgoing.check_url(f"  {url}\n") == url

    @pytest.mark.parametrize(
        "url",
        [
            *("", "  ", "example.com", "//x", "http://", "http:///x", "/orders"),
            *("http:/x", "http:x", "http://?q", "http://#x", "http://:80/"),
            *("ftp://x/", "file:///etc/passwd", "gopher://x/", "javascript:alert(1)"),
            *("data:text/plain,x", "http+unix://x/", "htt p://x/", "://x/"),
            *("http://a\\@b/", "http://a\\b/", "http://a#@b/", "http://a@b@c/"),
            *("http://ho st/", "http://ho\tst/", "http://host%41/", "http://a%20b/"),
            *("http://host:0/", "http://host:99999/", "http://host:-1/"),
            *("http://host:80a/", "http://host:８０/", "http://host:80:81/"),
            *("http://[::1/", "http://::1/", "http://[fe80::1%25eth0]/"),
            *("http://[v1.x]/", "http://[::1]x/", "http://[::g]/"),
            *("http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/", "http://a..b/"),
            *("http://" + "a" * 64 + ".example/", "http://" + "a." * 130 + "b/"),
            *("http://xn--\u00df/", "http://a\u200db/", "http://{{ input.host }}/"),
        ],
    )
    def test_what_names_no_host_to_call_is_refused(self, url):
        assert refused(outgoing.check_url, url).field == "url"

    @pytest.mark.parametrize(
        "sign",
        ["\r\nX: 1", "\n", "\t", "\x00", "\x7f", "\x85", "\u2028", "\ud800", "\u202e"],
    )
    @pytest.mark.parametrize("check", [outgoing.check_url, outgoing.check_path])
    def test_control_characters_are_refused_by_name(self, check, sign):
        start = "http://host" if check is outgoing.check_url else ""

        assert "control character" in refused(check, f"{start}/a{sign}b").sentence

    @pytest.mark.parametrize(
        "url",
        [
            "http://h/" + "x" * 3_992,
            "http://h/" + "x" * 10_000,
            "http://h/" + "ж" * 3_000,
        ],
    )
    def test_a_url_too_long_to_be_sent_is_refused(self, url):
        assert "longer than" in refused(outgoing.check_url, url).sentence

    def test_a_url_of_the_greatest_length_is_taken(self):
        url = "http://h/" + "x" * 3_991

        assert outgoing.check_url(url) == url

    @pytest.mark.parametrize(
        "url",
        [
            "http://user:pw@host/",
            "http://user@host/",
            "https://us%40er:p%2Fw@[::1]:8443/x",
            "http://:pw@host/",
            "http://@host/",
        ],
    )
    def test_user_and_password_may_stand_before_the_host(self, url):
        """Who reads a definition takes them out; see jobs.definition."""
        assert outgoing.check_url(url) == url


class TestWhatIsTakenCanBeCalled:
    """One reading of the URL, from the form to the socket."""

    @pytest.mark.parametrize(
        ("url", "host", "path"),
        [
            ("http://API.example/Ä b", "api.example", "/%C3%84%20b"),
            ("http://bücher.example/x", "xn--bcher-kva.example", "/x"),
            ("http://[2001:DB8::1]/?q=ё", "2001:db8::1", "/?q=%D1%91"),
            ("http://h/a%2Fb%zz", "h", "/a%2Fb%25zz"),
            ('http://h/"<>\\^`|', "h", "/%22%3C%3E%5C%5E%60%7C"),
            ("http://h/a  b", "h", "/a%20%20b"),
            ("http://h?q=a b", "h", "/?q=a%20b"),
            ("http://h/x#fragment", "h", "/x"),
        ],
    )
    def test_its_encoded_form_reaches_host_and_path(self, url, host, path):
        parsed = target.parse(outgoing.encoded(outgoing.check_url(url)))

        assert (parsed.host, parsed.path) == (host, path)

    def test_encoding_twice_changes_nothing(self):
        once = outgoing.encoded("http://h/a b%zz/ё?q=%2F")

        assert outgoing.encoded(once) == once


class TestHosts:
    @pytest.mark.parametrize(
        ("url", "host"),
        [
            ("http://API.Example/x", "api.example"),
            ("http://api.example:80/", "api.example"),
            ("https://api.example:443/", "api.example"),
            ("http://api.example:443/", "api.example:443"),
            ("https://api.example:8443/", "api.example:8443"),
            ("http://user:pw@api.example/", "api.example"),
            ("http://api.example", "api.example"),
            ("http://api.example:/", "api.example"),
            ("http://[2001:DB8::1]/", "[2001:db8::1]"),
            ("http://[::1]:8080/", "[::1]:8080"),
            ("http://api.example/{{ input.x }}", "api.example"),
        ],
    )
    def test_the_host_of_a_secret_is_name_and_unusual_port(self, url, host):
        assert outgoing.host_of(url) == host

    def test_two_hosts_are_never_one(self):
        assert outgoing.host_of("http://[::1]:8080/") != outgoing.host_of(
            "http://[::1:8080]/"
        )


class TestPaths:
    @pytest.mark.parametrize(
        "path",
        ["/", "/api/v1/jobs/", "/a b?c=d", "/{{ input.x }}", "/go?to=http://x/", "/é"],
    )
    def test_a_path_with_query_is_taken(self, path):
        assert outgoing.check_path(f" {path} ") == path

    @pytest.mark.parametrize(
        "path",
        ["", "api/", "//evil.example/", "http://x/", "\\x", "?q", "{{ input.x }}"],
    )
    def test_anything_else_is_refused(self, path):
        assert refused(outgoing.check_path, path).field == "url"


class TestHeaders:
    def test_names_keep_their_case_and_blanks_around_are_trimmed(self):
        given = {" X-Custom ": " a\tb ", "accept": "text/plain", "Empty": ""}

        assert outgoing.check_headers(given) == {
            "X-Custom": "a\tb",
            "accept": "text/plain",
            "Empty": "",
        }

    @pytest.mark.parametrize(
        "value", ["Größe", "é\xff", 'a: b, c; d="e"', "~!@#$%^&*()"]
    )
    def test_latin_letters_and_signs_may_stand_in_values(self, value):
        assert outgoing.check_headers({"X": value}) == {"X": value}

    @pytest.mark.parametrize(
        "name",
        [
            *("", " ", "X A", "X:", "Größe", "(X)", "X/Y", "{X}", "\xa0X"),
            *("X\r\nY", "X\r\n", "\nX", "X\x00", "X\u2028", "X\x7f"),
        ],
    )
    def test_what_is_no_name_is_refused(self, name):
        refusal = refused(outgoing.check_headers, {name: "x"})

        assert "no header name" in refusal.sentence
        assert "\n" not in refusal.sentence

    @pytest.mark.parametrize(
        "sign", ["\r", "\n", "\r\n", "\x00", "\x7f", "\x85", "\u2028", "\x1b"]
    )
    @pytest.mark.parametrize("place", ["a{}b", "{}b", "a{}"])
    def test_control_characters_in_values_are_refused(self, sign, place):
        refusal = refused(outgoing.check_headers, {"X-A": place.format(sign)})

        assert refusal.field == "headers"
        assert "X-A" in refusal.sentence

    @pytest.mark.parametrize("value", ["日本", "ё", "😀"])
    def test_letters_that_headers_cannot_carry_are_refused(self, value):
        assert "Latin-1" in refused(outgoing.check_headers, {"X": value}).sentence

    @pytest.mark.parametrize("name", sorted(outgoing.RESERVED_HEADERS))
    def test_what_the_clock_sets_itself_is_refused(self, name):
        for spelled in (name, name.title(), name.upper()):
            refusal = refused(outgoing.check_headers, {spelled: "x"})
            assert spelled in refusal.sentence

    def test_what_would_be_refused_when_sending_is_refused_when_saving(self):
        from runs.steps import http

        ours = {http.IDEMPOTENCY_HEADER.lower(), http.ATTEMPT_HEADER.lower()}

        assert sending._OURS | ours <= outgoing.RESERVED_HEADERS

    def test_a_name_given_twice_is_refused_in_any_case(self):
        given = {"Accept": "a", "accept": "b"}

        assert "twice" in refused(outgoing.check_headers, given).sentence

    def test_fifty_headers_are_taken_and_no_more(self):
        fifty = {f"X-{n}": "x" for n in range(50)}

        assert outgoing.check_headers(fifty) == fifty
        assert "50" in refused(outgoing.check_headers, fifty | {"Y": "x"}).sentence

    def test_a_value_of_eight_kib_is_taken_and_no_longer(self):
        longest = {"X": "x" * 8_192}

        assert outgoing.check_headers(longest) == longest
        assert "longer" in refused(outgoing.check_headers, {"X": "x" * 8_193}).sentence

    def test_what_is_taken_can_be_sent(self):
        taken = outgoing.check_headers({f"X-{n}": "é" * 100 for n in range(50)})
        request = calls.Request(
            method="GET",
            url="http://h/",
            headers=tuple(taken.items()),
            body=None,
            timeout_s=1,
        )

        assert taken.items() <= sending.sent(request).items()


class TestBodies:
    @pytest.mark.parametrize(
        "body", ["", "x", "ё" * 524_288, '{"a": "\\u0000"}', "\r\n"]
    )
    def test_a_text_of_a_mebibyte_is_taken(self, body):
        assert outgoing.check_body(body) == body

    def test_a_larger_one_is_refused_by_its_bytes(self):
        assert "1 MiB" in refused(outgoing.check_body, "ё" * 524_288 + "x").sentence

    @pytest.mark.parametrize("body", ["a\x00b", "\ud800"])
    def test_what_is_no_text_is_refused(self, body):
        assert refused(outgoing.check_body, body).field == "body"


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (outgoing.check_method, "G" * 100_000),
        (outgoing.check_url, "http://" + "a" * 100_000),
        (outgoing.check_url, "http://" + "@" * 3_900),
        (outgoing.check_url, "http://" + "a." * 1_900),
        (outgoing.check_url, "http://" + "[" * 3_900),
        (outgoing.check_url, "http://h/" + "%" * 3_900),
        (outgoing.check_url, " " * 100_000),
        (outgoing.check_path, "/" + "%2" * 1_900),
        (outgoing.check_body, "\ud800" * 100_000),
        (lambda text: outgoing.check_headers({"X": text}), "\t" * 100_000),
        (lambda text: outgoing.check_headers({text: "x"}), "x" * 100_000),
        (lambda text: outgoing.check_headers({text: "x"}), "ü" * 100_000),
    ],
)
def test_no_text_takes_long_to_check(check, text):
    def once():
        begun = time.process_time()
        try:
            check(text)
        except RequestError as refusal:
            assert len(refusal.sentence) < 300  # noqa: PT017 - either way is right
        return time.process_time() - begun

    assert min(once() for _ in range(3)) < 0.02
