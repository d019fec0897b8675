"""What an operator is told before the site starts."""

from typing import Any

from django.core.checks import CheckMessage, Error

from files.errors import SigningFailed
from files.provenance.signing import signer_name


def check_signing(**kwargs: Any) -> list[CheckMessage]:
    """Whether pictures can be signed, where C2PA_CERT and C2PA_KEY say that they are to be."""
    try:
        signer_name()
    except SigningFailed as error:
        return [Error(error.detail, id="files.E001")]
    return []
