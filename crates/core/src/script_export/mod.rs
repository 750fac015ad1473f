//! A frozen plan as something that a machine can run where no relay may run: a Postman collection, a bash
//! script, a PowerShell script, a snippet for the site's own console. None of them holds a token. All of them write
//! a results file in our columns, which Import takes back.

mod bash;
mod console;
mod export_plan;
mod membership_request;
mod names;
mod postman;
mod powershell;
mod request_template;
mod template;
mod words;

pub use bash::bash_script;
pub use console::{ROWS_PER_SNIPPET, console_snippets};
pub use export_plan::ExportPlan;
pub use postman::{postman_collection, postman_data};
pub use powershell::powershell_script;
pub use request_template::{Auth, RequestTemplate};
