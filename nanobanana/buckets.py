"""An S3-compatible bucket, as STORAGE_URL or the usual AWS_ settings name it."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from nanobanana.env import Reader, origin_of, refuse

EXAMPLE = "s3://KEY:SECRET@s3.example.org/bucket?region=eu-west-1"
OPTIONS = frozenset({"region", "tls", "addressing", "public"})
YES_NO = {"1": True, "true": True, "0": False, "false": False}
ADDRESSINGS = ("path", "virtual")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,254}")
AWS_HOST = re.compile(r"s3[.-]([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?")
MALFORMED = "a /, ?, #, @, [ or ] in the key or the secret has to be written as %2F, %3F, …"
DEFAULT_REGION = "us-east-1"


@dataclass(frozen=True)
class Bucket:
    """`endpoint` and `public` are origins; the second is the one browsers know, where it differs.

    Without keys, boto3's own chain finds them: the environment, a profile, an instance's role.
    """

    name: str
    endpoint: str
    region: str
    addressing: str
    prefix: str = ""
    public: str = ""
    access_key: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)

    @property
    def origin(self) -> str:
        """The origin of the signed addresses that browsers are sent to."""
        seen = self.public or self.endpoint
        return seen.replace("://", f"://{self.name}.") if self.addressing == "virtual" else seen

    @property
    def storage(self) -> dict[str, Any]:
        """As an entry of Django's STORAGES."""
        options = {
            "bucket_name": self.name,
            "location": self.prefix,
            "endpoint_url": self.endpoint,
            "public_endpoint_url": self.public,
            "region_name": self.region,
            "addressing_style": self.addressing,
            "access_key": self.access_key or None,
            "secret_key": self.secret_key or None,
        }
        return {"BACKEND": "files.s3.BucketStorage", "OPTIONS": options}


def bucket_at(url: str) -> Bucket:
    """The bucket of `s3://KEY:SECRET@host[:port]/bucket[/prefix]?region=&tls=&addressing=&public=`.

    Without a host it is Amazon's. Raises ValueError with what is wrong; never repeats a secret.
    """
    parts = _split(url)
    if parts.fragment or "@" in parts.path + parts.query:
        raise ValueError(MALFORMED)
    options = _options(parts.query)
    name, _, prefix = unquote(parts.path).strip("/").partition("/")
    if (parts.username is None) != (parts.password is None):
        raise ValueError("it names a key without a secret; write KEY:SECRET@")
    host = parts.netloc.rpartition("@")[2]
    scheme = "https" if _yes(options.get("tls", "1")) else "http"
    return bucket(
        name,
        endpoint=origin_of(f"{scheme}://{host}") if host else "",
        region=options.get("region", ""),
        addressing=options.get("addressing", ""),
        prefix=prefix,
        public=_public(options.get("public", "")),
        access_key=unquote(parts.username or ""),
        secret_key=unquote(parts.password or ""),
    )


def bucket(
    name: str,
    *,
    endpoint: str = "",
    region: str = "",
    addressing: str = "",
    prefix: str = "",
    public: str = "",
    access_key: str = "",
    secret_key: str = "",
) -> Bucket:
    """A bucket of these parts, the missing ones filled in. Raises ValueError."""
    if not NAME.fullmatch(name):
        raise ValueError("it names no bucket" if not name else "the bucket's name is not one")
    if addressing not in {"", *ADDRESSINGS}:
        raise ValueError(f"addressing must be {' or '.join(ADDRESSINGS)}")
    amazons = AWS_HOST.fullmatch(urlsplit(endpoint).hostname or "")
    region = region or (amazons[1] if amazons else DEFAULT_REGION)
    # Amazon's certificates cover one label before the host, and others' servers rarely that.
    is_virtual = (amazons or not endpoint) and "." not in name
    return Bucket(
        name=name,
        endpoint=endpoint or f"https://s3.{region}.amazonaws.com",
        region=region,
        addressing=addressing or ("virtual" if is_virtual else "path"),
        prefix=prefix.strip("/"),
        public=public,
        access_key=access_key,
        secret_key=secret_key,
    )


def _split(url: str) -> SplitResult:
    """Raises ValueError in our words: Python's would repeat a secret that it took for a port."""
    try:
        parts = urlsplit(url)
        is_whole = parts.port is None or parts.port > 0
    except ValueError:
        is_whole = False
    if not is_whole:
        raise ValueError(MALFORMED)
    return parts


def _options(query: str) -> dict[str, str]:
    options = dict(parse_qsl(query, keep_blank_values=True))
    if set(options) - OPTIONS:
        raise ValueError(f"the options after ? are {', '.join(sorted(OPTIONS))}")
    return options


def _public(value: str) -> str:
    try:
        return value and origin_of(value)
    except ValueError as error:
        raise ValueError(f"public is not usable: {error}") from error


def _yes(value: str) -> bool:
    if value.lower() not in YES_NO:
        raise ValueError("tls must be 1 or 0")
    return YES_NO[value.lower()]


def read_bucket(env: Reader) -> Bucket | None:
    """The bucket that STORAGE_URL or, without it, AWS_STORAGE_BUCKET_NAME and its like name."""
    url = env.text("STORAGE_URL")
    try:
        if url.startswith("s3:"):
            return bucket_at(url)
    except ValueError as error:
        raise refuse("STORAGE_URL", str(error), EXAMPLE) from error
    name = "" if url else env.text("AWS_STORAGE_BUCKET_NAME")
    return _amazons(env, name) if name else None


def _amazons(env: Reader, name: str) -> Bucket:
    """Keys are left to boto, which knows more of them than AWS_ACCESS_KEY_ID."""
    parts = {
        "endpoint": env.origin("AWS_S3_ENDPOINT_URL"),
        "public": env.origin("AWS_S3_PUBLIC_ENDPOINT_URL"),
        "region": env.text("AWS_S3_REGION_NAME") or env.text("AWS_REGION"),
        "addressing": env.choice("AWS_S3_ADDRESSING_STYLE", ("", *ADDRESSINGS)),
        "prefix": env.text("AWS_LOCATION"),
    }
    try:
        return bucket(name, **parts)
    except ValueError as error:
        raise refuse("AWS_STORAGE_BUCKET_NAME", str(error), "pictures") from error
