"""How a request travels: both clients, the pure wire between them and HTTP, lists page by page, and files.

What a request means is in the operations, whether it may leave in the approval; what a model reads of the answer
is made in the results.
"""
