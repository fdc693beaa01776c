"""Answers of the query network (网络查控). The face for the command line and for upper slices."""

from zhixing.asset_queries.institution import demo_row, demo_rows, send_demo_feedback
from zhixing.asset_queries.peers import register_peer, retire_peer

__all__ = ["demo_row", "demo_rows", "register_peer", "retire_peer", "send_demo_feedback"]
