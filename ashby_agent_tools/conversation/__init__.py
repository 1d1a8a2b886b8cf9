"""One conversation: it ties a toolset, a client, a store and an approver together, around the one gate.

Here live the session, what it was shown and keeps, the short ids and their resolving, and dry runs. How a question is
worded and what an approval is worth is in the approval; what is kept across restarts in the store.
"""
