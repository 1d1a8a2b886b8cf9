"""Approval: the question in words, the store of what was asked and used, and who answers."""
