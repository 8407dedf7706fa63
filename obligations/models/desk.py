"""How staff organise the work: who is assigned to what, rounds, batches, what they tell one another, how obligations relate."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from obligations.choices import BatchKind, RelationKind
from obligations.models.assessments import Assessment
from obligations.models.meetings import Commitment
from obligations.models.obligations import Obligation
from obligations.models.vocabulary import Actor, SubjectArea
from obligations.querysets import AssignmentQuerySet, CommentQuerySet, RelationQuerySet, RoundQuerySet


class Assignment(models.Model):
    """What one analyst may record on: States and regional groups × subject areas, empty meaning all. Any row suffices; none allows nothing."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments", verbose_name=_("analyst"))
    states = models.ManyToManyField(Actor, blank=True, related_name="assignments", verbose_name=_("States"))
    regional_groups = models.JSONField(_("regional groups"), default=list, blank=True)
    subjects = models.ManyToManyField(SubjectArea, blank=True, related_name="assignments", verbose_name=_("subject areas"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("assigned by"))
    made_at = models.DateTimeField(_("assigned at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["user", "pk"]
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")

    def __str__(self) -> str:
        return f"{self.user} {self.pk}"


class StateAccount(models.Model):
    """That a reader's account belongs to a State: it sees what was sent to that State and may comment on it."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="state_account", verbose_name=_("account"))
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="accounts", verbose_name=_("State"))

    class Meta:
        ordering = ["actor", "user"]
        verbose_name = _("account of a State")
        verbose_name_plural = _("accounts of States")

    def __str__(self) -> str:
        return f"{self.user} {self.actor_id}"


class Round(models.Model):
    """A round of review: a name, two dates, States and obligations. Its opening and closing pictures are asked for as of a moment, never copied."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"), help_text=_("As planned; what counts is when it is closed."))
    states = models.ManyToManyField(Actor, related_name="rounds", verbose_name=_("States"))
    obligations = models.ManyToManyField(Obligation, related_name="rounds", verbose_name=_("obligations"))
    state_first = models.BooleanField(
        _("States are sent it first"), default=True, help_text=_("A status is shown to readers only after the State concerned was sent it.")
    )
    days_to_comment = models.PositiveIntegerField(_("days to comment"), default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="rounds", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("closed by"))
    picture_hash = models.CharField(_("hash of the closing picture"), max_length=64, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_on", "name"]
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        constraints = [
            models.CheckConstraint(condition=Q(opens_on__lte=F("closes_on")), name="round_opens_before_it_closes"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, picture_hash="") | (Q(closed_at__isnull=False) & ~Q(picture_hash="")),
                name="round_closed_with_its_hash",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("round", args=[self.slug])


class Batch(models.Model):
    """Many changes made in one step: its events carry its key, and it can be undone as a whole."""

    id = models.UUIDField(_("key"), primary_key=True)
    kind = models.CharField(_("kind"), max_length=16, choices=BatchKind.choices)
    description = models.CharField(_("description"), max_length=300)
    size = models.PositiveIntegerField(_("changes"), default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="batches", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    filename = models.CharField(_("file name"), max_length=200, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("undone by"))

    class Meta:
        ordering = ["-at"]
        verbose_name = _("batch")
        verbose_name_plural = _("batches")

    def __str__(self) -> str:
        return self.description


class Relation(models.Model):
    """How an obligation (source) relates to an earlier one (target): the source repeats, strengthens, supersedes or implements it."""

    source = models.ForeignKey(Obligation, models.PROTECT, related_name="relations", verbose_name=_("obligation"))
    target = models.ForeignKey(Obligation, models.PROTECT, related_name="related_from", verbose_name=_("earlier obligation"))
    kind = models.CharField(_("kind"), max_length=12, choices=RelationKind.choices)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="relations", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    removed_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    objects = RelationQuerySet.as_manager()

    class Meta:
        ordering = ["source", "kind", "target"]
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        constraints = [
            models.CheckConstraint(condition=~Q(source=F("target")), name="relation_of_two"),
            models.UniqueConstraint(fields=["source", "target", "kind"], condition=Q(removed_at__isnull=True), name="relation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"


class Comment(models.Model):
    """What staff say to one another about an obligation, a cell, a version or a commitment; answers name their first comment."""

    obligation = models.ForeignKey(Obligation, models.PROTECT, null=True, blank=True, related_name="comments", verbose_name=_("obligation"))
    actor = models.ForeignKey(Actor, models.PROTECT, null=True, blank=True, related_name="comments", verbose_name=_("actor"))
    assessment = models.ForeignKey(Assessment, models.PROTECT, null=True, blank=True, related_name="comments", verbose_name=_("assessment"))
    commitment = models.ForeignKey(Commitment, models.PROTECT, null=True, blank=True, related_name="comments", verbose_name=_("commitment"))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="answers", verbose_name=_("answer to"))
    text = models.TextField(_("text"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments", verbose_name=_("author"))
    at = models.DateTimeField(_("at"))
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("resolved by"))

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.CheckConstraint(
                condition=Q(obligation__isnull=False, commitment__isnull=True)
                | Q(obligation__isnull=True, commitment__isnull=False, actor__isnull=True),
                name="comment_about_one_thing",
            ),
            models.CheckConstraint(condition=Q(resolved_at__isnull=True) | Q(parent__isnull=True), name="comment_resolved_as_a_thread"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
