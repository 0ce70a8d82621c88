"""Access control of the desk: which requests are answered, and what a browser may do with the answers.

Any web page can send requests to 127.0.0.1, and any host name can be made to resolve to it. So a request needs the printed token
(afterwards a SameSite cookie), the desk's own address as its Host, and, where the browser sends an Origin, the desk's own. No
answer may be read, framed or cached by another page.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass

from flask import Flask, Request, Response, redirect, request

from vesseltrack.desk.html import message_page

ADDRESS = "127.0.0.1"
_POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]*)"')
_NOTHING = "default-src 'none'"
_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@dataclass(frozen=True)
class Guard:
    """The conditions a request must meet.

    Attributes:
        token: the token that was printed.
        port: the port the desk listens on.
        write: whether requests may change anything.
    """

    token: str
    port: int
    write: bool

    @property
    def cookie(self) -> str:
        """Name of the cookie; it contains the port, as browsers share cookies between ports and two desks may be open."""
        return f"vesseltrack_{self.port}"

    @property
    def secret(self) -> str:
        """Value of the cookie, from which the token cannot be derived."""
        return hashlib.sha256(f"{self.cookie} {self.token}".encode()).hexdigest()

    @property
    def hosts(self) -> tuple[str, ...]:
        """The Host values under which the desk may be asked."""
        return f"{ADDRESS}:{self.port}", f"localhost:{self.port}"

    def refuses(self, asked: Request) -> tuple[int, str] | None:
        """HTTP status and reason if a request is to be refused; else ``None``."""
        if asked.method not in ("GET", "HEAD", "POST"):
            return 405, "That is nothing the desk does."
        if asked.host not in self.hosts:
            return 421, "This is not the desk's own address."
        origin = asked.headers.get("Origin")
        foreign = origin is not None and origin != f"http://{asked.host}"
        if foreign or asked.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
            return 403, "Another page asked for this."
        if not (self._knows(asked) or self._brings_token(asked)):
            return 403, "Open the address that the desk printed when it was started: it holds a token."
        if asked.method == "POST":
            return self._refuses_to_write(origin)
        return None

    def _refuses_to_write(self, origin: str | None) -> tuple[int, str] | None:
        if origin is None:
            return 403, "A browser says where such a request comes from; this one did not."
        return None if self.write else (403, "This desk only reads. Start it with --write to say verdicts.")

    def _knows(self, asked: Request) -> bool:
        return _same(asked.cookies.get(self.cookie, ""), self.secret)

    def _brings_token(self, asked: Request) -> bool:
        return asked.method == "GET" and _same(asked.args.get("token", ""), self.token)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())


def stand_before(app: Flask, guard: Guard) -> None:
    """Check each request of an app with a guard first, and add security headers to each answer."""

    @app.before_request
    def refuse() -> tuple[str, int] | Response | None:
        refused = guard.refuses(request)
        if refused is not None:
            status, why = refused
            return message_page("vesseltrack desk", why), status
        if "token" in request.args:
            answer = redirect("/", 303)
            answer.set_cookie(guard.cookie, guard.secret, httponly=True, samesite="Strict")
            answer.headers["Referrer-Policy"] = "no-referrer"
            return answer  # type: ignore[return-value]
        return None

    @app.after_request
    def limit(answer: Response) -> Response:
        for name, value in _HEADERS.items():
            answer.headers.setdefault(name, value)
        own = _POLICY.search(answer.get_data(as_text=True)[:4000]) if answer.mimetype == "text/html" else None
        policy = own[1] if own else _NOTHING
        answer.headers["Content-Security-Policy"] = f"{policy}; frame-ancestors 'none'"
        return answer
