"""Who asks, what they may do: roles, passwords, sessions, the throttle and the guard of every route."""
