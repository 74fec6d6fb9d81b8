//! Random acts of every party, against a model of what each may do and what then is so.
//!
//! Two organisations, two people without an account and one with one claim two files, by one or two of their links, and authorities order
//! what is done to them, and take that back; four members of staff decide, of whom one is the senior and one the uploader of the second file;
//! the uploaders answer in every way, and the senior overturns what nobody asked about; days pass. What a claim names is decided, answered and
//! given back line by line, but for what the law has returned as a whole. Strangers complain of links that are blocked. Whoever uploaded a
//! file, sends notices, is one of two owners of an organisation or reviews may close their account at any time, with everything open, and one
//! of two owners may be removed: then it goes on without them. Letters come back and are sent again, and mirrors are away for a time, as is a
//! store of custody, without which two people may have something ordered away that is lost by that. The service itself dies, and another goes on.
//! The model knows no table: it says from the acts alone what restricts what, what waits, until when it is kept, and who may learn of it.
//!
//! [`facts`] and [`model`] have what is so; [`acts`] what somebody does, of which [`chance`] draws; [`claims`], [`drafts`], [`works`],
//! [`agents`], [`keys`], [`sources`], [`flaggers`], [`strangers`], [`lost`], [`access`], [`admission`], [`agreement`], [`team`], [`evidence`],
//! [`brought`], [`desk`], [`notes`], [`reasons`], [`orders`], [`files`], [`uploads`], [`links`], [`answers`], [`overturning`], [`standing`],
//! [`complaints`], [`hands`], [`mail`], [`roles`], [`exports`], [`absence`], [`custody`], [`deaths`] and [`closing`] do it, each with what the
//! model says of it; [`beginnings`] has what some stories begin with; [`checks`], [`promises`] and [`pages`] what is promised after each act;
//! and [`stories`] tells them, and those that are written down in [`scripts`].

mod absence;
mod access;
mod acts;
mod admission;
mod agents;
mod agreement;
mod answers;
mod beginnings;
mod brought;
mod chance;
mod checks;
mod claims;
mod closing;
mod complaints;
mod custody;
mod deaths;
mod desk;
mod drafts;
mod evidence;
mod exports;
mod facts;
mod files;
mod flaggers;
mod hands;
mod keys;
mod links;
mod lost;
mod mail;
mod model;
mod notes;
mod orders;
mod overturning;
mod pages;
mod promises;
mod reasons;
mod roles;
mod scripts;
mod sources;
mod standing;
mod stories;
mod strangers;
mod team;
mod uploads;
mod works;

use self::stories::{any_acts_keep_the_promises, each_act_comes_about};
use crate::app::Engine;

#[test]
fn any_acts_keep_the_promises_on_sqlite() {
    any_acts_keep_the_promises(Engine::Sqlite, 1, 10);
}

#[test]
fn any_acts_keep_the_promises_on_postgres() {
    any_acts_keep_the_promises(Engine::Postgres, 11, 4);
}

#[test]
fn each_act_comes_about_on_sqlite() {
    each_act_comes_about(Engine::Sqlite);
}

#[test]
fn each_act_comes_about_on_postgres() {
    each_act_comes_about(Engine::Postgres);
}
