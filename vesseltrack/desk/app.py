"""The desk as a web application (Flask), and the server it runs in (waitress)."""

from __future__ import annotations

import logging
import secrets
import socket
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, redirect, request
from waitress import create_server
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from vesseltrack.desk.access import Access
from vesseltrack.desk.asking import FEW_ROWS, MOST_ROWS, Asking, query_page, what_if_page
from vesseltrack.desk.guard import ADDRESS, Guard, stand_before
from vesseltrack.desk.html import message_page
from vesseltrack.desk.night import Verdict, life_page, night_page, verdicts_page
from vesseltrack.desk.ships import search_page, ship_view
from vesseltrack.errors import StoreBusy, StoreUnavailable, VesseltrackError, WrongUse
from vesseltrack.output import json_text, terminal
from vesseltrack.store import require_store

_LOG = logging.getLogger(__name__)
JSON = "application/json"
"""What the desk's script asks for; a form asks for a page."""
MOST_BYTES = 64_000
"""Of what a request may bring."""
_BUSY = "The store is being written: a nightly or a load is under way, or somebody reads what you would write."
Answer = str | Response | tuple[str, int] | tuple[str, int, dict[str, str]]


@dataclass(frozen=True)
class Served:
    """What a desk serves.

    Attributes:
        access: access to the store.
        asking: runs queries and replays in processes of their own.
        who: the analyst's name, filled into forms.
        write: whether verdicts may be given.
    """

    access: Access
    asking: Asking
    who: str = ""
    write: bool = False

    @classmethod
    def of(cls, db: Path, who: str = "", write: bool = False) -> Served:
        """The desk of one store."""
        return cls(Access(db), Asking(db), who, write)


def desk_app(served: Served, token: str, port: int) -> Flask:
    """The application, for a server that listens on a port of this machine.

    Args:
        served: what it serves.
        token: secret that requests must carry.
        port: the port it listens on, part of its address.
    """
    app = Flask("vesseltrack.desk", static_folder=None, template_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=MOST_BYTES, MAX_FORM_MEMORY_SIZE=MOST_BYTES)
    stand_before(app, Guard(token, port, served.write))
    _say_errors(app)
    _show(app, served)
    if served.write:
        _let_write(app, served)
    return app


def _show(app: Flask, served: Served) -> None:
    write, access = served.write, served.access

    def asked(name: str) -> str:
        return request.args.get(name, "").strip()

    @app.get("/")
    def night() -> Answer:
        with access.reading() as db:
            return night_page(db, write, served.who)

    @app.get("/ship")
    def ship() -> Answer:
        with access.reading() as db:
            return ship_view(db, asked("q"), write)

    @app.get("/search")
    def search() -> Answer:
        with access.reading() as db:
            return search_page(db, asked("q"), write)

    @app.get("/alert")
    def alert() -> Answer:
        with access.reading() as db:
            return life_page(db, asked("name"), write, served.who)

    @app.get("/verdicts")
    def verdicts() -> Answer:
        with access.reading() as db:
            return verdicts_page(db, write)

    @app.get("/query")
    def query() -> Answer:
        limit = min(MOST_ROWS, max(1, request.args.get("limit", FEW_ROWS, type=int)))
        return query_page(served.asking, asked("q"), limit, write)

    @app.get("/what-if")
    def replay_with() -> Answer:
        return what_if_page(served.asking, bool(asked("asked")), asked("preset"), asked("rules"), write)


def _let_write(app: Flask, served: Served) -> None:
    @app.post("/mark")
    def mark() -> Answer:
        verdict, by_script = Verdict.of(request.form), request.headers.get("Accept") == JSON
        try:
            with served.access.writing() as db:
                verdict.say(db)
                told = verdict.state(db) if by_script else {}
        except StoreBusy as e:
            page = message_page("Not said yet", _BUSY, e.problem, more=verdict.again())
            return _failed(page, 503, f"{_BUSY} Try again.")
        return app.response_class(json_text(told), mimetype=JSON) if by_script else redirect(verdict.place, 303)


def _failed(page: str, status: int, problem: str) -> Answer:
    """A failure as a page; as one sentence if the desk's script asked."""
    headers = {"Retry-After": "10"} if status == 503 else {}
    if request.headers.get("Accept") == JSON:
        return json_text({"problem": problem}), status, {**headers, "Content-Type": JSON}
    return page, status, headers


def _say_errors(app: Flask) -> None:
    """Register handlers that answer every error with a page and a fitting HTTP status."""

    @app.errorhandler(StoreBusy)
    def busy(e: StoreBusy) -> Answer:
        again = '<meta http-equiv="refresh" content="10">' if request.method == "GET" else ""
        page = message_page("The store is busy", _BUSY, e.problem, "This page asks again in ten seconds.", head=again)
        return _failed(page, 503, e.problem)

    @app.errorhandler(VesseltrackError)
    def ours(e: VesseltrackError) -> Answer:
        status = 503 if isinstance(e, StoreUnavailable) else 400 if isinstance(e, WrongUse) else 500
        return _failed(message_page("That could not be done", e.problem, e.advice), status, e.problem)

    @app.errorhandler(Exception)
    def fault(e: Exception) -> Answer:
        _LOG.error("%s", terminal("".join(traceback.format_exception(e))))
        advice = "This is a fault of ours: please report it, with what the desk wrote on its terminal."
        return _failed(message_page("That went wrong", advice, f"{type(e).__name__}: {e}"[:1000]), 500, advice)

    @app.errorhandler(HTTPException)
    def http(e: HTTPException) -> Answer:
        return message_page(f"{e.code} {e.name}", e.description or ""), e.code or 500


def serve(served: Served, port: int, tell: Callable[[str], None], token: str | None = None) -> None:
    """Serve a desk until Ctrl-C.

    Args:
        served: what it serves.
        port: port to listen on; 0 for any free one.
        tell: called with the address once the desk listens.
        token: secret that requests must carry; a new one if ``None``.

    Raises:
        StoreUnavailable: there is no store.
        WrongUse: the port is taken.
    """
    require_store(served.access.db)
    token = token or secrets.token_urlsafe(32)
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((ADDRESS, port))
    except (OSError, OverflowError) as e:
        listening.close()
        raise WrongUse(f"nothing can listen on port {port}: {e}", "name another with --port, or none.") from e
    port = listening.getsockname()[1]
    app = desk_app(served, token, port)
    server = create_server(app, sockets=[listening], threads=4, ident=None, clear_untrusted_proxy_headers=True)
    tell(f"http://{ADDRESS}:{port}/?token={token}")
    server.run()
