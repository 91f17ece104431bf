"""What secrets look like and what is kept of them. Where they come from is no rule: services draw them."""

import hashlib
import hmac
import re
from datetime import timedelta

TOKEN_BYTES = 32  # 256 bits
CODE_DIGITS = 6
CODE_GOOD_FOR = timedelta(minutes=10)
MOST_TRIES = 5
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)  # 32 bytes in base64url without padding
_CODE = re.compile(r"[0-9]{6}", re.ASCII)


def is_token(text: str) -> bool:
    """Whether a text has the shape of a token; any other is not even looked up."""
    return _TOKEN.fullmatch(text) is not None


def token_digest(token: str) -> str:
    """What is kept of a token: SHA-256 in hexadecimal. It has 256 bits, so that no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_code(text: str) -> bool:
    """Whether a text has the shape of a one-time code."""
    return _CODE.fullmatch(text) is not None


def code_digest(code: str, link: int, key: str) -> str:
    """What is kept of a code: an HMAC with our secret, since a million codes are soon tried by whoever has a copy."""
    return hmac.new(key.encode(), f"acceptance code {link} {code}".encode(), hashlib.sha256).hexdigest()


def is_same(one: str, other: str) -> bool:
    """Compare two digests in a time that tells nothing."""
    return hmac.compare_digest(one.encode(), other.encode())
