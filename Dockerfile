# syntax=docker/dockerfile:1
# ashby-mcp and the inbox in one image: not root, and nothing is written outside /data and /tmp.
#
#   docker build -t ashby-mcp .
#   docker run --rm --stop-timeout 30 -p 127.0.0.1:8765:8765 \
#       --read-only --tmpfs /tmp -v ashby:/data -e ASHBY_API_KEY -e ASHBY_MCP_TOKEN ashby-mcp
#
# Another interpreter: --build-arg PYTHON=3.12. A client that starts the server by itself: docker run -i --rm
# -e ASHBY_API_KEY ashby-mcp --preset recruiter. docs/server-container.md has the rest.
ARG PYTHON=3.13
ARG BASE=python:${PYTHON}-slim

FROM ${BASE} AS build
WORKDIR /source
RUN python -m venv /opt/ashby
ENV PATH=/opt/ashby/bin:$PATH PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_INPUT=1
COPY pyproject.toml README.md LICENSE CHANGELOG.md ./
COPY ashby_agent_tools ashby_agent_tools
COPY adapters/ashby-mcp adapters/ashby-mcp
# both in one command: the adapter alone would look for the core in a package index
RUN pip install '.[cli,inbox,sql,redis,encryption,files]' './adapters/ashby-mcp[metrics,otel]' && pip check
# The vocabulary with which tokens are counted. Where it cannot be had, they are estimated on the high side.
ENV TIKTOKEN_CACHE_DIR=/opt/ashby/tiktoken
RUN python -c 'import tiktoken; tiktoken.get_encoding("o200k_base")' || echo "no vocabulary: tokens will be estimated"

FROM ${BASE}
LABEL org.opencontainers.image.title="ashby-mcp" \
      org.opencontainers.image.description="Ashby for MCP clients: tools that ask a person before they reject someone." \
      org.opencontainers.image.licenses="MIT"
RUN mkdir /data && chown 10001:10001 /data
COPY --from=build /opt/ashby /opt/ashby
ENV PATH=/opt/ashby/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/data \
    TIKTOKEN_CACHE_DIR=/opt/ashby/tiktoken \
    ASHBY_STORE=/data/store.db
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8765
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8765/healthz', timeout=4)"]
ENTRYPOINT ["ashby-mcp"]
CMD ["--http", "--host", "0.0.0.0", "--token-env", "ASHBY_MCP_TOKEN", "--reached-as", "localhost", "--reached-as", "127.0.0.1"]
