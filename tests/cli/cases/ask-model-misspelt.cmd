2
tilores ask -m gpt-6-luma "tell me a joke"
