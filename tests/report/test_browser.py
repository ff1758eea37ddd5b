"""The page in a real browser: silent, alone, readable at every width and on paper."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import threading
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest

from kubelet_lint.report import REPORT_FORMATS, Style, load
from kubelet_lint.report.page.style import DARK, LIGHT
from kubelet_lint.resolution import Problem, Report
from kubelet_lint.source import Source, Span
from report.reports import everything, report
from rules.scene import case, kubelet, layer

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    None,
)

pytestmark = [
    pytest.mark.skipif(not BROWSER, reason="there is no Chromium here to look with"),
    pytest.mark.xdist_group("browser"),
]

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync "
    "--hide-scrollbars"
).split()

OWN = re.compile(r"(^|\.)(google|googleapis|gstatic)\.com$")
"""Hosts that the browser itself asks, whatever page it shows."""


class Seen(NamedTuple):
    """What a browser did with a page."""

    document: str
    console: list[str]
    requests: set[str]


class Site:
    """Serves pages on this machine, and opens them in the browser."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pages: dict[str, str] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                page = site.pages.get(self.path)
                self.send_response(404 if page is None else 200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write((page or "").encode())

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def run(self, path: str, *flags: str) -> subprocess.CompletedProcess[str]:
        assert BROWSER
        profile = self.folder / "profile"
        shutil.rmtree(profile, ignore_errors=True)
        # Names resolve to nothing, so that nothing is asked of anyone else.
        names = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
        return subprocess.run(
            [BROWSER, *FLAGS, f"--user-data-dir={profile}", names, *flags, path],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )

    def see(self, path: str) -> Seen:
        log = self.folder / "net.json"
        done = self.run(
            self.base + path,
            "--enable-logging=stderr",
            f"--log-net-log={log}",
            "--virtual-time-budget=3000",
            "--dump-dom",
        )
        events = json.loads(log.read_text())["events"]
        urls = {event["params"]["url"] for event in events if _has_url(event)}
        console = [line for line in done.stderr.splitlines() if ":CONSOLE" in line]
        return Seen(done.stdout, console, {url for url in urls if _of_page(url)})

    def measure(self, frames: dict[str, tuple[str, int, str]]) -> dict[str, Any]:
        """Return what scripts say about pages in frames, each of some width."""
        self.pages["/measure"] = MEASURE % json.dumps(frames).replace("</", "<\\/")
        found = re.search('<pre id="said">(.*?)</pre>', self.see("/measure").document)
        assert found
        answers: dict[str, Any] = json.loads(html.unescape(found[1]))
        return answers


MEASURE = """<!doctype html><link rel=icon href='data:,'><pre id=said></pre><script>
const frames = %s, answers = {};
for (const [name, [path, width, script]] of Object.entries(frames)) {
  const frame = document.createElement("iframe");
  Object.assign(frame, {src: path, width, height: 800});
  frame.style.border = 0;
  frame.onload = () => {
    const page = frame.contentDocument;
    answers[name] = eval(script);
    if (Object.keys(answers).length == Object.keys(frames).length)
      said.textContent = JSON.stringify(answers);
  };
  document.body.append(frame);
}
</script>"""


def _has_url(event: Any) -> bool:
    return isinstance(event.get("params"), dict) and "url" in event["params"]


def _of_page(url: str) -> bool:
    parts = urlsplit(url)
    root = parts.path == "/" and parts.hostname == "127.0.0.1"  # its own preconnect
    return parts.scheme in ("http", "https") and not (
        root or OWN.search(parts.hostname or "")
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    found = Site(tmp_path_factory.mktemp("browser"))
    write = load("html", REPORT_FORMATS).write
    found.pages["/report"] = write(everything(), Style(subject="commit 1234"))
    found.pages["/hostile"] = write(hostile(), Style(title=ATTACK, subject=ATTACK))
    yield found
    found.server.shutdown()


ATTACK = (
    "</title></style></code><script>top.owned=owned=1</script>"
    "<img src=/stolen onerror=top.owned=1>\"'><svg onload=top.owned=1>\u202e\x1b[2J"
)


def hostile() -> Report:
    span = Span(Source(ATTACK, f"mode: {ATTACK}\n"), 0, 6 + len(ATTACK))
    says = layer("config", "AlwaysAllow", f"mode: {ATTACK}", span)
    about = report(
        kubelet(case(ATTACK, mode=says), case("else"), node=ATTACK, span=span)
    )
    return Report(about.kubelets, about.findings, (), (Problem(ATTACK, ATTACK),))


@pytest.mark.parametrize("path", ["/report", "/hostile"])
def test_a_page_says_nothing_and_asks_for_nothing_but_itself(
    site: Site, path: str
) -> None:
    seen = site.see(path)
    assert seen.console == []
    assert seen.requests == {site.base + path}
    assert "Kubelets and their effective settings" in seen.document


def test_these_tests_see_what_a_page_must_not_do(site: Site) -> None:
    site.pages["/bad"] = (
        "<!doctype html><link rel=icon href='data:,'>"
        "<meta http-equiv=Content-Security-Policy content=\"script-src 'none'\">"
        "<script>1</script><img src=/stolen><img src=http://elsewhere.example/x>"
    )
    seen = site.see("/bad")
    assert any("Content Security Policy" in line for line in seen.console)
    assert site.base + "/stolen" in seen.requests
    assert "http://elsewhere.example/x" in seen.requests


ALIVE = "script,img,iframe,object,form,[onload],[onerror],[style]"

SIDEWAYS = "[page.documentElement.scrollWidth, page.documentElement.clientWidth]"

FOCUS = """[...page.querySelectorAll("details")].forEach(one => one.open = true);
[...page.querySelectorAll("a,summary,.scroll")].filter(
  one => (one.focus(), page.activeElement !== one)).map(one => one.outerHTML)"""

LOST = """[...page.querySelectorAll('a[href^="#"]')].map(one => one.hash.slice(1))
  .filter(name => !page.getElementById(name))"""


@pytest.fixture(scope="module")
def measured(site: Site) -> dict[str, Any]:
    frames = {
        f"{path} {width}": (path, width, SIDEWAYS)
        for path in ("/report", "/hostile")
        for width in (320, 768, 1400)
    }
    frames["alive"] = ("/hostile", 800, f"page.querySelectorAll('{ALIVE}').length")
    frames["owned"] = ("/hostile", 800, "window.owned === undefined")
    frames["title"] = ("/hostile", 800, "page.title")
    frames["focus"] = ("/report", 800, FOCUS)
    frames["lost"] = ("/report", 800, LOST)
    return site.measure(frames)


def test_nothing_hostile_comes_alive(measured: dict[str, Any]) -> None:
    assert measured["alive"] == 0
    assert measured["owned"] is True
    assert measured["title"].startswith("</title></style></code><script>")
    assert measured["title"].endswith("\\u202e\\x1b[2J")


@pytest.mark.parametrize("width", [320, 768, 1400])
@pytest.mark.parametrize("path", ["/report", "/hostile"])
def test_only_tables_scroll_sideways(
    measured: dict[str, Any], path: str, width: int
) -> None:
    scroll, client = measured[f"{path} {width}"]
    assert scroll <= client == width


def test_the_keyboard_reaches_all_that_does_something(measured: dict[str, Any]) -> None:
    assert measured["focus"] == []


def test_every_link_inside_the_page_arrives(measured: dict[str, Any]) -> None:
    assert measured["lost"] == []


@pytest.mark.parametrize(
    ("scheme", "colour"), [("1", LIGHT["panel"]), ("0", DARK["panel"])]
)
def test_the_page_is_light_or_dark_as_its_reader_wants(
    site: Site, scheme: str, colour: str
) -> None:
    picture = site.folder / "shot.png"
    site.run(
        site.base + "/report",
        f"--blink-settings=preferredColorScheme={scheme}",
        "--window-size=800,600",
        f"--screenshot={picture}",
    )
    assert first_pixel(picture.read_bytes()) == colour


def first_pixel(data: bytes) -> str:
    """Return the colour of a PNG's first pixel, which no filter changes (RFC 2083)."""
    assert data.startswith(b"\x89PNG")
    rows = b""
    at = 8
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] == b"IDAT":
            rows += data[at + 8 : at + 8 + size]
        at += 12 + size
    return "#" + zlib.decompress(rows)[1:4].hex()


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not there")
def test_on_paper_nothing_stays_folded(site: Site) -> None:
    paper = site.folder / "report.pdf"
    site.run(site.base + "/report", f"--print-to-pdf={paper}")
    text = subprocess.run(
        ["pdftotext", "-layout", str(paper), "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "--kubeconfig=/k.conf" in text  # how it is started
    assert "or make it" in text  # how a finding is fixed
