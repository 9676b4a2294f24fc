//! Tables: typed canonical tables, partitioned.
