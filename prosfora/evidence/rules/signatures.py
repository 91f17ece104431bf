"""CMS signatures (RFC 5652) read strictly: every byte of one either is signed, follows from what is, or is refused.

Readers are usually lenient with what a signature does not cover: versions, names of algorithms, certificates that are
not needed. Here each of these has one allowed form, so that no byte of a seal can be changed unseen.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from asn1crypto import cms, tsp, x509
from cryptography import x509 as certificates
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

from prosfora.evidence.rules.der import is_der, tags

type Digests = Mapping[str, bytes]  # "sha256" → digest of what is signed

HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}


UNREADABLE = (
    ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError, UnsupportedAlgorithm,
    certificates.InvalidVersion, certificates.DuplicateExtension, certificates.UnsupportedGeneralNameType,
)  # fmt: skip


# The parts of a signature by their tags: content, signed data (no revocation lists), signer, what may stand beside.
_INFO, _DATA, _SIGNER, _BESIDE = b"\x06\xa0", b"\x02\x31\x30\xa0\x31", b"\x02\x30\x30\xa0\x30\x04", b"\xa1"


class BadSeal(ValueError):
    """A signature that does not hold; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Seal:
    """A signature that holds: whose certificate, when it says it was made, when a time-stamp service says it was."""

    certificate: bytes  # DER
    claimed_at: dt.datetime | None
    stamped_at: dt.datetime | None = None
    stamped_by: str = ""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, in hexadecimal."""
        return hashlib.sha256(self.certificate).hexdigest()

    @property
    def signer(self) -> str:
        """The certificate's subject as people read it."""
        return certificates.load_der_x509_certificate(self.certificate).subject.rfc4514_string()


def digests(*parts: bytes) -> dict[str, bytes]:
    """The digests of bytes, one part after another, by every hash function that seals may use."""
    made = {}
    for name in HASHES:
        running = hashlib.new(name)
        for part in parts:
            running.update(part)
        made[name] = running.digest()
    return made


def checked_seal(signature: bytes, signed: Digests) -> Seal:
    """The seal of a detached signature over what has these digests. Raises BadSeal."""
    return _told(_checked, signature, signed)


def _checked(signature: bytes, signed: Digests) -> Seal:
    data = _signed_data(signature)
    frame, signer = data["encap_content_info"], data["signer_infos"][0]
    _must(frame["content_type"].native == "data" and frame["content"].native is None, "it carries content of its own")
    _check_versions(data, signer, version="v1")
    chain = _chain(data, signer)
    claimed = _check_signed(signer, chain[0], signed, kind="data")
    stamp = _stamp_of(signer, digests(signer["signature"].native))
    return replace(stamp, certificate=chain[0].dump(), claimed_at=claimed)


def checked_stamp(token: bytes, signed: Digests) -> Seal:
    """The seal of a time-stamp token (RFC 3161) over what has these digests: the service's. Raises BadSeal."""
    return _told(_checked_stamp, token, signed)


def _told(check: Callable[[bytes, Digests], Seal], signature: bytes, signed: Digests) -> Seal:
    """What a check says; whatever the libraries raise over damaged bytes is the same to who asks."""
    try:
        return check(signature, signed)
    except BadSeal:
        raise
    except UNREADABLE as error:
        raise BadSeal("the signature is damaged: it cannot be read") from error


def _checked_stamp(token: bytes, signed: Digests) -> Seal:
    data = _signed_data(token)
    frame, signer = data["encap_content_info"], data["signer_infos"][0]
    _must(frame["content_type"].native == "tst_info", "it is no time stamp")
    _check_versions(data, signer, version="v3")
    chain = _chain(data, signer)
    _check_signed(signer, chain[0], digests(bytes(frame["content"])), kind="tst_info")
    _must(not signer["unsigned_attrs"].native, "the time stamp carries more than it should")
    told: tsp.TSTInfo = frame["content"].parsed
    _must(isinstance(told, tsp.TSTInfo), "it is no time stamp")
    imprint = told["message_imprint"]
    right = signed.get(imprint["hash_algorithm"]["algorithm"].native)
    _must(right is not None and imprint["hashed_message"].native == right, "the time stamp is of something else")
    made = told["gen_time"].native
    return Seal(chain[0].dump(), None, made, _subject(chain[0]))


def _signed_data(signature: bytes) -> Any:
    _must(is_der(signature), "it is not written as signatures are (DER)")
    info = cms.ContentInfo.load(signature, strict=True)
    _must(info["content_type"].native == "signed_data", "it is no signature")
    data = info["content"]
    _must(len(data["signer_infos"]) == 1, "it is not by one signer")
    signer = data["signer_infos"][0]
    beside = b"" if signer["unsigned_attrs"].native is None else _BESIDE
    parts = (tags(info.contents), tags(data.contents), tags(signer.contents))
    _must(parts == (_INFO, _DATA, _SIGNER + beside), "it carries what does not belong there, or lacks something")
    return data


def _check_versions(data: Any, signer: Any, *, version: str) -> None:
    _must(data["version"].native == version and signer["version"].native == "v1", "its version is not the right one")
    used = [algorithm.dump() for algorithm in data["digest_algorithms"]]
    _must(used == [signer["digest_algorithm"].dump()], "its hash functions do not agree")
    named = signer["digest_algorithm"]
    _must(named["algorithm"].native in HASHES, "its hash function is not one of SHA-256, -384 and -512")
    _must(_is_plain(named), "its hash function is not named rightly")


def _is_plain(algorithm: Any) -> bool:
    """Whether an algorithm is named without parameters: none at all, or NULL."""
    return algorithm.contents[len(algorithm["algorithm"].dump()) :] in (b"", b"\x05\x00")


def _chain(data: Any, signer: Any) -> list[x509.Certificate]:
    """The signer's certificate and those that issued it, one after the other; nothing else may be there."""
    left = [choice.chosen for choice in data["certificates"]]
    whole_bytes = all(one["signature_value"].contents[:1] == b"\0" for one in left)
    _must(whole_bytes, "a certificate in it is not written as certificates are")
    sid = signer["sid"]
    _must(sid.name == "issuer_and_serial_number", "the signer is not named by issuer and number")
    named = sid.chosen
    mine = [
        one
        for one in left
        if one.serial_number == named["serial_number"].native and one.issuer.dump() == named["issuer"].dump()
    ]
    _must(len(mine) == 1, "the signer's certificate is not in it")
    chain = mine
    left.remove(mine[0])
    while left:
        child = certificates.load_der_x509_certificate(chain[-1].dump())
        issuer = next((one for one in left if one.subject.dump() == chain[-1].issuer.dump()), None)
        _must(issuer is not None, "a certificate in it is nobody's")
        _check_issued(child, issuer)
        chain.append(issuer)
        left.remove(issuer)
    top = certificates.load_der_x509_certificate(chain[-1].dump())
    if chain[1:] and _vouches_for_itself(top):  # the signer's own is bound by its hash
        _check_issued(top, chain[-1])
    return chain


def _vouches_for_itself(certificate: certificates.Certificate) -> bool:
    """Whether nobody above a certificate is named: by name, or by the key that signed it where that is told."""
    told = [one.value for one in certificate.extensions]
    own = [one.digest for one in told if isinstance(one, certificates.SubjectKeyIdentifier)]
    above = [one.key_identifier for one in told if isinstance(one, certificates.AuthorityKeyIdentifier)]
    return not above or above == own or certificate.subject == certificate.issuer


def _check_issued(child: certificates.Certificate, issuer: x509.Certificate) -> None:
    try:
        child.verify_directly_issued_by(certificates.load_der_x509_certificate(issuer.dump()))
    except InvalidSignature as error:
        raise BadSeal("a certificate in the signature was changed: its issuer did not sign it so") from error


def _check_signed(signer: Any, certificate: x509.Certificate, covered: Digests, kind: str) -> dt.datetime | None:
    """Check the signed attributes and the signature over them; the moment they claim. Raises BadSeal."""
    attributes = {one["type"].native: one["values"] for one in signer["signed_attrs"]}
    _must(len(attributes) == len(signer["signed_attrs"]), "an attribute stands in it twice")
    _must(all(len(values) == 1 for values in attributes.values()), "an attribute has not one value")
    values = {name: given[0] for name, given in attributes.items()}
    hashed = signer["digest_algorithm"]["algorithm"].native
    _must(values["content_type"].native == kind, "what it signs is named otherwise")
    if values["message_digest"].native != covered[hashed]:
        raise BadSeal("what was sealed is not what stands here: it was changed after it was sealed")
    _check_certificate(values, certificate)
    _check_signature(signer, certificate, kind)
    return values["signing_time"].native if "signing_time" in values else None


def _check_certificate(values: Mapping[str, Any], certificate: x509.Certificate) -> None:
    """The signed attributes name the certificate by its hash (RFC 5035): no other may stand in its place."""
    if "signing_certificate_v2" in values:
        named = values["signing_certificate_v2"]["certs"][0]
        algorithm = named["hash_algorithm"]["algorithm"].native
    else:
        named, algorithm = values["signing_certificate"]["certs"][0], "sha1"
    right = hashlib.new(algorithm, certificate.dump(), usedforsecurity=False).digest()
    _must(named["cert_hash"].native == right, "the certificate in it is not the one that it was made with")


def _check_signature(signer: Any, certificate: x509.Certificate, kind: str) -> None:
    signed = signer["signed_attrs"].untag().dump()
    key = certificates.load_der_x509_certificate(certificate.dump()).public_key()
    algorithm, hashed = signer["signature_algorithm"], signer["digest_algorithm"]["algorithm"].native
    # Seals have one name for RSA, so that its byte is not free; time-stamp services are not ours, and use two.
    of_services = "rsassa_pkcs1v15" if kind == "tst_info" else f"{hashed}_rsa"
    try:
        _verify(key, signer["signature"].native, signed, algorithm, hashed, of_services)
    except InvalidSignature as error:
        raise BadSeal("the signature was not made with the key of its certificate, or was changed") from error


def _verify(
    key: PublicKeyTypes, signature: bytes, signed: bytes, algorithm: Any, hashed: str, of_services: str
) -> None:
    """Check a bare signature; `of_services` is another name of RSA that is taken. Raises InvalidSignature, BadSeal."""
    named, function = algorithm["algorithm"].native, HASHES[hashed]()
    _must(named == "rsassa_pss" or _is_plain(algorithm), "its way of signing is not named rightly")
    if isinstance(key, rsa.RSAPublicKey) and named in (f"{hashed}_rsa", of_services):
        _must(len(signature) * 8 >= key.key_size, "it is too short for its key")
        key.verify(signature, signed, padding.PKCS1v15(), function)
    elif isinstance(key, rsa.RSAPublicKey) and named == "rsassa_pss":
        parameters = algorithm["parameters"]
        _must(parameters["hash_algorithm"]["algorithm"].native == hashed, "its hash functions do not agree")
        masked = padding.MGF1(HASHES[parameters["mask_gen_algorithm"]["parameters"]["algorithm"].native]())
        key.verify(signature, signed, padding.PSS(masked, parameters["salt_length"].native), function)
    elif isinstance(key, ec.EllipticCurvePublicKey) and named == f"{hashed}_ecdsa":
        key.verify(signature, signed, ec.ECDSA(function))
    else:
        raise BadSeal(f"the signature is damaged: {named} is no way of signing that seals have with this key")


def _stamp_of(signer: Any, signed: Digests) -> Seal:
    """The time stamp of a signature, where it has one; nothing else may stand beside the signature."""
    nothing = Seal(b"", None)
    if not signer["unsigned_attrs"].native:
        return nothing
    _must(len(signer["unsigned_attrs"]) == 1, "it carries what does not belong there")
    attribute = signer["unsigned_attrs"][0]
    _must(attribute["type"].native == "signature_time_stamp_token", "it carries what does not belong there")
    _must(len(attribute["values"]) == 1, "it has more than one time stamp")
    return checked_stamp(attribute["values"][0].dump(), signed)


def _subject(certificate: x509.Certificate) -> str:
    return certificates.load_der_x509_certificate(certificate.dump()).subject.rfc4514_string()


def _must(holds: bool, sentence: str) -> None:
    if not holds:
        raise BadSeal(f"the signature is damaged: {sentence}")
