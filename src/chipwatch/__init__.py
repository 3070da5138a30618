"""chipwatch: a self-hosted radar for AI-chip specs."""

__version__ = "0.1.0"
