0
# an address may name a password: it is masked like a secret
OPENAI_BASE_URL=https://me:pa55word@127.0.0.1:9/v1 tilores config list -o csv --fields name,value | grep openai.base_url
OPENAI_BASE_URL=https://me:pa55word@127.0.0.1:9/v1 tilores config get llm.openai.base_url
OPENAI_BASE_URL=https://127.0.0.1:9/v1/a@b tilores config get llm.openai.base_url
