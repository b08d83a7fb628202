"""The pure table of rights in a channel: what holds for every standing at all."""

from __future__ import annotations

import itertools

import pytest

from channels.core.actor import Kind, Role
from channels.core.kinds import ChannelKind, MemberRole
from channels.core.rights import Right
from channels.membership.permissions import Standing, refusal

IN_CHANNEL = (
    Right.READ, Right.JOIN, Right.LEAVE, Right.POST, Right.REACT,
    Right.BEGIN, Right.STEER, Right.EDIT, Right.DELETE, Right.PIN, Right.INVITE, Right.MANAGE,
)  # fmt: skip
WRITES = (Right.POST, Right.BEGIN, Right.REACT, Right.PIN, Right.EDIT, Right.INVITE)

ALL = [
    Standing(Kind.PERSON, role, kind, part, archived, general, author)
    for role, kind, part, archived, general, author in itertools.product(
        Role, ChannelKind, (None, *MemberRole), (False, True), (False, True), (False, True)
    )
]


def may(right: Right, standing: Standing) -> bool:
    return standing.visible and refusal(right, standing) is None


@pytest.mark.parametrize("right", IN_CHANNEL)
def test_the_system_may_do_everything(right: Right) -> None:
    for one in ALL:
        system = Standing(Kind.SYSTEM, Role.OWNER, one.kind, None, one.archived, one.general)
        assert may(right, system)


def test_private_conversations_are_seen_by_their_members_alone() -> None:
    for one in ALL:
        if one.kind is not ChannelKind.PUBLIC:
            assert one.visible is one.member


def test_a_guest_outside_sees_no_channel() -> None:
    assert not any(one.visible for one in ALL if one.role is Role.GUEST and not one.member)


def test_who_sees_a_channel_reads_it() -> None:
    assert all(may(Right.READ, one) for one in ALL if one.visible)


def test_nobody_writes_from_outside_or_in_an_archive() -> None:
    for one in ALL:
        if not one.member or one.archived:
            assert not any(may(right, one) for right in WRITES)


def test_nobody_but_its_author_changes_a_message() -> None:
    assert not any(may(Right.EDIT, one) for one in ALL if not one.author)


def test_a_guest_invites_nobody() -> None:
    assert not any(may(Right.INVITE, one) for one in ALL if one.role is Role.GUEST)


def test_nobody_is_added_to_a_direct_conversation_or_leaves_it() -> None:
    for one in ALL:
        if one.kind is ChannelKind.DIRECT:
            assert not may(Right.INVITE, one)
            assert not may(Right.LEAVE, one)
            assert not may(Right.MANAGE, one)


def test_general_is_left_by_nobody() -> None:
    assert not any(may(Right.LEAVE, one) for one in ALL if one.general)


def test_every_refusal_says_what_to_do() -> None:
    for right, one in itertools.product(IN_CHANNEL, ALL):
        why_not = refusal(right, one)
        assert why_not is None or (why_not[0].isupper() and why_not.endswith("."))
