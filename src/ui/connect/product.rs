//! The product, and the fields that only an organization or a route without a relay needs.

use groupsweep_core::atlassian::Product;
use groupsweep_core::domain::DirectoryId;
use leptos::prelude::*;

use crate::ui::app_state::session;
use crate::ui::form::Route;
use crate::ui::widgets::TextField;

const PRODUCTS: [(&str, &str, Option<Product>); 4] = [
    ("auto", "Detect automatically", None),
    ("jira", "Jira", Some(Product::Jira)),
    ("confluence", "Confluence", Some(Product::Confluence)),
    ("organization", "Organization", Some(Product::Organization)),
];

/// The menu of products. By default, the connection check finds the product.
#[component]
pub(super) fn ProductField(
    /// Called after each change.
    typed: Callback<()>,
) -> impl IntoView {
    let session = session();
    let form = session.form;
    let cloud_typed = Callback::new(move |id| {
        form.set_cloud(id);
        typed.run(());
    });
    let organization_typed = Callback::new(move |id| {
        form.set_organization(id);
        typed.run(());
    });
    let options = PRODUCTS.map(|(value, name, product)| {
        view! { <option value=value selected=move || form.product() == product>{name}</option> }
    });
    view! {
        <div class="field">
            <label for="product">"Product"</label>
            <select
                id="product"
                aria-describedby="product-hint"
                disabled=move || session.has_run()
                on:change:target=move |event| {
                    let value = event.target().value();
                    let chosen = PRODUCTS.iter().find(|(word, ..)| *word == value);
                    form.set_product(chosen.and_then(|(.., product)| *product));
                    typed.run(());
                }
            >
                {options.collect_view()}
            </select>
            <p id="product-hint" class="sub">
                "Jira and Confluence change the same groups. The organization API also shows which groups your identity provider manages. It needs an organization API key."
            </p>
        </div>
        <Show when=move || matches!(form.route(), Route::Direct | Route::Elsewhere)>
            <TextField id="cloud" label="Cloud id" kind="text" value=Signal::derive(move || form.cloud()) typed=cloud_typed>
                <p class="sub">"Only for a token with scopes. Copy it from https://mysite.atlassian.net/_edge/tenant_info on your own site. Calls go to the site that this id names, and Groupsweep cannot check that it matches the address."</p>
            </TextField>
        </Show>
        <Show when=move || matches!(form.route(), Route::Extension | Route::Direct)>
            <TextField id="organization" label="Organization id" kind="text" value=Signal::derive(move || form.organization()) typed=organization_typed>
                <p class="sub">"Only for an organization API key. Copy it from the address of admin.atlassian.com, after /o/."</p>
            </TextField>
        </Show>
    }
}

/// The menu of directories, if an organization has several. The check continues after the choice.
#[component]
pub(super) fn DirectoryChoice(typed: Callback<()>) -> impl IntoView {
    let form = session().form;
    view! {
        <Show when=move || !form.directories().is_empty()>
            <DirectoryField typed />
        </Show>
    }
}

#[component]
fn DirectoryField(typed: Callback<()>) -> impl IntoView {
    let form = session().form;
    let options = move || {
        let directories = form.directories().into_iter();
        let one = |directory: groupsweep_core::connect::OrganizationDirectory| {
            let id = directory.id.as_str().to_owned();
            let chosen = form.directory().as_ref() == Some(&directory.id);
            view! { <option value=id selected=chosen>{directory.name}</option> }
        };
        directories.map(one).collect_view()
    };
    view! {
        <div class="field">
            <label for="directory">"Directory"</label>
            <select
                id="directory"
                on:change:target=move |event| {
                    form.choose_directory(DirectoryId::parse(&event.target().value()));
                    typed.run(());
                }
            >
                <option value="">"Choose one"</option>
                {options}
            </select>
        </div>
    }
}
