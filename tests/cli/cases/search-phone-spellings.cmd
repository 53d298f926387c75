0
for p in "(826) 555-0103" 826.555.0103 +18265550103 "826-555-0103 ext 3"; do tilores search "phone:$p" -o csv --fields client | tail -1; done
