"""Where people reach this machine: in a hall without internet, by its address on the room's own network."""

import contextlib
import ipaddress
import socket
import struct
from typing import Final

from django.conf import settings
from django.http import HttpRequest

_ASK_ADDRESS: Final = 0x8915  # SIOCGIFADDR, where Linux tells the address of a network card
_NOT_OF_THE_HALL: Final = ("lo", "docker", "br-", "veth", "virbr", "tun", "tap", "wg")


def addresses_of_this_machine() -> list[str]:
    """The addresses of this machine on the networks it is in, the likeliest first; none when it is in none."""
    found = [*_of_cards(), *_by_route(), *_by_name()]
    likely = sorted(dict.fromkeys(found), key=lambda said: not ipaddress.ip_address(said).is_private)
    return [said for said in likely if not _is_of_no_use(ipaddress.ip_address(said))]


def address_for_phones(request: HttpRequest, path: str) -> str:
    """The address of a page as phones in the room reach it.

    Whoever leads on the very machine that serves is at “localhost”, which would lead each phone to itself.
    """
    address = request.build_absolute_uri(path)
    host, _, port = request.get_host().partition(":")
    if host not in {"localhost", "127.0.0.1"} or settings.HOST in {"localhost", "127.0.0.1", "::1"}:
        return address
    here = next(iter(addresses_of_this_machine()), host)
    return address.replace(f"//{request.get_host()}/", f"//{here}{':' + port if port else ''}/", 1)


def _is_of_no_use(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return address.is_loopback or address.is_link_local or address.is_unspecified


def _of_cards() -> list[str]:
    """Ask each network card, as Linux allows; nothing elsewhere."""
    try:
        import fcntl

        cards = [name for _, name in socket.if_nameindex() if not name.startswith(_NOT_OF_THE_HALL)]
    except (ImportError, OSError, AttributeError):
        return []
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        for name in cards:
            with contextlib.suppress(OSError):
                said = fcntl.ioctl(asking.fileno(), _ASK_ADDRESS, struct.pack("256s", name.encode()[:15]))
                found.append(socket.inet_ntoa(said[20:24]))
    return found


def _by_route() -> list[str]:
    """The address from which this machine would speak to its network; nothing is sent."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.connect(("10.255.255.255", 9))
        return [asking.getsockname()[0]]
    return []


def _by_name() -> list[str]:
    with contextlib.suppress(OSError):
        return [str(found[4][0]) for found in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    return []
