"""EGRESS_ALLOW: what the operator allows to be called besides public web servers.

Pure. Source of the ports: the Fetch standard, 2.9 "port blocking".
"""

from __future__ import annotations

import functools
import ipaddress
import re
from dataclasses import dataclass
from typing import Final, NamedTuple

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# Where others than web servers listen, who might take a request of ours for one of
# theirs: those that browsers refuse, then databases, brokers and caches.
FOREIGN_PORTS: Final = frozenset(
    {
        *(1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79),
        *(87, 95, 101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137),
        *(139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532),
        *(540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723),
        *(2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669),
        *(6679, 6697, 10080),
        *(1433, 1521, 2181, 3306, 3389, 5432, 5671, 5672, 6379, 6432, 9092, 11211),
        *(16379, 26379, 27017),
    }
)

# A network or name, of IPv6 in brackets, with a port behind it.
_WITH_PORT = re.compile(
    r"(?:\[(?P<six>[^\[\]]+)\]|(?P<rest>[^:]+)):(?P<port>[0-9]{1,5})\Z"
)
_HOST_NAME = re.compile(r"(?:\*\.)?(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\Z")
# What inet_aton takes for an address: its last label is a number.
_NUMBER = re.compile(r"(?:.*\.)?(?:0x[0-9a-f]*|[0-9]+)\Z")


class Named(NamedTuple):
    """Something that EGRESS_ALLOW names: one network, or one name in lower case.

    "*.example" means each name below it; port 0 each port on which web servers are.
    """

    network: Network | None = None
    host: str = ""
    port: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What may be called besides public addresses.

    `everything` lifts the guard, except for metadata services.
    """

    named: tuple[Named, ...] = ()
    everything: bool = False

    def at(self, port: int) -> Policy:
        """What of it is said of this port."""
        return _at(self, port)


@functools.lru_cache(maxsize=64)
def parse(text: str) -> Policy:
    """EGRESS_ALLOW: CIDRs, addresses and host names, perhaps with a port, and commas
    between; or `*`.

    Raises ValueError with a sentence that names the part that cannot be read.
    """
    parts = [part.strip().lower() for part in text.split(",") if part.strip()]
    return Policy(
        named=tuple(_named(part) for part in parts if part != "*"),
        everything="*" in parts,
    )


@functools.lru_cache(maxsize=4096)
def _at(policy: Policy, port: int) -> Policy:
    # Where web servers are not, nothing is allowed that does not say so.
    ports = {port} if port in FOREIGN_PORTS else {0, port}
    said = tuple(each._replace(port=0) for each in policy.named if each.port in ports)
    return Policy(named=said, everything=policy.everything)


def _named(part: str) -> Named:
    found = _WITH_PORT.match(part)
    if not found:
        return _place(part, part)
    port = int(found["port"])
    place = found["six"] or found["rest"]
    if not 1 <= port <= 65_535 or (found["six"] and ":" not in place):
        raise _unreadable(part)
    return _place(place, part)._replace(port=port)


def _place(text: str, part: str) -> Named:
    if network := _network(text):
        return Named(network=network)
    name = normal(text)
    if len(name) > 253 or not _HOST_NAME.match(name) or _NUMBER.match(name):
        raise _unreadable(part)
    return Named(host=name)


def _unreadable(part: str) -> ValueError:
    return ValueError(
        f"EGRESS_ALLOW: “{part}” is no address, no network and no host name. Write "
        "them as in 10.1.2.3, 10.0.0.0/8, redis or *.example.internal; with a port as "
        "in redis:8080 or [fd00::1]:8080."
    )


def _network(part: str) -> Network | None:
    try:
        network = ipaddress.ip_network(part)
    except ValueError:
        return None
    return None if "%" in part else network


def normal(host: str) -> str:
    return host.lower().rstrip(".")
