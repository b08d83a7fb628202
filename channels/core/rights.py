"""The closed list of rights; every operation's row names exactly one."""

from __future__ import annotations

from enum import StrEnum


class Right(StrEnum):
    """What an operation needs. Who holds which right is decided in one pure table.

    Source: `channels/membership/permissions.py`.
    """

    NOBODY_YET = "nobody_yet"  # open to a visitor who has not signed in
    SELF = "self"  # any signed-in actor, on what is its own
    CREATE = "create"  # make channels
    ADMIN = "admin"  # run the workspace: roles, invitations, settings
    READ = "read"  # read a channel
    JOIN = "join"  # enter a public channel
    LEAVE = "leave"  # leave a channel one is in
    POST = "post"  # write and type in a channel
    BEGIN = "begin"  # begin threads in a channel, where not everybody may
    REACT = "react"  # add and remove one's own reactions
    EDIT = "edit"  # change a message: its author
    DELETE = "delete"  # remove a message: its author, the channel's owners, administrators
    STEER = "steer"  # close a thread, accept an answer: its author, owners, administrators
    PIN = "pin"  # pin and unpin for everyone
    INVITE = "invite"  # add people to a channel
    MANAGE = "manage"  # rename, archive, set the topic, remove people
