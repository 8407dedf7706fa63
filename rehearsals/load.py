"""People who read and programs that write, all at once, each noting every answer with its moment."""

from __future__ import annotations

import http.client
import itertools
import json
import threading
import time
import uuid
from dataclasses import dataclass, field
from urllib.parse import urlsplit

READ = ("/api/v1/obligations/?page_size=20", "/documents/", "/api/v1/assessments/?page_size=20", "/actors/JPN/", "/api/v1/matrix/")
OBLIGATION = "9001-2031-9-2"


@dataclass(frozen=True, slots=True)
class Answer:
    """To one request: when it was sent and how long it took (seconds), its status; 0 where the connection broke."""

    sent: float
    took: float
    status: int

    @property
    def good(self) -> bool:
        """Answered as asked."""
        return 200 <= self.status < 300


def ask(door: str, method: str, path: str, *, body: object = None, headers: dict[str, str] | None = None) -> tuple[Answer, bytes]:
    """Send one request over a connection of its own."""
    place, began = urlsplit(door), time.monotonic()
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=30)
    sent = None if body is None else json.dumps(body)
    try:
        connection.request(method, path, sent, {"Content-Type": "application/json", **(headers or {})})
        answer = connection.getresponse()
        content = answer.read()
        return Answer(began, time.monotonic() - began, answer.status), content
    except (OSError, http.client.HTTPException):
        return Answer(began, time.monotonic() - began, 0), b""
    finally:
        connection.close()


@dataclass
class Load:
    """Readers who have not signed in, readers with a token, and writers; until `stop`."""

    door: str
    secrets: dict[str, str]
    answers: dict[str, list[Answer]] = field(default_factory=lambda: {"anonymous": [], "signed in": [], "writers": []})
    acknowledged: list[str] = field(default_factory=list)  # texts of comments that were answered 201
    gone_wrong: list[str] = field(default_factory=list)
    sent_again: int = 0
    over: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def start(self, *, anonymous: int = 3, signed_in: int = 2, writers: int = 3) -> None:
        """Begin, in threads."""
        everybody = [(self.read, "anonymous")] * anonymous + [(self.read, "signed in")] * signed_in
        self.threads = [threading.Thread(target=work, args=(kind,)) for work, kind in everybody]
        self.threads += [threading.Thread(target=self.write, args=(number,)) for number in range(writers)]
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """Let everybody finish what they are at."""
        self.over.set()
        for thread in self.threads:
            thread.join()

    def read(self, kind: str) -> None:
        """One page after the other."""
        headers = {"Authorization": f"Token {self.secrets['analyst']}"} if kind == "signed in" else {}
        for path in itertools.cycle(READ):
            if self.over.is_set():
                return
            path = path if not headers or path.startswith("/api/") else READ[0]
            answer, _content = ask(self.door, "GET", path, headers=headers)
            self.answers[kind].append(answer)
            if not answer.good:
                time.sleep(0.1)

    def write(self, number: int) -> None:
        """One comment after the other, each with a key of its own, sent again under that key until it is answered."""
        for turn in itertools.count():
            if self.over.is_set():
                return
            text = f"rehearsal {number}-{turn}-{uuid.uuid4().hex}"
            headers = {"Authorization": f"Token {self.secrets['analyst']}", "Idempotency-Key": uuid.uuid4().hex, "If-Match": "*"}
            while True:
                answer, content = ask(self.door, "POST", "/api/v1/comments/", body={"obligation": OBLIGATION, "text": text}, headers=headers)
                self.answers["writers"].append(answer)
                if answer.good:
                    self.acknowledged.append(text)
                    break
                if 400 <= answer.status < 500:
                    self.gone_wrong.append(f"{answer.status} {content[:200]!r}")
                    return
                self.sent_again += 1
                time.sleep(0.1)
