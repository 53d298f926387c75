8
tilores ask -m haiku "tell me a joke"
