from __future__ import annotations

import base64
import json
import re
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.documents import lines
from tests.documents.lines import Line

# The process that Sherpa's lines start.
PROCESS = "OneStepNotepadRunner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    line: Line
    command: str
    answer: str

    @property
    def missing(self) -> list[str]:
        return [part for part in self.line.holds if part not in self.answer]


def send_all(base: str, key_id: str, secret: str) -> Iterator[Sent]:
    """Run each line in a shell, one after the other; later ones use earlier answers."""
    with tempfile.TemporaryDirectory() as folder:
        known = {
            "base": base.rstrip("/"),
            "key": f"{key_id}:{secret}",
            "secret_base64": _base64(secret),
            "pair_base64": _base64(json.dumps([key_id, secret])),
            "process": _guid_of(PROCESS, base, key_id, secret),
            "answer": str(Path(folder) / "answer"),
        }
        for line in lines.ALL:
            sent = _send(line, known)
            yield sent
            known |= _kept(line, sent.answer)


def _send(line: Line, known: dict[str, str]) -> Sent:
    command = line.command.format(**known)
    done = subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, timeout=60, check=False
    )
    answer = done.stdout or done.stderr
    return Sent(line=line, command=command, answer=answer)


def _kept(line: Line, answer: str) -> dict[str, str]:
    found = {name: re.search(pattern, answer) for name, pattern in line.keeps}
    return {name: match[1] if match else "" for name, match in found.items()}


def _guid_of(name: str, base: str, key_id: str, secret: str) -> str:
    address = f"{base.rstrip('/')}/api/v1/workflows/"
    answer = requests.get(
        address, auth=(key_id, secret), params={"page_size": 100}, timeout=10
    )
    answer.raise_for_status()
    [guid] = [each["guid"] for each in answer.json()["results"] if each["name"] == name]
    return str(guid)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
