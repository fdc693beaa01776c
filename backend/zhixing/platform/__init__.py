"""Plumbing shared by all slices. Knows no domain word."""
