from __future__ import annotations

import ipaddress

import pytest

from runs import egress
from runs.allowances import FOREIGN_PORTS, Named

NOTHING = egress.parse("")
EVERYTHING = egress.parse("*")
EVERY_NETWORK = egress.parse("0.0.0.0/0, ::/0")

SPECIAL = {
    "an unspecified address": ["0.0.0.0", "0.1.2.3", "::"],
    "a loopback address": [
        *("127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1"),
        *("::ffff:7f00:1", "64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1"),
    ],
    "a private address": [
        *("10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
        *("fc00::1", "fd12:3456::1", "fec0::1", "::ffff:10.0.0.1", "2002:a00:1::1"),
    ],
    "a shared address (carrier-grade NAT)": ["100.64.0.1", "100.127.255.255"],
    "a link-local address": ["fe80::1"],
    "a multicast address": ["224.0.0.1", "239.255.255.255", "ff02::1"],
    "a reserved address": [
        *("192.0.0.1", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.19.255.255"),
        *("198.51.100.1", "203.0.113.1", "240.0.0.1", "255.255.255.255"),
        *("2001:db8::1", "2001::1", "3fff::1", "100::1", "4000::1", "5f00::1"),
        *("64:ff9b:1::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2"),
    ],
}
METADATA = [
    *("169.254.169.254", "169.254.170.2", "100.100.100.200", "168.63.129.16"),
    *("192.0.0.192", "fd00:ec2::254", "fd20:ce::254", "fd00:42::42"),
    *("::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1"),
]
PUBLIC = [
    *("8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.1", "100.63.255.255"),
    *("100.128.0.1", "169.253.255.255", "192.0.1.1", "198.17.255.255", "223.255.255.1"),
    *("2606:4700::1111", "2a00:1450::1", "2001:4860:4860::8888"),
    *("::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"),
]


@pytest.mark.parametrize(
    ("address", "kind"),
    [(address, kind) for kind, some in SPECIAL.items() for address in some],
)
def test_special_addresses_are_refused_unless_allowed(address, kind):
    assert egress.judge(address, "a.example", 443, NOTHING) == (
        f"{address}, the address of a.example, is not an allowed destination: "
        f"it is {kind}. The operator could allow it with EGRESS_ALLOW."
    )
    assert egress.judge(address, "a.example", 443, EVERYTHING) == ""
    assert egress.judge(address, "a.example", 443, EVERY_NETWORK) == ""
    assert egress.judge(address, "a.example", 443, egress.parse("a.example")) == ""


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_allowed(address):
    assert egress.judge(address, "a.example", 443, NOTHING) == ""
    assert egress.judge(address, address, 443, egress.parse("10.0.0.0/8")) == ""


@pytest.mark.parametrize("address", METADATA)
@pytest.mark.parametrize(
    "policy", ["", "*", "0.0.0.0/0, ::/0", "169.254.0.0/16, fd00::/8", "a.example"]
)
def test_metadata_is_refused_whatever_is_allowed(address, policy):
    refusal = egress.judge(address, "a.example", 443, egress.parse(policy))
    assert "it is a metadata service, which gives out credentials" in refusal
    assert "Only EGRESS_ALLOW naming it alone could allow it." in refusal


@pytest.mark.parametrize(
    ("address", "policy"),
    [
        ("169.254.169.254", "169.254.169.254"),
        ("169.254.169.254", "169.254.169.254/32"),
        ("::ffff:169.254.169.254", "169.254.169.254"),
        ("fd00:ec2::254", "10.0.0.0/8, fd00:ec2::254"),
    ],
)
def test_metadata_named_alone_is_allowed(address, policy):
    assert egress.judge(address, "a.example", 443, egress.parse(policy)) == ""


@pytest.mark.parametrize(
    "name", ["metadata.google.internal", "METADATA.google.internal.", "metadata.goog"]
)
def test_a_metadata_name_is_refused_wherever_it_leads(name):
    for policy in (NOTHING, EVERYTHING, egress.parse("*.google.internal, *.goog")):
        refusal = egress.judge("8.8.8.8", name, 443, policy)
        assert refusal.startswith(f"{name} is not an allowed destination")
    named = egress.parse("metadata.google.internal, metadata.goog")
    assert egress.judge("169.254.169.254", name, 443, named) == ""
    assert egress.judge_name(name, 443, named) == ""


@pytest.mark.parametrize("address", ["fe80::1%eth0", "::1%1", "no address", ""])
@pytest.mark.parametrize("policy", [NOTHING, EVERYTHING, EVERY_NETWORK])
def test_what_is_no_plain_address_is_refused_always(address, policy):
    assert "is not an allowed destination" in egress.judge(address, "x", 443, policy)


@pytest.mark.parametrize(
    ("policy", "address", "host", "allowed"),
    [
        ("10.1.0.0/16", "10.1.255.255", "x", True),
        ("10.1.0.0/16", "10.2.0.0", "x", False),
        ("10.1.2.3", "10.1.2.3", "x", True),
        ("10.1.2.3", "10.1.2.4", "x", False),
        ("10.0.0.0/8", "::ffff:10.1.1.1", "x", True),
        ("127.0.0.0/8", "::1", "localhost", False),
        ("::1", "::1", "localhost", True),
        ("redis", "172.18.0.2", "redis", True),
        ("redis", "172.18.0.2", "REDIS.", True),
        ("redis", "172.18.0.2", "postgres", False),
        ("redis", "172.18.0.2", "my.redis", False),
        ("*.svc.local", "10.0.0.1", "a.b.svc.local", True),
        ("*.svc.local", "10.0.0.1", "svc.local", False),
        ("*.svc.local", "10.0.0.1", "evilsvc.local", False),
        # One that wraps another is judged by both where both can be reached.
        ("2001::/32", "2001:0:4136:e378:8000:63bf:f7f7:f7f7", "x", True),
        ("2001::/32", "2001:0:4136:e378:8000:63bf:f5ff:fffe", "x", False),
    ],
)
def test_what_is_allowed_is_allowed_and_nothing_else(policy, address, host, allowed):
    assert (egress.judge(address, host, 443, egress.parse(policy)) == "") is allowed


@pytest.mark.parametrize(
    ("policy", "address", "port", "allowed"),
    [
        # What is named with a port is that port.
        ("10.1.2.3:8080", "10.1.2.3", 8080, True),
        ("10.1.2.3:8080", "10.1.2.3", 443, False),
        ("10.0.0.0/8:8080", "10.1.2.3", 8080, True),
        ("inner.example:8080", "10.1.2.3", 8080, True),
        ("inner.example:8080", "10.1.2.3", 8081, False),
        ("*.example:8080", "10.1.2.3", 8080, True),
        ("*.example:8080", "10.1.2.3", 80, False),
        ("[fd00::/8]:8080", "fd00::1", 8080, True),
        ("[fd00::/8]:8080", "fd00::1", 8081, False),
        ("10.0.0.0/8:1, inner.example:8080", "10.1.2.3", 8080, True),
        # What is named without one is each on which web servers may be.
        ("10.0.0.0/8", "10.1.2.3", 8080, True),
        ("10.0.0.0/8", "10.1.2.3", 6379, False),
        ("inner.example", "10.1.2.3", 5432, False),
        ("inner.example, inner.example:5432", "10.1.2.3", 5432, True),
        ("10.1.2.3:6379", "10.1.2.3", 6379, True),
        ("10.1.2.4:6379", "10.1.2.3", 6379, False),
        ("10.0.0.0/8:6379", "::ffff:10.1.2.3", 6379, True),
        # That holds for public addresses, too.
        ("", "8.8.8.8", 8443, True),
        ("", "8.8.8.8", 25, False),
        ("8.8.8.8:25", "8.8.8.8", 25, True),
        ("inner.example:25", "8.8.8.8", 25, True),
        ("*", "8.8.8.8", 25, True),
        ("*", "10.1.2.3", 6379, True),
        # A port named does not open a metadata service, unless named with it.
        ("*, 0.0.0.0/0:80", "169.254.169.254", 80, False),
        ("169.254.169.254:80", "169.254.169.254", 80, True),
        ("169.254.169.254:80", "169.254.169.254", 8080, False),
    ],
)
def test_ports_are_allowed_as_they_are_named(policy, address, port, allowed):
    refusal = egress.judge(address, "inner.example", port, egress.parse(policy))
    assert (refusal == "") is allowed


def test_a_port_of_other_services_is_refused_with_the_way_to_allow_it():
    for host, shown in (("redis", "redis"), ("::1", "[::1]")):
        assert egress.judge("::1", host, 6379, egress.parse("::1")) == (
            f"{shown}:6379 is not an allowed destination: on port 6379 other services "
            "listen than web servers. The operator could allow it with "
            f"“{shown}:6379” in EGRESS_ALLOW."
        )


def test_where_web_servers_are_is_no_foreign_port():
    assert not FOREIGN_PORTS & {80, 81, 443, 3000, 5000, 8000, 8080, 8443, 9000, 9200}


def test_the_setting_is_read():
    assert egress.parse(
        " 10.0.0.0/8 ,Redis., ::1,*.a.example , b:81, [fd00::/8]:8080, 10.1.2.3:82"
    ) == egress.Policy(
        named=(
            Named(network=ipaddress.ip_network("10.0.0.0/8")),
            Named(host="redis"),
            Named(network=ipaddress.ip_network("::1")),
            Named(host="*.a.example"),
            Named(host="b", port=81),
            Named(network=ipaddress.ip_network("fd00::/8"), port=8080),
            Named(network=ipaddress.ip_network("10.1.2.3"), port=82),
        ),
    )
    assert egress.parse("*").everything
    assert egress.parse("") == egress.parse(" , ") == egress.Policy()


@pytest.mark.parametrize(
    "text",
    [
        *("10.0.0.1/8", "10.0.0.0/33", "127.1", "0x7f.1", "1.2.3.4.5", "fe80::1%eth0"),
        *("http://redis", "redis:", "redis:0", "redis:65536", "redis:6379/0", "*:25"),
        *(
            "[10.0.0.1]:80",
            "[redis]:80",
            "127.1:80",
            "redis:" + "9" * 5000,
            "a b",
            "*.*.example",
            "*x",
            "a..b",
            "-/8",
        ),
        *("x" * 64, "ä.example", "a;b", "[::1]"),
    ],
)
def test_a_setting_that_cannot_be_read_is_said(text):
    with pytest.raises(ValueError, match=r"^EGRESS_ALLOW: “.*” is no address"):
        egress.parse(f"10.0.0.0/8, {text}")
