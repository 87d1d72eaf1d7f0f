"""A hostile file is parsed in a process of its own, with a ceiling on memory, processor time and wall time.

The parent gets the rows as COPY text while the child still parses, and the outcome at the end; the child's death, by
whatever means, is a normal Refused. It is started afresh, not forked: no connection, secret or Django comes along."""

import contextlib
import fcntl
import json
import logging
import os
import selectors
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import IO

from portal.core.workbooks.limits import Caps, Limits
from portal.core.workbooks.refusals import SENTENCES, Refused

_ROOT = Path(__file__).resolve().parents[3]
_BOOT = (
    "import sys, json; order = json.load(sys.stdin.buffer); sys.path[:0] = order['path'];"
    "from portal.core.workbooks.inside import main; main(order)"
)
_PIPE_BYTES = 1024 * 1024
_KEPT_STDERR = 4096
_F_SETPIPE_SZ = 1031
_log = logging.getLogger(__name__)


def stream(
    function: str,
    path: str | os.PathLike,
    options: dict | None = None,
    *,
    name: str = "",
    limits: Limits | None = None,
    caps: Caps | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> "Parsing":
    """Inspect the file and run `function` ("package.module:name") over it in a child; use as a context manager.

    The function is called as function(book: reader.Book, options: dict, out: inside.Out) and answers a JSON-able
    dict, the outcome. `name` is what the sender called the file. `on_progress(rows read)` is called in this thread
    from inside `rows.read`, so it may not use the connection that is copying.

        with child.stream("arrears.imports.c12:parse", path, options, name="C12.xlsx") as parsing:
            cursor.copy_expert("COPY staged FROM STDIN", parsing.rows, size=65536)
            outcome = parsing.outcome
    """
    order = {
        "function": function,
        "file": os.fspath(path),
        "name": name,
        "options": options or {},
        "limits": asdict(limits or Limits()),
        "caps": asdict(caps or Caps()),
    }
    return Parsing(order, caps or Caps(), on_progress)


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes], IO[bytes]]:
    assert process.stdin and process.stdout and process.stderr
    return process.stdin, process.stdout, process.stderr


class Parsing:
    """One child at work. `.rows` is a binary file to read from; `.outcome` the function's answer, or Refused."""

    def __init__(self, order: dict, caps: Caps, on_progress: Callable[[int], None] | None):
        self._caps, self._on_progress = caps, on_progress
        self._deadline = time.monotonic() + caps.wall_seconds
        self._said, self._groans = bytearray(), b""
        self._outcome: dict | None = None
        self._finished = False
        self._refusal: Refused | None = None
        self._order = order
        self.rows = self

    def __enter__(self) -> "Parsing":
        heard, told = os.pipe()
        paths = dict.fromkeys([str(_ROOT), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")])
        order = json.dumps(self._order | {"path": list(paths), "told": told}).encode()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-X", "utf8", "-c", _BOOT],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                pass_fds=(told,),
                env={"LANG": "C.UTF-8", "PATH": os.defpath, "MALLOC_ARENA_MAX": "1", "TZ": "Asia/Ho_Chi_Minh"},
                cwd="/",
                bufsize=0,
            )
        except BaseException:
            os.close(heard)
            raise
        finally:
            os.close(told)
        self._heard = heard
        self._stdin, self._stdout, self._stderr = _pipes(self._process)
        self._watch()
        with contextlib.suppress(BrokenPipeError):  # it died at once; the answer comes with the first read
            self._stdin.write(order)
            self._stdin.close()
        return self

    def _watch(self) -> None:
        self._rows_fd = self._stdout.fileno()
        self._selector = selectors.DefaultSelector()
        for channel in (self._rows_fd, self._heard, self._stderr.fileno()):
            self._selector.register(channel, selectors.EVENT_READ)
        with contextlib.suppress(OSError):  # a smaller pipe is only slower
            fcntl.fcntl(self._rows_fd, _F_SETPIPE_SZ, _PIPE_BYTES)

    def __exit__(self, kind, error, trace) -> None:
        self._close()
        if self._refusal and error is not None and error is not self._refusal:
            raise self._refusal from error  # psycopg2 tells a refusal met while copying as a cancelled query

    def _close(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._selector.close()
        for channel in (self._stdin, self._stdout, self._stderr):
            with contextlib.suppress(BrokenPipeError):
                channel.close()
        os.close(self._heard)

    def read(self, size: int = 65536) -> bytes:
        """The next rows as COPY text; b"" only when the child has finished well: half a file is never a whole one."""
        while self._rows_fd in self._selector.get_map():
            for channel in self._ready():
                block = os.read(channel, size if channel == self._rows_fd and size > 0 else 65536)
                if not block:
                    self._selector.unregister(channel)
                elif channel == self._rows_fd:
                    return block
                else:
                    self._listen(channel, block)
        self._finish()
        return b""

    def readline(self, size: int = -1) -> bytes:
        raise NotImplementedError("copy_expert reads by blocks")

    @property
    def outcome(self) -> dict:
        """What the function answered. Rows nobody read are thrown away."""
        while not self._finished and self.read():
            pass
        assert self._outcome is not None
        return self._outcome

    def _ready(self) -> list[int]:
        """Channels with something to read; a child beyond its wall time is killed here."""
        left = self._deadline - time.monotonic()
        ready = self._selector.select(max(0, left)) if left > 0 else []
        if not ready:
            raise self._stopped("too_slow", seconds=round(self._caps.wall_seconds))
        return [key.fd for key, _events in ready]

    def _stopped(self, code: str, **facts) -> Refused:
        self._process.kill()
        self._refusal = Refused(code, **facts)
        return self._refusal

    def _listen(self, channel: int, block: bytes) -> None:
        if channel != self._heard:
            self._groans = (self._groans + block)[:_KEPT_STDERR]
            return
        self._said += block
        if len(self._said) > self._caps.outcome_bytes:
            raise self._stopped("too_much_memory")
        if b"\n" not in block:
            return
        *lines, rest = self._said.split(b"\n")
        self._said = rest
        for line in lines:
            self._hear(json.loads(line))

    def _hear(self, message: dict) -> None:
        if "rows" in message and self._on_progress:
            self._on_progress(message["rows"])
        elif "outcome" in message:
            self._outcome = message["outcome"]
        elif "refused" in message and message["refused"] in SENTENCES:
            self._refusal = Refused(message["refused"], **message["facts"])
        elif "fault" in message:
            _log.error("the parser failed on a file:\n%s", message["fault"])
            self._refusal = Refused("crashed")

    def _finish(self) -> None:
        """The rows have ended: hear the rest, then answer well or refuse."""
        while self._selector.get_map():
            for channel in self._ready():
                block = os.read(channel, 65536)
                if block:
                    self._listen(channel, block)
                else:
                    self._selector.unregister(channel)
        try:
            code = self._process.wait(max(0.1, self._deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise self._stopped("too_slow", seconds=round(self._caps.wall_seconds)) from None
        if not self._refusal and (code != 0 or self._outcome is None):
            self._refusal = self._death(code)
        if self._refusal:
            raise self._refusal
        self._finished = True

    def _death(self, code: int) -> Refused:
        _log.warning("the parsing child died with %s: %s", code, self._groans.decode("utf-8", "replace"))
        if code in (-signal.SIGXCPU, -signal.SIGALRM):
            return Refused("too_slow", seconds=self._caps.cpu_seconds)
        if any(sign in self._groans for sign in (b"memory allocation", b"capacity overflow", b"MemoryError")):
            return Refused("too_much_memory")
        return Refused("crashed")
