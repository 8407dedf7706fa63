"""Store what reading an edition left in doubt, so that staff see it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from ingest.problems import PROBLEMS
from ingest.records import Problem as ParsedProblem
from obligations.incoming.problemtexts import PAIRED
from obligations.models import Edition, Problem


def store(edition: Edition, problems: Iterable[ParsedProblem]) -> None:
    """Store the problems of an edition that came in."""
    Problem.objects.bulk_create(
        Problem(edition=edition, line=p.line, what=p.what, advice=p.advice, code=p.code, params=dict(p.params)) for p in problems
    )


def replace(edition: Edition, problems: Iterable[ParsedProblem]) -> None:
    """Store the problems of an edition that was read again in place of those that reading it left before.

    A problem with a line, or with a code of reading, comes from reading; one of comparing editions stays.
    """
    new = {(problem.line, problem.what): problem for problem in problems}
    read = Q(line__isnull=False) | Q(code__in=PROBLEMS) | Q(what__in=[problem.what for problem in new.values()])
    edition.problems.filter(read).delete()
    store(edition, new.values())


def replace_pairing(edition: Edition, problems: Iterable[ParsedProblem]) -> None:
    """Store what is doubtful about how an edition in another language pairs, in place of what was; it stands beside another edition now."""
    edition.problems.filter(code__in=[*PAIRED, "no_first_edition"]).delete()
    store(edition, problems)
