"""Alembic's environment: runs the steps on the connection that `runner` has opened."""

from __future__ import annotations

from alembic import context

from persistence.migrations.options import OPTIONS

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes.get("metadata"),
    **OPTIONS,
)
with context.begin_transaction():
    context.run_migrations()
