from __future__ import annotations

import ipaddress

import pytest

from runs import egress

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
    assert egress.judge(address, "a.example", NOTHING) == (
        f"{address}, the address of a.example, is not an allowed destination: "
        f"it is {kind}. The operator could allow it with EGRESS_ALLOW."
    )
    assert egress.judge(address, "a.example", EVERYTHING) == ""
    assert egress.judge(address, "a.example", EVERY_NETWORK) == ""
    assert egress.judge(address, "a.example", egress.parse("a.example")) == ""


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_allowed(address):
    assert egress.judge(address, "a.example", NOTHING) == ""
    assert egress.judge(address, address, egress.parse("10.0.0.0/8")) == ""


@pytest.mark.parametrize("address", METADATA)
@pytest.mark.parametrize(
    "policy", ["", "*", "0.0.0.0/0, ::/0", "169.254.0.0/16, fd00::/8", "a.example"]
)
def test_metadata_is_refused_whatever_is_allowed(address, policy):
    refusal = egress.judge(address, "a.example", egress.parse(policy))
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
    assert egress.judge(address, "a.example", egress.parse(policy)) == ""


@pytest.mark.parametrize(
    "name", ["metadata.google.internal", "METADATA.google.internal.", "metadata.goog"]
)
def test_a_metadata_name_is_refused_wherever_it_leads(name):
    for policy in (NOTHING, EVERYTHING, egress.parse("*.google.internal, *.goog")):
        refusal = egress.judge("8.8.8.8", name, policy)
        assert refusal.startswith(f"{name} is not an allowed destination")
    named = egress.parse("metadata.google.internal, metadata.goog")
    assert egress.judge("169.254.169.254", name, named) == ""
    assert egress.judge_name(name, named) == ""


@pytest.mark.parametrize("address", ["fe80::1%eth0", "::1%1", "no address", ""])
@pytest.mark.parametrize("policy", [NOTHING, EVERYTHING, EVERY_NETWORK])
def test_what_is_no_plain_address_is_refused_always(address, policy):
    assert "is not an allowed destination" in egress.judge(address, "x", policy)


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
    assert (egress.judge(address, host, egress.parse(policy)) == "") is allowed


def test_the_setting_is_read():
    assert egress.parse(" 10.0.0.0/8 ,Redis., ::1,*.a.example , ") == egress.Policy(
        allow=(
            ipaddress.ip_network("10.0.0.0/8"),
            ipaddress.ip_network("::1"),
        ),
        allow_hosts=("redis", "*.a.example"),
    )
    assert egress.parse("*").everything
    assert egress.parse("") == egress.parse(" , ") == egress.Policy()


@pytest.mark.parametrize(
    "text",
    [
        *("10.0.0.1/8", "10.0.0.0/33", "127.1", "0x7f.1", "1.2.3.4.5", "fe80::1%eth0"),
        *("http://redis", "redis:6379", "a b", "*.*.example", "*x", "a..b", "-/8"),
        *("x" * 64, "ä.example", "a;b", "[::1]"),
    ],
)
def test_a_setting_that_cannot_be_read_is_said(text):
    with pytest.raises(ValueError, match=r"^EGRESS_ALLOW: “.*” is no address"):
        egress.parse(f"10.0.0.0/8, {text}")
