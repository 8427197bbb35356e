"""Which addresses may be called: everything public, and what the operator allows.

Pure: it is given the address that was resolved, and again the one that is connected.
Sources: the IANA special-purpose address registries (RFC 6890, 5735, 4291), RFC 4380
(Teredo), 3056 (6to4), 6052 (NAT64).
"""

from __future__ import annotations

import functools
import ipaddress
from typing import Final

from runs.allowances import FOREIGN_PORTS, Policy, normal, parse

__all__ = ["Policy", "judge", "judge_name", "parse"]

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

METADATA: Final = "a metadata service, which gives out credentials"
# What nothing in EGRESS_ALLOW can mean.
UNREADABLE: Final = "no address that can be read"
SCOPED: Final = "an address of one network card only"
_MENDS: Final = {
    METADATA: " Only EGRESS_ALLOW naming it alone could allow it.",
    UNREADABLE: "",
    SCOPED: "",
}
_MEND: Final = " The operator could allow it with EGRESS_ALLOW."
# A network that names one of these refuses nothing by itself: see `_allows`.
_METADATA_NETWORKS: Final = tuple(
    map(
        ipaddress.ip_network,
        (
            "169.254.0.0/16",  # AWS, GCP, Azure, Oracle, OpenStack, Scaleway, ECS
            "100.100.100.200",  # Alibaba
            "168.63.129.16",  # Azure
            "192.0.0.192",  # Oracle
            "fd00:ec2::/32",  # AWS
            "fd20:ce::254",  # GCP
            "fd00:42::42",  # Scaleway
        ),
    )
)
METADATA_NAMES: Final = frozenset(
    {"metadata.google.internal", "metadata.goog", "instance-data.ec2.internal"}
)

_SPECIAL: Final = tuple(
    (ipaddress.ip_network(text), kind)
    for kind, texts in {
        "an unspecified address": ("0.0.0.0/8", "::/128"),
        "a loopback address": ("127.0.0.0/8", "::1/128"),
        "a private address": (
            *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
            *("fc00::/7", "fec0::/10"),
        ),
        "a shared address (carrier-grade NAT)": ("100.64.0.0/10",),
        "a link-local address": ("fe80::/10",),
        "a multicast address": ("224.0.0.0/4", "ff00::/8"),
        "a reserved address": (
            *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15"),
            *("198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4"),
            *("2001::/23", "2001:db8::/32", "3fff::/20"),
        ),
    }.items()
    for text in texts
)
# Everything else of IPv6 is reserved.
_GLOBAL_UNICAST: Final = ipaddress.IPv6Network("2000::/3")

_COMPATIBLE: Final = ipaddress.IPv6Network("::/96")
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")


def judge(address: str, host: str, port: int, policy: Policy) -> str:
    """The sentence that refuses `address`, which `host` stands for; "" if allowed."""
    policy = policy.at(port)
    if refusal := judge_name(host, port, policy):
        return refusal
    name = normal(host)
    if port in FOREIGN_PORTS and not _is_named(address, name, policy):
        return _refused_port(host, port)
    kind = _kind(address)
    if not kind or _allows(address, kind, name, policy):
        return ""
    subject = address if host == address else f"{address}, the address of {host},"
    return _refusal(subject, kind)


def judge_name(host: str, port: int, policy: Policy) -> str:
    """The sentence that refuses a name before it is even looked up; "" if none does."""
    name = normal(host)
    if name not in METADATA_NAMES or _is_exactly(name, policy.at(port)):
        return ""
    return _refusal(host, METADATA)


def _refusal(subject: str, kind: str) -> str:
    mend = _MENDS.get(kind, _MEND)
    return f"{subject} is not an allowed destination: it is {kind}.{mend}"


def _refused_port(host: str, port: int) -> str:
    host = f"[{host}]" if ":" in host else host
    return (
        f"{host}:{port} is not an allowed destination: on port {port} other services "
        f"listen than web servers. The operator could allow it with “{host}:{port}” in "
        "EGRESS_ALLOW."
    )


def _allows(address: str, kind: str, name: str, policy: Policy) -> bool:
    if kind in {UNREADABLE, SCOPED}:
        return False
    faces = _faces(ipaddress.ip_address(address))
    if kind == METADATA:
        named = name in METADATA_NAMES and _is_exactly(name, policy)
        alone = {each.network for each in policy.named}
        return named or all(ipaddress.ip_network(face) in alone for face in faces)
    if policy.everything or _names(name, policy):
        return True
    return all(not _kind_of(face) or _within(face, policy) for face in faces)


def _is_named(address: str, name: str, policy: Policy) -> bool:
    """Whether it is said of this very address or name, however public it is."""
    if policy.everything or _names(name, policy):
        return True
    if _kind(address) in {UNREADABLE, SCOPED}:
        # Refused for what it is, in better words.
        return True
    return all(_within(face, policy) for face in _faces(ipaddress.ip_address(address)))


def _is_exactly(name: str, policy: Policy) -> bool:
    return any(name == each.host for each in policy.named)


def _names(name: str, policy: Policy) -> bool:
    return _is_exactly(name, policy) or any(
        name.endswith(each.host[1:])
        for each in policy.named
        if each.host.startswith("*.")
    )


def _within(face: Address, policy: Policy) -> bool:
    return any(each.network and face in each.network for each in policy.named)


@functools.lru_cache(maxsize=4096)
def _kind(address: str) -> str:
    """What is special about an address as getaddrinfo writes it; "" if it is public."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return UNREADABLE
    if "%" in address:
        return SCOPED
    kinds = [_kind_of(face) for face in _faces(parsed)]
    return METADATA if METADATA in kinds else next(filter(None, kinds), "")


def _kind_of(face: Address) -> str:
    if any(face in network for network in _METADATA_NETWORKS):
        return METADATA
    for network, kind in _SPECIAL:
        if face in network:
            return kind
    if face.version == 6 and face not in _GLOBAL_UNICAST:
        return "a reserved address"
    return ""


def _faces(address: Address) -> tuple[Address, ...]:
    """The addresses at which a packet may arrive: the wrapped one for a wrapper."""
    if isinstance(address, ipaddress.IPv4Address):
        return (address,)
    if address.teredo:
        return (address, *address.teredo)
    return (_wrapped(address) or address,)


def _wrapped(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if wrapped := address.ipv4_mapped or address.sixtofour:
        return wrapped
    # `::` and `::1` lie in ::/96 and are meant as they stand.
    if address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return None
