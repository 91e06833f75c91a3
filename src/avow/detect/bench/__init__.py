"""Measuring the detector on labelled text: data sets, scores, intervals, pages."""
