"""Certificates as files, and the keys that seals were made with."""

import hashlib

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from prosfora.evidence.rules.findings import KeyUsed
from prosfora.evidence.rules.signatures import Seal

DEMO = "DEMO"  # stands in the subject of a key that we made ourselves for trying out


def key_of(seal: Seal) -> KeyUsed:
    """The key of a seal."""
    return KeyUsed(seal.fingerprint, seal.signer, DEMO in seal.signer)


def pem_of(certificate: bytes) -> bytes:
    """A certificate (DER) as PEM."""
    return x509.load_der_x509_certificate(certificate).public_bytes(Encoding.PEM)


def fingerprint_of_pem(pem: bytes) -> str | None:
    """The fingerprint of the one certificate of a PEM file; None where it is not written as `pem_of` writes it."""
    try:
        certificate = x509.load_pem_x509_certificate(pem)
    except (ValueError, x509.InvalidVersion):
        return None
    if certificate.public_bytes(Encoding.PEM) != pem:
        return None
    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def fingerprints_of_pem(pem: bytes) -> set[str]:
    """The fingerprints of all certificates in a PEM file; none where it holds none that can be read."""
    try:
        found = x509.load_pem_x509_certificates(pem)
    except (ValueError, x509.InvalidVersion):
        return set()
    return {hashlib.sha256(one.public_bytes(Encoding.DER)).hexdigest() for one in found}
