"""The key that seals: a PKCS#12 file, a token behind PKCS#11, or one that we make ourselves for trying the product out.

Imported by processes that seal only: cryptography and pyHanko stay out of the web's.
"""

import datetime as dt
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import mkstemp
from typing import Any

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, pkcs12
from django.conf import settings
from django.utils.translation import gettext as _
from pyhanko.sign import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from prosfora.offers.services.refusals import CannotSeal

type PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

DEMO_FILE = "demo-seal-key.p12"
DEMO_NAME = "Prosfora DEMO key - proves nothing about who sealed"
_DEMO_YEARS = 10


@dataclass(frozen=True, slots=True)
class SealKey:
    """A key ready to seal, with its certificate."""

    signer: Signer
    certificate: x509.Certificate
    is_demo: bool

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, in hexadecimal."""
        return self.certificate.fingerprint(hashes.SHA256()).hex()


def seal_key() -> SealKey:
    """The key the settings name; the demo key where they name none. Raises CannotSeal."""
    if settings.SEAL_PKCS11["module"]:
        return _on_token()
    path = Path(settings.SEAL_KEY_FILE) if settings.SEAL_KEY_FILE else _demo_file()
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        raise CannotSeal(
            _("The seal's key file %(path)s cannot be read (%(error)s); see PROSFORA_SEAL_KEY_FILE")
            % {"path": path, "error": error.strerror or error}
        ) from error
    return _read(path, settings.SEAL_PASSPHRASE if settings.SEAL_KEY_FILE else "", changed)


def _on_token() -> SealKey:
    try:
        from prosfora.offers.services.seal_tokens import token_key
    except ImportError as error:
        raise CannotSeal(
            _("A token needs the package python-pkcs11 (%(error)s); install it, or clear PROSFORA_SEAL_PKCS11_MODULE")
            % {"error": error}
        ) from error
    return token_key()


class HeldKey(Signer):
    """A signer that holds its key: pyHanko's own reads and checks it anew for each signature, a quarter of a second."""

    def __init__(self, key: PrivateKey, certificate: asn1.Certificate, others: list[asn1.Certificate]) -> None:
        registry: Any = SimpleCertificateStore
        super().__init__(signing_cert=certificate, cert_registry=registry.from_certs(others))
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The bare signature; SHA-256 throughout."""
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))


@lru_cache(maxsize=2)
def _read(path: Path, passphrase: str, changed: int) -> SealKey:
    """A PKCS#12 file; read again once it was changed."""
    try:
        found = pkcs12.load_pkcs12(path.read_bytes(), passphrase.encode() or None)
    except (ValueError, OSError) as error:
        raise CannotSeal(
            _("The seal's key file %(path)s cannot be opened; see PROSFORA_SEAL_KEY_FILE and PROSFORA_SEAL_PASSPHRASE")
            % {"path": path}
        ) from error
    if found.cert is None or not isinstance(found.key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise CannotSeal(
            _("The seal's key file %(path)s must hold an RSA or elliptic-curve key with its certificate")
            % {"path": path}
        )
    others = [asn1_of(one.certificate) for one in found.additional_certs]
    certificate = found.cert.certificate
    return SealKey(HeldKey(found.key, asn1_of(certificate), others), certificate, is_demo=path.name == DEMO_FILE)


def asn1_of(certificate: x509.Certificate) -> asn1.Certificate:
    """A certificate as pyHanko wants it."""
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))


def _demo_file() -> Path:
    """The demo key in var/, made once; of two processes that make it at the same moment one wins."""
    path = Path(settings.VAR_DIR) / DEMO_FILE
    if not path.exists():
        handle, name = mkstemp(dir=path.parent, prefix=".seal-")  # mode 600
        with os.fdopen(handle, "wb") as file:
            file.write(_demo_key())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(name, path)
        except FileExistsError:
            pass
        finally:
            Path(name).unlink()
    return path


def _demo_key() -> bytes:
    """A key and a certificate that it signed itself, as PKCS#12 without a passphrase."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, DEMO_NAME)])
    start = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start.replace(year=start.year + 2 * _DEMO_YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_sealing_only(), critical=True)
        .sign(key, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(b"demo", key, certificate, None, NoEncryption())


def _sealing_only() -> x509.KeyUsage:
    names = (
        "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign", "encipher_only",
        "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(digital_signature=True, content_commitment=True, **dict.fromkeys(names, False))
