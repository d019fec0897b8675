"""A real S3 API server for tests, in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import boto3

ROOT = Path(__file__).resolve().parent.parent.parent
COMMAND = [sys.executable, "-m", "files.tests.moto_process"]
KEY, SECRET = "testing", "not-a-secret"


@contextmanager
def running_s3() -> Iterator[str]:
    """The server's endpoint, while it runs."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        COMMAND, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, cwd=ROOT
    ) as server:
        assert server.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(server.stdout.readline())}"
        finally:
            server.kill()


@cache
def s3_client(endpoint: str) -> Any:
    """A client of its own, so that tests see what is really there."""
    session = boto3.Session(aws_access_key_id=KEY, aws_secret_access_key=SECRET)
    return session.client("s3", endpoint_url=endpoint, region_name="us-east-1")


@cache
def made_bucket(endpoint: str) -> str:
    """The name of a bucket that only this process of the test run uses."""
    name = f"pictures-{os.getpid()}"
    s3_client(endpoint).create_bucket(Bucket=name)
    return name


def own_bucket(endpoint: str, prefix: str = "") -> "ServedBucket":
    """Where a test keeps its pictures at the server."""
    return ServedBucket(made_bucket(endpoint), endpoint, prefix)


@dataclass(frozen=True)
class ServedBucket:
    """A bucket at a server, with the keys of a test or without any."""

    name: str
    endpoint: str
    prefix: str = ""
    has_keys: bool = True
    public: str = ""

    @property
    def storage(self) -> dict[str, Any]:
        """As an entry of Django's STORAGES."""
        options = {
            "bucket_name": self.name,
            "location": self.prefix,
            "endpoint_url": self.endpoint,
            "public_endpoint_url": self.public,
            "region_name": "us-east-1",
            "addressing_style": "path",
            "access_key": KEY if self.has_keys else None,
            "secret_key": SECRET if self.has_keys else None,
        }
        return {"BACKEND": "files.s3.BucketStorage", "OPTIONS": options}
