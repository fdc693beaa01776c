"""Notices to people of the court, and ringing their phones for them. Nobody imports this slice."""
