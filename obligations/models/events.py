"""The one log: history, review log, batch record and changes feed."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class WritingTransaction(models.Func):
    """The number of the transaction that writes a row, for the database itself to fill in; 0 on SQLite, where one writes at a time.

    On PostgreSQL the function is made by the migration that adds the column. As a generated column it is never part of a dump: rows brought
    into another server take the number of the transaction that brings them, which is one of that server's own.
    """

    function = "event_transaction"
    output_field = models.BigIntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, tuple[str | int, ...]]:
        """A constant."""
        return "0", ()


class Event(models.Model):
    """One change, written in the transaction of the change. Rows are only ever added."""

    sequence = models.BigAutoField(_("sequence"), primary_key=True)
    transaction = models.GeneratedField(
        expression=WritingTransaction(), output_field=models.BigIntegerField(), db_persist=True, verbose_name=_("transaction")
    )
    at = models.DateTimeField(_("at"), db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("by"))
    action = models.CharField(_("action"), max_length=40)
    object_type = models.CharField(_("kind of object"), max_length=40)
    object_key = models.CharField(_("object"), max_length=160)
    before = models.JSONField(_("before"), null=True, blank=True)
    after = models.JSONField(_("after"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    batch = models.UUIDField(_("batch"), null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["-sequence"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["object_type", "object_key"], name="event_object"),
            models.Index(fields=["transaction", "sequence"], name="event_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.object_key}"
