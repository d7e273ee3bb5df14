"""What is to be fetched, host by host: the next job is one whose host may be asked soonest, so that a slow host keeps no other waiting."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable
from itertools import count
from typing import Generic, TypeVar

Job = TypeVar("Job")


class Agenda(Generic[Job]):
    """``ready``: when a host may be asked, in seconds of the epoch. Adding and taking a job cost the logarithm of the number of hosts."""

    def __init__(self, ready: Callable[[str], float]) -> None:
        self.ready = ready
        self.jobs: dict[str, deque[Job]] = {}
        self.heap: list[tuple[float, int, str]] = []  # one item for each host with jobs
        self.number = count()

    def add(self, host: str, job: Job) -> None:
        if host not in self.jobs:
            self.jobs[host] = deque()
            self._push(host)
        self.jobs[host].append(job)

    def peek(self) -> tuple[float, Job] | None:
        """The job that may be done soonest, and when; None where there is none."""
        while self.heap:
            when, _, host = self.heap[0]
            now = self.ready(host)
            if now <= when:
                return when, self.jobs[host][0]
            heapq.heapreplace(self.heap, (now, next(self.number), host))  # somebody has asked it since
        return None

    def take(self) -> Job:
        """Take the job that ``peek`` shows."""
        _, _, host = heapq.heappop(self.heap)
        job = self.jobs[host].popleft()
        if self.jobs[host]:
            self._push(host)
        else:
            del self.jobs[host]
        return job

    def _push(self, host: str) -> None:
        heapq.heappush(self.heap, (self.ready(host), next(self.number), host))
