"""The feed: the threads of one's channels, and of the people and hashtags that one follows."""

from channels.core.protocol import Page
from channels.core.rights import Right
from channels.core.slices import Slice, read, write
from channels.feed import near, reactors, reads, service
from channels.feed import protocol as p
from channels.feed.tables import FeedSettingsRow, FeedThreadRow
from channels.follows.protocol import FollowersView, GetFollowers
from channels.messages.facts import Edited, Posted, Recommended, Removed

SLICE = Slice(
    name="feed",
    tables=(FeedThreadRow, FeedSettingsRow),
    operations=(
        read(
            "feed.list", p.ListFeed, Right.SELF, reads.list_feed,
            returns=Page[p.FeedItem], cost=2.0,
        ),
        read(
            "feed.get_settings", p.GetFeedSettings, Right.SELF, reads.get_settings,
            returns=p.FeedSettingsView,
        ),
        write(
            "feed.set_settings", p.SetFeedSettings, Right.SELF, service.change_settings,
            returns=p.FeedSettingsView,
        ),
        read(
            "feed.suggest_people", p.SuggestPeople, Right.SELF, near.suggest_people,
            returns=Page[p.SuggestedPersonView], cost=2.0,
        ),
        read(
            "feed.followers", GetFollowers, Right.SELF, reads.get_followers, returns=FollowersView
        ),
    ),
    events=(p.FeedSettingsChanged, p.FeedMoved),
    reactors={
        Posted: (reactors.on_posted,),
        Edited: (reactors.on_edited,),
        Recommended: (reactors.on_recommended,),
        Removed: (reactors.on_removed,),
    },
)  # fmt: skip
