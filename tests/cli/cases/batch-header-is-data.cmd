2
printf 'ada@example.com,Ada\nbo@example.com,Bo\n' | tilores batch
