"""Forgotten passwords: links that set a new one, once, made by who runs the workspace."""

from channels.core.protocol import Done
from channels.core.rights import Right
from channels.core.slices import Slice, read, write
from channels.passwords import protocol as p
from channels.passwords import service
from channels.passwords.tables import PasswordLinkRow
from channels.people.protocol import SecretView

SLICE = Slice(
    name="passwords",
    tables=(PasswordLinkRow,),
    operations=(
        write(
            "passwords.create_link",
            p.CreatePasswordLink,
            Right.ADMIN,
            service.create_link,
            returns=SecretView,
            cost=20.0,
        ),
        read(
            "passwords.look",
            p.LookAtPasswordLink,
            Right.NOBODY_YET,
            service.look_at_link,
            returns=p.PasswordLinkView,
            internal=True,
        ),
        write(
            "passwords.use_link",
            p.UsePasswordLink,
            Right.NOBODY_YET,
            service.use_link,
            returns=SecretView,
            internal=True,
            cost=20.0,
        ),
        write(
            "passwords.set",
            p.SetPassword,
            Right.ADMIN,
            service.set_password,
            returns=Done,
            internal=True,
        ),
    ),
)
