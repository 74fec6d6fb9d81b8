//! Writ: encrypted, mirrored file storage with the rights-holder takedown and compliance portal that
//! makes such a service lawful to run.
//!
//! The map of the crate, from the top down. Dependencies point down only; a domain room never names
//! axum and never renders HTML.
//!
//! | room | what it is responsible for |
//! |---|---|
//! | [`http`] | the portal: router, extractors, one error type, pages, JSON API |
//! | [`accounts`] | people: accounts, sign-in, sessions, roles, steps that need two people |
//! | [`cli`] | one file per subcommand |
//! | [`work`] | which verb each job calls, and the workers |
//! | [`transparency`] | what the public may know of how the service is run |
//! | [`metrics`] | what an operator's monitoring reads of it |
//! | [`claims`] | rights holders and their claims: agreement, works, proof, decisions, direct access |
//! | [`survival`] | backup, recovery, promotion of another site, and the end of the service |
//! | [`personal`] | how long data of persons is kept, and what they get or have erased when they ask |
//! | [`takedown`] | holds, orders, receipts, restoration, purge |
//! | [`process`] | how both sides answer a decision: counter-notices, disputes, appeals, windows, reminders |
//! | [`notices`] | the statements of reasons that uploaders are given |
//! | [`policies`] | what the operator publishes: contacts, law, policies, each with its versions |
//! | [`vault`] | objects, blobs, links, uploads, tickets, placement, replication, custody |
//! | [`mirrors`] | a mirror node, and the client that talks to one |
//! | [`audit`] | the log: entries, sequencing, tiles, checkpoints, proofs, verification |
//! | [`mail`] | messages to people, and the outbox |
//! | [`jobs`] | the queue of work that follows a business change |
//! | [`service`] | what every verb is handed |
//! | [`life`] | which of its sites is the service, and until when it serves |
//! | [`keys`] | the service's own keys, and encryption at rest |
//! | [`db`] | the database: one SQL text, two engines |
//! | [`tokens`] | every signed token: one type each, one way to verify |
//! | [`seal`] | the sealed-object format: pure functions |
//! | [`webauthn`] | what a passkey registers and signs: pure functions |
//! | [`merkle`] | RFC 6962 hashing, shared by objects and the log |
//! | [`texts`] | the words of pages and mail, by language |
//! | [`outside`] | what strangers' domains say in DNS and over HTTPS, asked so that nobody can steer us |
//! | [`disk`] | writing files so that they outlast a crash |
//! | [`s3`] | a bucket of an object store, of which what is removed is gone |
//! | [`config`], [`clock`], [`entropy`], [`ids`] | settings and limits; time, chance, identifiers |

pub mod accounts;
pub mod audit;
pub mod calendar;
mod causes;
pub mod claims;
pub mod cli;
pub mod clock;
pub mod config;
pub mod db;
pub mod disk;
pub mod entropy;
pub mod http;
pub mod ids;
pub mod jobs;
pub mod keys;
pub mod life;
pub mod mail;
pub mod merkle;
pub mod metrics;
pub mod mirrors;
pub mod notices;
pub mod outside;
pub mod personal;
pub mod policies;
pub mod process;
pub mod s3;
pub mod seal;
pub mod service;
pub mod survival;
pub mod takedown;
pub mod texts;
pub mod tokens;
pub mod transparency;
pub mod vault;
pub mod webauthn;
pub mod webhooks;
mod words;
pub mod work;
