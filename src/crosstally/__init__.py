"""A verified, sourced record of protests, from reports to a chart that opens to its sources."""

__version__ = "0.1.0"
