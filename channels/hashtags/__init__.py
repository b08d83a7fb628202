"""Hashtags: where they stand, what they are for, which spellings are one."""

from channels.core.protocol import Page
from channels.core.rights import Right
from channels.core.slices import Slice, read, write
from channels.hashtags import protocol as p
from channels.hashtags import reactors, service
from channels.hashtags import tables as t
from channels.messages.facts import Edited, Posted, Removed

SLICE = Slice(
    name="hashtags",
    tables=(t.HashtagRow, t.HashtagUseRow, t.HashtagThreadRow, t.HashtagPlaceRow),
    operations=(
        read(
            "hashtags.list", p.ListHashtags, Right.SELF, service.list_hashtags,
            returns=Page[p.HashtagView],
        ),
        read("hashtags.get", p.GetHashtag, Right.SELF, service.get_hashtag, returns=p.HashtagView),
        write(
            "hashtags.describe", p.DescribeHashtag, Right.ADMIN, service.describe,
            returns=p.HashtagView,
        ),
        write(
            "hashtags.merge", p.MergeHashtag, Right.ADMIN, service.merge, returns=p.HashtagView
        ),
    ),
    reactors={
        Posted: (reactors.on_posted,),
        Edited: (reactors.on_edited,),
        Removed: (reactors.on_removed,),
    },
)  # fmt: skip
