"""Documents, their editions and paragraphs, and what is read from them."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from obligations.choices import DocumentKind, DueVerdict, ParagraphKind
from obligations.incoming import problemtexts
from obligations.querysets import DocumentQuerySet, EditionQuerySet, ParagraphQuerySet, ParagraphTextQuerySet


class Document(models.Model):
    """A resolution, a statement or a record. Its symbol is canonical and the same in every language."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    symbol = models.CharField(_("symbol"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=24, choices=DocumentKind.choices)
    title = models.CharField(_("title"), max_length=300)
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True, help_text=_("For a meeting record, the day of the meeting."))
    meeting = models.CharField(_("meeting"), max_length=60, blank=True)
    reference_edition = models.ForeignKey("Edition", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reference edition"))

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-adopted_on", "symbol"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [models.CheckConstraint(condition=models.Q(kind__in=DocumentKind.values), name="document_kind_known")]

    def __str__(self) -> str:
        return self.symbol

    def get_absolute_url(self) -> str:
        return reverse("document", args=[self.slug])


class FormerSlug(models.Model):
    """An address that a document had under an earlier symbol; it redirects."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    document = models.ForeignKey(Document, models.CASCADE, related_name="former_slugs", verbose_name=_("document"))

    class Meta:
        ordering = ["slug"]
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")

    def __str__(self) -> str:
        return self.slug


class Edition(models.Model):
    """The text of a document in one language, from one file. A later file is a new edition; the old one stays."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="editions", verbose_name=_("document"))
    number = models.PositiveIntegerField(_("number"))
    language = models.CharField(_("language"), max_length=8)
    sha256 = models.CharField("SHA-256", max_length=64)
    media_type = models.CharField(_("media type"), max_length=100)
    filename = models.CharField(_("file name"), max_length=255)
    size = models.PositiveIntegerField(_("size in bytes"))
    lexicon_version = models.CharField(_("version of the lexicon"), max_length=12)
    body = models.TextField(_("text"), blank=True, help_text=_("For a meeting record."))
    added_at = models.DateTimeField(_("added at"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="editions", verbose_name=_("added by"))

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["document", "number"]
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="edition_number_once_per_document"),
            models.UniqueConstraint(fields=["document", "sha256"], name="edition_file_once_per_document"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}/{self.number} ({self.language})"


class Paragraph(models.Model):
    """A paragraph of a document, whatever its edition. Identity stands here, text in `ParagraphText`; `label` is that of the reference edition."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="paragraphs", verbose_name=_("document"))
    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=ParagraphKind.choices)
    label = models.CharField(_("label"), max_length=40)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("chapeau"))
    position = models.PositiveIntegerField(_("position"))
    current = models.ForeignKey(
        "ParagraphText",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("text in the reference edition"),
        help_text=_("Empty where the reference edition no longer has the paragraph."),
    )

    objects = ParagraphQuerySet.as_manager()

    class Meta:
        ordering = ["document", "position"]
        verbose_name = _("paragraph")
        verbose_name_plural = _("paragraphs")
        indexes = [models.Index(fields=["document", "position"], name="paragraph_document_position")]

    def __str__(self) -> str:
        return f"{self.document.symbol} {self.label}"

    def get_absolute_url(self) -> str:
        return f"{self.document.get_absolute_url()}#{self.slug}"


class ParagraphText(models.Model):
    """The words of a paragraph in one edition. All spans count characters of `text`."""

    paragraph = models.ForeignKey(Paragraph, models.PROTECT, related_name="texts", verbose_name=_("paragraph"))
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="texts", verbose_name=_("edition"))
    label = models.CharField(_("label"), max_length=40)
    printed = models.CharField(_("printed mark"), max_length=20, blank=True)
    text = models.TextField(_("text"))
    search = models.TextField(_("text for searching"), help_text=_("Without white space, one width, simplified characters, lower case."))
    position = models.PositiveIntegerField(_("position"))
    line = models.PositiveIntegerField(_("line of the file"))
    page = models.PositiveIntegerField(_("page of the file"), null=True, blank=True, help_text=_("Empty where files of its form know no pages."))

    objects = ParagraphTextQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "position"]
        verbose_name = _("text of a paragraph")
        verbose_name_plural = _("texts of paragraphs")
        constraints = [
            models.UniqueConstraint(fields=["edition", "label"], name="label_once_per_edition"),
            models.UniqueConstraint(fields=["edition", "paragraph"], name="paragraph_once_per_edition"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Citation(models.Model):
    """Another text that a paragraph names."""

    text = models.ForeignKey(ParagraphText, models.CASCADE, related_name="citations", verbose_name=_("text"))
    kind = models.CharField(_("kind"), max_length=12)
    target = models.CharField(_("target"), max_length=200, db_index=True)
    label = models.CharField(_("paragraph"), max_length=40, blank=True)
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))

    class Meta:
        ordering = ["text", "start"]
        verbose_name = _("citation")
        verbose_name_plural = _("citations")

    def __str__(self) -> str:
        return f"{self.target} {self.label}".strip()


class Deadline(models.Model):
    """A date or a rhythm that a paragraph sets; `every` is an ISO 8601 duration."""

    text = models.ForeignKey(ParagraphText, models.CASCADE, related_name="deadlines", verbose_name=_("text"))
    rule = models.CharField(_("rule"), max_length=12)
    first_due = models.DateField(_("first due"), null=True, blank=True, db_index=True)
    every = models.CharField(_("every"), max_length=12, blank=True)
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))

    class Meta:
        ordering = ["first_due", "text", "start"]
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")

    def __str__(self) -> str:
        return self.text.text[self.start : self.end]


class DueRecord(models.Model):
    """What staff recorded about one date that a paragraph's deadline sets. Rows are only added; the last one on a date counts."""

    paragraph = models.ForeignKey(Paragraph, models.PROTECT, related_name="due_records", verbose_name=_("paragraph"))
    due_on = models.DateField(_("due on"))
    verdict = models.CharField(_("verdict"), max_length=8, choices=DueVerdict.choices)
    symbol = models.CharField(_("symbol of the document that meets it"), max_length=60, blank=True)
    dated = models.DateField(_("date of that document, or the date in its place"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="due_records", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["paragraph", "due_on", "pk"]
        verbose_name = _("record on a due date")
        verbose_name_plural = _("records on due dates")
        constraints = [models.CheckConstraint(condition=models.Q(verdict__in=DueVerdict.values), name="due_record_verdict_known")]

    def __str__(self) -> str:
        return f"{self.due_on} {self.verdict}"


class Problem(models.Model):
    """Something that reading an edition left in doubt, for staff to look at."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="problems", verbose_name=_("edition"))
    line = models.PositiveIntegerField(_("line"), null=True, blank=True)
    what = models.TextField(_("what"))
    advice = models.TextField(_("what to do"))
    code = models.CharField(_("code"), max_length=40, blank=True)
    params = models.JSONField(_("particulars"), default=dict, blank=True)

    class Meta:
        ordering = ["edition", "line", "pk"]
        verbose_name = _("problem")
        verbose_name_plural = _("problems")

    def __str__(self) -> str:
        return self.what

    @property
    def what_shown(self) -> str:
        """What is doubtful, in the reader's language."""
        return problemtexts.what(self)

    @property
    def advice_shown(self) -> str:
        """What to do about it, in the reader's language."""
        return problemtexts.advice(self)

    @property
    def unknown_name(self) -> str:
        """The name of a State or body that was not known, where that is the problem; else empty."""
        return problemtexts.unknown_name(self)
