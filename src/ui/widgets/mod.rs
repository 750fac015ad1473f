//! Widgets that do not depend on the steps.

mod alert;
mod copy_button;
mod counts;
mod extent;
mod field;
mod fold;
mod menu;
mod pace;
mod picker;
mod read_out;
mod rows;
mod second;
mod side_panel;
mod tick;
mod uncertain;

pub(super) use alert::Alert;
pub(super) use copy_button::CopyButton;
pub(super) use counts::Counts;
pub(super) use field::TextField;
pub(super) use fold::Fold;
pub(super) use menu::Menu;
pub(super) use pace::Pace;
pub(super) use picker::Picker;
pub(super) use read_out::ReadOut;
pub(super) use rows::{Column, NO_ROW, Rows, SortState};
pub(super) use second::every_second;
pub(super) use side_panel::SidePanel;
pub(super) use tick::{Tick, TickAll, TickState, Ticked};
pub(super) use uncertain::UncertainRows;
