"""The digest: the feed by mail, for those who have not been here."""

from channels.core.protocol import Done
from channels.core.rights import Right
from channels.core.slices import Slice, read, write
from channels.digest import missed, service
from channels.digest import protocol as p
from channels.digest.tables import DigestRow

SLICE = Slice(
    name="digest",
    tables=(DigestRow,),
    operations=(
        read(
            "digest.get_settings", p.GetDigestSettings, Right.SELF, service.get_settings,
            returns=p.DigestSettingsView,
        ),
        write(
            "digest.set_settings", p.SetDigestSettings, Right.SELF, service.set_settings,
            returns=p.DigestSettingsView,
        ),
        read(
            "digest.get_default", p.GetDigestDefault, Right.ADMIN, service.get_default,
            returns=p.DigestDefaultView,
        ),
        write(
            "digest.set_default", p.SetDigestDefault, Right.ADMIN, service.set_default,
            returns=p.DigestDefaultView,
        ),
        read(
            "digest.missed", p.GetMissed, Right.SELF, missed.get_missed,
            returns=p.MissedView, internal=True, cost=2.0,
        ),
        write(
            "digest.send", p.SendDigest, Right.SELF, service.send_now,
            returns=Done, internal=True, cost=5.0,
        ),
        write(
            "digest.stop", p.StopDigest, Right.NOBODY_YET, service.stop,
            returns=Done, internal=True, cost=5.0,
        ),
    ),
    events=(p.DigestChanged,),
)  # fmt: skip
