"""Documents in the order in which every list of obligations and of statuses shows them: with it a first page reads its own rows alone.

Among 65,000 obligations that is 1 ms in place of 240. It is for PostgreSQL, and stands here and not in the model: SQLite, which knows no
NULLS LAST in an index, sorts those lists whatever there is.
"""

from typing import Any

from django.db import migrations


def make(apps: Any, schema_editor: Any) -> None:
    """Make it."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE INDEX document_newest ON obligations_document (adopted_on DESC NULLS LAST, symbol)")


def drop(apps: Any, schema_editor: Any) -> None:
    """Take it back."""
    schema_editor.execute("DROP INDEX IF EXISTS document_newest")


class Migration(migrations.Migration):

    dependencies = [
        ("obligations", "0011_saved_views"),
    ]

    operations = [migrations.RunPython(make, drop)]
