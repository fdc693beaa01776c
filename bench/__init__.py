"""Figures beside a peer or a physical limit, measured in the same interleaved run. Never a timed test."""
