"""Obligations: one row per act of the Council, with what the machine suggests, what staff decide, and the copy that filters read.

The columns `verb`, `force`, `tracked` and the link rows (`ObligationAddressee`, `ParagraphSubject`) are derived from suggestions and
decisions; only `services.settle` writes them.
"""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from obligations.choices import Basis, Force, Label, LegalBasis, Lifecycle, Presence, Verdict
from obligations.models.documents import Paragraph, ParagraphText
from obligations.models.vocabulary import Actor, SubjectArea, Verb
from obligations.querysets import ObligationQuerySet


class Obligation(models.Model):
    """An act of the Council in a paragraph. The word is the tracker's usage and does not mean legally binding; `force` says what the verb does."""

    paragraph = models.ForeignKey(Paragraph, models.PROTECT, related_name="obligations", verbose_name=_("paragraph"))
    text = models.ForeignKey(ParagraphText, models.PROTECT, related_name="obligations", verbose_name=_("text read from"))
    key = models.CharField(_("key"), max_length=80, unique=True)
    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    number = models.PositiveIntegerField(_("number"), help_text=_("Given once, never used again; it implies no order."))
    position = models.PositiveIntegerField(_("position"))
    presence = models.CharField(_("presence"), max_length=12, choices=Presence.choices, default=Presence.FOUND)
    lifecycle = models.CharField(_("lifecycle"), max_length=12, choices=Lifecycle.choices, default=Lifecycle.IN_FORCE)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("superseded by"))
    superseded_on = models.DateField(_("superseded on"), null=True, blank=True)
    # read from the text
    start = models.PositiveIntegerField(_("start"), null=True, blank=True, help_text=_("Empty for an act inherited from the chapeau."))
    end = models.PositiveIntegerField(_("end"), null=True, blank=True)
    clause = models.TextField(_("clause"), blank=True)
    inherited_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="heirs", verbose_name=_("inherited from"))
    modifiers = models.JSONField(_("modifiers"), default=list, blank=True)
    hedges = models.JSONField(_("hedges"), default=list, blank=True)
    supporting = models.JSONField(_("supporting bodies"), default=list, blank=True)
    permission = models.CharField(_("permission"), max_length=12, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=20, choices=LegalBasis.choices, default=LegalBasis.NOT_NAMED)
    source = models.CharField(_("source"), max_length=80, blank=True, help_text=_("The resolution, and paragraph, whose decision it recalls."))
    ambiguous = models.BooleanField(_("ambiguous in Chinese"), default=False)
    # the effective labels: written by services.settle only
    verb = models.ForeignKey(Verb, models.PROTECT, related_name="obligations", verbose_name=_("verb"))
    verb_basis = models.CharField(_("basis of the verb"), max_length=12, choices=Basis.choices, default=Basis.MACHINE)
    force = models.CharField(_("force"), max_length=12, choices=Force.choices, db_index=True)
    force_basis = models.CharField(_("basis of the force"), max_length=12, choices=Basis.choices, default=Basis.MACHINE)
    tracked = models.BooleanField(_("asks for action"), default=False, db_index=True)
    tracked_basis = models.CharField(_("basis of 'asks for action'"), max_length=12, choices=Basis.choices, default=Basis.MACHINE)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        ordering = ["paragraph__document", "paragraph__position", "position"]
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        constraints = [
            models.UniqueConstraint(fields=["paragraph", "number"], name="obligation_number_once_per_paragraph"),
            models.CheckConstraint(condition=models.Q(force__in=Force.values), name="obligation_force_known"),
            models.CheckConstraint(
                condition=models.Q(start__isnull=True, end__isnull=True) | models.Q(start__lt=models.F("end")), name="obligation_span_whole"
            ),
        ]

    def __str__(self) -> str:
        return self.key

    def get_absolute_url(self) -> str:
        return reverse("obligation", args=[self.slug])


class ObligationAddressee(models.Model):
    """Who is to act, as settled. Parties and armed groups have no actor record: their code and words stand here alone."""

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="addressees", verbose_name=_("obligation"))
    code = models.CharField(_("code"), max_length=40, db_index=True)
    actor = models.ForeignKey(Actor, models.PROTECT, null=True, blank=True, related_name="addressed", verbose_name=_("actor"))
    text = models.CharField(_("as written"), max_length=300, blank=True)
    condition = models.TextField(_("condition"), blank=True)
    basis = models.CharField(_("basis"), max_length=12, choices=Basis.choices, default=Basis.MACHINE)
    position = models.PositiveIntegerField(_("position"))

    class Meta:
        ordering = ["obligation", "position"]
        verbose_name = _("addressee")
        verbose_name_plural = _("addressees")
        constraints = [models.UniqueConstraint(fields=["obligation", "code"], name="addressee_once_per_obligation")]

    def __str__(self) -> str:
        return self.text or self.code


class ParagraphSubject(models.Model):
    """A subject area of a paragraph, as settled; all its tracked obligations show it."""

    paragraph = models.ForeignKey(Paragraph, models.CASCADE, related_name="subjects", verbose_name=_("paragraph"))
    subject = models.ForeignKey(SubjectArea, models.PROTECT, related_name="paragraphs", verbose_name=_("subject area"))
    confidence = models.FloatField(_("confidence"), default=1.0)
    basis = models.CharField(_("basis"), max_length=12, choices=Basis.choices, default=Basis.MACHINE)

    class Meta:
        ordering = ["paragraph", "-confidence", "subject"]
        verbose_name = _("subject of a paragraph")
        verbose_name_plural = _("subjects of paragraphs")
        constraints = [models.UniqueConstraint(fields=["paragraph", "subject"], name="subject_once_per_paragraph")]

    def __str__(self) -> str:
        return str(self.subject)


class AboutOneThing(models.Model):
    """A row about an obligation (verb, force, tracked, addressee) or about a paragraph (subject): exactly one of the two."""

    obligation = models.ForeignKey(Obligation, models.PROTECT, null=True, blank=True, verbose_name=_("obligation"))
    paragraph = models.ForeignKey(Paragraph, models.PROTECT, null=True, blank=True, verbose_name=_("paragraph"))
    label = models.CharField(_("label"), max_length=12, choices=Label.choices)
    value = models.CharField(_("value"), max_length=60)

    class Meta:
        abstract = True


class Suggestion(AboutOneThing):
    """What the machine reads: a value with the words and the rule that led to it. Replaced whenever the text is read again."""

    words = models.CharField(_("words"), max_length=300, blank=True)
    start = models.PositiveIntegerField(_("start"), null=True, blank=True)
    end = models.PositiveIntegerField(_("end"), null=True, blank=True)
    rule = models.CharField(_("rule"), max_length=80)
    condition = models.TextField(_("condition"), blank=True)
    confidence = models.FloatField(_("confidence"), default=1.0)
    lexicon_version = models.CharField(_("version of the lexicon"), max_length=12)

    class Meta:
        default_related_name = "suggestions"
        ordering = ["pk"]
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(obligation__isnull=False, paragraph__isnull=True) | models.Q(obligation__isnull=True, paragraph__isnull=False),
                name="suggestion_about_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.value}"


class Decision(AboutOneThing):
    """What a person decided about a label: never overwritten, the last one counts."""

    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="decisions", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        default_related_name = "decisions"
        ordering = ["pk"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(obligation__isnull=False, paragraph__isnull=True) | models.Q(obligation__isnull=True, paragraph__isnull=False),
                name="decision_about_one_thing",
            ),
            models.CheckConstraint(condition=models.Q(verdict__in=Verdict.values), name="decision_verdict_known"),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.verdict} {self.value}"
