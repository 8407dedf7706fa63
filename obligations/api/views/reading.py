"""What all endpoints share."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet

from obligations.api.description import Description

SLUG = "[-A-Za-z0-9_]+"


class ReadView(ReadOnlyModelViewSet):
    """A list and its single things, looked up by a natural key. Kinds of things give `queryset`, `get_queryset`, serializer and filters."""

    schema = Description()
    lookup_value_regex = SLUG

    def get_object(self) -> Any:
        """The thing at this address. Raises NotFound in a sentence of its own."""
        key = self.kwargs[self.lookup_url_kwarg or self.lookup_field]
        found = self.filter_queryset(self.get_queryset()).filter(**{self.lookup_field: key}).first()
        if found is None:
            raise NotFound(_("There is nothing here under “%(key)s”, or it is not for your eyes.") % {"key": key})
        self.check_object_permissions(self.request, found)
        return found


class Nowhere(APIView):
    """Every address under the API that leads nowhere; answered in the API's form."""

    permission_classes = [AllowAny]
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Say so, whatever the method."""
        raise NotFound(_("There is nothing at this address. The endpoints are listed at /api/v1/, and described at /api/docs/."))
