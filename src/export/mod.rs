//! Export: the files as they came, as text with file and line kept.
