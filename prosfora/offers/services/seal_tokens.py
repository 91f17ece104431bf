"""A key that never leaves its token: a card, a stick or a server behind PKCS#11. Needs the package python-pkcs11."""

from functools import cache
from typing import Any

from cryptography import x509
from django.conf import settings
from django.utils.translation import gettext as _
from pyhanko.config.pkcs11 import PKCS11SignatureConfig, TokenCriteria
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.general import SigningError
from pyhanko.sign.pkcs11 import PKCS11SigningContext

from prosfora.offers.services.refusals import CannotSeal
from prosfora.offers.services.seal_keys import SealKey


@cache
def token_key() -> SealKey:
    """The key on the token, in a session that stays open as long as the process. Raises CannotSeal."""
    told = settings.SEAL_PKCS11
    config = PKCS11SignatureConfig(
        module_path=told["module"],
        token_criteria=TokenCriteria(label=told["token"]),
        cert_label=told["label"],
        key_label=told["label"],
        user_pin=told["pin"],
    )
    try:
        session: Any = PKCS11SigningContext(config)
        signer = session.__enter__()
        certificate = signer.signing_cert
    except (PdfError, SigningError, OSError) as error:
        raise CannotSeal(
            _("The token with the seal's key cannot be opened (%(error)s); see PROSFORA_SEAL_PKCS11_MODULE")
            % {"error": error}
        ) from error
    if certificate is None:
        raise CannotSeal(_("The token holds no certificate called %(label)s") % {"label": told["label"]})
    return SealKey(signer, x509.load_der_x509_certificate(certificate.dump()), is_demo=False)
