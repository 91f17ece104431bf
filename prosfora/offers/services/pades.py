"""PAdES seals by pyHanko (ETSI EN 319 142-1). Imported by processes that seal only: 27 MB."""

import datetime as dt
from io import BytesIO
from pathlib import Path

from cryptography import x509
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from prosfora.offers.rules.seals import B_B, B_LT, B_T, Seal
from prosfora.offers.services.refusals import CannotSeal
from prosfora.offers.services.seal_keys import SealKey, asn1_of, seal_key

FIELD = "Seal"


def sealed(pdf: bytes, *, reason: str, by: str, place: str, at: dt.datetime) -> Seal:
    """A PDF with the company's seal: nothing may be added to it but further signatures.

    Level B-B; B-T where a time-stamp service is configured, B-LT where trust roots are too: then everything that is
    needed to check the certificate later goes into the file. PDF/A stays PDF/A. Raises CannotSeal.
    """
    key = seal_key()
    _refuse_outside_validity(key.certificate, at)
    level = B_B if not settings.SEAL_TSA else B_LT if settings.SEAL_TRUST_ROOTS else B_T
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
        name=by,
        location=place,
        certify=True,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        embed_validation_info=level == B_LT,
        validation_context=_trust() if level == B_LT else None,
        # In the seal's own revision: the seal is over the whole file.
        dss_settings=DSSContentSettings(include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE),
    )
    content = _signed(pdf, metadata, key)
    subject = key.certificate.subject.rfc4514_string()
    return Seal(content, level, key.fingerprint, subject[:200], key.is_demo)


def _signed(pdf: bytes, metadata: PdfSignatureMetadata, key: SealKey) -> bytes:
    # PDF/A wants the print flag, and no flag that hides, on a field however small (ISO 19005-3, 6.3.2).
    unseen = InvisSigSettings(set_print_flag=True, set_hidden_flag=False)
    signer = PdfSigner(
        metadata,
        signer=key.signer,
        timestamper=HTTPTimeStamper(settings.SEAL_TSA, timeout=15) if settings.SEAL_TSA else None,
        new_field_spec=SigFieldSpec(FIELD, invis_sig_settings=unseen),
    )
    try:
        written = signer.sign_pdf(_Addition(BytesIO(pdf + b"\n")))  # an object begins on a line of its own
    except TimestampRequestError as error:
        sentence = _("The time-stamp service %(url)s does not answer (%(error)s); see PROSFORA_SEAL_TSA")
        raise CannotSeal(sentence % {"url": settings.SEAL_TSA, "error": error}) from error
    except (SigningError, PathError, ValidationError) as error:
        raise CannotSeal(_("The seal cannot be set: %(error)s") % {"error": error}) from error
    return bytes(written.getvalue())


class _Addition(IncrementalPdfFileWriter):
    """What the seal adds behind the print. Metadata stay as Typst wrote them, byte by byte: pyHanko would write them
    anew, with itself as producer and the worker's clock as the day of change.
    """

    def _update_meta(self) -> None:
        pass

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        """PDF/A-3 is PDF 1.7, whatever PAdES would have it be."""


def _trust() -> ValidationContext:
    """Whom the certificate is checked against when what is needed for that is gathered, from the network too."""
    try:
        roots = x509.load_pem_x509_certificates(Path(settings.SEAL_TRUST_ROOTS).read_bytes())
    except (OSError, ValueError) as error:
        sentence = _("The trusted certificates in %(path)s cannot be read; see PROSFORA_SEAL_TRUST_ROOTS")
        raise CannotSeal(sentence % {"path": settings.SEAL_TRUST_ROOTS}) from error
    trusted = [asn1_of(root) for root in roots]
    return ValidationContext(trust_roots=trusted, allow_fetching=True, revocation_mode="hard-fail")


def _refuse_outside_validity(certificate: x509.Certificate, at: dt.datetime) -> None:
    """A seal of a certificate that has ended, or not begun, would prove nothing."""
    start, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if not start <= at <= end:
        days = {"start": date_format(start, "SHORT_DATE_FORMAT"), "end": date_format(end, "SHORT_DATE_FORMAT")}
        sentence = _("The certificate of the seal's key is valid from %(start)s to %(end)s only; configure another key")
        raise CannotSeal(sentence % days)
