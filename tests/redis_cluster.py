"""A real Redis Cluster on loopback, whose nodes can be killed and whose slots can be moved."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import redis

from tests import services


def wait_for(true: Callable[[], bool], why: str) -> None:
    """Wait for what has no signal of its own. Errors: ServiceError."""
    deadline = time.monotonic() + services.READY_TIMEOUT_S
    while not true():
        if time.monotonic() > deadline:
            raise services.ServiceError(why)
        time.sleep(0.05)


class RedisCluster:
    """Nodes on loopback that share all slots; each can be killed and started again."""

    def __init__(self, program: Path, folder: Path, nodes: int = 3) -> None:
        self.ports = [services.free_port() for _ in range(nodes)]
        self._program = program
        self._folder = folder
        self._bus_ports = {port: services.free_port() for port in self.ports}
        self._running: dict[int, subprocess.Popen[bytes]] = {}

    @property
    def url(self) -> str:
        """Names all nodes."""
        return "redis+cluster://" + ",".join(f"127.0.0.1:{port}" for port in self.ports)

    def start(self, port: int) -> None:
        """Start a node, or start it again with what it knew of the cluster."""
        command = [
            str(self._program), "--port", str(port), "--bind", "127.0.0.1",
            "--cluster-enabled", "yes", "--cluster-config-file", f"nodes-{port}.conf",
            "--cluster-port", str(self._bus_ports[port]), "--cluster-node-timeout", "2000",
            "--save", "", "--appendonly", "no", "--dir", str(self._folder),
        ]  # fmt: skip
        log = self._folder / f"redis-{port}.log"
        with log.open("ab") as output:
            process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        self._running[port] = process
        wait_for(lambda: self._answers(port), f"node {port} never answered")

    def _answers(self, port: int) -> bool:
        try:
            return bool(self.ask(port, "PING"))
        except redis.exceptions.ConnectionError:
            return False

    def kill(self, port: int) -> None:
        """End a node as a power cut would."""
        process = self._running.pop(port, None)
        if process is not None:
            process.kill()
            process.wait()

    def join(self) -> None:
        """Introduce the nodes to one another and share out the slots."""
        share, rest = divmod(16_384, len(self.ports))
        ids = [self.ask(port, "CLUSTER", "MYID") for port in self.ports]
        assert len(set(ids)) == len(ids)
        first = 0
        for number, port in enumerate(self.ports):
            last = first + share + (number < rest) - 1
            self.ask(port, "CLUSTER", "ADDSLOTSRANGE", first, last)
            self.ask(port, "CLUSTER", "SET-CONFIG-EPOCH", number + 1)
            first = last + 1
        host = self.ports[0]
        for port in self.ports[1:]:
            self.ask(port, "CLUSTER", "MEET", "127.0.0.1", host, self._bus_ports[host])
        self.wait_until_whole()

    def wait_until_whole(self) -> None:
        """Until every node knows all the others and sees all slots served."""
        wait_for(lambda: all(map(self._sees_all, self.ports)), "the cluster never became whole")

    def _sees_all(self, port: int) -> bool:
        state = self.ask(port, "CLUSTER", "INFO").split()
        return {"cluster_state:ok", f"cluster_known_nodes:{len(self.ports)}"} <= set(state)

    def owner(self, slot: int) -> int | None:
        """The port of the node that owns a slot; None while the nodes do not agree."""
        found = {self._owner_by(port, slot) for port in self.ports}
        return found.pop() if len(found) == 1 else None

    def _owner_by(self, asked: int, slot: int) -> int | None:
        for first, last, (_, owner, *_), *_ in self.ask(asked, "CLUSTER", "SLOTS"):
            if first <= slot <= last:
                return int(owner)
        return None

    def move(self, slot: int, port: int) -> None:
        """Give a slot, which holds no keys, to another node; all agree when this ends."""
        new = self.ask(port, "CLUSTER", "MYID")
        old_port = self.owner(slot)
        assert old_port is not None
        old = self.ask(old_port, "CLUSTER", "MYID")
        self.ask(port, "CLUSTER", "SETSLOT", slot, "IMPORTING", old)
        self.ask(old_port, "CLUSTER", "SETSLOT", slot, "MIGRATING", new)
        for one in sorted(self.ports, key=lambda one: one != port):  # the new owner first
            self.ask(one, "CLUSTER", "SETSLOT", slot, "NODE", new)
        wait_for(lambda: self.owner(slot) == port, f"not all agree who owns slot {slot}")

    def empty(self) -> None:
        """Forget every key."""
        for port in self.ports:
            self.ask(port, "FLUSHALL")

    def ask(self, port: int, *command: str | int) -> Any:
        """One command at one node."""
        with redis.Redis(port=port, decode_responses=True) as client:
            return client.execute_command(*command)


@contextmanager
def running_redis_cluster(program: Path, nodes: int = 3) -> Iterator[RedisCluster]:
    """A fresh cluster without persistence or replicas."""
    with TemporaryDirectory(prefix="ruche-test-") as folder:
        cluster = RedisCluster(program, Path(folder), nodes)
        try:
            for port in cluster.ports:
                cluster.start(port)
            cluster.join()
            yield cluster
        finally:
            for port in cluster.ports:
                cluster.kill(port)
