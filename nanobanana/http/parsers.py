"""JSON bodies from strangers."""

import codecs
import json
import math
import re
from typing import Any

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

MAYBE_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class BoundedJSONParser(JSONParser):
    """REST framework's parser, for I-JSON (RFC 7493) only.

    Nesting without end, numbers past a float's range and halves of surrogate pairs are bad
    requests: a database or an answer could not hold them.
    """

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        encoding = (parser_context or {}).get("encoding", settings.DEFAULT_CHARSET)
        try:
            text = codecs.getreader(encoding)(stream).read()
            value = json.loads(text, parse_constant=_number, parse_float=_number)
            if MAYBE_SURROGATE.search(text):
                json.dumps(value, ensure_ascii=False).encode()
        except RecursionError as error:
            raise ParseError("This JSON is nested too deeply.") from error
        except UnicodeEncodeError as error:
            raise ParseError("This JSON holds half a character (a lone surrogate).") from error
        except ValueError as error:
            raise ParseError(f"JSON parse error - {error}") from error
        return value


def _number(written: str) -> float:
    """Raises ValueError for NaN and for what is too large for a float."""
    value = float(written)
    if not math.isfinite(value):
        raise ValueError(f"{written} is not a number that JSON can carry")
    return value
