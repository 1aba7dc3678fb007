"""Statements and assertions against incidents, figures and primary texts: `Claim` out."""
