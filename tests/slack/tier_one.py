"""Every method that bots and people's programs call, in an order in which each finds its things."""

from __future__ import annotations

from tests.slack.rows_forms import FORMS
from tests.slack.rows_people import FILES, PEOPLE
from tests.slack.rows_places import CONVERSATIONS, WHO
from tests.slack.rows_words import CHAT, MARKS

ROWS = (*WHO, *CONVERSATIONS, *CHAT, *MARKS, *PEOPLE, *FILES, *FORMS)
