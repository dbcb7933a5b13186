"""Tests mirror the code; marks and rules stand in conftest.py."""
