//! The columns of the memberships table: their contents and their sort order.

use groupsweep_core::choose::{SortBy, Sorting};
use groupsweep_core::domain::RowNo;
use groupsweep_core::import::{Role, SeenIn, Table};
use groupsweep_sheet::arrange_by_key;
use leptos::prelude::*;

use crate::ui::app_state::{AppState, Field, session};
use crate::ui::text;
use crate::ui::widgets::{Menu, SortState};

impl Field {
    /// Every column for which this file has data.
    pub(super) fn all(table: &Table) -> Vec<Self> {
        let columns = table.columns();
        let ours: Vec<usize> = Role::ALL
            .iter()
            .filter_map(|role| columns.get(*role))
            .collect();
        let others = (0..table.headings().len())
            .filter(|at| !ours.contains(at) && !columns.seen().contains(at));
        let mut all = Self::FIRST.to_vec();
        all.extend([Self::OrgRole, Self::GroupId, Self::UserId]);
        all.extend((0..columns.seen().len()).map(Self::Seen));
        all.extend(others.map(Self::Other));
        all
    }

    pub(super) fn title(self, table: &Table) -> String {
        match self {
            Self::User => "User".into(),
            Self::Group => "Group".into(),
            Self::Status => "User status".into(),
            Self::LastSeen => "Last seen".into(),
            Self::OrgRole => "Org role".into(),
            Self::GroupId => "Group id".into(),
            Self::UserId => "User id".into(),
            Self::Seen(at) => table.seen_headings().nth(at).unwrap_or_default().to_owned(),
            Self::Other(at) => table.headings().get(at).cloned().unwrap_or_default(),
        }
    }

    pub(super) fn class(self) -> &'static str {
        match self {
            Self::User => "cell cell--who",
            Self::Status => "cell cell--tag",
            Self::LastSeen => "cell cell--wide",
            Self::Group => "cell cell--group",
            Self::OrgRole | Self::GroupId | Self::UserId | Self::Seen(_) | Self::Other(_) => "cell",
        }
    }

    /// Its width in CSS.
    pub(super) fn width(self) -> &'static str {
        match self {
            Self::User => "minmax(120px, 2fr)",
            Self::Group => "minmax(100px, 1.6fr)",
            Self::Status => "100px",
            Self::LastSeen | Self::OrgRole => "130px",
            Self::GroupId | Self::UserId => "minmax(180px, 1.4fr)",
            Self::Seen(_) | Self::Other(_) => "minmax(130px, 1fr)",
        }
    }

    fn sort_by(self) -> SortBy {
        match self {
            Self::User => SortBy::UserName,
            Self::Group => SortBy::GroupName,
            Self::Status => SortBy::Status,
            Self::LastSeen => SortBy::Seen(SeenIn::Any),
            Self::OrgRole => SortBy::OrgRole,
            Self::GroupId => SortBy::GroupId,
            Self::UserId => SortBy::UserId,
            Self::Seen(at) => SortBy::Seen(SeenIn::Column(at)),
            Self::Other(at) => SortBy::Other(at),
        }
    }

    pub(super) fn sorted(self, sorting: Option<Sorting>) -> SortState {
        match sorting.filter(|sorting| sorting.by == self.sort_by()) {
            None => SortState::No,
            Some(sorting) if sorting.descending => SortState::Down,
            Some(_) => SortState::Up,
        }
    }

    /// The sorting after a press on the heading: ascending, then descending, then none.
    pub(in crate::ui) fn next_sorting(self, now: Option<Sorting>) -> Option<Sorting> {
        let descending = match self.sorted(now) {
            SortState::Never | SortState::No => false,
            SortState::Up => true,
            SortState::Down => return None,
        };
        let by = self.sort_by();
        Some(Sorting { by, descending })
    }
}

/// A menu of checkboxes for the shown columns.
#[component]
pub(super) fn FieldMenu(table: StoredValue<std::sync::Arc<Table>>) -> impl IntoView {
    let session = session();
    let all = table.with_value(|table| {
        let fields = Field::all(table);
        fields
            .into_iter()
            .map(|field| (field, field.title(table)))
            .collect::<Vec<_>>()
    });
    let toggle = move |field: Field, shown: bool| {
        let order = table.with_value(|table| Field::all(table));
        session.view.change_fields(|fields| {
            fields.retain(|known| *known != field);
            if shown {
                fields.push(field);
            }
            arrange_by_key(fields, |field| {
                order.iter().position(|known| known == field)
            });
        });
        if let (Field::Other(column), true) = (field, shown) {
            session.load_column(column);
        }
    };
    view! {
        <Menu label="Columns">
            <div class="menu__list">
                {all.into_iter().map(|(field, title)| view! {
                    <label class="check">
                        <input
                            type="checkbox"
                            prop:checked=move || session.view.with_fields(|fields| fields.contains(&field))
                            disabled=move || session.view.with_fields(|fields| fields.as_slice() == [field])
                            on:change:target=move |event| toggle(field, event.target().checked())
                        />
                        <bdi>{text::cut(&title)}</bdi>
                    </label>
                }).collect_view()}
            </div>
        </Menu>
    }
}

/// The text of a cell that fits on one line.
pub(super) fn line(session: AppState, table: &Table, row: RowNo, field: Field) -> String {
    let Some(entry) = table.row(row) else {
        return String::new();
    };
    let user = table.user(entry.user);
    let group = table.group(entry.group);
    match field {
        Field::User => user.map_or("", |user| user.name).to_owned(),
        Field::Group => group.map_or_else(String::new, |group| group.label().into_owned()),
        Field::Status => user.map_or("", |user| user.status).to_owned(),
        Field::OrgRole => user.map_or("", |user| user.org_role).to_owned(),
        Field::GroupId => group
            .and_then(|group| group.id.as_ref().ok())
            .map_or("", |id| id.as_str())
            .to_owned(),
        Field::UserId => user.and_then(|user| user.id.ok()).unwrap_or("").to_owned(),
        Field::LastSeen => table.latest_seen_text(entry.user).to_owned(),
        Field::Seen(at) => table.seen_text(entry.user, at).to_owned(),
        Field::Other(at) => session.view.with_extras_untracked(|extras| {
            let extra = extras.iter().find(|(column, _)| *column == at);
            extra.map_or_else(|| "…".to_owned(), |(_, extra)| extra.get(row).to_owned())
        }),
    }
}
