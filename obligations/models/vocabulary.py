"""The words labels are made of: verbs, subject areas, actors, instruments. Loaded from the lexicons, shown in two languages."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from obligations.choices import ActorKind, Force, LexiconKind, RegionalGroup
from obligations.querysets import ActorQuerySet
from obligations.querysets.aliases import AliasQuerySet


def in_language(zh: str, en: str) -> str:
    """The label for the language of the interface; Chinese where there is no English one."""
    return en if (get_language() or "").startswith("en") and en else zh


class Verb(models.Model):
    """A verb of the Council, in its dictionary form."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    verb = models.CharField(_("verb"), max_length=20)
    label_en = models.CharField(_("English counterpart"), max_length=60)
    force = models.CharField(_("force"), max_length=12, choices=Force.choices)
    force_with_duty = models.CharField(_("force with a duty"), max_length=12, choices=Force.choices, blank=True)
    position = models.PositiveIntegerField(_("position"))

    class Meta:
        ordering = ["position"]
        verbose_name = _("verb")
        verbose_name_plural = _("verbs")

    def __str__(self) -> str:
        return self.verb


class LexiconEntry(models.Model):
    """A word that staff added to the lexicon: an entry in the form of the lexicon's files, with examples that must match."""

    kind = models.CharField(_("kind"), max_length=12, choices=LexiconKind.choices)
    code = models.SlugField(_("code"), max_length=60, unique=True)
    content = models.JSONField(_("content"), help_text=_("In the form of the lexicon's files."))
    active = models.BooleanField(_("in use"), default=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="lexicon_entries", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        ordering = ["kind", "code"]
        verbose_name = _("lexicon entry")
        verbose_name_plural = _("lexicon entries")
        constraints = [models.CheckConstraint(condition=models.Q(kind__in=LexiconKind.values), name="lexicon_entry_kind_known")]

    def __str__(self) -> str:
        return self.code


class SubjectArea(models.Model):
    """A subject area, defined in one sentence."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    label_zh = models.CharField(_("label in Chinese"), max_length=60)
    label_en = models.CharField(_("label in English"), max_length=100)
    definition_zh = models.TextField(_("definition in Chinese"))
    definition_en = models.TextField(_("definition in English"))
    position = models.PositiveIntegerField(_("position"))

    class Meta:
        ordering = ["position"]
        verbose_name = _("subject area")
        verbose_name_plural = _("subject areas")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self.label_zh, self.label_en)

    @property
    def definition(self) -> str:
        return in_language(self.definition_zh, self.definition_en)


class Actor(models.Model):
    """Somebody who can carry out an obligation: a State (ISO 3166-1 alpha-3), a group of States, a body, an organization."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=ActorKind.choices)
    name_zh = models.CharField(_("name in Chinese"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=200)
    formal_zh = models.CharField(_("formal name in Chinese"), max_length=120, blank=True)
    formal_en = models.CharField(_("formal name in English"), max_length=200, blank=True)
    regional_group = models.CharField(_("regional group"), max_length=40, choices=RegionalGroup.choices, blank=True)
    since = models.DateField(_("member since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    successors = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="predecessors", verbose_name=_("successors"))
    position = models.PositiveIntegerField(_("position"), help_text=_("The UN's order."))

    objects = ActorQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        verbose_name = _("actor")
        verbose_name_plural = _("actors")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("actor", args=[self.code])

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)


class ActorAlias(models.Model):
    """A name under which documents mention an actor: from the lexicon as shipped (added by nobody), or added by staff."""

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="aliases", verbose_name=_("actor"))
    name = models.CharField(_("name"), max_length=120)
    active = models.BooleanField(_("in use"), default=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="actor_aliases", verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added at"), null=True, blank=True)

    objects = AliasQuerySet.as_manager()

    class Meta:
        ordering = ["actor", "name"]
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        constraints = [
            models.UniqueConstraint(fields=["actor", "name"], name="alias_once_per_actor"),
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(active=True, added_by__isnull=False), name="alias_of_staff_names_one_actor"
            ),
            models.CheckConstraint(
                condition=models.Q(added_by__isnull=True, added_at__isnull=True, active=True)
                | models.Q(added_by__isnull=False, added_at__isnull=False),
                name="alias_says_who_added_it_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Instrument(models.Model):
    """A treaty or another instrument that paragraphs cite."""

    code = models.SlugField(_("code"), max_length=80, unique=True)
    title_zh = models.CharField(_("title in Chinese"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=300)
    year = models.PositiveIntegerField(_("year"), null=True, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self.title_zh, self.title_en)
