"""What a seal is."""

from dataclasses import dataclass

B_B, B_T, B_LT = "B-B", "B-T", "B-LT"  # levels of PAdES (ETSI EN 319 142-1)


@dataclass(frozen=True, slots=True)
class Seal:
    """Sealed bytes and what sealed them: the certificate's SHA-256 and subject. Nobody vouches for a demo key."""

    content: bytes
    level: str
    certificate: str
    signer: str
    is_demo: bool
