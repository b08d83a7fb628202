"""Syndication: channels and hashtags as Atom, and feeds that channels take in."""

from channels.core.protocol import Done, Page
from channels.core.rights import Right
from channels.core.slices import Slice, read, write
from channels.syndication import addresses, reading, subscriptions, taking
from channels.syndication import protocol as p
from channels.syndication.tables import AtomFeedRow, SubscriptionRow, TakenEntryRow

SLICE = Slice(
    name="syndication",
    tables=(AtomFeedRow, SubscriptionRow, TakenEntryRow),
    operations=(
        write(
            "syndication.of_channel", p.MakeChannelFeed, Right.READ, addresses.of_channel,
            returns=p.AtomFeedView,
        ),
        write(
            "syndication.of_hashtag", p.MakeHashtagFeed, Right.SELF, addresses.of_hashtag,
            returns=p.AtomFeedView,
        ),
        read(
            "syndication.addresses", p.ListAtomFeeds, Right.SELF, addresses.list_feeds,
            returns=Page[p.AtomFeedView],
        ),
        write("syndication.revoke", p.RevokeAtomFeed, Right.SELF, addresses.revoke, returns=Done),
        read(
            "syndication.find", p.FindAtomFeed, Right.SELF, addresses.find,
            returns=p.AtomFeedFacts, internal=True,
        ),
        write(
            "syndication.note_read", p.NoteFeedRead, Right.SELF, addresses.note_read,
            returns=Done, internal=True,
        ),
        read(
            "syndication.read_channel", p.ReadChannelFeed, Right.READ, reading.read_channel,
            returns=p.SyndicatedView, internal=True, cost=0.2,
        ),
        read(
            "syndication.read_hashtag", p.ReadHashtagFeed, Right.SELF, reading.read_hashtag,
            returns=p.SyndicatedView, internal=True, cost=0.2,
        ),
        write(
            "syndication.subscribe", p.Subscribe, Right.MANAGE, subscriptions.subscribe,
            returns=p.SubscriptionView,
        ),
        read(
            "syndication.list", p.ListSubscriptions, Right.MANAGE,
            subscriptions.list_subscriptions, returns=Page[p.SubscriptionView],
        ),
        write(
            "syndication.pause", p.PauseSubscription, Right.MANAGE, subscriptions.pause,
            returns=p.SubscriptionView,
        ),
        write(
            "syndication.remove", p.RemoveSubscription, Right.MANAGE, subscriptions.remove,
            returns=Done,
        ),
        write(
            "syndication.take", p.TakeEntry, Right.MANAGE, taking.take,
            returns=Done, internal=True,
        ),
        write(
            "syndication.note_look", p.NoteLook, Right.SELF, taking.note_look,
            returns=Done, internal=True,
        ),
    ),
)  # fmt: skip
