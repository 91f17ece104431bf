"""Detached CMS signatures with the company's seal key. Imported by processes that seal only: 40 MB."""

import asyncio
import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError

from prosfora.offers.services import CannotSeal
from prosfora.offers.services.seal_keys import seal_key


@dataclass(frozen=True, slots=True)
class Mark:
    """A signature (CMS, DER) and what made it."""

    signature: bytes
    certificate: str
    signer: str
    is_demo: bool


def signed(content: bytes, at: dt.datetime) -> Mark:
    """The signature over bytes; with a time stamp where a time-stamp service is configured. Raises CannotSeal."""
    key = seal_key()
    stamper = HTTPTimeStamper(settings.SEAL_TSA, timeout=15) if settings.SEAL_TSA else None
    signing = key.signer.async_sign_general_data(
        content,
        "sha256",
        timestamper=stamper,
        use_cades=True,
        signed_attr_settings=PdfCMSSignedAttributes(signing_time=at),
    )
    try:
        signature = bytes(asyncio.run(signing).dump())
    except TimestampRequestError as error:
        sentence = _("The time-stamp service %(url)s does not answer (%(error)s); see PROSFORA_SEAL_TSA")
        raise CannotSeal(sentence % {"url": settings.SEAL_TSA, "error": error}) from error
    except SigningError as error:
        raise CannotSeal(_("The seal cannot be set: %(error)s") % {"error": error}) from error
    return Mark(signature, key.fingerprint, key.certificate.subject.rfc4514_string(), key.is_demo)
