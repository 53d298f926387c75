1
tilores batch <&-
