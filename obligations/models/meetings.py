"""Meetings: who spoke for whom, how they voted, and what they said they would do or had done."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from obligations.choices import Ballot as Choice
from obligations.choices import Basis, Capacity, CommitmentKind, Opinion, Presence, Verdict
from obligations.models.documents import Document, Edition
from obligations.models.obligations import Obligation
from obligations.models.vocabulary import Actor, SubjectArea
from obligations.querysets import CommitmentQuerySet, SpeechQuerySet, TieQuerySet, VoteQuerySet


class Meeting(models.Model):
    """What a record says of its meeting as a whole."""

    document = models.OneToOneField(Document, models.PROTECT, related_name="record", verbose_name=_("document"))
    president = models.CharField(_("President"), max_length=120, blank=True)
    presiding = models.ForeignKey(Actor, models.PROTECT, null=True, blank=True, related_name="presided", verbose_name=_("presiding State"))
    agenda = models.TextField(_("agenda item"), blank=True)
    members = models.ManyToManyField(Actor, blank=True, related_name="seats", verbose_name=_("members of the Council"))

    class Meta:
        ordering = ["document"]
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")

    def __str__(self) -> str:
        return self.document.symbol


class Speech(models.Model):
    """A turn of speech in one edition of a record."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="speeches", verbose_name=_("edition"))
    order = models.PositiveIntegerField(_("order"))
    speaker = models.CharField(_("speaker"), max_length=120)
    actor = models.ForeignKey(Actor, models.PROTECT, null=True, blank=True, related_name="speeches", verbose_name=_("on behalf of"))
    actor_code = models.CharField(_("on behalf of, as read"), max_length=40, blank=True)
    group = models.CharField(_("group of States"), max_length=200, blank=True)
    affiliation = models.CharField(_("announced as"), max_length=200, blank=True)
    capacity = models.CharField(_("capacity"), max_length=12, choices=Capacity.choices)
    language = models.CharField(_("language"), max_length=8)
    text = models.TextField(_("text"))
    search = models.TextField(_("text for searching"))
    line = models.PositiveIntegerField(_("line of the file"))
    page = models.PositiveIntegerField(_("page of the file"), null=True, blank=True, help_text=_("Empty where files of its form know no pages."))

    objects = SpeechQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "order"]
        verbose_name = _("speech")
        verbose_name_plural = _("speeches")
        constraints = [models.UniqueConstraint(fields=["edition", "order"], name="speech_order_once_per_edition")]

    def __str__(self) -> str:
        return f"{self.order}. {self.speaker}"


class Vote(models.Model):
    """A vote, as the record gives it. What the lists and the announced numbers say is kept as printed, even where they disagree."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="votes", verbose_name=_("edition"))
    number = models.PositiveIntegerField(_("number"))
    draft = models.CharField(_("draft"), max_length=60, blank=True)
    sponsors = models.JSONField(_("sponsors"), default=list, blank=True)
    procedural = models.BooleanField(_("procedural"), default=False)
    outcome = models.CharField(_("outcome"), max_length=10, blank=True)
    resolution = models.CharField(_("adopted as"), max_length=60, blank=True, db_index=True)
    stated = models.JSONField(_("numbers announced"), default=dict, blank=True)
    speech_order = models.PositiveIntegerField(_("announced in speech"), default=0)

    objects = VoteQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "number"]
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [models.UniqueConstraint(fields=["edition", "number"], name="vote_number_once_per_edition")]

    def __str__(self) -> str:
        return self.resolution or self.draft or f"{self.number}"


class Ballot(models.Model):
    """How one State voted."""

    vote = models.ForeignKey(Vote, models.CASCADE, related_name="ballots", verbose_name=_("vote"))
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="ballots", verbose_name=_("voting State"))
    choice = models.CharField(_("choice"), max_length=12, choices=Choice.choices)

    class Meta:
        ordering = ["vote", "actor__position"]
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        constraints = [models.UniqueConstraint(fields=["vote", "actor"], name="ballot_once_per_vote_and_state")]

    def __str__(self) -> str:
        return f"{self.actor_id} {self.choice}"


class Commitment(models.Model):
    """A sentence in which a speaker says what the own State or body will do (pledge) or has done (measure).

    Suggested by the machine; `opinion` is the settled copy of the decisions, written by `services.commitments` only. Staff alone see what is
    not confirmed.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="commitments", verbose_name=_("document"))
    speech = models.ForeignKey(Speech, models.PROTECT, related_name="commitments", verbose_name=_("speech"))
    key = models.CharField(_("key"), max_length=80, unique=True)
    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    number = models.PositiveIntegerField(_("number"))
    presence = models.CharField(_("presence"), max_length=12, choices=Presence.choices, default=Presence.FOUND)
    opinion = models.CharField(_("opinion"), max_length=10, choices=Opinion.choices, default=Opinion.SUGGESTED, db_index=True)
    kind = models.CharField(_("kind"), max_length=8, choices=CommitmentKind.choices)
    actor = models.ForeignKey(Actor, models.PROTECT, null=True, blank=True, related_name="commitments", verbose_name=_("actor"))
    actor_code = models.CharField(_("actor, as read"), max_length=40)
    text = models.TextField(_("text"))
    start = models.PositiveIntegerField(_("start"), help_text=_("Characters of the speech's text."))
    end = models.PositiveIntegerField(_("end"))
    amount = models.DecimalField(_("amount"), max_digits=20, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    condition = models.CharField(_("condition"), max_length=120, blank=True)
    horizon = models.CharField(_("horizon"), max_length=120, blank=True)
    beneficiary = models.CharField(_("beneficiary"), max_length=120, blank=True)
    instruments = models.JSONField(_("instruments"), default=list, blank=True)
    rule = models.CharField(_("rule"), max_length=80)
    lexicon_version = models.CharField(_("version of the lexicon"), max_length=12)
    subjects = models.ManyToManyField(SubjectArea, blank=True, related_name="commitments", verbose_name=_("subject areas"))

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["document", "speech__order", "start"]
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        constraints = [models.CheckConstraint(condition=models.Q(opinion__in=Opinion.values), name="commitment_opinion_known")]

    def __str__(self) -> str:
        return self.key

    def get_absolute_url(self) -> str:
        return reverse("commitment", args=[self.slug])


class CommitmentDecision(models.Model):
    """What a person decided about a suggested commitment; the last one counts."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="decisions", verbose_name=_("commitment"))
    verdict = models.CharField(_("verdict"), max_length=8, choices=[(v.value, v.label) for v in (Verdict.ACCEPT, Verdict.REJECT)])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="commitment_decisions", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("decision on a commitment")
        verbose_name_plural = _("decisions on commitments")

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.verdict}"


class Tie(models.Model):
    """A commitment and an obligation it may answer, with the reason. Suggested by the machine, confirmed or rejected by staff."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="ties", verbose_name=_("commitment"))
    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="ties", verbose_name=_("obligation"))
    score = models.FloatField(_("score"))
    reason = models.CharField(_("reason"), max_length=200)
    opinion = models.CharField(_("opinion"), max_length=10, choices=Opinion.choices, default=Opinion.SUGGESTED)
    basis = models.CharField(_("basis"), max_length=12, choices=Basis.choices, default=Basis.MACHINE)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="ties", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), null=True, blank=True)

    objects = TieQuerySet.as_manager()

    class Meta:
        ordering = ["commitment", "-score", "obligation"]
        verbose_name = _("tie")
        verbose_name_plural = _("ties")
        constraints = [models.UniqueConstraint(fields=["commitment", "obligation"], name="tie_once_per_pair")]

    def __str__(self) -> str:
        return f"{self.commitment_id} → {self.obligation_id}"
