"""Signatures after Standard Webhooks (standardwebhooks.com): anyone can check them with its
libraries, and neither side can be spoken for without the secret."""

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Mapping

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
PREFIX = "whsec_"
TOLERANCE = 300
"""Seconds that a message may be old, or from the future: it cannot be sent again later."""


def signed_headers(secret: str, message_id: str, body: bytes, *, now: int = 0) -> dict[str, str]:
    """The headers of a message. Without a secret only the id: nothing is promised then."""
    if not secret:
        return {ID: message_id}
    moment = str(now or int(time.time()))
    return {ID: message_id, TIMESTAMP: moment, SIGNATURE: _sign(secret, message_id, moment, body)}


def is_signed(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether the message is from somebody who knows the secret, and from just now."""
    message_id, moment = headers.get(ID, ""), headers.get(TIMESTAMP, "")
    if not secret or not (moment.isascii() and moment.isdecimal()) or len(moment) > 15:
        return False
    if abs(time.time() - int(moment)) > TOLERANCE:
        return False
    right = _sign(secret, message_id, moment, body)
    given = headers.get(SIGNATURE, "").split()
    return any(hmac.compare_digest(right.encode(), each.encode()) for each in given)


def _sign(secret: str, message_id: str, moment: str, body: bytes) -> str:
    signed = f"{message_id}.{moment}.".encode() + body
    digest = hmac.new(_key(secret), signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def _key(secret: str) -> bytes:
    """What follows `whsec_` is base64; any other secret is taken as it is."""
    if secret.startswith(PREFIX):
        try:
            return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
        except (binascii.Error, ValueError):
            pass
    return secret.encode()
