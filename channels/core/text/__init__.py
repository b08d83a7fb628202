"""Message text: what a person types, what is stored, and the typed spans that are shown."""

from channels.core.text.fold import fold
from channels.core.text.names import Labels, Names
from channels.core.text.read import Mentions, hashtags, links, mentions, plain, tagged
from channels.core.text.source import Text, canonical, editable, parse, parse_spans
from channels.core.text.spans import Span
from channels.core.text.stems import english_stem, french_stem

__all__ = [
    "Labels",
    "Mentions",
    "Names",
    "Span",
    "Text",
    "canonical",
    "editable",
    "english_stem",
    "fold",
    "french_stem",
    "hashtags",
    "links",
    "mentions",
    "parse",
    "parse_spans",
    "plain",
    "tagged",
]
