//! The formats: each a [`Source`](super::record::Source).
