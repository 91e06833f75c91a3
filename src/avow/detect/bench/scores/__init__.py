"""Scores of predicted against labelled spans, each with an interval."""
