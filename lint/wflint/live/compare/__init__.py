"""The same cases on two servers: what differs, and whether by more than repeats on one of them do."""
