"""A condition on many keys at once: `assessment__among=keys`.

As `in`, with the keys as one value. A list with hundreds of places takes the database longer to read than to answer.
"""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Field, ForeignObject, Lookup


@ForeignObject.register_lookup
@Field.register_lookup
class Among(Lookup):
    """Whether a column holds one of some whole numbers, given as a list."""

    lookup_name = "among"

    def get_prep_lookup(self) -> list[int]:
        return [int(key) for key in self.rhs]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return self._compared(compiler, connection, "{} IN (SELECT value FROM json_each(%s))", json.dumps(self.rhs))

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The keys as an array."""
        return self._compared(compiler, connection, "{} = ANY(%s)", self.rhs)

    def _compared(self, compiler: Any, connection: Any, form: str, keys: Any) -> tuple[str, tuple[Any, ...]]:
        if not self.rhs:
            raise EmptyResultSet
        column, params = self.process_lhs(compiler, connection)
        return form.format(column), (*params, keys)
