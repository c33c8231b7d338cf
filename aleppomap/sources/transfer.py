"""One exchange with a server: every hop checked, every failure named."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from aleppomap.sources.asking import (
    Again,
    Download,
    FetchFailed,
    Limits,
    Progress,
    check_url,
    is_private,
    redacted,
)
from aleppomap.sources.body import receive

if TYPE_CHECKING:
    import requests

__all__ = ["exchange"]


PROJECT_URL = "https://github.com/aleppomap/aleppomap"
_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})


def exchange(
    url: str,
    folder: Path,
    limits: Limits,
    progress: Progress,
    hop: Callable[[str], None],
) -> Download:
    """Ask an address once, follow its redirects, and write the body to a temporary file.

    Parameters
    ----------
    url
        The address.
    folder
        Where the temporary file goes; the caller moves or removes it.
    limits
        What it may take.
    progress
        Kept up to date.
    hop
        Called with the target of each redirect; raises to refuse it.

    Raises
    ------
    Again
        If the failure may pass: no connection, silence, cut off, 429, 503 and the like.
    FetchFailed
        If it will not: a redirect out of http(s), an untrusted certificate, too large.
    """
    import requests
    import urllib3

    shown = redacted(url)
    try:
        with requests.Session() as session:
            session.auth = _no_credentials
            session.headers.update({"User-Agent": _user_agent(), "Accept-Encoding": "gzip"})
            with _answer(session, url, limits, hop) as response:
                _check_status(response, shown)
                return receive(response, folder, limits, progress, shown)
    except requests.exceptions.SSLError as error:
        raise FetchFailed(
            f"cannot fetch {shown}: the server's certificate is not trusted ({_reason(error)}). "
            "Check the address and the clock; it is not fetched unverified"
        ) from error
    except requests.exceptions.Timeout as error:
        raise Again(f"cannot fetch {shown}: the server does not answer") from error
    except requests.exceptions.ConnectionError as error:
        raise Again(f"cannot fetch {shown}: no connection ({_reason(error)})") from error
    except requests.exceptions.RequestException as error:
        raise FetchFailed(f"cannot fetch {shown}: {_reason(error)}") from error
    except urllib3.exceptions.TimeoutError as error:
        raise Again(f"cannot fetch {shown}: the server fell silent") from error
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise Again(f"cannot fetch {shown}: cut off ({_reason(error)})") from error


def _no_credentials(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Send no name and no password; without this, requests looks for them in ~/.netrc."""
    return request


def _user_agent() -> str:
    import aleppomap

    return f"aleppomap/{aleppomap.__version__} (+{PROJECT_URL})"


def _reason(error: BaseException) -> str:
    """Return the innermost reason of a nest of errors, without addresses of objects."""
    text = str(error) or type(error).__name__
    found = re.search(r"certificate verify failed: [^()]+|\[Errno -?\d+\] [^'\")]+", text)
    text = found[0] if found else re.sub(r"<[^<>]* at 0x[0-9a-f]+>:? ?", "", text)
    return re.sub(r"[^\x20-\x7e]", "?", text)[:160].strip()


def _answer(
    session: requests.Session, url: str, limits: Limits, hop: Callable[[str], None]
) -> requests.Response:
    """Return the first answer that is no redirect, its body unread."""
    for _ in range(limits.redirects + 1):
        response = session.get(
            url, stream=True, allow_redirects=False, timeout=(limits.connect_s, limits.read_s)
        )
        target = session.get_redirect_target(response)
        if target is None:
            return response
        response.close()
        follows = urljoin(url, target)
        check_url(follows, asked=False)
        if url.startswith("https:") and not follows.startswith("https:"):
            raise FetchFailed(
                f"cannot fetch {redacted(url)}: it redirects from https to plain http"
            )
        if is_private(follows) and not is_private(url):
            raise FetchFailed(
                f"cannot fetch {redacted(url)}: it redirects to {redacted(follows)}, a machine of "
                "your own network; fetch that address itself if you mean it"
            )
        hop(follows)
        url = follows
    raise FetchFailed(
        f"cannot fetch {redacted(url)}: more than {limits.redirects} redirects, perhaps a loop; "
        "open the address in a browser and give the one it ends at"
    )


def _check_status(response: requests.Response, shown: str) -> None:
    status = response.status_code
    if status == 200:
        return
    said = f"cannot fetch {shown}: the server says {status}"
    if reason := re.sub(r"[^\x20-\x7e]", "", response.reason or "")[:60]:
        said += f" {reason}"
    if status in _RETRIED:
        raise Again(said, _retry_after(response.headers.get("Retry-After", "")))
    advice = {
        401: "it wants a login; download the file yourself and read your own copy",
        403: "it does not let this be fetched; download the file yourself",
        404: "check the address, the day or the level",
        410: "it was removed; look for an archived copy",
    }
    raise FetchFailed(f"{said}; {advice.get(status, 'check the address in a browser')}")


def _retry_after(text: str) -> float | None:
    """Return the seconds that a Retry-After header asks for, None when it says nothing usable."""
    if re.fullmatch(r"\d{1,9}", text.strip()):
        return float(text)
    try:
        when = parsedate_to_datetime(text)
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return max(0.0, (when - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None
