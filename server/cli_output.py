"""What the command line prints: one JSON object or sentences on stdout, all else on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from server.config import Settings


@dataclass(frozen=True, slots=True)
class Session:
    """What every subcommand is given: the options that all of them take."""

    data: Path | None
    json: bool

    def settings(self, host: str | None = None, port: int | None = None) -> Settings:
        """The environment's settings under the options. Errors: BadSetting."""
        return Settings.from_env(data=self.data, host=host, port=port)

    def answer(self, answer: Mapping[str, Any], sentence: str) -> None:
        """The result: as one JSON object on one line, or as a sentence."""
        if self.json:
            print(json.dumps(answer, ensure_ascii=False), flush=True)
        else:
            print(sentence, flush=True)

    def note(self, sentence: str) -> None:
        """What is good to know beside the result, for people: on stderr, also with --json."""
        print(f"ruche: {sentence}", file=sys.stderr, flush=True)

    def refuse(self, code: str, detail: str, field: str | None = None) -> None:
        """What went wrong, in the same two ways; sentences go to stderr."""
        if self.json:
            error = {"code": code, "detail": detail, "field": field}
            print(json.dumps({"error": error}, ensure_ascii=False), flush=True)
        else:
            where = f" ({field})" if field else ""
            print(f"ruche: {detail}{where}", file=sys.stderr, flush=True)


def console() -> Console:
    """Where progress is drawn."""
    return Console(stderr=True)
