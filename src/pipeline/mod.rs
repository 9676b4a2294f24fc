//! The pipeline file, typed, and the run it describes.
