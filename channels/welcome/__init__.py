"""Welcome: what newcomers are told first, and who is one."""

from channels.core.protocol import Done
from channels.core.rights import Right
from channels.core.slices import Slice, read, write
from channels.welcome import protocol as p
from channels.welcome import service
from channels.welcome.tables import WelcomeRow

SLICE = Slice(
    name="welcome",
    tables=(WelcomeRow,),
    operations=(
        read("welcome.get", p.GetWelcome, Right.SELF, service.get, returns=p.WelcomeView),
        write("welcome.set", p.SetWelcome, Right.ADMIN, service.change, returns=Done),
    ),
)
