"""Every closed list of codes, with its labels and definitions, for programs that show or check codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from obligations import choices
from obligations.dues.states import DueState
from obligations.incoming.problemtexts import SENTENCES
from obligations.models import SubjectArea
from obligations.rounds.reading import CellState, Change

LANGUAGES = {"zh": "zh-hans", "en": "en"}
Words = dict[str, str]  # by language: {"zh": "决定", "en": "Decides"}


@dataclass(frozen=True, slots=True)
class CodeValue:
    """A code of a list; no definition where the label says it all."""

    code: str
    label: Words
    definition: Words | None = None


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list of codes, in the order in which it is shown."""

    code: str
    label: Words
    values: tuple[CodeValue, ...]


LISTS: tuple[tuple[str, Any, type[TextChoices]], ...] = (
    ("document_kind", _("Kind of document"), choices.DocumentKind),
    ("paragraph_kind", _("Part of the document"), choices.ParagraphKind),
    ("force", _("Force"), choices.Force),
    ("legal_basis", _("Legal basis"), choices.LegalBasis),
    ("presence", _("Presence"), choices.Presence),
    ("lifecycle", _("Lifecycle"), choices.Lifecycle),
    ("basis", _("What a label rests on"), choices.Basis),
    ("label", _("Kind of label"), choices.Label),
    ("verdict", _("What a decision says"), choices.Verdict),
    ("opinion", _("Opinion"), choices.Opinion),
    ("due_state", _("What is known of a day"), DueState),
    ("due_verdict", _("What staff record of a day"), choices.DueVerdict),
    ("capacity", _("In what capacity somebody speaks"), choices.Capacity),
    ("ballot", _("How a State votes"), choices.Ballot),
    ("commitment_kind", _("Kind of commitment"), choices.CommitmentKind),
    ("status", _("Status"), choices.Status),
    ("commitment_status", _("Status of a commitment"), choices.CommitmentStatus),
    ("review_state", _("Review state"), choices.ReviewState),
    ("audience", _("Audience"), choices.Audience),
    ("applicability", _("Applicability"), choices.Applicability),
    ("evidence_kind", _("Kind of evidence"), choices.EvidenceKind),
    ("evidence_access", _("Who may see a piece of evidence"), choices.EvidenceAccess),
    ("relation_kind", _("How an obligation relates to an earlier one"), choices.RelationKind),
    ("cell_state", _("State of the cell"), CellState),
    ("change", _("What became of it"), Change),
    ("actor_kind", _("Kind of actor"), choices.ActorKind),
    ("regional_group", _("Regional group"), choices.RegionalGroup),
)
DEFINITIONS: Mapping[type[TextChoices], Mapping[Any, Any]] = {
    choices.Status: choices.STATUS_DEFINITIONS,
    choices.CommitmentStatus: choices.COMMITMENT_STATUS_DEFINITIONS,
}


def code_lists(areas: Iterable[SubjectArea]) -> list[CodeList]:
    """All lists: those of the program, the subject areas (from the database), and what reading a document may leave in doubt."""
    return [
        *(_listed(code, title, kind) for code, title, kind in LISTS),
        CodeList("subject_area", _both(_("Subject area")), tuple(_area(area) for area in areas)),
        CodeList("problem", _both(_("What is doubtful in a document")), tuple(_problems())),
    ]


def _listed(code: str, title: Any, kind: type[TextChoices]) -> CodeList:
    defined = DEFINITIONS.get(kind, {})
    values = (CodeValue(str(value), _both(value.label), _both(defined[value]) if value in defined else None) for value in kind)
    return CodeList(code, _both(title), tuple(values))


def _area(area: SubjectArea) -> CodeValue:
    return CodeValue(area.code, {"zh": area.label_zh, "en": area.label_en}, {"zh": area.definition_zh, "en": area.definition_en})


def _problems() -> Iterable[CodeValue]:
    """The sentences with the names of their params in them (`%(label)s`), and what to do about it."""
    for code, sentences in SENTENCES.items():
        yield CodeValue(code, _both(sentences.what), _both(sentences.advice) if sentences.advice else None)


def _both(words: Any) -> Words:
    """Words in both languages; a sentence that is only marked for translation is looked up."""
    said = {}
    for name, language in LANGUAGES.items():
        with override(language):
            said[name] = gettext(words) if isinstance(words, str) else str(words)
    return said
