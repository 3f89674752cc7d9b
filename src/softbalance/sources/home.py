"""The folder in which the package keeps what it fetches and builds."""

import os
from pathlib import Path

VARIABLE = "SOFTBALANCE_HOME"


def default_root() -> Path:
    """Return the folder in which the package keeps things: ``SOFTBALANCE_HOME``, else the user's data folder."""
    import platformdirs

    setting = os.environ.get(VARIABLE, "").strip()
    return Path(setting).expanduser() if setting else Path(platformdirs.user_data_dir("softbalance"))
