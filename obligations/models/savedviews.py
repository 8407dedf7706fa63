"""Saved views: the filter of a list that a person keeps under a name, for that person alone."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from obligations.querysets.savedviews import SavedViewQuerySet


class SavedList(models.TextChoices):
    """The lists of which views can be saved; each code is the name of the list's address."""

    OBLIGATIONS = "obligations", _("Obligations")
    COMMITMENTS = "commitments", _("Commitments")


class SavedView(models.Model):
    """A list with its filter under a name. It holds what is asked, never what was found, so that it always shows what stands today."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views", verbose_name=_("account"))
    of = models.CharField(_("list"), max_length=20, choices=SavedList.choices, default=SavedList.OBLIGATIONS)
    name = models.CharField(_("name"), max_length=80)
    query = models.TextField(_("query"), blank=True, help_text=_("As in the address of the list, without the page."))
    saved_at = models.DateTimeField(_("saved at"))

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="saved_view_name_once_per_person"),
            models.CheckConstraint(condition=models.Q(of__in=SavedList.values), name="saved_view_list_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse(self.of)}?{self.query}" if self.query else reverse(self.of)
