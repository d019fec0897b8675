"""Makes certificates for tests, as a certificate authority would."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Identity:
    """Where a chain of certificates and its key lie, in PEM."""

    chain: Path
    key: Path


def issue(folder: Path, *, organisation: str, kind: str = "ec") -> Identity:
    """A signer's identity as C2PA wants it: issued by an authority, for signing only."""
    authority, secret = ec.generate_private_key(ec.SECP256R1()), _new_key(kind)
    root = _certify("An authority", secret_of=authority, by=authority, is_ca=True)
    leaf = _certify(organisation, secret_of=secret, by=authority, is_ca=False)
    chain, key = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(leaf.public_bytes(Encoding.PEM) + root.public_bytes(Encoding.PEM))
    key.write_bytes(secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return Identity(chain, key)


def _new_key(kind: str) -> Any:
    if kind == "rsa":
        return rsa.generate_private_key(65_537, 2048)
    return (
        ed25519.Ed25519PrivateKey.generate()
        if kind == "ed25519"
        else ec.generate_private_key(ec.SECP256R1())
    )


def _named(organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Signer of {organisation}"),
        ]
    )


def _certify(
    organisation: str, *, secret_of: Any, by: ec.EllipticCurvePrivateKey, is_ca: bool
) -> x509.Certificate:
    now = dt.datetime.now(dt.UTC)
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key())
    subject = x509.SubjectKeyIdentifier.from_public_key(secret_of.public_key())
    usage = x509.KeyUsage(
        digital_signature=not is_ca,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_ca,
        crl_sign=is_ca,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(_named(organisation))
        .issuer_name(_named("An authority"))
        .public_key(secret_of.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + 365 * DAY)
        .add_extension(x509.BasicConstraints(is_ca, None), critical=True)
        .add_extension(subject, critical=False)
        .add_extension(issuer, critical=False)
        .add_extension(usage, critical=True)
    )
    if not is_ca:
        mail = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(mail, critical=False)
    return builder.sign(by, hashes.SHA256())
