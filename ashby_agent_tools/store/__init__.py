"""What is remembered: questions and their answers, writes, short ids, whole results, approvers; in memory or in a file.

`protocol` has the records and the methods that every store has. A store decides nothing: it keeps, and each of its
claims is one transaction. What is asked and what a yes is worth stands in the approval.
"""
