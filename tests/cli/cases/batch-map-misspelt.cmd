2
printf 'Mail address,x\na@example.com,1\n' | tilores batch -q --map email='Mail adress'
