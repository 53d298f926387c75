0
printf "Customer Email,n\ndburnemrick0@example.com,1\nnobody@example.com,2\n" | tilores batch --op ask --question "What is the account status of {Customer Email}?" -q --fields answer
