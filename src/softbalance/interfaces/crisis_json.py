"""Stress tests as JSON: the dossier's keys, and beside them ``members``, ``joint`` and ``equilibria``."""

import json
from typing import Any

from softbalance.dossier.model import Dossier
from softbalance.interfaces.as_json import to_json


def stress_json(dossier: Dossier, data: dict[str, Any], lang: str = "en") -> dict[str, Any]:
    """Return a dossier as plain JSON values with further keys at the top level.

    Raises
    ------
    ValueError
        If a key is one of the dossier's own.
    """
    told = to_json(dossier, lang)
    if taken := told.keys() & data.keys():
        raise ValueError(f"keys of the dossier are taken: {', '.join(sorted(taken))}")
    return {**data, **told}


def dumps(value: Any) -> str:
    """Return JSON text; never with ``NaN`` or ``Infinity``."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2)
