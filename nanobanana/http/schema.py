"""How the OpenAPI schema is made from the views."""

import re
from typing import Any

from drf_standardized_errors.openapi import AutoSchema

SENTENCE = re.compile(r"(.+?[.:;])(\s|$)", re.DOTALL)


class Titled:
    """Titles each operation by the first sentence of its docstring."""

    def get_summary(self: Any) -> str | None:
        """None where there is no docstring; readers of the schema then show the path."""
        found = SENTENCE.match(self.get_description() or "")
        return " ".join(found[1].rstrip(".:;").split()) if found else None


class ApiSchema(Titled, AutoSchema):
    """The contract's error shape under every status."""
