//! What the editors of receiving and shipping orders share.

pub mod draft;
pub mod editor;
