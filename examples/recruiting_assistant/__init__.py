"""A recruiting assistant: a LangChain agent that works in Ashby and stops before it rejects someone."""
