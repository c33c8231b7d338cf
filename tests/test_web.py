"""Downloads from servers on the loopback that misbehave; nothing else is ever asked."""

import hashlib
import os
import re
import socket
import ssl
import threading
import time
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

import aleppomap
from aleppomap.sources import FetchFailed, Limits, download
from aleppomap.sources.asking import check_url, is_private, redacted
from tests.misbehaving import GOOD, Server, port_of_nobody

LIMITS = Limits(
    connect_s=2,
    read_s=2,
    total_s=10,
    max_bytes=1_000_000,
    attempts=3,
    backoff_s=0.01,
    longest_wait_s=2,
    redirects=5,
)
ONCE = replace(LIMITS, attempts=1)


@pytest.fixture(autouse=True)
def direct(monkeypatch):
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name in {"REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"}:
            monkeypatch.delenv(name)


@pytest.fixture
def server():
    with Server() as running:
        yield running


@pytest.fixture
def get(server, tmp_path):
    def call(path, limits=LIMITS, **words):
        url = path if "://" in path else server.url(path)
        return download(url, tmp_path / "c", limits, **words)

    yield call
    left = list((tmp_path / "c").glob("*")) if (tmp_path / "c").exists() else []
    assert [path for path in left if path.read_bytes() != GOOD] == []


def test_a_good_answer_is_whole_and_hashed(get, server):
    got = get("good.geojson")
    assert got.temporary.read_bytes() == GOOD
    assert got.sha256 == hashlib.sha256(GOOD).hexdigest()
    assert (got.bytes, got.content_type) == (len(GOOD), "application/geo+json")
    assert got.final_url == server.url("good.geojson")


def test_we_say_who_we_are_and_carry_no_credentials(get, server, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    get("good.geojson")
    ((_, headers),) = server.seen
    assert headers["User-Agent"] == (
        f"aleppomap/{aleppomap.__version__} (+https://github.com/aleppomap/aleppomap)"
    )
    assert "Authorization" not in headers
    assert "Cookie" not in headers


@pytest.mark.parametrize(
    ("path", "tries"),
    [
        ("slow-start", 1), ("chunked", 1), ("gzip", 1), ("gzip-twice", 1), ("hop", 1),
        ("cut-once", 2), ("busy", 2), ("busy-nonsense", 2), ("down-twice", 3),
    ],
)  # fmt: skip
def test_what_passes_is_sat_through(get, server, path, tries):
    assert get(path).temporary.read_bytes() == GOOD
    assert server.count[f"/{path}"] == tries


@pytest.mark.parametrize(
    ("path", "said", "tries"),
    [
        ("missing", "404 Not Found; check the address", 1),
        ("forbidden", "403 Forbidden; it does not let this be fetched", 1),
        ("down", "503 Service Unavailable; tried 3 times", 3),
        ("cut", r"cut off \(.*\); tried 3 times", 3),
        ("cut-chunked", r"cut off \(.*\); tried 3 times", 3),
        ("too-short", "cut off", 3),
        ("stalls", "fell silent; tried 3 times", 3),
        ("silent", "does not answer; tried 3 times", 3),
        ("hangs-up", "no connection", 3),
        ("nonsense", "no connection", 3),
        ("gzip-cut", "cut off in the middle of its packing", 3),
        ("gzip-damaged", "packing is damaged", 3),
        ("gzip-false", "packing is damaged", 3),
        ("brotli", "packed as 'br', which was not asked for", 1),
        ("bomb", "larger than 1 MB; fetch a smaller area", 1),
        ("large", "larger than 1 MB", 1),
        ("claims-large", "larger than 1 MB", 1),
        ("endless", "larger than 1 MB", 1),
        ("endless-nothing", "larger than 1 MB", 1),
        ("to-file", "file:///etc/passwd: only http and https", 1),
        ("to-ftp", "ftp://127.0.0.1/x: only http and https", 1),
        ("to-script", "only http and https", 1),
        ("to-credentials", r"http://\*\*\*@127.0.0.1/x: it carries credentials before the host", 1),
    ],
)  # fmt: skip
def test_what_does_not_pass_is_said_and_leaves_nothing(get, server, tmp_path, path, said, tries):
    impatient = replace(LIMITS, read_s=0.3) if path in {"silent", "stalls"} else LIMITS
    with pytest.raises(FetchFailed, match=said) as caught:
        get(path, impatient)
    assert "secret" not in str(caught.value)
    assert "object at 0x" not in str(caught.value)
    assert server.count[f"/{path}"] == tries
    assert not list((tmp_path / "c").glob("*"))


def test_a_redirect_loop_ends(get, server):
    with pytest.raises(FetchFailed, match="more than 5 redirects, perhaps a loop"):
        get("loop")
    assert sum(server.count.values()) == 6


def test_every_hop_is_asked_about(get):
    hops = []

    def refuse(url):
        hops.append(url)
        raise FetchFailed("not there")

    with pytest.raises(FetchFailed, match="not there"):
        get("to-restricted", hop=refuse)
    assert hops == ["https://deepstatemap.live/api/history"]


@pytest.mark.parametrize("path", ["slow-headers", "slow-body"])
def test_a_byte_now_and_then_does_not_reset_the_clock(get, path):
    began = time.monotonic()
    with pytest.raises(FetchFailed, match="not done after 1 s"):
        get(path, replace(LIMITS, total_s=0.6))
    assert time.monotonic() - began < 5  # the whole would take 10 s and 20 s


def test_the_thread_left_behind_ends_at_the_next_byte(get):
    with pytest.raises(FetchFailed):
        get("slow-body", replace(LIMITS, total_s=0.3))
    until = time.monotonic() + 5
    while any(thread.name == "aleppomap-fetch" for thread in threading.enumerate()):
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.parametrize("path", ["busy-a-second", "busy-until"])
def test_retry_after_is_kept_to(get, server, path):
    began = time.monotonic()
    assert get(path).temporary.read_bytes() == GOOD
    # an HTTP date has whole seconds, so a second from now may be shorter
    assert time.monotonic() - began > (1 if path == "busy-a-second" else 0.01)
    assert server.count[f"/{path}"] == 2


def test_a_wait_too_long_is_left_to_the_user(get, server):
    with pytest.raises(FetchFailed, match="429 Too Many Requests, and asks to wait 86,400 s"):
        get("busy-all-day")
    assert server.count["/busy-all-day"] == 1


def test_waits_count_towards_the_whole(get):
    began = time.monotonic()
    with pytest.raises(FetchFailed, match="not done after"):
        get("busy-a-second", replace(LIMITS, total_s=0.5))
    assert time.monotonic() - began < 1


def test_waits_grow(get, server):
    began = time.monotonic()
    with pytest.raises(FetchFailed):
        get("down", replace(LIMITS, backoff_s=0.1))
    assert time.monotonic() - began >= 0.3  # 0.1 s and 0.2 s


def test_a_bomb_is_met_at_the_cap_not_in_memory(get):
    tracemalloc.start()
    with pytest.raises(FetchFailed, match="larger than 1 MB"):
        get("bomb")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40e6  # of 300 MB


def test_nobody_listens(get):
    with pytest.raises(FetchFailed, match=r"no connection \(\[Errno \d+\] Connection refused\)"):
        get(f"http://127.0.0.1:{port_of_nobody()}/x")


def test_the_watcher_is_told(get):
    told = []
    get("slow-start", watcher=lambda progress: told.append(progress.doing))
    assert "connecting" in told
    told.clear()
    with pytest.raises(FetchFailed):
        get("down", replace(LIMITS, backoff_s=0.05), watcher=lambda p: told.append(p.doing))
    assert "trying again (2 of 3) in 0 s" in told


def test_an_interrupt_stops_it_and_leaves_nothing(get, tmp_path):
    def interrupt(progress):
        if progress.received:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        get("stalls", watcher=interrupt)
    assert not list((tmp_path / "c").glob("*"))


@pytest.fixture
def authority():
    return trustme.CA()


@pytest.fixture
def tls(authority):
    with Server() as running:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(context)
        running.secure(context)
        yield running


def test_an_untrusted_certificate_is_refused_at_once(get, tls):
    with pytest.raises(FetchFailed, match=r"certificate is not trusted \(.*not fetched unverified"):
        get(tls.url("good.geojson"))
    assert not tls.seen


def test_a_certificate_for_another_host_is_refused(get, authority, monkeypatch, tmp_path):
    trusted = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(trusted))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(trusted))
    with Server() as running:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("example.org").configure_cert(context)
        running.secure(context)
        with pytest.raises(FetchFailed, match="certificate is not trusted"):
            get(running.url("good.geojson"))


def test_a_trusted_certificate_is_fine_but_not_a_way_down_to_http(
    get, tls, server, authority, monkeypatch, tmp_path
):
    trusted = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(trusted))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(trusted))
    assert get(tls.url("good.geojson")).temporary.read_bytes() == GOOD
    tls.plain = server.url("good.geojson")
    with pytest.raises(FetchFailed, match="redirects from https to plain http"):
        get(tls.url("to-plain"))
    assert not server.seen


PRIVATE = ["http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f.0.0.1:80/",
           "http://localhost/", "http://LOCALHOST./", "http://a.localhost/", "http://[::1]/",
           "http://[::ffff:10.0.0.1]/", "http://[fe80::1]/", "http://[fd00::1]/",
           "http://169.254.169.254/latest/meta-data/", "http://192.168.0.1/", "http://10.1.2.3/",
           "http://172.16.0.1/", "http://100.64.0.1/", "http://0.0.0.0/",
           "http://metadata.google.internal/", "http://printer.local/"]  # fmt: skip


@pytest.mark.parametrize("url", PRIVATE)
def test_an_address_of_one_s_own_network_is_known(url):
    assert is_private(url)


@pytest.mark.parametrize("url", ["http://8.8.8.8/", "http://[2606:4700::1111]/", "http://172.32.0.1/",
                                 "https://example.org/127.0.0.1", "https://127.0.0.1.example.org/",
                                 "https://localhost.example.org/"])  # fmt: skip
def test_an_address_of_the_world_is_not(url):
    assert not is_private(url)


def test_a_server_of_the_world_may_not_send_us_into_our_own_network(get, server, monkeypatch):
    """A public name that is answered by the loopback: what it redirects to is private."""
    real = socket.getaddrinfo

    def answered_here(host, *words, **options):
        return real("127.0.0.1" if host == "public.example" else host, *words, **options)

    monkeypatch.setattr(socket, "getaddrinfo", answered_here)
    public = f"http://public.example:{server.server_port}"
    assert get(f"{public}/good.geojson").temporary.read_bytes() == GOOD
    for target in (server.url("good.geojson"), "http://169.254.169.254/latest/meta-data/"):
        server.pages["/inwards"] = (302, {"Location": target}, b"")
        with pytest.raises(FetchFailed, match="a machine of your own network; fetch that address"):
            get(f"{public}/inwards")
    assert server.count["/good.geojson"] == 1
    # what the user names is the user's affair, and so are its redirects
    server.pages["/inwards"] = (302, {"Location": "/good.geojson"}, b"")
    assert get("inwards").temporary.read_bytes() == GOOD


def test_a_way_down_to_http_is_refused_behind_other_hops_too(
    get, tls, server, authority, monkeypatch, tmp_path
):
    trusted = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(trusted))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(trusted))
    tls.pages["/first"] = (301, {"Location": "/second"}, b"")
    tls.pages["/second"] = (307, {"Location": server.url("good.geojson")}, b"")
    with pytest.raises(FetchFailed, match="redirects from https to plain http"):
        get(tls.url("first"))
    assert not server.seen
    server.pages["/up"] = (301, {"Location": tls.url("good.geojson")}, b"")
    assert get("up").temporary.read_bytes() == GOOD  # upwards is fine


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("file:///etc/passwd", "only http and https"),
        ("ftp://example.org/a", "only http and https"),
        ("data:text/plain,hello", "only http and https"),
        ("//example.org/a", "only http and https"),
        ("https:///a", "not an address"),
        ("https://exa mple.org/a", "not an address"),
        ("https://example.org/a\r\nHost: other", "not an address"),
        ("https://example.org:port/", "not an address"),
        ("https://[::1/", "not an address"),
        ("https://example.org\\@other.org/", "not an address"),
        ("https://example.org/" + "a" * 9000, "not an address"),
        ("https://me:secret@example.org/", "credentials before the host"),
        ("https://me@example.org/", "credentials before the host"),
        ("https://example.org/a?x=1&api_key=secret", "credentials in 'api_key'"),
        ("https://example.org/a?access-token=secret", "credentials in 'access-token'"),
    ],
)
def test_what_may_not_be_asked(url, said):
    with pytest.raises(FetchFailed, match=said) as caught:
        check_url(url)
    assert len(str(caught.value)) < 500
    assert "me:secret" not in str(caught.value)


def test_an_author_is_no_credential_and_a_server_may_sign_its_redirects():
    check_url("https://example.org/a?author=me&tokens=3")
    check_url("https://example.org/a?X-Amz-Signature=abc", asked=False)


def test_long_values_of_an_address_are_not_shown():
    assert (
        redacted(f"https://example.org/a?sig={'x' * 60}&b=1") == "https://example.org/a?sig=…&b=1"
    )


def test_a_folder_that_cannot_be_written_is_named(server, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(FetchFailed, match=r"cannot write to .*; make room, or set ALEPPOMAP_CACHE"):
        download(server.url("good.geojson"), tmp_path / "file" / "c", ONCE)


def test_a_full_disk_is_named_and_leaves_nothing(get, tmp_path, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FetchFailed, match="No space left on device; make room"):
        get("good.geojson")
    assert not list((tmp_path / "c").glob("*"))


NETWORK = re.compile(
    r"^\s*(import|from)\s+(requests|urllib3|httpx|aiohttp|pooch|socket|ssl|ftplib|smtplib|"
    r"urllib\.request|http\.client)\b|^\s*from urllib import request",
    re.MULTILINE,
)


def test_no_other_room_speaks_to_the_network():
    package = Path(aleppomap.__file__).parent
    speaking = {p.relative_to(package).parts[0] for p in package.rglob("*.py")
                if NETWORK.search(p.read_text("utf-8"))}  # fmt: skip
    # A cluster is asked whether it is there: the one whose address the user gives.
    assert speaking == {"sources", "point_engines.py"}
