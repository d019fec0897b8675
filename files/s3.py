"""Files in an S3-compatible bucket."""

import io
from collections.abc import Generator
from contextlib import AbstractContextManager
from datetime import datetime
from functools import lru_cache
from typing import Any

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from django.core.files.base import File
from storages.backends.s3 import S3Storage
from storages.utils import ReadBytesWrapper, clean_name, to_bytes

from files.s3_errors import speaking_to
from files.storage import CHUNK

PART_BYTES = 8 * 1024 * 1024
"""Larger objects go up in parts of this size, four at once."""

PARTS = TransferConfig(
    multipart_threshold=PART_BYTES, multipart_chunksize=PART_BYTES, max_concurrency=4
)


@lru_cache(maxsize=8)
def client_at(
    endpoint: str, region: str, addressing: str, access_key: str | None, secret_key: str | None
) -> Any:
    """Threads may share a client, and making one costs a third of a second."""
    config = Config(
        signature_version="s3v4",
        s3={"addressing_style": addressing},
        connect_timeout=3,
        read_timeout=20,
        retries={"mode": "standard", "total_max_attempts": 3},
        max_pool_connections=32,
        # Newer checksums, which boto sends unasked, are refused by many servers but Amazon's.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    session = boto3.Session(aws_access_key_id=access_key, aws_secret_access_key=secret_key)
    return session.client("s3", endpoint_url=endpoint, region_name=region, config=config)


class BucketFile(File):  # type: ignore[type-arg]
    """An object in a bucket, open for reading: a part of it, or all of it at once."""

    mode = "rb"

    def __init__(self, storage: "BucketStorage", name: str, head: dict[str, Any]) -> None:
        self.name = name
        self.size = head["ContentLength"]
        self._version = head["ETag"]
        self._storage = storage
        self._whole: io.BytesIO | None = None
        self._closed = False

    @property
    def file(self) -> io.BytesIO:  # type: ignore[override]
        """All the bytes, fetched when first read: who asks for the size alone needs none."""
        if self._closed:
            raise ValueError("This file is closed.")
        if self._whole is None:
            with self._storage.speaking(str(self.name)):
                self._whole = io.BytesIO(self._storage.get(str(self.name)).read())
        return self._whole

    def part(self, first: int, last: int) -> Generator[bytes]:
        """The bytes `first` to `last`, both included, in chunks; no others travel."""
        name = str(self.name)
        if last < first:
            return
        with self._storage.speaking(name):
            # Of no other version, should the name be written anew meanwhile.
            asked = {"Range": f"bytes={first}-{last}", "IfMatch": self._version}
            body = self._storage.get(name, **asked)
            try:
                yield from body.iter_chunks(CHUNK)
            finally:
                body.close()

    @property
    def closed(self) -> bool:
        return self._closed

    def close(self) -> None:
        self._closed, self._whole = True, None


class BucketStorage(S3Storage):  # type: ignore[misc]  # has no types
    """Keeps files under exactly the names they are given; saving again replaces them.

    An object appears whole or not at all, and no header makes it public. Raises as a disk would:
    FileNotFoundError, an OSError that says that there is no room; and StorageUnavailable.
    A folder is there while something is in it.
    """

    def get_default_settings(self) -> dict[str, Any]:
        return {**super().get_default_settings(), "public_endpoint_url": ""}

    def __repr__(self) -> str:
        return f"<BucketStorage {self.place}>"

    @property
    def place(self) -> str:
        """How operators are told where pictures are."""
        return f"the bucket “{self.bucket_name}” at {self.endpoint_url}"

    @property
    def client(self) -> Any:
        return self._client_at(self.endpoint_url)

    def _client_at(self, endpoint: str) -> Any:
        return client_at(
            endpoint, self.region_name, self.addressing_style, self.access_key, self.secret_key
        )

    def speaking(self, name: str) -> AbstractContextManager[None]:
        return speaking_to(self.place, name)

    def _named(self, name: str) -> dict[str, str]:
        return {"Bucket": self.bucket_name, "Key": self._normalize_name(clean_name(name))}

    def _head(self, name: str) -> dict[str, Any]:
        with self.speaking(name):
            head: dict[str, Any] = self.client.head_object(**self._named(name))
        return head

    def get(self, name: str, **asked: str) -> Any:
        """The body of an object or a part of it, as boto streams it; raises boto's errors."""
        return self.client.get_object(**self._named(name), **asked)["Body"]

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _open(self, name: str, mode: str = "rb") -> BucketFile:
        if mode != "rb":
            raise ValueError("Objects are read whole or in part, and written by save() alone.")
        return BucketFile(self, name, self._head(name))

    def _save(self, name: str, content: File) -> str:  # type: ignore[type-arg]
        object_type = {"ContentType": self.default_content_type}
        with self.speaking(name):
            if content.size <= PART_BYTES:
                data = b"".join(to_bytes(chunk) for chunk in content.chunks())
                self.client.put_object(**self._named(name), Body=data, **object_type)
            else:
                content.seek(0)
                # If a part fails for good, boto has the server forget the others.
                self.client.upload_fileobj(
                    LeftOpen(content), **self._named(name), ExtraArgs=object_type, Config=PARTS
                )
        return name

    def delete(self, name: str) -> None:
        with self.speaking(name):
            self.client.delete_object(**self._named(name))

    def exists(self, name: str) -> bool:
        try:
            self._head(name)
        except FileNotFoundError:
            return False
        return True

    def size(self, name: str) -> int:
        return int(self._head(name)["ContentLength"])

    def get_modified_time(self, name: str) -> datetime:
        modified: datetime = self._head(name)["LastModified"]
        return modified

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        """Folders and files in `name`. Raises FileNotFoundError where there are none."""
        inside = self._named(name)["Key"].rstrip("/")
        prefix = f"{inside}/" if inside else ""
        folders, files = [], []
        with self.speaking(name):
            pages = self.client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket_name, Delimiter="/", Prefix=prefix
            )
            for page in pages:
                folders += [each["Prefix"] for each in page.get("CommonPrefixes", ())]
                files += [each["Key"] for each in page.get("Contents", ()) if each["Key"] != prefix]
        if name and not folders and not files:
            raise FileNotFoundError(name)
        start = len(prefix)
        return [each[start:-1] for each in folders], [each[start:] for each in files]

    def signed_url(self, name: str, *, seconds: int, headers: dict[str, str]) -> str:
        """An address at which anybody may GET the object for so many seconds.

        `headers` are S3's: ResponseContentType, ResponseContentDisposition, …
        """
        signer = self._client_at(self.public_endpoint_url or self.endpoint_url)
        asked = {**self._named(name), **headers}
        with self.speaking(name):
            return str(signer.generate_presigned_url("get_object", asked, ExpiresIn=seconds))


class LeftOpen(ReadBytesWrapper):  # type: ignore[misc]  # has no types
    """A file that boto may not close: whoever opened it does (boto/s3transfer#80)."""

    def close(self) -> None: ...
