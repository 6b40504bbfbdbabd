"""True numbers for the model files of 3D printing: volume, size, walls, supports, faults."""

import os
from typing import Any, Optional, Sequence, Union, overload

import numpy.typing as npt

__version__: str

#: Name of each number in fields["wall_reason"]: WALL_REASONS[0] is "measured".
WALL_REASONS: tuple[str, ...]

class Error(ValueError):
    """A model that cannot be measured, or an argument that cannot be meant, in a sentence."""

    #: unreadable, malformed, unsupported, not_applicable or too_large
    id: str

@overload
def analyze(
    model: Union[str, bytes, os.PathLike[str]],
    *,
    units: Optional[str] = None,
    process: str = "mex",
    only: Union[None, str, Sequence[str]] = None,
    rules: Optional[str] = None,
    jobs: int = 0,
    fields: bool = False,
) -> dict[str, Any]:
    """The reading of a file, laid out as by `printgauge analyze --json`."""

@overload
def analyze(
    model: npt.ArrayLike,
    triangles: npt.ArrayLike,
    *,
    units: Optional[str] = None,
    process: str = "mex",
    only: Union[None, str, Sequence[str]] = None,
    rules: Optional[str] = None,
    jobs: int = 0,
    fields: bool = False,
) -> dict[str, Any]:
    """The same of n x 3 vertices and m x 3 triangles."""
