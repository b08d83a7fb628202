"""Starts what a person would start, waits until it answers, and stops it as they would."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.architecture.tree import ROOT

STOP_TIMEOUT_S = 30.0
OURS = ("RUCHE_", "REDIS_", "DATABASE_URL", "GATEWAY")


@dataclass(frozen=True)
class Program:
    """A running program and where its output goes."""

    process: subprocess.Popen[bytes]
    log: Path

    def wait_until_it_answers(self, url: str, timeout_s: float) -> float:
        """Seconds until the URL answered 200; fails with the log if it never did."""
        began = time.monotonic()
        while (waited := time.monotonic() - began) < timeout_s:
            assert self.process.poll() is None, f"it ended by itself:\n{self.output()}"
            if _answers(url):
                return waited
            time.sleep(0.05)
        raise AssertionError(f"{url} did not answer within {timeout_s} s:\n{self.output()}")

    def stop(self) -> int:
        """Ask it to stop, as ctrl-C or a service manager does; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=STOP_TIMEOUT_S)

    def output(self) -> str:
        """The end of what it has written."""
        return self.log.read_text(errors="replace")[-4000:]


@contextmanager
def started(command: Sequence[str], log: Path, **environment: str) -> Iterator[Program]:
    """Run the command from the checkout in a session of its own; nothing of it stays behind."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**inherited, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield Program(process, log)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=30).status_code == 200
    except httpx.TransportError:
        return False
