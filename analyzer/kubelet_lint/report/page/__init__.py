"""The parts of the page of evidence: markup, words, style, pictures, sections."""
