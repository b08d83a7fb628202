"""Channels and direct messages: who is in them, and what one may do there."""

from channels.core.protocol import Done, Page
from channels.core.rights import Right
from channels.core.slices import Slice, read, write
from channels.membership import protocol as p
from channels.membership import reactors, reads, service
from channels.membership.tables import ChannelRow, MemberRow
from channels.people.facts import (
    PeopleListed,
    PersonAdded,
    PersonChanged,
    RoleChanged,
    WorkspaceMade,
)

SLICE = Slice(
    name="membership",
    tables=(ChannelRow, MemberRow),
    operations=(
        write(
            "channels.create", p.CreateChannel, Right.CREATE, service.create, returns=p.ChannelView
        ),
        read(
            "channels.list",
            p.ListChannels,
            Right.SELF,
            reads.list_channels,
            returns=Page[p.ChannelView],
        ),
        read("channels.get", p.GetChannel, Right.READ, reads.get_channel, returns=p.ChannelView),
        read(
            "channels.pasts",
            p.GetPasts,
            Right.SELF,
            reads.get_pasts,
            returns=Page[p.ChannelPast],
            internal=True,
        ),
        write("channels.join", p.JoinChannel, Right.JOIN, service.join, returns=p.ChannelView),
        write("channels.leave", p.LeaveChannel, Right.LEAVE, service.leave, returns=Done),
        write(
            "channels.invite",
            p.InviteToChannel,
            Right.INVITE,
            service.invite,
            returns=p.ChannelView,
        ),
        write("channels.remove", p.RemoveFromChannel, Right.MANAGE, service.remove, returns=Done),
        write(
            "channels.update", p.UpdateChannel, Right.MANAGE, service.update, returns=p.ChannelView
        ),
        write("channels.set_part", p.SetPart, Right.MANAGE, service.set_part, returns=p.MemberView),
        write(
            "channels.archive",
            p.ArchiveChannel,
            Right.MANAGE,
            service.archive,
            returns=p.ChannelView,
        ),
        write(
            "channels.configure",
            p.ConfigureChannel,
            Right.READ,
            service.configure,
            returns=p.ChannelView,
        ),
        read(
            "channels.members",
            p.ListMembers,
            Right.READ,
            reads.list_members,
            returns=Page[p.MemberView],
        ),
        write(
            "channels.open_direct",
            p.OpenDirect,
            Right.SELF,
            service.open_direct,
            returns=p.ChannelView,
        ),
    ),
    events=(
        p.ChannelCreated,
        p.ChannelUpdated,
        p.ChannelHidden,
        p.MemberJoined,
        p.MemberLeft,
        p.MemberChanged,
        p.ChannelJoined,
        p.ChannelLeft,
        p.ChannelConfigured,
        p.ChannelImported,
    ),
    reactors={
        WorkspaceMade: (reactors.on_workspace_made,),
        PersonAdded: (reactors.on_person_added,),
        PeopleListed: (reactors.on_people_listed,),
        PersonChanged: (reactors.on_person_changed,),
        RoleChanged: (reactors.on_role_changed,),
    },
)
