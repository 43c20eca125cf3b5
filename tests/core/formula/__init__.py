"""Tests of the formula notation, a file for each module."""
