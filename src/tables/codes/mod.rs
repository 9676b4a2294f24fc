//! Code systems.
