"""A certificate authority of our own with its time-stamp service and revocation list, on this machine, for tests."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

type Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
YEAR = dt.timedelta(days=365)
_USES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


@dataclass(frozen=True)
class Issued:
    """A key with its certificate."""

    key: Key
    certificate: x509.Certificate

    def as_pkcs12(self, passphrase: str, *others: x509.Certificate) -> bytes:
        return pkcs12.serialize_key_and_certificates(
            b"seal", self.key, self.certificate, list(others), BestAvailableEncryption(passphrase.encode())
        )


class Authority:
    """Root, seal and time-stamp certificates; the seal's one names where its revocation list is."""

    def __init__(self, now: dt.datetime, address: str = "http://127.0.0.1:9") -> None:
        self.now, self.address = now, address
        root = rsa.generate_private_key(65537, 2048)
        self.root = Issued(root, self._certificate("Test root", root, by=None, uses=("key_cert_sign", "crl_sign")))

    def seal(self, key: Key | None = None, *, end: dt.datetime | None = None) -> Issued:
        """The key of a company, RSA where none is given."""
        key = key or rsa.generate_private_key(65537, 2048)
        uses = ("digital_signature", "content_commitment")
        return Issued(key, self._certificate("Aegean Fasteners", key, by=self.root, uses=uses, end=end))

    def time_stamper(self) -> DummyTimeStamper:
        key = rsa.generate_private_key(65537, 2048)  # pyHanko's dummy knows no other
        made = self._certificate("Test clock", key, by=self.root, uses=("digital_signature",), is_clock=True)
        bare = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        others = SimpleCertificateStore.from_certs([_asn1(self.root.certificate)])
        return DummyTimeStamper(_asn1(made), keys.PrivateKeyInfo.load(bare), others)

    def revocations(self) -> bytes:
        """The list of revoked certificates: none."""
        made = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.root.certificate.subject)
            .last_update(self.now - dt.timedelta(hours=1))
            .next_update(self.now + YEAR)
            .sign(self.root.key, hashes.SHA256())
        )
        return made.public_bytes(Encoding.DER)

    def trust_file(self, folder: Path) -> Path:
        path = folder / "roots.pem"
        path.write_bytes(self.root.certificate.public_bytes(Encoding.PEM))
        return path

    def _certificate(
        self, name: str, key: Key, *, by: Issued | None, uses: tuple[str, ...], end: dt.datetime | None = None,
        is_clock: bool = False,
    ) -> x509.Certificate:  # fmt: skip
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        usage = x509.KeyUsage(**{use: use in uses for use in _USES})
        place = x509.DistributionPoint([x509.UniformResourceIdentifier(f"{self.address}/crl")], None, None, None)
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(by.certificate.subject if by else subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.now - YEAR)
            .not_valid_after(end or self.now + YEAR)
            .add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        )
        if by:
            issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(by.key.public_key())
            made = made.add_extension(x509.CRLDistributionPoints([place]), critical=False)
            made = made.add_extension(issuer, critical=False)
        if is_clock:
            made = made.add_extension(x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        return made.sign(by.key if by else key, hashes.SHA256())


def _asn1(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))


@contextmanager
def serving(now: dt.datetime) -> Iterator[Authority]:
    """An authority that answers on 127.0.0.1: POST stamps the time, GET gives the revocation list."""
    answers: list[Callable[[bytes], tuple[str, bytes]]] = []

    def application(environ: dict[str, Any], start: Callable[..., object]) -> list[bytes]:
        asked = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        media_type, told = answers[0](asked)
        start("200 OK", [("Content-Type", media_type), ("Content-Length", str(len(told)))])
        return [told]

    server = make_server("127.0.0.1", 0, application, handler_class=_Silent)
    authority = Authority(now, f"http://127.0.0.1:{server.server_port}")
    clock, revoked = authority.time_stamper(), authority.revocations()

    def answer(asked: bytes) -> tuple[str, bytes]:
        if not asked:
            return "application/pkix-crl", revoked
        return "application/timestamp-reply", clock.request_tsa_response(tsp.TimeStampReq.load(asked)).dump()

    answers.append(answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield authority
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Silent(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing to say."""
