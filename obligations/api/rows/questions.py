"""Questions to the database of which only the keys change from page to page: put into SQL once, asked often.

For questions that are the same for everybody. What depends on who asks is put together anew each time, by `visible_to`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, router
from django.db.models import BooleanField, Func, QuerySet

HOLE = "/*keys {}*/"  # stands for keys in SQL; a comment, as nobody's words can become one


class Among(Func):
    """Whether a column holds one of some primary keys: those given, or those that `Question.ask` is given in this place.

    They are written into the SQL as whole numbers, because hundreds of them cost the framework more to pass than the database to find.
    """

    conditional = True
    output_field = BooleanField()

    def __init__(self, column: str, keys: Collection[int] | None = None, *, place: int = 0) -> None:
        super().__init__(column)
        self.inside = HOLE.format(place) if keys is None else written(keys)

    def as_sql(self, compiler: Any, connection: Any, *_template: Any, **_context: Any) -> tuple[str, Any]:
        """`column IN (1,2,3)`."""
        sql, params = compiler.compile(self.source_expressions[0])
        return f"{sql} IN ({self.inside})", params


def written(keys: Collection[int]) -> str:
    """Keys as SQL; of none, what no key equals."""
    return ",".join(str(int(key)) for key in keys) or "NULL"


class Question:
    """A query by `values_list` with `Among` in it, made by `make` when it is first asked in a thread."""

    def __init__(self, make: Callable[[], QuerySet[Any, Any]]) -> None:
        self.make, self.compiled = make, threading.local()

    def ask(self, *keys: Collection[int]) -> Iterable[Any]:
        """The rows for some keys, one collection for each place."""
        compiler, sql, params, converters = self._compiled()
        for place, these in enumerate(keys):
            sql = sql.replace(HOLE.format(place), written(these))
        with connections[router.db_for_read(compiler.query.model)].cursor() as cursor:
            cursor.execute(sql, params)
            rows = cursor.fetchall()
        return compiler.apply_converters(rows, converters) if converters else rows

    def _compiled(self) -> Any:
        if not hasattr(self.compiled, "question"):
            compiler: Any = self.make().query.get_compiler(DEFAULT_DB_ALIAS)
            sql, params = compiler.as_sql()
            converters = compiler.get_converters([column for column, _sql, _name in compiler.select])
            self.compiled.question = compiler, sql, params, converters
        return self.compiled.question
