7
printf 'email\na@example.com\n' | tilores batch -q --fields customer.CARD_NUMBER
