"""Where an address is."""

from ipaddress import ip_address

import httpx2


def host_of(url: str) -> str:
    """The host, as a person reads it; empty for this machine itself."""
    host = httpx2.URL(url).host
    return "" if _is_here(host) else host


def is_same_place(url: str, base: str) -> bool:
    """Whether scheme, host and port are those of `base`: nothing else is asked on its behalf."""
    try:
        one, other = httpx2.URL(url), httpx2.URL(base)
    except (httpx2.InvalidURL, TypeError):
        return False
    return (one.scheme, one.host, one.port) == (other.scheme, other.host, other.port)


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
