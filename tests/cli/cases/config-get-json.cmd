0
tilores -o json config get timeout
