"""Saved views: keep the filter of a list under a name, and the page on which one renames and deletes one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from obligations.models import SavedView
from obligations.models.savedviews import SavedList
from obligations.services import savedviews
from obligations.views.access import for_readers

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@login_required
@for_readers
def saved_view_list(request: HttpRequest) -> HttpResponse:
    """One's own saved views, each with its filter, a form to rename it and one to delete it."""
    return render(request, "obligations/saved_views.html", {"views": SavedView.objects.visible_to(request.user)})


@login_required
@require_POST
def save_view(request: HttpRequest) -> HttpResponseRedirect:
    """Keep the filter of a list; then the list again, with a sentence that says what happened."""
    user, sent = cast("User", request.user), request.POST
    of = sent.get("of", SavedList.OBLIGATIONS)
    try:
        view = savedviews.save(user=user, of=of, name=sent.get("name", ""), query=sent.get("query", ""), at=timezone.now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        of = of if of in SavedList.values else SavedList.OBLIGATIONS
        query = sent.get("query", "").replace("\x00", "")
        return HttpResponseRedirect(f"{reverse(of)}?{query}" if query.isprintable() else reverse(of))
    messages.success(request, _("This view is saved as “%(name)s”. Only you see it.") % {"name": view.name})
    return HttpResponseRedirect(view.get_absolute_url())


@login_required
@require_POST
def rename_view(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Give one of one's own another name."""
    user = cast("User", request.user)
    view = get_object_or_404(SavedView.objects.visible_to(user), pk=pk)
    try:
        view = savedviews.rename(view=view, name=request.POST.get("name", ""), by=user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("The view is now called “%(name)s”.") % {"name": view.name})
    return redirect("saved-views")


@login_required
@require_POST
def delete_view(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Delete one of one's own."""
    user = cast("User", request.user)
    view = get_object_or_404(SavedView.objects.visible_to(user), pk=pk)
    savedviews.delete(view=view, by=user)
    messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
    return redirect("saved-views")
