"""What people do with apps: slash commands, buttons, forms; and what the apps answer.

Source: the contract's section 12.
"""

from __future__ import annotations

from server.slack.asking.commands import Commands
from server.slack.asking.form_answers import FormAnswers
from server.slack.asking.presses import Presses
from server.slack.asking.saying import Place, find_whisper

__all__ = ["Interactions", "Place", "find_whisper"]


class Interactions(Commands, Presses, FormAnswers):
    """Asks apps and does what they answer."""
