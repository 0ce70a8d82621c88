"""Commands of vesseltrack as a user runs them, each in a process of its own, which is a fork of one that has loaded the libraries.

To load them costs more than a second of CPU, and most commands less. What a fork cannot show (Ctrl-C while libraries load, what the
shell or another Python makes of us) is run with ``subprocess``.
"""

from __future__ import annotations

import atexit
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

_ZYGOTE = """
import json, os, resource, sys
import vesseltrack.cli.commands, vesseltrack.cli.main, vesseltrack.nightly, vesseltrack.report, vesseltrack.check
import vesseltrack.demo.run, sklearn.ensemble
import gc, vesseltrack.engine.pipeline
from vesseltrack.settings import load_settings
from vesseltrack.store import Store
exec(sys.argv[1])
with Store(None) as store:  # what a search reads and parses once in a process is read and parsed, as the libraries are loaded
    vesseltrack.engine.pipeline.detect(store, load_settings())
vesseltrack.reachability.water.water()
vesseltrack.zones.shore.raster("shore_world")
vesseltrack.report.page.land.world()
gc.freeze()
for line in sys.stdin:
    asked = json.loads(line)
    pid = os.fork()
    if pid == 0:
        code = 70
        try:
            os.chdir(asked["cwd"])
            os.environ.update(asked["env"])
            for fd, name in ((1, asked["out"]), (2, asked["err"])):
                os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), fd)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            if asked["longest_file"] is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (asked["longest_file"],) * 2)
            sys.argv = ["vesseltrack", *asked["args"]]
            vesseltrack.cli.main.main()
        except SystemExit as e:
            code = e.code or 0
        finally:
            sys.stdout.flush()
            os._exit(code)
    print(pid, flush=True)
    _, status = os.waitpid(pid, 0)
    print(os.waitstatus_to_exitcode(status), flush=True)
"""

LONGEST_S = 600
"""A command that runs longer is killed, so that its test fails and the others go on."""


def _kill(pid: int, by: int = signal.SIGKILL) -> None:
    with suppress(ProcessLookupError):  # it has ended meanwhile
        os.kill(pid, by)


class Runner:
    """Runs commands in forks of a process that has all libraries loaded.

    Args:
        prepared: Python that this process runs first.
    """

    def __init__(self, prepared: str = "") -> None:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        # readline, which pytest loads, sets COLUMNS behind Python's back: a child must have only what Python knows of
        command = [sys.executable, "-u", "-c", _ZYGOTE, prepared]
        self.zygote = subprocess.Popen(command, text=True, env=dict(os.environ), **pipes)

    def __enter__(self) -> Runner:
        return self

    def __exit__(self, *_: object) -> None:
        self.zygote.stdin.close()
        self.zygote.wait(timeout=60)
        self.zygote.stdout.close()

    def run(
        self,
        folder: Path,
        *args: str,
        after: float | None = None,
        by: int = signal.SIGKILL,
        out: str = "out.txt",
        err: str | None = None,
        env: dict[str, str] | None = None,
        longest_file: int | None = None,
    ) -> tuple[int, float]:
        """Run a command in a folder, and send it a signal after so many seconds. Returns its exit code and how long it took, s.

        What it writes is appended to the files ``out`` and ``err``; both to ``out`` if no other is named. No file it writes may have
        more than ``longest_file`` bytes, as if the disk were full then.
        """
        asked = {"cwd": str(folder), "args": args, "out": out, "err": err or out, "env": env or {}}
        asked["longest_file"] = longest_file
        print(json.dumps(asked), file=self.zygote.stdin, flush=True)
        pid = int(self.zygote.stdout.readline())
        began = time.monotonic()
        if after is not None:
            time.sleep(after)
            _kill(pid, by)
        late = threading.Timer(LONGEST_S, _kill, [pid])
        late.daemon = True
        late.start()
        code = int(self.zygote.stdout.readline())
        late.cancel()
        return code, time.monotonic() - began


@cache
def _shared() -> Runner:
    """The runner of this test process, started when the first test asks for it."""
    runner = Runner()
    atexit.register(runner.__exit__)
    return runner


def vesseltrack(
    *args: object,
    cwd: Path,
    env: dict[str, str] | None = None,
    killed_after_s: float | None = None,
    longest_file: int | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run ``vesseltrack ARGS`` in a folder: its exit code, and what it wrote to standard output and error.

    Args:
        env: what is otherwise in its environment.
        killed_after_s: when it is killed.
        longest_file: bytes of a file, at which the disk is full.
    """
    words = [str(a) for a in args]
    with tempfile.TemporaryDirectory(prefix="vesseltrack-out-") as place:
        out, err = Path(place) / "out", Path(place) / "err"
        more = {"env": env, "after": killed_after_s, "longest_file": longest_file}
        code, _ = _shared().run(cwd, *words, out=str(out), err=str(err), **more)
        said = [p.read_text(encoding="utf-8") if p.exists() else "" for p in (out, err)]
    return subprocess.CompletedProcess(["vesseltrack", *words], code, *said)


def run(*args: object, cwd: Path, code: int = 0, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run ``vesseltrack ARGS``, which must end with a code, and in no traceback."""
    done = vesseltrack(*args, cwd=cwd, env=env)
    assert done.returncode == code, done.stderr + done.stdout
    assert "Traceback" not in done.stderr
    return done


_SPECIAL = set("|<>$;&*?~`\\#(){}")


def shell(line: str, cwd: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a line as a shell does: by a shell, if there is anything in it that needs one.

    Of ``vesseltrack ARGS | MORE`` and ``vesseltrack ARGS > FILE`` only what is behind our command is run by a shell.
    """
    bare = re.sub(r"'[^']*'|\"[^\"$`]*\"", lambda quoted: "_" * len(quoted[0]), line)
    ours, then, more = re.match(r"([^|>]*)([|>]?)(.*)", bare, re.DOTALL).groups()
    if not line.startswith("vesseltrack ") or set(ours) & _SPECIAL or more.startswith(("|", ">", "&")):
        return _by_bash(line, cwd, env)
    done = vesseltrack(*shlex.split(line[: len(ours)])[1:], cwd=cwd, env=env)
    if not then:
        return done
    rest = line[len(ours) + 1 :]
    ended = _by_bash(rest if then == "|" else f"cat > {rest}", cwd, env, done.stdout)
    code = ended.returncode or done.returncode
    return subprocess.CompletedProcess(line, code, ended.stdout, done.stderr + ended.stderr)


def _by_bash(
    line: str, cwd: Path, env: dict[str, str] | None, read: str | None = None
) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], input=read,
        cwd=cwd, env={**os.environ, "PATH": path, **(env or {})}, capture_output=True, text=True, check=False,
    )  # fmt: skip
