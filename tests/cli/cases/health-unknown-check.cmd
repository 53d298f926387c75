3
tilores health --check dsik
