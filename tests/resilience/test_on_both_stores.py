"""The core dialogues on SQLite in one process, and on PostgreSQL and Redis with a worker beside."""
# ruff: noqa: F401 (the dialogues are collected from here too)

import pytest

from tests.scenarios.test_channels import (
    test_a_channel_made_private_is_gone_for_who_is_not_in_it,
    test_a_message_reaches_everybody_in_the_channel,
    test_a_removed_member_hears_nothing_more,
    test_members_are_listed_page_by_page,
    test_two_channels_never_share_a_name_whatever_its_accents,
)
from tests.scenarios.test_coming_back import test_the_same_client_id_is_each_persons_own
from tests.scenarios.test_direct import test_the_same_two_people_always_share_one_conversation
from tests.scenarios.test_files_and_search import (
    test_ada_shows_a_photo_and_bob_sees_it_but_the_guest_does_not,
)
from tests.scenarios.test_messages import (
    test_a_deleted_message_is_gone_for_everybody,
    test_a_message_is_shown_amid_what_came_before_and_after,
    test_history_is_read_back_to_the_beginning_without_a_gap,
    test_people_are_mentioned_by_handle_and_kept_by_id,
)
from tests.scenarios.test_reads import (
    test_a_mark_moves_on_all_devices_of_its_person_alone,
    test_what_others_write_is_unread_until_it_is_marked,
)
from tests.scenarios.test_threads import (
    test_a_reply_may_also_go_to_the_channel,
    test_followed_threads_come_the_latest_reply_first,
    test_replies_are_paged_both_ways,
)
from tests.world import World


@pytest.fixture
def world(any_world: World) -> World:
    """What the dialogues ask for."""
    return any_world
