"""Each event says which transaction wrote it; on PostgreSQL the changes feed shows it when no older transaction is running any more."""

from typing import Any

from django.db import migrations, models

import obligations.models.events

# Declared immutable, or it could not stand in a generated column. It is evaluated for each statement that writes rows, never kept in a plan.
MAKE = (
    "CREATE FUNCTION event_transaction() RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL UNSAFE "
    "AS 'SELECT pg_catalog.pg_current_xact_id()::text::bigint'"
)


def make_function(apps: Any, schema_editor: Any) -> None:
    """What fills the column on PostgreSQL; SQLite needs nothing."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(MAKE)


def drop_function(apps: Any, schema_editor: Any) -> None:
    """Take it back."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION event_transaction()")


class Migration(migrations.Migration):

    dependencies = [
        ("obligations", "0009_answered_requests"),
    ]

    operations = [
        migrations.RunPython(make_function, drop_function),
        migrations.AddField(
            model_name="event",
            name="transaction",
            field=models.GeneratedField(
                db_persist=True,
                expression=obligations.models.events.WritingTransaction(),
                output_field=models.BigIntegerField(),
                verbose_name="transaction",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["transaction", "sequence"], name="event_in_order"),
        ),
    ]
