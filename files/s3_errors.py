"""What an S3-compatible storage and the way to it may say, in our errors and in words."""

import errno
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager

from boto3.exceptions import Boto3Error
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    NoCredentialsError,
    PartialCredentialsError,
)
from botocore.exceptions import (
    ConnectionError as NotConnected,
)

from files.errors import StorageUnavailable

logger = logging.getLogger(__name__)

MISSING = frozenset({"404", "NoSuchKey", "NotFound"})
NO_ROOM = frozenset(
    {
        "QuotaExceeded",  # Ceph
        "XMinioAdminBucketQuotaExceeded",
        "XMinioStorageFull",
        "InsufficientStorage",
        "StorageQuotaExceeded",
        "StorageCapExceeded",  # Backblaze
        "507",
    }
)
INSUFFICIENT_STORAGE = 507

REASONS = {
    "NoSuchBucket": "there is no such bucket. Make it, or mend its name",
    "InvalidAccessKeyId": "the access key is not known there. Mend the key",
    "SignatureDoesNotMatch": "the secret does not belong to the access key. Mend the secret",
    "AccessDenied": "the access key may not do this. Allow it to read, write, list and delete",
    "403": "the access key may not do this. Allow it to read, write, list and delete",
    "PermanentRedirect": "the bucket is in another region. Set the region",
    "AuthorizationHeaderMalformed": "the bucket is in another region. Set the region",
    "RequestTimeTooSkewed": "this machine's clock is wrong. Set it",
    "ExpiredToken": "the credentials have expired. Renew them",
}


@contextmanager
def speaking_to(place: str, name: str = "") -> Iterator[None]:
    """Turns boto's errors into what our storages promise: FileNotFoundError, an OSError that says
    that there is no room, or StorageUnavailable. `place` is named to the operator, as is why."""
    try:
        yield
    except ClientError as error:
        raise _refusal(error, place, name) from error
    except (BotoCoreError, Boto3Error) as error:
        raise _unavailable(place, _fault(error)) from error


def _refusal(error: ClientError, place: str, name: str) -> Exception:
    code = str(error.response.get("Error", {}).get("Code", ""))
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code in MISSING:
        return FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name)
    if code in NO_ROOM or status == INSUFFICIENT_STORAGE:
        return OSError(errno.ENOSPC, f"There is no room left in {place}", name)
    return _unavailable(place, REASONS.get(code, f"it answers {code or status}"))


def _fault(error: Exception) -> str:
    if isinstance(error, NoCredentialsError | PartialCredentialsError):
        return "no access key was found. Set one, or give this machine a role"
    if isinstance(error, NotConnected):
        return "nobody answers there. Mend the address, or see to that server"
    return f"the connection broke ({type(error).__name__})"


def _unavailable(place: str, fault: str) -> StorageUnavailable:
    problem = StorageUnavailable(f"Pictures are kept in {place}, and {fault}.")
    logger.warning("%s", problem.reason)
    return problem
