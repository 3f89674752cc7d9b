"""Files and folders written in one move: whoever looks sees what was there before, or all of the new."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path


def keep(path: Path, content: bytes) -> None:
    """Write a file in one move."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def keep_folder(path: Path, fill: Callable[[Path], None]) -> None:
    """Fill a folder and move it to its place, where nothing but an empty folder may stand."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
    try:
        fill(made)
        made.chmod(0o777 & ~_umask())
        made.replace(path)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
