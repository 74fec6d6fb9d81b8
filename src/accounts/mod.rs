//! People: accounts, sign-in, sessions, roles.

mod roles;

pub use roles::{Actor, NotARole, Role, Roles};
