"""Homes: what a channel is for and how one comes in; the catalogue; asking to come in."""

from channels.core.protocol import Done, Page
from channels.core.rights import Right
from channels.core.slices import Slice, read, write
from channels.homes import catalogue, service
from channels.homes import protocol as p
from channels.homes.tables import HomeRow, JoinRequestRow
from channels.membership.facts import Joined, KindChanged

SLICE = Slice(
    name="homes",
    tables=(HomeRow, JoinRequestRow),
    operations=(
        read("homes.get", p.GetHome, Right.READ, service.get_home, returns=p.HomeView),
        write("homes.furnish", p.FurnishHome, Right.MANAGE, service.furnish, returns=p.HomeView),
        read(
            "homes.catalogue", p.ListCatalogue, Right.SELF, catalogue.list_catalogue,
            returns=Page[p.CatalogueView],
        ),
        read(
            "homes.themes", p.ListThemes, Right.SELF, catalogue.list_themes,
            returns=Page[p.ThemeView],
        ),
        read(
            "homes.suggest", p.SuggestChannels, Right.SELF, catalogue.suggest,
            returns=Page[p.CatalogueView],
        ),
        write("homes.ask", p.AskToJoin, Right.SELF, service.ask, returns=p.JoinRequestView),
        write("homes.withdraw", p.WithdrawRequest, Right.SELF, service.withdraw, returns=Done),
        read(
            "homes.requests", p.ListRequests, Right.SELF, catalogue.list_requests,
            returns=Page[p.JoinRequestView],
        ),
        write("homes.answer", p.AnswerRequest, Right.MANAGE, service.answer, returns=Done),
    ),
    events=(p.JoinAsked, p.JoinAnswered),
    reactors={Joined: (service.on_joined,), KindChanged: (service.on_kind_changed,)},
)  # fmt: skip
