"""The studio engine: plain English to a plan of typed operations, carried out on one's own pixels.

No Django in it, no network, no model. See README.md here.
"""

from generation.studio.errors import InstructionNotUnderstood, PlanInvalid, StudioError
from generation.studio.execution import Result, execute, require_understood
from generation.studio.language.understanding import understand
from generation.studio.plan import Plan

__all__ = [
    "InstructionNotUnderstood",
    "Plan",
    "PlanInvalid",
    "Result",
    "StudioError",
    "execute",
    "require_understood",
    "understand",
]
