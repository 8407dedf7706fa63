"""Evidence: what a status rests on, as a record of its own."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from obligations.choices import EvidenceAccess, EvidenceKind
from obligations.models.assessments import Assessment
from obligations.models.documents import Document
from obligations.models.meetings import Commitment, Speech
from obligations.models.vocabulary import Actor
from obligations.querysets import EvidenceQuerySet


class Evidence(models.Model):
    """A source, in one revision. What changes is a new revision that takes the place of this one; assessments keep the one they named."""

    slug = models.SlugField(_("key"), max_length=24, unique=True)
    revises = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="revised_by", verbose_name=_("revision of"))
    revision = models.PositiveIntegerField(_("revision"), default=1)
    kind = models.CharField(_("kind"), max_length=20, choices=EvidenceKind.choices)
    title = models.CharField(_("title"), max_length=300)
    issuer = models.ForeignKey(
        Actor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="issued_evidence",
        verbose_name=_("issued by"),
        help_text=_("The State or body whose own document or statement this is."),
    )
    actors = models.ManyToManyField(Actor, blank=True, related_name="evidence", verbose_name=_("about"))
    url = models.URLField(_("address"), max_length=600, blank=True)
    filename = models.CharField(_("file name"), max_length=200, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True, db_index=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), null=True, blank=True)
    media_type = models.CharField(_("media type"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    expires_on = models.DateField(
        _("expires on"), null=True, blank=True, help_text=_("After this day the status that rests on it is due for review.")
    )
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="evidence", verbose_name=_("document"))
    speech = models.ForeignKey(Speech, models.PROTECT, null=True, blank=True, related_name="evidence", verbose_name=_("speech"))
    commitment = models.ForeignKey(Commitment, models.PROTECT, null=True, blank=True, related_name="evidence", verbose_name=_("commitment"))
    access = models.CharField(_("may be seen by"), max_length=12, choices=EvidenceAccess.choices, default=EvidenceAccess.WITH_STATUS)
    note = models.TextField(_("note for staff"), blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="evidence", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EvidenceKind.values), name="evidence_kind_known"),
            models.CheckConstraint(
                condition=~Q(url="", sha256="", document__isnull=True, speech__isnull=True, commitment__isnull=True), name="evidence_leads_somewhere"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("evidence", args=[self.slug])


class EvidenceLink(models.Model):
    """That one version rests on one piece of evidence, at a place in it."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="links", verbose_name=_("assessment"))
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="links", verbose_name=_("evidence"))
    locator = models.CharField(_("place"), max_length=120, blank=True, help_text=_("Page, paragraph or article."))
    remark = models.CharField(_("what it says there"), max_length=300, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["assessment", "position", "pk"]
        verbose_name = _("evidence of an assessment")
        verbose_name_plural = _("evidence of assessments")
        constraints = [models.UniqueConstraint(fields=["assessment", "evidence", "locator"], name="evidence_place_once_per_assessment")]

    def __str__(self) -> str:
        return f"{self.evidence} {self.locator}".strip()
