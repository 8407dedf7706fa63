"""The page of one obligation: its text with the words marked, its labels with forms to decide on them, and the ways to its cells."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.forms import Media
from django.forms.widgets import Script
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from obligations.admin.forms import LabelsForm
from obligations.admin.labels import Names, all_decisions, chapeau_text, label_rows, marked_text
from obligations.admin.staff import log_address
from obligations.choices import ActorKind, Label
from obligations.desk.considered import Refused, other_force, refused_in
from obligations.desk.contradictions import act_of, contradictions, opinions_of
from obligations.models import Actor, Assessment, Obligation
from obligations.services import decisions
from obligations.services.assessments import ASSESSED_KINDS
from obligations.stats.figures import unconfirmed

if TYPE_CHECKING:
    from django.contrib.auth.models import User

GROUPS = {ActorKind.STATE: {"all_states", "member_states"}, ActorKind.OBSERVER: {"all_states"}}  # as `groups_of` says for one actor
KEPT = Media(js=[Script("obligations/keep.js", defer=True)])  # type: ignore[list-item]
LABELS, CONFIRM = "labels", "confirm"  # what a POST can ask for


class ObligationPage:
    """What the page shows, and what a POST to it does."""

    def __init__(self, obligation: Obligation, *, user: User, at: datetime, data: Any = None) -> None:
        self.obligation, self.user, self.at = obligation, user, at
        self.data = data or {}
        self.what = self.data.get("what", "")
        self.rows = label_rows(obligation)
        self.labels_form = LabelsForm(data if self.what == LABELS else None, obligation=obligation, rows=self.rows)

    @property
    def media(self) -> Media:
        return self.labels_form.media + KEPT

    @cached_property
    def versions(self) -> list[Assessment]:
        """All versions of the follow-up, by actor in the UN's order, newest first."""
        rows = Assessment.objects.visible_to(self.user).filter(obligation=self.obligation)
        return list(rows.select_related("actor", "author").order_by("actor__position", "-version"))

    @cached_property
    def may_decide(self) -> bool:
        return Obligation.objects.writable_by(self.user).filter(pk=self.obligation.pk).exists()

    def submit(self) -> str:
        """Do what the POST asks for. Returns a sentence about what was done; empty where a form has errors."""
        if self.what == CONFIRM:
            return self._confirm()
        if self.what == LABELS:
            return self._decide()
        raise PermissionDenied

    @property
    def open_labels(self) -> str:
        """Which values are open, so that nobody confirms one that came up after the page was shown."""
        return " ".join(f"{row.label}:{row.value}" for row in self.rows if row.is_open)

    def _confirm(self) -> str:
        if self.data.get("open_labels", "") != self.open_labels:
            self.labels_form.refuse(_("The labels have changed in the meantime. Look at them again, then confirm."))
            return ""
        made = decisions.confirm(obligation=self.obligation, by=self.user, at=self.at)
        return _("%(n)s labels confirmed.") % {"n": len(made)}

    def _decide(self) -> str:
        form = self.labels_form
        return _("The decisions are recorded.") if form.is_valid() and form.save(by=self.user, at=self.at) else ""

    def context(self) -> dict[str, Any]:
        """Everything the template shows."""
        obligation = self.obligation
        return {
            "obligation": obligation,
            "target": obligation,
            "paragraph": obligation.paragraph,
            "document": obligation.paragraph.document,
            "segments": marked_text(obligation, self.rows),
            "chapeau": chapeau_text(obligation),
            "facts": _facts(obligation),
            "siblings": self._siblings(),
            "next_open": self._next_open(),
            "rows": [(row, self._field(row.field_name), self._field(f"confirm_{row.label}")) for row in self.rows],
            "open_labels": self.open_labels,
            "open_count": sum(row.is_open for row in self.rows),
            "decisions": all_decisions(self.rows),
            "contradictions": self._contradictions(),
            "refused": self._refused(),
            "other_force": other_force(obligation),
            "versions": self.versions,
            "named": self._named(),
            "reached": self._reached(),
            "labels_form": self.labels_form,
            "may_decide": self.may_decide,
            "on": self.at.date(),
            "log_address": log_address([obligation.slug, obligation.paragraph.slug]),
        }

    def _contradictions(self) -> list[str]:
        """What does not fit together in the labels of the act and the subjects of its paragraph."""
        made = {decision.pk: decision for row in self.rows for decision in row.decisions}.values()
        names = Names(made)
        act = act_of(self.obligation, (d for d in made if d.label != Label.SUBJECT), name=names.of)
        return [found.what for found in contradictions([act], opinions_of((d for d in made if d.label == Label.SUBJECT), name=names.of))]

    def _refused(self) -> list[Refused]:
        """The verbs of the text that were considered and not taken for acts."""
        parent = self.obligation.paragraph.parent
        return refused_in(self.obligation.text, chapeau=parent.current if parent else None)

    def _siblings(self) -> QuerySet[Obligation]:
        """The other acts of the paragraph."""
        rows = Obligation.objects.visible_to(self.user).in_the_text().filter(paragraph=self.obligation.paragraph_id)
        return rows.exclude(pk=self.obligation.pk).select_related("verb").order_by("position")

    def _field(self, name: str) -> Any:
        return self.labels_form[name] if name in self.labels_form.fields else None

    def _named(self) -> list[Actor]:
        """The addressees for whom follow-up can be recorded one by one."""
        links = self.obligation.addressees.select_related("actor")
        return [link.actor for link in links if link.actor is not None and link.actor.kind in ASSESSED_KINDS]

    def _reached(self) -> list[Actor]:
        """All who have a cell of this obligation, in the UN's order: named, or one of the States that are addressed together."""
        codes = {link.code for link in self.obligation.addressees.all()}
        kinds = {kind for kind, groups in GROUPS.items() if codes & groups}
        rows = Actor.objects.filter(Q(code__in=codes) | Q(kind__in=kinds), kind__in=ASSESSED_KINDS)
        return list(rows.order_by("position")) if self.obligation.tracked else []

    def _next_open(self) -> Obligation | None:
        """The next obligation of the document with labels to confirm, after this one; else the first."""
        paragraph, position = self.obligation.paragraph, self.obligation.position
        rows = Obligation.objects.visible_to(self.user).in_the_text().filter(unconfirmed(), paragraph__document=paragraph.document_id)
        rows = rows.exclude(pk=self.obligation.pk).order_by("paragraph__position", "position")
        later = Q(paragraph__position__gt=paragraph.position) | Q(paragraph=paragraph, position__gt=position)
        return rows.filter(later).first() or rows.first()


def _facts(obligation: Obligation) -> list[tuple[str, str]]:
    """What the text says beside the labels; empty facts are left out."""
    facts = [
        (_("legal basis"), obligation.get_legal_basis_display()),
        (_("presence"), obligation.get_presence_display()),
        (_("lifecycle"), obligation.get_lifecycle_display()),
        (_("superseded by"), obligation.successor or ""),
        (_("source"), obligation.source),
        (_("modifiers"), "、".join(obligation.modifiers)),
        (_("hedges"), "、".join(obligation.hedges)),
        (_("supporting bodies"), "、".join(map(str, obligation.supporting))),
        (_("permission"), obligation.permission),
        (_("condition"), "；".join(filter(None, (link.condition for link in obligation.addressees.all())))),
        (_("ambiguous in Chinese"), _("Yes") if obligation.ambiguous else ""),
    ]
    return [(str(name), str(value)) for name, value in facts if value]
