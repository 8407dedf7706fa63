"""Assessments: how far one actor carries out one obligation, or what became of a commitment, in versions that are never overwritten."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from obligations.choices import CommitmentStatus, Status
from obligations.models.meetings import Commitment
from obligations.models.obligations import Obligation
from obligations.models.vocabulary import Actor
from obligations.querysets import AssessmentQuerySet


class Assessment(models.Model):
    """One version. Current is the approved one that nothing has replaced; `as_of` says when the content was true and never selects."""

    obligation = models.ForeignKey(Obligation, models.PROTECT, null=True, blank=True, related_name="assessments", verbose_name=_("obligation"))
    commitment = models.ForeignKey(Commitment, models.PROTECT, null=True, blank=True, related_name="assessments", verbose_name=_("commitment"))
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="assessments", verbose_name=_("actor"))
    version = models.PositiveIntegerField(_("version"))
    based_on = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name=_("based on"))
    status = models.CharField(_("status"), max_length=24, choices=[*Status.choices, *CommitmentStatus.choices])
    summary = models.TextField(_("summary"), help_text=_("What was seen, and in which source with page or paragraph."))
    as_of = models.DateField(_("as of"), help_text=_("The day on which this was true."))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assessments", verbose_name=_("author"))
    created_at = models.DateTimeField(_("created at"))
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    replaced_at = models.DateTimeField(_("replaced at"), null=True, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["obligation", "commitment", "actor", "-version"]
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = [
            models.CheckConstraint(
                condition=Q(obligation__isnull=False, commitment__isnull=True) | Q(obligation__isnull=True, commitment__isnull=False),
                name="assessment_of_one_thing",
            ),
            models.UniqueConstraint(fields=["obligation", "actor", "version"], name="assessment_version_once_per_cell"),
            models.UniqueConstraint(fields=["commitment", "version"], name="assessment_version_once_per_commitment"),
            models.UniqueConstraint(
                fields=["commitment"], condition=Q(approved_at__isnull=False, replaced_at__isnull=True), name="assessment_one_current_per_commitment"
            ),
            models.UniqueConstraint(
                fields=["obligation", "actor"],
                condition=Q(approved_at__isnull=False, replaced_at__isnull=True),
                name="assessment_one_current_per_cell",
            ),
            models.CheckConstraint(
                condition=Q(obligation__isnull=False, status__in=Status.values) | Q(commitment__isnull=False, status__in=CommitmentStatus.values),
                name="assessment_status_fits",
            ),
            models.CheckConstraint(condition=Q(replaced_at__isnull=True) | Q(approved_at__isnull=False), name="assessment_replaced_only_if_approved"),
        ]
        indexes = [models.Index(fields=["actor", "replaced_at"], name="assessment_actor_replaced")]

    def __str__(self) -> str:
        return f"{self.obligation or self.commitment} · {self.actor.code} · {self.version}"
