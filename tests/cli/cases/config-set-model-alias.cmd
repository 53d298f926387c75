0
tilores config set llm.model luna -q >/dev/null && tilores config get llm.model
