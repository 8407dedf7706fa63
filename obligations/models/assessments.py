"""Follow-up: how far one actor carries out one obligation, or what became of a commitment, in versions that are never overwritten."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from obligations.choices import Applicability as Reach
from obligations.choices import Audience, CommitmentStatus, ReviewState, Status
from obligations.models.meetings import Commitment
from obligations.models.obligations import Obligation
from obligations.models.vocabulary import Actor
from obligations.querysets import SHOWN, ApplicabilityQuerySet, AssessmentQuerySet, StateCommentQuerySet

APPROVED_ONCE = (ReviewState.APPROVED, ReviewState.WITHDRAWN)
_OF_OBLIGATION, _OF_COMMITMENT = Q(obligation__isnull=False), Q(commitment__isnull=False)

_APPROVED, _RELEASED = Q(approved_at__isnull=False), Q(released_at__isnull=False, state=ReviewState.APPROVED)
_COUNTED = ("obligation", "status", "actor")


def _one_per_cell(name: str, condition: Q, *more: str) -> list[models.BaseConstraint]:
    """At most one such version in a cell; a commitment has one actor, so its cell is the commitment itself."""
    return [
        models.UniqueConstraint(fields=["obligation", "actor", *more], condition=condition, name=f"assessment_one_{name}_per_cell"),
        models.UniqueConstraint(fields=["commitment", *more], condition=condition, name=f"assessment_one_{name}_per_commitment"),
    ]


def _shown_in_order(column: str) -> Q:
    """What is shown was approved, and only what was shown ceases to be."""
    since, until = Q(**{f"{column}_at__isnull": True}), Q(**{f"{column}_until__isnull": True})
    return until & (since | Q(approved_at__isnull=False)) | (~since & Q(approved_at__isnull=False))


class Assessment(models.Model):
    """One version. A draft is edited in place; what is submitted is frozen for ever.

    Current is the approved one that nothing has replaced; `as_of` says when the content was true and never selects. Approved is not yet
    published: each audience has its own two columns, from when and until when this version was shown to it.
    """

    obligation = models.ForeignKey(Obligation, models.PROTECT, null=True, blank=True, related_name="assessments", verbose_name=_("obligation"))
    commitment = models.ForeignKey(Commitment, models.PROTECT, null=True, blank=True, related_name="assessments", verbose_name=_("commitment"))
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="assessments", verbose_name=_("actor"))
    version = models.PositiveIntegerField(_("version"))
    based_on = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name=_("based on"))
    continues = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="continued_by", verbose_name=_("takes up again"))
    carried_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="carried_to", verbose_name=_("carried over from"))
    # what it says
    status = models.CharField(_("status"), max_length=24, blank=True, choices=[*Status.choices, *CommitmentStatus.choices])
    summary = models.TextField(_("summary"), blank=True, help_text=_("What was seen, in one or two sentences."))
    details = models.TextField(_("details"), blank=True)
    sources = models.TextField(_("sources consulted"), blank=True, help_text=_("Needed where no source is given as evidence."))
    as_of = models.DateField(_("as of"), help_text=_("The day on which this was true."))
    review_after = models.DateField(_("review after"), null=True, blank=True)
    # its way
    state = models.CharField(_("review state"), max_length=12, choices=ReviewState.choices, default=ReviewState.DRAFT)
    revision = models.PositiveIntegerField(_("revision of the draft"), default=1)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assessments", verbose_name=_("author"))
    created_at = models.DateTimeField(_("created at"))
    edited_at = models.DateTimeField(_("edited at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="reviews", verbose_name=_("reviewer"))
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    review_note = models.TextField(_("note of the reviewer"), blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    replaced_at = models.DateTimeField(_("replaced at"), null=True, blank=True)
    # who was shown it, and until when
    shared_at = models.DateTimeField(_("shown to the State concerned from"), null=True, blank=True)
    shared_until = models.DateTimeField(_("shown to the State concerned until"), null=True, blank=True)
    released_at = models.DateTimeField(_("shown to readers from"), null=True, blank=True)
    released_until = models.DateTimeField(_("shown to readers until"), null=True, blank=True)
    public_at = models.DateTimeField(_("public from"), null=True, blank=True)
    public_until = models.DateTimeField(_("public until"), null=True, blank=True)
    batch = models.ForeignKey("Batch", models.PROTECT, null=True, blank=True, related_name="assessments", verbose_name=_("batch"))

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
            *_one_per_cell("current", Q(approved_at__isnull=False, replaced_at__isnull=True)),
            *_one_per_cell("draft", Q(state=ReviewState.DRAFT), "author"),
            *[
                c
                for audience in SHOWN.values()
                for c in _one_per_cell(audience, Q(**{f"{audience}_at__isnull": False, f"{audience}_until__isnull": True}))
            ],
            models.CheckConstraint(condition=Q(state__in=ReviewState.values), name="assessment_state_known"),
            models.CheckConstraint(
                condition=Q(status="", state__in=(ReviewState.DRAFT, ReviewState.DISCARDED))
                | (_OF_OBLIGATION & Q(status__in=Status.values))
                | (_OF_COMMITMENT & Q(status__in=CommitmentStatus.values)),
                name="assessment_status_fits",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=False, state__in=APPROVED_ONCE) | (Q(approved_at__isnull=True) & ~Q(state__in=APPROVED_ONCE)),
                name="assessment_approved_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReviewState.WITHDRAWN) | Q(replaced_at__isnull=False), name="assessment_withdrawn_is_not_current"
            ),
            models.CheckConstraint(condition=Q(replaced_at__isnull=True) | Q(approved_at__isnull=False), name="assessment_replaced_only_if_approved"),
            models.CheckConstraint(condition=Q(reviewer__isnull=True) | ~Q(reviewer=F("author")), name="assessment_not_reviewed_by_its_author"),
            *[models.CheckConstraint(condition=_shown_in_order(column), name=f"assessment_{column}_only_if_approved") for column in SHOWN.values()],
        ]
        indexes = [
            models.Index(fields=["actor", "replaced_at"], name="assessment_actor_replaced"),
            models.Index(fields=["state"], condition=~Q(state=ReviewState.APPROVED), name="assessment_under_way"),
            # for figures: what stands, or stood on a day, is counted in the index alone; and when it came to stand
            models.Index(fields=["replaced_at", *_COUNTED, "approved_at"], condition=_APPROVED & _OF_OBLIGATION, name="assessment_approved_stood"),
            models.Index(fields=["released_until", *_COUNTED, "released_at"], condition=_RELEASED & _OF_OBLIGATION, name="assessment_released_stood"),
            models.Index(fields=["approved_at"], condition=_APPROVED, name="assessment_approved_since"),
            models.Index(fields=["released_at"], condition=_RELEASED, name="assessment_released_since"),
        ]

    def __str__(self) -> str:
        return f"{self.obligation or self.commitment} · {self.actor.code} · {self.version}"

    @property
    def audience(self) -> Audience:
        """The widest audience this version is shown to now."""
        for audience, column in reversed(SHOWN.items()):
            if getattr(self, f"{column}_at") and not getattr(self, f"{column}_until"):
                return audience
        return Audience.STAFF

    @property
    def is_current(self) -> bool:
        return self.approved_at is not None and self.replaced_at is None

    @property
    def is_carried_over(self) -> bool:
        """Whether its content came from a related obligation and nobody has reviewed it here yet."""
        return self.carried_from_id is not None and self.state in (ReviewState.DRAFT, ReviewState.SUBMITTED)


class StateComment(models.Model):
    """What a State says of a status recorded for it, in its own words. Never edited: a later comment stands beside the earlier one."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="state_comments", verbose_name=_("assessment"))
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="state_comments", verbose_name=_("State"))
    text = models.TextField(_("text"))
    received_on = models.DateField(_("received on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="state_comments", verbose_name=_("entered by"))
    at = models.DateTimeField(_("entered at"))

    objects = StateCommentQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("comment of a State")
        verbose_name_plural = _("comments of States")

    def __str__(self) -> str:
        return f"{self.actor.code} {self.received_on}"


class Applicability(models.Model):
    """Whether an obligation concerns one of those it is addressed to, with the reason. The last row counts; none means it follows from the text."""

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="applicabilities", verbose_name=_("obligation"))
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="applicabilities", verbose_name=_("actor"))
    value = models.CharField(_("applicability"), max_length=16, choices=Reach.choices)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="applicabilities", verbose_name=_("by"))
    recorded_at = models.DateTimeField(_("recorded at"))
    replaced_at = models.DateTimeField(_("replaced at"), null=True, blank=True)
    batch = models.ForeignKey("Batch", models.PROTECT, null=True, blank=True, related_name="applicabilities", verbose_name=_("batch"))

    objects = ApplicabilityQuerySet.as_manager()

    class Meta:
        ordering = ["obligation", "actor", "-pk"]
        verbose_name = _("applicability")
        verbose_name_plural = _("applicabilities")
        constraints = [
            models.CheckConstraint(condition=Q(value__in=Reach.values), name="applicability_known"),
            models.UniqueConstraint(fields=["obligation", "actor"], condition=Q(replaced_at__isnull=True), name="applicability_one_current_per_cell"),
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.actor_id} {self.value}"
