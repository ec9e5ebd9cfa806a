//! What receiving and shipping orders share: writing them, their pages, their steps.

pub mod draft;
pub mod editor;
pub mod facts;
pub mod step;
pub mod writing;
