"""Which verdicts changed between two days."""

from collections.abc import Sequence

from softbalance.dossier.claims.check import Checked
from softbalance.dossier.claims.verdict import Verdict


def changes(now: Sequence[Checked], before: Sequence[Checked]) -> dict[str, tuple[Verdict, Verdict]]:
    """Return, by id of the claim, the verdict before and now where the two differ.

    A claim that only one of the two has is left out.
    """
    then = {one.claim.id: one.verdict for one in before}
    return {
        one.claim.id: (then[one.claim.id], one.verdict)
        for one in now
        if one.claim.id in then and then[one.claim.id] != one.verdict
    }
