"""The desk as it is started: its address, its end, and two of them beside a nightly."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import IO

import pytest

import vesseltrack as vt
from vesseltrack.desk import Served, serve
from vesseltrack.errors import StoreUnavailable, WrongUse

from builders.command import run
from builders.nights import WEEK, write

LONGEST_S = 120
"""A desk that has said no address by then is ended."""


class Started:
    """A desk in a process of its own, and a browser that keeps its cookie."""

    def __init__(self, said: IO[str], db: Path, *more: str) -> None:
        command = [sys.executable, "-m", "vesseltrack", "desk", "--db", str(db), *more]
        self.said = said  # no pipe: one that nobody reads fills up and stops who writes to it
        self.process = subprocess.Popen(command, text=True, stdout=subprocess.PIPE, stderr=self.said)
        late = threading.Timer(LONGEST_S, self.process.kill)
        late.daemon = True
        late.start()
        self.address = self.process.stdout.readline().removeprefix("The desk: ").strip()
        late.cancel()
        if not self.address:
            self.process.kill()
            raise AssertionError(f"no desk: {self.heard()}")
        self.root, self.port = self.address.split("/?")[0], int(re.search(r":(\d+)/", self.address)[1])
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> tuple[int, str]:
        try:
            with self.opener.open(path if path.startswith("http") else self.root + path, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as e:
            return e.code, e.read().decode()

    def heard(self) -> str:
        """What it wrote to standard error until its end."""
        self.process.communicate(timeout=30)
        self.said.seek(0)
        return self.said.read()

    def end(self, by: int = signal.SIGINT) -> tuple[int, str]:
        self.process.send_signal(by)
        said = self.heard()
        return self.process.returncode, said


@contextmanager
def started(db: Path, *more: str):
    with tempfile.TemporaryFile("w+") as said:
        desk = Started(said, db, *more)
        try:
            yield desk
        finally:
            if desk.process.poll() is None:
                desk.process.kill()
                desk.heard()


def test_a_desk_tells_its_address_listens_on_this_machine_alone_and_ends_well(searched):
    with started(searched, "--by", "Kim") as desk:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?token=[\w-]{43}", desk.address)
        assert desk.get("/search")[0] == 403
        assert desk.get(desk.address)[0] == 200 and "EAST ONE" in desk.get("/")[1]
        assert desk.get("/search?q=EAST+ONE")[0] == 200
        mine = {a[4][0] for a in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)} - {"127.0.0.1"}
        for address in (*mine, "127.0.0.2"):
            with pytest.raises(OSError, match="refused"):
                socket.create_connection((address, desk.port), timeout=5)
        with pytest.raises(WrongUse, match=f"nothing can listen on port {desk.port}"):
            serve(Served.of(searched), desk.port, print)
        code, said = desk.end()
        assert code == 0 and said.endswith("The desk is closed.\n") and "Traceback" not in said
    with pytest.raises(StoreUnavailable, match="there is no store"):
        serve(Served.of(searched.with_name("none.duckdb")), 0, print)


def test_two_desks_and_a_nightly_at_once_do_no_harm(tmp_path):
    db, days = tmp_path / "n.duckdb", sorted(set(WEEK.t.dt.date))
    for day in days:
        write(WEEK[WEEK.t.dt.date == day], tmp_path / f"{day}.csv")
    night = ("nightly", "--db", db, "--date")
    run(*night, days[0], "--ais", f"{days[0]}.csv", cwd=tmp_path)
    with started(db) as one, started(db) as two:
        codes: list[int] = []
        over = threading.Event()

        def ask(desk: Started) -> None:
            desk.get(desk.address)
            while not over.is_set():
                codes.append(desk.get("/")[0])
                over.wait(0.3)  # as one who reads asks: what is asked without pause is CPU and no more proof

        readers = [threading.Thread(target=ask, args=(d,), daemon=True) for d in (one, two)]
        for reader in readers:
            reader.start()
        try:
            run(*night, days[1], "--ais", f"{days[1]}.csv", cwd=tmp_path)  # it waits, and is not kept out
        finally:
            over.set()
            for reader in readers:
                reader.join(60)
        assert {200, 503} >= set(codes) and 200 in codes
        assert one.get("/")[0] == two.get("/")[0] == 200
    with vt.open(db, read_only=True) as store:
        assert store.sql("SELECT count(*) AS n FROM nights WHERE reported").n[0] == 2
