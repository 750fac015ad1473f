//! Makes a file wrong in the ways that files go wrong.

use super::{Line, TEAMS, Truth, person};
use crate::support::Dice;

/// What happens to files and sites between the export and the run.
pub(super) fn spoil(dice: &mut Dice, truth: &mut Truth, lines: &mut Vec<Line>) {
    for _ in 0..dice.below(4) {
        if lines.is_empty() {
            return;
        }
        let (a, b) = (dice.below(lines.len()), dice.below(lines.len()));
        match dice.below(14) {
            // A column sorted or shifted without the others.
            0 => {
                let mut ids: Vec<String> = lines.iter().map(|line| line.account.clone()).collect();
                ids.sort_unstable();
                ids.iter()
                    .zip(&mut *lines)
                    .for_each(|(id, line)| line.account.clone_from(id));
            }
            1 => {
                let mut ids: Vec<String> = lines.iter().map(|line| line.group.clone()).collect();
                ids.rotate_left(1);
                ids.iter()
                    .zip(&mut *lines)
                    .for_each(|(id, line)| line.group.clone_from(id));
            }
            2 => {
                let mut names: Vec<String> = lines.iter().map(|line| line.name.clone()).collect();
                names.rotate_right(1);
                names
                    .iter()
                    .zip(&mut *lines)
                    .for_each(|(name, line)| line.name.clone_from(name));
            }
            // Single cells pasted elsewhere.
            3 => {
                let id = lines[a].account.clone();
                lines[b].account = id;
            }
            4 => {
                let id = lines[a].group.clone();
                lines[b].group = id;
            }
            5 => lines[a].name = person(dice),
            // Other ways to write a name.
            6 => lines[a].name = lines[a].name.to_uppercase(),
            7 => {
                if let Some((given, family)) = lines[a].name.clone().split_once(' ') {
                    lines[a].name = format!("{family}, {given}");
                }
            }
            8 => lines.iter_mut().for_each(|line| line.email.clear()),
            9 => lines[a].email = lines[b].email.clone(),
            10 => lines[a].email = lines[a].email.replace("acme.example", "acme-group.example"),
            11 => lines[a].email = lines[a].email.to_uppercase(),
            // The site changed.
            12 => {
                let g = dice.below(TEAMS.len());
                truth.teams[g] = "All employees".to_owned();
            }
            _ => {
                let user = dice.below(truth.names.len());
                truth.names[user] = person(dice);
            }
        }
    }
}
