"""What the bot says, in the language of who asks; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from channels.faq.retrieval.terms import Language, words

_MARKS = re.compile(r"([\\`*_~\[\]<>#@:|])")
_CALLS = re.compile(r"(?<![\w\\])@(?=\w)|<(?=[@!#])")

_ASKING: Mapping[Language, frozenset[str]] = {
    "en": frozenset(
        "what when where who whom whose which why how can could does do did is are was will would "
        "should may has have anyone anybody".split()
    ),
    "fr": frozenset(
        "que quoi quand ou qui quel quelle quels quelles pourquoi comment combien est puis peut "
        "peux pouvez savez sait faut".split()
    ),
}
_SEE: Mapping[Language, str] = {"en": "In the FAQ", "fr": "Dans la FAQ"}
_THREAD: Mapping[Language, str] = {"en": "In its thread", "fr": "Dans son fil"}
_UNSURE: Mapping[Language, str] = {
    "en": "I have no sure answer to this.",
    "fr": "Je n’ai pas de réponse sûre à cette question.",
}
_UNKNOWN: Mapping[Language, str] = {
    "en": "The FAQ does not know this yet.",
    "fr": "La FAQ ne le sait pas encore.",
}
_MAY_KNOW: Mapping[Language, str] = {
    "en": "{person} may know.",
    "fr": "{person} saura peut-être.",
}
_ELSEWHERE: Mapping[Language, str] = {
    "en": "Ask in a channel: somebody there may know.",
    "fr": "Demandez dans un canal : quelqu’un y saura peut-être.",
}
_DID_NOT_HELP: Mapping[Language, str] = {
    "en": "My answer did not help. {person}, can you?",
    "fr": "Ma réponse n’a pas aidé. {person}, pouvez-vous répondre ?",
}
_DUE: Mapping[Language, tuple[str, str]] = {
    "en": (
        "An entry of the FAQ that is yours is to be looked at again:",
        "{count} entries of the FAQ that are yours are to be looked at again:",
    ),
    "fr": (
        "Une de vos entrées de la FAQ est à revoir :",
        "{count} de vos entrées de la FAQ sont à revoir :",
    ),
}
_MORE: Mapping[Language, str] = {"en": "All are in the FAQ", "fr": "Toutes sont dans la FAQ"}
_CLOSEST: Mapping[Language, str] = {"en": "The closest:", "fr": "Ce qui s’en approche :"}


def is_question(said: str) -> bool:
    """Does it ask something: by its mark, or by a first word that asks?"""
    text = said.strip()
    if text.endswith("?") or "? " in text or "?\n" in text:
        return True
    first = words(text)[:1]
    return bool(first) and any(first[0] in asking for asking in _ASKING.values()) and " " in text


def answer_text(question: str, answer: str, link: str, language: Language, thread: bool) -> str:
    """An entry as a message that calls nobody."""
    see = (_THREAD if thread else _SEE)[language]
    return f"**{escaped(question)}**\n\n{calling_nobody(answer)}\n\n[{see}]({link})"


def unsure_text(
    closest: Sequence[tuple[str, str]],
    language: Language,
    *,
    person_id: str | None = None,
    alone: bool = False,
) -> str:
    """What comes closest, as (question, link), where nothing is sure; and who may know.

    `alone`: nobody else reads it, so that it may be asked where others do.
    """
    said = [(_UNSURE if closest else _UNKNOWN)[language]]
    if person_id is not None:
        said.append(_MAY_KNOW[language].format(person=f"<@{person_id}>"))
    elif alone and not closest:
        said.append(_ELSEWHERE[language])
    if not closest:
        return " ".join(said)
    lines = [f"- [{escaped(question)}]({link})" for question, link in closest]
    return "\n".join([" ".join([*said, _CLOSEST[language]]), "", *lines])


def review_text(named: Sequence[tuple[str, str]], count: int, page: str, language: Language) -> str:
    """What an owner is to look at again, as (question, link), of `count` in all."""
    one, several = _DUE[language]
    lines = [one if count == 1 else several.format(count=count), ""]
    lines += [f"- [{escaped(question)}]({link})" for question, link in named]
    if count > len(named):
        lines += ["", f"[{_MORE[language]}]({page})"]
    return "\n".join(lines)


def handed_text(person_id: str, language: Language, *, tried: bool) -> str:
    """Asking a person: after an answer that did not help, or without one."""
    said = _DID_NOT_HELP[language] if tried else f"{_UNSURE[language]} {_MAY_KNOW[language]}"
    return said.format(person=f"<@{person_id}>")


def escaped(line: str) -> str:
    """A line of words as nothing but words."""
    return _MARKS.sub(r"\\\1", line)


def calling_nobody(text: str) -> str:
    """The same words without mentions."""
    return _CALLS.sub(lambda found: f"\\{found[0]}", text)
