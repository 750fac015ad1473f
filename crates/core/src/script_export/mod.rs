//! Exports a frozen plan for machines where no relay may run: as a Postman collection, a bash script, a PowerShell
//! script, or a snippet for the site's own console. None of them contains a token. All of them write a results
//! file with our columns, which Import reads.

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
