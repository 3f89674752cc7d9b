"""What evidence a dossier may use: the snapshot, and single votes where they are on this machine."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.metadata import version

from softbalance.evidence.base import Base
from softbalance.evidence.snapshot import Snapshot, complete, own, shipped
from softbalance.sources.home import default_root


@dataclass(frozen=True)
class Held:
    """Evidence at hand.

    Attributes
    ----------
    snapshot
        Derived indicators.
    base
        The evidence base with single votes, or ``None``.
    """

    snapshot: Snapshot
    base: Base | None = None

    @classmethod
    def default(cls) -> "Held":
        """Return the snapshot that ships, or the one built on this machine where its data are as new or newer."""
        root = default_root()
        base = Base(root)
        built, ours = own(root), shipped()
        if built and complete(built, ours) and built.meta["votes_until"] >= ours.meta["votes_until"]:
            return cls(built, base if base.current else None)
        return cls(ours, base if base.current else None)

    @cached_property
    def votes_until(self) -> date:
        """Last day of votes held."""
        return date.fromisoformat(self.snapshot.meta["votes_until"])

    def versions(self) -> dict[str, str]:
        """Return the versions that a dossier states."""
        return {
            "softbalance": version("softbalance"),
            "votes_until": self.snapshot.meta["votes_until"],
            "evidence": self.snapshot.meta["fingerprint"],
        }
