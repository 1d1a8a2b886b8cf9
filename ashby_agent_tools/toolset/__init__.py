"""What may be called: the selection of operations, its policy, its presets, and what a model is told about it.

A `Toolset` is immutable and only narrows. Nothing here sends, asks or remembers; that is for the client, the approval
and the conversation.
"""
