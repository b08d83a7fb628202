"""Calls of methods as data: what is sent, what must be in the answer, and what is kept of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

_NULL_IN_SLACK = (".view.close", ".view.submit", ".view.previous_view_id")
THERE = object()  # a value of any kind, and no null


@dataclass(frozen=True, kw_only=True)
class Row:
    """One call. `$name` in what is sent or expected stands for what is known under that name.

    `by`: whose token, `bot`, `person` or `app`. `has`: paths (`channel.id`, `messages.0.text`) and
    what is there: a value, `THERE`, or a question. `lacks`: paths that are absent. `keeps`: what
    the answer's paths are known as from then on. `pages`: all pages' lists of this name are asked
    for, as the SDK pages. `in_time`: asked again until the answer is as it must be.
    """

    method: str
    args: Mapping[str, Any] = field(default_factory=dict)
    has: Mapping[str, Any] = field(default_factory=dict)
    lacks: tuple[str, ...] = ()
    keeps: Mapping[str, str] = field(default_factory=dict)
    by: str = "bot"
    error: str = ""
    pages: str = ""
    in_time: bool = False


def row(method: str, _has: Mapping[str, Any] | None = None, /, **args: Any) -> Row:
    """A bot's call and what must be in the answer."""
    return Row(method=method, args=args, has=_has or {})


def refused(error: str, method: str, /, **args: Any) -> Row:
    """A bot's call that is refused."""
    return Row(method=method, args=args, error=error)


def ends_with(text: str) -> Any:
    """A question to a text."""
    return lambda found: found.endswith(text)


def holds(*values: str) -> Any:
    """A question to a list of objects: are those of these names there?"""
    return lambda found: set(values) <= {one["name"] for one in found}


def filled(value: Any, known: Mapping[str, Any]) -> Any:
    """The value with what is known in the place of names."""
    if isinstance(value, str) and value.startswith("$"):
        return known[value[1:]]
    if isinstance(value, Mapping):
        return {name: filled(one, known) for name, one in value.items()}
    if isinstance(value, list):
        return [filled(one, known) for one in value]
    return value


def at(answer: Any, path: str) -> Any:
    """What stands at a path. Errors: KeyError, IndexError."""
    for part in path.split("."):
        answer = answer[int(part)] if isinstance(answer, list) else answer[part]
    return answer


def is_there(answer: Any, path: str) -> bool:
    """Whether something stands at a path, even null."""
    try:
        at(answer, path)
    except (KeyError, IndexError):
        return False
    return True


def check(one: Row, answer: Mapping[str, Any], known: Mapping[str, Any]) -> None:
    """Errors: AssertionError with the call, the path, and what was there."""
    for path, expected in one.has.items():
        assert is_there(answer, path), f"{one.method}: no {path} in {answer}"
        found = at(answer, path)
        if expected is THERE:
            good = found is not None
        elif isinstance(expected, Callable):  # type: ignore[arg-type]
            good = expected(found)
        else:
            good = found == filled(expected, known)
        assert good, f"{one.method}: {path} is {found!r} in {answer}"
    for path in one.lacks:
        assert not is_there(answer, path), f"{one.method}: {path} in {answer}"
    nulls = [path for path in _nulls(answer, "") if path not in _NULL_IN_SLACK]
    assert not nulls, f"{one.method}: null at {nulls}"


def _nulls(value: Any, path: str) -> Any:
    if value is None:
        yield path
    pairs: Any = ()
    if isinstance(value, Mapping):
        pairs = value.items()
    elif isinstance(value, list):
        pairs = enumerate(value)
    for name, one in pairs:
        yield from _nulls(one, f"{path}.{name}")
