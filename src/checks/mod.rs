//! Checks: findings about rows, and the split into kept and set aside.
