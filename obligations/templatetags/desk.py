"""What several pages of staff include."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from obligations.desk.digest import returned_to
from obligations.desk.worklist import assigned_actors
from obligations.models import Actor, Assessment, Comment, Obligation
from obligations.querysets import has_role, is_staff, scopes_of
from obligations.services import carryover

register = template.Library()
MOST_STATES = 12  # of those assigned, on the first page


@register.inclusion_tag("admin/obligations/comments.html", takes_context=True)
def comments_about(context: Context, **about: Any) -> dict[str, Any]:
    """The threads on an `obligation`, a cell (with `actor`), an `assessment` or a `commitment`, with the forms to go on with them.

    For an obligation alone those on its cells are left out: they stand on the cells' own pages.
    """
    request = context["request"]
    rows = Comment.objects.visible_to(request.user).filter(parent__isnull=True)
    for name in ("obligation", "commitment"):
        if about.get(name) is not None:
            rows = rows.filter(**{name: about[name]})
    rows = rows.filter(actor=about.get("actor")) if "assessment" not in about else rows.filter(assessment=about["assessment"])
    threads = list(rows.select_related("author", "resolved_by", "assessment").prefetch_related("answers__author"))
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "open_threads": [thread for thread in threads if thread.resolved_at is None],
        "resolved_threads": [thread for thread in threads if thread.resolved_at is not None],
        "about": [(name, row.pk) for name, row in about.items() if row is not None],
    }


@register.inclusion_tag("admin/obligations/related.html", takes_context=True)
def related_follow_up(context: Context, obligation: Obligation, actor: Actor) -> dict[str, Any]:
    """What stands for the same actor on related obligations, each with a button that carries it over."""
    request = context["request"]
    rows = carryover.related(obligation, actor, user=request.user)
    may_carry = Obligation.objects.assessable_by(request.user, actor).filter(pk=obligation.pk).exists() if rows else False
    return {"rows": rows, "obligation": obligation, "csrf_token": context.get("csrf_token"), "may_carry": may_carry}


@register.simple_tag(takes_context=True)
def may_import(context: Context) -> bool:
    """Whether the person may import documents."""
    return has_role(context["request"].user, "editor")


@register.inclusion_tag("admin/obligations/desk.html", takes_context=True)
def desk(context: Context) -> dict[str, Any]:
    """What waits for the person, and the ways to the work: for the first page of the admin. Nothing for people who are not staff of the tracker."""
    user = context["request"].user
    if not is_staff(user):
        return {"shown": False}
    return {
        "shown": True,
        "user": user,
        "records": bool(scopes_of(user)),
        "reviews": has_role(user, "reviewer"),
        "imports": has_role(user, "editor"),
        "states": assigned_actors(user)[:MOST_STATES],
        "returned": returned_to(user).count(),
        "drafts": Assessment.objects.writable_by(user).count(),
        "waiting": Assessment.objects.reviewable_by(user).count(),
        "threads": Comment.objects.visible_to(user).unresolved().count(),
    }
