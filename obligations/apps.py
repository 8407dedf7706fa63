"""The Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ObligationsConfig(AppConfig):
    """Documents, obligations, assessments."""

    name = "obligations"
    verbose_name = _("Commitments and obligations")
