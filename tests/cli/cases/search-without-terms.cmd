2
tilores search
