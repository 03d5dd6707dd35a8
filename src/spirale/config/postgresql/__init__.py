"""PostgreSQL, whose connections are looked after without asking at each request."""
