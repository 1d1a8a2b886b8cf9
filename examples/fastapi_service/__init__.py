"""An agent as a web service: FastAPI, LangGraph, several customers, answers that stream, approvals in the inbox."""
