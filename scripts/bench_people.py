#!/usr/bin/env python3
"""usage: bench_people.py N — N lean synthetic records as CSV on stdout: about 1.7 records a person."""
import random, sys
n, rng = int(sys.argv[1]), random.Random(7)
first = "Ada Ben Cleo Dan Eve Finn Gia Hal Ida Jon Kim Lea Max Nia Ola Pia Rex Sue Tom Uma".split()
parts = "bur ne mar tol vin kas per lun dor wex hal tri quo zan fel gor mic bas ton rel".split()
print("id,FIRST_NAME,LAST_NAME,EMAIL,PHONE_EXTERNAL,DATE_OF_BIRTH,MAILING_POSTAL_CODE")
i = person = 0
while i < n:
    person += 1
    name, last = rng.choice(first), "".join(rng.choice(parts) for _ in range(3)).title()
    born = f"{rng.randint(1940, 2005)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    phone = f"{rng.randint(201, 989)}-555-{person % 10000:04}"
    for k in range(rng.choice((1, 1, 2, 2, 3))):
        if i >= n:
            break
        i += 1
        email = f"person{person}@example.com" if rng.random() < 0.8 else ""
        print(f"R{i},{name if k == 0 or rng.random() < .9 else name[0]},{last},{email},{phone if rng.random() < .8 else ''},{born},{rng.randint(10000, 99999)}")
