"""What is done for evidence: the ends of the journal's chains are sealed, once a day."""

from prosfora.evidence.services.sealing import seal_heads, seal_heads_daily

__all__ = ["seal_heads", "seal_heads_daily"]
