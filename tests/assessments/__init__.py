"""Unit tests of the vocabulary: working days and bank holidays, each case by hand."""
