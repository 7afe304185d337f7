"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# A busy machine is slow now and then; how long an example takes is a matter of the benchmarks.
settings.register_profile("patient", settings(), deadline=None)
settings.load_profile("patient")
