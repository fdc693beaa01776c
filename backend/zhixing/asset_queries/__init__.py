"""Questions to the query network and its answers (网络查控). The face for the command line and for upper slices."""

from zhixing.asset_queries.institution import demo_row, demo_rows, send_demo_feedback
from zhixing.asset_queries.institutions import Institution, directory
from zhixing.asset_queries.reads import unassessed_hits

__all__ = ["Institution", "demo_row", "demo_rows", "directory", "send_demo_feedback", "unassessed_hits"]
