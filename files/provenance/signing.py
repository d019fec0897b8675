"""Content Credentials: a signed C2PA manifest in the picture, where the operator has a certificate.

After the C2PA specification 2.x, by the library c2pa-python (an extra, requirements-c2pa.txt). It
signs offline: no time stamp is asked for, no certificate is checked on line. Nothing of the
picture an edit began with is in the manifest, not even a thumbnail.
"""

import io
import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings

from files.errors import SigningFailed
from files.provenance.xmp import NEWSCODES

IS_INSTALLED = find_spec("c2pa") is not None and find_spec("cryptography") is not None
QUIET = {
    "builder": {"thumbnail": {"enabled": False}},
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False},
}
PARENT = {
    "title": "The picture this began with",
    "relationship": "parentOf",
    "label": "parent",
    "instance_id": "xmp:iid:parent",
}


def is_wanted() -> bool:
    """Whether the operator has named a certificate or a key."""
    return bool(settings.C2PA_CERT or settings.C2PA_KEY)


def signer_name() -> str:
    """Whose name the signatures carry; empty where nothing is signed. Raises SigningFailed."""
    return _signer(settings.C2PA_CERT, settings.C2PA_KEY)[1] if is_wanted() else ""


def sign_picture(
    data: bytes, content_type: str, *, source_type: str, is_edit: bool, system: str
) -> bytes:
    """The picture with a manifest in it. Sign last: any later change breaks it.

    Raises SigningFailed.
    """
    import c2pa  # noqa: PLC0415 - an extra

    signer, _ = _signer(settings.C2PA_CERT, settings.C2PA_KEY)
    manifest = _manifest(content_type, source_type=source_type, is_edit=is_edit, system=system)
    signed = io.BytesIO()
    try:
        context = c2pa.Context(c2pa.Settings.from_dict(QUIET))
        builder = c2pa.Builder(json.dumps(manifest), context=context)
        builder.sign(signer, content_type, io.BytesIO(data), signed)
    except c2pa.C2paError as error:
        raise SigningFailed from error
    return signed.getvalue()


def _manifest(content_type: str, *, source_type: str, is_edit: bool, system: str) -> dict[str, Any]:
    how = {
        "digitalSourceType": f"{NEWSCODES}{source_type}",
        "softwareAgent": {"name": system},
    }
    actions: list[dict[str, Any]] = [{"action": "c2pa.created", **how}]
    if is_edit:
        opened = {"action": "c2pa.opened", "parameters": {"ingredientIds": [PARENT["label"]]}}
        actions = [opened, {"action": "c2pa.edited", **how}]
    return {
        "claim_generator_info": [{"name": "Nano Banana"}],
        "ingredients": [{**PARENT, "format": content_type}] if is_edit else [],
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": actions}}],
    }


@cache
def _signer(cert: str, key: str) -> tuple[Any, str]:
    """The signer, and the name in its certificate. Raises SigningFailed."""
    if not IS_INSTALLED:
        raise SigningFailed("Signing needs an extra: pip install -r requirements-c2pa.txt")
    if not (cert and key):
        raise SigningFailed("Signing needs both C2PA_CERT and C2PA_KEY.")
    import c2pa  # noqa: PLC0415 - an extra

    from files.provenance.certificates import algorithm_of, name_in  # noqa: PLC0415 - an extra

    try:
        chain, secret = Path(cert).read_bytes(), Path(key).read_bytes()
        algorithm = getattr(c2pa.C2paSigningAlg, algorithm_of(secret))
        info = c2pa.C2paSignerInfo(algorithm, chain, secret, None)
        return c2pa.Signer.from_info(info), name_in(chain)
    except (OSError, ValueError, c2pa.C2paError) as error:
        # The library's words may quote the key.
        raise SigningFailed(
            "The files that C2PA_CERT and C2PA_KEY name cannot be used: a chain of certificates "
            f"and its private key, in PEM ({type(error).__name__})."
        ) from None
