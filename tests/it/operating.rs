//! What an operator has of it: units, a container and documents.

mod lines;
