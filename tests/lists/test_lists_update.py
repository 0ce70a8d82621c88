"""Lists fetched over TLS from a server of the test's own, which also misbehaves."""

import http.server
import ssl
import threading
import time

import pytest
import trustme

import vesseltrack as vt
from vesseltrack.lists.update import ListRules, fetch

LIST = b"name,imo\nTOK SONG,8360406\n"


class _Publisher(http.server.BaseHTTPRequestHandler):
    """Answers by path, well and badly."""

    def do_GET(self):
        answer = getattr(self, "at_" + self.path.strip("/").split(".")[0])
        answer()

    def _send(self, body, length=None, status=200, **headers):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def at_good(self):
        assert self.headers["User-Agent"].startswith("vesseltrack/")  # OFAC turns away who does not say who they are
        self._send(LIST)

    def at_empty(self):
        self._send(b"")

    def at_html(self):
        self._send(b"<html>we moved</html>")

    def at_gone(self):
        self._send(b"no", status=404)

    def at_cut(self):
        self._send(LIST, length=10_000)

    def at_large(self):
        self._send(b"x" * 3_000_000)

    def at_says_large(self):
        self._send(LIST, length=3_000_000_000)

    def at_endless(self):
        self.send_response(200)
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b"x" * 1000)
            time.sleep(0.05)

    def at_moved(self):
        self._send(b"", status=302, Location="/good.csv")

    def at_lured(self):
        self._send(b"", status=302, Location="http://127.0.0.1/good.csv")

    def at_local(self):
        self._send(b"", status=302, Location="file:///etc/passwd")

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def publisher(tmp_path_factory):
    authority = trustme.CA()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Publisher)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    trusted = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(trusted))
    yield f"https://127.0.0.1:{server.server_port}", trusted
    server.shutdown()


def _fetch(publisher, name, folder, monkeypatch, **rules):
    address, trusted = publisher
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    return fetch(
        "it", ListRules(addresses={"it": f"{address}/{name}.csv"}, **{"max_mb": 1, "timeout_s": 2, **rules}), folder
    )


@pytest.mark.parametrize("name", ["good", "moved"])
def test_a_list_is_fetched_and_loaded(publisher, tmp_path, monkeypatch, name):
    path = _fetch(publisher, name, tmp_path, monkeypatch)
    assert path.read_bytes() == LIST
    assert vt.open().load_list(path).ships == 1


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("gone", "404"),
        ("cut", "broke off|IncompleteRead"),
        ("large", "larger than 1 MB"),
        ("says_large", "larger than 1 MB"),
        ("endless", "took too long|timed out"),
    ],
)
def test_a_server_that_misbehaves_changes_nothing(publisher, tmp_path, monkeypatch, name, says):
    began = time.monotonic()
    with pytest.raises(vt.UnreadableInput, match=says):
        _fetch(publisher, name, tmp_path, monkeypatch)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("name", ["empty", "html"])
def test_what_is_no_list_is_refused_when_loaded(publisher, tmp_path, monkeypatch, name):
    with pytest.raises(vt.UnreadableInput, match="no list format we know"):
        vt.open().load_list(_fetch(publisher, name, tmp_path, monkeypatch))


@pytest.mark.parametrize("name", ["lured", "local"])
def test_nobody_leads_us_away_from_tls(publisher, tmp_path, monkeypatch, name):
    with pytest.raises((vt.WrongUse, vt.UnreadableInput), match=r"not an https address|could not be fetched"):
        _fetch(publisher, name, tmp_path, monkeypatch)


def test_plain_http_is_not_spoken(tmp_path):
    with pytest.raises(vt.WrongUse, match="not an https address"):
        fetch("it", ListRules(addresses={"it": "http://127.0.0.1/list.csv"}), tmp_path)


def test_a_certificate_nobody_vouches_for_is_refused(publisher, tmp_path, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with pytest.raises(vt.UnreadableInput, match="certificate"):
        fetch("it", ListRules(addresses={"it": publisher[0] + "/good.csv"}), tmp_path)


def test_an_unknown_list_has_no_address(tmp_path):
    with pytest.raises(vt.WrongUse, match="no address is known"):
        fetch("nobodys", ListRules(), tmp_path)
