"""Progress on standard error: bars on a terminal, one line a file in a pipe."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Watch = Callable[[str, str, int, int | None], None]
Step = Callable[[str], None]


@contextmanager
def stepping() -> Iterator[Step]:
    """Yield what is called with each step as it begins: shown on a terminal with the time taken, nothing in a pipe."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as shown:
        task = shown.add_task("", total=None)

        def step(what: str) -> None:
            shown.update(task, description=what)

        yield step


@contextmanager
def fetching() -> Iterator[Watch]:
    """Yield what the fetcher calls with data set, file, bytes done and bytes in all."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:
        tasks: dict[str, int] = {}

        def watch(source: str, name: str, done: int, total: int | None) -> None:
            label = f"{source}: {name}"
            if label not in tasks:
                tasks[label] = int(bars.add_task(label, total=total))
                if not console.is_terminal:
                    console.print(label, highlight=False, soft_wrap=True)
            bars.update(bars.task_ids[tasks[label]], completed=done, total=total)

        yield watch
