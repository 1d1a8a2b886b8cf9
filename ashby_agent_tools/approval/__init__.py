"""Who approves: the question, who is asked and told, the caps, the audit, and the one gate that every call passes.

`prompts/` words the questions, `content/` reads what a call sends that is stored elsewhere. What was asked and used is
in the store; how a conversation goes on with an answer is in the conversation, how a framework pauses in its adapter.
"""
