"""Real HTTP servers on the loopback that behave badly, each path in its own way."""

from __future__ import annotations

import gzip
import json
import socket
import ssl
import threading
import time
import zlib
from collections import Counter
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

SQUARE = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"district": "a"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]],
            },
        }
    ],
}
GOOD = json.dumps(SQUARE).encode()
LOGIN = b"<!doctype html><html><head><title>Please\x00 log \xe2\x80\xaein</title></head></html>"
MEGABYTE = 1_000_000


def bomb(megabytes: int) -> bytes:
    """Return zeros packed a thousand to one, the same packed megabyte over and over."""
    packer = zlib.compressobj(9, wbits=31)
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    return head + (packer.compress(b"\0" * MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)) * megabytes


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, *_):
        pass

    def do_GET(self):
        path = urlsplit(self.path).path
        server = self.server
        with server.lock:
            server.count[path] += 1
            count = server.count[path]
            server.seen.append((path, dict(self.headers)))
            server.queries.append(parse_qs(urlsplit(self.path).query))
        if path in server.pages:
            status, headers, body = server.pages[path]
            self.answer(body, status, **headers)
            return
        name = path.strip("/").split("/")[0].replace("-", "_").removesuffix(".geojson")
        getattr(self, f"be_{name}", self.be_missing)(count)

    def answer(self, body=GOOD, status=200, **headers):
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def hang_up(self):
        self.close_connection = True
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)

    def drip(self, data, each_s=0.05):
        for byte in data:
            if self.server.stopping.wait(each_s):
                return
            self.wfile.write(bytes([byte]))

    def be_good(self, _):
        self.answer(Content_Type="application/geo+json")

    def be_missing(self, _):
        self.answer(b"nothing here", 404)

    def be_silent(self, _):
        self.server.stopping.wait(20)

    def be_slow_start(self, _):
        time.sleep(0.2)
        self.answer()

    def be_slow_body(self, _):
        self.send_response(200)
        self.send_header("Content-Length", str(len(GOOD)))
        self.end_headers()
        self.drip(GOOD)

    def be_slow_headers(self, _):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        self.drip(b"x" * 400)

    def be_stalls(self, _):
        self.send_response(200)
        self.send_header("Content-Length", str(len(GOOD)))
        self.end_headers()
        self.wfile.write(GOOD[:20])
        self.server.stopping.wait(20)

    def be_cut(self, _):
        self.answer(GOOD[:40], Content_Length=str(len(GOOD)))
        self.hang_up()

    def be_cut_once(self, count):
        if count > 1:
            self.answer()
        else:
            self.be_cut(count)

    def be_cut_chunked(self, _):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"40\r\n" + GOOD[:32])
        self.hang_up()

    def be_chunked(self, _):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for start in range(0, len(GOOD), 50):
            piece = GOOD[start : start + 50]
            self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        self.wfile.write(b"0\r\n\r\n")

    def be_too_short(self, _):
        self.answer(Content_Length=str(len(GOOD) + 10), Connection="close")
        self.hang_up()

    def be_too_long(self, _):
        self.answer(Content_Length=str(len(GOOD) - 10), Connection="close")

    def be_nonsense(self, _):
        self.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n")
        self.hang_up()

    def be_hangs_up(self, _):
        self.hang_up()

    def be_gzip(self, _):
        self.answer(gzip.compress(GOOD), Content_Encoding="gzip")

    def be_gzip_twice(self, _):
        half = len(GOOD) // 2
        self.answer(
            gzip.compress(GOOD[:half]) + gzip.compress(GOOD[half:]), Content_Encoding="gzip"
        )

    def be_gzip_cut(self, _):
        self.answer(gzip.compress(GOOD)[:-12], Content_Encoding="gzip")

    def be_gzip_damaged(self, _):
        packed = bytearray(gzip.compress(GOOD))
        packed[20] ^= 0xFF
        self.answer(bytes(packed), Content_Encoding="gzip")

    def be_gzip_false(self, _):
        self.answer(GOOD, Content_Encoding="gzip")

    def be_brotli(self, _):
        self.answer(b"\x8b\x02\x80hi\x03", Content_Encoding="br")

    def be_bomb(self, _):
        self.answer(bomb(300), Content_Encoding="gzip")

    def be_large(self, _):
        self.answer(b" " * 3 * MEGABYTE)

    def be_claims_large(self, _):
        self.answer(b"", Content_Length=str(10**15))
        self.hang_up()

    def be_endless(self, _):
        self.send_response(200)
        self.end_headers()
        try:
            while not self.server.stopping.is_set():
                self.wfile.write(b" " * 65536)
        except OSError:
            self.close_connection = True

    def be_endless_nothing(self, _):
        """Send packing without content: stored blocks of no length, for ever."""
        self.send_response(200)
        self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        try:
            self.wfile.write(b"\x1f\x8b\x08\0\0\0\0\0\0\xff")
            while not self.server.stopping.is_set():
                self.wfile.write(b"\x00\x00\x00\xff\xff" * 10_000)
        except OSError:
            self.close_connection = True

    def be_loop(self, count):
        self.answer(b"", 302, Location=f"/loop/{count}")

    def be_hop(self, _):
        self.answer(b"", 301, Location="/good.geojson")

    def be_to_file(self, _):
        self.answer(b"", 302, Location="file:///etc/passwd")

    def be_to_ftp(self, _):
        self.answer(b"", 302, Location="ftp://127.0.0.1/x")

    def be_to_script(self, _):
        self.answer(b"", 302, Location="javascript:alert(1)")

    def be_to_credentials(self, _):
        self.answer(b"", 302, Location="http://me:secret@127.0.0.1/x")

    def be_to_restricted(self, _):
        self.answer(b"", 302, Location="https://deepstatemap.live/api/history")

    def be_to_plain(self, _):
        self.answer(b"", 302, Location=self.server.plain)

    def be_busy(self, count):
        if count > 1:
            self.answer()
        else:
            self.answer(b"", 429, Retry_After="0")

    def be_busy_a_second(self, count):
        if count > 1:
            self.answer()
        else:
            self.answer(b"", 429, Retry_After="1")

    def be_busy_until(self, count):
        if count > 1:
            self.answer()
        else:
            self.answer(b"", 429, Retry_After=formatdate(time.time() + 1, usegmt=True))

    def be_busy_all_day(self, _):
        self.answer(b"", 429, Retry_After="86400")

    def be_busy_nonsense(self, count):
        if count > 1:
            self.answer()
        else:
            self.answer(b"", 429, Retry_After="soon, I hope")

    def be_down_twice(self, count):
        if count > 2:
            self.answer()
        else:
            self.answer(b"down", 503)

    def be_down(self, _):
        self.answer(b"down", 503)

    def be_forbidden(self, _):
        self.answer(b"no", 403)

    def be_login(self, _):
        self.answer(LOGIN, Content_Type="text/html; charset=utf-8")

    def be_xml(self, _):
        self.answer(b'<?xml version="1.0"?><osm></osm>', Content_Type="application/xml")

    def be_pointer(self, _):
        self.answer(b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n")

    def be_half_json(self, _):
        self.answer(GOOD[:-9])

    def be_deep_json(self, _):
        self.answer(b"[" * 200_000)

    def be_empty(self, _):
        self.answer(b"")

    def be_no_features(self, _):
        self.answer(b'{"message": "API rate limit exceeded"}')

    def be_changing(self, count):
        self.answer(json.dumps(SQUARE | {"edition": count}).encode())

    def be_long_and_changing(self, count):
        """Three megabytes, another edition every time, in pieces: long enough to be killed in."""
        body = json.dumps(SQUARE | {"edition": count, "padding": "x" * 3 * MEGABYTE}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        for begin in range(0, len(body), MEGABYTE // 4):
            self.wfile.write(body[begin : begin + MEGABYTE // 4])
            if self.server.stopping.wait(0.02):
                return

    def be_changing_then_down(self, count):
        if count > 1:
            self.answer(b"", 404)
        else:
            self.answer()


class Server(ThreadingHTTPServer):
    """A server on the loopback; ``pages`` adds what a path answers: status, headers, body."""

    daemon_threads = True
    block_on_close = False

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.count: Counter[str] = Counter()
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.queries: list[dict[str, list[str]]] = []
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.plain = ""
        self.scheme = "http"
        self.lock = threading.Lock()
        self.stopping = threading.Event()

    def handle_error(self, *_):
        """A client that hangs up is what these tests are about."""

    def url(self, path: str) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_port}/{path}"

    def secure(self, context: ssl.SSLContext) -> None:
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.scheme = "https"

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        self.shutdown()
        self.server_close()


def overpass(*elements, remark: str = "") -> bytes:
    """Return an Overpass answer."""
    document = {"version": 0.6, "elements": list(elements)}
    return json.dumps(document | ({"remark": remark} if remark else {})).encode()


def way(ref: int, *points: tuple[float, float], **tags: str) -> dict[str, object]:
    """Return a way with its geometry, longitude before latitude."""
    geometry = [{"lat": latitude, "lon": longitude} for longitude, latitude in points]
    return {"type": "way", "id": ref, "tags": tags, "geometry": geometry}


def relation(ref: int, *members: tuple[str, dict[str, object]], **tags: str) -> dict[str, object]:
    """Return a relation of ways in roles."""
    listed = [
        {"type": "way", "ref": member["id"], "role": role, "geometry": member["geometry"]}
        for role, member in members
    ]
    return {"type": "relation", "id": ref, "tags": tags, "members": listed}


def port_of_nobody() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
