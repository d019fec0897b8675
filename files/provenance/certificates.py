"""Reads what the operator signs with. Needs the extra of requirements-c2pa.txt."""

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import NameOID

CURVES = {"secp256r1": "ES256", "secp384r1": "ES384", "secp521r1": "ES512"}


def algorithm_of(key: bytes) -> str:
    """C2PA's name of the algorithm that a private key in PEM is for. Raises ValueError."""
    loaded = load_pem_private_key(key, password=None)
    if isinstance(loaded, ec.EllipticCurvePrivateKey) and loaded.curve.name in CURVES:
        return CURVES[loaded.curve.name]
    if isinstance(loaded, ed25519.Ed25519PrivateKey):
        return "ED25519"
    if isinstance(loaded, rsa.RSAPrivateKey):
        return "PS256"
    raise ValueError("C2PA knows no signatures with such a key")


def name_in(chain: bytes) -> str:
    """Who the first certificate of a chain in PEM is for. Raises ValueError."""
    subject = x509.load_pem_x509_certificates(chain)[0].subject
    for kind in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        for attribute in subject.get_attributes_for_oid(kind):
            return str(attribute.value)
    return "an unnamed certificate"
