0
tilores health --check store --check redis -o json
