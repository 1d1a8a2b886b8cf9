"""Recruiters' words for each operation, one module per group; a line that is not indented names the operation.

What stands below it are phrases as a recruiter, coordinator, hiring manager, sourcer, analyst or administrator says
them, separated by semicolons. They cost no token until a search finds them.
"""
