"""The claims: sentences somebody published, each with a test fixed before looking, and what the evidence says."""

from softbalance.dossier.claims.asking import check_claims

__all__ = ["check_claims"]
