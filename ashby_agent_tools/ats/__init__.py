"""The unified models and how they are read from Ashby's records: tables, lists, joins, writes, dialects. Sends nothing.

What is here are scripts without I/O: `unified` carries them out with a client, the unified tools with a conversation.
"""
