"""Acts outside: who went where for what, the list of what was seized, notes (domain.md 3.6). The face upwards."""

from zhixing.fieldwork.reads import VisitFacts, visit_facts

__all__ = ["VisitFacts", "visit_facts"]
