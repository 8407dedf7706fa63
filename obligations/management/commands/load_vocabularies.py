"""`manage.py load_vocabularies`: bring verbs, subject areas, actors and instruments up to date with the lexicons."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ingest import default_lexicon
from obligations.services import vocabulary


class Command(BaseCommand):
    """Load the vocabularies."""

    help = "Bring verbs, subject areas, actors and instruments up to date with the lexicons."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what changed."""
        changed = vocabulary.load(lexicon=default_lexicon(), at=timezone.now())
        parts = ", ".join(f"{count} {name}" for name, count in changed.items())
        self.stdout.write(f"Vocabularies: {parts} added or changed")
