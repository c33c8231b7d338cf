"""What may be asked, how long and how much it may take, and how failing is said."""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from aleppomap.errors import AleppoMapError

__all__ = ["Again", "Download", "FetchFailed", "Limits", "Progress", "check_url", "is_private",
           "redacted"]  # fmt: skip

_SECRETS = re.compile(
    r"(.*[_-])?(api-?_?key|access-?_?(key|token)|token|passw(or)?d|secret|signature|sig|auth)",
    re.IGNORECASE,
)


class FetchFailed(AleppoMapError):
    """Something could not be fetched; the message says what, why and what to do."""


class Again(FetchFailed):
    """A failure that may pass; `wait_s` is the wait the server asked for, None for none."""

    def __init__(self, message: str, wait_s: float | None = None) -> None:
        self.wait_s = wait_s
        super().__init__(message)


@dataclass(frozen=True)
class Limits:
    """How long and how much a download may take.

    Parameters
    ----------
    connect_s, read_s
        Longest wait for a connection, and for the next byte, in seconds.
    total_s
        Longest time for everything, retries and waits included.
    max_bytes
        Largest body, as sent and as unpacked.
    attempts
        How often to try what may pass.
    backoff_s
        First wait between tries; each further one is twice as long.
    longest_wait_s
        Longest ``Retry-After`` to sit through.
    redirects
        Most hops to follow.
    """

    connect_s: float = 10.0
    read_s: float = 30.0
    total_s: float = 600.0
    max_bytes: int = 256 * 1024 * 1024
    attempts: int = 4
    backoff_s: float = 1.0
    longest_wait_s: float = 60.0
    redirects: int = 5


@dataclass
class Progress:
    """How far a download is; written by one thread, read by another."""

    doing: str = "connecting"
    received: int = 0
    expected: int | None = None
    temporary: str = ""
    abandoned: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True)
class Download:
    """A body written aside, whole, with its hash."""

    temporary: Path
    sha256: str
    bytes: int
    final_url: str
    content_type: str


def check_url(url: str, *, asked: bool = True) -> None:
    """Check that an address is one we may ask.

    Parameters
    ----------
    url
        The address.
    asked
        Whether it was given by the user, rather than by a server that redirects: a
        signed address that a server hands out is its own affair.

    Raises
    ------
    FetchFailed
        If it is not http or https, names no host, or carries credentials.

    Examples
    --------
    >>> check_url("https://example.org/a.geojson")
    >>> check_url("file:///etc/passwd")
    Traceback (most recent call last):
    aleppomap.sources.asking.FetchFailed: cannot fetch file:///etc/passwd: only http and https
    addresses are fetched
    """
    shown = redacted(url)
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise FetchFailed(f"cannot fetch {shown}: not an address ({error})") from error
    if parts.scheme not in {"http", "https"}:
        raise FetchFailed(f"cannot fetch {shown}: only http and https addresses are fetched")
    if not host or re.search(r"[\s\x00-\x1f\x7f\\]", url) or len(url) > 8000:
        raise FetchFailed(f"cannot fetch {shown}: not an address; write it as https://host/path")
    secret = asked and next((k for k, _ in parse_qsl(parts.query) if _SECRETS.fullmatch(k)), "")
    if parts.username is not None or parts.password is not None or secret:
        where = f"in {secret!r}" if secret else "before the host"
        raise FetchFailed(
            f"cannot fetch {shown}: it carries credentials {where}, and addresses are written "
            "beside the data; download the file yourself and read your own copy"
        )


def is_private(url: str) -> bool:
    """Return whether an address names a machine that only its neighbours can reach.

    Names other than ``localhost`` are not looked up: what they mean can change between
    the look and the request.

    Examples
    --------
    >>> is_private("http://127.1:8080/x"), is_private("http://[fe80::1]/"), is_private("http://a.org/")
    (True, True, False)
    """
    host = (urlsplit(url).hostname or "").rstrip(".").lower()
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        try:  # 127.1, 0x7f000001 and 2130706433 are ways to write it, too
            address = ipaddress.ip_address(socket.inet_aton(host))
        except (OSError, ValueError):
            return False
    mapped = getattr(address, "ipv4_mapped", None)
    return not (mapped or address).is_global


def redacted(url: str) -> str:
    """Return an address as it may be shown: no credentials, no control characters, not long.

    Examples
    --------
    >>> redacted("https://me:secret@example.org/a?b=1")
    'https://***@example.org/a?b=1'
    """
    plain = re.sub(r"(?<=://)[^/?#]*@", "***@", re.sub(r"[^\x21-\x7e]", "?", url))
    plain = re.sub(r"([?&][^=&]*=)[^&]{40,}", r"\1…", plain)
    return plain if len(plain) <= 200 else plain[:199] + "…"
