"""What became of commitments, version by version; each takes the steps that versions on obligations take."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound

from obligations.api import columns
from obligations.api.serializers.assessments import AssessmentVersionSerializer
from obligations.api.serializers.commitment_versions import CommitmentVersionSerializer
from obligations.api.serializers.recording import OutdatedCommitmentSerializer, OutdatedSerializer
from obligations.api.views.recording import VersionView, shown_versions
from obligations.models import Assessment, Commitment


class CommitmentVersionView(VersionView):
    """Every version of what became of a commitment that the reader may see, the newest first; for staff on request also those under way."""

    serializer_class = CommitmentVersionSerializer
    columns = columns.COMMITMENT_VERSIONS  # type: ignore[assignment]
    described_as: ClassVar[dict[type, type]] = {
        AssessmentVersionSerializer: CommitmentVersionSerializer,
        OutdatedSerializer: OutdatedCommitmentSerializer,
    }

    def get_queryset(self) -> QuerySet[Assessment]:
        """The versions. Raises NotFound where there is no such commitment for the reader."""
        slug, user = self.kwargs["slug"], self.request.user
        if not Commitment.objects.visible_to(user).filter(slug=slug).exists():
            raise NotFound(_("There is nothing here under “%(key)s”, or it is not for your eyes.") % {"key": slug})
        return shown_versions(user, of_commitments=True).filter(commitment__slug=slug)
