"""All engines, by the name that the command line takes."""

from avow.errors import UsageError
from avow.scrub.engines.inline import InlineEngine
from avow.scrub.engines.interface import Engine
from avow.scrub.engines.local import LocalEngine
from avow.scrub.engines.raytasks import RayEngine
from avow.scrub.pipeline.setup import Setup

ENGINE_NAMES = ("local", "ray")


def make_engine(name: str, setup: Setup, workers: int) -> Engine:
    """Return an engine.

    Args:
        name: `local` or `ray`.
        setup: What workers need.
        workers: Shards in work at a time.

    Raises:
        UsageError: There is no such engine, or fewer than one worker.
        MissingExtra: Ray is not installed.
    """
    if workers < 1:
        raise UsageError("a run needs at least one worker")
    if name == "local":
        if workers == 1:
            return InlineEngine(setup=setup)
        return LocalEngine(setup=setup, workers=workers)
    if name == "ray":
        return RayEngine(setup=setup, workers=workers)
    raise UsageError(f"no engine is called {name!r}", hint="Engines: " + ", ".join(ENGINE_NAMES))
