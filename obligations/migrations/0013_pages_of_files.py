"""On which page of its file a paragraph and a speech begin: a locator for readers of PDFs. Empty for what was stored before."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("obligations", "0012_newest_documents"),
    ]

    operations = [
        migrations.AddField(
            model_name="paragraphtext",
            name="page",
            field=models.PositiveIntegerField(blank=True, help_text="Empty where files of its form know no pages.", null=True, verbose_name="page of the file"),
        ),
        migrations.AddField(
            model_name="speech",
            name="page",
            field=models.PositiveIntegerField(blank=True, help_text="Empty where files of its form know no pages.", null=True, verbose_name="page of the file"),
        ),
    ]
