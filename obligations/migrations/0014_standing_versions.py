"""Figures of follow-up from indexes alone: what stands is counted without reading the versions, and what came to stand lately is found at once.

Among a million versions each takes about two seconds to make, during which versions can be read and not written.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("obligations", "0013_pages_of_files"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="assessment",
            index=models.Index(
                condition=models.Q(("approved_at__isnull", False), ("obligation__isnull", False)),
                fields=["replaced_at", "obligation", "status", "actor", "approved_at"],
                name="assessment_approved_stood",
            ),
        ),
        migrations.AddIndex(
            model_name="assessment",
            index=models.Index(
                condition=models.Q(("released_at__isnull", False), ("state", "approved"), ("obligation__isnull", False)),
                fields=["released_until", "obligation", "status", "actor", "released_at"],
                name="assessment_released_stood",
            ),
        ),
        migrations.AddIndex(
            model_name="assessment",
            index=models.Index(
                condition=models.Q(("approved_at__isnull", False)),
                fields=["approved_at"],
                name="assessment_approved_since",
            ),
        ),
        migrations.AddIndex(
            model_name="assessment",
            index=models.Index(
                condition=models.Q(("released_at__isnull", False), ("state", "approved")),
                fields=["released_at"],
                name="assessment_released_since",
            ),
        ),
    ]
