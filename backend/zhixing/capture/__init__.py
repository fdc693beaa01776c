"""Evidence: originals that never change, what was said about them, and copies made from them (domain.md 9.3).

The face for upper slices.
"""

from zhixing.capture.derive import studio
from zhixing.capture.reads import (
    DerivativeFacts,
    EvidenceFacts,
    derivative_facts,
    evidence_facts,
    evidence_of_case,
    evidence_of_visit,
    visible_evidence,
)
from zhixing.capture.rules import AFTER_END, Bracket, bracket, check_duty
from zhixing.capture.service import NewDerivative, add_derivative, flag_evidence, mark_published

__all__ = [
    "AFTER_END",
    "Bracket",
    "DerivativeFacts",
    "EvidenceFacts",
    "NewDerivative",
    "add_derivative",
    "bracket",
    "check_duty",
    "derivative_facts",
    "evidence_facts",
    "evidence_of_case",
    "evidence_of_visit",
    "flag_evidence",
    "mark_published",
    "studio",
    "visible_evidence",
]
