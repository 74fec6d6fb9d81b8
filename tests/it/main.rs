//! Every integration test, in one binary (one link), a module per room.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop loudly")]

mod accounts;
mod app;
mod audit;
mod authenticator;
mod claims;
mod db;
mod delivery;
mod http;
mod kills;
mod mail;
mod mirrors;
mod outside;
mod pages_begun;
mod pages_case;
mod pages_desk;
mod pages_evidence;
mod pages_files;
mod pages_history;
mod pages_queue;
mod pages_rights;
mod personal;
mod policies;
mod process;
mod promises;
mod routes;
mod seal;
mod serve;
mod standing;
mod takedown;
mod texts;
mod tiers;
mod tls;
mod transfer;
mod transparency;
mod vault;
