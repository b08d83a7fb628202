"""Preferences: how a person wants the client to be, on every device of theirs."""

from channels.core.rights import Right
from channels.core.slices import Slice, read, write
from channels.preferences import protocol as p
from channels.preferences import service
from channels.preferences.tables import PreferencesRow

SLICE = Slice(
    name="preferences",
    tables=(PreferencesRow,),
    operations=(
        read(
            "preferences.get", p.GetPreferences, Right.SELF, service.get,
            returns=p.PreferencesView,
        ),
        write(
            "preferences.set", p.SetPreferences, Right.SELF, service.change,
            returns=p.PreferencesView,
        ),
    ),
    events=(p.PreferencesChanged,),
)  # fmt: skip
