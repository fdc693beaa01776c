"""Zhixing (执行): field enforcement for a court, offline first."""

__version__ = "0.1.0"
