"""Unread messages are counted without reading them."""

from sqlalchemy import text

from tests.world import World


async def test_unread_messages_are_counted_by_the_index_alone(small_world: World) -> None:
    counting = text(
        "EXPLAIN QUERY PLAN SELECT count(*) FROM (SELECT seq FROM message WHERE channel_id = 'C'"
        " AND in_channel = 1 AND seq > 1 AND author_id != 'U' AND deleted IS 0 LIMIT 100)"
    )
    async with small_world.server.core.store.read() as snapshot:
        plan = " ".join(row.detail for row in await snapshot.all(counting))
    assert "USING COVERING INDEX ix_message_root" in plan
