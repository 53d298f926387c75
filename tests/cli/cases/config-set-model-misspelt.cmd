2
tilores config set llm.model gpt-6-luma
